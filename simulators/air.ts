/** Six pollutants over a region and at its stations: a box of air that the weather opens and shuts, and what goes into it. */
import { keyOf, smoothNoise, traitOf, whiteNoise } from './random.ts';
import { bell, hourOfDay, type SubjectDescription } from './subject.ts';
import type { Weather } from './weather.ts';

/** The pollutants, in the order in which a station reports them. */
export const AIR_METRICS = ['air.pm25', 'air.pm10', 'air.so2', 'air.no2', 'air.co', 'air.o3'] as const;
export type AirMetric = (typeof AIR_METRICS)[number];

/**
 * Concentration over the region as a whole, µg/m³ (CO mg/m³), before any station sees it.
 * `sulphur`: how many times its usual amount of SO₂ the region puts out.
 */
export function regionalAir(metric: AirMetric, weather: Weather, sulphur: number, instant: number): number {
  const hour = hourOfDay(instant);
  const traffic = 0.75 + 0.45 * bell(hour, 8, 1.8) + 0.5 * bell(hour, 18.5, 2.2);
  const heating = 1 + 0.06 * bell(hour, 21, 3.5) + 0.04 * bell(hour, 7, 2.5);
  const pm25 = 12 + (160_000 * heating) / weather.ventilation;
  switch (metric) {
    case 'air.pm25':
      return pm25;
    case 'air.pm10':
      // Fresh wind lifts dust: the coarse share is larger in clean air.
      return 1.22 * pm25 + 8 + 2.5 * weather.wind;
    case 'air.so2':
      return 6 + (46_000 * sulphur * heating) / weather.ventilation;
    case 'air.no2':
      return 8 + 1_350 * (traffic / Math.sqrt(weather.ventilation));
    case 'air.co':
      return 0.25 + 0.011 * pm25 * (0.9 + 0.1 * traffic);
    case 'air.o3': {
      const sun = bell(hour, 14.5, 2.8);
      return 12 + (26 + 62 * sun) * (1 - 0.72 * weather.stagnation);
    }
  }
}

/** How a station differs from its region: a factor by metric, with a mean of 1 over the stations that were made together. */
export type StationCharacter = Readonly<Record<AirMetric, number>>;

/** By what stands around it: homes with stoves, a main road, works with stacks, or fields. */
const SURROUNDINGS: readonly StationCharacter[] = [
  character(1.08, 1.06, 1.1, 0.92, 1.1, 0.97),
  character(1.02, 1.08, 0.92, 1.3, 1.12, 0.85),
  character(1.05, 1.1, 1.22, 1.08, 1.04, 0.92),
  character(0.86, 0.82, 0.78, 0.72, 0.84, 1.22),
];

/** The characters of stations by id. */
export function stationCharacters(
  seed: number,
  stations: readonly SubjectDescription[],
): ReadonlyMap<string, StationCharacter> {
  const raw = stations.map((station, index) => {
    const base = SURROUNDINGS[index % SURROUNDINGS.length] ?? character(1, 1, 1, 1, 1, 1);
    return fromMetrics((metric) => base[metric] * traitOf(keyOf(seed, station.id, metric, 'trait'), 0.95, 1.05));
  });
  const mean = fromMetrics((metric) => raw.reduce((sum, one) => sum + one[metric], 0) / Math.max(1, raw.length));
  return new Map(
    stations.map((station, index) => [station.id, fromMetrics((metric) => (raw[index]?.[metric] ?? 1) / mean[metric])]),
  );
}

/** The noise keys of one series: slow drift of the air past the station, gusts, and the instrument. */
export interface SeriesKeys {
  readonly slow: number;
  readonly fast: number;
  readonly instrument: number;
}
export const seriesKeys = (seed: number, source: string, metric: string): SeriesKeys => ({
  slow: keyOf(seed, source, metric, 'slow'),
  fast: keyOf(seed, source, metric, 'fast'),
  instrument: keyOf(seed, source, metric, 'instrument'),
});

/** What a station measures of a regional concentration, in the same unit: to 0.1 µg/m³, CO to 0.001 mg/m³. */
export function stationAir(
  metric: AirMetric,
  regional: number,
  factor: number,
  keys: SeriesKeys,
  instant: number,
): number {
  const drift =
    0.05 * smoothNoise(keys.slow, instant, 5 * 3_600_000) + 0.03 * smoothNoise(keys.fast, instant, 1_200_000);
  const value = regional * factor * (1 + drift + 0.012 * whiteNoise(keys.instrument, instant));
  const places = metric === 'air.co' ? 1_000 : 10;
  return Math.max(0, Math.round(value * places) / places);
}

function character(pm25: number, pm10: number, so2: number, no2: number, co: number, o3: number): StationCharacter {
  return { 'air.pm25': pm25, 'air.pm10': pm10, 'air.so2': so2, 'air.no2': no2, 'air.co': co, 'air.o3': o3 };
}

function fromMetrics(make: (metric: AirMetric) => number): StationCharacter {
  return character(
    make('air.pm25'),
    make('air.pm10'),
    make('air.so2'),
    make('air.no2'),
    make('air.co'),
    make('air.o3'),
  );
}
