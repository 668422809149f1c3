import type { Text } from './text.ts';

/**
 * One value that one source gave for one metric.
 * `time`, `issuedAt` and `receivedAt` are epoch ms; `period` is in seconds.
 */
export interface Reading {
  /** The subject's id in the jurisdiction file. */
  readonly source: string;
  readonly metric: string;
  /** When the source says it was measured: the start of `period` where there is one. */
  readonly time: number;
  /** In the metric's unit. */
  readonly value: number;
  /** What the value is the mean of, in seconds from `time`; null means instantaneous. */
  readonly period: number | null;
  readonly kind: 'observed' | 'forecast';
  /** When a forecast was issued; null for an observation. */
  readonly issuedAt: number | null;
  /** The upper end of a forecast's range; null means that the central value stands for it. */
  readonly upper: number | null;
  /** The data flag as the device sent it (HJ 212: `N` is normal); null means normal. */
  readonly quality: string | null;
  /** When the program received it. */
  readonly receivedAt: number;
}

/** An instantaneous observed reading, received when it was made: what people report. */
export const observedNow = (source: string, metric: string, value: number, time: number): Reading => ({
  source,
  metric,
  time,
  value,
  period: null,
  kind: 'observed',
  issuedAt: null,
  upper: null,
  quality: null,
  receivedAt: time,
});

/** A metric that the program knows: its unit, its words and what physics allows. */
export interface Metric {
  readonly id: string;
  readonly unit: string;
  readonly name: Text;
  /** Values outside are stored and flagged, and judged by no rule (SEMANTICS 8). */
  readonly range: readonly [min: number, max: number];
  /** Expected seconds between readings; null means event-driven: never stale. */
  readonly every: number | null;
  /** Same value for this long means that the sensor is stuck, in ms; null means that it may stand still. */
  readonly flatlineMs: number | null;
  /** A pollutant at or below this does not count as stuck. */
  readonly reportingFloor: number;
}

const HOUR = 3_600_000;
const air = (id: string, zh: string, en: string, reportingFloor: number): Metric => ({
  id: `air.${id}`,
  unit: 'µg/m³',
  name: { zh, en },
  range: [0, 10_000],
  every: 3600,
  flatlineMs: 6 * HOUR,
  reportingFloor,
});
const plain = (
  id: string,
  unit: string,
  name: Text,
  more: Partial<Pick<Metric, 'range' | 'every' | 'flatlineMs'>> = {},
): Metric => ({
  id,
  unit,
  name,
  range: more.range ?? [0, Number.MAX_VALUE],
  every: more.every ?? null,
  flatlineMs: more.flatlineMs ?? null,
  reportingFloor: 0,
});

/** The metrics that rules judge, by id. Units as in the standards: µg/m³, CO in mg/m³ (HJ 633). */
export const METRICS: ReadonlyMap<string, Metric> = new Map(
  [
    air('pm25', 'PM₂.₅', 'PM₂.₅', 3),
    air('pm10', 'PM₁₀', 'PM₁₀', 5),
    air('so2', 'SO₂', 'SO₂', 5),
    air('no2', 'NO₂', 'NO₂', 5),
    air('o3', 'O₃', 'O₃', 5),
    { ...air('co', 'CO', 'CO', 0.3), unit: 'mg/m³' },
    plain('air.dust', '0/1', { zh: '沙尘', en: 'Sand-dust' }, { range: [0, 1] }),
    plain('air.aqi', 'AQI', { zh: '空气质量指数', en: 'AQI' }, { every: 3600 }),
    plain('grid.load', 'MW', { zh: '负荷', en: 'Load' }, { every: 60, flatlineMs: HOUR / 2 }),
    plain('grid.shed', 'MW', { zh: '减供负荷', en: 'Load lost' }),
    plain('grid.customers_out', '户', { zh: '停电用户数', en: 'Customers out' }),
    plain('coal.stock', 't', { zh: '储煤', en: 'Coal stock' }, { every: 86_400 }),
    plain('gas.days_interrupted', 'd', { zh: '中断天数', en: 'Days interrupted' }),
    plain('gas.county_gap', '%', { zh: '全县供需缺口', en: 'County gap' }),
    plain('gas.local_gap', '%', { zh: '局部供需缺口', en: 'Local gap' }),
  ].map((metric) => [metric.id, metric]),
);

/** Whether the device called the value normal. HJ 212-2017 table of data flags: `N` is normal, all others are not. */
export const isNormalQuality = (quality: string | null): boolean =>
  quality === null || quality === '' || quality === 'N';

/**
 * Whether a value is one that physics allows for its metric; an unknown metric allows every finite value.
 * @param inside how far from the ends of the range it must be, in the metric's unit
 */
export function isInRange(metric: string, value: number, inside = 0): boolean {
  const range = METRICS.get(metric)?.range;
  return range === undefined || (value >= range[0] + inside && value <= range[1] - inside);
}

/** Whether rules may use a reading: normal by its own flag and within what physics allows. */
export const isJudgeable = (reading: Reading): boolean =>
  isNormalQuality(reading.quality) && isInRange(reading.metric, reading.value);

/**
 * The identity of a reading: source, metric, kind, time, period and issue. Of two with the same identity the one
 * received later stands (API, Metrics).
 */
export const readingKey = (reading: Reading): string =>
  `${reading.source}\u0000${reading.metric}\u0000${reading.kind}\u0000${reading.time}\u0000${reading.period ?? ''}\u0000${reading.issuedAt ?? ''}`;
