/** What can be wrong with the data of a series, of a source, and of all sources together. */
export const QUALITY_RULES = ['feed-lost', 'silent', 'stale', 'flatline', 'out-of-range'] as const;

/**
 * The rule of an alarm about data. `silent`: all series of a source are stale; `feed-lost`: all sources of a jurisdiction
 * are. Either stands for the alarms below it.
 */
export type QualityRule = (typeof QUALITY_RULES)[number];

/** How long a condition must stand before it is an alarm, and be gone before the alarm returns, in ms. */
export interface Delay {
  readonly onMs: number;
  readonly offMs: number;
}

/** How data are watched in a jurisdiction, where it says so; without a word an alarm comes and goes at once. */
export interface WatchSettings {
  readonly delays: Readonly<Partial<Record<QualityRule, Delay>>>;
  /** How far inside its range a value must be before it is no longer out of it, by metric, in the metric's unit. */
  readonly deadband: Readonly<Record<string, number>>;
}
