import { MINUTE_MS } from '../model/instant.ts';
import type { Subject } from '../model/jurisdiction.ts';
import { isInRange, isNormalQuality, METRICS, type Reading } from '../model/reading.ts';

/** A series is stale after this many expected intervals, and not before three minutes (SEMANTICS 8). */
const STALE_INTERVALS = 3;
const STALE_AT_LEAST_MS = 3 * MINUTE_MS;

/** What the watchdog remembers of one series. Times are epoch ms. */
export interface SeriesWatch {
  readonly source: string;
  readonly metric: string;
  /** Expected between readings, ms; null: event-driven, never stale. */
  readonly everyMs: number | null;
  /** Time of the newest reading, and how far it reaches with its period. */
  lastTime: number;
  reach: number;
  lastValue: number;
  /** Since when the value has been the same. */
  sameSince: number;
  /** Length of the newest reading's period, ms; 0 without one. */
  periodMs: number;
  outOfRange: boolean;
  /** How far inside the range a value must be before it is no longer out of it, in the metric's unit. */
  readonly deadband: number;
}

/** What is wrong with the data of a series. */
export type QualityFault = 'stale' | 'flatline' | 'out-of-range';

/** A watch over a series that gave its first reading. */
export function watchSeries(subject: Subject, reading: Reading, deadband = 0): SeriesWatch {
  const seconds = subject.every[reading.metric] ?? METRICS.get(reading.metric)?.every ?? null;
  return {
    source: reading.source,
    metric: reading.metric,
    everyMs: seconds === null ? null : seconds * 1000,
    lastTime: -Infinity,
    reach: -Infinity,
    lastValue: Number.NaN,
    sameSince: reading.time,
    periodMs: 0,
    outOfRange: false,
    deadband,
  };
}

/** Notes a reading; an older one than the newest changes nothing but the reach. */
export function noteReading(watch: SeriesWatch, reading: Reading, intervalMs: number): void {
  const spanMs = reading.period === null ? intervalMs : reading.period * 1000;
  if (reading.time + spanMs > watch.reach) watch.reach = reading.time + spanMs;
  if (reading.time < watch.lastTime) return;
  watch.lastTime = reading.time;
  watch.periodMs = reading.period === null ? 0 : spanMs;
  watch.outOfRange =
    isNormalQuality(reading.quality) &&
    !isInRange(reading.metric, reading.value, watch.outOfRange ? watch.deadband : 0);
  if (reading.value !== watch.lastValue) {
    watch.lastValue = reading.value;
    watch.sameSince = reading.time;
  }
}

/** Whether a series is stale at `now`. */
export const isStale = (watch: SeriesWatch, now: number): boolean =>
  watch.everyMs !== null && now - watch.reach > Math.max(STALE_INTERVALS * watch.everyMs, STALE_AT_LEAST_MS);

/**
 * What is wrong with a series at `now`, or null.
 * @source SEMANTICS 8
 */
export function faultOf(watch: SeriesWatch, now: number): QualityFault | null {
  if (watch.outOfRange) return 'out-of-range';
  if (isStale(watch, now)) return 'stale';
  const metric = METRICS.get(watch.metric);
  if (metric === undefined || metric.flatlineMs === null) return null;
  const isStuck =
    watch.reach - watch.sameSince >= metric.flatlineMs &&
    watch.lastTime > watch.sameSince &&
    watch.lastValue > metric.reportingFloor;
  return isStuck ? 'flatline' : null;
}
