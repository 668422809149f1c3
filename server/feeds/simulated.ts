import { concatMap, interval, type Observable, type SchedulerLike } from 'rxjs';
import type { Story } from '../../simulators/index.ts';
import type { Reading } from '../model/reading.ts';
import type { DemoClock } from './demo-clock.ts';

const STEP_MS = 100;
/** Readings handed over at once at most. */
const BATCH = 20_000;

export interface SimulatedFeedOptions {
  readonly story: Story;
  readonly clock: DemoClock;
  readonly scheduler: SchedulerLike;
  /** The way in that every feed uses. */
  readonly accept: (readings: readonly Reading[]) => Promise<unknown>;
}

/**
 * Plays the simulated region into the intake as the demo's clock goes; gives the instant that has been delivered, after
 * each step. A step that takes long makes the next one longer, nothing is left out.
 */
export function simulatedFeed({ story, clock, scheduler, accept }: SimulatedFeedOptions): Observable<number> {
  return interval(STEP_MS, scheduler).pipe(
    concatMap(async () => {
      const from = clock.now();
      const to = Math.floor(clock.target());
      if (to > from) {
        const readings = story.readingsBetween(from, to).map((reading): Reading => ({
          source: reading.source,
          metric: reading.metric,
          time: reading.time,
          value: reading.value,
          period: reading.period ?? null,
          kind: reading.kind ?? 'observed',
          issuedAt: reading.issuedAt ?? null,
          upper: reading.upper ?? null,
          quality: reading.quality ?? null,
          receivedAt: to,
        }));
        for (let i = 0; i < readings.length; i += BATCH) await accept(readings.slice(i, i + BATCH));
        clock.reach(to);
      }
      return to;
    }),
  );
}
