import type { DayCounting, Line } from '../model/plan.ts';
import { BACK_HOURS, isSumAbove, isSumAtLeast } from './timeline.ts';

/** Stretches begin at most this long before `T` (SEMANTICS 5.2). */
const LOOK_BACK = 240;
export const DAY = 24;
/** The first index of a timeline at which a stretch may begin. */
export const FIRST_START = BACK_HOURS - LOOK_BACK;

/** Running sums over a timeline, so that the mean of any block is two subtractions. */
export interface Sums {
  readonly sum: Float64Array;
  readonly count: Int32Array;
  readonly length: number;
}

export function sumsOf(values: Float64Array): Sums {
  const sum = new Float64Array(values.length + 1);
  const count = new Int32Array(values.length + 1);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? Number.NaN;
    const there = !Number.isNaN(value);
    sum[i + 1] = (sum[i] ?? 0) + (there ? value : 0);
    count[i + 1] = (count[i] ?? 0) + (there ? 1 : 0);
  }
  return { sum, count, length: values.length };
}

export const sumIn = (sums: Sums, from: number, to: number): number => (sums.sum[to] ?? 0) - (sums.sum[from] ?? 0);
export const countOf = (sums: Sums, from: number, to: number): number =>
  (sums.count[to] ?? 0) - (sums.count[from] ?? 0);

/** Whether the mean of `count` values is over a line. */
export const isMeanOver = (sum: number, count: number, line: Line): boolean =>
  'above' in line ? isSumAbove(sum, count, line.above) : isSumAtLeast(sum, count, line.from);

/** The number of a line. */
export const numberOf = (line: Line): number => ('above' in line ? line.above : line.from);

/** Whether the hours `[from, to)` lie in the timeline, enough of them are valid, and their mean is over the line. */
export function isBlockOver(sums: Sums, from: number, to: number, line: Line, minHours: number): boolean {
  if (from < 0 || to > sums.length) return false;
  const count = countOf(sums, from, to);
  return count >= minHours && isMeanOver(sumIn(sums, from, to), count, line);
}

/**
 * Days in a row over one line, from every hour at which a day may begin.
 * Indexes are those of the timeline; `end` is exclusive.
 */
export interface DayChains {
  /** Days in a row from a start; 0 where none begins. */
  daysFrom(start: number): number;
  /** Where so many of the days from a start end. */
  endOf(start: number, days: number): number;
  /** Where all that is over the line in a row from a start ends. */
  reachOf(start: number): number;
  /** The first start from `index` on at which a day over the line begins; the length of the timeline when none does. */
  nextStart(index: number): number;
}

/** What chains are counted in. */
export interface ChainOptions {
  readonly line: Line;
  readonly minHours: number;
  readonly counting: DayCounting;
  /** The indexes at which local days begin, ascending, one beyond the end of the timeline among them. */
  readonly midnights: () => readonly number[];
}

/** Counts days in a row over a line, in one of the readings of "days" (FACTS 6). */
export function chainsOf(sums: Sums, options: ChainOptions): DayChains {
  switch (options.counting) {
    case 'adjacent-days':
      return adjacentDays(sums, options);
    case 'every-window':
      return everyWindow(sums, options);
    case 'calendar-days':
      return calendarDays(sums, options);
  }
}

/** For each index the first one from it on with a day; the array has one more entry than the timeline. */
function nextOf(days: Int32Array, length: number): (index: number) => number {
  const next = new Int32Array(length + 1).fill(length);
  for (let i = length - 1; i >= 0; i -= 1) next[i] = (days[i] ?? 0) > 0 ? i : (next[i + 1] ?? length);
  return (index) => next[Math.max(0, index)] ?? length;
}

function adjacentDays(sums: Sums, { line, minHours }: ChainOptions): DayChains {
  const days = new Int32Array(sums.length + DAY + 1);
  for (let s = sums.length - DAY; s >= FIRST_START; s -= 1) {
    days[s] = isBlockOver(sums, s, s + DAY, line, minHours) ? 1 + (days[s + DAY] ?? 0) : 0;
  }
  return {
    daysFrom: (start) => days[start] ?? 0,
    endOf: (start, count) => start + count * DAY,
    reachOf: (start) => start + (days[start] ?? 0) * DAY,
    nextStart: nextOf(days, sums.length),
  };
}

/** Every window of 24 hours that ends in so many days is over the line: `24 n` windows in a row, an hour apart. */
function everyWindow(sums: Sums, { line, minHours }: ChainOptions): DayChains {
  const windows = new Int32Array(sums.length + 2);
  for (let s = sums.length - DAY; s >= FIRST_START; s -= 1) {
    windows[s] = isBlockOver(sums, s, s + DAY, line, minHours) ? 1 + (windows[s + 1] ?? 0) : 0;
  }
  const days = windows.map((count) => Math.floor(count / DAY));
  return {
    daysFrom: (start) => days[start] ?? 0,
    endOf: (start, count) => start + (count + 1) * DAY - 1,
    // The last windows may be part of no whole day.
    reachOf: (start) => start + (windows[start] ?? 0) - 1 + DAY,
    nextStart: nextOf(days, sums.length),
  };
}

function calendarDays(sums: Sums, { line, minHours, midnights }: ChainOptions): DayChains {
  const starts = midnights();
  const days = new Int32Array(sums.length + 1);
  const places = new Map<number, number>();
  for (let i = starts.length - 2; i >= 0; i -= 1) {
    const start = starts[i] ?? 0;
    const end = starts[i + 1] ?? 0;
    places.set(start, i);
    if (start < FIRST_START) break;
    days[start] = isBlockOver(sums, start, end, line, minHours) ? 1 + (days[end] ?? 0) : 0;
  }
  return {
    daysFrom: (start) => days[start] ?? 0,
    endOf: (start, count) => starts[(places.get(start) ?? 0) + count] ?? start,
    reachOf: (start) => starts[(places.get(start) ?? 0) + (days[start] ?? 0)] ?? start,
    nextStart: nextOf(days, sums.length),
  };
}
