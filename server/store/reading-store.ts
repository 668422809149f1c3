import type { Text } from '../model/text.ts';
import type { Reading } from '../model/reading.ts';
import type { Position } from './segments.ts';

/** How a part of the store stands; `since` is when it came to stand so, epoch ms by the injected clock. */
export interface StoreHealth {
  readonly state: 'ok' | 'degraded' | 'down';
  readonly since: number;
  readonly detail: Text;
}

/** What a store holds and how far behind the journal it is. `rows` counts duplicates too; null when not known now. */
export interface StoreStats {
  readonly rows: number | null;
  /** Bytes of the journal that are not in the store yet. */
  readonly lagBytes: number;
}

/** One metric of one source in `[from, to)` (epoch ms); `everyMs` asks for buckets that start at multiples of it. */
export interface SeriesQuery {
  readonly source: string;
  readonly metric: string;
  readonly from: number;
  readonly to: number;
  readonly everyMs: number | null;
}

/** `[time, value]`, or with buckets `[start of the bucket, mean, min, max]`. */
export type SeriesRow =
  | readonly [time: number, value: number]
  | readonly [time: number, mean: number, min: number, max: number];

/** A stretch `[from, to)` of stored readings, epoch ms; `sources` absent means all. */
export interface ScanRange {
  readonly from: number;
  readonly to: number;
  readonly sources?: readonly string[];
}

/**
 * Where readings stay. Readings come to it through the journal alone: a store drains it, in order. Reads see all that
 * the journal acknowledged before the call. Of two readings with the same identity (`readingKey`) the one later in the
 * journal stands: the journal is the order in which they were received.
 * Reads reject with an Error when the store cannot be reached.
 */
export interface ReadingStore {
  /** Observed readings of one series, ascending by time; forecasts are left out, doubtful ones are not. */
  query(query: SeriesQuery): Promise<SeriesRow[]>;
  /**
   * All readings of a range: observed ones by their time, forecasts by their issue. In batches of bounded size, each
   * batch ascending by that instant and no batch before the one it follows.
   */
  scan(range: ScanRange): AsyncIterable<Reading[]>;
  stats(): Promise<StoreStats>;
  health(): StoreHealth;
  /** What stands before this position of the journal is in the store for good. */
  drained(): Position;
  /** Drains what it can and lets go; the journal stays open. */
  close(): Promise<void>;
}

/** What looking back needs of a store, or of several as one. */
export type ReadingSource = Pick<ReadingStore, 'query' | 'scan'>;

/** Runs `work` after `ms` milliseconds unless the function that it gives is called first. */
export type After = (ms: number, work: () => void) => () => void;

/** A store that cannot be read now, and why. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
