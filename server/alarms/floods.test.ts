import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floodsOf, PERIOD_MS } from './floods.ts';

const MIN = 60_000;
const TO = 10 * 60 * MIN;
/** Calls at minutes. */
const at = (...minutes: readonly number[]): number[] => minutes.map((minute) => minute * MIN);
const burst = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from * MIN + i * 1000);

describe('a flood', () => {
  it('is none at ten in ten minutes', () => {
    expect(floodsOf(burst(0, 10), TO)).toEqual([]);
    // An eleventh when the first has just left.
    expect(floodsOf([...burst(0, 10), 10 * MIN], TO)).toEqual([]);
  });

  it('begins with the eleventh, and ends when the fifth from the end leaves the ten minutes', () => {
    // Calls at 0 s, 1 s, ... 10 s: the eleventh at 10 s; the seventh (6 s) is the fifth from the end.
    expect(floodsOf(burst(0, 11), TO)).toEqual([
      { begin: 10_000, end: 6_000 + PERIOD_MS, calls: 11, peak: 11, firstOut: 0 },
    ]);
  });

  it('goes on while five or more came in the last ten minutes', () => {
    // One every two minutes after it: five in (t - 10, t] always.
    const steady = at(2, 4, 6, 8, 10, 12, 14, 16);
    const [flood, ...rest] = floodsOf([...burst(0, 11), ...steady], TO);
    expect(rest).toEqual([]);
    // The fifth from the end is the one at 8 min.
    expect(flood).toEqual({ begin: 10_000, end: 18 * MIN, calls: 19, peak: 15, firstOut: 0 });
  });

  it('has as its first-out the first call of the ten minutes that led to it, not an older one', () => {
    const calls = [...at(0, 1), ...burst(20, 11)];
    expect(floodsOf(calls, TO)).toMatchObject([{ firstOut: 2, calls: 11, begin: 20 * MIN + 10_000 }]);
  });

  it('is another one after it has ended', () => {
    expect(floodsOf([...burst(0, 12), ...burst(30, 11)], TO)).toMatchObject([
      { firstOut: 0, calls: 12, end: 7_000 + PERIOD_MS },
      { firstOut: 12, calls: 11 },
    ]);
  });

  it('that lasts to the end has none', () => {
    expect(floodsOf(burst(0, 11), 5 * MIN)).toMatchObject([{ end: null, calls: 11 }]);
  });

  it('is what counting at every second gives', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3600 }), { maxLength: 80 }), (seconds) => {
        const calls = seconds.map((second) => second * 1000).toSorted((a, b) => a - b);
        const to = 2 * 3600 * 1000;
        const slow: { begin: number; end: number | null }[] = [];
        let open: { begin: number; end: number | null } | null = null;
        for (let t = 0; t < to; t += 1000) {
          const count = calls.filter((call) => call > t - PERIOD_MS && call <= t).length;
          if (open === null && count > 10) {
            open = { begin: t, end: null };
            slow.push(open);
          } else if (open !== null && count < 5) {
            open.end = t;
            open = null;
          }
        }
        expect(floodsOf(calls, to).map(({ begin, end }) => ({ begin, end }))).toEqual(slow);
      }),
    );
  });
});
