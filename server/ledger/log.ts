import { mkdir, open, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../model/instant.ts';
import { describeFault, readEntries, scanLedger, toLine, type LedgerFault, type Scan } from './chain.ts';
import { damagedHead, headFile, openHead, readHead, type HeadWriter } from './head.ts';

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

/**
 * What somebody who appends takes to be the present state. The version of a stream is the number of its entries; that
 * of the whole ledger is the `seq` of its last one. 0: nothing is there yet.
 */
export interface Expectation {
  /** One alarm, one case: a value of `streamOf`. Absent: the whole ledger. */
  readonly stream?: string;
  readonly expectedVersion: number;
}

/**
 * What became of an append: the entries, or the version that stood there instead of the expected one. Of appends that
 * expect the same version one is recorded. What the others missed is `readStream(stream, expected + 1)`.
 */
export type AppendResult<E extends EventBody> =
  | { readonly ok: true; readonly entries: readonly LedgerEntry<E>[] }
  | {
      readonly ok: false;
      readonly code: 'version-conflict';
      /** null: the whole ledger. */
      readonly stream: string | null;
      readonly expected: number;
      readonly actual: number;
    };

/** Whether the ledger is as it was written: how many entries, or the first fault. */
export type Verification = { readonly ok: true; readonly entries: number } | ({ readonly ok: false } & LedgerFault);

/** The file of a ledger is not as it was written: it is not opened, and nothing in it was changed. */
export class LedgerBroken extends Error {
  override readonly name = 'LedgerBroken';
  readonly file: string;
  readonly fault: LedgerFault;
  constructor(file: string, fault: LedgerFault) {
    super(describeFault(file, fault));
    this.file = file;
    this.fault = fault;
  }
}

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
  /** The version of a stream, or of the whole ledger, that is on the disk; 0 when there is nothing. */
  version(stream?: string): number;
  /**
   * Records events in order, next to each other; they are on the disk when the promise resolves. With an expectation,
   * only when that is the version right before them. A process that dies before the promise resolves may leave none,
   * some of the first, or all of them.
   * @throws TypeError (rejects) when an event is not of the schema, or none of them belongs to the stream that is
   * expected: that is our bug. LedgerError when not recorded.
   */
  append(events: readonly LedgerEvent<E>[], expectation?: Expectation): Promise<AppendResult<E>>;
  /** The recorded entries with `seq >= from` (from the first when absent), in order. */
  read(from?: number): Generator<LedgerEntry<E>, void, undefined>;
  /** The recorded entries of a stream that led to its versions `from` (1 when absent) and later, in order. */
  readStream(stream: string, from?: number): Generator<LedgerEntry<E>, void, undefined>;
  /**
   * Calls the listener with the entries of each append once they are on the disk, in order, before the append's
   * promise resolves; until the function that it gives is called. A listener must not throw.
   */
  subscribe(listener: (entries: readonly LedgerEntry<E>[]) => void): () => void;
  /** Reads everything again and checks every entry, against the file alone and against what was recorded. */
  verify(): Verification;
  /** Appends that wait for the disk, and the disk's last failure that no success followed. */
  state(): { readonly waiting: number; readonly failure: Error | null };
  /** Waits for what was appended, then closes. */
  close(): Promise<void>;
}

/** What goes wrong with a ledger that can go on. */
export type LedgerTrouble =
  | {
      /** The torn last line of a killed process was cut off; it had never been acknowledged. */
      readonly kind: 'cut';
      readonly file: string;
      readonly line: number;
      readonly bytes: number;
    }
  /** There are entries and no head file: whether there had been more, nobody can say. It is made anew. */
  | { readonly kind: 'no-head'; readonly file: string; readonly entries: number }
  /** The head file cannot be written: entries taken from the end would not be missed. */
  | { readonly kind: 'head-failed'; readonly file: string; readonly message: string };

export interface LedgerOptions<E extends EventBody> {
  /** The file, newline-delimited JSON; its folder is made when it is not there. The head file stands beside it. */
  readonly file: string;
  /** Checks an event's `kind` and `data`, going in and coming back. It must not change them. */
  readonly schema: z.ZodType<E>;
  /**
   * The stream to which an event belongs (an alarm, a case), by its content alone; null: none. Absent: there are no
   * streams. Each entry of a stream is a number in memory.
   */
  readonly streamOf?: (event: E) => string | null;
  readonly clock: Clock;
  readonly onTrouble: (trouble: LedgerTrouble) => void;
  /** Appends that may wait for the disk; 10,000. */
  readonly maxWaiting?: number;
}

/** Every so many entries their place in the file is remembered, so that a read need not begin at the first. */
const INDEX_EVERY = 256;

/**
 * Opens the ledger in a file after checking every entry, and its end against the head file. A last line without its
 * end, which a killed process leaves, is cut off and reported.
 * @throws LedgerBroken (rejects) with the first fault when anything was changed, is missing, or is not of the schema.
 */
export async function openFileLedger<E extends EventBody>(options: LedgerOptions<E>): Promise<Ledger<E>> {
  const { file, schema, clock } = options;
  const streamOf = options.streamOf ?? (() => null);
  const maxWaiting = options.maxWaiting ?? 10_000;

  /** Where entry `1 + INDEX_EVERY * n` begins. */
  const index: number[] = [];
  /** The `seq` of each entry, by stream. */
  const streams = new Map<string, number[]>();

  // Nothing is touched before everything was read: what is broken stays as it was found.
  const head = readHead(file);
  if (head.state === 'damaged') throw new LedgerBroken(file, damagedHead(file));
  const scan = scanLedger({ file, schema, marks: head.marks, to: null });
  let step = scan.next();
  while (step.done !== true) {
    const { entry, offset } = step.value;
    if ((entry.seq - 1) % INDEX_EVERY === 0) index.push(offset);
    note(streams, streamOf(entry), entry.seq);
    step = scan.next();
  }
  const found: Scan = step.value;
  if (found.fault !== null) throw new LedgerBroken(file, found.fault);

  await mkdir(dirname(file), { recursive: true });
  const isThere = await stat(file).then(
    () => true,
    () => false,
  );
  const handle: FileHandle = await open(file, isThere ? 'r+' : 'wx+');
  let headWriter: HeadWriter;
  try {
    if (!isThere) {
      const folder = await open(dirname(file), 'r');
      await folder.sync();
      await folder.close();
    }
    if (found.tornBytes > 0) {
      await handle.truncate(found.size);
      options.onTrouble({ kind: 'cut', file, line: found.last.seq + 1, bytes: found.tornBytes });
    }
    if (head.state === 'absent' && found.last.seq > 0) {
      options.onTrouble({ kind: 'no-head', file, entries: found.last.seq });
    }
    await handle.datasync();
    headWriter = await openHead({
      file,
      mark: found.last,
      clock,
      onFailure: (error) => options.onTrouble({ kind: 'head-failed', file: headFile(file), message: error.message }),
    });
  } catch (error) {
    await handle.close();
    throw error;
  }
  let { seq, hash } = found.last;
  let { size } = found;

  interface Waiting {
    readonly events: readonly LedgerEvent<E>[];
    readonly expectation: Expectation | null;
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
    /** What this turn adds to streams. */
    const added = new Map<string, number[]>();
    for (const { events, expectation, resolve } of turn) {
      if (expectation !== null) {
        const { stream, expectedVersion: expected } = expectation;
        const actual =
          stream === undefined ? nextSeq : (streams.get(stream)?.length ?? 0) + (added.get(stream)?.length ?? 0);
        if (expected !== actual) {
          done.push(() => resolve({ ok: false, code: 'version-conflict', stream: stream ?? null, expected, actual }));
          continue;
        }
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
        if (nextSeq % INDEX_EVERY === 0) starts.push(nextSize);
        note(added, streamOf(event), nextSeq + 1);
        lines.push(made.bytes);
        nextSeq += 1;
        nextHash = made.hash;
        nextSize += made.bytes.length;
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
    for (const [stream, seqs] of added) for (const each of seqs) note(streams, stream, each);
    failure = null;
    if (lines.length > 0) headWriter.write({ seq, hash });
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

  /** The entries of a block of the index, and of those after it up to `to`. */
  const entriesFrom = (block: number, to: number) =>
    readEntries({ file, schema, from: index[block] ?? 0, to: Math.min(to, size) });

  function* read(from = 1): Generator<LedgerEntry<E>, void, undefined> {
    const first = Math.max(1, from);
    if (first > seq) return;
    for (const entry of entriesFrom(Math.floor((first - 1) / INDEX_EVERY), size)) {
      if (entry.seq >= first) yield entry;
    }
  }

  function* readStream(stream: string, from = 1): Generator<LedgerEntry<E>, void, undefined> {
    const wanted = new Set((streams.get(stream) ?? []).slice(Math.max(1, from) - 1));
    for (const block of new Set([...wanted].map((each) => Math.floor((each - 1) / INDEX_EVERY)))) {
      for (const entry of entriesFrom(block, index[block + 1] ?? size)) if (wanted.has(entry.seq)) yield entry;
    }
  }

  return {
    version: (stream) => (stream === undefined ? seq : (streams.get(stream)?.length ?? 0)),
    append(events, expectation) {
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
      const stream = expectation?.stream;
      if (stream !== undefined && events.length > 0 && !events.some((event) => streamOf(event) === stream)) {
        return Promise.reject(new TypeError(`none of the events belongs to the stream ${JSON.stringify(stream)}`));
      }
      return new Promise((resolve, reject) => {
        waiting.push({ events, expectation: expectation ?? null, resolve, reject });
        flushing ??= flush();
      });
    },
    read,
    readStream,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    verify() {
      const again = scanLedger({ file, schema, marks: [{ seq, hash }], to: size });
      let line = again.next();
      while (line.done !== true) line = again.next();
      const { fault } = line.value;
      return fault === null ? { ok: true, entries: seq } : { ok: false, ...fault };
    },
    state: () => ({ waiting: waiting.length, failure }),
    async close() {
      closed = true;
      await flushing;
      await headWriter.close();
      await handle.close();
    },
  };
}

/** Adds an entry to its stream. */
function note(streams: Map<string, number[]>, stream: string | null, seq: number): void {
  if (stream === null) return;
  const seqs = streams.get(stream);
  if (seqs === undefined) streams.set(stream, [seq]);
  else seqs.push(seq);
}
