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

/** Acts by which somebody with the power to do so decides. */
const DECIDING: ReadonlySet<string> = new Set(['approve', 'declare', 'end']);

describe.each(plans.filter(({ plan }) => plan.steps.length > 0))('people under $name', ({ plan, paths }) => {
  const scenarios = paths.flatMap((file) => {
    const read = readScenarios(file, plan, thresholds);
    return read.ok ? read.value.scenarios.filter(({ people }) => people !== null) : [];
  });
  /** What comes of the cases in all scenarios of the plan, without the time. */
  const lines = scenarios.flatMap(({ cases }) => cases.map(({ text }) => text.slice(17)));
  const came = (pattern: string): boolean => lines.some((line) => new RegExp(`^${pattern}$`, 'u').test(line));
  const ids = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id);

  test('put every level in force and end it', () => {
    const levels = [...ids(plan.levels), 'none'];
    expect(levels.filter((level) => !came(String.raw`\S+ step \S+ -> ${level}`))).toEqual([]);
  });

  test('do every step, and every report', () => {
    expect(ids(plan.steps).filter((id) => !came(String.raw`\S+ step ${id}(?: -> \S+)?`))).toEqual([]);
    expect(ids(plan.reporting).filter((id) => !came(String.raw`\S+ report ${id}`))).toEqual([]);
  });

  test('declare all that may be declared', () => {
    const begun = (id: string): boolean => came(String.raw`(?:opened|round) \S+ \S+ by \S+ declare ${id}`);
    expect(ids(plan.declarations).filter((id) => !begun(id))).toEqual([]);
  });

  test('are not let where another role decides', () => {
    const deciding = plan.steps.filter(({ act }) => DECIDING.has(act)).map(({ id }) => `step ${id}`);
    const declared = plan.declarations.map(({ id }) => String.raw`declare ${id} \S+`);
    const wanted = [...deciding, ...declared];
    expect(wanted.filter((what) => !came(String.raw`\S+ ${what} refused not-allowed`))).toEqual([]);
  });

  test('are late with everything that has a time, and the next role is told', () => {
    const steps = plan.steps.filter(({ within }) => within !== null).map(({ id }) => `step ${id}`);
    const reports = plan.reporting.filter(({ due }) => due.kind !== 'once').map(({ id }) => `report ${id}`);
    expect([...steps, ...reports].filter((what) => !came(String.raw`overdue ${what} to \S+`))).toEqual([]);
  });

  test('send back, refuse, raise, lower, end and are told from above', () => {
    const wanted = [
      String.raw`\S+ send-back to \S+`,
      String.raw`\S+ refuse`,
      'withdrawn',
      String.raw`round raise \S+ by recommendation`,
      String.raw`round lower \S+ by .+`,
      String.raw`(?:opened|round) \S+ \S+ by \S+ notice \S+`,
      String.raw`recommendation (?:lift|end) none answered`,
    ];
    expect(wanted.filter((pattern) => !came(pattern))).toEqual([]);
  });

  test('find the same cases when the program starts again after each of their acts', () => {
    for (const scenario of scenarios) {
      const restarts = [...new Set(scenario.people?.map(({ at }) => at))];
      const restarted = { ...scenario, restarts };
      expect(compareRun(restarted, runScenario(restarted, thresholds.standards))).toBe('');
    }
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
