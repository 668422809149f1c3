/** What a shape cannot say about plans, jurisdictions and standards. Each function gives what it found. */
import { LEVELS, rankOf, type RaisedLevel } from '../model/level.ts';
import { METRICS } from '../model/reading.ts';
import type { Finding, Step } from './problem.ts';
import type { JurisdictionFile } from './place-schema.ts';
import { checkClauses } from './clauses.ts';
import { checkEditions, checkEscalation, checkForms, checkProcedure, findRepeats } from './procedure-checks.ts';
import type { PlanFile, RuleFile } from './plan-schema.ts';
import type { StandardFile } from './standard-schema.ts';

/** The judge keeps the hours of this concentration beside the AQI. */
const JUDGED_BY_THE_HOUR = 'air.so2';

const HOURLY: ReadonlySet<RuleFile['kind']> = new Set(['run-of-hours', 'days', 'severe-now']);

/** Whether rules of this kind are judged at hour boundaries (else at each reading). */
export const isHourly = (kind: RuleFile['kind']): boolean => HOURLY.has(kind);

interface LevelMap {
  readonly path: readonly Step[];
  readonly map: Readonly<Partial<Record<RaisedLevel, unknown>>>;
  /** Names of the numbers that grow (or with `falling` shrink) from level to level. */
  readonly numbers: readonly string[];
  readonly falling?: boolean;
}

/** Levels of a rule: at least one, all of them levels of the plan, lowest first, each stricter than the one before. */
function checkLevels({ path, map, numbers, falling = false }: LevelMap, planLevels: ReadonlySet<string>): Finding[] {
  const findings: Finding[] = [];
  const levels = LEVELS.filter((level): level is RaisedLevel => level !== 'none' && map[level] !== undefined);
  if (levels.length === 0) findings.push({ path, expected: 'at least one level' });
  for (const level of levels) {
    if (!planLevels.has(level)) {
      findings.push({
        path: [...path, level],
        expected: `a level of the plan (${[...planLevels].join(', ')})`,
        found: level,
      });
    }
  }
  for (const name of numbers) {
    let last: { readonly level: RaisedLevel; readonly value: number } | undefined;
    for (const level of levels) {
      const value = numberIn(map[level], name);
      if (value === undefined) continue;
      if (last !== undefined && (falling ? value >= last.value : value <= last.value)) {
        const expected = `${falling ? 'less' : 'more'} than the ${last.value} of level ${last.level}`;
        findings.push({ path: [...path, level, name], expected });
      }
      last = { level, value };
    }
  }
  return findings;
}

function numberIn(entry: unknown, name: string): number | undefined {
  const value: unknown = typeof entry === 'object' && entry !== null ? Reflect.get(entry, name) : undefined;
  return typeof value === 'number' ? value : undefined;
}

/** The maps from level to number in one edition of a rule. */
function levelMapsOf(rule: RuleFile, at: readonly Step[]): LevelMap[] {
  const place = (index: number, ...more: Step[]): Step[] => [...at, 'values', index, ...more];
  switch (rule.kind) {
    case 'run-of-hours':
    case 'severe-now':
      return rule.values.map((values, i) => ({ path: place(i, 'levels'), map: values.levels, numbers: ['above'] }));
    case 'days':
    case 'report':
      return rule.values.map((values, i) => ({ path: place(i, 'levels'), map: values.levels, numbers: [] }));
    case 'band':
      return rule.values.flatMap((values, i) => [
        ...(values.levels === undefined
          ? []
          : [{ path: place(i, 'levels'), map: values.levels, numbers: ['shed', 'customers'] }]),
        ...(values.classes ?? []).map((one, j) => ({
          path: place(i, 'classes', j, 'levels'),
          map: one.levels,
          numbers: ['shed', 'customers'],
        })),
      ]);
    case 'stock':
      return rule.values.flatMap((values, i) =>
        values.kinds.map((one, j) => ({
          path: place(i, 'kinds', j, 'levels'),
          map: one.levels,
          numbers: ['below'],
          falling: true,
        })),
      );
  }
}

function checkRule(rule: RuleFile, at: readonly Step[], planLevels: ReadonlySet<string>): Finding[] {
  const findings = levelMapsOf(rule, at).flatMap((map) => checkLevels(map, planLevels));
  let last = '';
  rule.values.forEach(({ from }, i) => {
    if (from <= last) findings.push({ path: [...at, 'values', i, 'from'], expected: `a date after ${last}` });
    last = from;
  });
  switch (rule.kind) {
    case 'run-of-hours': {
      const metric = METRICS.get(JUDGED_BY_THE_HOUR);
      if (rule.metric !== JUDGED_BY_THE_HOUR) {
        findings.push({
          path: [...at, 'metric'],
          expected: `"${JUDGED_BY_THE_HOUR}", the one whose hours are counted`,
        });
      } else if (rule.unit !== metric?.unit) {
        findings.push({
          path: [...at, 'unit'],
          expected: `the unit of ${rule.metric}, ${JSON.stringify(metric?.unit)}`,
        });
      }
      break;
    }
    case 'days':
      rule.values.forEach((values, i) => {
        for (const [level, entry] of Object.entries(values.levels)) {
          entry?.any.forEach((one, j) => {
            const path = [...at, 'values', i, 'levels', level, 'any', j, 'and'];
            const line = one.above ?? one.from ?? 0;
            if (one.and === undefined) return;
            if (one.and.above <= line) findings.push({ path: [...path, 'above'], expected: `more than ${line}` });
            if (one.and.days > one.days) findings.push({ path: [...path, 'days'], expected: `${one.days} at most` });
          });
        }
      });
      break;
    case 'severe-now':
      rule.values.forEach((values, i) => {
        const count = Object.values(values.levels).filter((level) => level !== undefined).length;
        if (count > 1)
          findings.push({ path: [...at, 'values', i, 'levels'], expected: 'exactly one level', found: `${count}` });
      });
      break;
    case 'band':
      rule.values.forEach((values, i) => {
        const place = [...at, 'values', i];
        if ((values.levels === undefined) === (values.classes === undefined)) {
          const found = values.levels === undefined ? 'neither' : 'both';
          findings.push({ path: place, expected: 'either "levels" or "classes"', found });
        }
        findings.push(...checkBounds(values.levels ?? {}, [...place, 'levels']));
        let above = Number.POSITIVE_INFINITY;
        (values.classes ?? []).forEach(({ loadFrom, levels }, j) => {
          findings.push(...checkBounds(levels, [...place, 'classes', j, 'levels']));
          if (loadFrom >= above) {
            findings.push({
              path: [...place, 'classes', j, 'loadFrom'],
              expected: `less than the ${above} of the class before`,
            });
          }
          above = loadFrom;
        });
      });
      break;
    case 'stock':
      rule.values.forEach((values, i) => {
        const kinds = values.kinds.map(({ kind }) => kind);
        findings.push(...findRepeats(kinds, (j) => [...at, 'values', i, 'kinds', j, 'kind']));
      });
      break;
    case 'report':
      break;
  }
  return findings;
}

/** Each level of a grid's loss names at least one bound. */
function checkBounds(levels: object, path: readonly Step[]): Finding[] {
  return Object.entries(levels).flatMap(([level, bounds]: [string, unknown]) =>
    numberIn(bounds, 'shed') === undefined && numberIn(bounds, 'customers') === undefined
      ? [{ path: [...path, level], expected: '"shed", "customers" or both', found: 'neither' }]
      : [],
  );
}

/** Levels in order, unique ids, dated values, one pace, and numbers that rise with the level. */
export function checkPlan(plan: PlanFile): Finding[] {
  const findings: Finding[] = [];
  plan.levels.forEach(({ id }, i) => {
    const before = plan.levels[i - 1];
    if (before !== undefined && rankOf(id) <= rankOf(before.id)) {
      findings.push({ path: ['levels', i, 'id'], expected: `a level above ${before.id} (lowest first)` });
    }
  });
  const levels = new Set<string>(plan.levels.map(({ id }) => id));
  findings.push(
    ...findRepeats(
      plan.rules.map(({ id }) => id),
      (i) => ['rules', i, 'id'],
    ),
  );
  const hourly = plan.recommendation.kind === 'warning';
  const pace = hourly ? 'run-of-hours, days, severe-now' : 'band, stock, report';
  plan.rules.forEach((rule, i) => {
    if (isHourly(rule.kind) !== hourly) {
      const expected = `a kind that goes with recommendations of kind ${plan.recommendation.kind} (${pace})`;
      findings.push({ path: ['rules', i, 'kind'], expected });
    }
    findings.push(...checkRule(rule, ['rules', i], levels));
  });
  if (plan.recommendation.kind === 'warning' && !levels.has(plan.recommendation.lowest.level)) {
    const expected = `a level of the plan (${[...levels].join(', ')})`;
    findings.push({ path: ['recommendation', 'lowest', 'level'], expected });
  }
  const parts = [checkEditions, checkForms, checkProcedure, checkEscalation, checkClauses];
  return [...findings, ...parts.flatMap((check) => check(plan))];
}

/** Unique subjects whose parents make no circles. A parent may stand elsewhere: in another file, or the place itself. */
export function checkJurisdiction(jurisdiction: JurisdictionFile): Finding[] {
  const { subjects } = jurisdiction;
  const findings = findRepeats(
    subjects.map(({ id }) => id),
    (i) => ['subjects', i, 'id'],
  );
  const parents = new Map(subjects.map(({ id, parent }) => [id, parent]));
  subjects.forEach(({ id, parent }, i) => {
    if (parent === undefined) return;
    const path = ['subjects', i, 'parent'];
    const seen = new Set<string>();
    for (let next: string | undefined = parent; next !== undefined && !seen.has(next); next = parents.get(next)) {
      seen.add(next);
    }
    if (seen.has(id)) findings.push({ path, expected: 'a parent that is not its own child' });
  });
  for (const [metric, deadband] of Object.entries(jurisdiction.watch?.['out-of-range']?.deadband ?? {})) {
    const path = ['watch', 'out-of-range', 'deadband', metric];
    const range = METRICS.get(metric)?.range;
    if (range === undefined) {
      findings.push({ path, expected: 'a metric that the program knows', found: JSON.stringify(metric) });
    } else if (deadband * 2 >= range[1] - range[0]) {
      findings.push({ path, expected: `less than half of the range ${range[0]} to ${range[1]}`, found: `${deadband}` });
    }
  }
  const plans = jurisdiction.plans ?? [];
  findings.push(...findRepeats(plans, (i) => ['plans', i]));
  return findings;
}

function checkAscending(values: readonly number[], path: readonly Step[]): Finding[] {
  const findings: Finding[] = [];
  if (values[0] !== 0) findings.push({ path: [...path, 0], expected: '0, where the table starts' });
  values.forEach((value, i) => {
    const before = values[i - 1];
    if (before !== undefined && value <= before) findings.push({ path: [...path, i], expected: `more than ${before}` });
  });
  return findings;
}

/** Tables that rise, for metrics that are known, and classes that rise. */
export function checkStandard(standard: StandardFile): Finding[] {
  const findings = checkAscending(standard.indices.values, ['indices', 'values']);
  const size = standard.indices.values.length;
  for (const [metric, { values }] of Object.entries(standard.breakpoints)) {
    const path = ['breakpoints', metric];
    if (!METRICS.has(metric))
      findings.push({ path, expected: 'a metric that the program knows', found: JSON.stringify(metric) });
    findings.push(...checkAscending(values, [...path, 'values']));
    if (values.length > size) {
      findings.push({ path: [...path, 'values'], expected: `at most ${size} values, one for each index` });
    }
  }
  for (const metric of Object.keys(standard.rounding?.decimals ?? {})) {
    if (standard.breakpoints[metric] === undefined) {
      findings.push({
        path: ['rounding', 'decimals', metric],
        expected: 'a metric that has breakpoints',
        found: metric,
      });
    }
  }
  for (const metric of Object.keys(standard.beyond ?? {})) {
    const table = standard.breakpoints[metric];
    if (table === undefined || table.values.length >= size) {
      findings.push({ path: ['beyond', metric], expected: 'a metric whose table ends early', found: metric });
    }
  }
  standard.classes.forEach(({ upTo }, i) => {
    const before = standard.classes[i - 1];
    if (before !== undefined && upTo <= before.upTo) {
      findings.push({ path: ['classes', i, 'upTo'], expected: `more than ${before.upTo}` });
    }
  });
  return findings;
}
