import fc from 'fast-check';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Reading } from '../../model/reading.ts';
import { eventTime, inEventOrder } from './event-order.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wanglou-test-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const reading = (more: Partial<Reading>): Reading => ({
  source: 'a',
  metric: 'air.so2',
  time: 0,
  value: 0,
  period: null,
  kind: 'observed',
  issuedAt: null,
  upper: null,
  quality: null,
  receivedAt: 0,
  ...more,
});

async function* inBatches(readings: readonly Reading[], size = 5): AsyncGenerator<Reading[]> {
  for (let from = 0; from < readings.length; from += size) yield readings.slice(from, from + size);
}

async function sorted(readings: readonly Reading[], chunk: number): Promise<Reading[]> {
  const out: Reading[] = [];
  for await (const batch of inEventOrder(inBatches(readings), { folder, chunk, batch: 3 })) {
    expect(batch.length).toBeLessThanOrEqual(3);
    out.push(...batch);
  }
  return out;
}

const anyReading = fc.record<Reading>({
  source: fc.constantFrom('a', 'b', '望楼'),
  metric: fc.constantFrom('air.so2', 'grid.load'),
  time: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 7_258_118_399_999 })),
  value: fc.double({ noNaN: true, noDefaultInfinity: true }),
  period: fc.constantFrom(null, 60, 3600),
  kind: fc.constantFrom('observed' as const, 'forecast' as const),
  issuedAt: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 5 })),
  upper: fc.constantFrom(null, 0, 12.5),
  quality: fc.constantFrom(null, 'N', 'D'),
  receivedAt: fc.integer({ min: 0, max: 10 }),
});

describe('event order', () => {
  test('is that of a stable sort, with every field kept, in memory and on disk', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyReading, { maxLength: 60 }),
        fc.constantFrom(1, 2, 7, 1000),
        async (readings, chunk) => {
          const expected = readings.toSorted((a, b) => eventTime(a) - eventTime(b));
          expect(await sorted(readings, chunk)).toEqual(expected);
        },
      ),
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a forecast stands at its issue, an observation at its time', async () => {
    const forecast = reading({ kind: 'forecast', time: 100, issuedAt: 20, period: 3600 });
    const [early, late] = [reading({ time: 10 }), reading({ time: 30 })];
    expect(await sorted([late, forecast, early], 1000)).toEqual([early, forecast, late]);
  });

  test('nothing gives nothing', async () => {
    expect(await sorted([], 2)).toEqual([]);
  });

  test('nothing stays on disk when the source fails', async () => {
    async function* failing(): AsyncGenerator<Reading[]> {
      yield Array.from({ length: 10 }, (_, i) => reading({ time: 10 - i }));
      throw new Error('the disk went away');
    }
    const read = async (): Promise<void> => {
      for await (const batch of inEventOrder(failing(), { folder, chunk: 3 })) expect(batch).toEqual([]);
    };
    await expect(read()).rejects.toThrow('the disk went away');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('nothing stays on disk when the reader stops early', async () => {
    const readings = Array.from({ length: 100 }, (_, i) => reading({ time: 100 - i }));
    for await (const batch of inEventOrder(inBatches(readings), { folder, chunk: 10, batch: 4 })) {
      expect(batch[0]?.time).toBe(1);
      break;
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  test('an instant outside of what the order can hold is our own mistake', async () => {
    await expect(sorted([reading({ time: Number.NaN })], 10)).rejects.toThrow(RangeError);
    await expect(sorted([reading({ time: -3e12 })], 10)).rejects.toThrow(RangeError);
  });
});
