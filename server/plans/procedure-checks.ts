/** What a shape cannot say about editions, forms, steps, reports and measures of a plan. */
import { LEVELS } from '../model/level.ts';
import type { FactTestFile, PlanFile, RuleFile } from './plan-schema.ts';
import type { Finding, Step } from './problem.ts';

/** Ids that stand twice; the finding is at the second. */
export function findRepeats(ids: readonly string[], pathOf: (index: number) => readonly Step[]): Finding[] {
  const seen = new Set<string>();
  const findings: Finding[] = [];
  ids.forEach((id, index) => {
    if (seen.has(id))
      findings.push({ path: pathOf(index), expected: 'an id of its own', found: `${JSON.stringify(id)} again` });
    seen.add(id);
  });
  return findings;
}

/** Editions in order of their dates; no number holds before the first of them. */
export function checkEditions({ editions, rules }: PlanFile): Finding[] {
  const findings = findRepeats(
    editions.map(({ id }) => id),
    (i) => ['editions', i, 'id'],
  );
  editions.forEach(({ from }, i) => {
    const before = editions[i - 1];
    if (before !== undefined && from <= before.from) {
      findings.push({ path: ['editions', i, 'from'], expected: `a date after ${before.from}` });
    }
  });
  const first = editions[0]?.from ?? '';
  rules.forEach((rule, i) => {
    rule.values.forEach(({ from }, j) => {
      if (from < first) {
        const expected = `${first} (the first edition) or later`;
        findings.push({ path: ['rules', i, 'values', j, 'from'], expected });
      }
    });
  });
  return findings;
}

type FormFile = NonNullable<PlanFile['forms']>[number];

/** Forms have ids of their own, and rules of reports ask for fields that their form has. */
export function checkForms({ forms = [], rules }: PlanFile): Finding[] {
  const findings = findRepeats(
    forms.map(({ id }) => id),
    (i) => ['forms', i, 'id'],
  );
  forms.forEach(({ fields }, i) => {
    findings.push(
      ...findRepeats(
        fields.map(({ id }) => id),
        (j) => ['forms', i, 'fields', j, 'id'],
      ),
    );
    fields.forEach((field, j) => {
      if (field.type !== 'choice') return;
      const values = field.options.map(({ value }) => value);
      field.options.forEach(({ value }, k) => {
        if (values.indexOf(value) < k) {
          const path = ['forms', i, 'fields', j, 'options', k, 'value'];
          findings.push({ path, expected: 'a value of its own', found: `${value} again` });
        }
      });
    });
  });
  rules.forEach((rule, i) => {
    if (rule.kind !== 'report') return;
    const form = forms.find(({ id }) => id === rule.form);
    if (form === undefined) {
      const known = forms.map(({ id }) => id).join(', ');
      findings.push({
        path: ['rules', i, 'form'],
        expected: `the id of a form of the plan (${known || 'it has none'})`,
      });
    } else findings.push(...checkTests(rule, form, ['rules', i]));
  });
  return findings;
}

function checkTests(rule: Extract<RuleFile, { kind: 'report' }>, form: FormFile, at: readonly Step[]): Finding[] {
  const findings = rule.until === undefined ? [] : checkTest(rule.until, form, [...at, 'until']);
  rule.values.forEach(({ levels }, i) => {
    for (const [level, entry] of Object.entries(levels)) {
      if (entry !== undefined)
        findings.push(...checkTest(entry.when, form, [...at, 'values', i, 'levels', level, 'when']));
    }
  });
  return findings;
}

function checkTest(test: FactTestFile, form: FormFile, at: readonly Step[]): Finding[] {
  const inner = [
    ...(test.all ?? []).map((one, i) => [one, [...at, 'all', i]] as const),
    ...(test.any ?? []).map((one, i) => [one, [...at, 'any', i]] as const),
  ].flatMap(([one, path]) => checkTest(one, form, path));
  if (test.field === undefined) return inner;
  const judged = form.fields.filter(({ type }) => type !== 'text');
  const field = judged.find(({ id }) => id === test.field);
  if (field === undefined) {
    const known = judged.map(({ id }) => id).join(', ');
    return [{ path: [...at, 'field'], expected: `a field of the form ${form.id} that is judged (${known})` }];
  }
  if (field.type === 'choice' && typeof test.is === 'number' && !field.options.some(({ value }) => value === test.is)) {
    const known = field.options.map(({ value }) => value).join(', ');
    return [{ path: [...at, 'is'], expected: `the value of an option (${known})` }];
  }
  if (typeof test.is === 'boolean' && field.type !== 'yes-no') {
    return [{ path: [...at, 'is'], expected: `a number, since ${field.id} is no yes-no field` }];
  }
  return inner;
}

const minutesOf = ({ hours = 0, minutes = 0 }: { hours?: number | undefined; minutes?: number | undefined }): number =>
  hours * 60 + minutes;

/** An escalation names roles of the plan, each once, and a time for each of its levels, none longer than that of a lower one. */
export function checkEscalation({ escalation, roles = [], levels }: PlanFile): Finding[] {
  if (escalation === undefined) return [];
  const { ladder, after } = escalation.alarms;
  const at = ['escalation', 'alarms'];
  const known = roles.map(({ role }): string => role);
  const findings = ladder.flatMap((role, i): Finding[] => {
    const path = [...at, 'ladder', i];
    if (ladder.indexOf(role) < i)
      return [{ path, expected: 'a role that is not told already', found: `${role} again` }];
    if (known.includes(role)) return [];
    return [{ path, expected: `a role of the plan (${known.join(', ') || 'it has none'})` }];
  });
  const own = levels.map(({ id }) => id);
  for (const level of LEVELS) {
    if (level === 'none' || after[level] === undefined || own.includes(level)) continue;
    findings.push({
      path: [...at, 'after', level],
      expected: `a level of the plan (${own.join(', ')})`,
      found: level,
    });
  }
  let before: { readonly level: string; readonly minutes: number } | null = null;
  for (const level of own) {
    const span = after[level];
    if (span === undefined) {
      findings.push({
        path: [...at, 'after'],
        expected: 'a time for each level of the plan',
        found: `none for ${level}`,
      });
      continue;
    }
    const minutes = minutesOf(span);
    if (before !== null && minutes > before.minutes) {
      const expected = `at most the ${before.minutes} minutes of level ${before.level}`;
      findings.push({ path: [...at, 'after', level], expected, found: `${minutes} minutes` });
    }
    before = { level, minutes };
  }
  return findings;
}

/** Names that a deadline may start from beside the steps. */
const BEGINNINGS = ['recommendation', 'notice', 'order'];

/** Levels, units and steps that are named exist; ids stand once. */
export function checkProcedure(plan: PlanFile): Finding[] {
  const { units = [], declarations = [], steps = [], reporting = [], measures = [], roles = [] } = plan;
  const findings: Finding[] = [];
  const levels = plan.levels.map(({ id }): string => id);
  const checkLevels = (named: readonly string[], pathOf: (level: string, i: number) => readonly Step[]): void => {
    named.forEach((level, i) => {
      if (!levels.includes(level))
        findings.push({ path: pathOf(level, i), expected: `a level of the plan (${levels.join(', ')})`, found: level });
    });
  };
  for (const [key, list] of Object.entries({ units, declarations, steps, reporting, measures })) {
    findings.push(
      ...findRepeats(
        list.map(({ id }) => id),
        (i) => [key, i, 'id'],
      ),
    );
  }
  findings.push(
    ...findRepeats(
      roles.map(({ role }) => role),
      (i) => ['roles', i, 'role'],
    ),
  );
  for (const [key, list] of Object.entries({ declarations, steps, reporting })) {
    list.forEach((one, i) => checkLevels(one.levels ?? [], (_, j) => [key, i, 'levels', j]));
  }
  const beginnings = [...BEGINNINGS, ...steps.map(({ id }) => id)];
  for (const [key, list] of Object.entries({ steps, reporting })) {
    list.forEach(({ within }, i) => {
      if (within !== undefined && !beginnings.includes(within.after)) {
        findings.push({ path: [key, i, 'within', 'after'], expected: `one of ${beginnings.join(', ')}` });
      }
    });
  }
  steps.forEach(({ on, by }, i) => {
    const beginning = on.find((occasion) => occasion === 'start' || occasion === 'notice' || occasion === 'raise');
    if (beginning !== undefined && by.includes('starter')) {
      const path = ['steps', i, 'by', by.indexOf('starter')];
      findings.push({ path, expected: `a role, since at "${beginning}" nobody has started it yet` });
    }
  });
  const acting = new Set<string>(roles.map(({ role }) => role));
  if (acting.size > 0) {
    for (const [key, list] of Object.entries({ declarations, steps, reporting })) {
      list.forEach(({ by }, i) =>
        by.forEach((role, j) => {
          if (role !== 'starter' && !acting.has(role))
            findings.push({ path: [key, i, 'by', j], expected: `a role of the plan (${[...acting].join(', ')})` });
        }),
      );
    }
  }
  const known = new Set(units.map(({ id }) => id));
  measures.forEach((measure, i) => {
    checkLevels(Object.keys(measure.levels), (level) => ['measures', i, 'levels', level]);
    measure.units.forEach((unit, j) => {
      if (!known.has(unit))
        findings.push({ path: ['measures', i, 'units', j], expected: `the id of a unit (${[...known].join(', ')})` });
    });
  });
  return findings;
}
