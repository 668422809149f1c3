import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startInfluxd, type Influxd } from '../services/influxd.ts';
import { waitUntil } from '../services/wait-until.ts';
import { healthOf, makePlace, planAlarms, pointsOf, type Place } from './program.ts';

vi.setConfig({ testTimeout: 180_000 });

const MINUTE = 60_000;

let place: Place;
let influxd: Influxd;
beforeEach(async () => {
  place = makePlace();
  influxd = await startInfluxd();
});
afterEach(async () => {
  await place.remove();
  await influxd.remove();
});

const countIn = async (database: string): Promise<unknown> => {
  const query = new URLSearchParams({ db: database, q: 'SELECT count("customers_out") FROM "grid"' });
  const answer = (await (await fetch(`${influxd.url}/query?${query}`)).json()) as {
    results: { series?: { values: number[][] }[] }[];
  };
  return answer.results[0]?.series?.[0]?.values[0]?.[1];
};

test('away at first, killed meanwhile, then there: all readings come to it, in order, and can be replayed', async () => {
  await influxd.stop();
  const environment = { INFLUX_URL: influxd.url, INFLUX_DATABASE: 'tests' };
  const first = await place.start(environment);
  const start = Date.now() - 90 * MINUTE;
  /** Customers out, a minute apart: 55 % from minute 30, 75 % from minute 45, none from minute 60. */
  const readings = Array.from({ length: 90 }, (_, minute) => ({
    source: 'ts-grid-town',
    metric: 'grid.customers_out',
    time: start + minute * MINUTE,
    value: minute < 30 || minute >= 60 ? 0 : minute < 45 ? 550 : 750,
  }));
  for (const part of [readings.slice(0, 20), readings.slice(20, 40)]) {
    const answer = await first.post('/api/readings', { readings: part });
    expect(await answer.json()).toEqual({ accepted: part.length, rejected: [] });
  }
  await first.kill();

  const program = await place.start({ ...environment, KEEP_DATA: '1' });
  expect(await (await program.post('/api/readings', { readings: readings.slice(40) })).json()).toEqual({
    accepted: 50,
    rejected: [],
  });
  const imported = await place.run(
    'server/commands/import.ts',
    [place.file('a.csv', 'time,source,metric,value\n2020-01-01T00:00:00Z,ts-grid-town,grid.customers_out,5\n')],
    environment,
  );
  expect(imported).toMatchObject({ status: 0 });
  expect((await healthOf(program)).get('store')).toMatchObject({ state: 'degraded' });

  await influxd.start();
  await waitUntil('both stores are in order', async () => {
    const parts = await healthOf(program);
    return parts.get('store')?.state === 'ok' && parts.get('archive')?.state === 'ok' ? true : null;
  });
  const points = await pointsOf(program, 'ts-grid-town', 'grid.customers_out');
  expect(points).toEqual([[Date.UTC(2020, 0, 1), 5], ...readings.map(({ time, value }) => [time, value])]);
  expect(await countIn('tests')).toBe(90);
  expect(await countIn('tests_archive')).toBe(1);
  // Its level went up and down again while InfluxDB was away: the alarm waits for somebody to see it.
  expect(await planAlarms(program)).toMatchObject([{ rule: 'township-loss', active: false, state: 'returned' }]);

  const made = await program.post('/api/replays', { from: start, to: start + 90 * MINUTE, speed: 3600 });
  const { id } = (await made.json()) as { id: string };
  const screen = await program.screen({ replay: id });
  const ended = await waitUntil('the end of the replay', () => {
    const last = screen.seen.find(({ event, payload }) => event === 'replay' && payload['state'] === 'ended');
    return last?.payload ?? null;
  });
  expect(ended['changes']).toMatchObject(
    [
      { from: 'none', to: 'III', minute: 30 },
      { from: 'III', to: 'II', minute: 45 },
      { from: 'II', to: 'none', minute: 60 },
    ].map(({ from, to, minute }) => ({
      rule: 'township-loss',
      from,
      to,
      at: new Date(start + minute * MINUTE).toISOString().replace('.000Z', 'Z'),
    })),
  );
  expect(await program.stop()).toBe(0);

  // A fresh start leaves nothing of it but what was imported.
  const fresh = await place.start(environment);
  expect(await pointsOf(fresh, 'ts-grid-town', 'grid.customers_out')).toEqual([[Date.UTC(2020, 0, 1), 5]]);
  expect(await countIn('tests')).toBeUndefined();
});

test('a database that was there before is never emptied', async () => {
  const ask = (query: string) => fetch(`${influxd.url}/query?${new URLSearchParams({ q: query })}`, { method: 'POST' });
  await ask('CREATE DATABASE "tests"');
  const foreign = `grid,source=ts-grid-town,kind=observed customers_out=1 ${Date.now() - MINUTE}`;
  await fetch(`${influxd.url}/write?db=tests&precision=ms`, { method: 'POST', body: foreign });
  for (const count of [2, 3]) {
    const program = await place.start({ INFLUX_URL: influxd.url, INFLUX_DATABASE: 'tests' });
    const readings = [{ source: 'ts-grid-town', metric: 'grid.customers_out', time: Date.now(), value: 0 }];
    await program.post('/api/readings', { readings });
    await expect.poll(() => countIn('tests'), { timeout: 60_000 }).toBe(count);
    await program.kill();
  }
});
