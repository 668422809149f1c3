import type { AqiStandard } from '../model/standard.ts';

/** The six pollutants of an hourly AQI, in the order in which ties are named. */
export const POLLUTANTS = ['air.pm25', 'air.pm10', 'air.so2', 'air.no2', 'air.o3', 'air.co'] as const;
export type Pollutant = (typeof POLLUTANTS)[number];

/** Concentrations of an hour by pollutant, in the metric's unit; a missing one is absent. */
export type Concentrations = Readonly<Partial<Record<Pollutant, number>>>;

/** What an hour's concentrations come to. */
export interface HourlyAqi {
  /** Largest IAQI of all pollutants, or null when none is valid. */
  readonly aqi: number | null;
  /** What the edition publishes; null is shown as NA. */
  readonly published: number | null;
  /** Largest IAQI without ozone (Yangquan plan 1.4); null unless PM2.5 or PM10 is valid (SEMANTICS 3). */
  readonly ruleAqi: number | null;
  /** Pollutants with the largest IAQI when the AQI is above 50. */
  readonly primary: readonly Pollutant[];
  readonly iaqi: Readonly<Partial<Record<Pollutant, number>>>;
}

/** Rounding up must not be fooled by the last bits of a float: HJ 633 rounds all results up to whole numbers. */
const roundUp = (value: number): number => Math.ceil(value - 1e-9);

/** Rounds half to even (GB/T 8170), `decimals` places. */
export function roundHalfEven(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  const scaled = value * scale;
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  if (Math.abs(rest - 0.5) < 1e-9) return (floor % 2 === 0 ? floor : floor + 1) / scale;
  return Math.round(scaled) / scale;
}

/**
 * Individual index of a concentration; null when the edition has none for it (left out of the AQI).
 * @source HJ 633, formula (1); results rounded up.
 */
export function iaqiOf(standard: AqiStandard, pollutant: Pollutant, concentration: number): number | null {
  const points = standard.breakpoints[pollutant];
  if (points === undefined) return null;
  const decimals = standard.roundTo?.[pollutant];
  const value = decimals === undefined ? concentration : roundHalfEven(concentration, decimals);
  for (let i = 1; i < points.length; i += 1) {
    const high = points[i] ?? 0;
    if (value - high > 1e-9) continue;
    const low = points[i - 1] ?? 0;
    const indexLow = standard.indices[i - 1] ?? 0;
    const indexHigh = standard.indices[i] ?? 0;
    return roundUp(((indexHigh - indexLow) / (high - low)) * (value - low) + indexLow);
  }
  if (points.length === standard.indices.length) return standard.indices[points.length - 1] ?? null;
  return standard.beyond[pollutant] ?? null;
}

/**
 * The AQI of one hour.
 * @source HJ 633-2012 and HJ 633-2026 as in SEMANTICS 3
 */
export function hourlyAqi(standard: AqiStandard, concentrations: Concentrations): HourlyAqi {
  const iaqi: Partial<Record<Pollutant, number>> = {};
  let aqi: number | null = null;
  let withoutOzone: number | null = null;
  let complete = true;
  for (const pollutant of POLLUTANTS) {
    const concentration = concentrations[pollutant];
    if (concentration === undefined) {
      complete = false;
      continue;
    }
    const index = iaqiOf(standard, pollutant, concentration);
    if (index === null) continue;
    iaqi[pollutant] = index;
    if (aqi === null || index > aqi) aqi = index;
    if (pollutant !== 'air.o3' && (withoutOzone === null || index > withoutOzone)) withoutOzone = index;
  }
  const floor = standard.incompletePublishedAbove;
  const hidden = aqi === null || (!complete && floor !== null && aqi <= floor);
  const hasParticles = concentrations['air.pm25'] !== undefined || concentrations['air.pm10'] !== undefined;
  return {
    aqi,
    published: hidden ? null : aqi,
    ruleAqi: hasParticles ? withoutOzone : null,
    primary: aqi !== null && aqi > 50 ? POLLUTANTS.filter((pollutant) => iaqi[pollutant] === aqi) : [],
    iaqi,
  };
}

/** The edition that holds on a local date (`YYYY-MM-DD`); the oldest one for dates before it. */
export function standardOn(standards: readonly AqiStandard[], date: string): AqiStandard {
  let found: AqiStandard | undefined;
  for (const standard of standards) if (found === undefined || standard.from <= date) found = standard;
  if (found === undefined) throw new RangeError('no AQI standard');
  return found;
}
