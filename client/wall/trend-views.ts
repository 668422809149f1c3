/** What the charts show, from the trends and the plans. Pure. */
import type { Jurisdiction, JudgedPlan, ReadingRow, Trends } from '../../server/wire/shapes.ts';
import type { AirDayMeanView } from '../charts/air-day-mean.ts';
import { aqiLines } from '../charts/air-day-mean.ts';
import { loadLines, type LoadView } from '../charts/load.ts';
import { so2Lines, type So2View } from '../charts/so2.ts';

/** A jurisdiction with the plans that hold there and its trends. */
export interface TrendSource {
  readonly jurisdiction: Jurisdiction;
  readonly plans: readonly JudgedPlan[];
  readonly trends: Trends;
}

/** The jurisdictions that have trends, with their plans. */
export const trendSources = (
  jurisdictions: readonly Jurisdiction[],
  plans: ReadonlyMap<string, JudgedPlan>,
  trends: ReadonlyMap<string, Trends>,
): TrendSource[] =>
  jurisdictions.flatMap((jurisdiction) => {
    const own = trends.get(jurisdiction.id);
    return own === undefined
      ? []
      : [{ jurisdiction, plans: jurisdiction.plans.flatMap((id) => plans.get(id) ?? []), trends: own }];
  });

/** AQI; null where the jurisdiction has no air. */
export function airDayMeanView(source: TrendSource, words: AirDayMeanView['words']): AirDayMeanView | null {
  const air = source.trends.air;
  if (air === null) return null;
  const now = Date.parse(source.trends.at);
  const zone = source.jurisdiction.timezone;
  return {
    observed: air.dayMean,
    forecast: air.dayMeanForecast,
    lines: source.plans.flatMap((plan) => aqiLines(plan, now, zone)),
    now,
    zone,
    words,
  };
}

/** SO₂; null where the jurisdiction has no air. */
export function so2View(source: TrendSource): So2View | null {
  const air = source.trends.air;
  if (air === null) return null;
  const now = Date.parse(source.trends.at);
  const zone = source.jurisdiction.timezone;
  return {
    city: air.so2,
    forecast: air.so2Forecast,
    stations: air.so2Stations,
    lines: source.plans.flatMap((plan) => so2Lines(plan, now, zone)),
    now,
    zone,
  };
}

/** A share of lost load (percent) from which a grid is worth showing whatever its reach. */
const NOTABLE_PERCENT = 5;

/** A grid of which nothing has come in: it has its place all the same, and looks unlike one that is well. */
const silentGrid = (subject: string): Trends['grids'][number] => ({
  subject,
  load: [],
  reference: null,
  shedPercent: null,
  shedFrom: null,
  customersPercent: null,
});

/**
 * The grids worth showing: the home grids of cities and counties (of none, all), and any that loses load; those that
 * lose most come first, those that never told anything last.
 */
export function shownGrids(source: TrendSource): Trends['grids'] {
  const told = new Set(source.trends.grids.map((grid) => grid.subject));
  const silent = source.jurisdiction.subjects
    .filter(({ id, kind, neighbour }) => kind === 'grid' && !neighbour && !told.has(id))
    .map(({ id }) => silentGrid(id));
  const grids = [...source.trends.grids, ...silent];
  const subjects = new Map(source.jurisdiction.subjects.map((subject) => [subject.id, subject]));
  const isLosing = (grid: Trends['grids'][number]): boolean => (grid.shedPercent ?? 0) >= NOTABLE_PERCENT;
  const isHome = (grid: Trends['grids'][number]): boolean => {
    const subject = subjects.get(grid.subject);
    return subject?.neighbour === false && (subject.scope === 'county' || subject.scope === 'city');
  };
  const home = grids.filter((grid) => isHome(grid) || isLosing(grid));
  const step = (grid: Trends['grids'][number]): number => Math.floor((grid.shedPercent ?? 0) / NOTABLE_PERCENT);
  return (home.length === 0 ? grids : home).toSorted((a, b) => step(b) - step(a));
}

/** A grid's trends with the load reading (MW) that belongs to them; undefined before the first. */
export interface GridNow {
  readonly grid: Trends['grids'][number];
  readonly newest: ReadingRow | undefined;
}

/**
 * Keeps load and share of one time: a reading that is newer than the trends (`at`, epoch ms) waits for the next trends,
 * which bring its share.
 */
export function pairLoad(held: GridNow, next: GridNow, at: number): GridNow {
  const isSame = held.grid === next.grid && held.newest === next.newest;
  const mustWait = held.grid === next.grid && next.newest !== undefined && next.newest[2] > at;
  return isSame || mustWait ? held : next;
}

/** Load of one grid. */
export function loadView(source: TrendSource, grid: Trends['grids'][number], words: LoadView['words']): LoadView {
  const now = Date.parse(source.trends.at);
  const zone = source.jurisdiction.timezone;
  const scope = source.jurisdiction.subjects.find((one) => one.id === grid.subject)?.scope ?? null;
  return {
    load: grid.load,
    reference: grid.reference,
    lines:
      scope === null || grid.reference === null
        ? []
        : loadLines(source.plans, { scope, reference: grid.reference }, { instant: now, zone }),
    now,
    zone,
    words,
  };
}
