import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadThresholds } from '../server/plans/load.ts';
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

describe.each([...thresholds.plans.values()])('$id', (plan) => {
  const files = scenarioFilesOf(root, plan.id).map((file) => ({ name: basename(file), file }));
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
