import type { Text } from './text.ts';

/** An edition of HJ 633 (AQI) as hourly judging uses it. */
export interface AqiStandard {
  /** `HJ 633-2012`, `HJ 633-2026`. */
  readonly id: string;
  readonly title: Text;
  /** First local date on which it holds, `YYYY-MM-DD`. */
  readonly from: string;
  /** IAQI at the breakpoints, ascending from 0. */
  readonly indices: readonly number[];
  /** Concentration at each index by metric, in the metric's unit; shorter where the table ends early. */
  readonly breakpoints: Readonly<Record<string, readonly number[]>>;
  /** Decimals that a concentration is rounded to first (GB/T 8170, half to even), by metric; null: not rounded. */
  readonly roundTo: Readonly<Record<string, number>> | null;
  /** IAQI of a concentration beyond a table that ends early, by metric; a metric that is absent here is left out. */
  readonly beyond: Readonly<Record<string, number>>;
  /** With a pollutant missing the AQI is published only above this; null: always published. */
  readonly incompletePublishedAbove: number | null;
  /** Classes by the upper end of the AQI, for display. */
  readonly classes: readonly { readonly upTo: number; readonly name: Text; readonly color: string }[];
}
