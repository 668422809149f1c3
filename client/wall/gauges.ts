/** The distance to the next level: what the bars of the wall show, and in which order. Pure. */
import { clauseOf } from '../../server/model/plan.ts';
import { LEVELS, isAbove, rankOf, type Level } from '../../server/model/level.ts';
import type { ReportRule, Rule } from '../../server/model/plan.ts';
import type { Gauge, JudgedPlan, Text, WireLevel } from '../../server/wire/shapes.ts';

/** One bar. A longer bar is always nearer to trouble, whichever way its number runs. */
export interface GaugeView {
  readonly key: string;
  readonly jurisdiction: string;
  readonly plan: string;
  readonly rule: string;
  readonly subject: string;
  readonly label: Text;
  readonly note: Text | null;
  /** The rule's other numbers for this subject that share the bar, because any one of them meets a level. */
  readonly beside: readonly Pick<Gauge, 'label' | 'value' | 'unit'>[];
  readonly clause: string;
  readonly value: number | null;
  readonly unit: string;
  readonly direction: Gauge['direction'];
  /** Level that this number has met and its rule stands at: the colour of the bar. */
  readonly level: Level;
  /** Level of the whole rule, shown here when none of its numbers alone explains it (met by forecast, or held). */
  readonly ruleLevel: Level;
  /** A level whose line this number has passed while its rule asks for more, or null. */
  readonly asksMore: Level | null;
  /**
   * `known`, or `lost`: an input that was there is missing, or `never`: nothing of it has come in yet, or `unreported`:
   * people report it, and nobody had anything to report.
   */
  readonly knowledge: 'known' | 'lost' | 'never' | 'unreported';
  /** Share of the bar that is filled, 0..1; null when the number is not known. */
  readonly fill: number | null;
  /** In the order of the bar, mildest first. */
  readonly marks: readonly { readonly level: Level; readonly at: number; readonly place: number }[];
  /** The next mark and how far it is, in the gauge's unit; null at the highest or when not known. */
  readonly next: { readonly level: Level; readonly at: number; readonly left: number } | null;
  /** At the present pace the next mark is met in so many hours; null where no pace can be named. */
  readonly inHours: number | null;
  /** The whole rule stands at its last level: there is none left to lose. */
  readonly isSpent: boolean;
  /** 0 far, 1 at the next mark. */
  readonly nearness: number;
  /** Event time of the last evaluation, epoch ms, or null. */
  readonly at: number | null;
}

/** A number on its line meets the level only where the rule says so: some lines ask for more, not for as much. */
function isMet(gauge: Gauge, value: number, mark: Gauge['marks'][number], ruleLevel: Level): boolean {
  if (value === mark.at) return gauge.direction === 'up' && rankOf(ruleLevel) >= rankOf(mark.level);
  return gauge.direction === 'up' ? value > mark.at : value < mark.at;
}

const clamp = (share: number): number => Math.min(1, Math.max(0, share));

/** Where a number lies on its bar: room beyond the last mark for rising ones, twice the first mark for falling ones. */
function placeOf(gauge: Gauge, number: number): number {
  const marks = gauge.marks.map((mark) => mark.at);
  if (marks.length === 0) return gauge.direction === 'up' ? 0 : 1;
  const largest = Math.max(...marks);
  return gauge.direction === 'up' ? clamp(number / (largest * 1.1)) : clamp(1 - number / (largest * 2));
}

/** Without any evaluation nothing was lost: nothing has ever come in. */
function knowledgeOf(row: WireLevel, value: number | null): GaugeView['knowledge'] {
  if (row.indeterminate && (row.at !== null || value !== null)) return 'lost';
  return value === null ? 'never' : 'known';
}

/** The pace of the rule, where it is this number that it speaks of. */
function paceOf({ progress }: WireLevel, gauge: Gauge, next: GaugeView['next']): number | null {
  if (progress === null || next === null || progress.to !== next.level) return null;
  const isItsNumber = progress.unit === gauge.unit && progress.value === gauge.value && progress.of === next.at;
  // A number that stands on its line has no way left that time could tell.
  return isItsNumber && progress.inHours !== null && progress.inHours > 0 ? progress.inHours : null;
}

function viewGauge(row: WireLevel, gauge: Gauge, index: number, plan: JudgedPlan | undefined): GaugeView {
  const marks = gauge.marks
    .map((mark) => ({ level: mark.level, at: mark.at, place: placeOf(gauge, mark.at) }))
    .toSorted((a, b) => a.place - b.place || rankOf(a.level) - rankOf(b.level));
  const value = gauge.value;
  let met: Level = 'none';
  if (value !== null) {
    for (const mark of marks)
      if (isMet(gauge, value, mark, row.level) && rankOf(mark.level) > rankOf(met)) met = mark.level;
  }
  // The rule has the last word: a number may be past its line while the rule asks for more than this number.
  const level = rankOf(met) <= rankOf(row.level) ? met : row.level;
  const ahead = value === null ? undefined : marks.find((mark) => !isMet(gauge, value, mark, row.level));
  const next =
    ahead === undefined || value === null
      ? null
      : { level: ahead.level, at: ahead.at, left: gauge.direction === 'up' ? ahead.at - value : value - ahead.at };
  const nearness =
    next === null || value === null
      ? met === 'none'
        ? 0
        : 1
      : clamp(gauge.direction === 'up' ? (next.at === 0 ? 0 : value / next.at) : value === 0 ? 1 : next.at / value);
  const rule = plan?.rules.find((one) => one.id === row.rule);
  return {
    key: `${row.jurisdiction}|${row.plan}|${row.rule}|${row.subject}|${index}`,
    jurisdiction: row.jurisdiction,
    plan: row.plan,
    rule: row.rule,
    subject: row.subject,
    label: gauge.label,
    note: gauge.note,
    beside: [],
    clause: rule === undefined ? row.clause : clauseOf(rule, row.level),
    value,
    unit: gauge.unit,
    direction: gauge.direction,
    level,
    ruleLevel: 'none',
    asksMore: rankOf(met) > rankOf(row.level) ? met : null,
    knowledge: knowledgeOf(row, value),
    fill: value === null ? null : placeOf(gauge, value),
    marks,
    next,
    inHours: paceOf(row, gauge, next),
    isSpent:
      row.level !== 'none' && !row.gauges.some((one) => one.marks.some((mark) => isAbove(mark.level, row.level))),
    nearness,
    at: row.at === null ? null : Date.parse(row.at),
  };
}

/**
 * Steps of nearness: within one, rows keep their places, so that the list does not tremble with every reading. 0 is the
 * nearest.
 */
const stepOf = (view: GaugeView): number => Math.round((1 - view.nearness) * 20);

const shownRank = (view: GaugeView): number => Math.max(rankOf(view.level), rankOf(view.ruleLevel));

/** From here on a number is about to meet its level. */
const AT_HAND = 0.8;

/**
 * What is about to meet a level comes first, then what is unknown, which is not far; what never reported comes last. When a
 * whole feed is lost, the one stock that runs out does not drown in it.
 */
function knowledgeOrder(view: GaugeView): number {
  if (view.knowledge === 'never' || view.knowledge === 'unreported') return 3;
  const isLost = view.knowledge === 'lost' && (view.value === null || view.beside.some((one) => one.value === null));
  return isLost ? 1 : view.nearness >= AT_HAND ? 0 : 2;
}

/** A met level with another to lose is news; one past its last level has been told, and what is met comes before the rest. */
const urgency = (view: GaugeView): number => (shownRank(view) === 0 ? 0 : view.isSpent ? 1 : 2);

/**
 * Met levels that can still rise first, then those that cannot; in each the highest level first, then what is about to
 * meet one, what is unknown, and the nearest; what has never reported last.
 */
function compareGauges(a: GaugeView, b: GaugeView): number {
  return (
    urgency(b) - urgency(a) ||
    shownRank(b) - shownRank(a) ||
    knowledgeOrder(a) - knowledgeOrder(b) ||
    stepOf(a) - stepOf(b) ||
    (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
  );
}

/** Of numbers of which any one meets a level, the one that tells most: the highest level, known, nearest to the next. */
function leadOf(views: readonly GaugeView[]): GaugeView[] {
  const [lead, ...others] = views.toSorted(
    (a, b) =>
      rankOf(b.level) - rankOf(a.level) ||
      Number(a.value === null) - Number(b.value === null) ||
      Number(a.next === null) - Number(b.next === null) ||
      stepOf(a) - stepOf(b) ||
      (a.key < b.key ? -1 : 1),
  );
  if (lead === undefined) return [];
  // Whichever leads, it is the same row.
  const key = views[0]?.key ?? lead.key;
  return [{ ...lead, key, beside: others.map(({ label, value, unit }) => ({ label, value, unit })) }];
}

/** Whether the facts that were reported are over by the plan's own word: what stands in them counts no more. */
function isOver({ until }: ReportRule, row: WireLevel): boolean {
  if (until?.kind !== 'compare' || row.level !== 'none') return false;
  return row.evidence?.facts[until.field] === until.value;
}

/**
 * One bar for what people reported: the number that tells most, with the others beside it. Facts that are no numbers (a
 * yes, an option) have no line to be near to; then the bar is empty or full, as the level is.
 */
function viewReport(row: WireLevel, rule: ReportRule, plan: JudgedPlan | undefined): GaugeView {
  const reported = row.gauges.filter(({ value }) => value !== null);
  const [lead] = leadOf(reported.map((gauge, index) => viewGauge(row, gauge, index, plan)));
  const key = `${row.jurisdiction}|${row.plan}|${row.rule}|${row.subject}|0`;
  const isFiled = row.evidence !== null && row.evidence.values.length > 0;
  if (lead !== undefined && !isOver(rule, row)) return { ...lead, key };
  const nothing: Gauge = { label: rule.title, value: null, unit: '', direction: 'up', marks: [], note: null };
  const bare = viewGauge(row, nothing, 0, plan);
  const isKnown = row.level !== 'none' || (isFiled && !isOver(rule, row));
  return {
    ...bare,
    key,
    level: row.level,
    knowledge: isKnown ? 'known' : 'unreported',
    note: isKnown ? (row.evidence?.summary ?? null) : null,
    fill: isKnown ? (row.level === 'none' ? 0 : 1) : null,
  };
}

/** The bars of one rule on one subject. */
function viewRow(row: WireLevel, rule: Rule | undefined, plan: JudgedPlan | undefined): GaugeView[] {
  if (rule?.kind === 'report') return [viewReport(row, rule, plan)];
  const each = row.gauges.map((gauge, index) => viewGauge(row, gauge, index, plan));
  return rule?.kind === 'band' ? leadOf(each) : each;
}

/**
 * The bars of some level rows, sorted: one for each number, one for a grid's load and customers together, and one for
 * what people reported.
 */
export function viewGauges(rows: Iterable<WireLevel>, plans: ReadonlyMap<string, JudgedPlan>): GaugeView[] {
  const views: GaugeView[] = [];
  for (const row of rows) {
    const plan = plans.get(row.plan);
    const own = viewRow(
      row,
      plan?.rules.find((one) => one.id === row.rule),
      plan,
    );
    const explained = own.some((view) => view.level === row.level);
    if (!explained) {
      // Show the rule's level at the nearest of its numbers.
      const nearest = own.toSorted((a, b) => b.nearness - a.nearness)[0];
      for (const view of own) views.push(view === nearest ? { ...view, ruleLevel: row.level } : view);
    } else views.push(...own);
  }
  return views.toSorted(compareGauges);
}

/** The level that a bar shows: its own or its rule's. */
export const shownLevel = (view: GaugeView): Level => LEVELS[shownRank(view)] ?? 'none';
