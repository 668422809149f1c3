/** Runs the scenario files of a plan, wherever the plan stands. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plan } from '../model/plan.ts';
import type { Text } from '../model/text.ts';
import { loadJurisdiction, loadStandard, planFilesBelow, planFilesIn, planPath, yamlFilesIn } from '../plans/load.ts';
import type { Problem, Result } from '../plans/problem.ts';
import { differenceOf, type Difference } from './compare.ts';
import { readScenarios, type Surroundings } from './read.ts';
import { runScenario } from './run.ts';
import type { Scenario } from './scenario.ts';

/** A plan file with the scenario files to run. */
export interface Target {
  readonly plan: string;
  readonly scenarios: readonly string[];
}

/** A scenario file that was run. */
export interface FileOutcome {
  readonly file: string;
  readonly title: Text;
  readonly scenarios: readonly { readonly scenario: Scenario; readonly difference: Difference }[];
}

const SCENARIO_FILE = /(?:^|[/\\])scenarios[/\\][^/\\]+\.ya?ml$/u;

/**
 * What is meant by ids of plans, plan files, folders of one plan or of several, and single scenario files; without any,
 * every plan of `root`.
 */
export function targetsOf(root: string, names: readonly string[]): readonly Target[] {
  const whole = (plan: string): Target => ({ plan, scenarios: yamlFilesIn(join(dirname(plan), 'scenarios')) });
  if (names.length === 0) return planFilesIn(root).map(whole);
  return names.flatMap((name) => {
    if (SCENARIO_FILE.test(name)) return [{ plan: join(dirname(dirname(name)), 'plan.yaml'), scenarios: [name] }];
    const plan = planPath(root, name);
    const below = existsSync(plan) || !existsSync(name) ? [] : planFilesBelow(name);
    return below.length === 0 ? [whole(plan)] : below.map(whole);
  });
}

/** The places and tables of `root`, which scenarios may name; plans of `root` are not looked at. */
export function loadSurroundings(root: string): Result<Surroundings, readonly Problem[]> {
  const problems: Problem[] = [];
  const each = <T>(folder: string, load: (path: string) => Result<T, readonly Problem[]>): T[] =>
    yamlFilesIn(join(root, folder)).flatMap((file) => {
      const result = load(file);
      if (!result.ok) problems.push(...result.error);
      return result.ok ? [result.value] : [];
    });
  const jurisdictions = each('jurisdictions', loadJurisdiction);
  const standards = each('standards', loadStandard).toSorted((a, b) => (a.from < b.from ? -1 : 1));
  return problems.length > 0 ? { ok: false, error: problems } : { ok: true, value: { jurisdictions, standards } };
}

/** Runs one file of scenarios. Gives every problem of the file, or what came of each of its scenarios. */
export function runFile(file: string, plan: Plan, surroundings: Surroundings): Result<FileOutcome, readonly Problem[]> {
  const read = readScenarios(file, plan, surroundings);
  if (!read.ok) return read;
  const scenarios = read.value.scenarios.map((scenario) => ({
    scenario,
    difference: differenceOf(scenario, runScenario(scenario, surroundings.standards)),
  }));
  return { ok: true, value: { file, title: read.value.title, scenarios } };
}
