import type { Reading } from '../model/reading.ts';

/** One reading or line of a body that cannot be used, by its place in the body. */
export interface Refusal {
  readonly index: number;
  readonly reason: string;
}

/**
 * A body turned into readings. `positions[k]` is where `readings[k]` stood in the body: the index in a list of JSON
 * readings (from 0), the line number in line protocol (from 1). `rejected` counts the same way.
 */
export interface ParsedReadings {
  readonly ok: true;
  readonly readings: Reading[];
  readonly positions: number[];
  readonly rejected: Refusal[];
}

/** A body that is of no use as a whole, with what is wrong and where. */
export interface UnusableBody {
  readonly ok: false;
  readonly code: 'malformed-body' | 'invalid-body' | 'too-many-readings';
  readonly detail: string;
}

export type ParsedBody = ParsedReadings | UnusableBody;

/** `receivedAt` in epoch ms; a body with more than `limit` readings, refused ones included, is refused as a whole. */
export interface BodyOptions {
  readonly receivedAt: number;
  readonly limit: number;
}

/** The answer to a body with too much in it. */
export const tooMany = (limit: number): UnusableBody => ({
  ok: false,
  code: 'too-many-readings',
  detail: `more than ${limit} readings in one request; send them in several`,
});

/** Longest source or metric name, in characters. */
export const MAX_NAME = 128;
/** Longest data flag, in characters. */
export const MAX_QUALITY = 16;
/** Longest averaging period, in seconds. */
export const MAX_PERIOD_S = 86_400;
/** The farthest instant from the epoch that a date can hold, in ms. */
export const MAX_INSTANT = 8.64e15;
