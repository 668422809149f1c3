import { HOUR_MS, type HourNumber } from '../model/instant.ts';
import { HourMeans } from './hour-means.ts';
import { isJudgeable, type Reading } from '../model/reading.ts';

/** An hour's mean of shorter readings is valid from this much time on (GB 3095-2012 table 4: 45 minutes). */
const MIN_COVERAGE_MS = 45 * 60_000;

/** Readings shorter than an hour that touch one hour, ascending by start. */
interface Parts {
  readonly starts: number[];
  /** Duration in ms; negative when the reading had no period, so that it stays another reading than one with it. */
  readonly spans: number[];
  /** NaN when the reading does not count. */
  readonly values: number[];
}

interface Long {
  readonly start: number;
  readonly spanMs: number;
  value: number;
}

/**
 * The hours of one metric of one source. Readings come in any order; of two with the same time and period the one that
 * came later stands.
 * @source SEMANTICS 2, GB 3095-2012 6.4
 */
export class SeriesHours {
  /** Readings that are the hour mean themselves. */
  private readonly exact = new HourMeans();
  private readonly parts = new Map<HourNumber, Parts>();
  private longs: Long[] = [];
  private recentHour = Number.NaN;
  private recentParts: Parts | null = null;
  /** The first and last hour that the newest reading touched. */
  first: HourNumber = 0;
  last: HourNumber = 0;

  /** @param intervalMs what a reading without a period covers */
  constructor(private readonly intervalMs: number) {}

  /** Takes a reading; `first` and `last` tell the hours that it touched. Gives whether it took the place of another. */
  take(reading: Reading): boolean {
    const value = isJudgeable(reading) ? reading.value : Number.NaN;
    const { time, period } = reading;
    const spanMs = period === null ? this.intervalMs : period * 1000;
    const first = Math.floor(time / HOUR_MS);
    this.first = first;
    if (period !== null && spanMs === HOUR_MS && time % HOUR_MS === 0) {
      this.last = first;
      return this.exact.set(first, value);
    }
    const last = Math.ceil((time + spanMs) / HOUR_MS) - 1;
    this.last = last;
    if (spanMs > HOUR_MS) {
      const same = this.longs.find((long) => long.start === time && long.spanMs === spanMs);
      if (same !== undefined) same.value = value;
      else this.longs.push({ start: time, spanMs, value });
      return same !== undefined;
    }
    let replaced = false;
    for (let hour = first; hour <= last; hour += 1) {
      replaced = addPart(this.partsOf(hour), time, period === null ? -spanMs : spanMs, value) || replaced;
    }
    return replaced;
  }

  /** The hour's mean, or NaN when it is not valid. An hour mean goes first, then shorter readings, then longer ones. */
  mean(hour: HourNumber): number {
    const exact = this.exact.get(hour);
    if (!Number.isNaN(exact)) return exact;
    const start = hour * HOUR_MS;
    const parts = this.parts.get(hour);
    if (parts !== undefined) {
      const mean = meanOfParts(parts, start);
      if (!Number.isNaN(mean)) return mean;
    }
    let best: Long | null = null;
    for (const long of this.longs) {
      if (long.start > start || long.start + long.spanMs < start + HOUR_MS || Number.isNaN(long.value)) continue;
      if (best === null || long.spanMs < best.spanMs || (long.spanMs === best.spanMs && long.start > best.start)) {
        best = long;
      }
    }
    return best === null ? Number.NaN : best.value;
  }

  /** Whether the source sent anything at all for the hour, be it valid or not. */
  hasReading(hour: HourNumber): boolean {
    if (this.exact.has(hour) || this.parts.has(hour)) return true;
    const start = hour * HOUR_MS;
    return this.longs.some((long) => long.start <= start && long.start + long.spanMs >= start + HOUR_MS);
  }

  /** Forgets the hours before this one. */
  forgetBefore(hour: HourNumber): void {
    this.exact.forgetBefore(hour);
    for (const key of this.parts.keys()) if (key < hour) this.parts.delete(key);
    if (this.longs.length > 0) this.longs = this.longs.filter((long) => long.start + long.spanMs > hour * HOUR_MS);
    this.recentHour = Number.NaN;
    this.recentParts = null;
  }

  private partsOf(hour: HourNumber): Parts {
    if (hour === this.recentHour && this.recentParts !== null) return this.recentParts;
    let parts = this.parts.get(hour);
    if (parts === undefined) {
      parts = { starts: [], spans: [], values: [] };
      this.parts.set(hour, parts);
    }
    this.recentHour = hour;
    this.recentParts = parts;
    return parts;
  }
}

/** Puts a short reading in its place; true when it took the place of another. */
function addPart({ starts, spans, values }: Parts, start: number, span: number, value: number): boolean {
  let at = starts.length;
  while (at > 0 && (starts[at - 1] ?? 0) > start) at -= 1;
  for (let same = at - 1; same >= 0 && starts[same] === start; same -= 1) {
    if (spans[same] === span) {
      values[same] = value;
      return true;
    }
  }
  if (at === starts.length) {
    starts.push(start);
    spans.push(span);
    values.push(value);
  } else {
    starts.splice(at, 0, start);
    spans.splice(at, 0, span);
    values.splice(at, 0, value);
  }
  return false;
}

/** Mean weighted by the time inside the hour; NaN when less than 45 minutes of the hour are covered. */
function meanOfParts(parts: Parts, hourStart: number): number {
  const hourEnd = hourStart + HOUR_MS;
  let weighted = 0;
  let weight = 0;
  let covered = 0;
  let coveredTo = hourStart;
  for (let i = 0; i < parts.starts.length; i += 1) {
    const value = parts.values[i] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const start = parts.starts[i] ?? 0;
    const from = Math.max(start, hourStart);
    const to = Math.min(start + Math.abs(parts.spans[i] ?? 0), hourEnd);
    if (to <= from) continue;
    weighted += value * (to - from);
    weight += to - from;
    if (to > coveredTo) {
      covered += to - Math.max(from, coveredTo);
      coveredTo = to;
    }
  }
  return covered >= MIN_COVERAGE_MS ? weighted / weight : Number.NaN;
}

/** How long a dust mark without a period holds when nothing follows it. */
const DUST_HOLDS_MS = 24 * HOUR_MS;

/** The period of a mark in ms; one without has no end of its own. */
const lengthOf = (span: number): number => (span > 0 ? span : Infinity);

/**
 * The hours marked as sand-dust, from `air.dust` readings (1 or 0). A mark without a period holds until the next
 * reading, 24 h at most; where marks overlap, the one that started last stands, of two that started together the
 * shorter one. An hour is dust when half of it or more is.
 * @source SEMANTICS 3, Yangquan plan 1.4
 */
export class DustHours {
  private marks: { start: number; span: number; value: number }[] = [];

  first: HourNumber = 0;
  last: HourNumber = 0;

  /** Takes a mark; `first` and `last` tell the hours that it may change. Gives whether it took the place of another. */
  take(reading: Reading): boolean {
    const value = isJudgeable(reading) ? reading.value : Number.NaN;
    const span = reading.period === null ? -DUST_HOLDS_MS : reading.period * 1000;
    const start = reading.time;
    this.first = Math.floor(start / HOUR_MS);
    // A new mark may also end an older one, so what it can change reaches as far as that one held.
    this.last = Math.ceil((start + Math.max(Math.abs(span), DUST_HOLDS_MS)) / HOUR_MS) - 1;
    const same = this.marks.find((mark) => mark.start === start && mark.span === span);
    if (same !== undefined) same.value = value;
    else {
      // Of marks that start together the shortest comes last and stands, in whatever order they arrived.
      const isLater = (mark: { start: number; span: number }): boolean =>
        mark.start > start || (mark.start === start && lengthOf(mark.span) < lengthOf(span));
      const at = this.marks.findIndex(isLater);
      this.marks.splice(at < 0 ? this.marks.length : at, 0, { start, span, value });
    }
    return same !== undefined;
  }

  isDust(hour: HourNumber): boolean {
    if (this.marks.length === 0) return false;
    const hourStart = hour * HOUR_MS;
    const hourEnd = hourStart + HOUR_MS;
    const active = this.intervals().filter((mark) => mark.start < hourEnd && mark.end > hourStart);
    if (active.length === 0) return false;
    const cuts = [hourStart, hourEnd];
    for (const mark of active) {
      if (mark.start > hourStart) cuts.push(mark.start);
      if (mark.end < hourEnd) cuts.push(mark.end);
    }
    cuts.sort((a, b) => a - b);
    let dustMs = 0;
    for (let i = 1; i < cuts.length; i += 1) {
      const from = cuts[i - 1] ?? 0;
      const to = cuts[i] ?? 0;
      let value = 0;
      for (const mark of active) if (mark.start <= from && mark.end >= to) value = mark.value;
      if (value > 0) dustMs += to - from;
    }
    return dustMs * 2 >= HOUR_MS;
  }

  forgetBefore(hour: HourNumber): void {
    const horizon = hour * HOUR_MS - DUST_HOLDS_MS;
    this.marks = this.marks.filter((mark) => mark.start >= horizon);
  }

  private intervals(): { start: number; end: number; value: number }[] {
    const counting = this.marks.filter((mark) => !Number.isNaN(mark.value));
    return counting.map((mark, i) => {
      const next = counting[i + 1];
      const end = mark.span > 0 ? mark.start + mark.span : Math.min(mark.start - mark.span, next?.start ?? Infinity);
      return { start: mark.start, end, value: mark.value };
    });
  }
}
