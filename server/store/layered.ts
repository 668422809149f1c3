import { readingKey, type Reading } from '../model/reading.ts';
import type { ReadingSource, ScanRange, SeriesQuery, SeriesRow } from './reading-store.ts';

const BATCH_READINGS = 10_000;

/**
 * Several stores read as one. Of two readings with the same identity the one received later stands; of those received at
 * the same time, that of the later store in the list.
 */
export function layered(stores: readonly ReadingSource[]): ReadingSource {
  return {
    query: (query) => queryAll(stores, query),
    scan: (range) => scanAll(stores, range),
  };
}

/** How far a scan has come in one store. */
class Head {
  private readonly batches: AsyncIterator<Reading[]>;
  private batch: readonly Reading[] = [];
  private place = 0;

  constructor(batches: AsyncIterable<Reading[]>) {
    this.batches = batches[Symbol.asyncIterator]();
  }

  /** Event place of the next reading, epoch ms; infinite at the end. */
  get at(): number {
    const next = this.batch[this.place];
    return next === undefined ? Number.POSITIVE_INFINITY : eventOf(next);
  }

  /** Brings a batch when the last one is used up. */
  async fill(): Promise<void> {
    while (this.place >= this.batch.length) {
      const next = await this.batches.next();
      if (next.done === true) return;
      this.batch = next.value;
      this.place = 0;
    }
  }

  /** The readings at hand whose event place is before `end`, at most `most`. */
  take(end: number, most: number): readonly Reading[] {
    const from = this.place;
    while (this.place - from < most && this.at < end) this.place += 1;
    return this.batch.slice(from, this.place);
  }

  async close(): Promise<void> {
    await this.batches.return?.();
  }
}

const eventOf = (reading: Reading): number => reading.issuedAt ?? reading.time;

/** Holds a batch of each store, and the readings of one instant where several have that instant. */
async function* scanAll(
  stores: readonly ReadingSource[],
  range: ScanRange,
): AsyncGenerator<Reading[], void, undefined> {
  const heads = stores.map((store) => new Head(store.scan(range)));
  let ready: Reading[] = [];
  try {
    for (;;) {
      await Promise.all(heads.map((head) => head.fill()));
      const at = Math.min(...heads.map((head) => head.at));
      if (at === Number.POSITIVE_INFINITY) break;
      const first = heads.filter((head) => head.at === at);
      const [only] = first;
      if (first.length === 1 && only !== undefined) {
        // Alone up to where the next store begins.
        const end = Math.min(...heads.filter((head) => head !== only).map((head) => head.at));
        for (const reading of only.take(end, BATCH_READINGS - ready.length)) ready.push(reading);
      } else {
        for (const reading of await takeInstant(first, at)) ready.push(reading);
      }
      while (ready.length >= BATCH_READINGS) {
        yield ready.slice(0, BATCH_READINGS);
        ready = ready.slice(BATCH_READINGS);
      }
    }
    if (ready.length > 0) yield ready;
  } finally {
    await Promise.all(heads.map((head) => head.close()));
  }
}

/** All readings of one instant, of which several stores have some. */
async function takeInstant(heads: readonly Head[], at: number): Promise<Iterable<Reading>> {
  const standing = new Map<string, Reading>();
  for (const head of heads) {
    while (head.at === at) {
      for (const reading of head.take(at + 1, BATCH_READINGS)) {
        const key = readingKey(reading);
        const other = standing.get(key);
        if (other === undefined || other.receivedAt <= reading.receivedAt) standing.set(key, reading);
      }
      await head.fill();
    }
  }
  return standing.values();
}

/** A row of its own is shown of each time: of two, that of the later store. */
async function queryAll(stores: readonly ReadingSource[], query: SeriesQuery): Promise<SeriesRow[]> {
  const answers = await Promise.all(stores.map((store) => store.query(query)));
  const filled = answers.filter((rows) => rows.length > 0);
  if (filled.length <= 1) return filled[0] ?? [];
  const rows = new Map<number, SeriesRow>();
  const shared = new Set<number>();
  for (const answer of filled) {
    for (const row of answer) {
      if (rows.has(row[0])) shared.add(row[0]);
      rows.set(row[0], row);
    }
  }
  const { everyMs } = query;
  if (everyMs !== null && shared.size > 0) {
    // A bucket that several stores share is worked out from what they hold in it: two means do not make one.
    const starts = [...shared].toSorted((a, b) => a - b);
    const from = Math.max(query.from, starts[0] ?? query.from);
    const to = Math.min(query.to, (starts.at(-1) ?? query.to) + everyMs);
    const values = await queryAll(stores, { ...query, from, to, everyMs: null });
    for (const row of toBuckets(values, everyMs)) if (shared.has(row[0])) rows.set(row[0], row);
  }
  return [...rows.values()].toSorted((a, b) => a[0] - b[0]);
}

function toBuckets(rows: readonly SeriesRow[], everyMs: number): SeriesRow[] {
  const buckets = new Map<number, { sum: number; count: number; min: number; max: number }>();
  for (const [time, value] of rows) {
    const start = Math.floor(time / everyMs) * everyMs;
    const bucket = buckets.get(start) ?? { sum: 0, count: 0, min: value, max: value };
    bucket.sum += value;
    bucket.count += 1;
    bucket.min = Math.min(bucket.min, value);
    bucket.max = Math.max(bucket.max, value);
    buckets.set(start, bucket);
  }
  return [...buckets].map(([start, { sum, count, min, max }]) => [start, sum / count, min, max]);
}
