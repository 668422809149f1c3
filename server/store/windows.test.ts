import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planWindows } from './windows.ts';

test('windows hold few enough readings, keep their order and cover every slot', () => {
  const slots = fc
    .uniqueArray(fc.integer({ min: 0, max: 50 }), { maxLength: 30 })
    .chain((starts) =>
      fc.tuple(
        ...starts
          .toSorted((a, b) => a - b)
          .map((start) => fc.integer({ min: 1, max: 90 }).map((count) => ({ start: start * 100, count }))),
      ),
    );
  fc.assert(
    fc.property(slots, fc.integer({ min: 0, max: 99 }), (given, off) => {
      const from = off;
      const to = 5_100 - off;
      const windows = planWindows(given, { slotMs: 100, from, to, most: 40 });
      for (const [number, window] of windows.entries()) {
        expect(window.from).toBeLessThan(window.to);
        expect(window.from).toBeGreaterThanOrEqual(windows[number - 1]?.to ?? from);
        expect(window.to).toBeLessThanOrEqual(to);
        // Readings lie evenly in their slot here.
        const held = given.reduce(
          (sum, slot) =>
            sum +
            (slot.count * Math.max(0, Math.min(window.to, slot.start + 100) - Math.max(window.from, slot.start))) / 100,
          0,
        );
        expect(held).toBeLessThanOrEqual(41);
      }
      for (const slot of given) {
        const covered = windows.reduce(
          (sum, window) => sum + Math.max(0, Math.min(window.to, slot.start + 100) - Math.max(window.from, slot.start)),
          0,
        );
        expect(covered).toBe(Math.max(0, Math.min(to, slot.start + 100) - Math.max(from, slot.start)));
      }
    }),
  );
});
