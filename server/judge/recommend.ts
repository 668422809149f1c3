import { startOfHour, HOUR_MS, type HourNumber } from '../model/instant.ts';
import { higher, isAbove, type Level, type RaisedLevel } from '../model/level.ts';
import type { RecommendationPolicy } from '../model/plan.ts';
import type { Action } from '../model/verdict.ts';
import type { Finding } from './run-of-hours.ts';
import { allAtMost, BACK_HOURS, countIn, hasForecast, type Timeline } from './timeline.ts';

type WarningPolicy = Extract<RecommendationPolicy, { kind: 'warning' }>;

/** What the engine would recommend at one evaluation; the level in force decides, and people. */
export interface Advice {
  readonly action: Action;
  readonly to: Level;
  readonly immediate: boolean | null;
  readonly publishBy: number | null;
}

/** What a recommendation of a warning is weighed on at `T`. */
export interface WarningCase {
  readonly timeline: Timeline;
  /** Highest level of the plan's rules, as held where silence holds them. */
  readonly condition: Level;
  readonly inForce: Level;
  /** What the rules found at `T`, for the lead time. */
  readonly findings: readonly Finding[];
  /** Severe pollution is here: the lead time does not apply (plan 3.3). */
  readonly isSevereNow: boolean;
  /** Condition levels of the last evaluations, newest last, this one included. */
  readonly recent: readonly Level[];
}

/** SO2 counts as watched when it was observed in this many hours (SEMANTICS 5.4). */
const SO2_WATCHED_HOURS = 240;

/**
 * The recommendation of a warning at `T`, or null.
 * @source Yangquan plan 3.2-3.5, SEMANTICS 5.4
 */
export function adviseWarning(policy: WarningPolicy, input: WarningCase): Advice | null {
  const { timeline, condition, inForce, recent } = input;
  if (isAbove(condition, inForce)) {
    const lead = leadOf(policy, input);
    return { action: inForce === 'none' ? 'start' : 'raise', to: condition, ...lead };
  }
  if (inForce === 'none') return null;
  const now = BACK_HOURS;
  const { calm } = policy;
  const so2Watched = calm.so2 !== null && countIn(timeline.so2, now - SO2_WATCHED_HOURS, now) > 0;
  const isSeen =
    countIn(timeline.ruleAqi, now - 1, now) > 0 && (!so2Watched || countIn(timeline.so2, now - 1, now) > 0);
  if (!isSeen) return null;
  const isForecast = hasForecast(timeline, calm);
  if (condition === 'none' && isCalm(timeline, calm, isForecast)) {
    return { action: 'lift', to: 'none', immediate: null, publishBy: null };
  }
  if (!isAbove(inForce, condition)) return null;
  let to = condition;
  if (!isForecast) {
    const last = recent.slice(-calm.hours);
    if (last.length < calm.hours || last.some((level) => !isAbove(inForce, level))) return null;
    for (const level of last) to = higher(to, level);
  }
  to = higher(to, policy.lowest);
  return isAbove(inForce, to) ? { action: 'lower', to, immediate: null, publishBy: null } : null;
}

function isCalm(timeline: Timeline, calm: WarningPolicy['calm'], isForecast: boolean): boolean {
  const now = BACK_HOURS;
  const from = isForecast ? now - 1 : now - calm.hours;
  const to = isForecast ? now + calm.hours : now;
  if (!isForecast && countIn(timeline.ruleAqi, from, to) < calm.minHours) return false;
  if (!allAtMost(timeline.ruleAqi, from, to, calm.aqi)) return false;
  return calm.so2 === null || allAtMost(timeline.so2, from, to, calm.so2);
}

/** Publish by: the start of the earliest stretch or run that meets the level, less the lead time. */
function leadOf(policy: WarningPolicy, input: WarningCase): { immediate: boolean; publishBy: number | null } {
  const t = input.timeline.t;
  let start: HourNumber | null = null;
  for (const finding of input.findings) {
    const own = finding.starts[input.condition as RaisedLevel];
    if (own !== undefined && (start === null || own < start)) start = own;
  }
  const publishBy = start === null ? null : startOfHour(start) - policy.leadHours * HOUR_MS;
  return { immediate: input.isSevereNow || publishBy === null || publishBy <= startOfHour(t), publishBy };
}
