import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadPlan, loadThresholds, planFilesBelow, yamlFilesIn } from '../server/plans/load.ts';
import { formatProblem } from '../server/plans/problem.ts';
import {
  compareRun,
  readScenarios,
  runScenario,
  scenarioFilesOf,
  type ScenarioSet,
} from '../server/scenarios/index.ts';

const root = join(import.meta.dirname, '../thresholds');
const loaded = loadThresholds({ root });
if (!loaded.ok) throw new Error(loaded.error.map(formatProblem).join('\n'));
const thresholds = loaded.value;

/** Templates of new plans: their scenarios pass as they stand. */
const templates = planFilesBelow(join(root, 'templates')).map((path) => {
  const plan = loadPlan(path);
  if (!plan.ok) throw new Error(plan.error.map(formatProblem).join('\n'));
  const folder = dirname(path);
  return { name: `template ${basename(folder)}`, plan: plan.value, paths: yamlFilesIn(join(folder, 'scenarios')) };
});
const plans = [...thresholds.plans.values()].map((plan) => ({
  name: plan.id,
  plan,
  paths: scenarioFilesOf(root, plan.id),
}));

describe.each([...plans, ...templates])('$name', ({ plan, paths }) => {
  const files = paths.map((file) => ({ name: basename(file), file }));
  const sets: ScenarioSet[] = [];

  test('has scenarios', () => {
    expect(files).not.toEqual([]);
  });

  describe.each(files)('$name', ({ file }) => {
    const read = readScenarios(file, plan, thresholds);
    const scenarios = read.ok
      ? read.value.scenarios.map((scenario) => [`${scenario.title.zh} ${scenario.title.en}`, scenario] as const)
      : [];
    if (read.ok) sets.push(read.value);

    test('is a file of scenarios', () => {
      expect(read.ok ? [] : read.error.map(formatProblem)).toEqual([]);
    });

    test.each(scenarios)('%s', (_, scenario) => {
      const difference = compareRun(scenario, runScenario(scenario, thresholds.standards));
      expect(difference).toBe('');
    });
  });

  test('every level of every rule is reached by a scenario of a file that is about the rule', () => {
    const reached = new Set(
      sets.flatMap(({ rules, scenarios }) =>
        scenarios.flatMap((scenario) =>
          scenario.expect.flatMap(({ text }) => {
            const [, rule, to] = / ([\w-]+)(?:@\S+)? \S+ -> (\S+)$/u.exec(text) ?? [];
            return rule !== undefined && rules.includes(rule) ? [`${rule} ${String(to)}`] : [];
          }),
        ),
      ),
    );
    const wanted = plan.rules.flatMap((rule) => [...Object.keys(rule.clauses), 'none'].map((to) => `${rule.id} ${to}`));
    expect(wanted.filter((each) => !reached.has(each))).toEqual([]);
  });
});

describe.each(templates)('$name', ({ plan, paths }) => {
  const KINDS = ['Fires', 'Just below', 'Equal', 'Too short', 'Gap', 'Clears', 'Restart', 'Value change'];

  test('has a file for each rule', () => {
    expect(paths.map((path) => basename(path, '.yaml')).toSorted()).toEqual(plan.rules.map(({ id }) => id).toSorted());
  });

  test.each(paths.map((path) => ({ file: basename(path), path })))('$file has a scenario of each kind', ({ path }) => {
    const set = readScenarios(path, plan, thresholds);
    const titles = set.ok ? set.value.scenarios.map(({ title }) => title.en) : [];
    expect(KINDS.filter((kind) => !titles.some((title) => title.startsWith(`${kind}: `)))).toEqual([]);
  });
});
