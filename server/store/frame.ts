import { crc32 } from 'node:zlib';
import { z } from 'zod';
import type { Reading } from '../model/reading.ts';

/*
 * A frame is one batch of readings as columns, little-endian, padded to 8 bytes:
 *
 *   u32 magic | u32 bytes of the frame | u32 CRC-32 of all that follows | u32 rows
 *   u32 series | u32 bytes of the dictionary | u32 flags | u32 0
 *   dictionary: a u16 length and a JSON array [source, metric, kind, period, quality] for each series
 *   f64 time[rows] | f64 value[rows] | f64 receivedAt[rows, or 1 when all are the same]
 *   f64 issuedAt[rows] | f64 upper[rows]   (only when the frame holds forecasts; NaN is null)
 *   u32 series[rows]
 */
const MAGIC = 0x31464c57; // 'WLF1'
const HEADER_BYTES = 32;
const SAME_RECEIVED = 1;
const FORECASTS = 2;
const MAX_FRAME_BYTES = 64 * 1024 * 1024;
const MAX_CACHED_SERIES = 200_000;

/** What the readings of one column share. `period` is in seconds; null as in `Reading`. */
export interface SeriesKey {
  readonly source: string;
  readonly metric: string;
  readonly kind: Reading['kind'];
  readonly period: number | null;
  readonly quality: string | null;
}

/**
 * A batch of readings as columns of `count` rows. `index` points into `series`; times are epoch ms.
 * `issuedAt` and `upper` are absent when no row is a forecast, and NaN where a row has none.
 */
export interface ReadingColumns {
  readonly count: number;
  readonly series: readonly SeriesKey[];
  readonly index: Uint32Array;
  readonly time: Float64Array;
  readonly value: Float64Array;
  readonly receivedAt: Float64Array;
  readonly issuedAt: Float64Array | null;
  readonly upper: Float64Array | null;
}

const padded = (bytes: number): number => (bytes + 7) & ~7;

interface Entry {
  readonly kind: Reading['kind'];
  readonly period: number | null;
  readonly quality: string | null;
  readonly bytes: Buffer;
  frame: number;
  index: number;
}

/**
 * Makes an encoder of frames. It remembers the series it has seen (a bounded number), so a reading costs two map
 * look-ups and a few stores. Three things that mean the same are stored as one: an empty quality is null, an `upper`
 * that equals the value is null, and an observation has neither `upper` nor `issuedAt`.
 * The encoder throws RangeError for what no store can hold: a number or time that is not finite, a time that is not
 * whole, a forecast without an issue, a batch of more than 64 MB. The intake must have refused these.
 */
export function createFrameEncoder(): (readings: readonly Reading[]) => Uint8Array {
  let sources = new Map<string, Map<string, Entry[]>>();
  let cached = 0;
  let frame = 0;
  let scratch = new Uint32Array(4096);

  const entryOf = (reading: Reading): Entry => {
    let metrics = sources.get(reading.source);
    if (metrics === undefined) sources.set(reading.source, (metrics = new Map()));
    let entries = metrics.get(reading.metric);
    if (entries === undefined) metrics.set(reading.metric, (entries = []));
    const quality = reading.quality === '' ? null : reading.quality;
    for (const entry of entries)
      if (entry.kind === reading.kind && entry.period === reading.period && entry.quality === quality) return entry;
    const text = Buffer.from(
      JSON.stringify([reading.source, reading.metric, reading.kind, reading.period, quality]),
      'utf8',
    );
    if (text.length > 0xffff)
      throw new RangeError(`a series name of ${text.length} bytes: ${text.toString('utf8', 0, 80)}`);
    const bytes = Buffer.alloc(text.length + 2);
    bytes.writeUInt16LE(text.length, 0);
    text.copy(bytes, 2);
    const entry: Entry = { kind: reading.kind, period: reading.period, quality, bytes, frame: 0, index: 0 };
    entries.push(entry);
    cached += 1;
    return entry;
  };

  return (readings) => {
    const count = readings.length;
    if (cached > MAX_CACHED_SERIES) {
      sources = new Map();
      cached = 0;
    }
    if (scratch.length < count) scratch = new Uint32Array(count * 2);
    frame += 1;
    const dictionary: Buffer[] = [];
    let dictionaryBytes = 0;
    let flags = SAME_RECEIVED;
    const firstReceived = readings[0]?.receivedAt;
    let row = 0;
    for (const reading of readings) {
      const entry = entryOf(reading);
      if (entry.frame !== frame) {
        entry.frame = frame;
        entry.index = dictionary.length;
        dictionary.push(entry.bytes);
        dictionaryBytes += entry.bytes.length;
      }
      scratch[row++] = entry.index;
      if (reading.receivedAt !== firstReceived) flags &= ~SAME_RECEIVED;
      if (entry.kind === 'forecast') flags |= FORECASTS;
    }
    const same = (flags & SAME_RECEIVED) !== 0;
    const forecasts = (flags & FORECASTS) !== 0;
    const receivedRows = same ? Math.min(1, count) : count;
    const columnRows = 2 * count + receivedRows + (forecasts ? 2 * count : 0);
    const bytes = padded(HEADER_BYTES + padded(dictionaryBytes) + 8 * columnRows + 4 * count);
    if (bytes > MAX_FRAME_BYTES)
      throw new RangeError(`a batch of ${bytes} bytes; at most ${MAX_FRAME_BYTES} fit a frame`);

    const buffer = new ArrayBuffer(bytes);
    const out = new Uint8Array(buffer);
    let at = HEADER_BYTES;
    for (const entry of dictionary) {
      out.set(entry, at);
      at += entry.length;
    }
    at = HEADER_BYTES + padded(dictionaryBytes);
    const column = (rows: number): Float64Array => {
      const array = new Float64Array(buffer, at, rows);
      at += 8 * rows;
      return array;
    };
    const time = column(count);
    const value = column(count);
    const receivedAt = column(receivedRows);
    const issuedAt = forecasts ? column(count) : null;
    const upper = forecasts ? column(count) : null;
    new Uint32Array(buffer, at, count).set(scratch.subarray(0, count));

    row = 0;
    for (const reading of readings) {
      if (!Number.isSafeInteger(reading.time) || !Number.isFinite(reading.value))
        throw new RangeError(`${reading.source} ${reading.metric}: time ${reading.time}, value ${reading.value}`);
      time[row] = reading.time;
      // Adding 0 makes 0 of -0, which not every store tells apart.
      value[row] = reading.value + 0;
      if (!same || row === 0) {
        if (!Number.isSafeInteger(reading.receivedAt)) throw new RangeError(`received at ${reading.receivedAt}`);
        receivedAt[row] = reading.receivedAt;
      }
      if (issuedAt !== null && upper !== null) {
        const forecast = reading.kind === 'forecast';
        if (forecast && !Number.isSafeInteger(reading.issuedAt))
          throw new RangeError(`${reading.source} ${reading.metric}: a forecast issued at ${reading.issuedAt}`);
        issuedAt[row] = forecast && reading.issuedAt !== null ? reading.issuedAt : Number.NaN;
        upper[row] = forecast && reading.upper !== null && reading.upper !== reading.value ? reading.upper : Number.NaN;
      }
      row += 1;
    }
    const header = new Uint32Array(buffer, 0, HEADER_BYTES / 4);
    header.set([MAGIC, bytes, 0, count, dictionary.length, dictionaryBytes, flags, 0]);
    header[2] = crc32(out.subarray(12));
    return out;
  };
}

/** What stands at a place: a whole frame of so many bytes, the start of one that goes on beyond the buffer, or neither. */
export type FrameCheck =
  | { readonly kind: 'whole'; readonly bytes: number }
  | { readonly kind: 'partial'; readonly bytes: number }
  | { readonly kind: 'bad' };

/** Checks the frame at `offset`: its mark, its length and its CRC. `partial` gives the bytes that the frame says it has. */
export function checkFrame(buffer: Buffer, offset: number): FrameCheck {
  const left = buffer.length - offset;
  if (left < 12) return { kind: 'partial', bytes: HEADER_BYTES };
  if (buffer.readUInt32LE(offset) !== MAGIC) return { kind: 'bad' };
  const bytes = buffer.readUInt32LE(offset + 4);
  if (bytes < HEADER_BYTES || bytes > MAX_FRAME_BYTES || bytes % 8 !== 0) return { kind: 'bad' };
  if (bytes > left) return { kind: 'partial', bytes };
  const sum = crc32(buffer.subarray(offset + 12, offset + bytes));
  return sum === buffer.readUInt32LE(offset + 8) ? { kind: 'whole', bytes } : { kind: 'bad' };
}

const seriesSchema = z.tuple([
  z.string(),
  z.string(),
  z.enum(['observed', 'forecast']),
  z.number().nullable(),
  z.string().nullable(),
]);

/**
 * Makes a decoder of frames that `checkFrame` found whole. The same series gives the same `SeriesKey` object as long
 * as the decoder remembers it, so a store may keep its own numbers in a map by that object.
 * The decoder throws when a dictionary entry has the wrong shape.
 */
export function createFrameDecoder(): (buffer: Buffer, offset: number) => ReadingColumns {
  const cache = new Map<string, SeriesKey>();
  const parse = (text: string): SeriesKey => {
    const [source, metric, kind, period, quality] = seriesSchema.parse(JSON.parse(text));
    return { source, metric, kind, period, quality };
  };
  return (buffer, offset) => {
    const bytes = buffer.readUInt32LE(offset + 4);
    const count = buffer.readUInt32LE(offset + 12);
    const seriesCount = buffer.readUInt32LE(offset + 16);
    const dictionaryBytes = buffer.readUInt32LE(offset + 20);
    const flags = buffer.readUInt32LE(offset + 24);
    if (cache.size > MAX_CACHED_SERIES) cache.clear();
    const series: SeriesKey[] = [];
    let at = offset + HEADER_BYTES;
    for (let entry = 0; entry < seriesCount; entry += 1) {
      const length = buffer.readUInt16LE(at);
      const text = buffer.toString('utf8', at + 2, at + 2 + length);
      let key = cache.get(text);
      if (key === undefined) cache.set(text, (key = parse(text)));
      series.push(key);
      at += 2 + length;
    }
    // The columns are copied out: the buffer is a window that moves on, and its frames need not be aligned in it.
    const body = new ArrayBuffer(bytes - HEADER_BYTES - padded(dictionaryBytes));
    new Uint8Array(body).set(buffer.subarray(offset + bytes - body.byteLength, offset + bytes));
    let from = 0;
    const column = (rows: number): Float64Array => {
      const array = new Float64Array(body, from, rows);
      from += 8 * rows;
      return array;
    };
    const time = column(count);
    const value = column(count);
    let receivedAt: Float64Array;
    if ((flags & SAME_RECEIVED) === 0) receivedAt = column(count);
    else receivedAt = new Float64Array(count).fill(column(Math.min(1, count))[0] ?? 0);
    const issuedAt = (flags & FORECASTS) === 0 ? null : column(count);
    const upper = (flags & FORECASTS) === 0 ? null : column(count);
    return { count, series, index: new Uint32Array(body, from, count), time, value, receivedAt, issuedAt, upper };
  };
}

/** A batch of columns as readings, in their order. */
export function toReadings(columns: ReadingColumns): Reading[] {
  const { series, index, time, value, receivedAt, issuedAt, upper } = columns;
  const readings: Reading[] = [];
  for (let row = 0; row < columns.count; row += 1) {
    const key = series[index[row] ?? 0];
    if (key === undefined) throw new RangeError(`row ${row} names series ${index[row]} of ${series.length}`);
    readings.push({
      source: key.source,
      metric: key.metric,
      time: time[row] ?? 0,
      value: value[row] ?? 0,
      period: key.period,
      kind: key.kind,
      issuedAt: orNull(issuedAt?.[row]),
      upper: orNull(upper?.[row]),
      quality: key.quality,
      receivedAt: receivedAt[row] ?? 0,
    });
  }
  return readings;
}

const orNull = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value;
