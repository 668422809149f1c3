import { HOUR_MS, localDate } from '../model/instant.ts';
import { daysOf, gapMsOf, levelsOf, type Comparison, type Difference, type VariantResult } from './comparison.ts';
import { toZonedIso } from './comparison-words.ts';
import { countingOf, editionsWithin } from './variants.ts';

/**
 * A comparison as JSON Lines: a `summary` for each variant, then its `difference`s from the first. Times are ISO 8601 with
 * the offset of the place; days (`days`, `total`, `withoutData`) are of 24 hours, to one decimal.
 */
export function comparisonLines(comparison: Comparison): string {
  const [first] = comparison.variants;
  const lines = comparison.variants.flatMap((result) => [
    summaryOf(comparison, result),
    ...result.differences.map((difference) => differenceOf(comparison, result, first?.variant.label ?? '', difference)),
  ]);
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function summaryOf(comparison: Comparison, { variant, summary }: VariantResult): object {
  const { zone } = comparison;
  const [from, to] = [localDate(comparison.from, zone), localDate(comparison.to, zone)];
  const iso = (instant: number | null): string | null => (instant === null ? null : toZonedIso(instant, zone));
  return {
    type: 'summary',
    variant: variant.label,
    plan: variant.plan.id,
    editions: editionsWithin(variant.plan, from, to).map(({ id }) => id),
    counting: countingOf(variant.plan, to),
    from: iso(comparison.from),
    to: iso(comparison.to),
    withoutData: Number(daysOf(gapMsOf(comparison))),
    days: Object.fromEntries(
      levelsOf(comparison).map((level) => [level, Number(daysOf(summary.inForceMs[level] ?? 0))]),
    ),
    total: Number(daysOf(summary.totalMs)),
    episodes: summary.episodes,
    first: iso(summary.first),
    last: iso(summary.last),
    // What is still in force when the data end has no end yet.
    open: summary.last === comparison.to,
  };
}

const differenceOf = (
  { zone }: Comparison,
  { variant }: VariantResult,
  against: string,
  { kind, from, to, first, other }: Difference,
): object => ({
  type: 'difference',
  variant: variant.label,
  against,
  kind,
  from: toZonedIso(from, zone),
  to: toZonedIso(to, zone),
  hours: (to - from) / HOUR_MS,
  levels: { against: first, variant: other },
});
