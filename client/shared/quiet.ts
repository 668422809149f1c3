import type { WireLevel } from '../../server/wire/shapes.ts';

/**
 * What the absence of alarms is worth. `never`: nothing has ever come in, so that there could be none; `blind`: rules that
 * cannot be judged, `count` of `total`, could not have raised one; `calm`: all `total` rules have what they look at.
 */
export type Quiet =
  | { readonly kind: 'never' }
  | { readonly kind: 'blind'; readonly count: number; readonly total: number }
  | { readonly kind: 'calm'; readonly total: number };

/**
 * What it is worth that no rule of `levels` has an alarm. Rules on what people report, where nobody had anything to report,
 * count for nothing. `hasReadings`: something has come in at some time.
 */
export function quietOf(levels: Iterable<Pick<WireLevel, 'indeterminate' | 'at'>>, hasReadings: boolean): Quiet {
  let count = 0;
  let total = 0;
  for (const { indeterminate, at } of levels) {
    if (indeterminate || at !== null) total += 1;
    if (indeterminate) count += 1;
  }
  if (total > 0 && !hasReadings) return { kind: 'never' };
  return count === 0 ? { kind: 'calm', total } : { kind: 'blind', count, total };
}
