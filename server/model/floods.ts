import { MINUTE_MS } from './instant.ts';

/** The stretch over which the rate of alarms is counted. @source IEC 62682 / ISA-18.2: alarms per 10 minutes */
export const PERIOD_MS = 10 * MINUTE_MS;
/** A flood begins above this many alarms in 10 minutes... @source IEC 62682, ISA-18.2, EEMUA 191 (FACTS 7) */
export const FLOOD_ABOVE = 10;
/** ...and ends below this many. */
export const FLOOD_BELOW = 5;

/** The stretch in which a chattering alarm comes three times, and a fleeting one comes and goes. @source ISA-18.2 as in FACTS 7: three or more in a minute */
export const CHATTER_MS = MINUTE_MS;
export const CHATTER_TIMES = 3;

/** A flood: more alarms than anybody can attend to. Times are epoch ms. */
export interface Flood {
  /** When the count of the last 10 minutes went above 10. */
  readonly begin: number;
  /** When it fell below 5; null: it lasts to the end of what was looked at. */
  readonly end: number | null;
  /** Calls from the first of the 10 minutes that led to it up to its end. */
  readonly calls: number;
  /** The most calls in any 10 minutes of it. */
  readonly peak: number;
  /** The place of the first-out call among those that were given: the first of the 10 minutes that led to it. */
  readonly firstOut: number;
}

/**
 * The floods among calls (epoch ms, ascending), by the number of calls in the last 10 minutes: those in `(t - 10 min, t]`.
 * @param to the end of what is looked at, epoch ms
 * @source IEC 62682 / ISA-18.2, EEMUA 191: begins above 10 in 10 minutes, ends below 5
 */
export function floodsOf(calls: readonly number[], to: number): Flood[] {
  const floods: Flood[] = [];
  /** The first call of the last 10 minutes. */
  let first = 0;
  let open: Omit<Flood, 'end' | 'calls'> | null = null;
  const close = (end: number | null, next: number): void => {
    if (open !== null) floods.push({ ...open, end, calls: next - open.firstOut });
    open = null;
  };
  calls.forEach((at, i) => {
    if (open !== null) {
      const end = fallsBelow(calls, i);
      if (end !== null && end < at) close(end, i);
    }
    while ((calls[first] ?? at) <= at - PERIOD_MS) first += 1;
    const count = i - first + 1;
    if (open !== null) open = { ...open, peak: Math.max(open.peak, count) };
    else if (count > FLOOD_ABOVE) open = { begin: at, peak: count, firstOut: first };
  });
  const end = fallsBelow(calls, calls.length);
  close(end !== null && end < to ? end : null, calls.length);
  return floods;
}

/** When the count falls below 5 if no call comes after the first `count` ones: the fifth from the end leaves the 10 minutes. */
function fallsBelow(calls: readonly number[], count: number): number | null {
  const fifth = calls[count - FLOOD_BELOW];
  return fifth === undefined ? null : fifth + PERIOD_MS;
}

/** The flood that is under way at `now` (epoch ms) among calls (epoch ms, ascending), or null. */
export function floodAt(calls: readonly number[], now: number): Flood | null {
  const last = floodsOf(calls, now).at(-1);
  return last === undefined || last.end !== null ? null : last;
}

/** Calls that are kept of a flood that does not end. */
const MOST_KEPT = 5000;

/**
 * What must be remembered of calls to know at `now` (epoch ms) whether they are a flood, since when, and what chatters: those
 * of the flood that is under way, else of the last 10 minutes. In the order of their times.
 */
export function callsToKeep<T extends { readonly at: number }>(calls: readonly T[], now: number): readonly T[] {
  const sorted = calls.toSorted((a, b) => a.at - b.at);
  const flood = floodAt(
    sorted.map(({ at }) => at),
    now,
  );
  const kept = flood === null ? sorted.filter(({ at }) => at > now - PERIOD_MS) : sorted.slice(flood.firstOut);
  return kept.slice(-MOST_KEPT);
}

/** The keys that called three times or more within a minute, in the last 10 minutes before `now` (epoch ms). Calls are ascending. */
export function chattering(
  calls: readonly { readonly at: number; readonly key: string }[],
  now: number,
): ReadonlySet<string> {
  const times = new Map<string, number[]>();
  const found = new Set<string>();
  for (const { at, key } of calls) {
    if (at <= now - PERIOD_MS) continue;
    const own = [...(times.get(key) ?? []), at].slice(-CHATTER_TIMES);
    times.set(key, own);
    const [first] = own;
    if (first !== undefined && own.length === CHATTER_TIMES && at - first <= CHATTER_MS) found.add(key);
  }
  return found;
}
