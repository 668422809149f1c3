import { DOUBLE, DuckDBDataChunk, DuckDBInstance, INTEGER, type DuckDBValue } from '@duckdb/node-api';
import { z } from 'zod';
import type { ReadingColumns, SeriesKey } from '../frame.ts';
import type { SeriesQuery, SeriesRow } from '../reading-store.ts';
import type { JournalReader, Position } from '../segments.ts';
import { planWindows, type Window } from '../windows.ts';
import type { StoredSeries, WindowColumns } from './protocol.ts';

/** Layout of the tables; another number in the file means another program wrote it. */
const LAYOUT = 1;
/** Rows of one transaction, roughly: what a failure repeats and what memory holds. */
const TRANSACTION_ROWS = 200_000;
const CHUNK_ROWS = 2048;
const HOUR_MS = 3_600_000;

/*
 * `readings` only ever grows: of the rows with one identity, the one with the highest `seq` stands, and reads choose it.
 * `event` is what ranges ask for: the time of an observation, the issue of a forecast. `drain` is one row, written in
 * the transaction of the readings it speaks of, so a row is in the table exactly once.
 */
const TABLES = `
  CREATE TABLE IF NOT EXISTS readings (
    seq BIGINT NOT NULL, series INTEGER NOT NULL, event BIGINT NOT NULL, time BIGINT NOT NULL,
    value DOUBLE NOT NULL, upper DOUBLE NOT NULL, received BIGINT NOT NULL, flag INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS series (
    id INTEGER NOT NULL, source VARCHAR NOT NULL, metric VARCHAR NOT NULL, kind VARCHAR NOT NULL, period DOUBLE);
  CREATE TABLE IF NOT EXISTS flags (id INTEGER NOT NULL, flag VARCHAR NOT NULL);
  CREATE TABLE IF NOT EXISTS drain (
    layout INTEGER NOT NULL, journal VARCHAR NOT NULL, position DOUBLE NOT NULL, seq DOUBLE NOT NULL);
`;

const drainSchema = z.tuple([z.literal(LAYOUT), z.string(), z.number(), z.number()]);
const seriesSchema = z.tuple([
  z.number(),
  z.string(),
  z.string(),
  z.enum(['observed', 'forecast']),
  z.number().nullable(),
]);
const flagSchema = z.tuple([z.number(), z.string()]);

/** The embedded database of readings. Calls must not overlap: whoever holds it asks one thing after the other. */
export interface Database {
  /** What of the journal is in it. */
  drained(): Position;
  /** Rows, duplicates included. */
  rows(): number;
  /** Takes the journal's batches up to a position. */
  drain(read: JournalReader, upTo: Position): Promise<void>;
  query(query: SeriesQuery): Promise<SeriesRow[]>;
  /** Windows that cover a range with at most about `most` rows each. */
  plan(range: Window, sources: readonly string[] | null, most: number): Promise<Window[]>;
  /** The standing rows of a window among those with a number below `seq`, by event and then by arrival. */
  window(
    range: Window,
    options: {
      readonly sources: readonly string[] | null;
      readonly seq: number;
      readonly knownSeries: number;
      readonly knownFlags: number;
    },
  ): Promise<WindowColumns>;
  close(): void;
}

/** The name of a series within its database. */
const nameOf = (series: StoredSeries): string =>
  JSON.stringify([series.source, series.metric, series.kind, series.period]);

/**
 * Opens or makes the database file.
 * @throws Error when the file is held by another process, is damaged, or was laid out by another version.
 */
export async function openDatabase(options: {
  readonly file: string;
  readonly journalId: string;
  readonly memoryLimit: string;
}): Promise<Database> {
  const instance = await DuckDBInstance.create(options.file, { memory_limit: options.memoryLimit, threads: '1' });
  const connection = await instance.connect();
  await connection.run(TABLES);

  const rowsOf = async (sql: string, values: DuckDBValue[] = []): Promise<readonly (readonly DuckDBValue[])[]> =>
    (await connection.runAndReadAll(sql, values)).getRows();

  const found = (await rowsOf('SELECT layout, journal, position, seq FROM drain'))[0];
  let position = 0;
  let seq = 0;
  if (found === undefined) {
    await connection.run('INSERT INTO drain VALUES ($1, $2, 0, 0)', [LAYOUT, options.journalId]);
  } else {
    const drain = drainSchema.safeParse(found);
    if (!drain.success)
      throw new Error(`${options.file}: laid out by another version (${z.prettifyError(drain.error)})`);
    seq = drain.data[3];
    // A new journal begins at 0, and all of it is new to the database.
    if (drain.data[1] === options.journalId) position = drain.data[2];
  }

  const series: StoredSeries[] = [];
  const numberOf = new Map<string, number>();
  const idsBySource = new Map<string, number[]>();
  const remember = (key: StoredSeries): number => {
    const id = series.length;
    series.push(key);
    numberOf.set(nameOf(key), id);
    const ids = idsBySource.get(key.source);
    if (ids === undefined) idsBySource.set(key.source, [id]);
    else ids.push(id);
    return id;
  };
  for (const row of await rowsOf('SELECT id, source, metric, kind, period FROM series ORDER BY id')) {
    const [, source, metric, kind, period] = seriesSchema.parse(row);
    remember({ source, metric, kind, period });
  }
  // Flag 0 is "none".
  const flags: string[] = [''];
  const flagOf = new Map<string | null, number>([[null, 0]]);
  for (const row of await rowsOf('SELECT id, flag FROM flags ORDER BY id')) {
    const [id, flag] = flagSchema.parse(row);
    flags[id] = flag;
    flagOf.set(flag, id);
  }

  /** Numbers of the journal's series, by the object that the decoder gives for each. */
  const known = new WeakMap<SeriesKey, { readonly series: number; readonly flag: number }>();
  const numbered = async (key: SeriesKey): Promise<{ readonly series: number; readonly flag: number }> => {
    const there = known.get(key);
    if (there !== undefined) return there;
    const own: StoredSeries = { source: key.source, metric: key.metric, kind: key.kind, period: key.period };
    let id = numberOf.get(nameOf(own));
    if (id === undefined) {
      id = remember(own);
      await connection.run('INSERT INTO series VALUES ($1, $2, $3, $4, $5)', [
        id,
        own.source,
        own.metric,
        own.kind,
        own.period,
      ]);
    }
    let flag = flagOf.get(key.quality);
    if (flag === undefined) {
      flag = flags.length;
      flags.push(key.quality ?? '');
      flagOf.set(key.quality, flag);
      await connection.run('INSERT INTO flags VALUES ($1, $2)', [flag, key.quality ?? '']);
    }
    const numbers = { series: id, flag };
    known.set(key, numbers);
    return numbers;
  };

  // Whole milliseconds are exact in a DOUBLE; the appender casts them to the table's BIGINT.
  const CHUNK_TYPES = [DOUBLE, INTEGER, DOUBLE, DOUBLE, DOUBLE, DOUBLE, DOUBLE, INTEGER];

  const appendBatches = async (batches: readonly ReadingColumns[], firstSeq: number): Promise<number> => {
    const numbers: (readonly { readonly series: number; readonly flag: number }[])[] = [];
    for (const batch of batches) {
      const own = [];
      for (const key of batch.series) own.push(await numbered(key));
      numbers.push(own);
    }
    const appender = await connection.createAppender('readings');
    let next = firstSeq;
    let left = batches.reduce((sum, batch) => sum + batch.count, 0);
    let chunk: DuckDBDataChunk | null = null;
    let columns: ReturnType<DuckDBDataChunk['getColumnVector']>[] = [];
    let row = 0;
    for (const [place, batch] of batches.entries()) {
      const { index, time, value, receivedAt, issuedAt, upper } = batch;
      for (let from = 0; from < batch.count;) {
        if (chunk === null) {
          const opened = DuckDBDataChunk.create(CHUNK_TYPES, Math.min(left, CHUNK_ROWS));
          chunk = opened;
          columns = CHUNK_TYPES.map((_, column) => opened.getColumnVector(column));
          row = 0;
        }
        const [seqs, ids, events, times, values, uppers, receiveds, flagIds] = columns;
        const rows = chunk.rowCount;
        const until = Math.min(batch.count, from + rows - row);
        for (; from < until; from += 1, row += 1) {
          const own = numbers[place]?.[index[from] ?? -1];
          if (own === undefined) throw new RangeError(`row ${from} of a batch names series ${index[from]}`);
          const issued = issuedAt?.[from];
          seqs?.setItem(row, next++);
          ids?.setItem(row, own.series);
          events?.setItem(row, issued === undefined || Number.isNaN(issued) ? (time[from] ?? 0) : issued);
          times?.setItem(row, time[from] ?? 0);
          values?.setItem(row, value[from] ?? 0);
          uppers?.setItem(row, upper?.[from] ?? Number.NaN);
          receiveds?.setItem(row, receivedAt[from] ?? 0);
          flagIds?.setItem(row, own.flag);
        }
        if (row === rows) {
          for (const column of columns) column.flush();
          appender.appendDataChunk(chunk);
          left -= rows;
          chunk = null;
        }
      }
    }
    appender.closeSync();
    return next;
  };

  const take = async (batches: readonly ReadingColumns[], upTo: Position): Promise<void> => {
    await connection.run('BEGIN');
    const next = await appendBatches(batches, seq);
    await connection.run('UPDATE drain SET journal = $1, position = $2, seq = $3', [options.journalId, upTo, next]);
    await connection.run('COMMIT');
    seq = next;
    position = upTo;
  };

  /** The condition for the series of some sources; null when there are none. */
  const amongSources = (sources: readonly string[] | null): string | null => {
    if (sources === null) return 'true';
    const ids = sources.flatMap((source) => idsBySource.get(source) ?? []);
    return ids.length === 0 ? null : `series IN (${ids.join(',')})`;
  };

  return {
    drained: () => position,
    rows: () => seq,
    async drain(read, upTo) {
      let batches: ReadingColumns[] = [];
      let held = 0;
      for (const batch of read(position, upTo)) {
        batches.push(batch.columns);
        held += batch.columns.count;
        if (held >= TRANSACTION_ROWS) {
          await take(batches, batch.next);
          batches = [];
          held = 0;
        }
      }
      // Also when nothing was read: a damaged end is behind us then.
      if (position < upTo) await take(batches, upTo);
    },
    async query({ source, metric, from, to, everyMs }) {
      const ids = (idsBySource.get(source) ?? []).filter(
        (id) => series[id]?.metric === metric && series[id]?.kind === 'observed',
      );
      if (ids.length === 0 || to <= from) return [];
      const standing = `SELECT series, event, value FROM readings
        WHERE series IN (${ids.join(',')}) AND event >= $1 AND event < $2
        QUALIFY row_number() OVER (PARTITION BY series, event ORDER BY seq DESC) = 1`;
      const bounds: DuckDBValue[] = [BigInt(Math.ceil(from)), BigInt(Math.ceil(to))];
      if (everyMs === null) {
        const rows = await rowsOf(`SELECT event::DOUBLE, value FROM (${standing}) ORDER BY event, series`, bounds);
        return rows.map(([time, value]) => [Number(time), Number(value)] as const);
      }
      const rows = await rowsOf(
        `SELECT (floor(event / $3) * $3)::DOUBLE AS bucket, avg(value), min(value), max(value)
         FROM (${standing}) GROUP BY bucket ORDER BY bucket`,
        [...bounds, everyMs],
      );
      return rows.map(([time, mean, min, max]) => [Number(time), Number(mean), Number(min), Number(max)] as const);
    },
    async plan({ from, to }, sources, most) {
      const among = amongSources(sources);
      if (among === null || to <= from) return [];
      const slots = await rowsOf(
        `SELECT (floor(event / ${HOUR_MS}) * ${HOUR_MS})::DOUBLE AS slot, count(*)::DOUBLE
         FROM readings WHERE event >= $1 AND event < $2 AND ${among} GROUP BY slot ORDER BY slot`,
        [BigInt(Math.ceil(from)), BigInt(Math.ceil(to))],
      );
      return planWindows(
        slots.map(([start, count]) => ({ start: Number(start), count: Number(count) })),
        { slotMs: HOUR_MS, from, to, most },
      );
    },
    async window({ from, to }, { sources, seq: below, knownSeries, knownFlags }) {
      const among = amongSources(sources) ?? 'false';
      const result = await connection.run(
        `SELECT series::DOUBLE, event::DOUBLE, time::DOUBLE, value, upper, received::DOUBLE, flag::DOUBLE
         FROM readings WHERE event >= $1 AND event < $2 AND seq < $3 AND ${among}
         QUALIFY row_number() OVER (PARTITION BY series, event, time ORDER BY seq DESC) = 1
         ORDER BY event, seq`,
        [BigInt(Math.ceil(from)), BigInt(Math.ceil(to)), BigInt(below)],
      );
      const count = result.rowCount;
      const columns = Array.from({ length: 7 }, () => new Float64Array(count));
      let row = 0;
      for (
        let chunk = await result.fetchChunk();
        chunk !== null && chunk.rowCount > 0;
        chunk = await result.fetchChunk()
      ) {
        const rows = chunk.rowCount;
        for (const [number, column] of columns.entries()) {
          const vector = chunk.getColumnVector(number);
          for (let item = 0; item < rows; item += 1) column[row + item] = Number(vector.getItem(item));
        }
        row += rows;
      }
      const [ids, event, time, value, upper, receivedAt, flag] = columns;
      if (!ids || !event || !time || !value || !upper || !receivedAt || !flag) throw new RangeError('seven columns');
      return {
        count,
        series: ids,
        event,
        time,
        value,
        upper,
        receivedAt,
        flag,
        knownSeries,
        newSeries: series.slice(knownSeries),
        knownFlags,
        newFlags: flags.slice(knownFlags),
      };
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
