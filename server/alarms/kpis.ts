/**
 * Measures of the alarm system itself. What is counted are calls: an alarm that is raised, raised again before anybody saw
 * it go, or raised in level asks for attention each time (the annunciated alarms of ISA-18.2). A call counts when people
 * could know of it; how long a condition stood is counted in event time.
 */
import { alarmKey } from '../judge/index.ts';
import type { AlarmClass } from '../model/alarm.ts';
import { HOUR_MS, localDate } from '../model/instant.ts';
import { LEVELS, rankOf, type Level } from '../model/level.ts';
import { shiftNameAt } from '../model/shift.ts';
import { CHATTER_MS, CHATTER_TIMES, FLOOD_ABOVE, floodsOf, PERIOD_MS, type Flood } from '../model/floods.ts';
import { alarmOf, type AlarmOf, type AlarmRecord, type Call, type Wait } from './records.ts';

/** An alarm that stands longer is stale. @source ISA-18.2: active for more than 24 hours */
export const STALE_MS = 24 * HOUR_MS;
/** Periods of the series at most: a week of ten minutes. Longer ranges are gathered into wider ones. */
const MOST_POINTS = 1008;
const TOP = 10;

export interface KpiRange {
  /** Epoch ms, inclusive. */
  readonly from: number;
  /** Epoch ms, exclusive; not before `from`. */
  readonly to: number;
  readonly zoneOf: (jurisdiction: string) => string;
  /** Local times of day at which a shift takes over, `HH:mm`, ascending. */
  readonly shifts: readonly string[];
}

/** @source IEC 62682 / ISA-18.2, EEMUA 191: calls per 10 minutes */
export interface Rate {
  readonly calls: number;
  /** Calls in 10 minutes over the whole range; 0 for an empty range. */
  readonly average: number;
  readonly perDay: number;
  /** The most calls in one period, and when it began; null without any. */
  readonly peak: number;
  readonly peakAt: number | null;
  /** Periods of 10 minutes from `from` on; the last one may be shorter. */
  readonly periods: number;
  /** Those with more than 10 calls. */
  readonly over: number;
  readonly overShare: number;
  /** One point a period, or for several where the range is long: its begin, its calls, the most calls in one period. */
  readonly series: { readonly stepMs: number; readonly points: readonly (readonly [number, number, number])[] };
}

/** @source IEC 62682 / ISA-18.2, EEMUA 191 */
export interface Floods {
  readonly list: readonly (Omit<Flood, 'firstOut'> & { readonly firstOut: AlarmOf & { readonly id: string } })[];
  /** Share of the range that was spent in floods. */
  readonly share: number;
}

export interface Share {
  readonly calls: number;
  readonly share: number;
}

/** Distribution of calls. @source ISA-18.2: priority distribution */
export interface Mix {
  readonly classes: Readonly<Record<AlarmClass, Share>>;
  /** Of the calls of plans, the highest level first; those without any call are there with 0. */
  readonly levels: readonly (Share & { readonly level: Level })[];
}

/** @source ISA-18.2: stale alarms, active for more than 24 hours; fewer than 5 on any day */
export interface Stale {
  /** Standing at the end of the range for more than 24 h, the longest first. */
  readonly now: readonly (AlarmOf & { readonly id: string; readonly since: number; readonly forMs: number })[];
  /** The local day with the most stale alarms; null without any. */
  readonly worst: { readonly date: string; readonly count: number } | null;
}

export interface Nuisance extends AlarmOf {
  /** Runs of chattering, or fleeting occurrences. */
  readonly times: number;
}

/** @source ISA-18.2: chattering (three or more times in a minute) and fleeting alarms (come and gone within a minute, no chatter) */
export interface Nuisances {
  readonly chattering: readonly Nuisance[];
  readonly fleeting: readonly Nuisance[];
}

/** @source ISA-18.2: the ten most frequent alarms and their share of all */
export interface Frequent {
  readonly top: readonly (AlarmOf & Share)[];
  readonly share: number;
}

/**
 * Times from a call to its acknowledgement. A quantile is the nearest rank: the smallest time that so many of the times do
 * not exceed. Waits that had not ended at the end of the range are in none of them, and are counted apart.
 */
export interface Times {
  readonly waits: number;
  /** Not acknowledged by the end of the range. */
  readonly unanswered: number;
  readonly medianMs: number | null;
  readonly p90Ms: number | null;
  readonly maxMs: number | null;
}

/** @source IEC 62682 / ISA-18.2: time to acknowledge */
export interface Acknowledging {
  readonly all: Times;
  /** By the shift in which the wait began, in the order of the day. */
  readonly shifts: readonly (Times & { readonly begins: string })[];
  /** By the highest level called while it waited, the highest first; `none` are alarms of data and system. */
  readonly levels: readonly (Times & { readonly level: Level })[];
}

export interface AlarmKpis {
  readonly from: number;
  readonly to: number;
  readonly rate: Rate;
  readonly floods: Floods;
  readonly mix: Mix;
  readonly stale: Stale;
  readonly nuisance: Nuisances;
  readonly frequent: Frequent;
  readonly acknowledging: Acknowledging;
}

/** A call with the record that it is of. */
interface CallOf {
  readonly record: AlarmRecord;
  readonly call: Call;
}

const shareOf = (part: number, of: number): number => (of === 0 ? 0 : part / of);

const keyOf = ({ jurisdiction, alarm }: AlarmRecord): string => `${jurisdiction}\u0000${alarmKey(alarm)}`;

const groupBy = <T>(items: Iterable<T>, key: (item: T) => string): Map<string, [T, ...T[]]> => {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
};

/** The measures of a range, from the alarms that stood in it, as they stood at its end. */
export function alarmKpis(records: readonly AlarmRecord[], range: KpiRange): AlarmKpis {
  const { from, to } = range;
  const calls = records
    .flatMap((record) => record.calls.map((call) => ({ record, call })))
    .filter(({ call }) => call.at >= from && call.at < to)
    .toSorted((a, b) => a.call.at - b.call.at || a.record.seq - b.record.seq);
  return {
    from,
    to,
    rate: rateOf(
      calls.map(({ call }) => call.at),
      range,
    ),
    floods: floods(calls, range),
    mix: mixOf(calls),
    stale: staleOf(records, range),
    nuisance: nuisancesOf(records, range),
    frequent: frequentOf(calls),
    acknowledging: acknowledgingOf(records, range),
  };
}

function rateOf(calls: readonly number[], { from, to }: KpiRange): Rate {
  const periods = Math.ceil((to - from) / PERIOD_MS);
  const counts = Array.from({ length: periods }, () => 0);
  for (const at of calls) {
    const i = Math.floor((at - from) / PERIOD_MS);
    counts[i] = (counts[i] ?? 0) + 1;
  }
  const peak = counts.reduce((most, count) => Math.max(most, count), 0);
  const over = counts.filter((count) => count > FLOOD_ABOVE).length;
  const gathered = Math.max(1, Math.ceil(periods / MOST_POINTS));
  const points: (readonly [number, number, number])[] = [];
  for (let i = 0; i < periods; i += gathered) {
    const part = counts.slice(i, i + gathered);
    points.push([from + i * PERIOD_MS, part.reduce((sum, count) => sum + count, 0), Math.max(...part)]);
  }
  return {
    calls: calls.length,
    average: shareOf(calls.length * PERIOD_MS, to - from),
    perDay: shareOf(calls.length * 24 * HOUR_MS, to - from),
    peak,
    peakAt: peak === 0 ? null : from + counts.indexOf(peak) * PERIOD_MS,
    periods,
    over,
    overShare: shareOf(over, periods),
    series: { stepMs: gathered * PERIOD_MS, points },
  };
}

function floods(calls: readonly CallOf[], { from, to }: KpiRange): Floods {
  const found = floodsOf(
    calls.map(({ call }) => call.at),
    to,
  );
  const list = found.flatMap(({ firstOut, ...flood }) => {
    const first = calls[firstOut]?.record;
    return first === undefined ? [] : [{ ...flood, firstOut: { id: first.alarm.id, ...alarmOf(first) } }];
  });
  const flooded = found.reduce((sum, { begin, end }) => sum + (end ?? to) - begin, 0);
  return { list, share: shareOf(flooded, to - from) };
}

function mixOf(calls: readonly CallOf[]): Mix {
  const count = (fits: (call: CallOf) => boolean): number => calls.filter(fits).length;
  const ofClass = (name: AlarmClass): Share => {
    const own = count(({ record }) => record.alarm.class === name);
    return { calls: own, share: shareOf(own, calls.length) };
  };
  const plan = ofClass('plan');
  return {
    classes: { plan, quality: ofClass('quality'), system: ofClass('system') },
    levels: LEVELS.filter((level) => level !== 'none')
      .toReversed()
      .map((level) => {
        const own = count(({ record, call }) => record.alarm.class === 'plan' && call.level === level);
        return { level, calls: own, share: shareOf(own, plan.calls) };
      }),
  };
}

function staleOf(records: readonly AlarmRecord[], { from, to, zoneOf }: KpiRange): Stale {
  const now: Stale['now'][number][] = [];
  /** Alarms that were stale at some time of a local day. */
  const days = new Map<string, Set<string>>();
  for (const record of records) {
    const zone = zoneOf(record.jurisdiction);
    for (const { from: since, to: until } of record.standings) {
      const end = Math.min(until ?? to, to);
      const begin = Math.max(since + STALE_MS, from);
      if (begin >= end) continue;
      if (until === null || until >= to) {
        now.push({ ...alarmOf(record), id: record.alarm.id, since, forMs: to - since });
      }
      const last = localDate(end - 1, zone);
      // Steps of less than a day miss no local day, however the clocks change.
      for (let at = begin; ; at += 20 * HOUR_MS) {
        const date = at >= end ? last : localDate(at, zone);
        const there = days.get(date) ?? new Set();
        days.set(date, there.add(record.alarm.id));
        if (date === last) break;
      }
    }
  }
  let worst: Stale['worst'] = null;
  for (const [date, ids] of days) if (worst === null || ids.size > worst.count) worst = { date, count: ids.size };
  return { now: now.toSorted((a, b) => b.forMs - a.forMs), worst };
}

function nuisancesOf(records: readonly AlarmRecord[], { from, to }: KpiRange): Nuisances {
  const chattering: Nuisance[] = [];
  const fleeting: Nuisance[] = [];
  for (const [first, ...others] of groupBy(records, keyOf).values()) {
    const standings = [first, ...others]
      .flatMap((record) => record.standings)
      .filter(({ from: at }) => at >= from && at < to)
      .toSorted((a, b) => a.from - b.from);
    const inRun = standings.map((_, i) =>
      // Whether it is one of three that came within a minute.
      [i - 2, i - 1, i].some((start) => {
        const begin = standings[start]?.from;
        const end = standings[start + CHATTER_TIMES - 1]?.from;
        return begin !== undefined && end !== undefined && end - begin <= CHATTER_MS;
      }),
    );
    // A run is over where the next one came more than a minute later.
    const runs = inRun.filter((is, i) => {
      const gap = (standings[i]?.from ?? 0) - (standings[i - 1]?.from ?? -Infinity);
      return is && !(inRun[i - 1] === true && gap <= CHATTER_MS);
    }).length;
    const short = standings.filter(
      ({ from: at, to: until }, i) => inRun[i] !== true && until !== null && until < to && until - at <= CHATTER_MS,
    ).length;
    if (runs > 0) chattering.push({ ...alarmOf(first), times: runs });
    if (short > 0) fleeting.push({ ...alarmOf(first), times: short });
  }
  const most = (a: Nuisance, b: Nuisance): number => b.times - a.times;
  return { chattering: chattering.toSorted(most), fleeting: fleeting.toSorted(most) };
}

function frequentOf(calls: readonly CallOf[]): Frequent {
  const top = [...groupBy(calls, ({ record }) => keyOf(record)).values()]
    .map((group) => ({
      ...alarmOf(group[0].record),
      calls: group.length,
      share: shareOf(group.length, calls.length),
    }))
    // Of as many calls the one that came first stays first.
    .toSorted((a, b) => b.calls - a.calls)
    .slice(0, TOP);
  return {
    top,
    share: shareOf(
      top.reduce((sum, each) => sum + each.calls, 0),
      calls.length,
    ),
  };
}

function acknowledgingOf(records: readonly AlarmRecord[], { from, to, zoneOf, shifts }: KpiRange): Acknowledging {
  const waits = records.flatMap((record) =>
    record.waits
      .filter((wait) => wait.from >= from && wait.from < to)
      .map((wait) => ({ wait, shift: shiftNameAt(wait.from, zoneOf(record.jurisdiction), shifts) })),
  );
  const timesOf = (fits: (each: (typeof waits)[number]) => boolean): Times =>
    times(
      waits.filter(fits).map(({ wait }) => wait),
      to,
    );
  return {
    all: timesOf(() => true),
    shifts: shifts.map((begins) => ({ begins, ...timesOf(({ shift }) => shift === begins) })),
    levels: LEVELS.toSorted((a, b) => rankOf(b) - rankOf(a)).map((level) => ({
      level,
      ...timesOf(({ wait }) => wait.level === level),
    })),
  };
}

function times(waits: readonly Wait[], to: number): Times {
  const answered = waits
    .flatMap(({ from, until }) => (until === null || until >= to ? [] : [until - from]))
    .toSorted((a, b) => a - b);
  const quantile = (share: number): number | null => answered[Math.ceil(answered.length * share) - 1] ?? null;
  return {
    waits: waits.length,
    unanswered: waits.length - answered.length,
    medianMs: quantile(0.5),
    p90Ms: quantile(0.9),
    maxMs: answered.at(-1) ?? null,
  };
}
