/** What the charts show, from the trends and the plans. Pure. */
import type { Jurisdiction, Plan, Trends } from '../../server/wire/shapes.ts';
import type { AirDayMeanView } from '../charts/air-day-mean.ts';
import { aqiLines } from '../charts/air-day-mean.ts';
import { loadLines, type LoadView } from '../charts/load.ts';
import { so2Lines, type So2View } from '../charts/so2.ts';

/** A jurisdiction with the plans that hold there and its trends. */
export interface TrendSource {
  readonly jurisdiction: Jurisdiction;
  readonly plans: readonly Plan[];
  readonly trends: Trends;
}

/** The jurisdictions that have trends, with their plans. */
export const trendSources = (
  jurisdictions: readonly Jurisdiction[],
  plans: ReadonlyMap<string, Plan>,
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

/** The grids of a jurisdiction, those that lose load first, then the widest. */
export function sortedGrids(source: TrendSource): Trends['grids'] {
  const reach = { province: 0, city: 1, county: 2, township: 3 };
  const subject = (id: string) => source.jurisdiction.subjects.find((one) => one.id === id);
  const weight = (grid: Trends['grids'][number]): number => {
    const own = subject(grid.subject);
    // A neighbour's grid, and the province's, is context; the home grid is what the plan speaks of.
    return (own?.neighbour === true ? 10 : 0) + reach[own?.scope ?? 'township'];
  };
  return source.trends.grids.toSorted(
    (a, b) => Math.floor((b.shedPercent ?? 0) / 5) - Math.floor((a.shedPercent ?? 0) / 5) || weight(a) - weight(b),
  );
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
