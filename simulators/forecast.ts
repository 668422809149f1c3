/** A forecast centre: it knows the near future well, the far one hardly, and says how sure it is. */
import { regionalAir, type AirMetric } from './air.ts';
import { valueOn, type Curve } from './curve.ts';
import { keyOf, smoothNoise } from './random.ts';
import type { SimulatedReading } from './subject.ts';
import { weatherAt } from './weather.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A forecast is issued at every multiple of this, epoch ms. */
export const ISSUE_EVERY_MS = 6 * HOUR_MS;
/** Hours that are forecast one by one. */
const HOURLY_REACH = 72;
/** Days that a forecast reaches. */
const DAILY_REACH = 7;

/** The course of air and emissions over a region. */
export interface AirCourse {
  /** Large-scale ventilation, m²/s. */
  readonly ventilation: Curve;
  /** Times the usual emission of SO₂. */
  readonly sulphur: Curve;
}

/** What a centre needs to know: its seed, the place it forecasts for, and the course that it believes in at an issue. */
export interface ForecastView {
  readonly seed: number;
  readonly source: string;
  readonly weatherKey: number;
  readonly believedAt: (issuedAt: number) => AirCourse;
}

/** What is usual (AQI, µg/m³), and as shares of the value: the error, and how far the range that is told reaches up. */
const FORECAST = {
  'air.aqi': { usual: 90, spread: 0.05, range: 0.1 },
  'air.so2': { usual: 30, spread: 0.07, range: 0.14 },
} as const;
type ForecastMetric = keyof typeof FORECAST;

/** The forecast that was issued at an instant: AQI and SO₂ hours to 72 h, then days to the seventh. */
export function forecastIssuedAt(view: ForecastView, issuedAt: number): SimulatedReading[] {
  const course = view.believedAt(issuedAt);
  const readings: SimulatedReading[] = [];
  for (const metric of ['air.aqi', 'air.so2'] as const) {
    const hours = Array.from({ length: DAILY_REACH * 24 }, (_, lead) =>
      hourOfForecast(view, course, metric, issuedAt, lead),
    );
    const say = (time: number, period: number, hour: Range): void => {
      readings.push({
        source: view.source,
        metric,
        time,
        value: tenth(hour.central),
        period,
        kind: 'forecast',
        issuedAt,
        upper: tenth(hour.upper),
      });
    };
    hours.slice(0, HOURLY_REACH).forEach((hour, lead) => {
      say(issuedAt + lead * HOUR_MS, 3600, hour);
    });
    for (let lead = HOURLY_REACH; lead < hours.length; lead += 24) {
      const day = hours.slice(lead, lead + 24);
      say(issuedAt + lead * HOUR_MS, DAY_MS / 1000, {
        central: meanOf(day.map((hour) => hour.central)),
        upper: meanOf(day.map((hour) => hour.upper)),
      });
    }
  }
  return readings;
}

interface Range {
  readonly central: number;
  readonly upper: number;
}

/**
 * One hour of a forecast. With growing lead it leans towards what is usual for the season, its own error grows, and so
 * does the range that it gives. The error belongs to the hour and drifts slowly from issue to issue, as a model's does.
 */
function hourOfForecast(
  view: ForecastView,
  course: AirCourse,
  metric: ForecastMetric,
  issuedAt: number,
  lead: number,
): Range {
  const instant = issuedAt + (lead + 0.5) * HOUR_MS;
  const { usual, spread, range } = FORECAST[metric];
  const trust = 1 / (1 + (lead / 105) ** 3);
  const growth = 0.25 + lead / 48;
  const key = keyOf(view.seed, view.source, metric, 'forecast');
  const drift = 0.6 * smoothNoise(key, issuedAt, 2.5 * DAY_MS) + 0.4 * smoothNoise(key + 1, instant, 1.5 * DAY_MS);
  const expected = usual + trust * (expectedAir(view, course, metric, instant) - usual);
  const central = expected * (1 + spread * Math.min(growth, 3) * drift);
  return { central, upper: central * (1 + range * (0.4 + 0.7 * growth)) };
}

function expectedAir(view: ForecastView, course: AirCourse, metric: ForecastMetric, instant: number): number {
  const weather = weatherAt(view.weatherKey, course.ventilation, instant);
  const of = (pollutant: AirMetric): number =>
    regionalAir(pollutant, weather, valueOn(course.sulphur, instant), instant);
  return metric === 'air.so2'
    ? of('air.so2')
    : Math.max(indexOf('air.pm25', of('air.pm25')), indexOf('air.pm10', of('air.pm10')));
}

/** Index values of HJ 633 and the concentrations that stand for them (µg/m³, daily tables): what a centre publishes in. */
const INDEX = [0, 50, 100, 150, 200, 300, 400, 500] as const;
const CONCENTRATION = {
  'air.pm25': [0, 35, 60, 115, 150, 250, 350, 500],
  'air.pm10': [0, 50, 120, 250, 350, 420, 500, 600],
} as const;

/** The index of a concentration, not rounded, capped at the end of the table. */
export function indexOf(metric: keyof typeof CONCENTRATION, concentration: number): number {
  const table = CONCENTRATION[metric];
  for (let i = 1; i < table.length; i++) {
    const low = table[i - 1] ?? 0;
    const high = table[i] ?? 0;
    const from = INDEX[i - 1] ?? 0;
    if (concentration <= high) return from + (((INDEX[i] ?? 0) - from) * (concentration - low)) / (high - low);
  }
  return 500;
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
const tenth = (value: number): number => Math.round(value * 10) / 10;
