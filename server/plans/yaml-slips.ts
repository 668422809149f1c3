/** Slips of the pen that make a file no YAML, in words for people who have never heard of it. */

/** A slip with its line (from 1). */
export interface Slip {
  readonly line: number;
  /** A phrase that follows the word "expected". */
  readonly expected: string;
  readonly found: string;
}

/** `key: value`, perhaps after `- `; the colon may be the one of a Chinese keyboard. */
const ENTRY = /^(?<before> *(?:- +)*)(?<key>[A-Za-z][\w.-]*)(?<colon>[:：])(?<value>.*)$/u;
const ITEM = /^ *-(?: |$)/u;
const NOTHING = /^\s*(?:#.*)?$/u;

/** What probably went wrong where reading failed; null when it is none of the usual slips. */
export function findSlip(source: string, failedAt: number, reason: string): Slip | null {
  const lines = source.split(/\r?\n/u);
  const lineAt = (index: number): string => lines[index] ?? '';
  const slip = (index: number, expected: string, found = quote(lineAt(index))): Slip => ({
    line: index + 1,
    expected,
    found,
  });
  const failed = failedAt - 1;

  // A quote that is not closed goes on until the next one, or to the end.
  const isQuote = /closing ['"]/u.test(reason);
  for (let index = failed; index >= Math.max(0, isQuote ? 0 : failed - 3); index -= 1) {
    const sign = unclosedQuote(lineAt(index));
    if (sign !== null) return slip(index, `a closing ${sign} for the ${sign} that opens on this line`);
  }
  // The line before and the line after: reading often fails where the next thing begins.
  for (const index of [failed, failed - 1, failed + 1]) {
    const expected = inLine(lineAt(index));
    if (expected !== null) return slip(index, expected);
  }
  if (/flow|[}\]]/iu.test(reason)) {
    for (let index = failed; index >= Math.max(0, failed - 20); index -= 1) {
      const missing = unclosed(lineAt(index));
      if (missing !== null) return slip(index, `a closing ${missing} for the bracket that opens on this line`);
    }
    return null;
  }
  const ahead = lines.map((_, index) => index).filter((index) => index >= failed && !NOTHING.test(lineAt(index)));
  for (const index of ahead.slice(0, 2)) {
    const line = lineAt(index);
    if (!ENTRY.test(line) && !ITEM.test(line)) return slip(index, 'a key, a colon, a space and a value');
    const places = placesFor(lines, index);
    if (places === null) continue;
    const spaces = places.map((place) => `${place}`).join(' or ');
    const found = `${indentOf(line)}: ${quote(line)}`;
    return slip(index, `as many spaces at its start as the lines that it belongs with (${spaces} spaces)`, found);
  }
  return null;
}

/** What is expected instead of a line that is wrong on its own; null when it is not. */
function inLine(line: string): string | null {
  if (NOTHING.test(line)) return null;
  if (/^ *\t/u.test(line)) return 'spaces at the start of the line, no tab';
  const entry = ENTRY.exec(line)?.groups;
  if (entry?.['colon'] === '：' || /[{,]\s*[A-Za-z][\w-]*：/u.test(line))
    return 'a plain colon ":" and a space after a key';
  if (/，\s*[A-Za-z][\w-]*\s*[:：]/u.test(line) && line.includes('{')) return 'a plain comma "," between keys in { }';
  const value = entry?.['value'] ?? '';
  if (/^\S/u.test(value)) return 'a space after the colon';
  if (/^\s+[^\s'"{[|>&*#][^#]*: /u.test(value)) return 'quotes around a text in which a colon stands';
  return null;
}

/** The quote that begins a value of a line and does not end on it; null when there is none. */
function unclosedQuote(line: string): string | null {
  if (NOTHING.test(line)) return null;
  const bare = line.replaceAll(/(?<=[:,[{-]\s+|[[{])(?:'(?:[^']|'')*'|"(?:[^"\\]|\\.)*")/gu, '');
  return /(?<=[:,[{-]\s+|[[{])(['"])/u.exec(bare)?.[1] ?? null;
}

/** The bracket that a line opens and does not close, outside quotes; null when there is none. */
function unclosed(line: string): '}' | ']' | null {
  const bare = line.replaceAll(/'[^']*'|"[^"]*"/gu, '').replace(/ #.*$/u, '');
  const count = (sign: string): number => bare.split(sign).length - 1;
  if (count('{') > count('}')) return '}';
  return count('[') > count(']') ? ']' : null;
}

const indentOf = (line: string): number => /^ */u.exec(line)?.[0].length ?? 0;
/** Where the key of a line begins, after the `- ` of an item. */
const columnOf = (line: string): number => /^ *(?:- +)*/u.exec(line)?.[0].length ?? 0;

/** The columns where a line could begin, when it begins in none of them; null when it stands well. */
function placesFor(lines: readonly string[], index: number): readonly number[] | null {
  const line = lines[index] ?? '';
  const above = lines.slice(0, index).filter((one) => !NOTHING.test(one) && (ENTRY.test(one) || ITEM.test(one)));
  const last = above.at(-1);
  if (last === undefined) return indentOf(line) === 0 ? null : [0];
  const isItem = ITEM.test(line);
  const opens = /^\s*(?:[&#]|$)/u.test(ENTRY.exec(last)?.groups?.['value'] ?? 'x');
  if (opens && indentOf(line) > columnOf(last)) return null;
  const places: number[] = [];
  let limit = Number.POSITIVE_INFINITY;
  for (const one of above.toReversed()) {
    if (columnOf(one) < limit && !isItem) places.push(columnOf(one));
    if (ITEM.test(one) && indentOf(one) < limit && isItem) places.push(indentOf(one));
    limit = Math.min(limit, indentOf(one));
  }
  const own = indentOf(line);
  return places.includes(own) ? null : [...new Set(places)].toSorted((a, b) => a - b);
}

/** A line as it stands in a message, shortened. */
function quote(line: string): string {
  const text = line.trim();
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);
}
