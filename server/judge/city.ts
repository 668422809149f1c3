import { HOUR_MS, localDate, startOfHour, type HourNumber } from '../model/instant.ts';
import type { Jurisdiction, Subject } from '../model/jurisdiction.ts';
import type { Plan } from '../model/plan.ts';
import type { Reading } from '../model/reading.ts';
import type { AqiStandard } from '../model/standard.ts';
import { hourlyAqi, POLLUTANTS, standardOn, type Concentrations, type HourlyAqi, type Pollutant } from './aqi.ts';
import { ForecastBook } from './forecasts.ts';
import { HourBuffer } from './hour-buffer.ts';
import { DustHours, SeriesHours } from './hours.ts';

/** Hours that stay judged and can be judged again (SEMANTICS 1: 300 hours). */
export const WINDOW_HOURS = 300;
/** Hours of readings kept: the window, what its first hour looks back on, and the span of a dust mark. */
const KEEP_HOURS = 2 * WINDOW_HOURS + 48;

/** A city's hour is valid with at least this share of its assessed stations (HJ 663; SEMANTICS 2). */
const MIN_STATION_SHARE = 0.75;

/** One hour of a city, with what it was made of. */
export interface CityHour extends HourlyAqi {
  readonly hour: HourNumber;
  readonly concentrations: Concentrations;
  readonly standard: AqiStandard;
  readonly dust: boolean;
}

/** The health notice that a plan has given for an hour with ozone first (SEMANTICS 3; Yangquan plan 1.4). */
export interface OzoneNotice {
  readonly plan: string;
  readonly clause: string;
  readonly aqi: number;
}

/** The ozone notice that an hour gives by one of the plans, or null. */
export function ozoneNoticeOf({ aqi, primary }: CityHour, plans: readonly Plan[]): OzoneNotice | null {
  if (aqi === null || primary[0] !== 'air.o3') return null;
  for (const { id, recommendation } of plans) {
    const line = recommendation.kind === 'warning' ? recommendation.ozone : null;
    if (line !== null && aqi > line.above) return { plan: id, clause: line.clause, aqi };
  }
  return null;
}

/**
 * The air of one city, hour by hour, from its assessed stations or, where it has none, from readings that name the
 * city. Keeps a moving window of hours; readings come in any order.
 * @source SEMANTICS 2 and 3
 */
export class CityAir {
  readonly forecasts: ForecastBook;
  /** Hours whose readings changed since they were last worked out. */
  private readonly dirty = new Set<HourNumber>();
  private lastDirty: HourNumber = Number.NaN;
  private readonly so2Hours = new HourBuffer(KEEP_HOURS);
  private readonly aqiHours = new HourBuffer(KEEP_HOURS);
  private readonly ruleAqiHours = new HourBuffer(KEEP_HOURS);
  private readonly dust = new DustHours();
  /** AQI readings that name the city, for hours in which no station gives particles. */
  private readonly ownAqi: SeriesHours;
  private readonly series = new Map<string, Map<string, SeriesHours>>();
  private readonly stations: readonly Subject[];
  /** Seconds that a reading without a period covers, by station. */
  private readonly intervals: ReadonlyMap<string, number>;
  private readonly dates = new Map<HourNumber, string>();
  /** Earliest observed reading and how far they reach, epoch ms. */
  private firstAt = Infinity;
  private reachesTo = -Infinity;
  private duplicateCount = 0;

  constructor(
    readonly city: Subject,
    private readonly jurisdiction: Jurisdiction,
    private readonly standards: readonly AqiStandard[],
  ) {
    const assessed = stationsOf(city, jurisdiction);
    this.stations = assessed.length > 0 ? assessed : [city];
    this.intervals = new Map(this.stations.map((station) => [station.id, station.interval]));
    this.forecasts = new ForecastBook();
    this.ownAqi = new SeriesHours(city.interval * 1000);
    for (const station of this.stations) this.series.set(station.id, new Map());
  }

  /** Whether a reading speaks of this city or one of its assessed stations. */
  concerns(reading: Reading): boolean {
    return this.intervals.has(reading.source) || reading.source === this.city.id;
  }

  /** Takes a reading that concerns the city. */
  take(reading: Reading): void {
    if (reading.kind === 'forecast') {
      if (reading.source === this.city.id && this.forecasts.take(reading)) this.duplicateCount += 1;
      return;
    }
    const spanMs = (reading.period ?? this.intervalOf(reading.source)) * 1000;
    if (reading.time < this.firstAt) this.firstAt = reading.time;
    if (reading.time + spanMs > this.reachesTo) this.reachesTo = reading.time + spanMs;
    if (reading.metric === 'air.dust') {
      if (reading.source === this.city.id) this.put(this.dust, reading);
      return;
    }
    const ofStation = this.series.get(reading.source);
    if (ofStation === undefined) {
      if (reading.metric === 'air.aqi' && reading.source === this.city.id) this.put(this.ownAqi, reading);
      return;
    }
    let hours = ofStation.get(reading.metric);
    if (hours === undefined) {
      if (reading.metric !== 'air.aqi' && !POLLUTANTS.includes(reading.metric as Pollutant)) return;
      hours = new SeriesHours(this.intervalOf(reading.source) * 1000);
      ofStation.set(reading.metric, hours);
    }
    this.put(hours, reading);
  }

  /** Start of the first observed reading, epoch ms; null before any. */
  get first(): number | null {
    return this.firstAt === Infinity ? null : this.firstAt;
  }

  /** How far observed readings reach, epoch ms; null before any. */
  get reach(): number | null {
    return this.reachesTo === -Infinity ? null : this.reachesTo;
  }

  /** Readings that took the place of an earlier one with the same identity. */
  get duplicates(): number {
    return this.duplicateCount;
  }

  /** Works the changed hours before `end` out again. Gives the earliest whose values changed, or null. */
  refresh(end: HourNumber): HourNumber | null {
    let earliest: HourNumber | null = null;
    for (const hour of this.dirty) {
      if (hour >= end) continue;
      this.dirty.delete(hour);
      if (this.workOut(hour) && (earliest === null || hour < earliest)) earliest = hour;
    }
    this.lastDirty = Number.NaN;
    return earliest;
  }

  so2(hour: HourNumber): number {
    return this.so2Hours.get(hour);
  }

  aqi(hour: HourNumber): number {
    return this.aqiHours.get(hour);
  }

  ruleAqi(hour: HourNumber): number {
    return this.ruleAqiHours.get(hour);
  }

  copySo2(target: Float64Array, from: HourNumber, count: number): void {
    this.so2Hours.copyTo(target, from, count);
  }

  copyRuleAqi(target: Float64Array, from: HourNumber, count: number): void {
    this.ruleAqiHours.copyTo(target, from, count);
  }

  /** An hour with everything that it was made of. */
  detail(hour: HourNumber): CityHour {
    const concentrations: Partial<Record<Pollutant, number>> = {};
    for (const pollutant of POLLUTANTS) {
      const mean = this.cityMean(pollutant, hour);
      if (!Number.isNaN(mean)) concentrations[pollutant] = mean;
    }
    const standard = standardOn(this.standards, this.dateOf(hour));
    let result = hourlyAqi(standard, concentrations);
    if (result.ruleAqi === null && !this.hasParticles(hour)) {
      const ofStations = this.cityMean('air.aqi', hour);
      const given = Number.isNaN(ofStations) ? this.ownAqi.mean(hour) : ofStations;
      if (!Number.isNaN(given)) result = { aqi: given, published: given, ruleAqi: given, primary: [], iaqi: {} };
    }
    const dust = this.dust.isDust(hour);
    return {
      ...result,
      ruleAqi: dust ? null : result.ruleAqi,
      hour,
      concentrations,
      standard,
      dust,
    };
  }

  /** Ids of the editions of HJ 633 by which the hours `[from, to)` are judged, oldest first. */
  standardsIn(from: HourNumber, to: HourNumber): string[] {
    const ids = new Set<string>();
    for (let hour = from; hour < to; hour += 24) ids.add(standardOn(this.standards, this.dateOf(hour)).id);
    ids.add(standardOn(this.standards, this.dateOf(Math.max(from, to - 1))).id);
    return [...ids];
  }

  /** A station's hour mean of a pollutant, NaN when not valid. */
  stationMean(station: string, metric: string, hour: HourNumber): number {
    return this.series.get(station)?.get(metric)?.mean(hour) ?? Number.NaN;
  }

  /** Ids of the stations that make the city's hours. */
  get stationIds(): readonly string[] {
    return this.stations.map((station) => station.id);
  }

  /** Forgets what no judgement will need when the newest judged hour is `hour`. */
  forget(hour: HourNumber): void {
    const horizon = hour - KEEP_HOURS;
    for (const ofStation of this.series.values()) for (const hours of ofStation.values()) hours.forgetBefore(horizon);
    this.dust.forgetBefore(horizon);
    this.ownAqi.forgetBefore(horizon);
    this.forecasts.forgetIssuedBefore(startOfHour(hour - WINDOW_HOURS - 49));
  }

  /** The local date of an hour's start. */
  dateOf(hour: HourNumber): string {
    let date = this.dates.get(hour);
    if (date === undefined) {
      if (this.dates.size > 1000) this.dates.clear();
      date = localDate(hour * HOUR_MS, this.jurisdiction.timezone);
      this.dates.set(hour, date);
    }
    return date;
  }

  private intervalOf(source: string): number {
    return this.intervals.get(source) ?? this.city.interval;
  }

  private put(hours: SeriesHours | DustHours, reading: Reading): void {
    if (hours.take(reading)) this.duplicateCount += 1;
    const { first, last } = hours;
    if (first === last) {
      if (first !== this.lastDirty) {
        this.dirty.add(first);
        this.lastDirty = first;
      }
      return;
    }
    for (let hour = first; hour <= last; hour += 1) this.dirty.add(hour);
  }

  private workOut(hour: HourNumber): boolean {
    const detail = this.detail(hour);
    const so2 = detail.concentrations['air.so2'] ?? Number.NaN;
    const aqi = detail.published ?? Number.NaN;
    const ruleAqi = detail.ruleAqi ?? Number.NaN;
    const changed = !Object.is(this.so2Hours.get(hour), so2) || !Object.is(this.ruleAqiHours.get(hour), ruleAqi);
    this.so2Hours.set(hour, so2);
    this.aqiHours.set(hour, aqi);
    this.ruleAqiHours.set(hour, ruleAqi);
    return changed;
  }

  private cityMean(metric: string, hour: HourNumber): number {
    let sum = 0;
    let valid = 0;
    for (const ofStation of this.series.values()) {
      const mean = ofStation.get(metric)?.mean(hour) ?? Number.NaN;
      if (Number.isNaN(mean)) continue;
      sum += mean;
      valid += 1;
    }
    return valid > 0 && valid >= MIN_STATION_SHARE * this.series.size ? sum / valid : Number.NaN;
  }

  /** Whether any source sent PM2.5 or PM10 for the hour: then an `air.aqi` reading does not stand in for them. */
  private hasParticles(hour: HourNumber): boolean {
    for (const ofStation of this.series.values()) {
      if (ofStation.get('air.pm25')?.hasReading(hour) || ofStation.get('air.pm10')?.hasReading(hour)) return true;
    }
    return false;
  }
}

/** The assessed stations of a city: those below it, and those below no city when the jurisdiction has only this one. */
function stationsOf(city: Subject, jurisdiction: Jurisdiction): Subject[] {
  const byId = new Map(jurisdiction.subjects.map((subject) => [subject.id, subject]));
  const only = jurisdiction.subjects.filter((subject) => subject.kind === city.kind).length === 1;
  const belongs = (station: Subject): boolean => {
    const seen = new Set<string>();
    let parent = station.parent;
    while (parent !== null && !seen.has(parent)) {
      if (parent === city.id) return true;
      seen.add(parent);
      const above = byId.get(parent);
      if (above?.kind === city.kind) return false;
      parent = above?.parent ?? null;
    }
    return only;
  };
  return jurisdiction.subjects.filter(
    (subject) => subject.kind === 'air-station' && subject.assessed && belongs(subject),
  );
}
