import { rankOf } from '../../server/model/level.ts';
import type { Level, WireEvidence } from '../../server/wire/shapes.ts';

/** How many of the values lie beyond one of the lines. */
export interface LineCount {
  readonly level: Level;
  readonly at: number;
  readonly comparison: '>' | '≥' | '<';
  readonly observed: number;
  readonly forecast: number;
}

/** Numbers that a person can count again from the table of values. */
export interface EvidenceCounts {
  readonly expected: number;
  readonly observed: number;
  readonly forecast: number;
  readonly missing: number;
  /** Mean of the observed values, null when there are none. */
  readonly observedMean: number | null;
  /** By line, lowest level first. */
  readonly lines: readonly LineCount[];
}

const beyond = (comparison: '>' | '≥' | '<', value: number, at: number): boolean =>
  comparison === '>' ? value > at : comparison === '≥' ? value >= at : value < at;

/** Counts the values of an evidence against its lines; `comparisonAt` tells how the rule compares with one. */
export function countEvidence(
  evidence: WireEvidence,
  comparisonAt: (at: number) => LineCount['comparison'],
): EvidenceCounts {
  const observed = evidence.values.flatMap(([, value, kind]) => (kind === undefined && value !== null ? [value] : []));
  const forecast = evidence.values.flatMap(([, value, kind]) => (kind === 'forecast' && value !== null ? [value] : []));
  return {
    expected: evidence.values.length,
    observed: observed.length,
    forecast: forecast.length,
    missing: evidence.missing,
    observedMean: observed.length === 0 ? null : observed.reduce((sum, value) => sum + value, 0) / observed.length,
    lines: [...evidence.thresholds]
      .sort((a, b) => rankOf(a.level) - rankOf(b.level))
      .map(({ level, at }) => {
        const comparison = comparisonAt(at);
        return {
          level,
          at,
          comparison,
          observed: observed.filter((value) => beyond(comparison, value, at)).length,
          forecast: forecast.filter((value) => beyond(comparison, value, at)).length,
        };
      }),
  };
}
