import { describe, expect, test } from 'vitest';
import { HOUR_MS } from '../model/instant.ts';
import type { RunOfHoursRule, RunOfHoursValues, SevereNowRule, SevereNowValues } from '../model/plan.ts';
import { findRunOfHours, hourValues, proveRunOfHours, viewRunOfHours } from './run-of-hours.ts';
import { findSevereNow, proveSevereNow, viewSevereNow } from './severe-now.ts';
import { BACK_HOURS, type Timeline } from './timeline.ts';

/** The hour that starts at `T`. */
const T = 480_000;
const at = (hours: number): number => (T + hours) * HOUR_MS;
type Hours = readonly (number | null)[];
const of = (hours: number, value: number | null): (number | null)[] => Array.from({ length: hours }, () => value);

/** A timeline whose SO2 and rule AQI are alike: hours that end at `T`, and hours from it on; null is missing. */
function timelineOf(past: Hours, ahead: Hours = []): Timeline {
  const values = new Float64Array(BACK_HOURS + ahead.length).fill(Number.NaN);
  past.forEach((value, i) => (values[BACK_HOURS - past.length + i] = value ?? Number.NaN));
  ahead.forEach((value, i) => (values[BACK_HOURS + i] = value ?? Number.NaN));
  return {
    t: T,
    ruleAqi: values,
    ruleAqiUpper: values,
    so2: values,
    aqiReach: ahead.length,
    dateOf: () => '2026-11-20',
  };
}

const base = {
  id: 'r',
  title: { zh: '规则', en: 'Rule' },
  clause: '3',
  clauses: { III: '3.1', I: '3.3' },
  role: 'plan',
  interpretation: null,
  confirm: [],
  editions: [],
} as const;

describe('hours in a row', () => {
  const values: RunOfHoursValues = { hours: 4, bridge: 2, above: { III: 500, II: 650, I: 800 } };
  const rule: RunOfHoursRule = { ...base, kind: 'run-of-hours', metric: 'air.so2' };
  const view = (past: Hours, ahead: Hours = [], level: 'none' | 'III' | 'I' = 'none') =>
    viewRunOfHours(timelineOf(past, ahead), values, level);
  const counts = (past: Hours, ahead: Hours = []): (number | null)[] =>
    view(past, ahead).gauges.map(({ value }) => value);

  test.each<[string, Hours, Hours, string, number | undefined]>([
    ['nothing', [], [], 'none', undefined],
    ['at the line', of(4, 500), [], 'none', undefined],
    ['an hour short', of(3, 501), [], 'none', undefined],
    ['enough', of(4, 501), [], 'III', -4],
    ['with two missing between', [501, 501, null, null, 501, 501], [], 'III', -6],
    ['with three missing between', [501, 501, ...of(3, null), 501, 501], [], 'none', undefined],
    ['with two clean after', [...of(4, 501), 80], [], 'none', undefined],
    ['with two missing after', [...of(4, 501), null, null], [], 'III', -6],
    ['with three missing after', [...of(4, 501), ...of(3, null)], [], 'none', undefined],
    ['with one missing and one clean after', [...of(4, 501), null, 80], [], 'none', undefined],
    ['a clean hour and a missing one between', [...of(2, 501), null, 80, 501, 501, 501], [], 'none', undefined],
    ['across T', of(2, 501), of(2, 501), 'III', -2],
    ['wholly ahead', [80], [80, ...of(4, 501)], 'III', 1],
    ['two runs: the earliest that meets it', [...of(4, 501), null, null], [80, ...of(4, 501)], 'III', -6],
  ])('%s', (_, past, ahead, level, start) => {
    const found = findRunOfHours(timelineOf(past, ahead), values);
    expect([found.level, found.starts]).toEqual([level, start === undefined ? {} : { III: T + start }]);
  });

  test('each level has its own run', () => {
    const found = findRunOfHours(timelineOf([...of(2, 501), ...of(2, 651), ...of(4, 801)]), values);
    expect(found).toEqual({ level: 'I', starts: { III: T - 8, II: T - 6, I: T - 4 } });
  });

  test('the run that has the newest hour is counted against each line', () => {
    expect(counts([80])).toEqual([0, 0, 0]);
    expect(counts([501, 501, 651])).toEqual([3, 1, 0]);
    expect(counts([801, 80, 501])).toEqual([1, 0, 0]);
    expect(counts([501], [501, 501])).toEqual([1, 0, 0]);
    // A run that is wholly ahead is forecast, not counted yet.
    expect(view([80], [501, 501, 501]).gauges[0]).toMatchObject({ value: 0, note: null });
    expect(counts([501, 501, null])).toEqual([2, null, null]);
    expect(counts([501, 501, null, null])).toEqual([2, null, null]);
    expect(counts([501, 501, null, null, null])).toEqual([null, null, null]);
    expect(counts([])).toEqual([null, null, null]);
  });

  test('what was missing and what is forecast stands beside the number', () => {
    expect(view([501, null, 501], [null, 501, 501, 80]).gauges[0]).toEqual({
      label: { zh: 'SO₂ 小时值 > 500', en: 'Hourly SO₂ > 500' },
      value: 2,
      unit: 'h',
      direction: 'up',
      marks: [{ level: 'III', at: 4 }],
      note: { zh: '缺测 2 h 已衔接，预报还将持续 2 h', en: '2 h missing, bridged, forecast to go on for 2 h' },
    });
    expect(view([501], [501]).gauges[0]?.note?.en).toBe('forecast to go on for 1 h');
    expect(view([501, null, 501]).gauges[0]?.note?.en).toBe('1 h missing, bridged');
    expect(view([501]).gauges[0]?.note).toBeNull();
  });

  test('the distance is to the next level, with a pace once the run has begun and is seen', () => {
    const progress = (past: Hours, level: 'none' | 'III' | 'I' = 'none') => view(past, [], level).progress;
    expect(progress([501, 501])).toEqual({ to: 'III', value: 2, of: 4, unit: 'h', inHours: 2 });
    expect(progress(of(6, 501))).toMatchObject({ value: 6, inHours: 0 });
    expect(progress([80])).toMatchObject({ to: 'III', value: 0, inHours: null });
    expect(progress([501, null])).toMatchObject({ value: 1, inHours: null });
    expect(progress([...of(5, 501), 651], 'III')).toMatchObject({ to: 'II', value: 1, inHours: 3 });
    expect(progress(of(4, 801), 'I')).toBeNull();
  });

  test('a level is proved by its run, hour by hour', () => {
    const timeline = timelineOf([80, 501, 501.0004, null], [501.0006, 501, 80]);
    expect(proveRunOfHours(rule, timeline, values, 'III')).toEqual({
      clause: '3.1',
      summary: {
        zh: 'SO₂ 小时均值 > 500 µg/m³ 已计 4 小时（其中监测 2、预报 2；衔接缺测 1）',
        en: 'Hourly SO₂ > 500 µg/m³ for 4 h (2 observed, 2 forecast; 1 missing bridged)',
      },
      window: { from: at(-3), to: at(2) },
      unit: 'µg/m³',
      thresholds: [
        { level: 'III', at: 500 },
        { level: 'II', at: 650 },
        { level: 'I', at: 800 },
      ],
      values: [
        [at(-3), 501],
        [at(-2), 501],
        [at(-1), null],
        [at(0), 501.001, 'forecast'],
        [at(1), 501, 'forecast'],
      ],
      missing: 1,
      facts: { hours: 4, bridge: 2, above: 500, counted: 4, bridged: 1 },
    });
    expect(proveRunOfHours(rule, timelineOf(of(4, 801)), values, 'I')).toMatchObject({
      clause: '3.3',
      facts: { above: 800, counted: 4 },
    });
    const second = proveRunOfHours(rule, timelineOf([501, null], [80, ...of(4, 501)]), values, 'III');
    expect(second).toMatchObject({ window: { from: at(1), to: at(5) }, facts: { counted: 4 } });
    // A level without a clause of its own has that of the rule.
    expect(proveRunOfHours(rule, timelineOf(of(4, 651)), values, 'II').clause).toBe('3');
  });

  test('no level is proved by the last day', () => {
    const proof = proveRunOfHours(rule, timelineOf([501, 80], [80]), values, 'none');
    expect(proof).toMatchObject({
      clause: '3',
      summary: { en: 'No run of 4 h or more with hourly SO₂ > 500 µg/m³' },
      window: { from: at(-24), to: at(0) },
      missing: 22,
      facts: { above: 500, counted: 0, bridged: 0 },
    });
    expect(proof.values).toHaveLength(24);
  });

  test('hours beyond a timeline are none', () => {
    const { so2 } = timelineOf([1], [2]);
    expect(hourValues(so2, BACK_HOURS - 1, BACK_HOURS + 9, T - BACK_HOURS).values).toEqual([
      [at(-1), 1],
      [at(0), 2, 'forecast'],
    ]);
    expect(hourValues(so2, -9, 1, T - BACK_HOURS)).toEqual({ values: [[at(-BACK_HOURS), null]], missing: 1 });
  });
});

describe('severe pollution now', () => {
  const values: SevereNowValues = { level: 'III', above: 300, minHours: 20, minForecastHours: 20 };
  const rule: SevereNowRule = { ...base, kind: 'severe-now' };
  const severe = [...of(4, null), ...of(20, 301)];

  test.each<[string, Hours, Hours, string]>([
    ['a day at the line', of(24, 300), [], 'none'],
    ['a day above it', of(24, 301), [], 'III'],
    ['with 20 valid hours', severe, [], 'III'],
    ['with 19', [...of(5, null), ...of(19, 301)], [], 'none'],
    ['the hour before the day does not count', [9000, ...of(24, 300)], [], 'none'],
    ['19 hours of relief ahead are no forecast', severe, of(19, 80), 'III'],
    ['20 are', severe, of(20, 80), 'none'],
    ['no relief at the line', severe, of(24, 301), 'III'],
    ['relief at the line', severe, of(24, 300), 'none'],
    ['what comes after a day does not count', severe, [...of(24, 300), 9000], 'none'],
  ])('%s', (_, past, ahead, level) => {
    expect(findSevereNow(timelineOf(past, ahead), values)).toEqual({ level, starts: {} });
  });

  test('the mean of the last day stands against the line', () => {
    const gauge = {
      label: { zh: '过去 24 h AQI 均值（严重污染）', en: 'Mean AQI, last 24 h' },
      unit: 'AQI',
      direction: 'up',
      marks: [{ level: 'III', at: 300 }],
    };
    expect(viewSevereNow(timelineOf([...of(12, 250), ...of(12, 250.1)]), values, 'none')).toEqual({
      progress: { to: 'III', value: 250.1, of: 300, unit: 'AQI', inHours: null },
      gauges: [{ ...gauge, value: 250.1, note: null }],
    });
    expect(viewSevereNow(timelineOf(severe), values, 'III')).toEqual({
      progress: null,
      gauges: [{ ...gauge, value: 301, note: null }],
    });
    expect(viewSevereNow(timelineOf(of(19, 301)), values, 'none')).toEqual({
      progress: null,
      gauges: [{ ...gauge, value: null, note: { zh: '有效小时不足 20', en: 'fewer than 20 valid hours' } }],
    });
  });

  test('it is proved by two days, hour by hour', () => {
    const proof = proveSevereNow(rule, timelineOf(severe, of(22, 310)), values, 'III');
    expect(proof).toMatchObject({
      clause: '3.1',
      summary: {
        zh: '过去 24 h AQI 均值 301.0，未来 24 h 预报 310.0',
        en: 'Mean AQI of the last 24 h 301.0, forecast for the next 24 h 310.0',
      },
      window: { from: at(-24), to: at(24) },
      unit: 'AQI',
      thresholds: [{ level: 'III', at: 300 }],
      missing: 4,
      facts: { validHours: 20, forecastHours: 22, above: 300 },
    });
    expect(proof.values).toHaveLength(46);
    expect([proof.values[0], proof.values[4], proof.values[24]]).toEqual([
      [at(-24), null],
      [at(-20), 301],
      [at(0), 310, 'forecast'],
    ]);
    const justEnough = proveSevereNow(rule, timelineOf(severe, of(20, 310)), values, 'III');
    expect(justEnough.summary.en).toContain('next 24 h 310.0');
    const nothing = proveSevereNow(rule, timelineOf([], of(19, 310)), values, 'none');
    expect(nothing.clause).toBe('3');
    expect(nothing.summary.en).toBe('Mean AQI of the last 24 h unknown, forecast for the next 24 h none');
    expect(proveSevereNow(rule, timelineOf(severe), values, 'II').clause).toBe('3');
  });
});
