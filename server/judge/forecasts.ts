import { HOUR_MS, startOfHour, type HourNumber } from '../model/instant.ts';
import { isJudgeable, type Reading } from '../model/reading.ts';

/** A forecast older than this no longer counts (SEMANTICS 4). */
const MAX_AGE_MS = 48 * HOUR_MS;
/** No forecast reaches further than this; a bound on what a wrong file can make the engine hold. */
const MAX_LEAD_HOURS = 24 * 31;

/** A metric that is judged when it is forecast for the city. */
type ForecastMetric = 'air.aqi' | 'air.so2';

interface Entry {
  readonly time: number;
  readonly periodMs: number;
  readonly value: number;
  readonly upper: number;
  readonly counts: boolean;
}

/** Hours of one issue, from `first` on; NaN where it says nothing. */
interface Dense {
  readonly first: HourNumber;
  readonly central: Float64Array;
  readonly upper: Float64Array;
}

interface Issue {
  readonly issuedAt: number;
  readonly entries: Map<string, Entry>;
  dense: Dense | null;
}

/** What is forecast from `T` on, hour by hour; NaN where nothing is. */
export interface ForecastHours {
  readonly central: Float64Array;
  readonly upper: Float64Array;
  /** Hours from `T` up to the end of the last one that is forecast. */
  readonly reach: number;
}

/**
 * The forecasts of one city's AQI and SO2 by issue. At an instant the newest issue that covers an hour counts for it.
 * @source SEMANTICS 4
 */
export class ForecastBook {
  private readonly issues: Record<ForecastMetric, Issue[]> = { 'air.aqi': [], 'air.so2': [] };
  private earliestNew = Infinity;

  /** Takes a forecast reading of the city; true when it took the place of another. */
  take(reading: Reading): boolean {
    const { metric, issuedAt, period } = reading;
    if ((metric !== 'air.aqi' && metric !== 'air.so2') || issuedAt === null || period === null) return false;
    const issues = this.issues[metric];
    let at = issues.length;
    while (at > 0 && (issues[at - 1]?.issuedAt ?? 0) > issuedAt) at -= 1;
    let issue = issues[at - 1];
    if (issue?.issuedAt !== issuedAt) {
      issue = { issuedAt, entries: new Map(), dense: null };
      issues.splice(at, 0, issue);
    }
    const key = `${reading.time} ${period}`;
    const replaced = issue.entries.has(key);
    issue.entries.set(key, {
      time: reading.time,
      periodMs: period * 1000,
      value: reading.value,
      upper: reading.upper ?? reading.value,
      counts: isJudgeable(reading),
    });
    issue.dense = null;
    if (issuedAt < this.earliestNew) this.earliestNew = issuedAt;
    return replaced;
  }

  /** The earliest issue time of what was taken since the last call, or null. */
  takeEarliestNew(): number | null {
    const earliest = this.earliestNew;
    this.earliestNew = Infinity;
    return earliest === Infinity ? null : earliest;
  }

  /** What is forecast at the start of hour `t`, from that hour on. */
  at(metric: ForecastMetric, t: HourNumber): ForecastHours {
    const now = startOfHour(t);
    const counting = this.issues[metric].filter((issue) => issue.issuedAt <= now && now - issue.issuedAt <= MAX_AGE_MS);
    const dense = counting.map((issue) => denseOf(issue)).toReversed();
    let reach = 0;
    for (const hours of dense) reach = Math.max(reach, hours.first + hours.central.length - t);
    const central = new Float64Array(Math.max(reach, 0)).fill(Number.NaN);
    const upper = new Float64Array(Math.max(reach, 0)).fill(Number.NaN);
    for (const hours of dense) {
      for (let i = Math.max(0, t - hours.first); i < hours.central.length; i += 1) {
        const value = hours.central[i] ?? Number.NaN;
        const to = hours.first + i - t;
        if (Number.isNaN(value) || !Number.isNaN(central[to] ?? 0)) continue;
        central[to] = value;
        upper[to] = hours.upper[i] ?? value;
      }
    }
    while (reach > 0 && Number.isNaN(central[reach - 1] ?? 0)) reach -= 1;
    return { central: central.subarray(0, reach), upper: upper.subarray(0, reach), reach };
  }

  forgetIssuedBefore(instant: number): void {
    for (const metric of ['air.aqi', 'air.so2'] as const) {
      this.issues[metric] = this.issues[metric].filter((issue) => issue.issuedAt >= instant);
    }
  }
}

/** The hours of one issue; of two entries for an hour the shorter period stands. */
function denseOf(issue: Issue): Dense {
  if (issue.dense !== null) return issue.dense;
  const entries = [...issue.entries.values()]
    .filter((entry) => entry.counts)
    .toSorted((a, b) => b.periodMs - a.periodMs || a.time - b.time);
  const issuedHour = Math.floor(issue.issuedAt / HOUR_MS);
  let first = Infinity;
  let end = -Infinity;
  const spans = entries.map((entry) => {
    const from = Math.max(Math.ceil(entry.time / HOUR_MS), issuedHour - 48);
    const to = Math.min(Math.floor((entry.time + entry.periodMs) / HOUR_MS), issuedHour + MAX_LEAD_HOURS);
    if (to > from) {
      first = Math.min(first, from);
      end = Math.max(end, to);
    }
    return { entry, from, to };
  });
  const length = end > first ? end - first : 0;
  const central = new Float64Array(length).fill(Number.NaN);
  const upper = new Float64Array(length).fill(Number.NaN);
  // Longer periods first, so that shorter ones overwrite them.
  for (const { entry, from, to } of spans) {
    for (let hour = from; hour < to; hour += 1) {
      central[hour - first] = entry.value;
      upper[hour - first] = entry.upper;
    }
  }
  issue.dense = { first: length > 0 ? first : issuedHour, central, upper };
  return issue.dense;
}
