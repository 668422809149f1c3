import type { Rule } from '../../server/model/plan.ts';
import type { Trends, WireEvidence } from '../../server/wire/shapes.ts';

/** What the chart of an evidence draws. */
export interface EvidenceLines {
  readonly values: WireEvidence['values'];
  readonly thresholds: WireEvidence['thresholds'];
  readonly window: WireEvidence['window'];
  readonly unit: string;
  /** `evidence`: the values of the verdict. `load`, `stock`: the readings behind a verdict on a single instant. */
  readonly from: 'evidence' | 'load' | 'stock';
}

const numberOf = (value: number | string | boolean | null | undefined): number | null =>
  typeof value === 'number' ? value : null;

/**
 * The lines for the chart of an evidence. A rule on a single instant proves itself with one number, which makes no
 * picture; then the readings behind it are drawn: a grid's load in MW with the loads that each share lost would leave,
 * an enterprise's stock over its denominator in days or percent. null when there is nothing over time to draw.
 */
export function evidenceLines(
  evidence: WireEvidence,
  rule: Rule | null,
  subject: string,
  trends: Trends | null,
): EvidenceLines | null {
  const { values, thresholds, window, unit } = evidence;
  // The values of a watchdog and of a report are of several metrics: a table, not a line.
  if (rule === null || rule.kind === 'report') return null;
  if (values.length > 2) return { values, thresholds, window, unit, from: 'evidence' };
  if (rule.kind === 'band') {
    const load = trends?.grids.find((grid) => grid.subject === subject)?.load ?? [];
    const beforeMw = numberOf(evidence.facts['loadBeforeMw']) ?? numberOf(evidence.facts['referenceMw']);
    if (load.length < 3) return null;
    return {
      values: load.map(([time, value]) => [new Date(time).toISOString(), value] as const),
      thresholds:
        beforeMw === null
          ? []
          : thresholds.map(({ level, at }) => ({ level, at: Math.round(beforeMw * (1 - at / 100) * 10) / 10 })),
      window: null,
      unit: 'MW',
      from: 'load',
    };
  }
  if (rule.kind === 'stock' && rule.over === 'each') {
    const coal = trends?.coal.find((one) => one.subject === subject);
    const key = Object.keys(evidence.facts).find((name) => name.endsWith(' denominator'));
    const denominator = key === undefined ? null : numberOf(evidence.facts[key]);
    if (coal === undefined || coal.stock.length < 3 || denominator === null || denominator <= 0) return null;
    return {
      values: coal.stock.map(
        ([time, value]) => [new Date(time).toISOString(), value === null ? null : value / denominator] as const,
      ),
      thresholds,
      window: null,
      unit: coal.unit,
      from: 'stock',
    };
  }
  return null;
}
