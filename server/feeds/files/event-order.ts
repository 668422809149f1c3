import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Reading } from '../../model/reading.ts';

/** The instant at which a reading takes its place among others: a forecast when it was issued, an observation at its time. */
export const eventTime = (reading: Reading): number =>
  reading.kind === 'forecast' ? (reading.issuedAt ?? reading.time) : reading.time;

export interface EventOrderOptions {
  /** Where a temporary folder may be made; by default that of the system. */
  readonly folder?: string;
  /** Readings that are held and sorted in memory at once; more go to disk. At most 1,048,576. */
  readonly chunk?: number;
  /** Readings in a batch that comes out. */
  readonly batch?: number;
}

/** Numbers of a reading on disk: event time, time, value, period, issuedAt, upper, receivedAt, series. NaN stands for null. */
const WIDTH = 8;
const BYTES = WIDTH * Float64Array.BYTES_PER_ELEMENT;
/** A sorting key is an event time and a place in the chunk in one 64-bit number: 20 bits for the place, 44 for the time. */
const PLACE_BITS = 20;
const MAX_CHUNK = 2 ** PLACE_BITS;
/** Event times are taken from 1900 on, which gives 44 bits room for more than 500 years. */
const FIRST_INSTANT = Date.UTC(1900, 0, 1);
const INSTANTS = 2 ** 44;
/** What all runs together may hold of the disk in memory while they are merged. */
const MERGE_BYTES = 32 * 2 ** 20;

/** What a series has in common; numbered, so that a reading on disk is numbers only. */
type Series = Pick<Reading, 'source' | 'metric' | 'kind' | 'quality'> & { readonly number: number };

/** A stretch of the temporary file in event order. */
interface Run {
  readonly start: number;
  end: number;
  last: number;
}

/**
 * The same readings in event order; those of the same instant keep the order they came in. Memory is bounded whatever
 * the length: what does not fit is sorted in pieces into one temporary file and merged from there; pieces that follow
 * each other in order become one. The file is gone in the end, also after an error or when the reader stops early.
 * @throws RangeError for an event time before 1900 or after 2457.
 */
export async function* inEventOrder(
  batches: AsyncIterable<readonly Reading[]>,
  { folder = tmpdir(), chunk = 262_144, batch = 8192 }: EventOrderOptions = {},
): AsyncGenerator<Reading[], void, undefined> {
  const size = Math.min(chunk, MAX_CHUNK);
  const sorter = createSorter(size);
  let file: TemporaryFile | null = null;
  const runs: Run[] = [];
  let writing: Promise<void> = Promise.resolve();
  try {
    for await (const readings of batches) {
      for (const reading of readings) {
        if (sorter.count() === size) {
          file ??= await openTemporaryFile(folder);
          // What was sorted before is written while the next readings come; its buffer is needed again only now.
          await writing;
          writing = spill(sorter.take(), file.handle, runs);
          writing.catch(() => undefined);
        }
        sorter.add(reading);
      }
    }
    if (file === null) {
      const rows = sorter.take();
      for (let from = 0; from < rows.length; from += batch * WIDTH) {
        yield sorter.decode(rows.subarray(from, from + batch * WIDTH));
      }
      return;
    }
    await writing;
    await spill(sorter.take(), file.handle, runs);
    sorter.release();
    for await (const rows of merge(file.handle, runs, batch)) yield sorter.decode(rows);
  } finally {
    await writing.catch(() => undefined);
    await file?.close();
  }
}

interface Sorter {
  count(): number;
  add(reading: Reading): void;
  /** The rows added since the last call, in event order; overwritten by the next call. */
  take(): Float64Array;
  decode(rows: Float64Array): Reading[];
  /** Lets go of the buffers; nothing more can be added. */
  release(): void;
}

function createSorter(size: number): Sorter {
  const catalogue = createCatalogue();
  let rows = new Float64Array(0);
  let sorted = new Float64Array(0);
  let count = 0;
  /** Buffers grow with what comes, so that a small file needs little. */
  const grow = (): void => {
    const larger = new Float64Array(Math.min(size, Math.max(1024, (rows.length / WIDTH) * 4)) * WIDTH);
    larger.set(rows);
    rows = larger;
  };
  return {
    count: () => count,
    add(reading) {
      const at = eventTime(reading);
      if (!(at >= FIRST_INSTANT && at < FIRST_INSTANT + INSTANTS)) throw new RangeError(`an event at ${at} ms`);
      const offset = count * WIDTH;
      if (offset === rows.length) grow();
      rows[offset] = at;
      rows[offset + 1] = reading.time;
      rows[offset + 2] = reading.value;
      rows[offset + 3] = reading.period ?? Number.NaN;
      rows[offset + 4] = reading.issuedAt ?? Number.NaN;
      rows[offset + 5] = reading.upper ?? Number.NaN;
      rows[offset + 6] = reading.receivedAt;
      rows[offset + 7] = catalogue.numberOf(reading);
      count++;
    },
    take() {
      const filled = rows.subarray(0, count * WIDTH);
      const length = count;
      count = 0;
      if (sorted.length < rows.length) sorted = new Float64Array(rows.length);
      if (isOrdered(filled)) {
        [rows, sorted] = [sorted, rows];
        return filled;
      }
      permute(filled, length, sorted);
      return sorted.subarray(0, filled.length);
    },
    decode: (from) => decode(from, catalogue),
    release() {
      rows = new Float64Array(0);
      sorted = rows;
    },
  };
}

function isOrdered(rows: Float64Array): boolean {
  for (let offset = WIDTH; offset < rows.length; offset += WIDTH) {
    if ((rows[offset] ?? 0) < (rows[offset - WIDTH] ?? 0)) return false;
  }
  return true;
}

/** Copies rows in event order. Whole numbers sort without a comparison function, many times faster than with one. */
function permute(rows: Float64Array, count: number, into: Float64Array): void {
  const keys = new BigUint64Array(count);
  const halves = new Uint32Array(keys.buffer);
  const [low, high] = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? [0, 1] : [1, 0];
  const timesInLow = 2 ** (32 - PLACE_BITS);
  for (let place = 0; place < count; place++) {
    const at = (rows[place * WIDTH] ?? 0) - FIRST_INSTANT;
    // key = at * 2^20 + place, in two halves of 32 bits.
    halves[place * 2 + high] = Math.floor(at / timesInLow);
    halves[place * 2 + low] = (at % timesInLow) * MAX_CHUNK + place;
  }
  keys.sort();
  for (let i = 0; i < count; i++) {
    const place = (halves[i * 2 + low] ?? 0) % MAX_CHUNK;
    for (let column = 0; column < WIDTH; column++) into[i * WIDTH + column] = rows[place * WIDTH + column] ?? 0;
  }
}

interface Catalogue {
  numberOf(reading: Reading): number;
  seriesOf(number: number): Series;
}

function createCatalogue(): Catalogue {
  const all: Series[] = [];
  const bySource = new Map<string, Map<string, Series[]>>();
  return {
    numberOf(reading) {
      let byMetric = bySource.get(reading.source);
      if (byMetric === undefined) bySource.set(reading.source, (byMetric = new Map<string, Series[]>()));
      let variants = byMetric.get(reading.metric);
      if (variants === undefined) byMetric.set(reading.metric, (variants = []));
      let series = variants.find(({ kind, quality }) => kind === reading.kind && quality === reading.quality);
      if (series === undefined) {
        const { source, metric, kind, quality } = reading;
        series = { number: all.length, source, metric, kind, quality };
        variants.push(series);
        all.push(series);
      }
      return series.number;
    },
    seriesOf(number) {
      const series = all[number];
      if (series === undefined) throw new RangeError(`series ${number} was never seen`);
      return series;
    },
  };
}

const orNull = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value;

function decode(rows: Float64Array, catalogue: Catalogue): Reading[] {
  const readings: Reading[] = [];
  for (let offset = 0; offset < rows.length; offset += WIDTH) {
    const { source, metric, kind, quality } = catalogue.seriesOf(rows[offset + 7] ?? -1);
    readings.push({
      source,
      metric,
      time: rows[offset + 1] ?? 0,
      value: rows[offset + 2] ?? 0,
      period: orNull(rows[offset + 3]),
      kind,
      issuedAt: orNull(rows[offset + 4]),
      upper: orNull(rows[offset + 5]),
      quality,
      receivedAt: rows[offset + 6] ?? 0,
    });
  }
  return readings;
}

interface TemporaryFile {
  readonly handle: FileHandle;
  close(): Promise<void>;
}

async function openTemporaryFile(parent: string): Promise<TemporaryFile> {
  const folder = await mkdtemp(join(parent, 'wanglou-order-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const handle = await open(join(folder, 'runs'), 'wx+');
    // The name goes at once where the system allows it: then even a killed process leaves nothing behind.
    await remove().catch(() => undefined);
    return {
      handle,
      async close() {
        await handle.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Writes sorted rows to the end of the file, as a run of its own or as more of the run before. */
async function spill(rows: Float64Array, handle: FileHandle, runs: Run[]): Promise<void> {
  if (rows.length === 0) return;
  const bytes = new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength);
  const previous = runs.at(-1);
  const start = previous?.end ?? 0;
  for (let done = 0; done < bytes.length;) {
    done += (await handle.write(bytes, done, bytes.length - done, start + done)).bytesWritten;
  }
  const last = rows[rows.length - WIDTH] ?? 0;
  if (previous !== undefined && previous.last <= (rows[0] ?? 0)) {
    previous.end = start + bytes.length;
    previous.last = last;
  } else {
    runs.push({ start, end: start + bytes.length, last });
  }
}

/** Where the merge stands in a run. */
interface Cursor {
  /** Place among the runs: of equal instants the earlier run goes first, since it came first. */
  readonly order: number;
  readonly rows: Float64Array;
  /** Next row in `rows`, and the end of what is filled, in numbers. */
  offset: number;
  filled: number;
  /** Bytes of the file still to be read. */
  position: number;
  readonly end: number;
}

async function* merge(handle: FileHandle, runs: readonly Run[], batch: number): AsyncGenerator<Float64Array> {
  const rowsEach = Math.max(64, Math.floor(MERGE_BYTES / BYTES / runs.length));
  const heap: Cursor[] = [];
  for (const [order, { start, end }] of runs.entries()) {
    const rows = new Float64Array(Math.min(rowsEach * WIDTH, (end - start) / 8));
    const cursor: Cursor = { order, rows, offset: 0, filled: 0, position: start, end };
    await refill(handle, cursor);
    heap.push(cursor);
  }
  heap.sort((a, b) => (goesBefore(a, b) ? -1 : 1));

  const out = new Float64Array(batch * WIDTH);
  let filled = 0;
  for (;;) {
    const top = heap[0];
    if (top === undefined) break;
    for (let i = 0; i < WIDTH; i++) out[filled + i] = top.rows[top.offset + i] ?? 0;
    filled += WIDTH;
    top.offset += WIDTH;
    if (filled === out.length) {
      yield out;
      filled = 0;
    }
    if (top.offset === top.filled && !(await refill(handle, top))) {
      const moved = heap.pop();
      if (moved !== undefined && moved !== top) heap[0] = moved;
    }
    sink(heap);
  }
  if (filled > 0) yield out.subarray(0, filled);
}

const goesBefore = (a: Cursor, b: Cursor): boolean => {
  const [left, right] = [a.rows[a.offset] ?? 0, b.rows[b.offset] ?? 0];
  return left < right || (left === right && a.order < b.order);
};

/** Brings the first of a heap to its place. */
function sink(heap: Cursor[]): void {
  const moving = heap[0];
  if (moving === undefined) return;
  let place = 0;
  for (;;) {
    let child = place * 2 + 1;
    let next = heap[child];
    if (next === undefined) break;
    const right = heap[child + 1];
    if (right !== undefined && goesBefore(right, next)) {
      next = right;
      child++;
    }
    if (!goesBefore(next, moving)) break;
    heap[place] = next;
    place = child;
  }
  heap[place] = moving;
}

/** Reads the next rows of a run; false at its end. */
async function refill(handle: FileHandle, cursor: Cursor): Promise<boolean> {
  const wanted = Math.min(cursor.rows.byteLength, cursor.end - cursor.position);
  const bytes = new Uint8Array(cursor.rows.buffer, cursor.rows.byteOffset, wanted);
  for (let done = 0; done < wanted;) {
    const { bytesRead } = await handle.read(bytes, done, wanted - done, cursor.position + done);
    if (bytesRead === 0) throw new Error('the temporary file of the sort ends too early');
    done += bytesRead;
  }
  cursor.position += wanted;
  cursor.offset = 0;
  cursor.filled = wanted / Float64Array.BYTES_PER_ELEMENT;
  return wanted > 0;
}
