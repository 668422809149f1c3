import { describe, expect, test } from 'vitest';
import type { Reading } from '../model/reading.ts';
import { exampleReading, scanned } from './contract.ts';
import { layered } from './layered.ts';
import type { ReadingSource, SeriesRow } from './reading-store.ts';

const range = { from: 0, to: 1e9 };
const at = (time: number, value: number, more: Partial<Reading> = {}): Reading =>
  exampleReading({ time, value, period: null, receivedAt: 0, ...more });

/** A store in memory that hands out batches of `size`, and says when a scan of it was let go. */
function storeOf(readings: readonly Reading[], size = 3): ReadingSource & { readonly open: () => number } {
  let open = 0;
  return {
    open: () => open,
    query({ from, to, everyMs }) {
      const rows = readings.filter(({ time }) => time >= from && time < to);
      if (everyMs === null) return Promise.resolve(rows.map(({ time, value }): SeriesRow => [time, value]));
      const starts = new Set(rows.map(({ time }) => Math.floor(time / everyMs) * everyMs));
      return Promise.resolve(
        [...starts].map((start): SeriesRow => {
          const values = rows.flatMap(({ time, value }) => (time >= start && time < start + everyMs ? [value] : []));
          const sum = values.reduce((total, value) => total + value, 0);
          return [start, sum / values.length, Math.min(...values), Math.max(...values)];
        }),
      );
    },
    async *scan() {
      open += 1;
      try {
        for (let from = 0; from < readings.length; from += size)
          yield await Promise.resolve(readings.slice(from, from + size));
      } finally {
        open -= 1;
      }
    },
  };
}

const valuesOf = async (stores: readonly ReadingSource[]): Promise<number[]> =>
  (await scanned(layered(stores), range)).map(({ value }) => value);

describe('a scan over several stores', () => {
  test.each<[string, number[][], number[]]>([
    [
      'one after the other',
      [
        [1, 2, 3, 4],
        [5, 6],
      ],
      [1, 2, 3, 4, 5, 6],
    ],
    [
      'the later one first',
      [
        [5, 6, 7, 8, 9],
        [1, 2],
      ],
      [1, 2, 5, 6, 7, 8, 9],
    ],
    [
      'taking turns',
      [
        [1, 4, 5, 8],
        [2, 3, 6, 7, 9],
      ],
      [1, 2, 3, 4, 5, 6, 7, 8, 9],
    ],
    [
      'three of them',
      [
        [3, 6],
        [2, 5],
        [1, 4],
      ],
      [1, 2, 3, 4, 5, 6],
    ],
    ['empty ones', [[], [1], []], [1]],
    ['none at all', [], []],
  ])('%s: all readings in event order', async (_, times, expected) => {
    expect(await valuesOf(times.map((each) => storeOf(each.map((time) => at(time, time)))))).toEqual(expected);
  });

  test('a forecast stands at its issue', async () => {
    const forecast = at(900, 2, { kind: 'forecast', period: 3600, issuedAt: 20 });
    expect(await valuesOf([storeOf([at(10, 1), at(30, 3)]), storeOf([forecast])])).toEqual([1, 2, 3]);
  });

  test('of two with the same identity the one received later stands, else that of the later store', async () => {
    const first = [at(1, 1, { receivedAt: 9 }), at(2, 2), at(2, 3, { source: 'yq-02' }), at(3, 4)];
    const second = [at(1, 10), at(2, 20), at(3, 40, { receivedAt: 5 }), at(4, 50)];
    expect(await valuesOf([storeOf(first), storeOf(second)])).toEqual([1, 20, 3, 40, 50]);
  });

  test('an instant that is larger than a batch stays together and loses nothing', async () => {
    const many = (from: number): Reading[] =>
      Array.from({ length: 12_000 }, (_, number) => at(1, number, { source: `s-${from + number}` }));
    expect(await valuesOf([storeOf(many(0), 5000), storeOf(many(6000), 7000)])).toHaveLength(18_000);
  });

  test('a scan that is given up lets the stores go', async () => {
    const stores = [storeOf([at(1, 1), at(2, 2)], 1), storeOf([at(3, 3)], 1)];
    for await (const batch of layered(stores).scan(range)) {
      expect(batch.length).toBeGreaterThan(0);
      break;
    }
    expect(stores.map((store) => store.open())).toEqual([0, 0]);
  });
});

describe('a query over several stores', () => {
  const query = { source: 'yq-01', metric: 'air.so2', ...range };
  const stores = [storeOf([at(10, 1), at(30, 3), at(61, 6)]), storeOf([at(20, 2), at(30, 30)])];

  test('rows ascend, and of two with the same time the later store has its way', async () => {
    expect(await layered(stores).query({ ...query, everyMs: null })).toEqual([
      [10, 1],
      [20, 2],
      [30, 30],
      [61, 6],
    ]);
  });

  test('a bucket that both share is worked out from the readings of both', async () => {
    expect(await layered(stores).query({ ...query, everyMs: 60 })).toEqual([
      [0, 11, 1, 30],
      [60, 6, 6, 6],
    ]);
  });
});
