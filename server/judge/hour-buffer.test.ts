import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HourBuffer } from './hour-buffer.ts';

test('says what a map would say of the hours that it keeps, and nothing false of the others', () => {
  const set = fc.record({ hour: fc.integer({ min: 0, max: 9000 }), value: fc.constantFrom(1, 2, 3) });
  fc.assert(
    fc.property(fc.array(set, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 2047 }), (sets, keep) => {
      const buffer = new HourBuffer(keep);
      const map = new Map<number, number>();
      let newest = -Infinity;
      for (const { hour, value } of sets) {
        buffer.set(hour, value);
        newest = Math.max(newest, hour);
        // What came when it was older than the window is left out.
        if (hour >= newest - keep) map.set(hour, value);
        const kept = [...map.keys()].filter((at) => at >= newest - keep);
        expect(kept.map((at) => buffer.get(at))).toEqual(kept.map((at) => map.get(at)));
        expect(buffer.get(newest + 1)).toBeNaN();
      }
    }),
  );
});

test('keeps what it is asked to keep, over any step ahead', () => {
  for (const step of [1, 47, 48, 49, 900, 1000, 1001, 1047, 1048, 1049, 2048, 5000]) {
    const buffer = new HourBuffer(1000);
    for (let i = 0; i <= 1000; i += 1) buffer.set(1000 + i, i);
    buffer.set(2000 + step, -1);
    // There is room for 48 more hours; then the window moves, and what is out of it is gone.
    const left = [0, 1, 47, 48, 49, 899, 900, 999, 1000];
    expect(left.map((i) => buffer.get(1000 + i))).toEqual(left.map((i) => (step < 48 || i >= step ? i : Number.NaN)));
    expect([buffer.get(2000 + step), buffer.get(2000 + step + 1)]).toEqual([-1, Number.NaN]);
    expect(buffer.get(2000 + step - 1)).toBe(step === 1 ? 1000 : Number.NaN);
  }
});

test('leaves out what is older than its window', () => {
  const buffer = new HourBuffer(10);
  buffer.set(1000, 1);
  buffer.set(990, 2);
  buffer.set(989, 3);
  expect([buffer.get(1000), buffer.get(990), buffer.get(989)]).toEqual([1, 2, Number.NaN]);
});

test('copies what it would say hour by hour, also across both ends of its room', () => {
  const buffer = new HourBuffer(10);
  // There is room from 980 up to 3027.
  for (const hour of [990, 980, 981, 982, 3025, 3026, 3027]) buffer.set(hour, hour);
  for (const from of [900, 977, 978, 979, 980, 981, 2000, 3023, 3024, 3025, 3026, 3028]) {
    const target = new Float64Array(5).fill(7);
    buffer.copyTo(target, from, 4);
    expect(Array.from(target)).toEqual([...[0, 1, 2, 3].map((i) => buffer.get(from + i)), 7]);
  }
  expect([buffer.get(979), buffer.get(980), buffer.get(3027), buffer.get(3028)]).toEqual([
    Number.NaN,
    980,
    3027,
    Number.NaN,
  ]);
});

test('does not keep more than it can hold', () => {
  expect(() => new HourBuffer(2048)).toThrow(RangeError);
  expect(() => new HourBuffer(2047)).not.toThrow();
});
