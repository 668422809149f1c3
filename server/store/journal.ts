import { randomBytes } from 'node:crypto';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reading } from '../model/reading.ts';
import { createFrameEncoder, toReadings } from './frame.ts';
import { lockHolder, takeLock } from './lock.ts';
import {
  createJournalReader,
  findEnd,
  listSegments,
  readSegmentId,
  SEGMENT_HEADER_BYTES,
  segmentFile,
  segmentHeader,
  type JournalTrouble,
  type Position,
} from './segments.ts';

/** The queue of readings that wait for the disk is full: try again later. Nothing of the batch was taken. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded';
  readonly code = 'overloaded';
}

/** The disk refused a batch: it is not stored. `cause` is the system's error. */
export class JournalFailed extends Error {
  override readonly name = 'JournalFailed';
  readonly code = 'journal-failed';
}

export interface JournalOptions {
  /** Its own folder; made when it is not there. */
  readonly directory: string;
  /** Size at which the next segment is begun; 64 MB. */
  readonly segmentBytes?: number;
  /** Bytes that may wait for the disk; 64 MB. */
  readonly maxQueuedBytes?: number;
  /** Called for each damaged stretch, at opening and at reading. */
  readonly onTrouble: (trouble: JournalTrouble) => void;
}

/**
 * The append-only log of readings that stands before every store. A reading is accepted when it is synced here; the
 * stores drain from it, and it holds what they could not take yet.
 */
export interface Journal {
  readonly directory: string;
  /** Names this journal: positions of another one mean nothing here. */
  readonly id: string;
  /**
   * Appends a batch and gives the position behind it once it is on the disk. Batches that come while the disk is busy
   * go together with its next turn. An empty batch gives the present end.
   * @throws Overloaded (rejects) when too much waits, JournalFailed when the disk refuses, RangeError as the encoder does.
   */
  append(readings: readonly Reading[]): Promise<Position>;
  /** What stands before it is on the disk. */
  durable(): Position;
  /** The oldest position that is still there. */
  oldest(): Position;
  /** Calls the listener after each turn of the disk, until the function that it gives is called. */
  onDurable(listener: () => void): () => void;
  /** The durable batches from a position on; of the first segment on when that position is gone, which is reported. */
  read(from: Position): Generator<{ readonly readings: Reading[]; readonly next: Position }, void, undefined>;
  /** Removes the segments that end at or before a position: every store has what is in them. */
  release(upTo: Position): Promise<void>;
  /** Bytes that wait for the disk, and the last failure of the disk that has not been followed by a success. */
  state(): { readonly queuedBytes: number; readonly failure: Error | null };
  /** Waits for what was appended, then closes. */
  close(): Promise<void>;
}

const lockFile = (directory: string): string => join(directory, 'lock');

const MEGABYTE = 1024 * 1024;
/** Readings a frame takes: a larger batch becomes several frames of one turn. */
const FRAME_READINGS = 50_000;

interface Waiting {
  readonly frames: readonly Uint8Array[];
  readonly bytes: number;
  readonly resolve: (position: Position) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Opens the journal of a folder. The torn end that a killed process left is cut off and reported.
 * @throws Error when the folder cannot be written, is in use by another process, or holds files that are no segments.
 */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const { directory } = options;
  await mkdir(directory, { recursive: true });
  const unlock = await takeLock(lockFile(directory));
  try {
    return await openLocked(options, unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function openLocked(options: JournalOptions, unlock: () => Promise<void>): Promise<Journal> {
  const { directory, onTrouble } = options;
  const segmentBytes = options.segmentBytes ?? 64 * MEGABYTE;
  const maxQueuedBytes = options.maxQueuedBytes ?? 64 * MEGABYTE;

  let segments = listSegments(directory);
  const newest = segments.at(-1);
  // A process that died while it began a segment left one without a whole header, and so without a batch.
  if (newest !== undefined && readSegmentId(newest) === null) {
    await rm(newest.file);
    segments = segments.slice(0, -1);
  }
  let id: string | null = null;
  for (const segment of segments) {
    const own = readSegmentId(segment);
    if (own === null || (id !== null && own !== id))
      throw new Error(`${segment.file}: belongs to another journal than the segment before it`);
    id = own;
  }
  const journalId = id ?? randomBytes(16).toString('hex');

  const beginSegment = async (base: Position): Promise<FileHandle> => {
    const created = await open(segmentFile(directory, base), 'w');
    await created.write(segmentHeader(journalId, base));
    await created.datasync();
    const folder = await open(directory, 'r');
    await folder.sync();
    await folder.close();
    return created;
  };

  let base: Position;
  let size: number;
  let handle: FileHandle;
  const last = segments.at(-1);
  if (last === undefined) {
    base = 0;
    size = SEGMENT_HEADER_BYTES;
    handle = await beginSegment(base);
  } else {
    base = last.base;
    const found = findEnd(last);
    for (const trouble of found.damage) onTrouble(trouble);
    size = found.end;
    handle = await open(last.file, 'r+');
    if (found.size > found.end) {
      await handle.truncate(found.end);
      onTrouble({ kind: 'cut', file: last.file, offset: found.end, bytes: found.size - found.end });
    }
    await handle.datasync();
  }

  const encode = createFrameEncoder();
  const reader = createJournalReader(directory, onTrouble);
  const listeners = new Set<() => void>();
  let durable: Position = base + size;
  let waiting: Waiting[] = [];
  let queuedBytes = 0;
  let flushing: Promise<void> | null = null;
  let failure: Error | null = null;
  let closed = false;
  /** Refused frames may stand behind the end: they must be gone before anything follows, or they would come back. */
  let unclean = false;

  const writeTurn = async (turn: readonly Waiting[]): Promise<void> => {
    if (unclean) {
      await handle.truncate(size);
      unclean = false;
    }
    if (size >= segmentBytes) {
      const next = await beginSegment(base + size);
      await handle.close();
      handle = next;
      base += size;
      size = SEGMENT_HEADER_BYTES;
    }
    const frames = turn.flatMap((entry) => entry.frames);
    const bytes = turn.reduce((sum, entry) => sum + entry.bytes, 0);
    unclean = true;
    const { bytesWritten } = await handle.writev(frames, size);
    if (bytesWritten !== bytes) throw new Error(`wrote ${bytesWritten} of ${bytes} bytes`);
    await handle.datasync();
    unclean = false;
  };

  const flush = async (): Promise<void> => {
    while (waiting.length > 0) {
      const turn = waiting;
      waiting = [];
      try {
        await writeTurn(turn);
        failure = null;
        for (const entry of turn) {
          size += entry.bytes;
          durable = base + size;
          queuedBytes -= entry.bytes;
          entry.resolve(durable);
        }
      } catch (error) {
        failure = new JournalFailed(`readings journal in ${directory}: ${String(error)}`, { cause: error });
        for (const entry of turn) {
          queuedBytes -= entry.bytes;
          entry.reject(failure);
        }
        continue;
      }
      for (const listener of listeners) listener();
    }
    flushing = null;
  };

  return {
    directory,
    id: journalId,
    append(readings) {
      if (closed) return Promise.reject(new JournalFailed(`readings journal in ${directory}: closed`));
      if (readings.length === 0) return Promise.resolve(durable);
      const frames: Uint8Array[] = [];
      let bytes = 0;
      try {
        for (let from = 0; from < readings.length; from += FRAME_READINGS) {
          const part = readings.length <= FRAME_READINGS ? readings : readings.slice(from, from + FRAME_READINGS);
          const frame = encode(part);
          frames.push(frame);
          bytes += frame.length;
        }
      } catch (error) {
        return Promise.reject(error instanceof Error ? error : new Error(String(error)));
      }
      if (queuedBytes > 0 && queuedBytes + bytes > maxQueuedBytes)
        return Promise.reject(
          new Overloaded(`${queuedBytes} bytes of readings wait for the disk; at most ${maxQueuedBytes} may`),
        );
      return new Promise((resolve, reject) => {
        queuedBytes += bytes;
        waiting.push({ frames, bytes, resolve, reject });
        flushing ??= flush();
      });
    },
    durable: () => durable,
    oldest: () => listSegments(directory)[0]?.base ?? base,
    onDurable(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    *read(from) {
      for (const batch of reader(from, durable)) yield { readings: toReadings(batch.columns), next: batch.next };
    },
    async release(upTo) {
      const present = listSegments(directory);
      for (const [number, segment] of present.entries()) {
        const next = present[number + 1];
        if (next !== undefined && next.base <= upTo) await rm(segment.file, { force: true });
      }
    },
    state: () => ({ queuedBytes, failure }),
    async close() {
      if (closed) return;
      closed = true;
      await flushing;
      await handle.close();
      await unlock();
    },
  };
}

/** The journal's place in a folder of readings. */
export const journalFolder = (folder: string): string => join(folder, 'journal');

/** The living process that has the journal in a directory; null when nobody has it. */
export const journalHolder = (directory: string): Promise<number | null> => lockHolder(lockFile(directory));
