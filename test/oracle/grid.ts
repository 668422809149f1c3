import { HOUR_MS, MINUTE_MS } from '../../server/model/instant.ts';

/** A value at an instant (epoch ms); a series is ascending, one value an instant. */
export interface Point {
  readonly time: number;
  readonly value: number;
}

/** A shed ratio in percent with the load before the event that it speaks of (MW), null where there is no event. */
export interface Shed {
  readonly ratio: number;
  readonly loadBefore: number | null;
}

/** Room for floating error at a bound that is met from the number up. */
export const isAtLeast = (value: number, bound: number): boolean => value >= bound - 1e-9;
const isBelow = (value: number, bound: number): boolean => value < bound - 1e-9;

const newest = (series: readonly Point[], at: number): Point | null =>
  series.findLast((point) => point.time <= at) ?? null;
/** The newest value at an instant while its age is at most `maxAgeMs`. */
export function counting(series: readonly Point[], at: number, maxAgeMs: number): Point | null {
  const point = newest(series, at);
  return point !== null && at - point.time <= maxAgeMs ? point : null;
}

const SHED_MS = 5 * MINUTE_MS;
const LOAD_MS = 15 * MINUTE_MS;

function measured(loads: readonly Point[], sheds: readonly Point[], at: number): Shed | null {
  const shed = counting(sheds, at, SHED_MS);
  const load = counting(loads, at, LOAD_MS);
  if (shed === null || load === null) return null;
  const before = load.value + shed.value;
  // Nothing of nothing is no ratio.
  return before === 0 ? null : { ratio: (100 * shed.value) / before, loadBefore: before };
}

/** The shed ratio at the last instant in `[from, t)` at which a shed and a load reading counted. */
function lastMeasured(loads: readonly Point[], sheds: readonly Point[], from: number, t: number): Shed | null {
  const instants = [...loads, ...sheds].map((point) => point.time).filter((time) => time >= from && time < t);
  for (const at of instants.toSorted((a, b) => b - a)) {
    const found = measured(loads, sheds, at);
    if (found !== null) return found;
  }
  return null;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const high = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const low = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
  return (high + low) / 2;
}

/** The reference when load `l` is a fall by the test of the normal state; `window` is false with too few loads. */
function fallFrom(before: readonly Point[], l: Point): { window: boolean; reference: number | null } {
  let window = before.filter((point) => point.time >= l.time - 15 * MINUTE_MS);
  if (window.length < 3) window = before.slice(-3).filter((point) => point.time >= l.time - 60 * MINUTE_MS);
  if (window.length < 2) return { window: false, reference: null };
  const reference = median(window.map((point) => point.value));
  const recent = before.filter((point) => point.time >= l.time - 10 * MINUTE_MS);
  const last = before.slice(-1);
  const largest = Math.max(...(recent.length > 0 ? recent : last).map((point) => point.value));
  const isFall = isBelow(l.value, 0.95 * reference) && l.value <= 0.95 * largest + 1e-9;
  return { window: true, reference: isFall ? reference : null };
}

interface Event {
  readonly start: number;
  readonly reference: number;
  /** The ratio never goes below this. */
  readonly floor: number;
}

/** SEMANTICS 6, inferred shed ratio: what each load reading sets; null where it sets none. */
export function inferred(loads: readonly Point[], sheds: readonly Point[]): (Shed | null)[] {
  const set: (Shed | null)[] = [];
  let event: Event | null = null;
  let stood = 0;
  let forgottenBefore = -Infinity;
  let previous = -Infinity;
  for (const load of loads) {
    const t = load.time;
    const rested =
      counting(sheds, previous, SHED_MS) !== null || sheds.some((shed) => shed.time > previous && shed.time <= t);
    previous = t;
    if (rested) event = null;
    if (counting(sheds, t, SHED_MS) !== null) {
      set.push(null);
      continue;
    }
    if (rested) {
      const last = lastMeasured(loads, sheds, forgottenBefore, t);
      if (last !== null && last.loadBefore !== null && isAtLeast(last.ratio, 5)) {
        event = { start: t, reference: last.loadBefore, floor: 0 };
      }
    }
    const before = loads.filter((point) => point.time < t && point.time >= forgottenBefore);
    if (event !== null && isAtLeast(load.value, 0.95 * event.reference)) {
      event = null;
      forgottenBefore = t;
      set.push({ ratio: 0, loadBefore: null });
      continue;
    }
    const fall = fallFrom(before, load);
    if (event === null) {
      if (!fall.window) {
        set.push(null);
        continue;
      }
      if (fall.reference === null) {
        set.push({ ratio: 0, loadBefore: null });
        continue;
      }
      event = { start: t, reference: fall.reference, floor: 0 };
    } else if (t - event.start > 2 * HOUR_MS) {
      if (fall.reference === null) {
        set.push({ ratio: stood, loadBefore: event.reference });
        continue;
      }
      event = { start: t, reference: fall.reference, floor: stood };
    }
    stood = Math.max(event.floor, 0, 100 * (1 - load.value / event.reference));
    set.push({ ratio: stood, loadBefore: event.reference });
  }
  return set;
}

/** The shed ratio of a grid as an input at an instant: measured, else inferred, else null. */
export function shedInput(
  loads: readonly Point[],
  sheds: readonly Point[],
  inferences: readonly (Shed | null)[],
  at: number,
): Shed | null {
  if (counting(sheds, at, SHED_MS) !== null) return measured(loads, sheds, at);
  const load = counting(loads, at, LOAD_MS);
  // A shed reading after that load put the inference to rest: what the load had set is gone until the next load.
  if (load === null || sheds.some((shed) => shed.time > load.time && shed.time <= at)) return null;
  return inferences[loads.indexOf(load)] ?? null;
}
