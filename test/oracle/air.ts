import { HOUR_MS, hourOf, localDate } from '../../server/model/instant.ts';
import type { Jurisdiction } from '../../server/model/jurisdiction.ts';
import { isJudgeable, readingKey, type Reading } from '../../server/model/reading.ts';

/** The table of HJ 633 for hourly use, as SEMANTICS 3 and the standards give it; not read from `thresholds/`. */
const INDICES = [0, 50, 100, 150, 200, 300, 400, 500];
const TABLE_2012: Readonly<Record<string, readonly number[]>> = {
  'air.pm25': [0, 35, 75, 115, 150, 250, 350, 500],
  'air.pm10': [0, 50, 150, 250, 350, 420, 500, 600],
  'air.so2': [0, 150, 500, 650, 800],
  'air.no2': [0, 100, 200, 700, 1200, 2340, 3090, 3840],
  'air.co': [0, 5, 10, 35, 60, 90, 120, 150],
  'air.o3': [0, 160, 200, 300, 400, 800, 1000, 1200],
};
const TABLE_2026: Readonly<Record<string, readonly number[]>> = {
  ...TABLE_2012,
  'air.pm25': [0, 35, 60, 115, 150, 250, 350, 500],
  'air.pm10': [0, 50, 120, 250, 350, 420, 500, 600],
};
const EDITION_2026 = '2026-03-01';

/** GB/T 8170: half to even, in decimal. */
function halfToEven(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  const scaled = value * scale;
  const below = Math.floor(scaled + 1e-9);
  const rest = scaled - below;
  const isTie = Math.abs(rest - 0.5) < 1e-9;
  const up = isTie ? below % 2 !== 0 : rest > 0.5;
  return (up ? below + 1 : below) / scale;
}

/** The IAQI of one concentration, or null where the edition gives none. */
export function oracleIaqi(metric: string, value: number, date: string): number | null {
  const is2026 = date >= EDITION_2026;
  const table = (is2026 ? TABLE_2026 : TABLE_2012)[metric];
  if (table === undefined) return null;
  const c = is2026 ? halfToEven(value, metric === 'air.co' ? 1 : 0) : value;
  for (let i = 1; i < table.length; i += 1) {
    const low = table[i - 1] ?? 0;
    const high = table[i] ?? 0;
    const indexLow = INDICES[i - 1] ?? 0;
    const indexHigh = INDICES[i] ?? 0;
    if (c <= high) return Math.ceil(((indexHigh - indexLow) * (c - low)) / (high - low) + indexLow - 1e-9);
  }
  if (metric !== 'air.so2') return 500;
  return is2026 ? 200 : null;
}

/** Of readings with the same identity the one received later, in the order of the first. */
export function withoutDuplicates(readings: readonly Reading[]): Reading[] {
  const kept = new Map<string, Reading>();
  for (const reading of readings) {
    const key = readingKey(reading);
    const before = kept.get(key);
    if (before === undefined || reading.receivedAt >= before.receivedAt) kept.set(key, reading);
  }
  return [...kept.values()];
}

/** The observed air of a city hour by hour, and which boundaries are judged. */
export interface OracleAir {
  readonly so2: (hour: number) => number | null;
  readonly ruleAqi: (hour: number) => number | null;
  /** First and last boundary; null without observed readings. */
  readonly boundaries: { readonly first: number; readonly last: number } | null;
}

const minutes = (n: number): number => n * 60_000;

/** SEMANTICS 1 to 3 for one city. */
export function oracleAir(readings: readonly Reading[], jurisdiction: Jurisdiction, city: string): OracleAir {
  const stations = jurisdiction.subjects.filter((subject) => subject.kind === 'air-station');
  const assessed = stations.filter((subject) => subject.assessed).map((subject) => subject.id);
  const sources = assessed.length > 0 ? assessed : [city];
  const intervalMs = new Map(jurisdiction.subjects.map((subject) => [subject.id, subject.interval * 1000]));
  const spanMs = (reading: Reading): number =>
    reading.period === null ? (intervalMs.get(reading.source) ?? minutes(1)) : reading.period * 1000;

  const unique = withoutDuplicates(readings).filter((reading) => reading.kind === 'observed');
  const ofCity = new Set([city, ...stations.map((station) => station.id)]);
  const own = unique.filter((reading) => ofCity.has(reading.source));
  let first = Infinity;
  let last = -Infinity;
  for (const reading of own) {
    first = Math.min(first, hourOf(reading.time) + 1);
    last = Math.max(last, hourOf(reading.time + spanMs(reading)));
  }

  const usable = new Map<string, Reading[]>();
  for (const reading of own) {
    if (!isJudgeable(reading)) continue;
    const key = `${reading.source} ${reading.metric}`;
    usable.set(key, [...(usable.get(key) ?? []), reading]);
  }

  function stationHour(source: string, metric: string, hour: number): number | null {
    const from = hour * HOUR_MS;
    const to = from + HOUR_MS;
    const series = usable.get(`${source} ${metric}`) ?? [];
    const whole = series.filter((reading) => reading.period === 3600 && reading.time === from).at(-1);
    if (whole !== undefined) return whole.value;
    const longer = series.find((reading) => {
      const isLonger = reading.period !== null && reading.period > 3600 && reading.period <= 86_400;
      return isLonger && reading.time <= from && reading.time + spanMs(reading) >= to;
    });
    if (longer !== undefined) return longer.value;
    const covered: [number, number][] = [];
    let weighted = 0;
    let weight = 0;
    for (const reading of series) {
      if (reading.period !== null && reading.period >= 3600) continue;
      const start = Math.max(from, reading.time);
      const end = Math.min(to, reading.time + spanMs(reading));
      if (end <= start) continue;
      covered.push([start, end]);
      weighted += reading.value * (end - start);
      weight += end - start;
    }
    let union = 0;
    let reached = from;
    for (const [start, end] of covered.toSorted((a, b) => a[0] - b[0])) {
      union += Math.max(0, end - Math.max(start, reached));
      reached = Math.max(reached, end);
    }
    return union >= minutes(45) ? weighted / weight : null;
  }

  const cityHours = new Map<string, number | null>();
  function cityHour(metric: string, hour: number): number | null {
    const key = `${metric} ${hour}`;
    const known = cityHours.get(key);
    if (known !== undefined) return known;
    const values = sources.flatMap((source) => stationHour(source, metric, hour) ?? []);
    const isValid = values.length > 0 && values.length * 4 >= sources.length * 3;
    const value = isValid ? values.reduce((sum, one) => sum + one, 0) / values.length : null;
    cityHours.set(key, value);
    return value;
  }

  const dustReadings = (usable.get(`${city} air.dust`) ?? []).toSorted((a, b) => a.time - b.time);
  function isDust(hour: number): boolean {
    const from = hour * HOUR_MS;
    let dustMs = 0;
    for (let at = from; at < from + HOUR_MS; at += minutes(1)) {
      // The minute is short enough: generated dust readings stand at whole minutes.
      const current = dustReadings.findLast((reading) => reading.time <= at);
      if (current === undefined) continue;
      const holdsMs = current.period === null ? 24 * HOUR_MS : current.period * 1000;
      if (at < current.time + holdsMs && current.value === 1) dustMs += minutes(1);
    }
    return dustMs * 2 >= HOUR_MS;
  }

  /** Whether any source of the city sent PM for the hour, valid or not. */
  const pmHours = new Set<number>();
  for (const reading of own) {
    if (!sources.includes(reading.source)) continue;
    if (reading.metric !== 'air.pm25' && reading.metric !== 'air.pm10') continue;
    const end = reading.time + spanMs(reading);
    for (let hour = hourOf(reading.time); hour * HOUR_MS < end; hour += 1) pmHours.add(hour);
  }

  const rule = new Map<number, number | null>();
  function ruleAqi(hour: number): number | null {
    const known = rule.get(hour);
    if (known !== undefined) return known;
    const value = computeRuleAqi(hour);
    rule.set(hour, value);
    return value;
  }
  function computeRuleAqi(hour: number): number | null {
    if (isDust(hour)) return null;
    const date = localDate(hour * HOUR_MS, jurisdiction.timezone);
    if (!pmHours.has(hour)) return cityHour('air.aqi', hour);
    if (cityHour('air.pm25', hour) === null && cityHour('air.pm10', hour) === null) return null;
    let highest: number | null = null;
    for (const metric of ['air.pm25', 'air.pm10', 'air.so2', 'air.no2', 'air.co']) {
      const concentration = cityHour(metric, hour);
      const index = concentration === null ? null : oracleIaqi(metric, concentration, date);
      if (index !== null && (highest === null || index > highest)) highest = index;
    }
    return highest;
  }

  return {
    so2: (hour) => cityHour('air.so2', hour),
    ruleAqi,
    boundaries: first <= last ? { first, last } : null,
  };
}
