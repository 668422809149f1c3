/** What happened to a case in a shift, short enough to be read at a handover. Pure. */
import type { WireHappening } from '../../server/wire/history.ts';

export interface Condensed {
  /** What is told one by one, in order. */
  readonly listed: readonly WireHappening[];
  /** Measures that were done, by responsible unit, the unit with the most first. */
  readonly measures: readonly { readonly unit: string; readonly count: number }[];
  /** What went overdue; what still is, is among the dues. */
  readonly overdue: number;
}

/** Measures are ticked by the dozen: they are counted. So is what went overdue. A measure with a file or note is on record. */
export function condense(happenings: readonly WireHappening[]): Condensed {
  const units = new Map<string, number>();
  for (const { what, unit } of happenings) {
    if (what === 'measure' && unit !== null) units.set(unit, (units.get(unit) ?? 0) + 1);
  }
  return {
    listed: happenings.filter(({ what }) => what !== 'measure' && what !== 'overdue'),
    measures: [...units].map(([unit, count]) => ({ unit, count })).toSorted((a, b) => b.count - a.count),
    overdue: happenings.filter(({ what }) => what === 'overdue').length,
  };
}
