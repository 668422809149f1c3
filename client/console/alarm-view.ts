import { rankOf } from '../../server/model/level.ts';
import { clauseOf, type FactTest, type PlanLevel, type ReportRule, type Rule } from '../../server/model/plan.ts';
import type { Form } from '../../server/model/procedure.ts';
import type { QualityRule } from '../../server/model/quality.ts';
import { METRICS } from '../../server/model/reading.ts';
import type { Jurisdiction, Level, JudgedPlan, Text, WireAlarm, WireEvidence } from '../../server/wire/shapes.ts';
import { findJurisdiction, findRule, findSubject, zoneOf } from '../session/lookup.ts';

/** What gives the ids of a row their words. */
export interface Places {
  readonly plans: ReadonlyMap<string, JudgedPlan>;
  readonly jurisdictions: readonly Jurisdiction[];
}

const same = (words: string): Text => ({ zh: words, en: words });

/** A level as a plan words it, or null for `none` and for a level that the plan does not have. */
export const planLevelOf = (places: Places, plan: string | null, level: Level): PlanLevel | null =>
  plan === null ? null : (places.plans.get(plan)?.levels.find(({ id }) => id === level) ?? null);

/** The name of a subject in its jurisdiction; its id where the jurisdiction does not know it. */
export const subjectName = (places: Places, jurisdiction: string, subject: string): Text =>
  findSubject(places.jurisdictions, jurisdiction, subject)?.name ??
  // A lost feed is the whole place's.
  (subject === jurisdiction ? findJurisdiction(places.jurisdictions, jurisdiction)?.name : undefined) ??
  same(subject);

/** A value with the line that it is held against. */
export interface Measure {
  /** null when there is none. */
  readonly value: number | null;
  /** Nothing of the evidence has been observed yet. */
  readonly isForecast: boolean;
  readonly unit: Text;
  readonly limit: { readonly comparison: '>' | '≥' | '<'; readonly at: number } | null;
}

/** How a rule compares a value with its line at a number. */
export function comparisonOf(rule: Rule | null, at: number): '>' | '≥' | '<' {
  switch (rule?.kind) {
    case 'stock':
      return '<';
    case 'band':
      return '≥';
    case 'days': {
      const lines = rule.editions.flatMap(({ values }) => Object.values(values.levels).flat());
      return lines.some(({ line }) => 'from' in line && line.from === at) ? '≥' : '>';
    }
    default:
      return '>';
  }
}

type Compare = Extract<FactTest, { kind: 'compare' }>;

const comparesOf = (test: FactTest): readonly Compare[] =>
  test.kind === 'compare' ? [test] : test.kind === 'filed' ? [] : test.tests.flatMap(comparesOf);

/** The first number of a report that is as large as the level asks. */
function reportMeasureOf(
  { level, highest }: WireAlarm,
  { facts }: WireEvidence,
  rule: ReportRule,
  forms: readonly Form[],
): Measure | null {
  const wanted = level === 'none' ? highest : level;
  const fields = forms.find(({ id }) => id === rule.form)?.fields ?? [];
  const test = wanted === 'none' ? undefined : rule.editions.at(-1)?.values.when[wanted];
  for (const { field: id, comparison, value: at } of test === undefined ? [] : comparesOf(test)) {
    const field = fields.find((one) => one.id === id);
    const value = facts[id];
    if (typeof value !== 'number' || (field?.type !== 'count' && field?.type !== 'number')) continue;
    const unit = field.unit ?? same('');
    if (comparison === 'from' && value >= at) {
      return { value, isForecast: false, unit, limit: { comparison: '≥', at } };
    }
    if (comparison === 'above' && value > at) {
      return { value, isForecast: false, unit, limit: { comparison: '>', at } };
    }
  }
  return null;
}

/**
 * What a row says in numbers: the newest observed value of the alarm's evidence (the first forecast one where all is
 * forecast) and the line of the level now, of the highest level when the condition has gone. Of a report it is the first
 * number that meets its test of that level. null for an alarm without evidence, for a report whose facts are no numbers,
 * and for a watchdog, whose values are of several metrics.
 */
export function measureOf(alarm: WireAlarm, rule: Rule | null, forms: readonly Form[]): Measure | null {
  const { evidence } = alarm;
  if (evidence === null || rule === null) return null;
  if (rule.kind === 'report') return reportMeasureOf(alarm, evidence, rule, forms);
  const observed = evidence.values.findLast((point) => point[2] === undefined && point[1] !== null);
  const shown = observed ?? evidence.values.find((point) => point[1] !== null);
  const wanted = alarm.level === 'none' ? alarm.highest : alarm.level;
  // A level without a line of its own stands on the line below it: three days and two days above the same AQI.
  const line =
    [...evidence.thresholds]
      .sort((a, b) => rankOf(b.level) - rankOf(a.level))
      .find(({ level }) => rankOf(level) <= rankOf(wanted)) ?? evidence.thresholds[0];
  return {
    value: shown?.[1] ?? null,
    isForecast: observed === undefined && shown !== undefined,
    unit: same(evidence.unit),
    limit: line === undefined ? null : { comparison: comparisonOf(rule, line.at), at: line.at },
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
  /** How long the condition has lasted, or did until it returned, in event time, ms; never negative. */
  readonly forMs: number;
  /** How the level now is called in the plan, null when there is none. */
  readonly levelName: Text | null;
  readonly highestName: Text | null;
}

/** The names of the watchdogs; `rule` of a quality alarm is its kind. */
const WATCHDOGS: Readonly<Record<string, Text>> & Readonly<Record<QualityRule, Text>> = {
  'feed-lost': { zh: '全部数据源中断', en: 'Feed lost' },
  silent: { zh: '站点中断', en: 'Station silent' },
  stale: { zh: '数据中断', en: 'No data' },
  flatline: { zh: '数值不变', en: 'Value stuck' },
  'out-of-range': { zh: '超出物理范围', en: 'Out of range' },
};

/** The words for an alarm's cause: the plan's title of the rule, or the watchdog's with the metrics that it speaks of. */
export function titleOf(alarm: Pick<WireAlarm, 'rule' | 'evidence'>, rule: Rule | null): Text {
  if (rule !== null) return rule.title;
  const words = WATCHDOGS[alarm.rule] ?? same(alarm.rule);
  const metrics = Object.keys(alarm.evidence?.facts ?? {}).flatMap((key) => METRICS.get(key)?.name ?? []);
  if (metrics.length === 0) return words;
  return {
    zh: `${words.zh}：${metrics.map(({ zh }) => zh).join('、')}`,
    en: `${words.en}: ${metrics.map(({ en }) => en).join(', ')}`,
  };
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
    measure: measureOf(alarm, rule, (alarm.plan === null ? undefined : places.plans.get(alarm.plan))?.forms ?? []),
    // What has returned lasted until then.
    forMs: Math.max(0, (alarm.state === 'returned' ? Date.parse(alarm.changedAt) : atMs) - Date.parse(alarm.since)),
    levelName: planLevelOf(places, alarm.plan, alarm.level)?.name ?? null,
    highestName: planLevelOf(places, alarm.plan, alarm.highest)?.name ?? null,
  };
}

/** All the words of a row, for the search field. */
export function rowText(row: AlarmRow): string {
  const texts = [row.subject, row.place, row.title, row.plan].filter((part) => part !== null);
  return [...texts.flatMap(({ zh, en }) => [zh, en]), row.clause ?? '', row.id].join(' ');
}
