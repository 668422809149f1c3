import { startOfHour, toIso, type HourNumber } from '../model/instant.ts';
import { isAbove, rankOf, type Level, type RaisedLevel } from '../model/level.ts';
import type { DayCounting, DaysAlternative, DaysRule, DaysValues, Line } from '../model/plan.ts';
import type { Text } from '../model/text.ts';
import type { Evidence, Gauge, Progress } from '../model/verdict.ts';
import {
  chainsOf,
  countOf,
  DAY,
  FIRST_START,
  isBlockOver,
  isMeanOver,
  numberOf,
  sumIn,
  sumsOf,
  type DayChains,
  type Sums,
} from './day-chains.ts';
import { entriesOf, hourValues, largestOf, type Finding } from './run-of-hours.ts';
import { BACK_HOURS, isAtLeast, isOver, type Timeline } from './timeline.ts';

/** The stretch that meets a level. Indexes of the timeline. */
interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly days: number;
  readonly alternative: DaysAlternative;
  /** Start and end of the days above the second line; null where the alternative asks for none. */
  readonly inside: readonly [start: number, end: number] | null;
}

interface DaysFinding extends Finding {
  /** The earliest alive stretch of the highest level met; null when none is. */
  readonly stretch: Stretch | null;
}

/** One timeline with what has been counted on it. Chains are made when first asked for. */
class DayCounts {
  readonly sums: Sums;
  private readonly chains = new Map<string, DayChains>();
  private starts: readonly number[] | null = null;

  constructor(
    values: Float64Array,
    readonly rule: Pick<DaysValues, 'minHours' | 'counting'>,
    private readonly timeline: Pick<Timeline, 't' | 'dateOf'>,
  ) {
    this.sums = sumsOf(values);
  }

  chainsOver(line: Line): DayChains {
    const key = `${'above' in line ? '>' : '>='}${numberOf(line)}`;
    let chains = this.chains.get(key);
    if (chains === undefined) {
      chains = chainsOf(this.sums, { ...this.rule, line, midnights: () => this.midnights() });
      this.chains.set(key, chains);
    }
    return chains;
  }

  /** Whether the last 24 hours, taken together, are still over a line. */
  isRollingOver(line: Line): boolean {
    return isBlockOver(this.sums, BACK_HOURS - DAY, BACK_HOURS, line, this.rule.minHours);
  }

  /**
   * Whether days that end at an index are alive at `T`: they reach it, or ended in the 24 hours before while the rolling
   * mean is over the line. Windows that move hour by hour need no such grace.
   */
  isAlive(end: number, line: Line): boolean {
    if (end >= BACK_HOURS) return true;
    return this.rule.counting !== 'every-window' && end > BACK_HOURS - DAY && this.isRollingOver(line);
  }

  /** The indexes at which local days begin, the first one beyond the end among them. */
  midnights(): readonly number[] {
    if (this.starts !== null) return this.starts;
    const starts: number[] = [];
    const first = this.timeline.t - BACK_HOURS;
    // A local day has 25 hours at most.
    for (let i = 1; i <= this.sums.length; i += 1) {
      if (this.timeline.dateOf(first + i) !== this.timeline.dateOf(first + i - 1)) starts.push(i);
    }
    this.starts = starts;
    return starts;
  }
}

/** The earliest alive stretch that meets one alternative, or null. */
function stretchOf(counts: DayCounts, alternative: DaysAlternative): Stretch | null {
  const { line, days, inside } = alternative;
  const chains = counts.chainsOver(line);
  // One day stands on its own (SEMANTICS 5.2 I (b)): it is not part of a stretch that may have begun long ago.
  const isSingle = days === 1;
  // A day that may end at any hour needs no grace: while the rolling mean is over the line, one ends now.
  const endsAnywhere = counts.rule.counting === 'adjacent-days';
  const from = isSingle ? BACK_HOURS - 2 * DAY : FIRST_START;
  const { length } = counts.sums;
  for (let start = chains.nextStart(from); start < length; start = chains.nextStart(start + 1)) {
    const all = chains.daysFrom(start);
    if (all < days) continue;
    const counted = isSingle ? 1 : all;
    const end = isSingle ? chains.endOf(start, 1) : chains.reachOf(start);
    if (isSingle && endsAnywhere ? end < BACK_HOURS : !counts.isAlive(end, line)) continue;
    if (inside === null) return { start, end, days: counted, alternative, inside: null };
    const found = insideOf(counts, inside, start, end);
    if (found !== null) return { start, end, days: counted, alternative, inside: found };
  }
  return null;
}

/** Alive days above the second line inside `[from, to)`, at any alignment; null when there are none. */
function insideOf(
  counts: DayCounts,
  { above, days }: { readonly above: number; readonly days: number },
  from: number,
  to: number,
): readonly [number, number] | null {
  const line = { above };
  const chains = counts.chainsOver(line);
  for (let start = chains.nextStart(from); start < to; start = chains.nextStart(start + 1)) {
    if (chains.daysFrom(start) < days) continue;
    const end = chains.endOf(start, days);
    if (end > to) return null;
    if (counts.isAlive(end, line)) return [start, end];
  }
  return null;
}

const NOTHING_FOUND: DaysFinding = { level: 'none', starts: {}, stretch: null };

/** Whether any hour of a timeline is over the lowest line: else no mean is. */
function canBeMet(values: Float64Array, rule: DaysValues): boolean {
  const largest = largestOf(values);
  return entriesOf(rule.levels).some(([, alternatives]) =>
    alternatives.some(({ line }) => ('above' in line ? isOver(largest, line.above) : isAtLeast(largest, line.from))),
  );
}

function findOn(counts: DayCounts, rule: DaysValues): DaysFinding {
  let level: Level = 'none';
  let stretch: Stretch | null = null;
  const starts: Partial<Record<RaisedLevel, HourNumber>> = {};
  for (const [id, alternatives] of entriesOf(rule.levels)) {
    for (const alternative of alternatives) {
      const found = stretchOf(counts, alternative);
      if (found === null) continue;
      const known = starts[id];
      if (known === undefined || found.start < known) starts[id] = found.start;
      if (isAbove(id, level)) {
        level = id;
        stretch = found;
      }
    }
  }
  return { level, starts, stretch };
}

/** The level of consecutive days at `T`, and the timeline that it stands on. */
export interface DaysResult extends DaysFinding {
  readonly usesUpper: boolean;
}

const countsOf = (timeline: Timeline, values: Float64Array, rule: DaysValues): DayCounts =>
  new DayCounts(values, rule, timeline);

/**
 * The level that consecutive days of a mean AQI meet at `T`. The upper end of the forecast counts when it makes so many
 * days or more as the plan says (Yangquan plan 3.2: three).
 * @source Yangquan plan 3.1, 3.2, SEMANTICS 5.2
 */
export function findDays(timeline: Timeline, values: DaysValues): DaysResult {
  const fromT = (finding: DaysFinding, usesUpper: boolean): DaysResult => {
    const starts: Partial<Record<RaisedLevel, HourNumber>> = {};
    for (const [id, start] of entriesOf(finding.starts)) starts[id] = timeline.t - BACK_HOURS + start;
    return { ...finding, starts, usesUpper };
  };
  const { upperFrom } = values;
  if (upperFrom !== null && timeline.ruleAqiUpper !== timeline.ruleAqi && canBeMet(timeline.ruleAqiUpper, values)) {
    const upper = countsOf(timeline, timeline.ruleAqiUpper, values);
    const line = { above: upperFrom.above };
    if (stretchOf(upper, { line, days: upperFrom.days, inside: null }) !== null) {
      return fromT(findOn(upper, values), true);
    }
  }
  if (!canBeMet(timeline.ruleAqi, values)) return { ...NOTHING_FOUND, usesUpper: false };
  return fromT(findOn(countsOf(timeline, timeline.ruleAqi, values), values), false);
}

/**
 * Hours up to `T` through which the mean has been over the line: from the earliest start for which every whole day and
 * the rest of less than a day after them have means over it. With every window: the windows in a row that end at `T`.
 */
function hoursOver(counts: DayCounts, line: Line, { counting, minHours }: DaysValues): number {
  const { sums } = counts;
  const end = BACK_HOURS;
  if (counting === 'every-window') {
    let hours = 0;
    while (isBlockOver(sums, end - hours - DAY, end - hours, line, minHours)) hours += 1;
    return hours;
  }
  const holds = new Uint8Array(end + 1);
  let earliest = end;
  const restHolds = (s: number): boolean => {
    const count = countOf(sums, s, end);
    return count > 0 && isMeanOver(sumIn(sums, s, end), count, line);
  };
  if (counting === 'calendar-days') {
    const midnights = counts.midnights();
    for (let i = midnights.length - 1; i >= 0; i -= 1) {
      const s = midnights[i] ?? 0;
      const next = midnights[i + 1] ?? Number.POSITIVE_INFINITY;
      if (s >= end || s < FIRST_START) continue;
      if (next > end) holds[s] = restHolds(s) ? 1 : 0;
      else holds[s] = (next === end || holds[next] === 1) && isBlockOver(sums, s, next, line, minHours) ? 1 : 0;
      if (holds[s] === 1) earliest = s;
    }
    return end - earliest;
  }
  for (let s = end - 1; s >= FIRST_START; s -= 1) {
    if (end - s < DAY) holds[s] = restHolds(s) ? 1 : 0;
    else {
      const rest = s + DAY === end || holds[s + DAY] === 1;
      holds[s] = rest && isBlockOver(sums, s, s + DAY, line, minHours) ? 1 : 0;
    }
    if (holds[s] === 1) earliest = s;
  }
  return end - earliest;
}

/** Hours from `T` on through which whole forecast days keep the mean over the line. */
function hoursOverAhead(counts: DayCounts, line: Line, minHours: number): number {
  let end = BACK_HOURS;
  while (isBlockOver(counts.sums, end, end + DAY, line, minHours)) end += DAY;
  return end - BACK_HOURS;
}

/** How the other readings of "days" are named beside a number. */
const COUNTING_NAMES: Readonly<Record<DayCounting, Text | null>> = {
  'adjacent-days': null,
  'every-window': { zh: '逐窗计', en: 'every window' },
  'calendar-days': { zh: '自然日计', en: 'calendar days' },
};

function labelOf(line: Line, counting: DayCounting): Text {
  const sign = 'above' in line ? '>' : '≥';
  const name = COUNTING_NAMES[counting];
  return {
    zh: `AQI 日均值 ${sign} ${numberOf(line)}${name === null ? '' : `（${name.zh}）`}`,
    en: `Daily mean AQI ${sign} ${numberOf(line)}${name === null ? '' : ` (${name.en})`}`,
  };
}

/** The lines above which days are counted, with the hours at which levels are met. A line for one day in itself is none. */
function linesOf(values: DaysValues): { readonly line: Line; readonly marks: Gauge['marks'] }[] {
  const lines = new Map<number, { level: RaisedLevel; at: number }[]>();
  const note = (above: number, level: RaisedLevel, days: number): void => {
    const marks = lines.get(above) ?? [];
    lines.set(above, [...marks, { level, at: days * DAY }]);
  };
  for (const [id, alternatives] of entriesOf(values.levels)) {
    for (const { line, days, inside } of alternatives) {
      if ('above' in line) note(line.above, id, days);
      if (inside !== null) note(inside.above, id, inside.days);
    }
  }
  return [...lines].map(([above, marks]) => ({ line: { above }, marks }));
}

/** The distance to the next level: hours above each line against the days that the levels need. */
export function viewDays(
  timeline: Timeline,
  values: DaysValues,
  level: Level,
): { progress: Progress | null; gauges: Gauge[] } {
  const isKnown = !Number.isNaN(timeline.ruleAqi[BACK_HOURS - 1] ?? Number.NaN);
  const counts = countsOf(timeline, timeline.ruleAqi, values);
  const gauges: Gauge[] = [];
  const hours = new Map<number, number>();
  for (const { line, marks } of linesOf(values)) {
    const over = hoursOver(counts, line, values);
    hours.set(numberOf(line), over);
    const ahead = gauges.length === 0 && timeline.aqiReach > 0 ? hoursOverAhead(counts, line, values.minHours) : 0;
    gauges.push({
      label: labelOf(line, values.counting),
      value: isKnown || over > 0 ? over : null,
      unit: 'h',
      direction: 'up',
      marks,
      note: ahead > 0 ? { zh: `预报还将持续 ${ahead} h`, en: `forecast to go on for ${ahead} h` } : null,
    });
  }
  return { progress: progressOf(values, level, hours), gauges };
}

/** The shortest way to the next level; where it takes a second line as well, both must be met. */
function progressOf(values: DaysValues, level: Level, hours: ReadonlyMap<number, number>): Progress | null {
  const next = entriesOf(values.levels).find(([id]) => rankOf(id) > rankOf(level));
  let best: Progress | null = null;
  let shortest = Number.POSITIVE_INFINITY;
  for (const { line, days, inside } of next?.[1] ?? []) {
    if (next === undefined || !('above' in line)) continue;
    const value = hours.get(line.above) ?? 0;
    const second = inside === null ? 0 : (hours.get(inside.above) ?? 0);
    const left = Math.max(0, days * DAY - value, inside === null ? 0 : inside.days * DAY - second);
    if (left >= shortest) continue;
    shortest = left;
    // An hour of time brings an hour of length while the air stays so; of a line not yet passed nobody knows when.
    const isMoving = value > 0 && (inside === null || second > 0);
    best = { to: next[0], value, of: days * DAY, unit: 'h', inHours: isMoving ? left : null };
  }
  return best;
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
  const counts = countsOf(timeline, line, values);
  const offset = timeline.t - BACK_HOURS;
  const { stretch } = result;
  const start = stretch?.start ?? BACK_HOURS - DAY;
  const end = Math.min(stretch?.end ?? BACK_HOURS, counts.sums.length);
  const means = meansIn(counts, values, stretch, start, end);
  const evidence = hourValues(line, start, end, offset);
  const text = means.join(' / ');
  const inside = stretch?.inside ?? null;
  const second = stretch?.alternative.inside ?? null;
  return {
    clause: level === 'none' ? rule.clause : (rule.clauses[level] ?? rule.clause),
    summary: summaryOf(values, result, text),
    window: { from: startOfHour(offset + start), to: startOfHour(offset + end) },
    unit: 'AQI',
    thresholds: thresholdsOf(values),
    values: evidence.values,
    missing: evidence.missing,
    facts: {
      days: stretch?.days ?? 0,
      means: text,
      line:
        stretch === null
          ? null
          : `${'above' in stretch.alternative.line ? '>' : '≥'} ${numberOf(stretch.alternative.line)}`,
      needed: stretch?.alternative.days ?? null,
      ...(inside === null || second === null
        ? {}
        : {
            insideLine: `> ${second.above}`,
            insideNeeded: second.days,
            insideFrom: toIso(startOfHour(offset + inside[0])),
            insideMeans: meansIn(counts, values, stretch, inside[0], inside[1]).join(' / '),
          }),
      validDay: values.minHours,
      counting: values.counting,
      mean: 'hourly-aqi',
      forecast: result.usesUpper ? 'upper' : 'central',
    },
  };
}

/** The mean of each day of `[start, end)`: back-to-back, by local days, or of the windows from the first to the last. */
function meansIn(
  counts: DayCounts,
  { counting, minHours }: DaysValues,
  stretch: Stretch | null,
  start: number,
  end: number,
): string[] {
  const mean = (from: number, to: number): string => {
    const count = countOf(counts.sums, from, to);
    return count >= minHours ? (sumIn(counts.sums, from, to) / count).toFixed(1) : '–';
  };
  const edges: number[] = [];
  if (counting === 'calendar-days' && stretch !== null) {
    edges.push(...counts.midnights().filter((midnight) => midnight >= start && midnight <= end));
  } else for (let s = start; s <= end; s += DAY) edges.push(s);
  const means = edges.slice(1).map((to, i) => mean(edges[i] ?? to - DAY, to));
  if (counting === 'every-window' && edges.at(-1) !== end) means.push(mean(end - DAY, end));
  return means;
}

function summaryOf({ counting }: DaysValues, { stretch, usesUpper }: DaysResult, means: string): Text {
  if (stretch === null) return { zh: `最近 24 小时 AQI 均值 ${means}`, en: `Mean AQI of the last 24 h: ${means}` };
  const { days } = stretch;
  const upper = usesUpper ? { zh: '（按预报上限）', en: ' (upper end of the forecast)' } : { zh: '', en: '' };
  switch (counting) {
    case 'adjacent-days':
      return {
        zh: `连续 ${days} 个 24 小时 AQI 均值：${means}${upper.zh}`,
        en: `${days} adjacent 24 h mean AQI: ${means}${upper.en}`,
      };
    case 'calendar-days':
      return {
        zh: `连续 ${days} 个自然日 AQI 均值：${means}${upper.zh}`,
        en: `Mean AQI of ${days} calendar days: ${means}${upper.en}`,
      };
    case 'every-window':
      return {
        zh: `${days} 天内每个 24 小时窗口的 AQI 均值都超限，依次：${means}${upper.zh}`,
        en: `Every 24 h window that ends in ${days} days has its mean AQI over the line, such as ${means}${upper.en}`,
      };
  }
}

/** The lowest line of each level, and second lines under their level. */
function thresholdsOf(values: DaysValues): Evidence['thresholds'] {
  const seen = new Set<number>();
  return entriesOf(values.levels).flatMap(([level, alternatives]) =>
    alternatives.flatMap(({ line, inside }) =>
      [numberOf(line), ...(inside === null ? [] : [inside.above])].flatMap((at) => {
        if (seen.has(at)) return [];
        seen.add(at);
        return [{ level, at }];
      }),
    ),
  );
}
