/** Reads plans, jurisdictions and standards. Everything that is wrong is given at once, each with its line. */
import { type Dirent, existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Boundary } from '../model/boundary.ts';
import type { Jurisdiction } from '../model/jurisdiction.ts';
import type { Plan } from '../model/plan.ts';
import type { AqiStandard } from '../model/standard.ts';
import { boundaryPath, loadBoundary } from './boundary.ts';
import { checkJurisdiction, checkPlan, checkStandard } from './checks.ts';
import { toJurisdiction, toPlan, toStandard } from './convert.ts';
import type { Finding, Problem, Result } from './problem.ts';
import { jurisdictionSchema } from './place-schema.ts';
import { planSchema } from './plan-schema.ts';
import { standardSchema } from './standard-schema.ts';
import { checkShape, readYaml, type YamlFile } from './yaml-file.ts';

/** A value with the file that it came from, for checks across files. */
export interface Loaded<T> {
  readonly value: T;
  readonly yaml: YamlFile;
}

interface Kind<F, T> {
  readonly shape: Parameters<typeof checkShape<F>>[0];
  readonly check: (file: F) => readonly Finding[];
  readonly convert: (file: F) => T;
}
const PLAN: Kind<Parameters<typeof toPlan>[0], Plan> = { shape: planSchema, check: checkPlan, convert: toPlan };
const JURISDICTION: Kind<Parameters<typeof toJurisdiction>[0], Jurisdiction> = {
  shape: jurisdictionSchema,
  check: checkJurisdiction,
  convert: toJurisdiction,
};
const STANDARD: Kind<Parameters<typeof toStandard>[0], AqiStandard> = {
  shape: standardSchema,
  check: checkStandard,
  convert: toStandard,
};

function read<F, T>(kind: Kind<F, T>, yaml: YamlFile): Result<Loaded<T>, readonly Problem[]> {
  const shaped = checkShape(kind.shape, yaml);
  if (!shaped.ok) return shaped;
  const problems = kind.check(shaped.value).map(yaml.locate);
  return problems.length > 0
    ? { ok: false, error: problems }
    : { ok: true, value: { value: kind.convert(shaped.value), yaml } };
}

function load<F, T>(kind: Kind<F, T>, path: string): Result<Loaded<T>, readonly Problem[]> {
  const yaml = readYaml(path);
  return yaml.ok ? read(kind, yaml.value) : yaml;
}

const bare = <T>(result: Result<Loaded<T>, readonly Problem[]>): Result<T, readonly Problem[]> =>
  result.ok ? { ok: true, value: result.value.value } : result;

/** Reads one plan file. */
export const loadPlan = (path: string): Result<Plan, readonly Problem[]> => bare(load(PLAN, path));

/** Reads one jurisdiction file. Whether the plans that it names exist is not looked at here. */
export const loadJurisdiction = (path: string): Result<Jurisdiction, readonly Problem[]> =>
  bare(load(JURISDICTION, path));

/** Reads one AQI standard. */
export const loadStandard = (path: string): Result<AqiStandard, readonly Problem[]> => bare(load(STANDARD, path));

/** A file of any of the three kinds, by what stands in it. */
export type AnyFile =
  | ({ readonly kind: 'plan' } & Loaded<Plan>)
  | ({ readonly kind: 'jurisdiction' } & Loaded<Jurisdiction>)
  | ({ readonly kind: 'standard' } & Loaded<AqiStandard>);

/** Reads a file whose kind is not known: a plan has `rules`, a jurisdiction `subjects`, a standard `breakpoints`. */
export function loadAny(path: string): Result<AnyFile, readonly Problem[]> {
  const yaml = readYaml(path);
  if (!yaml.ok) return yaml;
  const { content } = yaml.value;
  const has = (key: string): boolean => typeof content === 'object' && content !== null && key in content;
  if (has('rules')) return withKind('plan', read(PLAN, yaml.value));
  if (has('subjects')) return withKind('jurisdiction', read(JURISDICTION, yaml.value));
  if (has('breakpoints')) return withKind('standard', read(STANDARD, yaml.value));
  const expected = 'a plan (with "rules"), a jurisdiction (with "subjects") or a standard (with "breakpoints")';
  return { ok: false, error: [yaml.value.locate({ path: [], expected })] };
}

const withKind = <K extends AnyFile['kind'], T>(
  kind: K,
  result: Result<Loaded<T>, readonly Problem[]>,
): Result<{ readonly kind: K } & Loaded<T>, readonly Problem[]> =>
  result.ok ? { ok: true, value: { kind, ...result.value } } : result;

/** The plan file that is meant by a path, a folder with a `plan.yaml`, or the id of a plan in `root`. */
export function planPath(root: string, idOrPath: string): string {
  if (existsSync(idOrPath)) return statSync(idOrPath).isDirectory() ? join(idOrPath, 'plan.yaml') : idOrPath;
  return looksLikePath(idOrPath) ? idOrPath : join(root, 'plans', idOrPath, 'plan.yaml');
}

/** The jurisdiction file that is meant by a path or by the id of a jurisdiction in `root`. */
export function jurisdictionPath(root: string, idOrPath: string): string {
  return existsSync(idOrPath) || looksLikePath(idOrPath) ? idOrPath : join(root, 'jurisdictions', `${idOrPath}.yaml`);
}

/** Whether a text names a place in the file system rather than an id. */
export const looksLikePath = (text: string): boolean => /[/\\]|\.ya?ml$/u.test(text);

export interface ThresholdsOptions {
  /** The folder with `plans`, `jurisdictions` and `standards`. */
  readonly root: string;
  /** Ids of jurisdictions in `root`, or a folder of jurisdiction files; absent means all in `root`. */
  readonly jurisdictions?: readonly string[] | string;
}

/** What `thresholds/` holds, checked as a whole. */
export interface Thresholds {
  readonly plans: ReadonlyMap<string, Plan>;
  readonly jurisdictions: readonly Jurisdiction[];
  /** Outlines of those jurisdictions that have one, by id. */
  readonly boundaries: ReadonlyMap<string, Boundary>;
  /** Ascending by `from`. */
  readonly standards: readonly AqiStandard[];
}

/** Names in a folder, sorted; none when there is no such folder. */
function entriesOf(folder: string): readonly Dirent[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The YAML files that stand in a folder itself, sorted by name. */
export const yamlFilesIn = (folder: string): readonly string[] =>
  entriesOf(folder)
    .filter((entry) => !entry.isDirectory() && /\.ya?ml$/u.test(entry.name))
    .map((entry) => join(folder, entry.name));

/** The outlines that stand in a folder itself, sorted by name. */
const boundaryFilesIn = (folder: string): readonly string[] =>
  entriesOf(folder)
    .filter((entry) => !entry.isDirectory() && entry.name.endsWith('.geojson'))
    .map((entry) => join(folder, entry.name));

/** The `plan.yaml` of every plan in `root`; a folder in `plans` must have one. */
export const planFilesIn = (root: string): readonly string[] => planFilesOf(join(root, 'plans'));

const planFilesOf = (folder: string): readonly string[] =>
  entriesOf(folder)
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name, 'plan.yaml'));

/** The `plan.yaml` files that stand in the folders of a folder. */
export const planFilesBelow = (folder: string): readonly string[] =>
  planFilesOf(folder).filter((file) => existsSync(file));

/** Plans that a jurisdiction names exist, and it has a city or county that their recommendations can speak of. */
export function checkPlansOf(
  { value, yaml }: Loaded<Jurisdiction>,
  plans: ReadonlyMap<string, Plan>,
): readonly Problem[] {
  return value.plans.flatMap((id, i) => {
    const plan = plans.get(id);
    const path = ['plans', i];
    if (plan === undefined) {
      return [yaml.locate({ path, expected: `the id of a plan (${[...plans.keys()].join(', ')})` })];
    }
    if (!value.subjects.some(({ kind, neighbour }) => (kind === 'city' || kind === 'county') && !neighbour)) {
      const expected = `a subject of kind ${plan.area} for what ${id} recommends`;
      return [yaml.locate({ path, expected, found: 'no city and no county' })];
    }
    return [];
  });
}

/** Ids that two files share; the problem is at the later file. */
export function checkSharedIds(loaded: readonly Loaded<{ readonly id: string }>[]): readonly Problem[] {
  const owners = new Map<string, string>();
  return loaded.flatMap(({ value, yaml }) => {
    const owner = owners.get(value.id);
    owners.set(value.id, owner ?? yaml.file);
    if (owner === undefined) return [];
    return [
      yaml.locate({ path: ['id'], expected: 'an id of its own', found: `${JSON.stringify(value.id)}, as in ${owner}` }),
    ];
  });
}

/**
 * Loads a folder of thresholds.
 * Gives every problem of every file, or all plans, the chosen jurisdictions and all standards.
 */
export function loadThresholds({ root, jurisdictions }: ThresholdsOptions): Result<Thresholds, readonly Problem[]> {
  const problems: Problem[] = [];
  const missing = (file: string, expected: string, found = 'nothing'): void => {
    problems.push({ file, line: null, path: '', expected, found });
  };
  const loadAll = <F, T>(kind: Kind<F, T>, files: readonly string[]): Loaded<T>[] =>
    files.flatMap((file) => {
      const result = load(kind, file);
      if (!result.ok) problems.push(...result.error);
      return result.ok ? [result.value] : [];
    });

  const plans = loadAll(PLAN, planFilesIn(root));
  for (const { value, yaml } of plans) {
    const folder = basename(dirname(yaml.file));
    if (folder !== value.id)
      problems.push(yaml.locate({ path: ['id'], expected: `the name of its folder, ${folder}` }));
  }
  problems.push(...checkSharedIds(plans));
  const plansById = new Map<string, Plan>();
  for (const { value } of plans) if (!plansById.has(value.id)) plansById.set(value.id, value);

  const standards = loadAll(STANDARD, yamlFilesIn(join(root, 'standards')));
  problems.push(...checkSharedIds(standards));
  if (standards.length === 0 && problems.length === 0) missing(join(root, 'standards'), 'at least one AQI standard');

  const ownFolder = join(root, 'jurisdictions');
  const folder = typeof jurisdictions === 'string' ? jurisdictions : ownFolder;
  const all = yamlFilesIn(folder);
  let files = all;
  if (Array.isArray(jurisdictions)) {
    files = jurisdictions.map((id: string) => join(ownFolder, `${id}.yaml`));
    const known = all.map((file) => basename(file).replace(/\.ya?ml$/u, ''));
    for (const id of jurisdictions.filter((one: string) => !known.includes(one))) {
      missing(ownFolder, `jurisdictions by their ids (${known.join(', ')})`, JSON.stringify(id));
    }
    files = files.filter((file) => all.includes(file));
  } else if (all.length === 0) missing(folder, 'at least one jurisdiction file');
  const loaded = loadAll(JURISDICTION, files);
  problems.push(...checkSharedIds(loaded));
  const boundaries = new Map<string, Boundary>();
  for (const { value, yaml } of loaded) {
    const boundary = loadBoundary(yaml.file, value);
    if (!boundary.ok) problems.push(...boundary.error);
    else if (boundary.value !== null) boundaries.set(value.id, boundary.value);
  }
  // Of a folder that is loaded whole, an outline under a name that is no id would never be seen.
  if (!Array.isArray(jurisdictions) && loaded.length === files.length) {
    const own = new Set(loaded.map(({ value, yaml }) => boundaryPath(yaml.file, value.id)));
    const ids = loaded.map(({ value }) => value.id).join(', ');
    for (const file of boundaryFilesIn(folder).filter((one) => !own.has(one))) {
      missing(file, `the id of a jurisdiction of this folder as its name (${ids})`, JSON.stringify(basename(file)));
    }
  }
  // A plan that could not be read has been named already.
  if (plans.length === planFilesIn(root).length) {
    problems.push(...loaded.flatMap((jurisdiction) => checkPlansOf(jurisdiction, plansById)));
  }

  if (problems.length > 0) return { ok: false, error: problems };
  return {
    ok: true,
    value: {
      plans: plansById,
      jurisdictions: loaded.map(({ value }) => (boundaries.has(value.id) ? { ...value, hasBoundary: true } : value)),
      boundaries,
      standards: standards.map(({ value }) => value).toSorted((a, b) => (a.from < b.from ? -1 : 1)),
    },
  };
}
