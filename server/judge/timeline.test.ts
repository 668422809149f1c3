import { describe, expect, test } from 'vitest';
import { HOUR_MS } from '../model/instant.ts';
import { bareSubject } from '../model/jurisdiction.ts';
import type { Reading } from '../model/reading.ts';
import { CityAir } from './city.ts';
import {
  allAtMost,
  BACK_HOURS,
  countIn,
  hasForecast,
  isAtLeast,
  isOver,
  isSumAbove,
  isSumAtLeast,
  timelineAt,
  type Timeline,
} from './timeline.ts';

/** Values before and from `T` on. */
function timelineOf(aqiAhead: number, so2: { before?: number; ahead?: number }): Timeline {
  const ruleAqi = new Float64Array(BACK_HOURS + 36).fill(Number.NaN).fill(80, BACK_HOURS, BACK_HOURS + aqiAhead);
  const so2Values = new Float64Array(BACK_HOURS + 36)
    .fill(Number.NaN)
    .fill(80, BACK_HOURS, BACK_HOURS + (so2.ahead ?? 0));
  if (so2.before !== undefined) so2Values[BACK_HOURS - so2.before] = 501;
  return { t: 0, ruleAqi, ruleAqiUpper: ruleAqi, so2: so2Values, aqiReach: aqiAhead, dateOf: () => '' };
}
const calm = { hours: 36, minHours: 30, so2: 500 };

describe('there is a forecast', () => {
  test.each<[string, number, { before?: number; ahead?: number }, boolean]>([
    ['with 30 of 36 hours of AQI', 30, {}, true],
    ['not with 29', 29, {}, false],
    ['where SO2 was high, with 30 of its hours too', 30, { before: 36, ahead: 30 }, true],
    ['where SO2 was high, not with 29', 30, { before: 36, ahead: 29 }, false],
    ['where SO2 was high in the newest hour, not without', 36, { before: 1 }, false],
    ['where SO2 was high 37 hours ago, without', 30, { before: 37 }, true],
  ])('%s', (_, aqiAhead, so2, is) => {
    expect(hasForecast(timelineOf(aqiAhead, so2), calm)).toBe(is);
  });

  test('of the AQI alone where a plan has no line for SO2', () => {
    expect(hasForecast(timelineOf(30, { before: 1 }), { ...calm, so2: null })).toBe(true);
  });
});

describe('the timeline of a city', () => {
  const name = { zh: '样', en: 'Sample' };
  const city = bareSubject('town', 'city', name);
  const place = { id: 'town', name, timezone: 'Asia/Shanghai', plans: [], subjects: [city] };
  /** 16:00 of 2026-11-19 in UTC: midnight there. */
  const T = Date.parse('2026-11-19T16:00:00Z') / HOUR_MS;
  const forecast = (metric: string, hours: number, value: number, upper: number | null): Reading => ({
    source: 'town',
    metric,
    time: (T + hours) * HOUR_MS,
    value,
    period: 3600,
    kind: 'forecast',
    issuedAt: T * HOUR_MS,
    upper,
    quality: null,
    receivedAt: 0,
  });

  test('without a forecast ends at T, and needs no second array for the upper end', () => {
    const timeline = timelineAt(new CityAir(city, place, []), T);
    expect([timeline.ruleAqi.length, timeline.so2.length, timeline.aqiReach]).toEqual([BACK_HOURS, BACK_HOURS, 0]);
    expect(timeline.ruleAqiUpper).toBe(timeline.ruleAqi);
    expect([timeline.dateOf(T - 1), timeline.dateOf(T)]).toEqual(['2026-11-19', '2026-11-20']);
  });

  test('with one reaches as far as that does, for AQI and SO2 on their own', () => {
    const air = new CityAir(city, place, []);
    for (const one of [forecast('air.aqi', 1, 200, 250), forecast('air.so2', 2, 80, 90)]) air.take(one);
    const timeline = timelineAt(air, T);
    expect(timeline.aqiReach).toBe(2);
    expect(Array.from(timeline.ruleAqi.subarray(BACK_HOURS))).toEqual([Number.NaN, 200]);
    expect(Array.from(timeline.ruleAqiUpper.subarray(BACK_HOURS))).toEqual([Number.NaN, 250]);
    expect(Array.from(timeline.so2.subarray(BACK_HOURS))).toEqual([Number.NaN, Number.NaN, 80]);
  });
});

describe('values', () => {
  const values = new Float64Array([1, Number.NaN, 3, 4]);

  test('are counted where they are there, and inside the array only', () => {
    expect(countIn(values, 0, 4)).toBe(3);
    expect(countIn(values, 1, 3)).toBe(1);
    expect(countIn(values, -5, 99)).toBe(3);
  });

  test('are all at most a line', () => {
    expect(allAtMost(values, 0, 3, 3)).toBe(true);
    expect(allAtMost(values, 0, 4, 3)).toBe(false);
    expect(allAtMost(values, -5, 99, 4)).toBe(true);
    expect(allAtMost(values, 1, 2, -1)).toBe(true);
  });
});

test('the last bits of a number decide nothing, and a thousandth does', () => {
  const dust = 0.1 + 0.2; // 0.30000000000000004
  expect([isOver(dust, 0.3), isOver(0.301, 0.3), isOver(0.3, 0.3)]).toEqual([false, true, false]);
  expect([isAtLeast(0.3, dust), isAtLeast(0.299, 0.3), isAtLeast(0.3, 0.3)]).toEqual([true, false, true]);
  const of24 = 24 * 0.3;
  expect([isSumAbove(24 * dust, 24, 0.3), isSumAbove(of24 + 0.001, 24, 0.3)]).toEqual([false, true]);
  expect([isSumAtLeast(of24, 24, dust), isSumAtLeast(of24 - 0.001, 24, 0.3)]).toEqual([true, false]);
  // The slack grows with the number of hours.
  expect([isSumAbove(5e-9, 24, 0), isSumAtLeast(-5e-9, 24, 0)]).toEqual([false, true]);
});
