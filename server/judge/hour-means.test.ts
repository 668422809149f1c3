import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HourMeans } from './hour-means.ts';

test('says what a map would say, whatever comes ahead or behind of its window', () => {
  const step = fc.oneof(
    fc.record({ set: fc.integer({ min: 0, max: 5000 }), value: fc.constantFrom(1, 2, Number.NaN) }),
    fc.record({ forget: fc.integer({ min: 0, max: 3000 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const means = new HourMeans();
      const map = new Map<number, number>();
      for (const each of steps) {
        const isSet = 'set' in each;
        const had = isSet && map.has(each.set);
        const replaced = isSet && means.set(each.set, each.value);
        expect(replaced).toBe(had);
        if (isSet) map.set(each.set, each.value);
        else {
          means.forgetBefore(each.forget);
          for (const hour of map.keys()) if (hour < each.forget) map.delete(hour);
        }
        for (const [hour, value] of map) {
          expect(means.has(hour)).toBe(true);
          expect(means.get(hour)).toBe(value);
        }
      }
    }),
  );
});

test('holds at the edges of its window, and forgets everything that is behind', () => {
  const edges = [0, 1, 2, 1022, 1023, 1024, 1025, 1026, 2046, 2047, 2048, 2049];
  const step = fc.oneof(
    fc.record({ set: fc.constantFrom(...edges), value: fc.constantFrom(1, 2, Number.NaN) }),
    fc.record({ forget: fc.constantFrom(...edges) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const means = new HourMeans();
      const map = new Map<number, number>();
      for (const each of steps) {
        if ('set' in each) {
          means.set(each.set, each.value);
          map.set(each.set, each.value);
        } else {
          means.forgetBefore(each.forget);
          for (const hour of map.keys()) if (hour < each.forget) map.delete(hour);
        }
      }
      expect(edges.map((hour) => means.has(hour))).toEqual(edges.map((hour) => map.has(hour)));
      expect(edges.map((hour) => means.get(hour))).toEqual(edges.map((hour) => map.get(hour) ?? Number.NaN));
    }),
    { numRuns: 500, seed: 20_260_301 },
  );
});
