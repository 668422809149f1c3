import { HOUR_MS } from '../../server/model/instant.ts';
import type { Jurisdiction } from '../../server/model/jurisdiction.ts';
import { higher, isAbove, type Level } from '../../server/model/level.ts';
import { isJudgeable, type Reading } from '../../server/model/reading.ts';
import { oracleAir, withoutDuplicates } from './air.ts';
import type { Line } from './line.ts';

type Series = (hour: number) => number | null;

interface Timeline {
  /** Observed before `t`, forecast from `t` on. */
  readonly at: Series;
  /** One past the last hour that has a forecast, or `t`. */
  readonly end: number;
}

/** SEMANTICS 4: the newest forecast that covers an hour, as known at `t`. */
function forecastAt(forecasts: readonly Reading[], t: number): (hour: number) => Reading | null {
  const now = t * HOUR_MS;
  const known = forecasts
    .filter(({ issuedAt }) => issuedAt !== null && issuedAt <= now && now - issuedAt <= 48 * HOUR_MS)
    .toSorted((a, b) => (b.issuedAt ?? 0) - (a.issuedAt ?? 0) || (a.period ?? 0) - (b.period ?? 0));
  return (hour) => {
    const from = hour * HOUR_MS;
    const covers = (one: Reading): boolean =>
      one.time <= from && from + HOUR_MS <= one.time + (one.period ?? 3600) * 1000;
    return known.find(covers) ?? null;
  };
}

const countIn = (series: Series, from: number, to: number): number => {
  let count = 0;
  for (let hour = from; hour < to; hour += 1) if (series(hour) !== null) count += 1;
  return count;
};
const everyIn = (series: Series, from: number, to: number, holds: (value: number) => boolean): boolean => {
  for (let hour = from; hour < to; hour += 1) {
    const value = series(hour);
    if (value !== null && !holds(value)) return false;
  }
  return true;
};
const someIn = (series: Series, from: number, to: number, holds: (value: number) => boolean): boolean =>
  !everyIn(series, from, to, (value) => !holds(value));

/** Mean of the valid hours of a 24-hour block, null with fewer than 20 of them. */
function blockMean(series: Series, from: number): number | null {
  let sum = 0;
  let count = 0;
  for (let hour = from; hour < from + 24; hour += 1) {
    const value = series(hour);
    if (value === null) continue;
    sum += value;
    count += 1;
  }
  return count >= 20 ? sum / count : null;
}

/** What a rule finds at a boundary: the level, and for each level the start of the earliest stretch that meets it. */
interface Found {
  readonly level: Level;
  readonly starts: Partial<Record<Level, number>>;
}

const noteStart = (starts: Partial<Record<Level, number>>, level: Level, start: number): void => {
  starts[level] = Math.min(starts[level] ?? Infinity, start);
};
const highestOf = (starts: Partial<Record<Level, number>>): Level =>
  (['I', 'II', 'III'] as const).find((level) => starts[level] !== undefined) ?? 'none';

/** SEMANTICS 5.1. */
function so2Hourly(timeline: Timeline, t: number, from: number): Found {
  const starts: Partial<Record<Level, number>> = {};
  for (const [level, theta] of [
    ['III', 500],
    ['II', 650],
    ['I', 800],
  ] as const) {
    let run: number[] = [];
    const close = (): void => {
      const first = run[0];
      const last = run.at(-1);
      if (first !== undefined && last !== undefined && run.length >= 12) {
        const end = last + 1;
        const isBridged = end < t && t - end <= 2 && countIn(timeline.at, end, t) === 0;
        if (end >= t || isBridged) noteStart(starts, level, first);
      }
      run = [];
    };
    let missing = 0;
    for (let hour = from; hour < timeline.end; hour += 1) {
      const value = timeline.at(hour);
      if (value === null) {
        missing += 1;
        if (missing > 2) close();
      } else {
        missing = 0;
        if (value > theta) run.push(hour);
        else close();
      }
    }
    close();
  }
  return { level: highestOf(starts), starts };
}

/** SEMANTICS 5.2 on one timeline; `threeDays` says whether some alive start has three days. */
function aqiDays(timeline: Timeline, t: number): Found & { readonly threeDays: boolean } {
  const means = new Map<number, number | null>();
  const mean = (s: number): number | null => {
    if (s + 24 > timeline.end) return null;
    const known = means.get(s);
    if (known !== undefined) return known;
    const value = blockMean(timeline.at, s);
    means.set(s, value);
    return value;
  };
  const exceeds = (s: number, theta: number): boolean => {
    const value = mean(s);
    return value !== null && value > theta + 1e-9;
  };
  const count = (s: number, theta: number): number => {
    let k = 0;
    while (exceeds(s + 24 * k, theta)) k += 1;
    return k;
  };
  const isAlive = (end: number, theta: number): boolean =>
    end >= t || (t - 24 < end && end < t && exceeds(t - 24, theta));

  const starts: Partial<Record<Level, number>> = {};
  let threeDays = false;
  for (let s = t - 240; s < timeline.end; s += 1) {
    const sudden = mean(s);
    if (sudden !== null && sudden >= 500 - 1e-9 && s + 24 >= t) noteStart(starts, 'I', s);
    const k = count(s, 200);
    const end = s + 24 * k;
    if (k < 2 || !isAlive(end, 200)) continue;
    noteStart(starts, 'III', s);
    if (k < 3) continue;
    threeDays = true;
    noteStart(starts, 'II', s);
    if (k < 4) continue;
    for (let s2 = s; s2 + 48 <= end; s2 += 1) {
      if (count(s2, 300) >= 2 && isAlive(s2 + 48, 300)) noteStart(starts, 'I', s);
    }
  }
  return { level: highestOf(starts), starts, threeDays };
}

/** SEMANTICS 5.4: what is recommended at a boundary, before it is approved. */
interface Situation {
  readonly t: number;
  readonly condition: Level;
  readonly inForce: Level;
  readonly aqi: Series;
  readonly so2: Series;
  /** Condition levels of the evaluations so far, this one included. */
  readonly history: readonly Level[];
  readonly hasForecast: boolean;
}

function eases({ t, condition, inForce, aqi, so2, history, hasForecast }: Situation): {
  action: 'lift' | 'lower';
  to: Level;
} | null {
  if (inForce === 'none' || aqi(t - 1) === null) return null;
  const wasSo2 = countIn(so2, t - 240, t) > 0;
  if (wasSo2 && so2(t - 1) === null) return null;
  if (condition === 'none') {
    const [from, to] = hasForecast ? [t - 1, t + 36] : [t - 36, t];
    const isKnown = hasForecast || countIn(aqi, from, to) >= 30;
    const isCalm = everyIn(aqi, from, to, (value) => value <= 150) && everyIn(so2, from, to, (value) => value <= 500);
    if (isKnown && isCalm) return { action: 'lift', to: 'none' };
  }
  if (!isAbove(inForce, condition)) return null;
  let target: Level = condition;
  if (!hasForecast) {
    if (history.length < 36) return null;
    const recent = history.slice(-36);
    if (!recent.every((level) => isAbove(inForce, level))) return null;
    target = recent.reduce(higher);
  }
  target = higher(target, 'III');
  return isAbove(inForce, target) ? { action: 'lower', to: target } : null;
}

/** The whole Yangquan heavy-pollution plan (SEMANTICS 5), every recommendation approved at once. */
export function oraclePollution(readings: readonly Reading[], jurisdiction: Jurisdiction): Line[] {
  const plan = 'yangquan-heavy-pollution';
  const city = jurisdiction.subjects.find((subject) => subject.kind === 'city')?.id;
  if (city === undefined) return [];
  const air = oracleAir(readings, jurisdiction, city);
  if (air.boundaries === null) return [];
  const forecasts = withoutDuplicates(readings).filter(
    (reading) => reading.kind === 'forecast' && reading.source === city && isJudgeable(reading),
  );
  const aqiForecasts = forecasts.filter((reading) => reading.metric === 'air.aqi');
  const so2Forecasts = forecasts.filter((reading) => reading.metric === 'air.so2');

  const lines: Line[] = [];
  const levels: Record<string, Level> = { 'so2-hourly': 'none', 'aqi-days': 'none', 'severe-now': 'none' };
  const history: Level[] = [];
  let inForce: Level = 'none';
  const { first, last } = air.boundaries;

  for (let t = first; t <= last; t += 1) {
    const at = t * HOUR_MS;
    const timeline = (observed: Series, known: readonly Reading[], valueOf: (reading: Reading) => number): Timeline => {
      const forecast = forecastAt(known, t);
      const cached = new Map<number, number | null>();
      let end = t;
      const horizon = known.reduce((far, one) => Math.max(far, (one.time + (one.period ?? 3600) * 1000) / HOUR_MS), t);
      for (let hour = t; hour < horizon; hour += 1) {
        const found = forecast(hour);
        cached.set(hour, found === null ? null : valueOf(found));
        if (found !== null) end = hour + 1;
      }
      return { at: (hour) => (hour < t ? observed(hour) : (cached.get(hour) ?? null)), end };
    };
    const so2 = timeline(air.so2, so2Forecasts, (reading) => reading.value);
    const aqi = timeline(air.ruleAqi, aqiForecasts, (reading) => reading.value);
    const upper = timeline(air.ruleAqi, aqiForecasts, (reading) => reading.upper ?? reading.value);

    const so2Found = so2Hourly(so2, t, first - 25);
    const onUpper = aqiDays(upper, t);
    const daysFound = onUpper.threeDays ? onUpper : aqiDays(aqi, t);
    const dayNow = blockMean(aqi.at, t - 24);
    const nextCount = countIn(aqi.at, t, t + 24);
    let nextSum = 0;
    for (let hour = t; hour < t + 24; hour += 1) nextSum += aqi.at(hour) ?? 0;
    const isSevere = dayNow !== null && dayNow > 300 + 1e-9 && (nextCount < 20 || nextSum / nextCount > 300 + 1e-9);

    const met: Record<string, Level> = {
      'so2-hourly': so2Found.level,
      'aqi-days': daysFound.level,
      'severe-now': isSevere ? 'III' : 'none',
    };
    let condition: Level = 'none';
    for (const rule of ['aqi-days', 'severe-now', 'so2-hourly']) {
      const before: Level = levels[rule] ?? 'none';
      const found: Level = met[rule] ?? 'none';
      const isSilent = (rule === 'so2-hourly' ? so2.at(t - 1) : aqi.at(t - 1)) === null;
      const level = isSilent ? higher(before, found) : found;
      if (level !== before) lines.push({ type: 'level', at, plan, rule, subject: city, from: before, to: level });
      levels[rule] = level;
      condition = higher(condition, level);
    }
    history.push(condition);

    if (isAbove(condition, inForce)) {
      const starts = [so2Found.starts[condition], daysFound.starts[condition]].filter((one) => one !== undefined);
      const publishBy = starts.length === 0 ? null : (Math.min(...starts) - 24) * HOUR_MS;
      const immediate = isSevere || (publishBy !== null && publishBy <= at);
      const action = inForce === 'none' ? 'start' : 'raise';
      const advice = { type: 'recommendation', at, plan, subject: city, action, from: inForce, to: condition } as const;
      lines.push({ ...advice, immediate, publishBy });
      inForce = condition;
      continue;
    }
    const wasSo2High = someIn(air.so2, t - 36, t, (value) => value > 500);
    const hasForecast = countIn(aqi.at, t, t + 36) >= 30 && (!wasSo2High || countIn(so2.at, t, t + 36) >= 30);
    const eased = eases({ t, condition, inForce, aqi: aqi.at, so2: so2.at, history, hasForecast });
    if (eased === null) continue;
    const { action, to } = eased;
    const advice = { type: 'recommendation', at, plan, subject: city, action, from: inForce, to } as const;
    lines.push({ ...advice, immediate: null, publishBy: null });
    inForce = to;
  }
  return lines;
}
