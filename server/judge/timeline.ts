import type { HourNumber } from '../model/instant.ts';
import type { CityAir } from './city.ts';

/** Hours behind `T` that a timeline holds. */
export const BACK_HOURS = 300;

/**
 * What is known at instant `T`: observed hours before it, the newest forecast from it on. Index `BACK_HOURS` is the
 * hour that starts at `T`; NaN is missing.
 * @source SEMANTICS 4
 */
export interface Timeline {
  /** The hour that starts at `T`. */
  readonly t: HourNumber;
  readonly ruleAqi: Float64Array;
  /** The same with the upper end of the forecast; the same array where it does not differ. */
  readonly ruleAqiUpper: Float64Array;
  readonly so2: Float64Array;
  /** Hours from `T` to the end of the last one with a forecast AQI. */
  readonly aqiReach: number;
  /** The local date on which an hour begins. */
  readonly dateOf: (hour: HourNumber) => string;
}

/** The timeline of a city at the start of hour `t`. Hours before `t` must have been worked out. */
export function timelineAt(air: CityAir, t: HourNumber): Timeline {
  const aqiForecast = air.forecasts.at('air.aqi', t);
  const so2Forecast = air.forecasts.at('air.so2', t);
  const ruleAqi = new Float64Array(BACK_HOURS + aqiForecast.reach);
  air.copyRuleAqi(ruleAqi, t - BACK_HOURS, BACK_HOURS);
  let ruleAqiUpper = ruleAqi;
  if (aqiForecast.reach > 0) {
    ruleAqiUpper = ruleAqi.slice();
    ruleAqi.set(aqiForecast.central, BACK_HOURS);
    ruleAqiUpper.set(aqiForecast.upper, BACK_HOURS);
  }
  const so2 = new Float64Array(BACK_HOURS + so2Forecast.reach);
  air.copySo2(so2, t - BACK_HOURS, BACK_HOURS);
  so2.set(so2Forecast.central, BACK_HOURS);
  return { t, ruleAqi, ruleAqiUpper, so2, aqiReach: aqiForecast.reach, dateOf: (hour) => air.dateOf(hour) };
}

/** A sum or mean is above a line; a billionth of slack keeps float dust from deciding. */
export const isSumAbove = (sum: number, count: number, line: number): boolean => sum - line * count > 1e-9 * count;
export const isSumAtLeast = (sum: number, count: number, line: number): boolean => sum - line * count >= -1e-9 * count;
export const isOver = (value: number, line: number): boolean => value - line > 1e-9;
export const isAtLeast = (value: number, line: number): boolean => value - line >= -1e-9;

/** Counts the values of `[from, to)` that are there. */
export function countIn(values: Float64Array, from: number, to: number): number {
  let count = 0;
  for (let i = Math.max(0, from); i < Math.min(to, values.length); i += 1) {
    if (!Number.isNaN(values[i] ?? Number.NaN)) count += 1;
  }
  return count;
}

/** Whether every value of `[from, to)` that is there is at most `line`. */
export function allAtMost(values: Float64Array, from: number, to: number, line: number): boolean {
  for (let i = Math.max(0, from); i < Math.min(to, values.length); i += 1) {
    if (isOver(values[i] ?? Number.NaN, line)) return false;
  }
  return true;
}

/**
 * Whether there is a forecast at `T`: at least 30 of the next 36 hours have a forecast AQI and, where an SO2 hour above
 * the line was observed in the last 36 hours, at least 30 a forecast SO2.
 * @source SEMANTICS 4
 */
export function hasForecast(
  timeline: Timeline,
  calm: { hours: number; minHours: number; so2: number | null },
): boolean {
  const now = BACK_HOURS;
  if (countIn(timeline.ruleAqi, now, now + calm.hours) < calm.minHours) return false;
  if (calm.so2 === null || allAtMost(timeline.so2, now - calm.hours, now, calm.so2)) return true;
  return countIn(timeline.so2, now, now + calm.hours) >= calm.minHours;
}
