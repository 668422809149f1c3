import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../model/instant.ts';

/** What an event says, apart from its time: a name and what belongs to it, as plain JSON. */
export interface EventBody {
  readonly kind: string;
  readonly data: unknown;
}

/** An event to be recorded; `at` is its event time, epoch ms. */
export type LedgerEvent<E extends EventBody> = E & { readonly at: number };

/**
 * An event as it stands in the ledger. `seq` counts from 1 without gaps; `recordedAt` is when it was written (epoch
 * ms); `prev` is the hash of the entry before it, and `hash` its own: SHA-256 in hexadecimal digits.
 */
export type LedgerEntry<E extends EventBody> = LedgerEvent<E> & {
  readonly seq: number;
  readonly recordedAt: number;
  readonly prev: string;
  readonly hash: string;
};

/** What became of an append: the entries, or the version that stood there instead of the expected one. */
export type AppendResult<E extends EventBody> =
  | { readonly ok: true; readonly entries: readonly LedgerEntry<E>[] }
  | { readonly ok: false; readonly code: 'version-conflict'; readonly expected: number; readonly actual: number };

/** Whether the chain holds: how many entries, or the first line that is wrong and why. */
export type Verification =
  | { readonly ok: true; readonly entries: number }
  | { readonly ok: false; readonly line: number; readonly reason: string };

/** An append that was not recorded: the disk refused it, too much waits for the disk, or the ledger is closed. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
  readonly code: 'failed' | 'overloaded' | 'closed';
  constructor(code: LedgerError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The append-only, hash-chained log of what people and the engine did. Its version is the `seq` of its last entry. */
export interface Ledger<E extends EventBody> {
  /** The version that is on the disk; 0 when the ledger is empty. */
  version(): number;
  /**
   * Records events in order, next to each other; they are on the disk when the promise resolves. With
   * `expectedVersion`, only when that is the version right before them. A process that dies before the promise
   * resolves may leave none, some of the first, or all of them.
   * @throws TypeError (rejects) when an event is not of the schema: that is our bug. LedgerError when not recorded.
   */
  append(events: readonly LedgerEvent<E>[], expectedVersion?: number): Promise<AppendResult<E>>;
  /** The recorded entries with `seq >= from` (from the first when absent), in order. */
  read(from?: number): Generator<LedgerEntry<E>, void, undefined>;
  /**
   * Calls the listener with the entries of each append once they are on the disk, in order, before the append's
   * promise resolves; until the function that it gives is called. A listener must not throw.
   */
  subscribe(listener: (entries: readonly LedgerEntry<E>[]) => void): () => void;
  /** Reads everything again and checks every entry. */
  verify(): Verification;
  /** Appends that wait for the disk, and the disk's last failure that no success followed. */
  state(): { readonly waiting: number; readonly failure: Error | null };
  /** Waits for what was appended, then closes. */
  close(): Promise<void>;
}

export interface LedgerOptions<E extends EventBody> {
  /** The file, newline-delimited JSON; its folder is made when it is not there. */
  readonly file: string;
  /** Checks an event's `kind` and `data`, going in and coming back. It must not change them. */
  readonly schema: z.ZodType<E>;
  readonly clock: Clock;
  /** Called when the torn last line of a killed process was cut off. */
  readonly onTrouble: (trouble: {
    readonly kind: 'cut';
    readonly file: string;
    readonly line: number;
    readonly bytes: number;
  }) => void;
  /** Appends that may wait for the disk; 10,000. */
  readonly maxWaiting?: number;
}

const GENESIS = '0'.repeat(64);
const HASH_FIELD = ',"hash":"';
/** `,"hash":"`, 64 digits, `"}` */
const HASH_CHARS = HASH_FIELD.length + 64 + 2;
const WINDOW_BYTES = 1024 * 1024;
/** Every so many entries their place in the file is remembered, so that a read need not begin at the first. */
const INDEX_EVERY = 256;

const lineSchema = z.strictObject({
  seq: z.number().int(),
  at: z.number(),
  recordedAt: z.number(),
  kind: z.string(),
  data: z.unknown(),
  prev: z.string().length(64),
  hash: z.string().length(64),
});

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

interface Line {
  readonly text: string;
  /** Where it begins in the file. */
  readonly offset: number;
  /** Whether a line break ends it. */
  readonly whole: boolean;
  /** Bytes, line break included. */
  readonly bytes: number;
}

/** The lines of a file in `[from, to)`. */
function* linesOf(file: string, from: number, to: number): Generator<Line, void, undefined> {
  const fd = openSync(file, 'r');
  try {
    const window = Buffer.alloc(WINDOW_BYTES);
    let rest: Buffer = Buffer.alloc(0);
    let offset = from;
    let position = from;
    while (position < to) {
      const read = readSync(fd, window, 0, Math.min(WINDOW_BYTES, to - position), position);
      if (read === 0) break;
      position += read;
      const held: Buffer =
        rest.length === 0 ? window.subarray(0, read) : Buffer.concat([rest, window.subarray(0, read)]);
      let start = 0;
      for (let end = held.indexOf(10); end !== -1; end = held.indexOf(10, start)) {
        yield { text: held.toString('utf8', start, end), offset, whole: true, bytes: end + 1 - start };
        offset += end + 1 - start;
        start = end + 1;
      }
      rest = Buffer.from(held.subarray(start));
    }
    if (rest.length > 0) yield { text: rest.toString('utf8'), offset, whole: false, bytes: rest.length };
  } finally {
    closeSync(fd);
  }
}

/**
 * The line of an entry. Its hash is that of the line's own text before `,"hash":`, closed with `}`; so whoever has the
 * file can check it with nothing but SHA-256, and no byte can change unseen.
 */
function toLine(entry: { seq: number; at: number; recordedAt: number; kind: string; data: unknown; prev: string }): {
  readonly line: string;
  readonly hash: string;
} {
  const { seq, at, recordedAt, kind, data, prev } = entry;
  const text = JSON.stringify({ seq, at, recordedAt, kind, data, prev });
  const hash = sha256(text);
  return { line: `${text.slice(0, -1)}${HASH_FIELD}${hash}"}\n`, hash };
}

/** What is wrong with a line that should stand after an entry with this `seq` and `hash`; null when nothing is. */
function faultOf(text: string, after: { readonly seq: number; readonly hash: string }): string | null {
  const cut = text.length - HASH_CHARS;
  if (cut < 0 || !text.startsWith(HASH_FIELD, cut)) return 'not an entry: it does not end with a hash';
  const hash = text.slice(cut + HASH_FIELD.length, cut + HASH_FIELD.length + 64);
  if (sha256(`${text.slice(0, cut)}}`) !== hash) return 'changed: its hash is not that of its text';
  if (!text.startsWith(`{"seq":${after.seq + 1},`)) return `out of order: entry ${after.seq + 1} belongs here`;
  if (!text.slice(0, cut).endsWith(`"prev":"${after.hash}"`))
    return 'cut loose: its "prev" is not the hash of the entry before it';
  return null;
}

const hashIn = (text: string): string => text.slice(-66, -2);

/**
 * Opens the ledger in a file after checking every entry. A last line without its end, which a killed process leaves, is
 * cut off and reported.
 * @throws Error (rejects) with file and line when an entry was changed, is missing, or is not of the schema.
 */
export async function openFileLedger<E extends EventBody>(options: LedgerOptions<E>): Promise<Ledger<E>> {
  const { file, schema, clock } = options;
  const maxWaiting = options.maxWaiting ?? 10_000;

  const parse = (text: string, line: number): LedgerEntry<E> => {
    const raw: unknown = JSON.parse(text);
    const outer = lineSchema.safeParse(raw);
    if (!outer.success) throw new Error(`${file}, line ${line}: ${z.prettifyError(outer.error)}`);
    const { seq, at, recordedAt, kind, data, prev, hash } = outer.data;
    const body = schema.safeParse({ kind, data });
    if (!body.success) throw new Error(`${file}, line ${line}: event "${kind}": ${z.prettifyError(body.error)}`);
    return { ...body.data, seq, at, recordedAt, prev, hash };
  };

  await mkdir(dirname(file), { recursive: true });
  const existed = await open(file, 'r').then(
    async (found) => {
      await found.close();
      return true;
    },
    () => false,
  );
  const handle: FileHandle = await open(file, existed ? 'r+' : 'wx+');
  if (!existed) {
    const folder = await open(dirname(file), 'r');
    await folder.sync();
    await folder.close();
  }

  let seq = 0;
  let hash = GENESIS;
  let size = 0;
  /** Where entry `1 + INDEX_EVERY * n` begins. */
  const index: number[] = [];

  try {
    for (const line of linesOf(file, 0, (await handle.stat()).size)) {
      if (!line.whole) {
        await handle.truncate(line.offset);
        options.onTrouble({ kind: 'cut', file, line: seq + 1, bytes: line.bytes });
        break;
      }
      const fault = faultOf(line.text, { seq, hash });
      if (fault !== null) throw new Error(`${file}, line ${seq + 1}: ${fault}`);
      parse(line.text, seq + 1);
      if (seq % INDEX_EVERY === 0) index.push(line.offset);
      seq += 1;
      hash = hashIn(line.text);
      size = line.offset + line.bytes;
    }
    await handle.datasync();
  } catch (error) {
    await handle.close();
    throw error;
  }

  interface Waiting {
    readonly events: readonly LedgerEvent<E>[];
    readonly expected: number | undefined;
    readonly resolve: (result: AppendResult<E>) => void;
    readonly reject: (error: Error) => void;
  }
  const listeners = new Set<(entries: readonly LedgerEntry<E>[]) => void>();
  let waiting: Waiting[] = [];
  let flushing: Promise<void> | null = null;
  let failure: Error | null = null;
  let closed = false;
  /** Refused bytes may stand behind the end. */
  let unclean = false;

  /** The entries are recorded whatever a listener does: what it throws is its own, and ends the process as any bug does. */
  const call = (listener: (entries: readonly LedgerEntry<E>[]) => void, entries: readonly LedgerEntry<E>[]): void => {
    try {
      listener(entries);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  };

  const flushTurn = async (turn: readonly Waiting[]): Promise<void> => {
    const done: (() => void)[] = [];
    const lines: Buffer[] = [];
    const starts: number[] = [];
    let nextSeq = seq;
    let nextHash = hash;
    let nextSize = size;
    for (const { events, expected, resolve } of turn) {
      if (expected !== undefined && expected !== nextSeq) {
        const actual = nextSeq;
        done.push(() => resolve({ ok: false, code: 'version-conflict', expected, actual }));
        continue;
      }
      const entries: LedgerEntry<E>[] = [];
      for (const event of events) {
        const recordedAt = clock.now();
        const made = toLine({
          seq: nextSeq + 1,
          at: event.at,
          recordedAt,
          kind: event.kind,
          data: event.data,
          prev: nextHash,
        });
        entries.push({ ...event, seq: nextSeq + 1, recordedAt, prev: nextHash, hash: made.hash });
        const bytes = Buffer.from(made.line, 'utf8');
        if (nextSeq % INDEX_EVERY === 0) starts.push(nextSize);
        lines.push(bytes);
        nextSeq += 1;
        nextHash = made.hash;
        nextSize += bytes.length;
      }
      done.push(() => {
        if (entries.length > 0) for (const listener of listeners) call(listener, entries);
        resolve({ ok: true, entries });
      });
    }
    if (unclean) {
      await handle.truncate(size);
      unclean = false;
    }
    if (lines.length > 0) {
      unclean = true;
      const bytes = Buffer.concat(lines);
      const { bytesWritten } = await handle.write(bytes, 0, bytes.length, size);
      if (bytesWritten !== bytes.length) throw new Error(`wrote ${bytesWritten} of ${bytes.length} bytes`);
      await handle.datasync();
      unclean = false;
    }
    seq = nextSeq;
    hash = nextHash;
    size = nextSize;
    index.push(...starts);
    failure = null;
    for (const tell of done) tell();
  };
  const flush = async (): Promise<void> => {
    while (waiting.length > 0) {
      const turn = waiting;
      waiting = [];
      try {
        await flushTurn(turn);
      } catch (error) {
        failure = new LedgerError('failed', `ledger ${file}: ${String(error)}`, { cause: error });
        for (const entry of turn) entry.reject(failure);
      }
    }
    flushing = null;
  };

  function* read(from = 1): Generator<LedgerEntry<E>, void, undefined> {
    const first = Math.max(1, from);
    const block = Math.min(Math.floor((first - 1) / INDEX_EVERY), index.length - 1);
    if (block < 0 || first > seq) return;
    let line = block * INDEX_EVERY;
    for (const { text } of linesOf(file, index[block] ?? 0, size)) {
      line += 1;
      if (line >= first) yield parse(text, line);
    }
  }

  return {
    version: () => seq,
    append(events, expected) {
      if (closed) return Promise.reject(new LedgerError('closed', `ledger ${file}: closed`));
      if (waiting.length >= maxWaiting)
        return Promise.reject(
          new LedgerError('overloaded', `ledger ${file}: ${waiting.length} appends wait for the disk`),
        );
      for (const event of events) {
        const checked = schema.safeParse({ kind: event.kind, data: event.data });
        if (!checked.success)
          return Promise.reject(new TypeError(`event "${event.kind}": ${z.prettifyError(checked.error)}`));
        if (!Number.isFinite(event.at))
          return Promise.reject(new TypeError(`event "${event.kind}": its time is ${event.at}`));
      }
      return new Promise((resolve, reject) => {
        waiting.push({ events, expected, resolve, reject });
        flushing ??= flush();
      });
    },
    read,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    verify() {
      let after = { seq: 0, hash: GENESIS };
      for (const line of linesOf(file, 0, size)) {
        const fault = line.whole ? faultOf(line.text, after) : 'changed: its end is missing';
        if (fault !== null) return { ok: false, line: after.seq + 1, reason: fault };
        after = { seq: after.seq + 1, hash: hashIn(line.text) };
      }
      if (after.seq !== seq || after.hash !== hash)
        return { ok: false, line: after.seq + 1, reason: `missing: the ledger had ${seq} entries` };
      return { ok: true, entries: seq };
    },
    state: () => ({ waiting: waiting.length, failure }),
    async close() {
      closed = true;
      await flushing;
      await handle.close();
    },
  };
}
