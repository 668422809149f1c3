import { readFileSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { escape, FieldType, InfluxDB } from 'influx';
import { z } from 'zod';
import { HOUR_MS, toIso, type Clock } from '../../model/instant.ts';
import type { Reading } from '../../model/reading.ts';
import type { Text } from '../../model/text.ts';
import type { Journal } from '../journal.ts';
import {
  StoreUnavailable,
  type After,
  type ReadingStore,
  type ScanRange,
  type SeriesRow,
  type StoreHealth,
} from '../reading-store.ts';
import type { Position } from '../segments.ts';
import { planWindows, type Slot, type Window } from '../windows.ts';
import { readOwnership, writeOwnership } from './ownership.ts';
import {
  encodeText,
  fieldNames,
  fieldsOf,
  metricAt,
  placeOf,
  quoteName,
  quoteText,
  quoteTime,
  tagsOf,
  toReading,
  type FieldNames,
} from './mapping.ts';

export interface InfluxOptions {
  readonly journal: Journal;
  /** Folder for the small file that says how far the journal is drained. */
  readonly directory: string;
  /** `http://host:port` or `https://host:port`, with a path where a proxy wants one. */
  readonly url: string;
  readonly database: string;
  readonly username: string | null;
  readonly password: string | null;
  readonly clock: Clock;
  readonly after: After;
  /** Called with what the server said when it refused points for good (such as another type of the same field). */
  readonly onTrouble: (refusal: { readonly kind: 'refused'; readonly message: string }) => void;
  /** Rest between two turns of draining, ms; 200. A read drains at once. */
  readonly restMs?: number;
  /** How long one request may take, ms; 30,000. */
  readonly requestMs?: number;
}

/** Points of one request: making their text holds the program up for some milliseconds. */
const WRITE_POINTS = 1_000;
const WINDOW_READINGS = 50_000;
const BATCH_READINGS = 10_000;
const ISSUES_AT_A_TIME = 500;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;
const RELEASE_EVERY_BYTES = 8 * 1024 * 1024;

const positionSchema = z.strictObject({ journal: z.string(), target: z.string(), position: z.number() });

const resultSchema = z.object({
  results: z.array(
    z.object({
      error: z.string().optional(),
      series: z
        .array(
          z.object({
            name: z.string(),
            tags: z.record(z.string(), z.string()).optional(),
            columns: z.array(z.string()),
            values: z.array(z.array(z.union([z.number(), z.string(), z.boolean(), z.null()]))).default([]),
          }),
        )
        .default([]),
    }),
  ),
});
type Series = z.infer<typeof resultSchema>['results'][number]['series'][number];

const ORDER: Text = { zh: '正常', en: 'In order' };

/** The position in a file that says it for this journal and this database; null when it says nothing for them. */
function readPosition(file: string, journal: string, target: string): Position | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file}: ${String(error)}`, { cause: error });
  }
  const found = positionSchema.safeParse(content);
  if (!found.success) throw new Error(`${file}: ${z.prettifyError(found.error)}`);
  return found.data.journal === journal && found.data.target === target ? found.data.position : null;
}

async function writePosition(file: string, content: z.infer<typeof positionSchema>): Promise<void> {
  const next = `${file}.next`;
  const handle = await open(next, 'w');
  try {
    await handle.writeFile(JSON.stringify(content));
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await rename(next, file);
}

/** The HTTP status that a client's error speaks of, or null when the server did not answer. */
const statusOf = (error: unknown): number | null => {
  const found = z.object({ res: z.object({ statusCode: z.number() }) }).safeParse(error);
  return found.success ? found.data.res.statusCode : null;
};
const messageOf = (error: unknown): string =>
  error instanceof Error && error.message !== '' ? error.message : String(error);

/**
 * Opens the store in an InfluxDB 1.x. It returns before the server was reached: while that is away, health says so,
 * reads reject with `StoreUnavailable`, and the journal keeps what comes; then it drains in order. A batch that was
 * written but not noted is written again, which changes nothing: a point is its measurement, tags and time.
 * @throws Error (rejects) when the URL is none, or the position file is damaged.
 */
export async function openInfluxStore(options: InfluxOptions): Promise<ReadingStore> {
  const { journal, database, clock, after } = options;
  const restMs = options.restMs ?? 200;
  const requestMs = options.requestMs ?? 30_000;
  const url = new URL(options.url);
  const host = {
    host: url.hostname,
    port: Number(url.port || 8086),
    protocol: url.protocol === 'https:' ? ('https' as const) : ('http' as const),
    path: url.pathname === '/' ? '' : url.pathname,
  };
  const target = `${url.protocol}//${url.host}${host.path}/${database}`;
  // The client would put a host aside for a while by clocks of its own; when to try again is decided here.
  const noRest = { getDelay: () => 0, next: () => noRest, reset: () => noRest };
  const client = new InfluxDB({
    ...host,
    database,
    ...(options.username === null ? {} : { username: options.username, password: options.password ?? '' }),
    pool: { maxRetries: 0, requestTimeout: requestMs, backoff: noRest },
  });

  await mkdir(options.directory, { recursive: true });
  const positionFile = join(options.directory, 'influx-position.json');
  let drained: Position = readPosition(positionFile, journal.id, target) ?? journal.oldest();
  let released: Position = 0;
  let created = false;
  let closed = false;
  let running: Promise<void> | null = null;
  let resting: (() => void) | null = null;
  let retryMs = FIRST_RETRY_MS;
  let health: StoreHealth = {
    state: 'degraded',
    since: clock.now(),
    detail: { zh: `正在连接 ${target}`, en: `Connecting to ${target}` },
  };

  /** The client never settles when the server goes away in the middle of an answer: this does. */
  const bounded = <T>(request: Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const cancel = after(2 * requestMs, () => reject(new Error(`no whole answer within ${2 * requestMs} ms`)));
      request.then(resolve, reject).finally(cancel);
    });

  const ask = async (statements: readonly string[]): Promise<Series[][]> => {
    if (statements.length === 0) return [];
    const answer: unknown = await bounded(
      client.queryRaw([...statements], { precision: 'ms', method: 'POST', database }),
    );
    return resultSchema.parse(answer).results.map((result) => {
      if (result.error !== undefined) throw new Error(result.error);
      return result.series;
    });
  };

  // The client asks for the types of a measurement's fields; they are told to it as they come. It escapes all names but
  // that of the measurement, which is escaped here.
  const fieldTypes = new Map<string, Record<string, FieldType>>();
  const targets = new Map<string, { readonly measurement: string; readonly names: FieldNames }>();
  const targetOf = (metric: string): { readonly measurement: string; readonly names: FieldNames } => {
    const known = targets.get(metric);
    if (known !== undefined) return known;
    const { measurement: plain, field } = placeOf(metric);
    const measurement = escape.measurement(plain);
    const names = fieldNames(field);
    const fields = {
      ...fieldTypes.get(measurement),
      [names.value]: FieldType.FLOAT,
      [names.upper]: FieldType.FLOAT,
      [names.quality]: FieldType.STRING,
      [names.received]: FieldType.INTEGER,
    };
    fieldTypes.set(measurement, fields);
    client.addSchema({ database, measurement, tags: ['source', 'kind', 'period', 'issued_at'], fields });
    const made = { measurement, names };
    targets.set(metric, made);
    return made;
  };

  const write = async (readings: readonly Reading[]): Promise<void> => {
    const points = readings.map((reading) => {
      const { measurement, names } = targetOf(reading.metric);
      // As a text, because the client takes the number 0 for no time.
      return { measurement, tags: tagsOf(reading), fields: fieldsOf(reading, names), timestamp: String(reading.time) };
    });
    try {
      await bounded(client.writePoints(points, { database, precision: 'ms' }));
    } catch (error) {
      // What the server refuses for what it is will be refused for ever; the rest of the batch was written.
      if (statusOf(error) !== 400) throw error;
      options.onTrouble({ kind: 'refused', message: `${target}: ${messageOf(error)}` });
    }
  };

  const create = async (): Promise<void> => {
    const ownership = await readOwnership(options.directory);
    const isOwn = ownership?.target === target;
    try {
      if (isOwn && ownership.isStale) await bounded(client.dropDatabase(database));
      const isThere = (await bounded(client.getDatabaseNames())).includes(database);
      await bounded(client.createDatabase(database));
      if (isOwn || !isThere) await writeOwnership(options.directory, { target, isStale: false });
    } catch (error) {
      // Whoever may write need not be allowed to create: whether the database is there shows at the first write.
      if (statusOf(error) !== 403) throw error;
    }
    created = true;
  };

  const turn = async (): Promise<void> => {
    const until = journal.durable();
    if (!created) await create();
    while (drained < until && !closed) {
      const readings: Reading[] = [];
      let next = drained;
      for (const batch of journal.read(drained)) {
        for (const reading of batch.readings) readings.push(reading);
        next = batch.next;
        if (readings.length >= WRITE_POINTS || next >= until) break;
      }
      if (readings.length === 0) next = until;
      for (let from = 0; from < readings.length; from += WRITE_POINTS)
        await write(readings.slice(from, from + WRITE_POINTS));
      await writePosition(positionFile, { journal: journal.id, target, position: next });
      drained = next;
      if (drained - released >= RELEASE_EVERY_BYTES) {
        released = drained;
        // A segment that cannot be removed now is removed with a later one.
        await journal.release(drained).catch(() => undefined);
      }
    }
  };

  const stand = (state: StoreHealth['state'], detail: Text): void => {
    health = { state, since: health.state === state ? health.since : clock.now(), detail };
  };

  /** One turn of draining, shared by all who ask while it runs. */
  const drainOnce = (): Promise<void> => {
    running ??= turn()
      .then(
        () => {
          retryMs = FIRST_RETRY_MS;
          stand('ok', ORDER);
        },
        (error: unknown) => {
          // A database that was dropped is made again.
          if (statusOf(error) === 404) created = false;
          const message = messageOf(error);
          stand('down', {
            zh: `InfluxDB（${target}）不可用，读数暂存于日志：${message}`,
            en: `InfluxDB (${target}) cannot be used; readings wait in the journal: ${message}`,
          });
          throw new StoreUnavailable(`InfluxDB (${target}): ${message}`, { cause: error });
        },
      )
      .finally(() => {
        running = null;
      });
    return running;
  };
  const pump = (): void => {
    if (closed || resting !== null || running !== null) return;
    if (created && drained >= journal.durable() && health.state === 'ok') return;
    const rest = (ms: number): void => {
      if (closed || resting !== null) return;
      resting = after(ms, () => {
        resting = null;
        pump();
      });
    };
    drainOnce().then(
      () => rest(restMs),
      () => {
        rest(retryMs);
        retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
      },
    );
  };
  const drainAll = async (): Promise<void> => {
    const wanted = journal.durable();
    while (!created || drained < wanted) await drainOnce();
  };
  const reading = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closed) throw new StoreUnavailable(`InfluxDB (${target}): closed`);
    await drainAll();
    try {
      return await work();
    } catch (error) {
      throw new StoreUnavailable(`InfluxDB (${target}): ${messageOf(error)}`, { cause: error });
    }
  };

  /** The measurements that hold readings, with the fields that hold their values. */
  const placesOf = async (): Promise<Map<string, string[]>> => {
    const places = new Map<string, string[]>();
    for (const series of (await ask([`SHOW FIELD KEYS ON ${quoteName(database)}`]))[0] ?? []) {
      const names = new Set(series.values.map((row) => String(row[0])));
      const fields = [...names].filter((name) => names.has(`${name}_received`) && names.has(`${name}_quality`));
      if (fields.length > 0) places.set(series.name, fields);
    }
    return places;
  };

  const amongSources = (sources: readonly string[] | null): string =>
    sources === null
      ? ''
      : ` AND (${sources.map((source) => `"source" = ${quoteText(encodeText(source))}`).join(' OR ')})`;
  const observedIn = ({ from, to }: Window, among: string): string =>
    `"kind" = 'observed' AND time >= ${quoteTime(from)} AND time < ${quoteTime(to)}${among}`;
  const issuedAmong = (issues: readonly number[], among: string): string =>
    `"kind" = 'forecast' AND (${issues.map((issue) => `"issued_at" = ${quoteText(toIso(issue))}`).join(' OR ')})${among}`;

  /** The issues of forecasts in a range, ascending. */
  const issuesIn = async ({ from, to }: Window, measurements: readonly string[]): Promise<number[]> => {
    const found = await ask(
      measurements.map(
        (name) => `SHOW TAG VALUES ON ${quoteName(database)} FROM ${quoteName(name)} WITH KEY = "issued_at"`,
      ),
    );
    const issues = new Set<number>();
    for (const series of found.flat()) {
      for (const row of series.values) {
        const issue = Date.parse(String(row[1]));
        if (issue >= from && issue < to) issues.add(issue);
      }
    }
    return [...issues].toSorted((a, b) => a - b);
  };

  /** How many readings stand in each hour of a range, duplicates gone. */
  const slotsIn = async (
    range: Window,
    places: ReadonlyMap<string, readonly string[]>,
    among: string,
    issues: readonly number[],
  ): Promise<Slot[]> => {
    const slots = new Map<number, number>();
    const add = (start: number, row: readonly unknown[]): void => {
      let sum = 0;
      for (const count of row.slice(1)) sum += Number(count ?? 0);
      slots.set(start, (slots.get(start) ?? 0) + sum);
    };
    const counts = (fields: readonly string[]): string =>
      fields.map((field) => `count(${quoteName(field)})`).join(', ');
    const names = [...places];
    const observed = await ask(
      names.map(
        ([name, fields]) =>
          `SELECT ${counts(fields)} FROM ${quoteName(name)} WHERE ${observedIn(range, among)} GROUP BY time(1h) fill(none)`,
      ),
    );
    for (const series of observed.flat()) for (const row of series.values) add(Number(row[0]), row);
    for (let from = 0; from < issues.length; from += ISSUES_AT_A_TIME) {
      const some = issues.slice(from, from + ISSUES_AT_A_TIME);
      const forecast = await ask(
        names.map(
          ([name, fields]) =>
            `SELECT ${counts(fields)} FROM ${quoteName(name)} WHERE ${issuedAmong(some, among)} GROUP BY "issued_at"`,
        ),
      );
      for (const series of forecast.flat()) {
        const issue = Date.parse(series.tags?.['issued_at'] ?? '');
        for (const row of series.values) add(Math.floor(issue / HOUR_MS) * HOUR_MS, row);
      }
    }
    return [...slots].map(([start, count]) => ({ start, count })).toSorted((a, b) => a.start - b.start);
  };

  const readingsOf = (series: Series, fields: readonly string[], into: Reading[]): void => {
    const column = new Map(series.columns.map((name, place) => [name, place]));
    const cell = (row: Series['values'][number], name: string): Series['values'][number][number] =>
      row[column.get(name) ?? -1] ?? null;
    for (const field of fields) {
      const metric = metricAt({ measurement: series.name, field });
      for (const row of series.values) {
        const value = cell(row, field);
        if (typeof value !== 'number') continue;
        const upper = cell(row, `${field}_upper`);
        into.push(
          toReading({
            metric,
            tags: series.tags ?? {},
            time: Number(row[0]),
            value,
            upper: typeof upper === 'number' ? upper : null,
            quality: String(cell(row, `${field}_quality`) ?? ''),
            receivedAt: Number(cell(row, `${field}_received`) ?? 0),
          }),
        );
      }
    }
  };

  const windowReadings = async (
    window: Window,
    places: ReadonlyMap<string, readonly string[]>,
    among: string,
    issues: readonly number[],
  ): Promise<Reading[]> => {
    const columns = (fields: readonly string[], suffixes: readonly string[]): string =>
      fields.flatMap((field) => suffixes.map((suffix) => quoteName(field + suffix))).join(', ');
    const due = issues.filter((issue) => issue >= window.from && issue < window.to);
    const statements = [...places].flatMap(([name, fields]) => {
      const observed = `SELECT ${columns(fields, ['', '_quality', '_received'])} FROM ${quoteName(name)}
        WHERE ${observedIn(window, among)} GROUP BY "source", "kind", "period"`;
      const forecast = `SELECT ${columns(fields, ['', '_upper', '_quality', '_received'])} FROM ${quoteName(name)}
        WHERE ${issuedAmong(due, among)} GROUP BY "source", "kind", "period", "issued_at"`;
      return due.length === 0 ? [observed] : [observed, forecast];
    });
    const readings: Reading[] = [];
    for (const series of (await ask(statements)).flat()) readingsOf(series, places.get(series.name) ?? [], readings);
    return readings.toSorted((a, b) => (a.issuedAt ?? a.time) - (b.issuedAt ?? b.time));
  };

  async function* scan(range: ScanRange): AsyncGenerator<Reading[], void, undefined> {
    const sources = range.sources ?? null;
    if (range.to <= range.from || sources?.length === 0) return;
    const among = amongSources(sources);
    const { places, issues, windows } = await reading(async () => {
      const found = await placesOf();
      const issued = await issuesIn(range, [...found.keys()]);
      const slots = await slotsIn(range, found, among, issued);
      const cut = planWindows(slots, { slotMs: HOUR_MS, from: range.from, to: range.to, most: WINDOW_READINGS });
      return { places: found, issues: issued, windows: cut };
    });
    for (const window of windows) {
      const readings = await reading(() => windowReadings(window, places, among, issues));
      for (let from = 0; from < readings.length; from += BATCH_READINGS)
        yield readings.slice(from, from + BATCH_READINGS);
    }
  }

  const stopListening = journal.onDurable(pump);
  pump();

  return {
    query: ({ source, metric, from, to, everyMs }) =>
      reading(async () => {
        if (to <= from) return [];
        const { measurement, field } = placeOf(metric);
        const name = quoteName(field);
        const what = everyMs === null ? name : `mean(${name}), min(${name}), max(${name})`;
        const groups = everyMs === null ? '' : ` GROUP BY time(${everyMs}ms) fill(none)`;
        const [series] = await ask([
          `SELECT ${what} FROM ${quoteName(measurement)} WHERE ${observedIn({ from, to }, amongSources([source]))}${groups}`,
        ]);
        const rows: SeriesRow[] = [];
        for (const row of series?.[0]?.values ?? []) {
          const [time, value, min, max] = row.map(Number);
          if (time === undefined || value === undefined) continue;
          rows.push(min === undefined || max === undefined ? [time, value] : [time, value, min, max]);
        }
        return rows;
      }),
    scan,
    // Counting all points of a server is a long query; nobody needs it on a health page.
    stats: () => Promise.resolve({ rows: null, lagBytes: journal.durable() - drained }),
    health: () => health,
    drained: () => drained,
    async close() {
      if (closed) return;
      stopListening();
      resting?.();
      await drainAll().catch(() => undefined);
      closed = true;
    },
  };
}
