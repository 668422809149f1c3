/** Ingest: line protocol over HTTP, stored durably and judged, beside InfluxDB's own `/write` and a bare parse loop. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findTool } from '../services/tools.ts';
import { startInfluxd, type Influxd } from '../services/influxd.ts';
import { MINUTE_MS, minuteBodies, writeCity, type Body } from './city.ts';
import { createClient, type Client } from './http.ts';
import { median, type Bench, type Finding } from './report.ts';
import { startWanglou, waitUntilDrained } from './servers.ts';

const SIZE = { stations: 40, assessed: 12, grids: 60 };
const LINES_A_BODY = 5000;
const MINUTES_A_ROUND = 1000;
/** Counted rounds; one more goes before them to warm everything up. */
const ROUNDS = 5;
/** Requests on their way at the same time. */
const AT_ONCE = 2;
const PATH = '/write?db=bench&precision=ms';

/** Seconds to post all bodies, a few at once. */
async function secondsToPost(client: Client, bodies: readonly Body[]): Promise<number> {
  const queue = bodies.values();
  const started = performance.now();
  const work = async (): Promise<void> => {
    for (const { bytes } of queue) await client.post(PATH, bytes);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return (performance.now() - started) / 1000;
}

/** Seconds to do the least that any reader of these bytes must do: part lines and fields, and read the numbers. */
function secondsToParse(bodies: readonly Body[]): number {
  const started = performance.now();
  let sum = 0;
  for (const { bytes } of bodies) {
    for (const line of bytes.toString('latin1').split('\n')) {
      if (line === '') continue;
      const [, fields = '', time] = line.split(' ');
      for (const field of fields.split(',')) sum += Number(field.slice(field.indexOf('=') + 1));
      sum += Number(time);
    }
  }
  if (!Number.isFinite(sum)) throw new Error('the bare loop misread a number');
  return (performance.now() - started) / 1000;
}

async function influx(say: (text: string) => void): Promise<Influxd | null> {
  const tool = findTool('influxd');
  if (tool === null) {
    say('no influxd on this machine: the comparison with InfluxDB is left out (npm test unpacks one)');
    return null;
  }
  process.env['WANGLOU_INFLUXD'] = tool.path;
  return startInfluxd();
}

export const ingest: Bench = async (say) => {
  const folder = mkdtempSync(join(tmpdir(), 'wanglou-bench-'));
  const jurisdictions = join(folder, 'jurisdictions');
  writeCity(jurisdictions, SIZE);
  const present = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  const rounds = Array.from({ length: ROUNDS + 1 }, (_, round) => {
    const to = present - (ROUNDS - round) * MINUTES_A_ROUND * MINUTE_MS;
    return minuteBodies(SIZE, to - MINUTES_A_ROUND * MINUTE_MS, to, LINES_A_BODY);
  });
  const wanglou = await startWanglou({ jurisdictions, dataDir: join(folder, 'data') });
  const influxd = await influx(say).catch(async (error: unknown) => {
    await wanglou.stop();
    throw error;
  });
  const influxClient = influxd === null ? null : createClient(influxd.url);
  const rates = { wanglou: [] as number[], drained: [] as number[], influx: [] as number[], bare: [] as number[] };
  let readingsALine = 1;
  try {
    await influxClient?.post('/query?q=CREATE+DATABASE+bench', '');
    for (const [round, bodies] of rounds.entries()) {
      const lines = bodies.reduce((sum, body) => sum + body.lines, 0);
      readingsALine = bodies.reduce((sum, body) => sum + body.readings, 0) / lines;
      const started = performance.now();
      const own = await secondsToPost(wanglou.client, bodies);
      // A batch is answered after it was judged; what it changed in hours judged before follows with the next tick.
      await waitUntilDrained(wanglou);
      const drained = (performance.now() - started) / 1000;
      await wait(500);
      const theirs = influxClient === null ? Number.NaN : await secondsToPost(influxClient, bodies);
      await wait(500);
      const bare = secondsToParse(bodies);
      say(
        `round ${round}: ${Math.round(lines / own)} lines/s here, InfluxDB ${Math.round(lines / theirs)}, bare loop ${Math.round(lines / bare)}`,
      );
      if (round === 0) continue;
      rates.wanglou.push(lines / own);
      rates.drained.push(lines / drained);
      rates.influx.push(lines / theirs);
      rates.bare.push(lines / bare);
    }
    const { body: levels } = await wanglou.client.get('/api/levels');
    if (!levels.includes('"at":"')) throw new Error('nothing was judged');
  } finally {
    influxClient?.close();
    await wanglou.stop();
    await influxd?.remove();
    rmSync(folder, { recursive: true, force: true });
  }
  const own = median(rates.wanglou);
  const finding = (what: string, value: number, more: Partial<Finding>): Finding => ({
    bench: 'ingest',
    what,
    value,
    unit: 'lines/s',
    beside: null,
    budget: null,
    ...more,
  });
  return [
    ...(influxd === null
      ? []
      : [
          finding('durable and judged', own, {
            beside: { what: 'InfluxDB /write', value: median(rates.influx) },
            budget: { rule: 'at least', of: 1.5 },
          }),
        ]),
    finding('durable and judged', own, {
      beside: { what: 'bare parse loop', value: median(rates.bare) },
      budget: { rule: 'at least', of: 1 / 3 },
    }),
    finding('durable and judged, as readings', own * readingsALine, { unit: 'readings/s' }),
    finding('until the store has it too', median(rates.drained), {}),
  ];
};
