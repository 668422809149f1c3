import { startOfHour, type HourNumber } from '../model/instant.ts';
import { isAbove, rankOf, type Level, type RaisedLevel } from '../model/level.ts';
import type { DaysRule, DaysValues } from '../model/plan.ts';
import type { Evidence, Gauge, Progress } from '../model/verdict.ts';
import { entriesOf, hourValues, largestOf, type Finding } from './run-of-hours.ts';
import { BACK_HOURS, isSumAbove, isSumAtLeast, type Timeline } from './timeline.ts';

/** Stretches begin at most this long before `T` (SEMANTICS 5.2). */
const LOOK_BACK = 240;
const DAY = 24;

/** Running sums over a timeline, so that the mean of any block is two subtractions. */
interface Sums {
  readonly sum: Float64Array;
  readonly count: Int32Array;
  readonly length: number;
}

function sumsOf(values: Float64Array): Sums {
  const sum = new Float64Array(values.length + 1);
  const count = new Int32Array(values.length + 1);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? Number.NaN;
    const there = !Number.isNaN(value);
    sum[i + 1] = (sum[i] ?? 0) + (there ? value : 0);
    count[i + 1] = (count[i] ?? 0) + (there ? 1 : 0);
  }
  return { sum, count, length: values.length };
}

const sumIn = (sums: Sums, from: number, to: number): number => (sums.sum[to] ?? 0) - (sums.sum[from] ?? 0);
const countOf = (sums: Sums, from: number, to: number): number => (sums.count[to] ?? 0) - (sums.count[from] ?? 0);

/** Whether the day from `s` lies in the timeline, is valid and has a mean above the line. */
function isDayAbove(sums: Sums, s: number, line: number, minHours: number): boolean {
  if (s < 0 || s + DAY > sums.length) return false;
  const count = countOf(sums, s, s + DAY);
  return count >= minHours && isSumAbove(sumIn(sums, s, s + DAY), count, line);
}

/** Number of days in a row above the line from each start. */
function daysFrom(sums: Sums, line: number, minHours: number): Int32Array {
  const days = new Int32Array(sums.length + DAY + 1);
  for (let s = sums.length - DAY; s >= BACK_HOURS - LOOK_BACK; s -= 1) {
    days[s] = isDayAbove(sums, s, line, minHours) ? 1 + (days[s + DAY] ?? 0) : 0;
  }
  return days;
}

/** What the days of one timeline come to. */
interface DaysFinding extends Finding {
  /** Longest alive stretch of days above the first line. */
  readonly longest: number;
  /** Start of the alive stretch behind the level, as an index; null when none. */
  readonly at: number | null;
  readonly by: 'days' | 'sudden' | null;
}

/** Whether a stretch that ends at index `end` is alive; `still` says that the last 24 hours are above its line. */
const isAlive = (end: number, still: boolean): boolean => end >= BACK_HOURS || (end > BACK_HOURS - DAY && still);

/**
 * Starts of severe stretches that are alive, counted up to each index: "is there one in this range" is a subtraction.
 */
function severeStarts(sums: Sums, { severe, minHours }: DaysValues): Int32Array {
  const days = daysFrom(sums, severe.above, minHours);
  const still = isDayAbove(sums, BACK_HOURS - DAY, severe.above, minHours);
  const before = new Int32Array(sums.length + 2);
  for (let s = 0; s <= sums.length; s += 1) {
    const is = (days[s] ?? 0) >= severe.days && isAlive(s + severe.days * DAY, still);
    before[s + 1] = (before[s] ?? 0) + (is ? 1 : 0);
  }
  return before;
}

function findOn(values: Float64Array, rule: DaysValues): DaysFinding {
  const largest = largestOf(values);
  // No mean is above the largest of its hours.
  if (!(largest > Math.min(rule.above, rule.sudden.atLeast - 1))) {
    return { level: 'none', starts: {}, longest: 0, at: null, by: null };
  }
  const now = BACK_HOURS;
  const sums = sumsOf(values);
  const first = now - LOOK_BACK;
  const days = daysFrom(sums, rule.above, rule.minHours);
  const rolling = isDayAbove(sums, now - DAY, rule.above, rule.minHours);
  const severeSpan = rule.severe.days * DAY;
  const severeBefore = largest > rule.severe.above ? severeStarts(sums, rule) : null;

  let level: Level = 'none';
  let at: number | null = null;
  let by: DaysFinding['by'] = null;
  let longest = 0;
  const starts: Partial<Record<RaisedLevel, HourNumber>> = {};
  // Starts are counted from `T` here.
  const offset = -now;
  const levels = entriesOf(rule.days);
  for (let s = first; s + DAY <= sums.length; s += 1) {
    const k = days[s] ?? 0;
    if (k === 0 || !isAlive(s + k * DAY, rolling)) continue;
    longest = Math.max(longest, k);
    for (const [id, needed] of levels) {
      if (k < needed || starts[id] !== undefined) continue;
      if (id === rule.severe.level) {
        const lastStart = s + k * DAY - severeSpan;
        const isSevere =
          severeBefore !== null && lastStart >= s && (severeBefore[lastStart + 1] ?? 0) > (severeBefore[s] ?? 0);
        if (!isSevere) continue;
      }
      starts[id] = s + offset;
      if (isAbove(id, level)) {
        level = id;
        at = s;
        by = 'days';
      }
    }
  }
  for (let s = Math.max(first, now - DAY); s + DAY <= sums.length; s += 1) {
    const count = countOf(sums, s, s + DAY);
    if (count < rule.minHours || !isSumAtLeast(sumIn(sums, s, s + DAY), count, rule.sudden.atLeast)) continue;
    const id = rule.sudden.level;
    const known = starts[id];
    if (known === undefined || s + offset < known) starts[id] = s + offset;
    if (isAbove(id, level)) {
      level = id;
      at = s;
      by = 'sudden';
    }
    break;
  }
  return { level, starts, longest, at, by };
}

/** The level of consecutive days at `T`, and the timeline that it stands on. */
export interface DaysResult extends Finding {
  readonly usesUpper: boolean;
  readonly at: number | null;
  readonly by: 'days' | 'sudden' | null;
}

/**
 * The level that consecutive days of a mean AQI meet at `T`. The upper end of the forecast counts when it makes three
 * days or more (plan 3.2).
 * @source Yangquan plan 3.1, 3.2, SEMANTICS 5.2
 */
export function findDays(timeline: Timeline, values: DaysValues): DaysResult {
  const fromT = (finding: DaysFinding, usesUpper: boolean): DaysResult => {
    const starts: Partial<Record<RaisedLevel, HourNumber>> = {};
    for (const [id, start] of entriesOf(finding.starts)) starts[id] = timeline.t + start;
    return { level: finding.level, starts, usesUpper, at: finding.at, by: finding.by };
  };
  if (timeline.ruleAqiUpper !== timeline.ruleAqi) {
    const upper = findOn(timeline.ruleAqiUpper, values);
    if (upper.longest >= values.upperFromDays) return fromT(upper, true);
  }
  return fromT(findOn(timeline.ruleAqi, values), false);
}

/**
 * Hours up to `T` through which the mean has been above the line: from the earliest start for which every whole day and
 * the rest of less than a day after them have means above it.
 */
function hoursAbove(timeline: Timeline, line: number, minHours: number, end = BACK_HOURS): number {
  const sums = sumsOf(timeline.ruleAqi.subarray(0, end));
  const holds = new Uint8Array(end + 1);
  let earliest = end;
  for (let s = end - 1; s >= Math.max(0, BACK_HOURS - LOOK_BACK); s -= 1) {
    if (end - s < DAY) {
      const count = countOf(sums, s, end);
      holds[s] = count > 0 && isSumAbove(sumIn(sums, s, end), count, line) ? 1 : 0;
    } else {
      const rest = s + DAY === end || holds[s + DAY] === 1;
      holds[s] = rest && isDayAbove(sums, s, line, minHours) ? 1 : 0;
    }
    if (holds[s] === 1) earliest = s;
  }
  return end - earliest;
}

/** The distance to the next level: hours above each line against the days that the levels need. */
export function viewDays(
  timeline: Timeline,
  values: DaysValues,
  level: Level,
): { progress: Progress | null; gauges: Gauge[] } {
  const isKnown = !Number.isNaN(timeline.ruleAqi[BACK_HOURS - 1] ?? Number.NaN);
  const above = hoursAbove(timeline, values.above, values.minHours);
  const severe = hoursAbove(timeline, values.severe.above, values.minHours);
  const withForecast = timeline.aqiReach > 0 ? hoursAboveAhead(timeline, values) : 0;
  const levels = entriesOf(values.days);
  const next = levels.find(([id]) => rankOf(id) > rankOf(level));
  const gauges: Gauge[] = [
    {
      label: { zh: `AQI 日均值 > ${values.above}`, en: `Daily mean AQI > ${values.above}` },
      value: isKnown || above > 0 ? above : null,
      unit: 'h',
      direction: 'up',
      marks: levels.map(([id, days]) => ({ level: id, at: days * DAY })),
      note:
        withForecast > 0
          ? { zh: `预报还将持续 ${withForecast} h`, en: `forecast to go on for ${withForecast} h` }
          : null,
    },
    {
      label: { zh: `AQI 日均值 > ${values.severe.above}`, en: `Daily mean AQI > ${values.severe.above}` },
      value: isKnown || severe > 0 ? severe : null,
      unit: 'h',
      direction: 'up',
      marks: [{ level: values.severe.level, at: values.severe.days * DAY }],
      note: null,
    },
  ];
  const progress = next === undefined ? null : { to: next[0], value: above, of: next[1] * DAY, unit: 'h' };
  return { progress, gauges };
}

/** Hours from `T` on through which whole forecast days keep the mean above the line. */
function hoursAboveAhead(timeline: Timeline, values: DaysValues): number {
  const sums = sumsOf(timeline.ruleAqi);
  let end = BACK_HOURS;
  while (isDayAbove(sums, end, values.above, values.minHours)) end += DAY;
  return end - BACK_HOURS;
}

/** The stretch behind a level with the mean of each of its days; without one, the last day. */
export function proveDays(
  rule: DaysRule,
  timeline: Timeline,
  values: DaysValues,
  result: DaysResult,
  level: Level,
): Evidence {
  const line = result.usesUpper ? timeline.ruleAqiUpper : timeline.ruleAqi;
  const sums = sumsOf(line);
  const offset = timeline.t - BACK_HOURS;
  const start = result.at ?? BACK_HOURS - DAY;
  const days = result.by === 'days' ? (daysFrom(sums, values.above, values.minHours)[start] ?? 1) : 1;
  const end = Math.min(start + days * DAY, sums.length);
  const means: string[] = [];
  for (let s = start; s + DAY <= end; s += DAY) {
    const count = countOf(sums, s, s + DAY);
    means.push(count >= values.minHours ? (sumIn(sums, s, s + DAY) / count).toFixed(1) : '–');
  }
  const evidence = hourValues(line, start, end, offset);
  const text = means.join(' / ');
  const summary =
    result.by === null
      ? { zh: `最近 24 小时 AQI 均值 ${text}`, en: `Mean AQI of the last 24 h: ${text}` }
      : {
          zh: `连续 ${days} 个 24 小时 AQI 均值：${text}${result.usesUpper ? '（按预报上限）' : ''}`,
          en: `${days} adjacent 24 h mean AQI: ${text}${result.usesUpper ? ' (upper end of the forecast)' : ''}`,
        };
  return {
    clause: level === 'none' ? rule.clause : (rule.clauses[level] ?? rule.clause),
    summary,
    window: { from: startOfHour(offset + start), to: startOfHour(offset + end) },
    unit: 'AQI',
    thresholds: [
      ...entriesOf(values.days)
        .slice(0, 1)
        .map(([id]) => ({ level: id, at: values.above })),
      { level: values.severe.level, at: values.severe.above },
    ],
    values: evidence.values,
    missing: evidence.missing,
    facts: {
      days: result.by === null ? 0 : days,
      means: text,
      above: values.above,
      counting: 'adjacent-days',
      mean: 'hourly-aqi',
      forecast: result.usesUpper ? 'upper' : 'central',
    },
  };
}
