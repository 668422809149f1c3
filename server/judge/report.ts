import { isAbove, type Level } from '../model/level.ts';
import type { FactTest, ReportRule, ReportValues } from '../model/plan.ts';
import type { Field, Form } from '../model/procedure.ts';
import type { Text } from '../model/text.ts';
import type { Evidence, Gauge, Progress } from '../model/verdict.ts';
import { nearest, type InstantFinding } from './band.ts';
import type { Sample } from './grid.ts';
import { entriesOf } from './run-of-hours.ts';
import { isAtLeast, isOver } from './timeline.ts';

/** What has been reported with a form: the newest value of each field, which stands until the next one. */
export interface ReportView {
  readonly form: Form;
  /** By field id; a field that nobody reported is absent. */
  readonly facts: ReadonlyMap<string, Sample>;
}

/** Whether a test of reported facts is met. What nobody reported meets nothing. */
export function meetsTest(test: FactTest, facts: ReportView['facts']): boolean {
  switch (test.kind) {
    case 'filed':
      return facts.size > 0;
    case 'all':
      return test.tests.every((each) => meetsTest(each, facts));
    case 'any':
      return test.tests.some((each) => meetsTest(each, facts));
    case 'compare': {
      const value = facts.get(test.field)?.value;
      if (value === undefined) return false;
      switch (test.comparison) {
        case 'from':
          return isAtLeast(value, test.value);
        case 'above':
          return isOver(value, test.value);
        case 'below':
          return isOver(test.value, value);
        case 'is':
          return isAtLeast(value, test.value) && isAtLeast(test.value, value);
      }
    }
  }
}

/** Ids of the fields that a test asks for. */
const fieldsOf = (test: FactTest): string[] => comparisonsOf(test).map(({ field }) => field);

/**
 * The facts that still stand: when it was reported that it is over, those reported until then do not; what is reported
 * later is something new.
 */
function standingOf({ until }: ReportRule, facts: ReportView['facts']): ReportView['facts'] {
  if (until === null || !meetsTest(until, facts)) return facts;
  const over = Math.max(...fieldsOf(until).map((field) => facts.get(field)?.time ?? -Infinity));
  return new Map([...facts].filter(([, { time }]) => time > over));
}

/**
 * The level of reported facts at an instant. Silence is no missing data here: a report stands until the next one.
 * @source SEMANTICS 6 (oil and gas), 7
 */
export function findReport(rule: ReportRule, values: ReportValues, view: ReportView): InstantFinding {
  const facts = standingOf(rule, view.facts);
  let level: Level = 'none';
  for (const [id, test] of entriesOf(values.when)) {
    if (isAbove(id, level) && meetsTest(test, facts)) level = id;
  }
  return { level, missing: false };
}

/** Comparisons that a test makes, at any depth. */
function comparisonsOf(test: FactTest): Extract<FactTest, { kind: 'compare' }>[] {
  switch (test.kind) {
    case 'compare':
      return [test];
    case 'filed':
      return [];
    case 'all':
    case 'any':
      return test.tests.flatMap(comparisonsOf);
  }
}

/** One gauge for each number that a level asks to be reached, with the bound of each level. */
export function viewReport(
  rule: ReportRule,
  values: ReportValues,
  { form, facts: reported }: ReportView,
  level: Level,
): { progress: Progress | null; gauges: Gauge[] } {
  const facts = standingOf(rule, reported);
  const gauges = form.fields.flatMap((field): Gauge[] => {
    if (field.type !== 'count' && field.type !== 'number') return [];
    const marks = entriesOf(values.when).flatMap(([id, test]) => {
      const bounds = comparisonsOf(test).flatMap((each) =>
        each.field === field.id && (each.comparison === 'from' || each.comparison === 'above') ? [each.value] : [],
      );
      return bounds.length === 0 ? [] : [{ level: id, at: Math.min(...bounds) }];
    });
    const value = facts.get(field.id)?.value ?? null;
    return marks.length === 0 ? [] : [{ ...labelOf(field), value, direction: 'up', marks, note: null }];
  });
  return { progress: nearest(gauges, level), gauges };
}

/** A unit that is a sign stands behind the number; one that is a word differs by language and stands in the label. */
function labelOf({ title, unit }: Field): Pick<Gauge, 'label' | 'unit'> {
  if (unit === null || unit.zh === unit.en) return { label: title, unit: unit?.zh ?? '' };
  return { label: { zh: `${title.zh}（${unit.zh}）`, en: `${title.en} (${unit.en})` }, unit: '' };
}

/** A reported fact in words: the option, yes or no, or the number with its unit. */
function wordsOf(field: Field, { value }: Sample): Text {
  const option = field.options.find((each) => each.value === value);
  if (option !== undefined) return option.text;
  if (field.type === 'yes-no') return value === 1 ? { zh: '是', en: 'yes' } : { zh: '否', en: 'no' };
  const { unit } = field;
  return { zh: `${value}${unit === null ? '' : ` ${unit.zh}`}`, en: `${value}${unit === null ? '' : ` ${unit.en}`}` };
}

/** What was reported, fact by fact with its time, and what was not. */
export function proveReport(rule: ReportRule, { form, facts }: ReportView, at: number, level: Level): Evidence {
  const reported = form.fields.flatMap((field) => {
    const sample = facts.get(field.id);
    return sample === undefined ? [] : [{ field, sample, words: wordsOf(field, sample) }];
  });
  const judged = form.fields.filter(({ metric }) => metric !== null);
  const times = reported.map(({ sample }) => sample.time);
  return {
    clause: level === 'none' ? rule.clause : (rule.clauses[level] ?? rule.clause),
    summary: {
      zh: reported.map(({ field, words }) => `${field.title.zh} ${words.zh}`).join('，') || '无上报',
      en: reported.map(({ field, words }) => `${field.title.en}: ${words.en}`).join(', ') || 'Nothing reported',
    },
    window: times.length === 0 ? null : { from: Math.min(...times), to: at },
    unit: '',
    thresholds: [],
    values: reported.map(({ sample }) => [sample.time, sample.value]),
    missing: judged.length - reported.length,
    facts: Object.fromEntries(judged.map(({ id }) => [id, facts.get(id)?.value ?? null])),
  };
}
