import { LEVELS, isAbove, rankOf, type Level, type RaisedLevel } from '../model/level.ts';
import type { RunOfHoursRule, RunOfHoursValues } from '../model/plan.ts';
import type { Evidence, Gauge, Progress } from '../model/verdict.ts';
import { startOfHour, type HourNumber } from '../model/instant.ts';
import { BACK_HOURS, isOver, type Timeline } from './timeline.ts';

/** What a rule finds at one instant, before silence is weighed. */
export interface Finding {
  readonly level: Level;
  /** The hour with which the earliest alive stretch or run begins that meets a level; absent where none does. */
  readonly starts: Readonly<Partial<Record<RaisedLevel, HourNumber>>>;
}

/** A maximal stretch of exceeding hours, by index in the timeline. */
interface Run {
  readonly first: number;
  /** The last exceeding hour. */
  readonly last: number;
  readonly count: number;
  /** Exceeding hours that were observed. */
  readonly observed: number;
  /** Missing hours inside. */
  readonly bridged: number;
}

/** Runs above a line that are alive at `T`, earliest first. */
function aliveRuns(timeline: Timeline, above: number, bridge: number): Run[] {
  const { so2 } = timeline;
  const now = BACK_HOURS;
  const alive: Run[] = [];
  let first = -1;
  let last = -1;
  let count = 0;
  let observed = 0;
  let bridged = 0;
  let gap = 0;
  const close = (): void => {
    if (first >= 0 && isAlive(so2, last + 1, now, bridge)) alive.push({ first, last, count, observed, bridged });
    first = -1;
    count = 0;
    observed = 0;
    bridged = 0;
  };
  for (let i = 0; i < so2.length; i += 1) {
    const value = so2[i] ?? Number.NaN;
    if (Number.isNaN(value)) {
      gap += 1;
      if (gap > bridge) close();
      continue;
    }
    if (isOver(value, above)) {
      if (first < 0) first = i;
      else bridged += gap;
      last = i;
      count += 1;
      if (i < now) observed += 1;
    } else close();
    gap = 0;
  }
  close();
  return alive;
}

/** Whether a run that ends at index `end` is alive at `now`. */
function isAlive(values: Float64Array, end: number, now: number, bridge: number): boolean {
  if (end >= now) return true;
  if (now - end > bridge) return false;
  for (let i = end; i < now; i += 1) if (!Number.isNaN(values[i] ?? Number.NaN)) return false;
  return true;
}

/**
 * The level that runs of exceeding hours meet at `T`.
 * @source Yangquan plan 3.1, SEMANTICS 5.1
 */
export function findRunOfHours(timeline: Timeline, values: RunOfHoursValues): Finding {
  let level: Level = 'none';
  const starts: Partial<Record<RaisedLevel, HourNumber>> = {};
  const largest = largestOf(timeline.so2);
  for (const [id, above] of entriesOf(values.above)) {
    // Most hours of most years are below every line.
    if (!isOver(largest, above)) break;
    const met = aliveRuns(timeline, above, values.bridge).find((run) => run.count >= values.hours);
    if (met === undefined) continue;
    starts[id] = timeline.t - BACK_HOURS + met.first;
    if (isAbove(id, level)) level = id;
  }
  return { level, starts };
}

/** The largest value that is there; NaN when none is. */
export function largestOf(values: Float64Array): number {
  let largest = Number.NaN;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? Number.NaN;
    if (!(value <= largest) && !Number.isNaN(value)) largest = value;
  }
  return largest;
}

/** Entries of a table by level, lowest level first. */
export function entriesOf<T>(table: Readonly<Partial<Record<RaisedLevel, T>>>): [RaisedLevel, T][] {
  const entries: [RaisedLevel, T][] = [];
  for (const level of LEVELS) {
    if (level === 'none') continue;
    const value = table[level];
    if (value !== undefined) entries.push([level, value]);
  }
  return entries;
}

/** The run that includes the newest observed hour, or null. */
function presentRun(timeline: Timeline, above: number, bridge: number): Run | null {
  let newest = BACK_HOURS - 1;
  while (newest >= 0 && Number.isNaN(timeline.so2[newest] ?? Number.NaN)) newest -= 1;
  return aliveRuns(timeline, above, bridge).find((run) => run.first <= newest && run.last >= newest) ?? null;
}

/** The distance to the next level and a gauge for each line. */
export function viewRunOfHours(
  timeline: Timeline,
  values: RunOfHoursValues,
  level: Level,
): { progress: Progress | null; gauges: Gauge[] } {
  const gauges: Gauge[] = [];
  let progress: Progress | null = null;
  const isKnown = !Number.isNaN(timeline.so2[BACK_HOURS - 1] ?? Number.NaN);
  for (const [id, above] of entriesOf(values.above)) {
    const run = presentRun(timeline, above, values.bridge);
    const count = run?.observed ?? 0;
    const ahead = (run?.count ?? 0) - count;
    const notes: { zh: string; en: string }[] = [];
    if (run !== null && run.bridged > 0) {
      notes.push({ zh: `缺测 ${run.bridged} h 已衔接`, en: `${run.bridged} h missing, bridged` });
    }
    if (ahead > 0) notes.push({ zh: `预报还将持续 ${ahead} h`, en: `forecast to go on for ${ahead} h` });
    gauges.push({
      label: { zh: `SO₂ 小时值 > ${above}`, en: `Hourly SO₂ > ${above}` },
      value: isKnown || count > 0 ? count : null,
      unit: 'h',
      direction: 'up',
      marks: [{ level: id, at: values.hours }],
      note:
        notes.length > 0
          ? { zh: notes.map((note) => note.zh).join('，'), en: notes.map((note) => note.en).join(', ') }
          : null,
    });
    if (progress === null && rankOf(id) > rankOf(level)) {
      // Each hour adds one while the air stays so; before the first nobody knows when it begins.
      const inHours = count > 0 && isKnown ? Math.max(0, values.hours - count) : null;
      progress = { to: id, value: count, of: values.hours, unit: 'h', inHours };
    }
  }
  return { progress, gauges };
}

/** The run behind a level, hour by hour; without one, the last day. */
export function proveRunOfHours(
  rule: RunOfHoursRule,
  timeline: Timeline,
  values: RunOfHoursValues,
  level: Level,
): Evidence {
  const offset = timeline.t - BACK_HOURS;
  const lines = entriesOf(values.above);
  const shown = level === 'none' ? lines[0] : lines.find(([id]) => id === level);
  const above = shown?.[1] ?? 0;
  const run = aliveRuns(timeline, above, values.bridge).find((candidate) => candidate.count >= values.hours) ?? null;
  const from = run === null ? BACK_HOURS - 24 : run.first;
  const to = run === null ? BACK_HOURS : run.last + 1;
  const evidence = hourValues(timeline.so2, from, to, offset);
  const clause = level === 'none' ? rule.clause : (rule.clauses[level] ?? rule.clause);
  const summary =
    run === null
      ? {
          zh: `没有连续 ${values.hours} 小时以上 SO₂ 小时均值 > ${above} µg/m³`,
          en: `No run of ${values.hours} h or more with hourly SO₂ > ${above} µg/m³`,
        }
      : {
          zh: `SO₂ 小时均值 > ${above} µg/m³ 已计 ${run.count} 小时（其中监测 ${run.observed}、预报 ${run.count - run.observed}；衔接缺测 ${run.bridged}）`,
          en: `Hourly SO₂ > ${above} µg/m³ for ${run.count} h (${run.observed} observed, ${run.count - run.observed} forecast; ${run.bridged} missing bridged)`,
        };
  return {
    clause,
    summary,
    window: { from: startOfHour(offset + from), to: startOfHour(offset + to) },
    unit: 'µg/m³',
    thresholds: lines.map(([id, at]) => ({ level: id, at })),
    values: evidence.values,
    missing: evidence.missing,
    facts: { hours: values.hours, bridge: values.bridge, above, counted: run?.count ?? 0, bridged: run?.bridged ?? 0 },
  };
}

/** The hours `[from, to)` of a timeline as evidence rows. */
export function hourValues(
  values: Float64Array,
  from: number,
  to: number,
  offset: HourNumber,
): { values: Evidence['values']; missing: number } {
  const rows: Evidence['values'][number][] = [];
  let missing = 0;
  for (let i = Math.max(0, from); i < Math.min(to, values.length); i += 1) {
    const value = values[i] ?? Number.NaN;
    if (Number.isNaN(value)) missing += 1;
    const shown = Number.isNaN(value) ? null : Math.round(value * 1000) / 1000;
    const time = startOfHour(offset + i);
    rows.push(i < BACK_HOURS ? [time, shown] : [time, shown, 'forecast']);
  }
  return { values: rows, missing };
}
