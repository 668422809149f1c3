import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HOUR_MS } from '../model/instant.ts';
import type { Reading } from '../model/reading.ts';
import { ForecastBook } from './forecasts.ts';

/** The hour that starts at `T`. */
const T = 480_000;

interface Given {
  /** Hours from `T`. */
  readonly time: number;
  readonly issued: number;
  readonly value: number;
  readonly hours?: number;
  readonly upper?: number | null;
  readonly quality?: string | null;
  readonly metric?: string;
}
const forecast = ({
  time,
  issued,
  value,
  hours = 1,
  upper = null,
  quality = null,
  metric = 'air.aqi',
}: Given): Reading => ({
  source: 'town',
  metric,
  time: (T + time) * HOUR_MS,
  value,
  period: hours * 3600,
  kind: 'forecast',
  issuedAt: (T + issued) * HOUR_MS,
  upper,
  quality,
  receivedAt: 0,
});

function bookOf(all: readonly Given[]): ForecastBook {
  const book = new ForecastBook();
  for (const each of all) book.take(forecast(each));
  return book;
}
/** Central values from an hour on, by default from `T`. */
const central = (all: readonly Given[], from = 0): number[] => Array.from(bookOf(all).at('air.aqi', T + from).central);
const _ = Number.NaN;

describe('the forecast at an instant', () => {
  test.each<[string, readonly Given[], number[]]>([
    ['is that of the hours ahead', [{ time: 1, issued: -1, value: 7 }], [_, 7]],
    ['has nothing of hours behind', [{ time: -1, issued: -1, value: 7 }], []],
    ['is not known before it is issued', [{ time: 1, issued: 1, value: 7 }], []],
    ['is known when it is issued', [{ time: 0, issued: 0, value: 7 }], [7]],
    ['counts for 48 hours', [{ time: 0, issued: -48, value: 7 }], [7]],
    ['and not for 49', [{ time: 0, issued: -49, value: 7 }], []],
    ['of a day stands for each of its hours', [{ time: 0, issued: 0, value: 7, hours: 3 }], [7, 7, 7]],
    ['that is flagged counts for nothing', [{ time: 0, issued: 0, value: 7, quality: 'D' }], []],
    [
      'is the newest, and an older one where the newest says nothing',
      [
        { time: 0, issued: -1, value: 7, hours: 4 },
        { time: 1, issued: 0, value: 8, hours: 2 },
      ],
      [7, 8, 8, 7],
    ],
    [
      'is the newest, in whatever order they came',
      [
        { time: 0, issued: 0, value: 8 },
        { time: 0, issued: -2, value: 6 },
        { time: 0, issued: -1, value: 7 },
      ],
      [8],
    ],
    [
      'of one issue is the shorter period',
      [
        { time: 1, issued: 0, value: 8 },
        { time: 0, issued: 0, value: 7, hours: 3 },
      ],
      [7, 8, 7],
    ],
    [
      'of one hour and issue is what came last',
      [
        { time: 0, issued: 0, value: 8 },
        { time: 0, issued: 0, value: 9 },
      ],
      [9],
    ],
    [
      'of two that overlap is the one that begins later, in whatever order they came',
      [
        { time: 1, issued: 0, value: 8, hours: 3 },
        { time: 0, issued: 0, value: 7, hours: 3 },
        { time: 2, issued: 0, value: 9, hours: 3 },
      ],
      [7, 8, 9, 9, 9],
    ],
    ['takes whole hours only', [{ time: 0.5, issued: 0, value: 7, hours: 2 }], [_, 7]],
    [
      'reaches no further than 31 days',
      [{ time: 743, issued: 0, value: 7, hours: 5 }],
      [...Array.from({ length: 743 }, () => _), 7],
    ],
  ])('%s', (_title, all, values) => {
    expect(central(all)).toEqual(values);
    expect(bookOf(all).at('air.aqi', T).reach).toBe(values.length);
  });

  test('has an upper end, which is the central value where it has none of its own', () => {
    const book = bookOf([
      { time: 0, issued: 0, value: 7, upper: 9 },
      { time: 1, issued: 0, value: 8 },
    ]);
    expect(Array.from(book.at('air.aqi', T).upper)).toEqual([9, 8]);
  });

  test('is of AQI and SO2, each by itself, and of nothing else', () => {
    const book = bookOf([
      { time: 0, issued: 0, value: 7 },
      { time: 1, issued: 0, value: 80, metric: 'air.so2' },
      { time: 2, issued: 0, value: 60, metric: 'air.pm25' },
    ]);
    expect(Array.from(book.at('air.aqi', T).central)).toEqual([7]);
    expect(Array.from(book.at('air.so2', T).central)).toEqual([_, 80]);
    expect(book.take({ ...forecast({ time: 0, issued: 0, value: 7 }), issuedAt: null })).toBe(false);
    expect(book.take({ ...forecast({ time: 0, issued: 0, value: 7 }), period: null })).toBe(false);
  });

  test('moves with the hour at which it is asked for', () => {
    const all = [{ time: 0, issued: 0, value: 7, hours: 3 }];
    expect([central(all, 1), central(all, 2), central(all, 3), central(all, -1)]).toEqual([[7, 7], [7], [], []]);
  });
});

describe('a book of forecasts', () => {
  test('says when a reading takes the place of another', () => {
    const book = new ForecastBook();
    const first = { time: 0, issued: 0, value: 7 };
    const others = [
      { ...first, hours: 2 },
      { ...first, issued: -1 },
      { ...first, time: 1 },
      { ...first, metric: 'air.so2' },
    ];
    expect([first, ...others].map((each) => book.take(forecast(each)))).toEqual([false, false, false, false, false]);
    expect(book.take(forecast({ ...first, value: 8 }))).toBe(true);
  });

  test('tells once the earliest issue of what is new', () => {
    const book = bookOf([2, -3, 1].map((issued) => ({ time: 0, issued, value: 7 })));
    expect(book.takeEarliestNew()).toBe((T - 3) * HOUR_MS);
    expect(book.takeEarliestNew()).toBeNull();
    book.take(forecast({ time: 0, issued: 5, value: 7, metric: 'air.so2' }));
    expect(book.takeEarliestNew()).toBe((T + 5) * HOUR_MS);
  });

  test('forgets what was issued before an instant, of both metrics', () => {
    const all = ['air.aqi', 'air.so2'].flatMap((metric) =>
      [-2, -1].map((issued) => ({ time: 0, issued, value: 7, metric })),
    );
    const book = bookOf(all);
    book.forgetIssuedBefore((T - 1) * HOUR_MS);
    expect([book.at('air.aqi', T).reach, book.at('air.so2', T).reach]).toEqual([1, 1]);
    book.forgetIssuedBefore((T - 1) * HOUR_MS + 1);
    expect([book.at('air.aqi', T).reach, book.at('air.so2', T).reach]).toEqual([0, 0]);
  });
});

test('a slow reading of the text agrees', () => {
  const given = fc.record({
    time: fc.integer({ min: -30, max: 30 }),
    issued: fc.integer({ min: -52, max: 2 }),
    value: fc.integer({ min: 1, max: 900 }),
    hours: fc.constantFrom(1, 1, 2, 3, 24),
    quality: fc.constantFrom(null, null, null, 'D'),
  });
  fc.assert(
    fc.property(fc.array(given, { maxLength: 20 }), (all) => {
      const last = new Map(all.map((each) => [`${each.time} ${each.issued} ${each.hours}`, each]));
      const counting = [...last.values()].filter((one) => one.quality === null && one.issued <= 0 && one.issued >= -48);
      const slowly = Array.from({ length: 60 }, (_none, hour) => {
        const covering = counting.filter((one) => one.time <= hour && hour < one.time + one.hours);
        const [best] = covering.toSorted((a, b) => b.issued - a.issued || a.hours - b.hours || b.time - a.time);
        return best?.value ?? _;
      });
      while (slowly.length > 0 && Number.isNaN(slowly.at(-1))) slowly.pop();
      expect(central(all)).toEqual(slowly);
    }),
    { numRuns: 200, seed: 20_260_301 },
  );
});
