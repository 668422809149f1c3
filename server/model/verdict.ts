import type { Level } from './level.ts';
import type { Text } from './text.ts';

/** One number on its way to the plan's lines: what the wall draws as a bar with a mark for each level. */
export interface Gauge {
  /** What is counted: `SO₂ > 500`, `减供负荷`. */
  readonly label: Text;
  /** null when it is not known. */
  readonly value: number | null;
  readonly unit: string;
  /** `up`: trouble is above the marks. `down`: below. */
  readonly direction: 'up' | 'down';
  readonly marks: readonly { readonly level: Level; readonly at: number }[];
  /** A few words that belong to the number (`缺测 1 h 已衔接`), or null. */
  readonly note: Text | null;
}

/** The distance to the next level. Unit as in the rule: hours, percent, days. */
export interface Progress {
  readonly to: Level;
  readonly value: number;
  readonly of: number;
  readonly unit: string;
  /** At the present pace the level is met in so many hours; null where no pace can honestly be named. */
  readonly inHours: number | null;
}

/**
 * What people need to check a verdict by hand. `summary` is a sentence of facts; the rest are the inputs.
 * `window` is the stretch of time that counted (epoch ms); `values` are the values in it, `null` where missing.
 */
export interface Evidence {
  readonly clause: string;
  readonly summary: Text;
  readonly window: { readonly from: number; readonly to: number } | null;
  readonly unit: string;
  /** Lines that the values are compared with. */
  readonly thresholds: readonly { readonly level: Level; readonly at: number }[];
  /** `[time, value]` or, for forecast values, `[time, value, 'forecast']`; null is missing. */
  readonly values: readonly (readonly [number, number | null] | readonly [number, number | null, 'forecast'])[];
  /** Hours or readings that were expected in the window and are not there. */
  readonly missing: number;
  /** Named numbers that went into the verdict: counts, means, ratios, denominators. */
  readonly facts: Readonly<Record<string, number | string | boolean | null>>;
}

/** How one rule stands on one subject. */
export interface RuleState {
  readonly plan: string;
  readonly rule: string;
  readonly subject: string;
  readonly level: Level;
  /** Event time of the evaluation that brought this level; null before the first. */
  readonly since: number | null;
  /** Event time of the last evaluation; null before the first. */
  readonly at: number | null;
  /** An input is missing: the level may rise but not fall. */
  readonly indeterminate: boolean;
  readonly progress: Progress | null;
  readonly gauges: readonly Gauge[];
  readonly evidence: Evidence | null;
}

/** A rule's level changed. `at` is the event time of the evaluation. */
export interface LevelChange {
  readonly type: 'level';
  readonly at: number;
  readonly plan: string;
  readonly rule: string;
  readonly subject: string;
  readonly from: Level;
  readonly to: Level;
  readonly evidence: Evidence;
}

export type Action = 'start' | 'raise' | 'lower' | 'lift' | 'end';

/** What the engine recommends to the people who decide. */
export interface Recommendation {
  readonly type: 'recommendation';
  readonly at: number;
  readonly plan: string;
  readonly subject: string;
  readonly action: Action;
  readonly from: Level;
  readonly to: Level;
  /** For `start` and `raise` of a warning: whether the lead time is used up; else null. */
  readonly immediate: boolean | null;
  /** For `start` and `raise` of a warning: publish by, epoch ms; null where no stretch gives one. */
  readonly publishBy: number | null;
}

export type Verdict = LevelChange | Recommendation;

/** A verdict that late data changed. */
export interface Correction {
  readonly type: 'correction';
  /** Event time of the evaluation that came out differently. */
  readonly at: number;
  readonly plan: string;
  readonly rule: string;
  readonly subject: string;
  readonly was: Level;
  readonly now: Level;
}
