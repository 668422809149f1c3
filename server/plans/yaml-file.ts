/** YAML files with the line of every value. */
import { readFileSync, statSync } from 'node:fs';
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type YAMLError,
  type YAMLWarning,
} from 'yaml';
import type { z } from 'zod';
import { describeValue, type Finding, formatPath, type Problem, type Result, type Step } from './problem.ts';
import { findingsOfShape, valueAt } from './shape-findings.ts';
import { findSlip } from './yaml-slips.ts';

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
    const lineOf = ({ pos }: Fault): number => lines.linePos(pos[0]).line;
    const error = independent(faults).map((fault) => ({ file, path: '', ...explain(fault, lineOf(fault), source) }));
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

type Fault = YAMLError | YAMLWarning;

/** Faults that do not follow from each other: after the first in the structure the reader only guesses. */
function independent(faults: readonly Fault[]): readonly Fault[] {
  const plain = new Set<string>(['DUPLICATE_KEY', 'TAG_RESOLVE_FAILED', 'MULTIPLE_DOCS']);
  const first = faults.find(({ code }) => !plain.has(code));
  return faults.filter(
    (fault) => fault === first || (plain.has(fault.code) && fault.pos[0] < (first?.pos[0] ?? Infinity)),
  );
}

/** A fault of syntax in words that a planner understands. */
function explain(fault: Fault, line: number, source: string): Pick<Problem, 'line' | 'expected' | 'found'> {
  if (fault.code === 'MULTIPLE_DOCS') return { line, expected: 'valid YAML', found: 'a second document' };
  if (fault.code === 'DUPLICATE_KEY') {
    const key = /^[\w.-]*/u.exec(source.slice(fault.pos[0]))?.[0] ?? '';
    return { line, expected: 'each key once in a map', found: `${key} again` };
  }
  const slip = findSlip(source, line, fault.message);
  return slip ?? { line, expected: 'valid YAML', found: `an error: ${fault.message}` };
}

/** Checks the content of a file against its shape. Every fault is a problem with its line. */
export function checkShape<T>(schema: z.ZodType<T>, yaml: YamlFile): Result<T, readonly Problem[]> {
  const parsed = schema.safeParse(yaml.content);
  if (parsed.success) return { ok: true, value: parsed.data };
  const { content } = yaml;
  return { ok: false, error: findingsOfShape(parsed.error.issues, { schema, content }).map(yaml.locate) };
}

/** What the errors of Node's file functions say, in a few words. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'no such file';
  if (code === 'EISDIR') return 'a folder';
  return error.message;
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
