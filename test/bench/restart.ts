/** Restart: ten days of data, `kill -9`, and the time until the program stands again where it stood. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { MINUTE_MS, minuteBodies, PROBE, writeCity } from './city.ts';
import type { Bench } from './report.ts';
import { startWanglou, waitUntilDrained, type Running } from './servers.ts';

/** The size of a real region: twelve stations and twenty grids, each once a minute. */
const SIZE = { stations: 12, assessed: 12, grids: 20 };
const DAYS = 10;
const HOUR_MS = 60 * MINUTE_MS;
const PATH = '/write?precision=ms';

const levelsSchema = z.array(
  z.object({
    plan: z.string(),
    rule: z.string(),
    subject: z.string(),
    level: z.string(),
    since: z.string().nullable(),
    indeterminate: z.boolean(),
  }),
);
const alarmsSchema = z.array(z.object({ id: z.string(), state: z.string(), level: z.string(), revision: z.number() }));

/** Levels and alarms once they stand still: a tick after the last reading may still change them. */
async function settled(running: Running): Promise<Awaited<ReturnType<typeof standing>>> {
  let last = await standing(running);
  for (let look = 0; look < 20; look += 1) {
    await sleep(500);
    const next = await standing(running);
    if (isDeepStrictEqual(next, last)) return next;
    last = next;
  }
  return last;
}

/** Every rule's level and every open alarm, without what moves with the clock. */
async function standing({ client }: Running): Promise<unknown> {
  const levels = levelsSchema.parse(JSON.parse((await client.get('/api/levels')).body));
  const alarms = alarmsSchema.parse(JSON.parse((await client.get('/api/alarms?state=active')).body));
  return { levels, alarms: alarms.toSorted((a, b) => (a.id < b.id ? -1 : 1)) };
}

export const restart: Bench = async (say) => {
  const folder = mkdtempSync(join(tmpdir(), 'wanglou-bench-'));
  const options = { jurisdictions: join(folder, 'jurisdictions'), dataDir: join(folder, 'data') };
  writeCity(options.jurisdictions, SIZE);
  let running: Running | null = null;
  try {
    running = await startWanglou(options);
    const present = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
    const bodies = minuteBodies(SIZE, present - DAYS * 24 * HOUR_MS, present, 5000);
    let readings = 0;
    for (const body of bodies) {
      await running.client.post(PATH, body.bytes);
      readings += body.readings;
    }
    // An outage that goes on over the restart.
    await running.client.post(PATH, `grid,source=${PROBE} load=60,shed=40 ${Date.now()}`);
    await waitUntilDrained(running);
    const before = await settled(running);
    await running.stop('SIGKILL');

    const started = performance.now();
    running = await startWanglou(options);
    const health = await running.client.get('/api/health');
    const seconds = (performance.now() - started) / 1000;
    const after = await settled(running);
    if (health.status !== 200) say(`/api/health answers ${health.status}: ${health.body.slice(0, 300)}`);
    const isSame = isDeepStrictEqual(after, before);
    if (!isSame) say(`levels or alarms differ:\n${JSON.stringify(before)}\n${JSON.stringify(after)}`);
    say(`${readings} readings before; levels and alarms after it ${isSame ? 'are those of before' : 'DIFFER'}`);
    return [
      {
        bench: 'restart',
        what: `kill -9 with ${DAYS} days of data -> judging again`,
        value: seconds,
        unit: 's',
        beside: null,
        budget: { rule: 'at most', of: 5 },
      },
      {
        bench: 'restart',
        what: 'levels and alarms that differ from before (0 or 1)',
        value: Number(!isSame),
        unit: '',
        beside: null,
        budget: { rule: 'at most', of: 0 },
      },
    ];
  } finally {
    await running?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};
