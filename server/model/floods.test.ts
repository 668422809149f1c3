import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callsToKeep, chattering, floodAt, floodsOf, PERIOD_MS } from './floods.ts';

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

describe('what must be remembered of calls', () => {
  const calls = (times: readonly number[]): { readonly at: number }[] => times.map((each) => ({ at: each }));

  it('is the last ten minutes, or the flood that is under way from its first call on', () => {
    expect(callsToKeep(calls(at(0, 5, 10)), 10 * MIN)).toEqual(calls(at(5, 10)));
    const flood = [...burst(0, 12), ...at(5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)];
    expect(callsToKeep(calls([-PERIOD_MS, ...flood]), 15 * MIN)).toEqual(calls(flood));
    expect(floodAt(flood, 15 * MIN)).toMatchObject({ begin: 10_000, end: null, firstOut: 0 });
    expect(floodAt(burst(0, 12), 30 * MIN)).toBeNull();
  });

  it('keeps a flood as it was, however often what is not needed is forgotten', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 * MIN }), { maxLength: 60 }), (gaps) => {
        const all: number[] = [];
        let kept: readonly { readonly at: number }[] = [];
        let now = 0;
        for (const gap of gaps) {
          now += gap;
          all.push(now);
          kept = callsToKeep([...kept, { at: now }], now);
          const [whole, part] = [
            floodAt(all, now),
            floodAt(
              kept.map((call) => call.at),
              now,
            ),
          ];
          expect(part === null ? null : { ...part, firstOut: 0 }).toEqual(
            whole === null ? null : { ...whole, firstOut: 0 },
          );
        }
      }),
    );
  });
});

describe('what chatters', () => {
  const call = (key: string, seconds: number) => ({ key, at: seconds * 1000 });

  it('calls three times within a minute, in the last ten', () => {
    const calls = [call('a', 0), call('b', 1), call('a', 30), call('b', 50), call('a', 60), call('b', 62)];
    expect(chattering(calls, MIN)).toEqual(new Set(['a']));
    expect(chattering(calls, 10 * MIN)).toEqual(new Set());
  });
});
