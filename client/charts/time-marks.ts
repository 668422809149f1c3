/** Where the labels of a time axis stand: on round local times of the jurisdiction, not of the browser. Pure. */
import { MINUTE_MS } from '../../server/model/instant.ts';
import { offsetAt } from '../i18n/zoned.ts';

/** A range of instants, epoch ms, and the zone whose clocks count. */
export interface ZonedSpan {
  readonly from: number;
  readonly to: number;
  readonly zone: string;
}

const DAY_MS = 1440 * MINUTE_MS;
const STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720].map((minutes) => minutes * MINUTE_MS);
/** A label this near an end of the axis would hang over it. */
const EDGE = 0.04;

/** The least round step of which at most `most` fit into a span; days and their multiples where that is long. */
function stepOf(spanMs: number, most: number): number {
  const least = spanMs / most;
  return STEPS_MS.find((step) => step >= least) ?? Math.max(1, Math.ceil(least / DAY_MS)) * DAY_MS;
}

/** The instants (epoch ms, ascending, about `most` of them) of a span at which a label stands. */
export function timeMarks({ from, to, zone }: ZonedSpan, most: number): number[] {
  const span = to - from;
  if (!(span > 0)) return [];
  const step = stepOf(span, most);
  const marks: number[] = [];
  const local = from + offsetAt(from, zone);
  for (let at = Math.ceil(local / step) * step; at <= local + span; at += step) {
    // Nearly there by the clocks of the beginning; by its own where they have changed since.
    const guess = at - (local - from);
    const mark = at - offsetAt(guess, zone);
    if (mark >= from + span * EDGE && mark <= to - span * EDGE) marks.push(mark);
  }
  return marks;
}

/** Whether an instant is a local midnight, whose label is a date. */
export const isMidnight = (instant: number, zone: string): boolean =>
  (instant + offsetAt(instant, zone)) % DAY_MS === 0;
