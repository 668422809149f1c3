import type { Subject } from '../model/jurisdiction.ts';
import { higher, rankOf, type Level, type RaisedLevel } from '../model/level.ts';
import type { BandBounds, BandRule, BandValues, ByLevel } from '../model/plan.ts';
import type { Evidence, Gauge, Progress } from '../model/verdict.ts';
import { customersOutAt, isInputMissing, shedRatioAt, type GridState } from './grid.ts';
import { entriesOf } from './run-of-hours.ts';
import { isAtLeast } from './timeline.ts';

/** A grid with what is known of it. */
export interface GridView {
  readonly grid: Subject;
  readonly state: GridState;
}

/** What a rule on arriving readings finds: the level before silence is weighed, and whether an input is missing. */
export interface InstantFinding {
  readonly level: Level;
  readonly missing: boolean;
}

/** The highest level whose bound a value reaches. */
function levelAt(value: number | null, bounds: ByLevel<number>): Level {
  if (value === null) return 'none';
  for (const id of HIGHEST_FIRST) {
    const from = bounds[id];
    if (from !== undefined && isAtLeast(value, from)) return id;
  }
  return 'none';
}

const hasBounds = (bounds: ByLevel<number>): boolean => HIGHEST_FIRST.some((id) => bounds[id] !== undefined);

const HIGHEST_FIRST: readonly RaisedLevel[] = ['I', 'II', 'III', 'IV'];

/** Share of customers out, percent; null when it is not known. */
export function outRatioAt(view: GridView, at: number): number | null {
  const out = customersOutAt(view.state, at);
  const { customers } = view.grid;
  return out === null || customers === null || customers <= 0 ? null : (100 * out) / customers;
}

/** Which inputs of a grid were there before and are missing; without its number of customers there is no out ratio. */
function missingOf(view: GridView, at: number): { ratio: boolean; customers: boolean } {
  const { ratio, customers } = isInputMissing(view.state, at);
  return { ratio, customers: customers && (view.grid.customers ?? 0) > 0 };
}

/**
 * The bounds that hold for a grid: by its load before the event where there are classes. Of a load that nobody knows the
 * lowest class is taken: unknown is not normal.
 */
function boundsOf(values: BandValues, base: number | null): BandBounds {
  if (values.classes === null) return values;
  if (base === null) return values.classes.at(-1) ?? NO_BOUNDS;
  return values.classes.find((entry) => base >= entry.loadFrom) ?? NO_BOUNDS;
}

const NO_BOUNDS: BandBounds = { shed: {}, customers: {} };

/**
 * The load before the event, MW: load + shed, or the frozen reference, also while these have fallen silent; without an
 * event the load known last, else the rated load.
 * @source SEMANTICS 6 (load class)
 */
function loadBefore({ grid, state }: GridView, at: number): number | null {
  const { event, measured, load } = state;
  return shedRatioAt(state, at)?.base ?? event?.reference ?? measured?.base ?? load?.value ?? grid.ratedLoad;
}

/**
 * The level of one grid at an instant.
 * @param cities the city grids that a provincial rule looks at, the home city (not a neighbour) among them
 * @source SEMANTICS 6; Yangcheng outage plan 4.3.1-3, energy plan 4.2.1 (2)-(4) and peers
 */
export function findBand(values: BandValues, view: GridView, cities: readonly GridView[], at: number): InstantFinding {
  const ratio = shedRatioAt(view.state, at);
  const bounds = boundsOf(values, loadBefore(view, at));
  const byShed = levelAt(ratio?.percent ?? null, bounds.shed);
  const usesCustomers = [values, ...(values.classes ?? [])].some(({ customers }) => hasBounds(customers));
  const out = usesCustomers ? outRatioAt(view, at) : null;
  const byCustomers = levelAt(out, bounds.customers);
  const isOutMissing = usesCustomers && out === null && view.state.hadCustomers && (view.grid.customers ?? 0) > 0;
  const own = (ratio === null && view.state.hadRatio) || isOutMissing;
  const level = higher(byShed, byCustomers);
  if (values.severalCities === null) return { level, missing: own };
  const { severalCities } = values;
  const isOut = (city: GridView): boolean =>
    isAtLeast(shedRatioAt(city.state, at)?.percent ?? 0, severalCities.shed) ||
    isAtLeast(outRatioAt(city, at) ?? 0, severalCities.customers);
  const home = cities.some((city) => !city.grid.neighbour && isOut(city));
  const other = cities.some((city) => city.grid.neighbour && isOut(city));
  const cityMissing = cities.some((city) => {
    const inputs = missingOf(city, at);
    return inputs.ratio || inputs.customers;
  });
  return { level: home && other ? level : 'none', missing: own || cityMissing };
}

const tenth = (value: number): number => Math.round(value * 10) / 10;

/** The distance to the next level: load lost and customers out against the bounds. */
export function viewBand(
  values: BandValues,
  view: GridView,
  at: number,
  level: Level,
): { progress: Progress | null; gauges: Gauge[] } {
  const ratio = shedRatioAt(view.state, at);
  const out = outRatioAt(view, at);
  const bounds = boundsOf(values, loadBefore(view, at));
  const gauges: Gauge[] = [];
  const shedMarks = entriesOf(bounds.shed).map(([id, from]) => ({ level: id, at: from }));
  if (shedMarks.length > 0) {
    gauges.push({
      label: { zh: '减供负荷', en: 'Load lost' },
      value: ratio === null ? null : tenth(ratio.percent),
      unit: '%',
      direction: 'up',
      marks: shedMarks,
      note: noteOf(ratio?.from ?? null),
    });
  }
  const customerMarks = entriesOf(bounds.customers).map(([id, from]) => ({ level: id, at: from }));
  if (customerMarks.length > 0 && view.grid.customers !== null) {
    gauges.push({
      label: { zh: '停电用户', en: 'Customers out' },
      value: out === null ? null : tenth(out),
      unit: '%',
      direction: 'up',
      marks: customerMarks,
      note: null,
    });
  }
  return { progress: nearest(gauges, level), gauges };
}

const noteOf = (from: 'measured' | 'inferred' | 'unconfirmed' | null): Gauge['note'] => {
  if (from === 'inferred') return { zh: '由负荷推断', en: 'inferred from load' };
  if (from === 'unconfirmed') return { zh: '推断值，待核实', en: 'inferred, to be confirmed' };
  return null;
};

/**
 * The next level's bound that is relatively nearest.
 * @param inHours at the present pace, for a gauge by its index and a bound; absent where there is no pace to go by
 */
export function nearest(
  gauges: readonly Gauge[],
  level: Level,
  inHours: (gauge: number, bound: number) => number | null = () => null,
): Progress | null {
  let best: Progress | null = null;
  let bestShare = -Infinity;
  for (const [i, gauge] of gauges.entries()) {
    if (gauge.value === null) continue;
    const mark = gauge.marks.find((candidate) => rankOf(candidate.level) > rankOf(level));
    if (mark === undefined || mark.at <= 0) continue;
    const share = gauge.direction === 'up' ? gauge.value / mark.at : mark.at / Math.max(gauge.value, 1e-9);
    if (share <= bestShare) continue;
    bestShare = share;
    best = { to: mark.level, value: gauge.value, of: mark.at, unit: gauge.unit, inHours: inHours(i, mark.at) };
  }
  return best;
}

/** The readings and ratios behind a level. */
export function proveBand(
  rule: BandRule,
  values: BandValues,
  view: GridView,
  cities: readonly GridView[],
  at: number,
  level: Level,
): Evidence {
  const ratio = shedRatioAt(view.state, at);
  const out = outRatioAt(view, at);
  const { load, shed, customersOut, event } = view.state;
  const said = (percent: number | null, unknown: string): string =>
    percent === null ? unknown : `${percent.toFixed(1)} %`;
  const lost = ratio?.percent ?? null;
  const bounds = boundsOf(values, loadBefore(view, at));
  const facts: Record<string, number | string | boolean | null> = {
    shedPercent: lost,
    shedFrom: ratio?.from ?? null,
    outPercent: out,
    loadMw: load?.value ?? null,
    shedMw: shed?.value ?? null,
    loadBeforeMw: ratio?.base ?? null,
    referenceMw: event?.reference ?? null,
    customersOut: customersOut?.value ?? null,
    customers: view.grid.customers,
  };
  if (values.severalCities !== null) {
    for (const city of cities) {
      facts[`${city.grid.id} shedPercent`] = shedRatioAt(city.state, at)?.percent ?? null;
      facts[`${city.grid.id} outPercent`] = outRatioAt(city, at);
    }
  }
  const times = [load, shed, customersOut].flatMap((sample) => (sample === null ? [] : [sample.time]));
  return {
    clause: level === 'none' ? rule.clause : (rule.clauses[level] ?? rule.clause),
    summary: {
      zh: `减供负荷 ${said(lost, '未知')}，停电用户 ${said(out, '未知')}`,
      en: `Load lost ${said(lost, 'unknown')}, customers out ${said(out, 'unknown')}`,
    },
    window: times.length === 0 ? null : { from: Math.min(...times), to: at },
    unit: '%',
    thresholds: entriesOf(bounds.shed).map(([id, from]) => ({ level: id, at: from })),
    values: ratio === null ? [] : [[at, ratio.percent]],
    missing: Number(ratio === null) + Number(out === null),
    facts,
  };
}
