/**
 * The figures that the literature recommends for an alarm system, for one operator and 30 days or more. The standards are
 * not public: these are their numbers as others give them (FACTS 7), and where sources differ, the stricter one.
 */
export interface Recommended {
  /** What a good system keeps to. */
  readonly target: number;
  /** The most that is tolerable; the same as the target where the literature has one number. */
  readonly most: number;
  readonly source: string;
}

export const RECOMMENDED = {
  /** Calls in 10 minutes, on average. */
  average: { target: 1, most: 2, source: 'EEMUA 191, ISA-18.2: about 6 an hour acceptable, 12 at most' },
  /** Calls a day, on average. */
  perDay: { target: 150, most: 300, source: 'EEMUA 191, ISA-18.2: about 150 acceptable, 300 at most' },
  /** Calls in the busiest 10 minutes. */
  peak: { target: 10, most: 10, source: 'ISA-18.2: at most 10' },
  /** Share of 10-minute periods with more than 10 calls. */
  overShare: { target: 0.01, most: 0.01, source: 'ISA-18.2: below 1 %' },
  /** Share of the time spent in floods. */
  floodShare: { target: 0.01, most: 0.01, source: 'ISA-18.2: below 1 %' },
  /** Share of the ten most frequent. */
  topShare: { target: 0.01, most: 0.05, source: 'ISA-18.2: 1 % to 5 % at most' },
  chattering: { target: 0, most: 0, source: 'ISA-18.2: none' },
  fleeting: { target: 0, most: 0, source: 'ISA-18.2: none' },
  /** Alarms that stand longer than 24 h, on any day: fewer than five. */
  stale: { target: 4, most: 4, source: 'ISA-18.2: fewer than 5 on any day' },
} as const satisfies Readonly<Record<string, Recommended>>;

export type RecommendedFigure = keyof typeof RECOMMENDED;

/** Recommended shares of priorities low, medium and high. @source ISA-18.2 as taught by exida (FACTS 7) */
export const RECOMMENDED_MIX = { low: 0.8, medium: 0.15, high: 0.05 } as const;

/** How a figure stands against what is recommended. */
export type Rating = 'within' | 'tolerable' | 'beyond';

/** Compares a figure with its recommendation; the numbers themselves are still within. */
export function rate(figure: RecommendedFigure, value: number): Rating {
  const { target, most } = RECOMMENDED[figure];
  if (value <= target) return 'within';
  return value <= most ? 'tolerable' : 'beyond';
}
