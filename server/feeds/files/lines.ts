import { parse } from 'csv-parse/sync';
import { StringDecoder } from 'node:string_decoder';
import { UnreadableFile, type RowProblem } from './batch.ts';

/** Lines that came with one chunk of a file, without their ends. */
export interface LineBlock {
  readonly lines: readonly string[];
  /** Number of the first one, from 1. */
  readonly first: number;
  /** Bytes of the file read so far. */
  readonly bytes: number;
}

/** A line longer than this is no line of a table; what waits for its end is bounded by it. */
const MAX_LINE = 1_048_576;

/**
 * The lines of a UTF-8 text, chunk by chunk. A byte order mark is dropped; lines end with LF or CR LF.
 * @throws UnreadableFile at a line of more than 1,048,576 characters.
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<LineBlock, void, undefined> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let next = 1;
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    const lines = (rest + decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE)
      throw new UnreadableFile(`line ${next + lines.length} has more than ${MAX_LINE} characters`);
    if (lines.length === 0) continue;
    yield { lines: tidy(lines, next), first: next, bytes };
    next += lines.length;
  }
  rest += decoder.end();
  if (rest !== '') yield { lines: tidy([rest], next), first: next, bytes };
}

function tidy(lines: string[], first: number): string[] {
  if (first === 1 && lines[0]?.startsWith('\uFEFF') === true) lines[0] = lines[0].slice(1);
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (line?.endsWith('\r') === true) lines[i] = line.slice(0, -1);
  }
  return lines;
}

const QUOTE = '"'.charCodeAt(0);

/** The fields of one row of a CSV file, or why it is none. A field does not run over the end of a line. */
export function splitRow(line: string): string[] | string {
  if (line.includes('\uFFFD')) return 'not UTF-8 text';
  const fields = line.split(',');
  let quotes = 0;
  for (let at = line.indexOf('"'); at !== -1; at = line.indexOf('"', at + 1)) quotes++;
  if (quotes === 0) return fields;
  // Plain quoted fields, the usual ones, are cheap to take apart: when each has one quote at either end, those are all
  // quotes of the line. Commas and quotes inside quotes are left to csv-parse.
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i] ?? '';
    if (field.charCodeAt(0) !== QUOTE) continue;
    if (field.length < 2 || field.charCodeAt(field.length - 1) !== QUOTE) return splitQuoted(line);
    fields[i] = field.slice(1, -1);
    quotes -= 2;
  }
  return quotes === 0 ? fields : splitQuoted(line);
}

function splitQuoted(line: string): string[] | string {
  try {
    return parse(line, { relax_column_count: true })[0] ?? [];
  } catch {
    return 'a quotation mark that does not close, or stands inside a field';
  }
}

/** Where each named column stands in a header. */
export type Columns = ReadonlyMap<string, number>;

/**
 * The columns of a header line by their names, without the blanks around them.
 * @throws UnreadableFile when a name stands twice or is empty, or the line is no row of a table.
 */
export function readHeader(line: string): Columns {
  const fields = splitRow(line);
  if (typeof fields === 'string') throw new UnreadableFile(`the header is ${fields}`);
  const columns = new Map<string, number>();
  for (const [index, field] of fields.entries()) {
    const name = field.trim();
    if (name === '') throw new UnreadableFile(`column ${index + 1} of the header has no name`);
    if (columns.has(name)) throw new UnreadableFile(`the header names the column ${name} twice`);
    columns.set(name, index);
  }
  return columns;
}

/**
 * The place of a column that must be there.
 * @throws UnreadableFile when it is not.
 */
export function needColumn(columns: Columns, name: string): number {
  const index = columns.get(name);
  if (index === undefined) throw new UnreadableFile(`the header has no column ${name}`);
  return index;
}

/** Puts what a row holds into a batch; gives why the row (or a part of it) could not be taken, or null. */
export type RowReader<Into> = (line: string, into: Into) => string | null;

/**
 * Reads a table: the header once, then row by row. `open` makes the reader of rows from the header's columns, `empty` the
 * lists that a batch collects.
 * @throws UnreadableFile when the file is empty, and what `open` throws.
 */
export async function* readRows<Into extends object>(
  chunks: AsyncIterable<Uint8Array>,
  open: (columns: Columns) => RowReader<Into>,
  empty: () => Into,
): AsyncGenerator<Into & { problems: RowProblem[]; rows: number; bytes: number }, void, undefined> {
  let read: RowReader<Into> | null = null;
  for await (const { lines, first, bytes } of readLines(chunks)) {
    const into = empty();
    const problems: RowProblem[] = [];
    let rows = 0;
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i] ?? '';
      if (read === null) {
        read = open(readHeader(line));
        continue;
      }
      if (line === '') continue;
      rows++;
      const reason = read(line, into);
      if (reason !== null) problems.push({ line: first + i, reason });
    }
    yield { ...into, problems, rows, bytes };
  }
  if (read === null) throw new UnreadableFile('the file is empty');
}

const DECIMAL = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;
const TEN_TO = Array.from({ length: 16 }, (_, power) => 10 ** power);

/** A decimal number as people and programs write it (`12`, `-3.5`, `1e3`); NaN for anything else, the empty text too. */
export function parseNumber(text: string): number {
  const { length } = text;
  if (length === 0 || length > 15) return parseAnyNumber(text);
  // Up to 15 digits are a whole number without error, and dividing it by a power of ten rounds once, as it should.
  let digits = 0;
  let point = -1;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 48 && code <= 57) digits = digits * 10 + (code - 48);
    else if (code === 46 && point === -1 && length > 1) point = i;
    else return parseAnyNumber(text);
  }
  return point === -1 ? digits : digits / (TEN_TO[length - point - 1] ?? Number.NaN);
}

function parseAnyNumber(text: string): number {
  // Number() alone would take an empty text for 0, and hexadecimal.
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
}

/** Whether an instant (epoch ms) is one that monitoring data can have: from 1970 to 2199. Guards against misread dates. */
export const isPlausibleInstant = (instant: number): boolean => instant >= 0 && instant < 7_258_118_400_000;

/**
 * Remembers what `read` gave for a text, since the same few texts stand in thousands of rows. Texts are kept cut loose
 * from the chunk that they were read in; at most `limit` of them.
 */
export function remember<T>(read: (text: string) => T, limit = 65_536): (text: string) => T {
  type Remembered = { readonly text: string; readonly value: T };
  const known = new Map<string, Remembered>();
  // Most often it is the text of the row before.
  let last: Remembered | null = null;
  return (text) => {
    if (last !== null && last.text === text) return last.value;
    let found = known.get(text);
    if (found === undefined) {
      const own = Buffer.from(text, 'utf8').toString('utf8');
      found = { text: own, value: read(own) };
      if (known.size >= limit) known.clear();
      known.set(own, found);
    }
    last = found;
    return found.value;
  };
}

/** The id of a source or metric without blanks around it; empty when it is none: not given, or over 128 characters. */
export function readName(text: string): string {
  const name = text.trim();
  return name.length <= 128 ? name : '';
}
