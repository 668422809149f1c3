import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../model/instant.ts';
import type { Reading } from '../model/reading.ts';
import { DustHours, SeriesHours } from './hours.ts';

const HOUR = 400_000;
const START = HOUR * HOUR_MS;

function reading(minute: number, value: number, period: number | null, more: Partial<Reading> = {}): Reading {
  return {
    source: 's',
    metric: 'air.so2',
    time: START + minute * MINUTE_MS,
    value,
    period,
    kind: 'observed',
    issuedAt: null,
    upper: null,
    quality: null,
    receivedAt: 0,
    ...more,
  };
}

function hoursOf(readings: readonly Reading[], intervalMs = MINUTE_MS): SeriesHours {
  const hours = new SeriesHours(intervalMs);
  for (const each of readings) hours.take(each);
  return hours;
}
const minutes = (from: number, to: number, value: number): Reading[] =>
  Array.from({ length: to - from }, (_, i) => reading(from + i, value, 60));

describe('the mean of an hour (GB 3095)', () => {
  test('44 minutes are not enough, 45 are', () => {
    expect(hoursOf(minutes(0, 44, 10)).mean(HOUR)).toBeNaN();
    expect(hoursOf(minutes(15, 60, 10)).mean(HOUR)).toBe(10);
  });

  test('is weighted by the time that a reading covers inside the hour', () => {
    const across = reading(-30, 100, 3000);
    expect(hoursOf([across, reading(20, 40, 2400)]).mean(HOUR)).toBeCloseTo((100 * 20 + 40 * 40) / 60, 9);
  });

  test('time that two readings cover counts once for validity', () => {
    const twice = minutes(0, 40, 10).flatMap((each) => [each, { ...each, period: null }]);
    expect(hoursOf(twice).mean(HOUR)).toBeNaN();
  });

  test('an hour mean goes before shorter readings, shorter ones before a day', () => {
    const day = reading(-60, 7, 86_400);
    expect(hoursOf([day]).mean(HOUR)).toBe(7);
    expect(hoursOf([...minutes(0, 60, 10), day]).mean(HOUR)).toBe(10);
    expect(hoursOf([...minutes(0, 60, 10), reading(0, 99, 3600), day]).mean(HOUR)).toBe(99);
  });

  test('a flagged or impossible reading does not count; a later one with its identity stands', () => {
    expect(hoursOf([reading(0, 50, 3600, { quality: 'D' })]).mean(HOUR)).toBeNaN();
    expect(hoursOf([reading(0, -1, 3600)]).mean(HOUR)).toBeNaN();
    expect(hoursOf([reading(0, 50, 3600), reading(0, 60, 3600)]).mean(HOUR)).toBe(60);
    expect(hoursOf([reading(0, 50, 3600), reading(0, 60, 3600, { quality: 'M' })]).mean(HOUR)).toBeNaN();
  });

  test('a reading without a period covers the interval of its subject', () => {
    const every15 = [0, 15, 30].map((minute) => reading(minute, 20, null));
    expect(hoursOf(every15, 15 * MINUTE_MS).mean(HOUR)).toBe(20);
    expect(hoursOf(every15).mean(HOUR)).toBeNaN();
  });
});

describe('sand-dust hours', () => {
  const dust = (minute: number, value: number, period: number | null = null): Reading =>
    reading(minute, value, period, { metric: 'air.dust' });
  const marked = (readings: readonly Reading[]): boolean[] => {
    const hours = new DustHours();
    for (const each of readings) hours.take(each);
    return [0, 1, 23, 24].map((after) => hours.isDust(HOUR + after));
  };

  test('a mark without a period holds for 24 hours', () => {
    expect(marked([dust(0, 1)])).toEqual([true, true, true, false]);
  });

  test('or until the next one', () => {
    expect(marked([dust(0, 1), dust(90, 0)])).toEqual([true, true, false, false]);
    expect(marked([dust(0, 1), dust(89, 0)])).toEqual([true, false, false, false]);
  });

  test('of two for the same time the shorter one stands, in whatever order they come', () => {
    for (const pair of [
      [dust(0, 1), dust(0, 0, 3600)],
      [dust(0, 0, 3600), dust(0, 1)],
    ]) {
      expect(marked(pair)).toEqual([false, false, false, false]);
    }
    for (const pair of [
      [dust(0, 1, 7200), dust(0, 0, 3600)],
      [dust(0, 0, 3600), dust(0, 1, 7200)],
    ]) {
      expect(marked(pair)).toEqual([false, true, false, false]);
    }
  });

  test('half of the hour is enough, less is not', () => {
    expect(marked([dust(30, 1, 3600)])).toEqual([true, true, false, false]);
    expect(marked([dust(31, 1, 3600)])).toEqual([false, true, false, false]);
  });
});

describe('a slow reading of the text agrees', () => {
  const FIVE = 5 * MINUTE_MS;
  const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
  interface Given {
    /** In fives of minutes from the start of the hour. */
    readonly at: number;
    /** Of the period; null without one, which covers five minutes. */
    readonly fives: number | null;
    readonly value: number;
    readonly quality: string | null;
  }
  const toReading = ({ at, fives, value, quality }: Given, metric: string): Reading =>
    reading(at * 5, value, fives === null ? null : fives * 300, { metric, quality });
  const fivesOf = (hour: number): number[] => Array.from({ length: 12 }, (_, i) => 12 * hour + i);

  test('of an hour mean', () => {
    const given = fc.record<Given>({
      at: fc.oneof(fc.integer({ min: -6, max: 30 }), fc.constantFrom(-24, -12, 0, 12, 24)),
      fives: fc.constantFrom(null, 1, 1, 3, 6, 9, 12, 12, 13, 24, 48),
      value: fc.constantFrom(10, 20, 40),
      quality: fc.constantFrom(null, null, null, 'D'),
    });
    /** The mean of an hour, and whether anything was sent for it. */
    const slowly = (all: readonly Given[], hour: number): { mean: number; isThere: boolean } => {
      const last = [...new Map(all.map((one) => [`${one.at} ${one.fives ?? ''}`, one])).values()];
      const reaches = ({ at, fives }: Given): number => at + (fives ?? 1);
      const isExact = ({ at, fives }: Given): boolean => fives === 12 && at % 12 === 0;
      const covers = (one: Given, five: number): boolean => one.at <= five && five < reaches(one);
      const isWhole = (one: Given): boolean => one.at <= 12 * hour && reaches(one) >= 12 * hour + 12;
      const touching = last.filter((one) => fivesOf(hour).some((five) => covers(one, five)));
      const longs = touching.filter((one) => (one.fives ?? 1) > 12 && isWhole(one));
      const parts = touching.filter((one) => (one.fives ?? 1) <= 12);
      const valid = (ones: readonly Given[]): Given[] => ones.filter(({ quality }) => quality === null);
      const isThere = parts.length > 0 || longs.length > 0;
      const [exact] = valid(parts.filter(isExact));
      if (exact !== undefined) return { mean: exact.value, isThere };
      const shorter = valid(parts.filter((one) => !isExact(one)));
      const covered = fivesOf(hour).filter((five) => shorter.some((one) => covers(one, five)));
      if (covered.length >= 9) {
        const values = fivesOf(hour).flatMap((five) =>
          shorter.filter((one) => covers(one, five)).map(({ value }) => value),
        );
        return { mean: values.reduce((sum, value) => sum + value, 0) / values.length, isThere };
      }
      const [long] = valid(longs).toSorted((a, b) => (a.fives ?? 1) - (b.fives ?? 1) || b.at - a.at);
      return { mean: long?.value ?? Number.NaN, isThere };
    };
    fc.assert(
      fc.property(fc.array(given, { maxLength: 24 }), fc.nat(3), (all, forgotten) => {
        const hours = hoursOf(
          all.map((one) => toReading(one, 'air.so2')),
          FIVE,
        );
        hours.forgetBefore(HOUR + forgotten - 3);
        for (const hour of [0, 1, 2]) {
          const { mean, isThere } = slowly(all, hour);
          expect(rounded(hours.mean(HOUR + hour))).toBe(rounded(mean));
          expect(hours.hasReading(HOUR + hour)).toBe(isThere);
        }
      }),
      { numRuns: 400, seed: 20_260_301 },
    );
  });

  test('of sand-dust', () => {
    const given = fc.record<Given>({
      at: fc.oneof(fc.integer({ min: -300, max: 30 }), fc.integer({ min: 0, max: 24 }), fc.constantFrom(0, 6)),
      fives: fc.constantFrom(null, null, 6, 7, 12, 24, 300),
      value: fc.constantFrom(0, 1, 1),
      quality: fc.constantFrom(null, null, null, 'D'),
    });
    const marks = fc.uniqueArray(given, { maxLength: 8, selector: ({ at, fives }) => `${at} ${fives ?? ''}` });
    const slowly = (all: readonly Given[], hour: number): boolean => {
      // Of two that start together the shorter one stands.
      const length = ({ fives }: Given): number => fives ?? 1e9;
      const valid = all
        .filter(({ quality }) => quality === null)
        .toSorted((a, b) => a.at - b.at || length(b) - length(a));
      const endOf = ({ at, fives }: Given, i: number): number =>
        fives === null ? Math.min(at + 288, valid[i + 1]?.at ?? Infinity) : at + fives;
      const dusty = fivesOf(hour).filter((five) => {
        const standing = valid.filter((one, i) => one.at <= five && five < endOf(one, i));
        return standing.at(-1)?.value === 1;
      });
      return dusty.length >= 6;
    };
    fc.assert(
      fc.property(marks, (all) => {
        const hours = new DustHours();
        for (const one of all) hours.take(toReading(one, 'air.dust'));
        for (const hour of [0, 1, 2, 20]) expect(hours.isDust(HOUR + hour)).toBe(slowly(all, hour));
        // What lies more than a day behind the hour that is asked for is not needed.
        hours.forgetBefore(HOUR - 2);
        for (const hour of [0, 1, 2]) expect(hours.isDust(HOUR + hour)).toBe(slowly(all, hour));
      }),
      { numRuns: 400, seed: 20_260_301 },
    );
  });
});

describe('a reading tells what it touches', () => {
  const touched = (hours: SeriesHours | DustHours, each: Reading): [number, number] => {
    hours.take(each);
    return [hours.first - HOUR, hours.last - HOUR];
  };
  test('the hours of its period or interval', () => {
    const series = new SeriesHours(MINUTE_MS);
    expect(touched(series, reading(0, 1, 3600))).toEqual([0, 0]);
    expect(touched(series, reading(59, 1, null))).toEqual([0, 0]);
    expect(touched(series, reading(59, 1, 120))).toEqual([0, 1]);
    expect(touched(series, reading(30, 1, 3600))).toEqual([0, 1]);
    expect(touched(series, reading(-60, 1, 86_400))).toEqual([-1, 22]);
  });

  test('a mark of dust at least a day, as it may end an older one', () => {
    const dust = (minute: number, period: number | null): Reading => reading(minute, 1, period, { metric: 'air.dust' });
    expect(touched(new DustHours(), dust(0, null))).toEqual([0, 23]);
    expect(touched(new DustHours(), dust(1, 3600))).toEqual([0, 24]);
    expect(touched(new DustHours(), dust(0, 2 * 86_400))).toEqual([0, 47]);
  });

  test('and whether it took the place of another', () => {
    const series = new SeriesHours(MINUTE_MS);
    const all = [reading(0, 1, 3600), reading(0, 1, 60), reading(0, 1, null), reading(1, 1, 60), reading(0, 1, 7200)];
    expect(all.map((each) => series.take(each))).toEqual([false, false, false, false, false]);
    expect(all.map((each) => series.take(each))).toEqual([true, true, true, true, true]);
    expect(series.take(reading(59, 1, 120))).toBe(false);
    expect(series.take(reading(59, 2, 120))).toBe(true);
    const dust = new DustHours();
    const mark = (period: number | null): Reading => reading(0, 1, period, { metric: 'air.dust' });
    expect([mark(null), mark(3600), mark(null), mark(3600)].map((each) => dust.take(each))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  test('one without a period is another than one with it, also where it covers an hour', () => {
    const series = new SeriesHours(HOUR_MS);
    expect([reading(0, 10, null), reading(0, 20, 3600)].map((each) => series.take(each))).toEqual([false, false]);
    expect(series.mean(HOUR)).toBe(20);
    series.take(reading(0, 20, 3600, { quality: 'D' }));
    expect(series.mean(HOUR)).toBe(10);
  });

  test('a mark that comes again flagged does not count any more', () => {
    const dust = new DustHours();
    for (const quality of [null, 'D']) dust.take(reading(0, 1, 3600, { metric: 'air.dust', quality }));
    expect(dust.isDust(HOUR)).toBe(false);
  });
});

describe('what is forgotten', () => {
  test('is gone, and no more than that', () => {
    for (const each of [reading(0, 10, 3600), reading(0, 10, 1800), reading(-60, 10, 7200)]) {
      const series = hoursOf([each]);
      series.forgetBefore(HOUR);
      expect(series.hasReading(HOUR)).toBe(true);
      series.forgetBefore(HOUR + 1);
      expect([series.hasReading(HOUR), series.mean(HOUR)]).toEqual([false, Number.NaN]);
    }
  });

  test('of dust when no hour that is asked for can lie in it', () => {
    const dust = new DustHours();
    dust.take(reading(0, 1, null, { metric: 'air.dust' }));
    dust.forgetBefore(HOUR + 24);
    expect(dust.isDust(HOUR + 23)).toBe(true);
    dust.forgetBefore(HOUR + 25);
    expect(dust.isDust(HOUR + 23)).toBe(false);
  });
});
