/** The form of a ledger file, and what can be wrong with one. Everything here only reads. */
import { createHash } from 'node:crypto';
import { isUtf8 } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { z } from 'zod';
import type { EventBody, LedgerEntry } from './log.ts';

/** An entry by its number and its hash (64 hexadecimal digits): whoever knows it knows everything before it. */
export interface Mark {
  readonly seq: number;
  readonly hash: string;
}

/** What stands before the first entry. */
export const GENESIS: Mark = { seq: 0, hash: '0'.repeat(64) };

/**
 * What is wrong with a ledger:
 * - `content`: the hash of an entry is not that of its text; something in it was changed.
 * - `previous`: an entry is whole, but does not follow the one before it.
 * - `sequence`: an entry is whole, but another number belongs here: taken out, put in, or moved.
 * - `not-json`, `not-an-entry`: a line that was never written by this program as it stands.
 * - `unknown-kind`, `shape`: an entry that is whole, and that this program does not understand.
 * - `cut`: the last line ends too early although it had been recorded whole.
 * - `missing`: entries that had been recorded are not there any more, at the end.
 * - `rewritten`: every entry is whole and follows the one before it, and they are not those that were recorded.
 * - `head`: the head file is damaged.
 */
export type FaultKind =
  | 'content'
  | 'previous'
  | 'sequence'
  | 'not-json'
  | 'not-an-entry'
  | 'unknown-kind'
  | 'shape'
  | 'cut'
  | 'missing'
  | 'rewritten'
  | 'head';

/** The first thing that is wrong. Line `n` holds entry `n`: `seq` is the number of the entry that belongs there. */
export interface LedgerFault {
  readonly kind: FaultKind;
  readonly line: number;
  readonly seq: number;
  /** A sentence for people. */
  readonly reason: string;
}

/** A line of a ledger that was checked. `text` is the JSON as it stands, `offset` where it begins, `bytes` with its line break. */
export interface CheckedLine<E extends EventBody> {
  readonly entry: LedgerEntry<E>;
  readonly text: string;
  readonly offset: number;
  readonly bytes: number;
}

/** What came of reading a ledger: how far it is good, and the first fault, if there is one. */
export interface Scan {
  /** The last good entry. */
  readonly last: Mark;
  /** Bytes of the good entries. */
  readonly size: number;
  /** Bytes behind them that no line break ends and that nobody vouched for: a line being written, or torn by a power cut. */
  readonly tornBytes: number;
  readonly fault: LedgerFault | null;
}

const HASH_FIELD = ',"hash":"';
/** `,"hash":"`, 64 digits, `"}` */
const HASH_BYTES = HASH_FIELD.length + 64 + 2;
const PREV_FIELD = '"prev":"';
const WINDOW_BYTES = 1024 * 1024;
const LINE_BREAK = 10;

const lineSchema = z.strictObject({
  seq: z.number().int(),
  at: z.number(),
  recordedAt: z.number(),
  kind: z.string(),
  data: z.unknown(),
  prev: z.string().length(64),
  hash: z.string().length(64),
});

interface Line {
  /** Without its line break; good until the next line is asked for. */
  readonly content: Buffer;
  /** Where it begins in the file. */
  readonly offset: number;
  /** Whether a line break ends it. */
  readonly whole: boolean;
  /** Bytes, line break included. */
  readonly bytes: number;
}

/** The lines of a file from a byte on; to its end as it is at the first step when `to` is null. None when there is no file. */
function* linesOf(file: string, from: number, to: number | null): Generator<Line, void, undefined> {
  let fd: number;
  try {
    fd = openSync(file, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw error;
  }
  try {
    const end = to ?? fstatSync(fd).size;
    const window = Buffer.allocUnsafe(Math.max(0, Math.min(WINDOW_BYTES, end - from)));
    let rest: Buffer = Buffer.alloc(0);
    let offset = from;
    let position = from;
    while (position < end) {
      const read = readSync(fd, window, 0, Math.min(window.length, end - position), position);
      if (read === 0) break;
      position += read;
      const held: Buffer =
        rest.length === 0 ? window.subarray(0, read) : Buffer.concat([rest, window.subarray(0, read)]);
      let start = 0;
      for (let stop = held.indexOf(LINE_BREAK); stop !== -1; stop = held.indexOf(LINE_BREAK, start)) {
        yield { content: held.subarray(start, stop), offset, whole: true, bytes: stop + 1 - start };
        offset += stop + 1 - start;
        start = stop + 1;
      }
      rest = Buffer.from(held.subarray(start));
    }
    if (rest.length > 0) yield { content: rest, offset, whole: false, bytes: rest.length };
  } finally {
    closeSync(fd);
  }
}

/**
 * The line of an entry. Its hash is that of the line's own bytes before `,"hash":`, closed with `}`; so whoever has the
 * file can check it with nothing but SHA-256, and no byte can change unseen.
 */
export function toLine(entry: Omit<LedgerEntry<EventBody>, 'hash'>): {
  readonly bytes: Buffer;
  readonly hash: string;
} {
  const { seq, at, recordedAt, kind, data, prev } = entry;
  const text = JSON.stringify({ seq, at, recordedAt, kind, data, prev });
  const hash = createHash('sha256').update(text, 'utf8').digest('hex');
  return { bytes: Buffer.from(`${text.slice(0, -1)}${HASH_FIELD}${hash}"}\n`, 'utf8'), hash };
}

interface Wrong {
  readonly kind: FaultKind;
  readonly reason: string;
}

/** Why a line whose hash does not fit, or that has none, is not an entry. */
function damageOf(content: Buffer): Wrong {
  if (!isUtf8(content)) return { kind: 'not-json', reason: 'not JSON: its bytes are no UTF-8' };
  try {
    JSON.parse(content.toString('utf8'));
  } catch {
    return { kind: 'not-json', reason: 'not JSON' };
  }
  return endsWithHash(content)
    ? { kind: 'content', reason: 'changed: its hash is not that of its content' }
    : { kind: 'not-an-entry', reason: 'not an entry: it does not end with a hash' };
}

function endsWithHash(content: Buffer): boolean {
  const cut = content.length - HASH_BYTES;
  return (
    cut >= 0 &&
    content.toString('latin1', cut, cut + HASH_FIELD.length) === HASH_FIELD &&
    content.toString('latin1', content.length - 2) === '"}'
  );
}

/** The hash of a line that stands in its place after an entry, or what is wrong with the line. */
function followUp(content: Buffer, after: Mark): string | Wrong {
  if (!endsWithHash(content)) return damageOf(content);
  const cut = content.length - HASH_BYTES;
  const hash = content.toString('latin1', cut + HASH_FIELD.length, content.length - 2);
  if (createHash('sha256').update(content.subarray(0, cut)).update('}').digest('hex') !== hash) {
    return damageOf(content);
  }
  const seq = after.seq + 1;
  const start = `{"seq":${seq},`;
  if (content.toString('latin1', 0, start.length) !== start) {
    const found = /^\{"seq":(\d+),/.exec(content.toString('latin1', 0, 32))?.[1];
    const what = found === undefined ? 'this one has no number' : `this is entry ${found}`;
    return { kind: 'sequence', reason: `out of order: entry ${seq} belongs here, ${what}` };
  }
  const prev = `${PREV_FIELD}${after.hash}"`;
  if (content.toString('latin1', cut - prev.length, cut) !== prev) {
    return { kind: 'previous', reason: 'cut loose: its "prev" is not the hash of the entry before it' };
  }
  return hash;
}

/** The entry in a line, or why it is none that this program knows. */
function parseLine<E extends EventBody>(
  text: string,
  schema: z.ZodType<E>,
): { readonly ok: true; readonly entry: LedgerEntry<E> } | (Wrong & { readonly ok: false }) {
  const wrong = (kind: FaultKind, reason: string) => ({ ok: false, kind, reason }) as const;
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return wrong('not-json', 'not JSON');
  }
  const outer = lineSchema.safeParse(raw);
  if (!outer.success) return wrong('shape', `not an entry: ${oneLine(outer.error)}`);
  const { seq, at, recordedAt, kind, data, prev, hash } = outer.data;
  const body = schema.safeParse({ kind, data });
  if (body.success) return { ok: true, entry: { ...body.data, seq, at, recordedAt, prev, hash } };
  return body.error.issues.some(({ path }) => path.at(-1) === 'kind' && valueAt({ kind, data }, path) === kind)
    ? wrong('unknown-kind', `of an unknown kind, ${JSON.stringify(kind)}`)
    : wrong('shape', `not as events of the kind ${JSON.stringify(kind)} are: ${oneLine(body.error)}`);
}

/** What stands at a path of keys; undefined when nothing does. */
const valueAt = (from: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    from,
  );

const oneLine = (error: z.ZodError): string =>
  error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');

const countEntries = (count: number): string => (count === 1 ? '1 entry is' : `${count} entries are`);

/**
 * The entries in a stretch of a file that was checked before, `from` being where one begins.
 * @throws Error when a line is no entry any more: somebody changed the file behind the back of its owner.
 */
export function* readEntries<E extends EventBody>(options: {
  readonly file: string;
  readonly schema: z.ZodType<E>;
  readonly from: number;
  readonly to: number;
}): Generator<LedgerEntry<E>, void, undefined> {
  const { file, schema, from, to } = options;
  for (const { content, offset } of linesOf(file, from, to)) {
    const parsed = parseLine(content.toString('utf8'), schema);
    if (!parsed.ok) throw new Error(`${file}, from byte ${offset} on: ${parsed.reason}`);
    yield parsed.entry;
  }
}

/** A fault in a sentence, with the file. */
export const describeFault = (file: string, { kind, line, seq, reason }: LedgerFault): string =>
  kind === 'head' ? `${file}: ${reason}` : `${file}, line ${line}, entry ${seq}: ${reason}`;

/**
 * Reads a ledger from its first entry on, giving each that is good, and ends at the first fault. A file that is not
 * there reads as an empty one.
 */
export function* scanLedger<E extends EventBody>(options: {
  readonly file: string;
  readonly schema: z.ZodType<E>;
  /**
   * Entries that are known to have been recorded, from the head file or from memory. Beside a running program they
   * must have been read before this begins.
   */
  readonly marks: readonly Mark[];
  /** Reads no further than this many bytes; null: to the end. */
  readonly to: number | null;
}): Generator<CheckedLine<E>, Scan, undefined> {
  const { file, schema, marks } = options;
  const recorded = Math.max(0, ...marks.map(({ seq }) => seq));
  let last = GENESIS;
  let size = 0;
  let tornBytes = 0;
  const faulty = ({ kind, reason }: Wrong): Scan => {
    const seq = last.seq + 1;
    return { last, size, tornBytes: 0, fault: { kind, line: seq, seq, reason } };
  };
  const missing = (): string =>
    `${countEntries(recorded - last.seq)} missing at the end: ${recorded} had been recorded, ${last.seq} are here`;

  for (const line of linesOf(file, 0, options.to)) {
    if (!line.whole) {
      // What had been recorded had been whole: this is no power cut.
      if (recorded > last.seq) return faulty({ kind: 'cut', reason: `cut off: its end is missing; ${missing()}` });
      tornBytes = line.bytes;
      break;
    }
    const hash = followUp(line.content, last);
    if (typeof hash !== 'string') return faulty(hash);
    const text = line.content.toString('utf8');
    const parsed = parseLine(text, schema);
    if (!parsed.ok) return faulty(parsed);
    const { entry } = parsed;
    if (marks.some((mark) => mark.seq === entry.seq && mark.hash !== hash)) {
      return faulty({
        kind: 'rewritten',
        reason:
          'rewritten: another entry had been recorded here; it or some before it were replaced, with their hashes',
      });
    }
    last = { seq: entry.seq, hash };
    size = line.offset + line.bytes;
    yield { entry, text, offset: line.offset, bytes: line.bytes };
  }
  if (recorded > last.seq) return faulty({ kind: 'missing', reason: missing() });
  return { last, size, tornBytes, fault: null };
}
