/** What `npm run plans -- check` does: reads files of `thresholds/` and says what they are or what is wrong. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Jurisdiction } from '../model/jurisdiction.ts';
import type { Plan } from '../model/plan.ts';
import { loadBoundary } from './boundary.ts';
import {
  type AnyFile,
  checkPlansOf,
  checkSharedIds,
  loadAny,
  loadPlan,
  loadThresholds,
  type Loaded,
  planFilesBelow,
  planFilesIn,
  yamlFilesIn,
} from './load.ts';
import { EXAMPLE_MARK } from './new-plan.ts';
import type { Problem } from './problem.ts';

export interface FileReport {
  /** One line for each file that is right. */
  readonly checked: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * Checks files, folders and ids; without any, everything in `root`.
 * A jurisdiction may name the plans of `root` and those given with it.
 */
export function checkFiles(root: string, paths: readonly string[]): FileReport {
  if (paths.length === 0) return checkRoot(root);
  const checked: string[] = [];
  const problems: Problem[] = [];
  const files: AnyFile[] = [];
  for (const path of paths) {
    if (isRoot(path)) {
      const report = checkRoot(path);
      checked.push(...report.checked);
      problems.push(...report.problems);
      continue;
    }
    const found = filesOf(root, path);
    if (found.length === 0) {
      problems.push({
        file: path,
        line: null,
        path: '',
        expected: 'a file, a folder with YAML files or an id',
        found: 'nothing',
      });
    }
    for (const file of found) {
      const result = loadAny(file);
      if (result.ok) files.push(result.value);
      else problems.push(...result.error);
    }
  }
  const plans = new Map<string, Plan>();
  for (const file of planFilesIn(root)) {
    const plan = loadPlan(file);
    if (plan.ok) plans.set(plan.value.id, plan.value);
  }
  for (const file of files) if (file.kind === 'plan') plans.set(file.value.id, file.value);
  for (const kind of ['plan', 'jurisdiction', 'standard'] as const) {
    problems.push(...checkSharedIds(files.filter((file) => file.kind === kind)));
  }
  for (const file of files) {
    const crossed = file.kind === 'jurisdiction' ? [...checkPlansOf(file, plans), ...checkBoundaryOf(file)] : [];
    problems.push(...crossed);
    if (crossed.length === 0) checked.push(`${file.yaml.file}: ${describeFile(file)}`);
  }
  return { checked, problems };
}

function checkBoundaryOf({ value, yaml }: Loaded<Jurisdiction>): readonly Problem[] {
  const boundary = loadBoundary(yaml.file, value);
  return boundary.ok ? [] : boundary.error;
}

const isRoot = (path: string): boolean =>
  ['plans', 'jurisdictions', 'standards'].every((folder) => existsSync(join(path, folder)));

function filesOf(root: string, path: string): readonly string[] {
  if (!existsSync(path)) {
    const byId = [join(root, 'plans', path, 'plan.yaml'), join(root, 'jurisdictions', `${path}.yaml`)];
    const known = byId.filter((file) => existsSync(file));
    // A name that is neither is read as a file, so that the message says why it cannot be.
    return known.length > 0 ? known : [path];
  }
  if (!statSync(path).isDirectory()) return [path];
  return [...yamlFilesIn(path), ...planFilesBelow(path)];
}

function checkRoot(root: string): FileReport {
  const loaded = loadThresholds({ root });
  if (!loaded.ok) return { checked: [], problems: loaded.error };
  const { plans, jurisdictions, standards } = loaded.value;
  const checked = [
    ...[...plans.values()].map((plan) => `plan ${plan.id}: ${describePlan(plan)}`),
    ...jurisdictions.map(({ id, subjects }) => `jurisdiction ${id}: ${subjects.length} subjects`),
    ...standards.map(({ id, from }) => `standard ${id}: from ${from}`),
  ];
  return { checked, problems: [] };
}

const describePlan = ({ rules }: Plan): string => `${rules.length} rules (${rules.map(({ id }) => id).join(', ')})`;

function describeFile(file: AnyFile): string {
  switch (file.kind) {
    case 'plan': {
      const left = JSON.stringify(file.yaml.content).split(EXAMPLE_MARK).length - 1;
      const rest = left === 0 ? '' : `, ${left} texts still marked ${EXAMPLE_MARK}`;
      return `plan ${file.value.id}, ${describePlan(file.value)}${rest}`;
    }
    case 'jurisdiction':
      return `jurisdiction ${file.value.id}, ${file.value.subjects.length} subjects`;
    case 'standard':
      return `standard ${file.value.id}, from ${file.value.from}`;
  }
}
