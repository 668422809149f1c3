import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { HOUR_MS, localDate } from '../model/instant.ts';
import type { Level } from '../model/level.ts';
import type { DayCounting, DaysValues } from '../model/plan.ts';
import { findDays, viewDays } from './days.ts';
import { BACK_HOURS, type Timeline } from './timeline.ts';

/** The guideline's lines and Yangquan's, both with two lines, and one day on its own. */
const LINES: DaysValues['levels'] = {
  III: [
    { line: { above: 200 }, days: 2, inside: null },
    { line: { above: 150 }, days: 3, inside: null },
  ],
  II: [{ line: { above: 200 }, days: 3, inside: null }],
  I: [
    { line: { above: 200 }, days: 4, inside: { above: 300, days: 2 } },
    { line: { from: 500 }, days: 1, inside: null },
  ],
};
const rule = (counting: DayCounting): DaysValues => ({ counting, levels: LINES, upperFrom: null, minHours: 20 });

/** Hours from 2025-12-01 00:00 in a zone; `T` is after all observed ones. */
function timelineOf(
  observed: readonly (number | null)[],
  ahead: readonly number[] = [],
  zone = 'Asia/Shanghai',
): Timeline {
  const first =
    Date.parse(zone === 'Asia/Shanghai' ? '2025-12-01T00:00:00+08:00' : '2025-10-24T00:00:00+02:00') / HOUR_MS;
  const values = new Float64Array(BACK_HOURS + ahead.length).fill(Number.NaN);
  observed.forEach((value, i) => {
    values[BACK_HOURS - observed.length + i] = value ?? Number.NaN;
  });
  ahead.forEach((value, i) => {
    values[BACK_HOURS + i] = value;
  });
  return {
    t: first + observed.length,
    ruleAqi: values,
    ruleAqiUpper: values,
    so2: new Float64Array(BACK_HOURS),
    aqiReach: ahead.length,
    dateOf: (hour) => localDate(hour * HOUR_MS, zone),
  };
}

const of = (hours: number, value: number): number[] => Array.from({ length: hours }, () => value);
const levelOf = (counting: DayCounting, observed: readonly (number | null)[], ahead: readonly number[] = []): Level =>
  findDays(timelineOf(observed, ahead), rule(counting)).level;

describe('days are counted', () => {
  // Each after a day of clean air, so that no hour before the first is missing.
  const cases: readonly (readonly [string, readonly number[], Record<DayCounting, Level>])[] = [
    ['48 h from midnight', of(48, 201), { 'adjacent-days': 'III', 'every-window': 'none', 'calendar-days': 'III' }],
    [
      '48 h from noon: two days, but no two calendar days',
      [...of(12, 20), ...of(48, 201)],
      { 'adjacent-days': 'III', 'every-window': 'none', 'calendar-days': 'none' },
    ],
    ['47 h', of(47, 201), { 'adjacent-days': 'none', 'every-window': 'none', 'calendar-days': 'none' }],
    ['70 h: a window short', of(70, 201), { 'adjacent-days': 'III', 'every-window': 'none', 'calendar-days': 'III' }],
    ['71 h: every window', of(71, 201), { 'adjacent-days': 'III', 'every-window': 'III', 'calendar-days': 'III' }],
    ['72 h', of(72, 201), { 'adjacent-days': 'II', 'every-window': 'III', 'calendar-days': 'II' }],
    ['94 h', of(94, 201), { 'adjacent-days': 'II', 'every-window': 'III', 'calendar-days': 'II' }],
    ['95 h', of(95, 201), { 'adjacent-days': 'II', 'every-window': 'II', 'calendar-days': 'II' }],
    [
      '96 h, 47 of them above 300',
      [...of(49, 201), ...of(47, 301)],
      { 'adjacent-days': 'II', 'every-window': 'II', 'calendar-days': 'II' },
    ],
    [
      '96 h, 48 of them above 300',
      [...of(48, 201), ...of(48, 301)],
      { 'adjacent-days': 'I', 'every-window': 'II', 'calendar-days': 'I' },
    ],
    [
      '119 h, 71 of them above 300',
      [...of(48, 201), ...of(71, 301)],
      { 'adjacent-days': 'I', 'every-window': 'I', 'calendar-days': 'I' },
    ],
    ['a day of 500', of(24, 500), { 'adjacent-days': 'I', 'every-window': 'none', 'calendar-days': 'I' }],
    ['a day of 499.9', of(24, 499.9), { 'adjacent-days': 'none', 'every-window': 'none', 'calendar-days': 'none' }],
    ['every window of a day, 500', of(47, 500), { 'adjacent-days': 'I', 'every-window': 'I', 'calendar-days': 'I' }],
    [
      '72 h over the lower line',
      of(72, 151),
      { 'adjacent-days': 'III', 'every-window': 'none', 'calendar-days': 'III' },
    ],
    [
      '72 h at the lower line',
      of(72, 150),
      { 'adjacent-days': 'none', 'every-window': 'none', 'calendar-days': 'none' },
    ],
  ];
  describe.each(['adjacent-days', 'every-window', 'calendar-days'] as const)('as %s', (counting) => {
    test.each(cases)('%s', (_, observed, levels) => {
      expect(levelOf(counting, [...of(24, 20), ...observed])).toBe(levels[counting]);
    });
  });

  test('a stretch by calendar days holds while the last 24 hours are still over the line', () => {
    expect(levelOf('calendar-days', [...of(48, 210), ...of(10, 210)])).toBe('III');
    expect(levelOf('calendar-days', [...of(48, 210), ...of(10, 20)])).toBe('none');
  });

  test('a day of 25 hours is one calendar day', () => {
    // 2025-10-26 in Berlin has 25 hours; its mean is over the line only with all of them.
    const observed = [...of(48, 20), ...of(24, 199), 240, ...of(24, 210)];
    const timeline = timelineOf(observed, [], 'Europe/Berlin');
    expect(findDays(timeline, rule('calendar-days')).level).toBe('III');
    const less = timelineOf([...of(48, 20), ...of(24, 199), 220, ...of(24, 210)], [], 'Europe/Berlin');
    expect(findDays(less, rule('calendar-days')).level).toBe('none');
  });
});

describe('the distance in days', () => {
  it('is in hours, names the pace, and the reading of "days" where it is another', () => {
    const timeline = timelineOf([...of(24, 20), ...of(30, 201)]);
    const view = viewDays(timeline, rule('adjacent-days'), 'none');
    expect(view.progress).toEqual({ to: 'III', value: 30, of: 48, unit: 'h', inHours: 18 });
    expect(view.gauges.map(({ label, value }) => [label.en, value])).toEqual([
      ['Daily mean AQI > 200', 30],
      // Six hours of clean air do not bring the mean of a day down to this line.
      ['Daily mean AQI > 150', 36],
      ['Daily mean AQI > 300', 0],
    ]);
    const windows = viewDays(timeline, rule('every-window'), 'none');
    expect(windows.progress).toEqual({ to: 'III', value: 7, of: 48, unit: 'h', inHours: 41 });
    expect(windows.gauges[0]?.label.en).toBe('Daily mean AQI > 200 (every window)');
    const days = viewDays(timeline, rule('calendar-days'), 'none');
    expect(days.progress).toEqual({ to: 'III', value: 30, of: 48, unit: 'h', inHours: 18 });
  });

  it('names no pace before the line is passed, nor where a second line is not', () => {
    expect(viewDays(timelineOf(of(30, 100)), rule('adjacent-days'), 'none').progress?.inHours).toBeNull();
    expect(viewDays(timelineOf([...of(24, 20), ...of(80, 201)]), rule('adjacent-days'), 'II').progress).toEqual({
      to: 'I',
      value: 80,
      of: 96,
      unit: 'h',
      inHours: null,
    });
  });
});

/** A slow reading of the text: every start, every block, by hand. */
function slowly(values: DaysValues, timeline: Timeline): Level {
  const x = timeline.ruleAqi;
  const midnight = (i: number): boolean =>
    timeline.dateOf(timeline.t - BACK_HOURS + i) !== timeline.dateOf(timeline.t - BACK_HOURS + i - 1);
  const means = new Map<string, number>();
  /** The mean of a block, NaN where too few of its hours are there. */
  const meanOf = (from: number, to: number): number => {
    const there = x.slice(from, to).filter((value) => !Number.isNaN(value));
    return there.length < values.minHours ? Number.NaN : there.reduce((sum, value) => sum + value, 0) / there.length;
  };
  const over = (from: number, to: number, test: (mean: number) => boolean): boolean => {
    if (from < 0 || to > x.length) return false;
    const mean = means.get(`${from} ${to}`) ?? meanOf(from, to);
    means.set(`${from} ${to}`, mean);
    return test(mean);
  };
  const nextOf = (start: number): number => {
    if (values.counting !== 'calendar-days') return start + 24;
    let next = start + 1;
    while (next <= x.length && !midnight(next)) next += 1;
    return next;
  };
  /** Ends of 1, 2, … days in a row from a start, and where all that is over the line ends. */
  const daysFrom = (start: number, test: (mean: number) => boolean): { ends: number[]; reach: number } => {
    const ends: number[] = [];
    if (values.counting === 'every-window') {
      let windows = 0;
      while (over(start + windows, start + windows + 24, test)) windows += 1;
      for (let n = 1; 24 * n <= windows; n += 1) ends.push(start + 24 * n - 1 + 24);
      return { ends, reach: start + windows - 1 + 24 };
    }
    if (values.counting === 'calendar-days' && !midnight(start)) return { ends, reach: start };
    for (let at = start; over(at, nextOf(at), test); at = nextOf(at)) ends.push(nextOf(at));
    return { ends, reach: ends.at(-1) ?? start };
  };
  const now = BACK_HOURS;
  let level: Level = 'none';
  for (const id of ['III', 'II', 'I'] as const) {
    for (const { line, days, inside } of values.levels[id] ?? []) {
      const test = (mean: number): boolean => ('above' in line ? mean > line.above : mean >= line.from);
      const grace =
        (days > 1 ? values.counting !== 'every-window' : values.counting === 'calendar-days') &&
        over(now - 24, now, test);
      for (let s = now - 240; s < x.length; s += 1) {
        const { ends, reach } = daysFrom(s, test);
        if (ends.length < days) continue;
        const e = days === 1 ? (ends[0] ?? 0) : reach;
        if (!(e >= now || (e > now - 24 && grace))) continue;
        let isMet = inside === null;
        if (inside !== null) {
          const second = (mean: number): boolean => mean > inside.above;
          const still = values.counting !== 'every-window' && over(now - 24, now, second);
          for (let s2 = s; s2 < e && !isMet; s2 += 1) {
            const f = daysFrom(s2, second).ends[inside.days - 1];
            isMet = f !== undefined && f <= e && (f >= now || (f > now - 24 && still));
          }
        }
        if (isMet) level = id;
      }
    }
  }
  return level;
}

describe('a slow reading of the text agrees', () => {
  const stretch = fc.tuple(
    fc.integer({ min: 1, max: 60 }),
    fc.constantFrom(100, 149, 151, 199, 205, 290, 305, 400, 500, 520, Number.NaN),
  );
  const hours = fc.array(stretch, { minLength: 1, maxLength: 8 });
  const spread = (parts: readonly (readonly [number, number])[], most: number): number[] =>
    parts.flatMap(([length, value]) => of(length, value)).slice(0, most);
  test.each(['adjacent-days', 'every-window', 'calendar-days'] as const)('%s', (counting) => {
    fc.assert(
      fc.property(hours, fc.option(hours, { nil: [] }), (past, future) => {
        const timeline = timelineOf(spread(past, BACK_HOURS), spread(future, 168));
        const values = rule(counting);
        expect(findDays(timeline, values).level).toBe(slowly(values, timeline));
      }),
      { numRuns: 60 },
    );
  });
});
