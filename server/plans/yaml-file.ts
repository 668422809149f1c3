/** YAML files with the line of every value. */
import { readFileSync, statSync } from 'node:fs';
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { describeValue, type Finding, formatPath, type Problem, type Result, type Step } from './problem.ts';

/** Files in `thresholds/` are written by people; anything larger is something else. */
const MAX_BYTES = 4_000_000;

/** A file whose syntax is right. */
export interface YamlFile {
  readonly file: string;
  readonly content: unknown;
  /** Adds the line to what a check found. */
  readonly locate: (finding: Finding) => Problem;
}

/** Reads a YAML file. Gives a problem when it cannot be read, is over 4 MB, or is no YAML. */
export function readYaml(file: string): Result<YamlFile, readonly Problem[]> {
  const whole = (expected: string, found: string): Result<YamlFile, readonly Problem[]> => ({
    ok: false,
    error: [{ file, line: null, path: '', expected, found }],
  });
  let source: string;
  try {
    const { size } = statSync(file);
    if (size > MAX_BYTES) return whole(`a file of ${MAX_BYTES} bytes at most`, `${size} bytes`);
    source = readFileSync(file, 'utf8');
  } catch (error) {
    return whole('a file that can be read', reasonOf(error));
  }
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    const error = faults.map(({ pos, code, message }) => ({
      file,
      line: lines.linePos(pos[0]).line,
      path: '',
      expected: 'valid YAML',
      found: code === 'MULTIPLE_DOCS' ? 'a second document' : `an error: ${message}`,
    }));
    return { ok: false, error };
  }
  let content: unknown;
  try {
    content = document.toJS();
  } catch (error) {
    return whole('valid YAML', `an error: ${reasonOf(error)}`);
  }
  const locate = ({ path, expected, found }: Finding): Problem => ({
    file,
    line: lines.linePos(offsetOf(document, path)).line,
    path: formatPath(path),
    expected,
    found: found ?? describeValue(valueAt(content, path)),
  });
  return { ok: true, value: { file, content, locate } };
}

/** Checks the content of a file against its shape. Every fault is a problem with its line. */
export function checkShape<T>(schema: z.ZodType<T>, yaml: YamlFile): Result<T, readonly Problem[]> {
  const parsed = schema.safeParse(yaml.content);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, error: parsed.error.issues.flatMap((issue) => findingsOf(issue)).map(yaml.locate) };
}

/** What the errors of Node's file functions say, in a few words. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'no such file';
  if (code === 'EISDIR') return 'a folder';
  return error.message;
}

type Issue = z.core.$ZodIssue;

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a map',
  record: 'a map',
};

function findingsOf(issue: Issue, at: readonly Step[] = []): readonly Finding[] {
  const path = [...at, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        expected: 'no such key here',
        found: `the unknown key ${JSON.stringify(key)}`,
      }));
    case 'invalid_union': {
      if (issue.discriminator !== undefined) {
        const options = 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
        return [{ path, expected: oneOf(options) }];
      }
      // The branch that the value was meant for is the one whose own type fits.
      const branches = issue.errors.map((errors) => errors.filter((inner) => inner.code !== undefined));
      const meant = branches.find((errors) =>
        errors.every((inner) => inner.path.length > 0 || inner.code !== 'invalid_type'),
      );
      if (meant !== undefined) return meant.flatMap((inner) => findingsOf(inner, path));
      const expected = branches.flatMap((errors) =>
        errors.flatMap((inner) => findingsOf(inner).map((one) => one.expected)),
      );
      return [{ path, expected: [...new Set(expected)].join(' or ') }];
    }
    default:
      return [{ path, expected: expectedBy(issue) }];
  }
}

function expectedBy(issue: Exclude<Issue, { code: 'unrecognized_keys' | 'invalid_union' }>): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return oneOf(issue.values);
    case 'too_small':
      if (issue.origin === 'array') return `a list of at least ${String(issue.minimum)}`;
      return issue.inclusive === false ? `more than ${String(issue.minimum)}` : `at least ${String(issue.minimum)}`;
    case 'too_big':
      if (issue.origin === 'array') return `a list of at most ${String(issue.maximum)}`;
      return issue.inclusive === false ? `less than ${String(issue.maximum)}` : `at most ${String(issue.maximum)}`;
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
    case 'invalid_format':
    case 'custom':
      return issue.message;
  }
}

const oneOf = (values: readonly unknown[]): string =>
  values.length === 1 ? JSON.stringify(values[0]) : `one of ${values.map((value) => JSON.stringify(value)).join(', ')}`;

function valueAt(content: unknown, path: readonly Step[]): unknown {
  let value = content;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

/** Where the value at a path starts: its key in a map, itself in a list; of what is missing, what it is missing in. */
function offsetOf(document: Document, path: readonly Step[]): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => (isScalar(key) ? String(key.value) : String(key)) === String(step));
      if (pair === undefined) return offset;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number' && node.items[step] !== undefined) {
      node = node.items[step];
      offset = startOf(node) ?? offset;
    } else return offset;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  if (isMap(node) || isSeq(node) || isScalar(node) || isAlias(node)) return node.range?.[0];
  return undefined;
}
