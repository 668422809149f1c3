/** The simulated region: every device's readings for any stretch of time, and what it would measure at any instant. */
import { AIR_METRICS, regionalAir, seriesKeys, stationAir, stationCharacters, type AirMetric } from './air.ts';
import { stockOf, type CoalTurn } from './coal.ts';
import { valueOn } from './curve.ts';
import { sentThrough, type Fault, type Measured } from './faults.ts';
import { forecastIssuedAt, ISSUE_EVERY_MS, type AirCourse, type ForecastView } from './forecast.ts';
import { demandOf, lossAt, type Contingency, type Loss } from './grid.ts';
import { keyOf } from './random.ts';
import type { AirScript, Script } from './story.ts';
import { nextLocal, regionsOf, type Cadence, type SimulatedReading, type SubjectDescription } from './subject.ts';
import { weatherAt } from './weather.ts';

/** What a region is made from. Instants are epoch ms. */
export interface RegionOptions {
  readonly seed: number;
  /** When `before` gives way to `after`. */
  readonly present: number;
  readonly subjects: readonly SubjectDescription[];
  readonly script: Script;
  /** How often devices report up to the present, and from then on. */
  readonly before: Cadence;
  readonly after: Cadence;
}

/** A simulated region. It has no state: what it gives depends on its options and the arguments alone. */
export interface SimulatedRegion {
  /**
   * What a sound device of a subject measures of a metric at an instant, in the metric's unit; null when it has none such.
   */
  sample(subject: string, metric: string, instant: number): number | null;
  /** The readings that leave the devices in `(from, to]`, in that order. */
  readingsBetween(from: number, to: number): SimulatedReading[];
  /** The forecasts that are issued in `(from, to]`, in that order. */
  forecastsIssuedBetween(from: number, to: number): SimulatedReading[];
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A grid without trouble says so: customers twice an hour, lost load once a day. */
const CUSTOMERS_EVERY_MS = 30 * MINUTE_MS;
const SHED_EVERY_MS = DAY_MS;
/** Stocks are weighed at eight in the morning; the scripted ones every 20 s while their story lasts. */
const STOCK_AT_MS = 8 * HOUR_MS;
const WEIGH_EVERY_MS = 20 * SECOND_MS;

/** One series of one device, and when it reports. */
interface Series {
  readonly source: string;
  readonly metric: string;
  /** Seconds; null for an instantaneous value. */
  readonly periodAt: (deliveredAt: number) => number | null;
  /** When readings leave a sound device in `(from, to]`, ascending. */
  readonly ends: (from: number, to: number) => number[];
  readonly valueAt: (instant: number) => number;
}

interface Delivery {
  readonly at: number;
  readonly reading: SimulatedReading;
}

/** Makes a region. */
export function createRegion(options: RegionOptions): SimulatedRegion {
  const { seed, script, present, subjects, before, after } = options;
  const regions = regionsOf(subjects);
  const byId = new Map(subjects.map((subject) => [subject.id, subject]));
  const series: Series[] = [];
  const forecasts: ForecastView[] = [];

  for (const { root, members } of regions) {
    const stations = members.filter((subject) => subject.kind === 'air-station');
    const air = script.air.get(root.id);
    if (air !== undefined && stations.length > 0) {
      const weatherKey = keyOf(seed, root.id, 'weather');
      series.push(...airSeries(air, weatherKey, stations));
      if (stations.some((station) => station.assessed)) {
        forecasts.push({ seed, source: root.id, weatherKey, believedAt: (issuedAt) => believed(air, issuedAt) });
      }
    }
    for (const subject of members) {
      if (subject.kind === 'grid') series.push(...gridSeries(subject));
      else if (subject.kind.startsWith('coal-')) series.push(coalSeries(subject));
    }
  }

  const byKey = new Map(series.map((one) => [`${one.source}/${one.metric}`, one]));
  const faultsBySource = new Map<string, Fault[]>();
  for (const fault of script.faults) {
    const list = faultsBySource.get(fault.source);
    if (list === undefined) faultsBySource.set(fault.source, [fault]);
    else list.push(fault);
  }

  const deliver = (one: Series, end: number): Delivery | null => {
    const period = one.periodAt(end);
    const reach = period === null ? 0 : period * SECOND_MS;
    const measured: Measured = {
      source: one.source,
      metric: one.metric,
      time: end - reach,
      deliveredAt: end,
      valueAt: (time) => one.valueAt(time + reach / 2),
    };
    const sent = sentThrough(faultsBySource.get(one.source) ?? [], measured);
    if (sent === null) return null;
    const reading = { source: one.source, metric: one.metric, time: sent.time, value: sent.value };
    return { at: sent.deliveredAt, reading: period === null ? reading : { ...reading, period } };
  };

  const readingsBetween = (from: number, to: number): SimulatedReading[] => {
    const deliveries: Delivery[] = [];
    for (const one of series) {
      for (const end of one.ends(from, to)) {
        const delivery = deliver(one, end);
        // What a fault holds back leaves when the fault says so, below.
        if (delivery !== null && delivery.at === end) deliveries.push(delivery);
      }
    }
    for (const fault of script.faults) {
      if (fault.kind !== 'late' || fault.deliveredAt <= from || fault.deliveredAt > to) continue;
      for (const one of series) {
        if (one.source !== fault.source || (fault.metric !== null && fault.metric !== one.metric)) continue;
        for (const end of one.ends(fault.from, fault.to + DAY_MS)) {
          const delivery = deliver(one, end);
          if (delivery !== null && delivery.at !== end && delivery.at === fault.deliveredAt) deliveries.push(delivery);
        }
      }
    }
    return deliveries.toSorted((a, b) => a.at - b.at).map((delivery) => delivery.reading);
  };

  return {
    sample: (subject, metric, instant) => byKey.get(`${subject}/${metric}`)?.valueAt(instant) ?? null,
    readingsBetween,
    forecastsIssuedBetween: (from, to) =>
      multiples(from, to, ISSUE_EVERY_MS).flatMap((issuedAt) =>
        forecasts.flatMap((view) => forecastIssuedAt(view, issuedAt)),
      ),
  };

  function airSeries(air: AirScript, weatherKey: number, stations: readonly SubjectDescription[]): Series[] {
    const characters = stationCharacters(seed, stations);
    // The last whole period before the present ends here; shorter ones go on from it without a gap or an overlap.
    const seam = Math.floor(present / (before.airPeriod * SECOND_MS)) * before.airPeriod * SECOND_MS;
    const ends = (from: number, to: number): number[] => [
      ...multiples(from, Math.min(to, seam), before.airPeriod * SECOND_MS),
      ...multiplesFrom(seam, Math.max(from, seam), to, after.airPeriod * SECOND_MS),
    ];
    const regional = regionalMemo(weatherKey, air.course);
    return stations.flatMap((station) =>
      AIR_METRICS.map((metric) => {
        const keys = seriesKeys(seed, station.id, metric);
        const factor = characters.get(station.id)?.[metric] ?? 1;
        return {
          source: station.id,
          metric,
          periodAt: (end: number) => (end <= seam ? before.airPeriod : after.airPeriod),
          ends,
          valueAt: (instant: number) => stationAir(metric, regional(metric, instant), factor, keys, instant),
        };
      }),
    );
  }

  function gridSeries(grid: SubjectDescription): Series[] {
    const own = script.contingencies.filter((contingency) => contingency.grid === grid.id);
    const supplied = script.contingencies.filter((contingency) => contingency.suppliedBy.includes(grid.id));

    const ends = (from: number, to: number): number[] => [
      ...multiples(from, Math.min(to, present), before.loadEvery * SECOND_MS),
      ...multiples(Math.max(from, present), to, after.loadEvery * SECOND_MS),
    ];
    const lossOf = (instant: number): Loss | null => worst(own, instant);
    const lostBelow = (instant: number): number =>
      supplied.reduce((sum, contingency) => {
        const loss = lossAt(contingency, instant);
        const below = byId.get(contingency.grid);
        return loss === null || below === undefined ? sum : sum + loss.load * demandOf(seed, below, instant);
      }, 0);
    // Losses go with each load reading while there are any, and once more, as zero, when all is restored.
    const withLosses =
      (everyMs: number) =>
      (from: number, to: number): number[] => {
        const usual = localMultiples(from, to, everyMs, 0);
        if (own.length === 0) return usual;
        const during = ends(from, to).filter((end) =>
          own.some((contingency) => {
            const first = contingency.steps[0]?.[0] ?? contingency.to;
            const last = ends(contingency.to - SECOND_MS, contingency.to + HOUR_MS)[0] ?? contingency.to;
            return end >= first && end <= last;
          }),
        );
        return [...new Set([...during, ...usual])].toSorted((a, b) => a - b);
      };
    const instantaneous = (): null => null;
    const load: Series = {
      source: grid.id,
      metric: 'grid.load',
      periodAt: instantaneous,
      ends,
      valueAt: (instant) =>
        hundredth(Math.max(0, demandOf(seed, grid, instant) * (1 - (lossOf(instant)?.load ?? 0)) - lostBelow(instant))),
    };
    const shed: Series = {
      source: grid.id,
      metric: 'grid.shed',
      periodAt: instantaneous,
      ends: withLosses(SHED_EVERY_MS),
      valueAt: (instant) => hundredth(demandOf(seed, grid, instant) * (lossOf(instant)?.load ?? 0)),
    };
    const { customers } = grid;
    if (customers === null) return [load, shed];
    const out: Series = {
      source: grid.id,
      metric: 'grid.customers_out',
      periodAt: instantaneous,
      ends: withLosses(CUSTOMERS_EVERY_MS),
      valueAt: (instant) => Math.round(customers * (lossOf(instant)?.customers ?? 0)),
    };
    return [load, shed, out];
  }

  function coalSeries(enterprise: SubjectDescription): Series {
    const turn: CoalTurn | null = script.coal.find((one) => one.enterprise === enterprise.id) ?? null;
    const { from: begin, to: finish } = script.weighing;
    return {
      source: enterprise.id,
      metric: 'coal.stock',
      periodAt: () => null,
      ends: (from, to) => {
        const daily = localMultiples(from, to, DAY_MS, STOCK_AT_MS);
        if (turn === null) return daily;
        const often = multiples(Math.max(from, begin), Math.min(to, finish), WEIGH_EVERY_MS);
        return [...new Set([...daily, ...often])].toSorted((a, b) => a - b);
      },
      valueAt: (instant) => stockOf(seed, enterprise, turn, instant),
    };
  }
}

/** Instants of which a memo keeps the values at most. */
const MEMO_SIZE = 4_096;

/** The regional concentration of a metric; kept for a while, since all stations of a region ask for the same instants. */
function regionalMemo(weatherKey: number, course: AirCourse): (metric: AirMetric, instant: number) => number {
  const kept = new Map<AirMetric, Map<number, number>>(AIR_METRICS.map((metric) => [metric, new Map()]));
  return (metric, instant) => {
    const ofMetric = kept.get(metric);
    const known = ofMetric?.get(instant);
    if (known !== undefined) return known;
    const weather = weatherAt(weatherKey, course.ventilation, instant);
    const value = regionalAir(metric, weather, valueOn(course.sulphur, instant), instant);
    if (ofMetric !== undefined && ofMetric.size >= MEMO_SIZE) ofMetric.clear();
    ofMetric?.set(instant, value);
    return value;
  };
}

/** What a centre believes when it issues a forecast: the outlook of that time, or how it really comes. */
const believed = (air: AirScript, issuedAt: number): AirCourse =>
  air.outlooks.find((outlook) => issuedAt < outlook.until)?.course ?? air.course;

function worst(contingencies: readonly Contingency[], instant: number): Loss | null {
  let found: Loss | null = null;
  for (const contingency of contingencies) {
    const loss = lossAt(contingency, instant);
    if (loss !== null && (found === null || loss.load > found.load)) found = loss;
  }
  return found;
}

/** The multiples of `every` in `(from, to]`, ascending. */
const multiples = (from: number, to: number, every: number): number[] => multiplesFrom(0, from, to, every);

/** The instants `origin + n * every` in `(from, to]`, ascending. */
function multiplesFrom(origin: number, from: number, to: number, every: number): number[] {
  const found: number[] = [];
  for (let at = origin + (Math.floor((from - origin) / every) + 1) * every; at <= to; at += every) found.push(at);
  return found;
}

function localMultiples(from: number, to: number, every: number, shift: number): number[] {
  const found: number[] = [];
  for (let at = nextLocal(from, every, shift); at <= to; at += every) found.push(at);
  return found;
}

const hundredth = (value: number): number => Math.round(value * 100) / 100;
