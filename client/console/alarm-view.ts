import { rankOf } from '../../server/model/level.ts';
import { clauseOf, type PlanLevel, type Rule } from '../../server/model/plan.ts';
import { METRICS } from '../../server/model/reading.ts';
import type { Jurisdiction, Level, Plan, Text, WireAlarm, WireEvidence } from '../../server/wire/shapes.ts';
import { findJurisdiction, findRule, findSubject, zoneOf } from '../session/lookup.ts';

/** What gives the ids of a row their words. */
export interface Places {
  readonly plans: ReadonlyMap<string, Plan>;
  readonly jurisdictions: readonly Jurisdiction[];
}

const same = (words: string): Text => ({ zh: words, en: words });

/** A level as a plan words it, or null for `none` and for a level that the plan does not have. */
export const planLevelOf = (places: Places, plan: string | null, level: Level): PlanLevel | null =>
  plan === null ? null : (places.plans.get(plan)?.levels.find(({ id }) => id === level) ?? null);

/** The name of a subject in its jurisdiction; its id where the jurisdiction does not know it. */
export const subjectName = (places: Places, jurisdiction: string, subject: string): Text =>
  findSubject(places.jurisdictions, jurisdiction, subject)?.name ?? same(subject);

/** A value with the line that it is held against. */
export interface Measure {
  /** Newest observed value of the evidence, null when it is missing. */
  readonly value: number | null;
  readonly unit: string;
  readonly limit: { readonly comparison: '>' | '≥' | '<'; readonly at: number } | null;
}

/** How a rule compares a value with its lines. */
export const comparisonOf = (rule: Rule | null): '>' | '≥' | '<' => {
  switch (rule?.kind) {
    case 'stock':
      return '<';
    case 'band':
    case 'interruption':
      return '≥';
    default:
      return '>';
  }
};

/** The newest observed value of an evidence: `null` when it holds none. */
export function newestValue(evidence: WireEvidence): number | null {
  const newest = evidence.values.findLast((point) => point[2] === undefined && point[1] !== null);
  return newest?.[1] ?? null;
}

/**
 * What a row says in numbers: the newest observed value of the alarm's evidence and the line of the level now (of the
 * highest level when the condition has gone). null when the alarm has no evidence.
 */
export function measureOf(alarm: WireAlarm, rule: Rule | null): Measure | null {
  const { evidence } = alarm;
  if (evidence === null) return null;
  const wanted = alarm.level === 'none' ? alarm.highest : alarm.level;
  // A level without a line of its own stands on the line below it: three days and two days above the same AQI.
  const line =
    [...evidence.thresholds]
      .sort((a, b) => rankOf(b.level) - rankOf(a.level))
      .find(({ level }) => rankOf(level) <= rankOf(wanted)) ?? evidence.thresholds[0];
  return {
    value: newestValue(evidence),
    unit: evidence.unit,
    limit: line === undefined ? null : { comparison: comparisonOf(rule), at: line.at },
  };
}

/** One alarm as the list shows it. */
export interface AlarmRow {
  readonly id: string;
  readonly subject: Text;
  readonly place: Text;
  /** What is wrong: the rule's title, or the watchdog's name with the metric. */
  readonly title: Text;
  readonly plan: Text | null;
  readonly clause: string | null;
  readonly zone: string;
  readonly measure: Measure | null;
  /** How long the occurrence has lasted in event time, ms; never negative. */
  readonly forMs: number;
  /** How the level now is called in the plan, null when there is none. */
  readonly levelName: Text | null;
  readonly highestName: Text | null;
}

/** The names of the watchdogs; `rule` of a quality alarm is its kind, with the metric after a colon where it has one. */
const WATCHDOGS: Readonly<Record<string, Text>> = {
  stale: { zh: '数据中断', en: 'Data stopped' },
  flatline: { zh: '数值不变', en: 'Value stuck' },
  'out-of-range': { zh: '超出物理范围', en: 'Out of range' },
  spike: { zh: '数值突变', en: 'Spike' },
  future: { zh: '时间超前', en: 'Time in the future' },
};

/** The words for an alarm's cause: the plan's title of the rule, or the watchdog and its metric. */
export function titleOf(alarm: Pick<WireAlarm, 'plan' | 'rule' | 'class'>, rule: Rule | null): Text {
  if (rule !== null) return rule.title;
  const [kind = alarm.rule, metricId] = alarm.rule.split(':');
  const words = WATCHDOGS[kind] ?? same(kind);
  if (metricId === undefined) return words;
  const metric = METRICS.get(metricId)?.name ?? same(metricId);
  return { zh: `${metric.zh} ${words.zh}`, en: `${metric.en}: ${words.en.toLowerCase()}` };
}

/** The row of an alarm at an event time (epoch ms). */
export function alarmRow(alarm: WireAlarm, places: Places, atMs: number): AlarmRow {
  const rule = findRule(places.plans, alarm.plan, alarm.rule);
  return {
    id: alarm.id,
    subject: subjectName(places, alarm.jurisdiction, alarm.subject),
    place: findJurisdiction(places.jurisdictions, alarm.jurisdiction)?.name ?? same(alarm.jurisdiction),
    title: titleOf(alarm, rule),
    plan: alarm.plan === null ? null : (places.plans.get(alarm.plan)?.short ?? same(alarm.plan)),
    clause: alarm.clause ?? (rule === null ? null : clauseOf(rule, alarm.level)),
    zone: zoneOf(places.jurisdictions, alarm.jurisdiction),
    measure: measureOf(alarm, rule),
    forMs: Math.max(0, atMs - Date.parse(alarm.since)),
    levelName: planLevelOf(places, alarm.plan, alarm.level)?.name ?? null,
    highestName: planLevelOf(places, alarm.plan, alarm.highest)?.name ?? null,
  };
}

/** All the words of a row, for the search field. */
export function rowText(row: AlarmRow): string {
  const texts = [row.subject, row.place, row.title, row.plan].filter((part) => part !== null);
  return [...texts.flatMap(({ zh, en }) => [zh, en]), row.clause ?? '', row.id].join(' ');
}
