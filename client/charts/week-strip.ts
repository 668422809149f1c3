/** Seven days of a plan as a strip: what its conditions were, and what was in force over it. Pure. */
import { localDate, HOUR_MS } from '../../server/model/instant.ts';
import type { Level } from '../../server/model/level.ts';
import type { WeekTrend } from '../../server/wire/shapes.ts';

const WEEK_MS = 168 * HOUR_MS;

/** A part of the strip: place and width as shares of it, 0 to 1. */
interface Part {
  readonly left: number;
  readonly width: number;
}

export interface WeekStretch extends Part {
  readonly level: Level;
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
}

export interface WeekStrip {
  /** Of the conditions, from the beginning to the end. `known` is false where an input was missing. */
  readonly condition: readonly (WeekStretch & { readonly known: boolean })[];
  /** Where a level was in force. */
  readonly inForce: readonly WeekStretch[];
}

/** The range that a strip shows, epoch ms. */
export interface WeekRange {
  readonly from: number;
  readonly to: number;
}

/** The week that ends with the hour under way. */
export function weekRange(now: number): WeekRange {
  const to = (Math.floor(now / HOUR_MS) + 1) * HOUR_MS;
  return { from: to - WEEK_MS, to };
}

/** Stretches end where the next one begins, and the last at `now`: nothing is said of what is to come. */
function stretchesOf<T>(
  rows: readonly T[],
  begin: (row: T) => number,
  { from, to }: WeekRange,
  now: number,
): { readonly row: T; readonly from: number; readonly to: number; readonly left: number; readonly width: number }[] {
  return rows.flatMap((row, i) => {
    const next = rows[i + 1];
    const start = Math.max(from, begin(row));
    const end = Math.min(now, next === undefined ? now : begin(next));
    const span = to - from;
    return end > start ? [{ row, from: start, to: end, left: (start - from) / span, width: (end - start) / span }] : [];
  });
}

/** The strip of a plan's week at `now` (epoch ms, event time). */
export function buildWeekStrip(week: WeekTrend, now: number): WeekStrip {
  const range = weekRange(now);
  return {
    condition: stretchesOf(week.condition, ([from]) => from, range, now).map(({ row: [, level, known], ...part }) => ({
      ...part,
      level,
      known,
    })),
    inForce: stretchesOf(week.inForce, ([from]) => from, range, now).flatMap(({ row: [, level], ...part }) =>
      level === 'none' ? [] : [{ ...part, level }],
    ),
  };
}

/** The beginnings of local days within the strip: the date, and where. */
export function dayMarks(now: number, zone: string): { readonly date: string; readonly left: number }[] {
  const { from, to } = weekRange(now);
  const marks: { date: string; left: number }[] = [];
  let before = localDate(from, zone);
  // A day begins with a quarter of an hour everywhere on Earth.
  for (let at = from + HOUR_MS / 4; at < to; at += HOUR_MS / 4) {
    const date = localDate(at, zone);
    if (date !== before) marks.push({ date, left: (at - from) / (to - from) });
    before = date;
  }
  return marks;
}
