import { describe, expect, it } from 'vitest';
import { keyOf, smoothNoise, traitOf, unitAt, whiteNoise } from './random.ts';
import { stepOn, valueOn } from './curve.ts';

describe('noise', () => {
  it('is the same for the same place and spread over its range', () => {
    const key = keyOf(1, 'a', 'b');
    const values = Array.from({ length: 4_000 }, (_, index) => unitAt(key, 1_700_000_000_000 + index));
    expect(values).toEqual(Array.from({ length: 4_000 }, (_, index) => unitAt(key, 1_700_000_000_000 + index)));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean).toBeGreaterThan(0.47);
    expect(mean).toBeLessThan(0.53);
    expect(keyOf(2, 'a', 'b')).not.toBe(key);
  });

  it('joins its knots without a jump', () => {
    const key = keyOf(3, 'smooth');
    for (let x = 0; x < 50_000; x += 10) {
      const step = smoothNoise(key, x + 10, 1_000) - smoothNoise(key, x, 1_000);
      expect(Math.abs(step)).toBeLessThan(0.04);
    }
  });

  it('stays in its range', () => {
    const key = keyOf(4, 'white');
    for (let x = 0; x < 1_000; x++) expect(Math.abs(whiteNoise(key, x))).toBeLessThanOrEqual(1);
    expect(traitOf(key, 3, 4)).toBeGreaterThanOrEqual(3);
    expect(traitOf(key, 3, 4)).toBeLessThan(4);
  });
});

describe('a curve', () => {
  const curve = [
    [10, 1],
    [20, 3],
  ] as const;

  it.each([
    [0, 1],
    [10, 1],
    [15, 2],
    [20, 3],
    [99, 3],
  ])('at %d is %d', (instant, value) => {
    expect(valueOn(curve, instant)).toBe(value);
  });

  it.each([
    [0, null],
    [10, 1],
    [19, 1],
    [20, 3],
  ])('in steps at %d is %d', (instant, value) => {
    expect(stepOn(curve, instant)).toBe(value);
  });

  it('needs a point', () => {
    expect(() => valueOn([], 0)).toThrow(RangeError);
  });
});
