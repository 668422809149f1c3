import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startInfluxd, type Influxd } from '../../../test/services/influxd.ts';
import { exampleReading, holdTimers, scanned, testReadingStore } from '../contract.ts';
import { journalFolder, openJournal, type Journal } from '../journal.ts';
import { StoreUnavailable } from '../reading-store.ts';
import { openInfluxStore, type InfluxOptions } from './store.ts';

const clock = { now: () => 1_480_000_000_000 };
let influxd: Influxd;
beforeAll(async () => {
  influxd = await startInfluxd();
});
afterAll(() => influxd?.remove());

/** A database of its own for each test, named after its folder. */
const databaseOf = (directory: string): string => basename(directory);
const troubles: unknown[] = [];
const optionsFor = (directory: string) => ({
  directory,
  url: influxd.url,
  database: databaseOf(directory),
  username: null,
  password: null,
  clock,
  onTrouble: (trouble: unknown) => troubles.push(trouble),
});

testReadingStore('InfluxDB', {
  open: ({ journal, directory, after }) => openInfluxStore({ journal, after, ...optionsFor(directory) }),
  childArguments: (directory) => ['influx', influxd.url, databaseOf(directory)],
});

describe('the store in InfluxDB', () => {
  let directory: string;
  let journal: Journal;
  beforeEach(async () => {
    troubles.length = 0;
    directory = mkdtempSync(join(tmpdir(), 'wanglou-influx-'));
    journal = await openJournal({
      directory: journalFolder(directory),
      onTrouble: () => undefined,
      segmentBytes: 1_000_000,
    });
  });
  afterEach(async () => {
    await journal.close();
    rmSync(directory, { recursive: true, force: true });
  });
  const open = (timers = holdTimers(), more: Partial<InfluxOptions> = {}) =>
    openInfluxStore({ journal, after: timers.after, ...optionsFor(directory), ...more });
  const ask = async (query: string): Promise<unknown> => {
    const parameters = new URLSearchParams({ db: databaseOf(directory), q: query, epoch: 'ms' });
    return (await fetch(`${influxd.url}/query?${parameters}`, { method: 'POST' })).json();
  };
  const range = { from: 0, to: 2e12 };

  test('writes what others can read: measurement, field, tags, flag and milliseconds', async () => {
    const store = await open();
    await journal.append([
      exampleReading({ quality: 'D' }),
      exampleReading({ kind: 'forecast', issuedAt: 1_482_105_600_000, upper: 600 }),
    ]);
    await scanned(store, range);
    const time = exampleReading().time;
    expect(await ask('SELECT * FROM "air" GROUP BY "kind"')).toEqual({
      results: [
        {
          statement_id: 0,
          series: [
            {
              name: 'air',
              tags: { kind: 'forecast' },
              columns: ['time', 'issued_at', 'period', 'so2', 'so2_quality', 'so2_received', 'so2_upper', 'source'],
              values: [[time, '2016-12-19T00:00:00Z', '3600', 512.5, '', time + 4_000_000, 600, 'yq-01']],
            },
            {
              name: 'air',
              tags: { kind: 'observed' },
              columns: ['time', 'issued_at', 'period', 'so2', 'so2_quality', 'so2_received', 'so2_upper', 'source'],
              values: [[time, null, '3600', 512.5, 'D', time + 4_000_000, null, 'yq-01']],
            },
          ],
        },
      ],
    });
    await store.close();
  });

  test('away from the start, then away in the middle: said in its health, tried again, everything there in order', async () => {
    await influxd.stop();
    const timers = holdTimers();
    const store = await open(timers);
    const first = Array.from({ length: 12_000 }, (_, number) => exampleReading({ time: number, value: number }));
    await journal.append(first);
    await expect(store.query({ source: 'yq-01', metric: 'air.so2', ...range, everyMs: null })).rejects.toBeInstanceOf(
      StoreUnavailable,
    );
    await expect
      .poll(() => store.health())
      .toMatchObject({ state: 'down', detail: { en: /cannot be used.*ECONNREFUSED/ } });
    expect(store.drained()).toBeLessThan(journal.durable());

    // Each try that fails makes the next rest longer.
    const rests: number[] = [];
    for (let number = 0; number < 9; number += 1) {
      await expect.poll(() => rests.push(...timers.run().filter((ms) => ms <= 30_000)) > number).toBe(true);
    }
    expect(rests.slice(0, 9)).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);

    await influxd.start();
    expect(await scanned(store, range)).toEqual(first);
    expect(store.health().state).toBe('ok');
    expect(store.drained()).toBe(journal.durable());

    await influxd.stop();
    const later = Array.from({ length: 12_000 }, (_, number) =>
      exampleReading({ time: 6000 + number, value: 1_000_000 + number }),
    );
    for (let from = 0; from < later.length; from += 500) await journal.append(later.slice(from, from + 500));
    await expect(store.stats()).resolves.toMatchObject({ rows: null });
    expect((await store.stats()).lagBytes).toBeGreaterThan(0);
    await influxd.start();
    // The later of two stands: the order of the journal was kept.
    expect(await scanned(store, range)).toEqual([...first.slice(0, 6000), ...later]);
    expect(troubles).toEqual([]);
    await store.close();
  });

  test('a server that dies while it takes a batch gets that batch again', async () => {
    const timers = holdTimers();
    // Takes the connection, reads, and hangs up without an answer.
    const cut = createServer((socket) => socket.once('data', () => socket.destroy()));
    await new Promise<void>((resolve) => cut.listen(0, '127.0.0.1', resolve));
    const store = await open(timers, { url: `http://127.0.0.1:${(cut.address() as AddressInfo).port}` });
    await journal.append([exampleReading()]);
    await expect(scanned(store, range)).rejects.toBeInstanceOf(StoreUnavailable);
    expect(store.drained()).toBe(0);
    await store.close();
    await new Promise((resolve) => cut.close(resolve));
    const back = await open();
    expect(await scanned(back, range)).toEqual([exampleReading()]);
    await back.close();
  });

  test('a database that was dropped is made again', async () => {
    const store = await open();
    await journal.append([exampleReading()]);
    await scanned(store, range);
    await ask(`DROP DATABASE "${databaseOf(directory)}"`);
    await journal.append([exampleReading({ time: 5 })]);
    await expect(scanned(store, range)).rejects.toBeInstanceOf(StoreUnavailable);
    expect(await scanned(store, range)).toEqual([exampleReading({ time: 5 })]);
    await store.close();
  });

  test('a field that the database has with another type is refused, said, and holds nothing up', async () => {
    const store = await open();
    await store.stats();
    await scanned(store, range);
    await fetch(`${influxd.url}/write?db=${databaseOf(directory)}`, {
      method: 'POST',
      body: `grid load="text" ${exampleReading().time}000000`,
    });
    await journal.append([exampleReading({ metric: 'grid.load' }), exampleReading()]);
    expect(await scanned(store, range)).toEqual([exampleReading()]);
    expect(troubles).toMatchObject([{ kind: 'refused', message: /field type conflict/ }]);
    await store.close();
  });

  test('keeps its place in a small file, and says when that is damaged', async () => {
    const store = await open();
    await journal.append([exampleReading()]);
    await scanned(store, range);
    await store.close();
    const file = join(directory, 'influx-position.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ journal: journal.id, position: journal.durable() });
    writeFileSync(file, '{"journal":1}');
    await expect(open()).rejects.toThrow(/influx-position\.json/);
  });

  test('segments of the journal go once they are drained', async () => {
    const store = await open();
    for (let batch = 0; batch < 25; batch += 1)
      await journal.append(
        Array.from({ length: 20_000 }, (_, number) => exampleReading({ time: batch * 20_000 + number })),
      );
    let count = 0;
    for await (const batch of store.scan(range)) count += batch.length;
    expect(count).toBe(500_000);
    await expect.poll(() => readdirSync(journalFolder(directory)).length).toBeLessThan(9);
    await store.close();
  });
});
