import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { inEventOrder, readFiles } from '../server/feeds/files/index.ts';
import { localDate } from '../server/model/instant.ts';
import type { Reading } from '../server/model/reading.ts';
import { findRealData } from './services/real-data.ts';

const folder = findRealData('prsa');

/** Twelve stations of Beijing over two winters, as published at UCI. */
describe.skipIf(folder === null)('the UCI data of Beijing', () => {
  let problems = 0;
  let rows = 0;
  const ordered: Reading[] = [];

  beforeAll(async () => {
    const files = readdirSync(folder ?? '').map((name) => join(folder ?? '', name));
    async function* readings(): AsyncGenerator<readonly Reading[]> {
      for await (const batch of readFiles(files, { format: null, receivedAt: 0 })) {
        problems += batch.problems.length;
        rows += batch.rows;
        yield batch.readings;
      }
    }
    for await (const batch of inEventOrder(readings(), { chunk: 50_000 })) ordered.push(...batch);
  });

  test('is read without a problem, and comes out in order', () => {
    expect({ problems, rows, readings: ordered.length }).toEqual({ problems: 0, rows: 36_000, readings: 213_177 });
    expect(ordered.every(({ time }, i) => time >= (ordered[i - 1]?.time ?? 0))).toBe(true);
  });

  test('has the known peaks of the city mean of PM2.5 on their local days', () => {
    const sums = new Map<number, [sum: number, stations: number]>();
    for (const { metric, time, value } of ordered) {
      if (metric !== 'air.pm25') continue;
      const [sum, stations] = sums.get(time) ?? [0, 0];
      sums.set(time, [sum + value, stations + 1]);
    }
    const peaks = new Map<string, number>();
    for (const [time, [sum, stations]] of sums) {
      const day = localDate(time, 'Asia/Shanghai');
      peaks.set(day, Math.max(peaks.get(day) ?? 0, Math.round(sum / stations)));
    }
    const days = ['2015-12-01', '2015-12-09', '2015-12-22', '2016-12-21', '2017-01-01'];
    expect(days.map((day) => peaks.get(day))).toEqual([593, 282, 418, 432, 522]);
  });
});
