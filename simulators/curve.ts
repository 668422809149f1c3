/** Points of a curve, ascending by instant: epoch ms and value. */
export type Curve = readonly (readonly [instant: number, value: number])[];

/**
 * The value of a curve between its points, in smooth steps without overshoot; its first and last values beyond them.
 * @throws RangeError when the curve has no point.
 */
export function valueOn(curve: Curve, instant: number): number {
  const first = curve[0];
  if (first === undefined) throw new RangeError('a curve without points');
  let [before, from] = first;
  for (const [at, value] of curve) {
    if (instant < at) {
      if (at === before) return value;
      const part = Math.max(0, (instant - before) / (at - before));
      return from + (value - from) * part * part * (3 - 2 * part);
    }
    before = at;
    from = value;
  }
  return from;
}

/** The value of the last point at or before an instant; null before the first. */
export function stepOn<T>(steps: readonly (readonly [instant: number, value: T])[], instant: number): T | null {
  let found: T | null = null;
  for (const [at, value] of steps) {
    if (at > instant) break;
    found = value;
  }
  return found;
}
