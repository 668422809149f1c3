import { localDate } from '../model/instant.ts';
import { formatLocal, parseLocal } from '../model/local-time.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** A stretch of the calendar that is drawn as one row, epoch ms. */
export interface Panel {
  readonly from: number;
  readonly to: number;
  /** Empty when there is only one. */
  readonly title: string;
}

/** A mark on the axis; without a label it is a short one. */
export interface Tick {
  readonly at: number;
  readonly label: string;
  /** A month stands below the days, an hour in their row. */
  readonly kind: 'month' | 'day' | 'hour';
}

const two = (number: number): string => String(number).padStart(2, '0');

/** Longer data are drawn winter by winter. */
const ONE_PANEL_DAYS = 200;

/** Midnight at the start of a local date; where clocks leave it out, the first hour that there is. */
function startOfDate(date: string, zone: string): number {
  for (let hour = 0; hour < 4; hour += 1) {
    const found = parseLocal(`${date} 0${hour}:00`, zone);
    if (found !== null) return found;
  }
  throw new RangeError(`${date} does not begin in ${zone}`);
}

/** A stretch of time, epoch ms. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * How data are laid out: in one row, or, over more than 200 days, in one row a year from July to June, so that a winter
 * stays in one piece and winters stand below each other. Such rows have the same months, from the first to the last in
 * which something is `shown` in any year; rows without data are left out.
 */
export function panelsOf(data: Span, shown: readonly Span[], zone: string): Panel[] {
  if (data.to - data.from <= ONE_PANEL_DAYS * DAY_MS) return [{ from: data.from, to: data.to, title: '' }];
  const [year = 0, month = 1] = localDate(data.from, zone).split('-').map(Number);
  /** Start of a month counted from July of a year; 12 is July of the next. */
  const startOfMonth = (first: number, index: number): number =>
    startOfDate(`${first + (index >= 6 ? 1 : 0)}-${two(((index + 6) % 12) + 1)}-01`, zone);
  const years: number[] = [];
  for (let first = month >= 7 ? year : year - 1; startOfMonth(first, 0) < data.to; first += 1) years.push(first);
  const months = Array.from({ length: 12 }, (_, index) => index).filter((index) =>
    years.some((first) => {
      const [from, to] = [startOfMonth(first, index), startOfMonth(first, index + 1)];
      return shown.some((span) => span.from < to && span.to > from);
    }),
  );
  const [begin, end] = [months[0] ?? 0, (months.at(-1) ?? 11) + 1];
  return years
    .map((first) => ({
      from: startOfMonth(first, begin),
      to: startOfMonth(first, end),
      title: `${first}–${first + 1}`,
    }))
    .filter(({ from, to }) => from < data.to && to > data.from);
}

/** Which days of a month have a label, by the room that a day has. */
function labelledDays(dayWidth: number): (day: number) => boolean {
  if (dayWidth >= 20) return () => true;
  if (dayWidth >= 5) return (day) => day % 5 === 1 && day < 30;
  if (dayWidth >= 2.2) return (day) => day === 11 || day === 21;
  return () => false;
}

/** The marks of an axis on which an hour has `hourWidth` pixels: months, days, and hours where there is room. */
export function ticksOf({ from, to }: Pick<Panel, 'from' | 'to'>, zone: string, hourWidth: number): Tick[] {
  const ticks: Tick[] = [];
  const isLabelled = labelledDays(hourWidth * 24);
  const hours = [1, 3, 6, 12].find((step) => step * hourWidth >= 40) ?? null;
  const [year = 0, month = 1, day = 1] = localDate(from, zone).split('-').map(Number);
  const nextMonth = startOfDate(`${month === 12 ? year + 1 : year}-${two((month % 12) + 1)}-01`, zone);
  // What begins within a month says which, unless the next one stands in the same place.
  if (from > startOfDate(`${year}-${two(month)}-01`, zone) && ((nextMonth - from) / HOUR_MS) * hourWidth >= 50) {
    ticks.push({ at: from, label: `${year}-${two(month)}`, kind: 'month' });
  }
  for (let i = 0; ; i += 1) {
    const date = new Date(Date.UTC(year, month - 1, day + i)).toISOString().slice(0, 10);
    const at = startOfDate(date, zone);
    if (at >= to) return ticks;
    const dayOfMonth = Number(date.slice(8));
    if (at >= from) {
      if (dayOfMonth === 1) ticks.push({ at, label: date.slice(0, 7), kind: 'month' });
      if (isLabelled(dayOfMonth) || hours !== null) ticks.push({ at, label: two(dayOfMonth), kind: 'day' });
      else if (hourWidth * 24 >= 5) ticks.push({ at, label: '', kind: 'day' });
    }
    if (hours === null) continue;
    for (let hour = hours; hour < 24; hour += hours) {
      const instant = at + hour * HOUR_MS;
      if (instant < from || instant >= to) continue;
      ticks.push({ at: instant, label: formatLocal(instant, zone).slice(11), kind: 'hour' });
    }
  }
}
