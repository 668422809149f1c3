import { HOUR_MS, MINUTE_MS } from '../model/instant.ts';

/** A value and when it was measured. */
export interface Sample {
  readonly time: number;
  readonly value: number;
}

/** A reading counts while its age is at most this (SEMANTICS 6). */
const COUNTS_MS = { shed: 5 * MINUTE_MS, load: 15 * MINUTE_MS, customers: 60 * MINUTE_MS } as const;
/** A load below this share of the reference, and of the largest load just before, is a loss and not a decline. */
const FALL = 0.95;
/** Bounds are exact; this keeps the last bits of a product from deciding. */
const SLACK = 1e-9;
/** An inferred ratio follows the load for this long after the start of its event. */
const FOLLOWS_MS = 2 * HOUR_MS;
/** A shed ratio from here on outlives a shed feed that falls silent, percent. */
const HANDED_OVER_FROM = 5;

/** An outage inferred from the load. */
export interface InferredEvent {
  readonly start: number;
  /** Load before it, MW. */
  readonly reference: number;
  /** The ratio never goes below this: what stood before a second fall. */
  readonly floor: number;
}

/** What is known of one grid at an instant. Times are epoch ms, loads MW, ratios percent. */
export interface GridState {
  readonly load: Sample | null;
  readonly shed: Sample | null;
  readonly customersOut: Sample | null;
  readonly event: InferredEvent | null;
  /** The inferred ratio, set at a load reading and standing while that load counts; null when there is none. */
  readonly inferred: number | null;
  /** The inferred ratio no longer follows the load. */
  readonly unconfirmed: boolean;
  /** The last measured ratio and the load + shed behind it, until an event ends. */
  readonly measured: { readonly ratio: number; readonly base: number } | null;
  /** Shed readings counted when the grid was last looked at. */
  readonly rests: boolean;
  /** Loads before this instant are forgotten. */
  readonly since: number;
  /** A ratio was there at some time; a customers reading was. */
  readonly hadRatio: boolean;
  readonly hadCustomers: boolean;
  /** A ratio was there at some time, also before an operator closed an event. */
  readonly everRatio: boolean;
}

export const INITIAL_GRID: GridState = {
  load: null,
  shed: null,
  customersOut: null,
  event: null,
  inferred: null,
  unconfirmed: false,
  measured: null,
  rests: false,
  since: -Infinity,
  hadRatio: false,
  hadCustomers: false,
  everRatio: false,
};

const counts = (sample: Sample | null, at: number, kind: keyof typeof COUNTS_MS): sample is Sample =>
  sample !== null && at - sample.time <= COUNTS_MS[kind];

/** Share of load lost, percent. `from` says how it is known; null when it is not. */
export interface ShedRatio {
  readonly percent: number;
  readonly from: 'measured' | 'inferred' | 'unconfirmed';
  /** Load before the event, MW: load + shed, or the frozen reference; null in the normal state of the inference. */
  readonly base: number | null;
}

/**
 * The shed ratio at an instant, or null when it is not known. While shed readings count it is measured; else inferred.
 * @source SEMANTICS 6
 */
export function shedRatioAt(state: GridState, at: number): ShedRatio | null {
  if (!counts(state.load, at, 'load')) return null;
  if (counts(state.shed, at, 'shed')) {
    const base = state.load.value + state.shed.value;
    return base > 0 ? { percent: (100 * state.shed.value) / base, from: 'measured', base } : null;
  }
  if (state.inferred === null) return null;
  return {
    percent: state.inferred,
    from: state.unconfirmed ? 'unconfirmed' : 'inferred',
    base: state.event?.reference ?? null,
  };
}

/** Customers out at an instant, or null when it is not known. */
export const customersOutAt = (state: GridState, at: number): number | null =>
  counts(state.customersOut, at, 'customers') ? state.customersOut.value : null;

/** Whether an input of the grid that was there before is missing at an instant. */
export function isInputMissing(state: GridState, at: number): { ratio: boolean; customers: boolean } {
  return {
    ratio: state.hadRatio && shedRatioAt(state, at) === null,
    customers: state.hadCustomers && customersOutAt(state, at) === null,
  };
}

/**
 * The grid after the readings of one instant; NaN where it sent none.
 * @param earlier its loads before `at`, ascending by time; those before `state.since` are passed over here
 * @source SEMANTICS 6 (shed ratio, inferred shed ratio)
 */
export function stepGrid(
  state: GridState,
  loadMw: number,
  shedMw: number,
  out: number,
  at: number,
  earlier: readonly Sample[],
): GridState {
  const load = Number.isNaN(loadMw) ? state.load : { time: at, value: loadMw };
  const shed = Number.isNaN(shedMw) ? state.shed : { time: at, value: shedMw };
  const customersOut = Number.isNaN(out) ? state.customersOut : { time: at, value: out };
  const hadCustomers = state.hadCustomers || !Number.isNaN(out);
  let known: Inference = state;
  if (counts(shed, at, 'shed')) {
    const base = counts(load, at, 'load') ? load.value + shed.value : 0;
    const measured = base > 0 ? { ratio: (100 * shed.value) / base, base } : state.measured;
    known = { event: null, inferred: null, unconfirmed: false, measured, rests: true, since: state.since };
  } else if (!Number.isNaN(loadMw)) {
    known = infer(state, loadMw, at, earlier);
  }
  const { event, inferred, unconfirmed, measured, rests, since } = known;
  const next = {
    ...state,
    load,
    shed,
    customersOut,
    event,
    inferred,
    unconfirmed,
    measured,
    rests,
    since,
    hadCustomers,
  };
  const isKnown = shedRatioAt(next, at) !== null;
  return { ...next, hadRatio: state.hadRatio || isKnown, everRatio: state.everRatio || isKnown };
}

/** What the inference remembers. */
type Inference = Pick<GridState, 'event' | 'inferred' | 'unconfirmed' | 'measured' | 'rests' | 'since'>;

/** The inferred ratio at a load reading, while no shed reading counts. */
function infer(state: GridState, load: number, at: number, earlier: readonly Sample[]): Inference {
  const { measured, since } = state;
  let { event } = state;
  if (state.rests && measured !== null && measured.ratio >= HANDED_OVER_FROM - SLACK) {
    event = { start: at, reference: measured.base, floor: 0 };
  }
  if (event === null) {
    if (!hasWindow(earlier, at, since)) {
      return { event, inferred: null, unconfirmed: false, measured, rests: false, since };
    }
    const reference = fallenFrom(load, earlier, at, since);
    if (reference === null) return { event, inferred: 0, unconfirmed: false, measured, rests: false, since };
    return follow({ start: at, reference, floor: 0 }, load, measured, since);
  }
  if (!isBelowShare(load, event.reference)) {
    return { event: null, inferred: 0, unconfirmed: false, measured: null, rests: false, since: at };
  }
  if (at - event.start <= FOLLOWS_MS) return follow(event, load, measured, since);
  const reference = hasWindow(earlier, at, since) ? fallenFrom(load, earlier, at, since) : null;
  if (reference !== null) return follow({ start: at, reference, floor: state.inferred ?? 0 }, load, measured, since);
  return { event, inferred: state.inferred, unconfirmed: true, measured, rests: false, since };
}

function follow(event: InferredEvent, load: number, measured: Inference['measured'], since: number): Inference {
  const ratio = Math.max(event.floor, 0, 100 * (1 - load / event.reference));
  return { event, inferred: ratio, unconfirmed: false, measured, rests: false, since };
}

/** Whether there are loads to compare with: two at least. The second newest tells. */
function hasWindow(earlier: readonly Sample[], at: number, since: number): boolean {
  const second = earlier[earlier.length - 2];
  return second !== undefined && second.time >= since && at - second.time <= 60 * MINUTE_MS;
}

/** The load that a sudden fall fell from; null when there was none. */
function fallenFrom(load: number, earlier: readonly Sample[], at: number, since: number): number | null {
  // Most loads are no fall, and the largest of ten minutes tells so without the median.
  if (load > (FALL + SLACK) * largestBefore(earlier, at, since)) return null;
  const reference = medianOf(windowBefore(earlier, at, since));
  return isBelowShare(load, reference) ? reference : null;
}

/** The loads that a new one is compared with: those of the last 15 minutes, or the last three of the last hour. */
function windowBefore(earlier: readonly Sample[], at: number, since: number): number[] {
  const window: number[] = [];
  for (let i = earlier.length - 1; i >= 0; i -= 1) {
    const sample = earlier[i];
    if (sample === undefined || sample.time < since) break;
    const age = at - sample.time;
    if (age > 60 * MINUTE_MS || (age > 15 * MINUTE_MS && window.length >= 3)) break;
    window.push(sample.value);
  }
  return window;
}

/** The largest load of the last 10 minutes, or the last one before when there is none. */
function largestBefore(earlier: readonly Sample[], at: number, since: number): number {
  let largest = Number.NaN;
  for (let i = earlier.length - 1; i >= 0; i -= 1) {
    const sample = earlier[i];
    if (sample === undefined || sample.time < since) break;
    if (at - sample.time > 10 * MINUTE_MS) return Number.isNaN(largest) ? sample.value : largest;
    if (Number.isNaN(largest) || sample.value > largest) largest = sample.value;
  }
  return largest;
}

/** Whether a load is below 95 % of another; equal is not. */
const isBelowShare = (load: number, reference: number): boolean => load < FALL * reference - SLACK * reference;

/** The median; of an even number, the mean of the middle two. */
function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? Number.NaN) + high) / 2;
}

/**
 * The grid after an operator closed its event: the ratio is 0, loads before the newest are forgotten, and inputs that
 * are missing hold nothing any more.
 */
export function closeEvent(state: GridState, at: number): GridState {
  return {
    ...state,
    event: null,
    inferred: counts(state.load, at, 'load') && !counts(state.shed, at, 'shed') ? 0 : null,
    unconfirmed: false,
    measured: null,
    rests: false,
    since: state.load?.time ?? at,
    hadRatio: false,
    hadCustomers: false,
  };
}
