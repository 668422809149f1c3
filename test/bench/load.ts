/** Readings at an even pace, as a region of devices sends them. */
import { airLine, gridLine, POLLUTANTS_A_LINE, type CitySize } from './city.ts';
import type { Running } from './servers.ts';

const CHECK_EVERY_MS = 5;
/** Seconds that an air reading of the load covers. */
const PERIOD_S = 1;

export interface LoadOptions {
  readonly size: CitySize;
  /** Every station and grid sends once in this time. */
  readonly cycleMs: number;
  /** In so many bodies, spread over the time. */
  readonly bodiesACycle: number;
}

export interface Load {
  /** Ends it, waits for all answers and gives the readings a second that went out. @throws what a post threw. */
  stop(): Promise<number>;
}

/** Posts line protocol until it is told to stop. */
export function startLoad({ client }: Running, { size, cycleMs, bodiesACycle }: LoadOptions): Load {
  const started = performance.now();
  let body = 0;
  let sent = 0;
  let failure: unknown = null;
  const waiting = new Set<Promise<unknown>>();
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - started) * bodiesACycle) / cycleMs);
    for (; body < due; body += 1) {
      const time = Date.now();
      const lines: string[] = [];
      const turn = body % bodiesACycle;
      for (let i = turn; i < size.stations; i += bodiesACycle) lines.push(airLine(i, time - PERIOD_S * 1000, PERIOD_S));
      sent += lines.length * POLLUTANTS_A_LINE;
      for (let i = turn; i < size.grids; i += bodiesACycle) {
        lines.push(gridLine(i, time));
        sent += 1;
      }
      const posted = client
        .post('/write?precision=ms', lines.join('\n'))
        .catch((error: unknown) => (failure ??= error))
        .finally(() => waiting.delete(posted));
      waiting.add(posted);
    }
  }, CHECK_EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      const seconds = (performance.now() - started) / 1000;
      await Promise.all(waiting);
      if (failure !== null) throw failure;
      return sent / seconds;
    },
  };
}
