/** What every reading store must do, as a test over a real one. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readingKey, type Reading } from '../model/reading.ts';
import { journalFolder, openJournal, type Journal } from './journal.ts';
import type { After, ReadingStore, ScanRange } from './reading-store.ts';

/** An adapter to be tested. `directory` is that of one test; `arguments` tell `contract-child.ts` to open the same store. */
export interface StoreUnderTest {
  open(given: { readonly journal: Journal; readonly directory: string; readonly after: After }): Promise<ReadingStore>;
  childArguments(directory: string): readonly string[];
}

const HOUR = 3_600_000;
const T0 = Date.UTC(2016, 11, 19, 4);

/** An observation of SO₂ at `T0`, with what a test changes. */
export const exampleReading = (more: Partial<Reading> = {}): Reading => ({
  source: 'yq-01',
  metric: 'air.so2',
  time: T0,
  value: 512.5,
  period: 3600,
  kind: 'observed',
  issuedAt: null,
  upper: null,
  quality: null,
  receivedAt: T0 + 4_000_000,
  ...more,
});
const forecast = (more: Partial<Reading> = {}): Reading =>
  exampleReading({ kind: 'forecast', issuedAt: T0 - 6 * HOUR, upper: 700, ...more });

/** Timers that run only when a test says so. */
export interface HeldTimers {
  readonly after: After;
  /** Runs what waits now, and gives for how long each was to wait, in ms. */
  run(): number[];
}
export function holdTimers(): HeldTimers {
  let held: { ms: number; work: () => void }[] = [];
  return {
    after(ms, work) {
      const entry = { ms, work };
      held.push(entry);
      return () => {
        held = held.filter((other) => other !== entry);
      };
    },
    run() {
      const due = held;
      held = [];
      for (const entry of due) entry.work();
      return due.map((entry) => entry.ms);
    },
  };
}

/** All readings of a range in one list, with a check of what a scan promises of its order. */
export async function scanned(store: Pick<ReadingStore, 'scan'>, range: ScanRange): Promise<Reading[]> {
  const all: Reading[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for await (const batch of store.scan(range)) {
    expect(batch.length).toBeLessThanOrEqual(10_000);
    for (const reading of batch) {
      const event = reading.issuedAt ?? reading.time;
      expect(event).toBeGreaterThanOrEqual(last);
      last = event;
      all.push(reading);
    }
  }
  return all;
}

const sorted = (readings: readonly Reading[]): Reading[] =>
  readings.toSorted((a, b) => (readingKey(a) < readingKey(b) ? -1 : 1));

/** Runs the contract over an adapter. */
export function testReadingStore(name: string, subject: StoreUnderTest): void {
  describe(`${name} as a reading store`, () => {
    let directory: string;
    let journal: Journal;
    let store: ReadingStore;
    const openAll = async (): Promise<void> => {
      journal = await openJournal({ directory: journalFolder(directory), onTrouble: () => undefined });
      store = await subject.open({ journal, directory, after: holdTimers().after });
    };
    const closeAll = async (): Promise<void> => {
      await store.close();
      await journal.close();
    };
    beforeEach(async () => {
      directory = mkdtempSync(join(tmpdir(), 'wanglou-store-'));
      await openAll();
    });
    afterEach(async () => {
      await closeAll();
      rmSync(directory, { recursive: true, force: true });
    });
    const all = (more: Partial<ScanRange> = {}): Promise<Reading[]> =>
      scanned(store, { from: T0 - 1000 * HOUR, to: T0 + 1000 * HOUR, ...more });

    test('gives back every field of what the journal took, before any timer ran', async () => {
      const readings = [
        exampleReading(),
        exampleReading({ time: T0 + HOUR, value: -0.125, quality: 'D', receivedAt: T0 + 1 }),
        exampleReading({ metric: 'grid.load', period: null, value: 1e-9 }),
        exampleReading({ metric: 'grid.load', period: 0.5, value: 12_345_678.9 }),
        forecast(),
        forecast({ time: T0 + HOUR, upper: null, quality: 'M' }),
        forecast({ issuedAt: T0 - 5 * HOUR, upper: 300.25 }),
        exampleReading({ time: 0, value: 7 }),
        exampleReading({ time: -1, value: 8 }),
      ];
      await journal.append(readings);
      expect(sorted(await all({ from: -HOUR }))).toEqual(sorted(readings));
      expect(store.drained()).toBe(journal.durable());
      expect(store.health().state).toBe('ok');
      expect((await store.stats()).lagBytes).toBe(0);
    });

    test('keeps names that its own language would read as something else', async () => {
      const odd = [
        'a b,c=d',
        '"; DROP DATABASE x; --',
        "it's \\ back\\",
        'line\nbreak',
        '50%25',
        '阳泉-01',
        'a"b\'c',
        '$<x> $1',
      ];
      const metrics = [
        'plain',
        'air.time',
        'air.source',
        'x.y_upper',
        'x.y_quality',
        'report.plan-1.a b',
        '.x',
        'y.',
        '东.西',
        'a,b c.d=e"f\\',
      ];
      const readings = [
        ...odd.map((source) => exampleReading({ source })),
        ...metrics.map((metric) => exampleReading({ metric })),
        exampleReading({ source: 'flags', quality: 'a" \\' }),
      ];
      await journal.append(readings);
      expect(sorted(await all())).toEqual(sorted(readings));
      for (const { source, metric } of readings)
        expect(await store.query({ source, metric, from: T0, to: T0 + 1, everyMs: null })).toEqual([[T0, 512.5]]);
      expect(await all({ sources: odd.slice(0, 3) })).toHaveLength(3);
    });

    test('of two with the same identity the later stands, with its flag, its upper end and its time of receipt', async () => {
      const first = [exampleReading({ quality: 'D' }), forecast({ quality: 'D' }), exampleReading({ time: T0 + HOUR })];
      const second = [
        exampleReading({ value: 480, receivedAt: T0 + 5_000_000 }),
        forecast({ upper: null, receivedAt: T0 + 5_000_000 }),
        exampleReading({ time: T0 + HOUR, quality: 'B' }),
      ];
      await journal.append(first);
      expect(sorted(await all())).toEqual(sorted(first));
      await journal.append(second);
      expect(sorted(await all())).toEqual(sorted(second));
      await journal.append([exampleReading({ value: 1 }), exampleReading({ value: 2 }), exampleReading({ value: 3 })]);
      const rows = await store.query({ source: 'yq-01', metric: 'air.so2', from: T0, to: T0 + 1, everyMs: null });
      expect(rows).toEqual([[T0, 3]]);
    });

    test('what differs in source, metric, kind, period, time or issue is another reading', async () => {
      const readings = [
        exampleReading(),
        exampleReading({ source: 'yq-02' }),
        exampleReading({ metric: 'air.no2' }),
        exampleReading({ period: null }),
        exampleReading({ period: 60 }),
        exampleReading({ time: T0 + 1 }),
        forecast(),
        forecast({ issuedAt: T0 - 5 * HOUR }),
        forecast({ period: null }),
      ];
      await journal.append(readings);
      expect(sorted(await all())).toEqual(sorted(readings));
    });

    test('a scan takes observations by time and forecasts by issue, from the start up to but not at the end', async () => {
      const from = T0;
      const to = T0 + HOUR;
      const within = [
        exampleReading({ time: from }),
        exampleReading({ time: to - 1 }),
        forecast({ issuedAt: from, time: to + 5 * HOUR }),
        forecast({ issuedAt: to - 1, time: from - HOUR }),
      ];
      const outside = [
        exampleReading({ time: from - 1 }),
        exampleReading({ time: to }),
        forecast({ issuedAt: from - 1, time: from }),
        forecast({ issuedAt: to, time: from }),
      ];
      await journal.append([...outside, ...within]);
      expect(sorted(await all({ from, to }))).toEqual(sorted(within));
      expect(await all({ from: to, to: from })).toEqual([]);
      expect(await all({ from, to, sources: [] })).toEqual([]);
      expect(await all({ from, to, sources: ['nowhere'] })).toEqual([]);
    });

    test('a query gives one series of observations, raw or in buckets', async () => {
      await journal.append([
        ...[0, 10, 20, 30, 40, 50, 130].map((minute) =>
          exampleReading({ time: T0 + minute * 60_000, value: minute, period: null }),
        ),
        exampleReading({ time: T0 + 10 * 60_000, value: 11, period: null }),
        exampleReading({ source: 'yq-02', value: 999 }),
        exampleReading({ metric: 'air.no2', value: 999 }),
        forecast({ value: 999 }),
      ]);
      const query = { source: 'yq-01', metric: 'air.so2', from: T0, to: T0 + 2 * HOUR };
      expect(await store.query({ ...query, everyMs: null })).toEqual(
        [0, 11, 20, 30, 40, 50].map((value, place) => [T0 + place * 600_000, value]),
      );
      expect(await store.query({ ...query, to: T0 + 3 * HOUR, everyMs: 1_800_000 })).toEqual([
        [T0, 31 / 3, 0, 20],
        [T0 + 1_800_000, 40, 30, 50],
        [T0 + 7_200_000, 130, 130, 130],
      ]);
      expect(await store.query({ ...query, from: T0 + 600_000, to: T0 + 600_000, everyMs: null })).toEqual([]);
      expect(await store.query({ ...query, source: 'nowhere', everyMs: 60_000 })).toEqual([]);
    });

    test('late data stand where they belong in time', async () => {
      await journal.append([exampleReading({ time: T0 + 10 * HOUR }), exampleReading({ time: T0 + 2 * HOUR })]);
      await all();
      await journal.append([exampleReading({ time: T0 + 5 * HOUR }), exampleReading({ time: T0 - 500 * HOUR })]);
      expect((await all()).map((reading) => (reading.time - T0) / HOUR)).toEqual([-500, 2, 5, 10]);
    });

    test('ten thousand readings in many batches come back once each, over a restart too', async () => {
      const readings = Array.from({ length: 10_000 }, (_, number) =>
        exampleReading({
          source: `yq-${number % 7}`,
          metric: number % 2 === 0 ? 'air.so2' : 'grid.load',
          period: null,
          time: T0 + Math.floor(number / 14) * 1000,
          value: number,
        }),
      );
      for (let from = 0; from < readings.length; from += 700) await journal.append(readings.slice(from, from + 700));
      const once = new Map(readings.map((reading) => [readingKey(reading), reading]));
      expect(sorted(await all())).toEqual(sorted([...once.values()]));
      await closeAll();
      await openAll();
      expect(store.drained()).toBe(journal.durable());
      await journal.append([exampleReading({ source: 'after' })]);
      expect(await all()).toHaveLength(once.size + 1);
      expect((await all({ sources: ['after', 'yq-3'] })).filter((reading) => reading.source === 'after')).toHaveLength(
        1,
      );
    });

    test('a scan that nobody reads to its end leaves the store in order', async () => {
      await journal.append(Array.from({ length: 30_000 }, (_, number) => exampleReading({ time: T0 + number })));
      for await (const batch of store.scan({ from: T0, to: T0 + HOUR })) {
        expect(batch[0]?.time).toBe(T0);
        break;
      }
      expect(
        await store.query({ source: 'yq-01', metric: 'air.so2', from: T0, to: T0 + 2, everyMs: null }),
      ).toHaveLength(2);
    });

    test('killed while it drains, it holds every acknowledged reading once', async () => {
      await closeAll();
      let acknowledged = 0;
      for (let round = 0; round < 3; round += 1) {
        const child = spawn(
          process.execPath,
          [
            '--import',
            'tsx',
            fileURLToPath(new URL('./contract-child.ts', import.meta.url)),
            directory,
            String(acknowledged),
            ...subject.childArguments(directory),
          ],
          { stdio: ['ignore', 'pipe', 'inherit'] },
        );
        const begun = acknowledged;
        for await (const line of createInterface({ input: child.stdout })) {
          acknowledged = Number(line);
          // Some way into it, at another place each round.
          if (acknowledged - begun > 3000 + round * 1700) child.kill('SIGKILL');
        }
        expect(acknowledged - begun).toBeGreaterThan(3000);
      }
      await openAll();
      const found = await all();
      // A child goes on from what its parent heard of: what was written and not heard of is written again.
      const written = [...journal.read(journal.oldest())].flatMap((batch) => batch.readings);
      expect(sorted(found)).toEqual(sorted([...new Map(written.map((row) => [readingKey(row), row])).values()]));
      expect(found.length).toBeGreaterThanOrEqual(acknowledged);
      const { rows } = await store.stats();
      // A store that does not count its rows gives null.
      expect([written.length, null]).toContain(rows);
    });
  });
}
