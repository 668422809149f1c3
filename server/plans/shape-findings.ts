/** What a shape finds wrong in a file, in words for people who write such files. */
import { z } from 'zod';
import { describeValue, type Finding, type Step } from './problem.ts';

type Issue = z.core.$ZodIssue;

/** A file with the shape that it should have. */
interface Shaped {
  readonly schema: z.ZodType;
  readonly content: unknown;
}

/** Every fault that a shape finds in the content of a file. */
export const findingsOfShape = (issues: readonly Issue[], shaped: Shaped): readonly Finding[] =>
  issues.flatMap((issue) => findingsOf(issue, shaped, []));

function findingsOf(issue: Issue, shaped: Shaped, at: readonly Step[]): readonly Finding[] {
  const path = [...at, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
  const value = valueAt(shaped.content, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, path, shaped));
    case 'invalid_union': {
      if (issue.discriminator !== undefined) {
        const options = 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
        return [{ path, expected: oneOf(options) }];
      }
      // The branch that the value was meant for is the one whose own type fits.
      const isMap = typeof value === 'object';
      const meant = issue.errors.find((errors) =>
        errors.every(
          ({ code, path: inner }) =>
            inner.length > 0 || (code !== 'invalid_type' && !(isMap && code === 'invalid_value')),
        ),
      );
      if (meant !== undefined) return meant.flatMap((inner) => findingsOf(inner, shaped, path));
      const expected = issue.errors.flatMap((errors) =>
        errors.flatMap((inner) => findingsOf(inner, shaped, path).map((one) => one.expected)),
      );
      return [{ path, expected: [...new Set(expected)].join(' or ') }];
    }
    case 'invalid_type':
      return [{ path, expected: expectedType(issue.expected, value, () => keysAt(shaped, path)) }];
    case 'invalid_value': {
      const meant = typeof value === 'string' ? perhaps(value, issue.values.map(String)) : '';
      const found = meant === '' ? {} : { found: `${describeValue(value)}${meant}` };
      return [{ path, expected: oneOf(issue.values), ...found }];
    }
    default:
      return [{ path, expected: expectedBy(issue) }];
  }
}

/** A key that the shape does not have: what may stand there, and which of it was probably meant. */
function unknownKey(key: string, path: readonly Step[], shaped: Shaped): Finding {
  const at = [...path, key];
  if (valueAt(shaped.content, at) === null) {
    // In braces a text goes on until a comma, and a key until a colon with a space behind it.
    const slip = /[:：]/u.test(key)
      ? 'a space after the colon'
      : /\s/u.test(key)
        ? 'a text with a comma in quotes, since a comma in { } begins the next key'
        : null;
    if (slip !== null) return { path: at, expected: slip, found: JSON.stringify(key) };
  }
  const known = keysAt(shaped, path);
  const found = `the unknown key ${JSON.stringify(key)}`;
  if (known.length === 0) return { path: at, expected: 'no such key here', found };
  const expected = known.length === 1 ? `only the key ${known[0]}` : `one of the keys ${known.join(', ')}`;
  return { path: at, expected, found: `${found}${perhaps(key, known)}` };
}

/** The word that was probably meant by another, in brackets; empty when none is close. */
function perhaps(word: string, known: readonly string[]): string {
  // Ⅲ is one letter on a Chinese keyboard.
  const plain = word.normalize('NFKC');
  const [meant] = known
    .map((name) => ({ name, distance: distanceOf(name, plain) }))
    .filter(({ name, distance }) => distance <= Math.floor(name.length / 3))
    .toSorted((a, b) => a.distance - b.distance);
  return meant === undefined ? '' : ` (perhaps "${meant.name}")`;
}

/** Up to this many keys are named where a map is missing; more are no help. */
const MAX_NAMED = 6;

function expectedType(type: string, value: unknown, keys: () => readonly string[]): string {
  switch (type) {
    case 'string':
      return typeof value === 'number' || typeof value === 'boolean' ? 'text in quotes' : 'text';
    case 'number':
    case 'int': {
      const what = type === 'int' ? 'a whole number' : 'a number';
      if (typeof value !== 'string') return what;
      if (/^[\d.]+$/u.test(value)) return `${what} without quotes`;
      return /\p{Nd}/u.test(value) ? `${what} in plain digits, without a unit` : what;
    }
    case 'boolean':
      return 'true or false';
    case 'array':
    case 'tuple':
      return 'a list, such as [a, b] or lines that begin with "-"';
    case 'object':
    case 'record': {
      const known = keys();
      return known.length === 0 || known.length > MAX_NAMED
        ? 'keys with values'
        : `keys with values (${known.join(', ')})`;
    }
    default:
      return type;
  }
}

type Simple = Exclude<Issue, { code: 'unrecognized_keys' | 'invalid_union' | 'invalid_type' | 'invalid_value' }>;

function expectedBy(issue: Simple): string {
  const entries = (count: number | bigint): string => (Number(count) === 1 ? 'one entry' : `${count} entries`);
  switch (issue.code) {
    case 'too_small':
      if (issue.origin === 'array') return `at least ${entries(issue.minimum)}`;
      return issue.inclusive === false ? `more than ${String(issue.minimum)}` : `at least ${String(issue.minimum)}`;
    case 'too_big':
      if (issue.origin === 'array') return `${entries(issue.maximum)} at most`;
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

/** The value at a place in the content of a file; undefined where there is none. */
export function valueAt(content: unknown, path: readonly Step[]): unknown {
  let value = content;
  for (const step of path) value = memberOf(value, step);
  return value;
}

const memberOf = (value: unknown, step: Step): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined;

/** The keys that a map may have by its shape, in their order; none when the shape does not say. */
function keysAt({ schema, content }: Shaped, path: readonly Step[]): readonly string[] {
  const root: unknown = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  let nodes = branchesOf(root, content);
  let value = content;
  for (const step of path) {
    value = memberOf(value, step);
    nodes = nodes
      .flatMap((node) => {
        if (typeof step === 'number') return [memberOf(memberOf(node, 'prefixItems'), step) ?? memberOf(node, 'items')];
        return [memberOf(memberOf(node, 'properties'), step) ?? memberOf(node, 'additionalProperties')];
      })
      .flatMap((node) => branchesOf(node, value));
  }
  return [...new Set(nodes.flatMap((node) => Object.keys(memberOf(node, 'properties') ?? {})))];
}

/** The alternatives of a node of JSON Schema that a value may be meant for: those whose constants it has, or all. */
function branchesOf(node: unknown, value: unknown): readonly unknown[] {
  if (node === undefined) return [];
  const inner = memberOf(node, 'anyOf') ?? memberOf(node, 'oneOf');
  if (!Array.isArray(inner)) return [node];
  const fitting = inner.filter((one) => hasConstantsOf(one, value));
  return (fitting.length > 0 ? fitting : inner).flatMap((one) => branchesOf(one, value));
}

const hasConstantsOf = (node: unknown, value: unknown): boolean =>
  Object.entries(memberOf(node, 'properties') ?? {}).every(([key, property]) => {
    const constant = memberOf(property, 'const');
    return constant === undefined || constant === memberOf(value, key);
  });

/** How many letters must be put in, taken out or changed to get from one word to another. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
