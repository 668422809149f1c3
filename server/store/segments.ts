import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { checkFrame, createFrameDecoder, type ReadingColumns } from './frame.ts';

/**
 * A place in the journal: bytes since its beginning, over all segments, headers included. What stands before it is
 * `[0, position)`.
 */
export type Position = number;

/** A damaged stretch of a journal. `cut`: the torn end of the last segment, removed. `skipped`: read over. */
export interface JournalTrouble {
  readonly kind: 'cut' | 'skipped' | 'lost';
  readonly file: string;
  /** Where in the file it begins. */
  readonly offset: number;
  readonly bytes: number;
}

/** A file of the journal. `base` is the position of its first byte. */
export interface Segment {
  readonly file: string;
  readonly base: Position;
}

/** Bytes of a segment's header: mark, id of the journal, base. */
export const SEGMENT_HEADER_BYTES = 32;
const MARK = 'WLJRNL01';
const NAME = /^(\d{16})\.wlj$/;
const WINDOW_BYTES = 1024 * 1024;

/** The path of the segment that begins at `base`. */
export const segmentFile = (directory: string, base: Position): string =>
  join(directory, `${String(base).padStart(16, '0')}.wlj`);

/** The journal's segments, oldest first. */
export function listSegments(directory: string): Segment[] {
  const segments: Segment[] = [];
  for (const name of readdirSync(directory).toSorted()) {
    const base = NAME.exec(name)?.[1];
    if (base !== undefined) segments.push({ file: join(directory, name), base: Number(base) });
  }
  return segments;
}

/** The header of a segment. `id` is 32 hexadecimal digits. */
export function segmentHeader(id: string, base: Position): Buffer {
  const header = Buffer.alloc(SEGMENT_HEADER_BYTES);
  header.write(MARK, 0, 'latin1');
  header.write(id, 8, 'hex');
  header.writeDoubleLE(base, 24);
  return header;
}

/**
 * The id in a segment's header, or null when the file ends before its header does.
 * @throws Error when the file is no segment of a journal, or not the one that its name says.
 */
export function readSegmentId(segment: Segment): string | null {
  const header = Buffer.alloc(SEGMENT_HEADER_BYTES);
  const fd = openSync(segment.file, 'r');
  try {
    if (readSync(fd, header, 0, SEGMENT_HEADER_BYTES, 0) < SEGMENT_HEADER_BYTES) return null;
  } finally {
    closeSync(fd);
  }
  if (header.toString('latin1', 0, 8) !== MARK || header.readDoubleLE(24) !== segment.base)
    throw new Error(`${segment.file}: not a segment of a readings journal (its first ${SEGMENT_HEADER_BYTES} bytes)`);
  return header.toString('hex', 8, 24);
}

/** A batch and where the one after it begins. */
export interface JournalBatch {
  readonly columns: ReadingColumns;
  readonly next: Position;
}

/** What a walk over a segment meets. Offsets are in the file. */
type Step =
  | { readonly kind: 'frame'; readonly buffer: Buffer; readonly at: number; readonly end: number }
  | { readonly kind: 'damage'; readonly offset: number; readonly bytes: number; readonly atEnd: boolean };

/** Walks the frames of a file in `[from, to)`. Damage is stepped over to the next whole frame. */
function* walk(fd: number, from: number, to: number): Generator<Step, void, undefined> {
  let window: Buffer = Buffer.alloc(0);
  let start = from; // of the window, in the file
  const fill = (offset: number, bytes: number): void => {
    const wanted = Math.min(Math.max(bytes, WINDOW_BYTES), to - offset);
    const next = Buffer.allocUnsafe(Math.max(wanted, 0));
    const kept = window.copy(next, 0, Math.min(Math.max(offset - start, 0), window.length));
    let filled = kept;
    while (filled < next.length) {
      const read = readSync(fd, next, filled, next.length - filled, offset + filled);
      if (read === 0) break;
      filled += read;
    }
    window = next.subarray(0, filled);
    start = offset;
  };
  /** The frame at a file offset, with the window moved so that it holds all of it; null when there is none. */
  const frameAt = (offset: number): number | null => {
    let check = checkFrame(window, Math.min(offset - start, window.length));
    if (check.kind === 'partial') {
      fill(offset, check.bytes);
      check = checkFrame(window, 0);
      if (check.kind === 'partial' && check.bytes <= to - offset && check.bytes > window.length) {
        fill(offset, check.bytes);
        check = checkFrame(window, 0);
      }
    }
    return check.kind === 'whole' ? check.bytes : null;
  };
  let offset = from;
  while (offset < to) {
    const bytes = frameAt(offset);
    if (bytes !== null) {
      yield { kind: 'frame', buffer: window, at: offset - start, end: offset + bytes };
      offset += bytes;
      continue;
    }
    const damaged = offset;
    do offset += 8;
    while (offset < to && frameAt(offset) === null);
    offset = Math.min(offset, to);
    yield { kind: 'damage', offset: damaged, bytes: offset - damaged, atEnd: offset >= to };
  }
}

/**
 * Where the whole frames of the last segment end, as an offset in its file, with the damaged stretches before that.
 * What stands after the end is the torn tail of an interrupted write.
 */
export function findEnd(segment: Segment): {
  readonly end: number;
  readonly size: number;
  readonly damage: JournalTrouble[];
} {
  const fd = openSync(segment.file, 'r');
  try {
    const size = fstatSync(fd).size;
    let end = SEGMENT_HEADER_BYTES;
    const damage: JournalTrouble[] = [];
    for (const step of walk(fd, SEGMENT_HEADER_BYTES, size)) {
      if (step.kind === 'frame') end = step.end;
      else if (!step.atEnd)
        damage.push({ kind: 'skipped', file: segment.file, offset: step.offset, bytes: step.bytes });
    }
    return { end, size, damage };
  } finally {
    closeSync(fd);
  }
}

/** A reader of batches that remembers the series it has seen. */
export type JournalReader = (from: Position, to: Position) => Generator<JournalBatch, void, undefined>;

/**
 * Makes a reader of the batches in `[from, to)`, in journal order; `to` must be a position that the journal called
 * durable. Damage is reported with file and offset and stepped over; positions that are gone (their segment was
 * removed) are reported as lost. It needs the folder only, so a worker thread can have its own.
 */
export function createJournalReader(directory: string, onTrouble: (trouble: JournalTrouble) => void): JournalReader {
  const decode = createFrameDecoder();
  return function* read(from, to) {
    const segments = listSegments(directory);
    let position = from;
    for (const [number, segment] of segments.entries()) {
      const segmentEnd = Math.min(segments[number + 1]?.base ?? to, to);
      if (segmentEnd <= position) continue;
      if (segment.base > position) {
        onTrouble({ kind: 'lost', file: segment.file, offset: 0, bytes: segment.base - position });
        position = segment.base;
      }
      const begin = Math.max(position - segment.base, SEGMENT_HEADER_BYTES);
      const fd = openSync(segment.file, 'r');
      try {
        for (const step of walk(fd, begin, segmentEnd - segment.base)) {
          if (step.kind === 'frame') yield { columns: decode(step.buffer, step.at), next: segment.base + step.end };
          else onTrouble({ kind: 'skipped', file: segment.file, offset: step.offset, bytes: step.bytes });
        }
      } finally {
        closeSync(fd);
      }
      position = segmentEnd;
    }
  };
}
