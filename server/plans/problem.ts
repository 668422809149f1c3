/** What is wrong in a file of `thresholds/`, and where. */
export interface Problem {
  readonly file: string;
  /** From 1; null when the file as a whole is meant. */
  readonly line: number | null;
  /** Place in the file, such as `rules[2].values[0].levels.III.above`; empty for the file as a whole. */
  readonly path: string;
  /** A phrase that follows the word "expected". */
  readonly expected: string;
  /** What stands there, shortened. */
  readonly found: string;
}

/** A value, or everything that stands in its way. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** A step in a file: a key or the number of an item. */
export type Step = string | number;

/** Something that a check found, before its line is known. `found` is read from the file where it is absent. */
export interface Finding {
  readonly path: readonly Step[];
  readonly expected: string;
  readonly found?: string;
}

/** A path as people read it: `rules[2].values[0]`; keys with other signs are quoted. */
export function formatPath(path: readonly Step[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[\w-]+$/u.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}

/** One line for people: `file:line: path: expected …, found …`. */
export function formatProblem({ file, line, path, expected, found }: Problem): string {
  const place = [line === null ? file : `${file}:${line}`, ...(path === '' ? [] : [path])].join(': ');
  return `${place}: expected ${expected}, found ${found}`;
}

/** A value as it stands in a message: its kind and a short form of it. */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 1 ? 'a list of 1 entry' : `a list of ${value.length} entries`;
  if (typeof value === 'object') {
    const keys = Object.keys(value);
    if (keys.length === 0) return 'no keys';
    return `the ${keys.length === 1 ? 'key' : 'keys'} ${keys.slice(0, 5).join(', ')}${keys.length > 5 ? ', …' : ''}`;
  }
  if (typeof value === 'string')
    return value.length > 60 ? `${JSON.stringify(value.slice(0, 57))}…` : JSON.stringify(value);
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'number' ? `the number ${value}` : typeof value;
}
