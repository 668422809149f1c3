import type { Reading } from '../../model/reading.ts';
import type { SeriesQuery, SeriesRow } from '../reading-store.ts';
import type { JournalTrouble, Position } from '../segments.ts';
import type { Window } from '../windows.ts';

/** What the worker is given when it starts. */
export interface WorkerSettings {
  readonly journalDirectory: string;
  readonly journalId: string;
  readonly file: string;
  readonly memoryLimit: string;
}

/** A series as the database numbers it: the place in the list is the number. */
export interface StoredSeries {
  readonly source: string;
  readonly metric: string;
  readonly kind: Reading['kind'];
  readonly period: number | null;
}

/** The rows of a window as columns; `flag` 0 is none, `upper` NaN is null, `event` is the issue of a forecast. */
export interface WindowColumns {
  readonly count: number;
  readonly series: Float64Array;
  readonly event: Float64Array;
  readonly time: Float64Array;
  readonly value: Float64Array;
  readonly upper: Float64Array;
  readonly receivedAt: Float64Array;
  readonly flag: Float64Array;
  /** Series and flags behind the numbers that the asker knew. */
  readonly knownSeries: number;
  readonly newSeries: readonly StoredSeries[];
  readonly knownFlags: number;
  readonly newFlags: readonly string[];
}

/** What the main thread asks, by kind, and what the worker answers. Every request first drains to `upTo`. */
export interface Exchanges {
  drain: { ask: object; answer: { readonly rows: number } };
  query: { ask: { readonly query: SeriesQuery }; answer: readonly SeriesRow[] };
  plan: {
    ask: Window & { readonly sources: readonly string[] | null; readonly most: number };
    answer: { readonly windows: readonly Window[]; readonly seq: number };
  };
  window: {
    ask: Window & {
      readonly sources: readonly string[] | null;
      readonly seq: number;
      readonly knownSeries: number;
      readonly knownFlags: number;
    };
    answer: WindowColumns;
  };
  close: { ask: object; answer: null };
}
export type ExchangeKind = keyof Exchanges;

type AskOf<K extends ExchangeKind> = K extends ExchangeKind
  ? { readonly kind: K; readonly id: number; readonly upTo: Position } & Exchanges[K]['ask']
  : never;
export type Ask = AskOf<ExchangeKind>;

/**
 * `opened` comes once, or `failed` with id null; then one answer or failure for each request. After a `fatal` failure
 * the thread is not to be asked again.
 */
export type Told =
  | { readonly kind: 'opened'; readonly drained: Position; readonly rows: number }
  | { readonly kind: 'answer'; readonly id: number; readonly drained: Position; readonly answer: unknown }
  | { readonly kind: 'failed'; readonly id: number | null; readonly fatal: boolean; readonly message: string }
  | { readonly kind: 'trouble'; readonly trouble: JournalTrouble };
