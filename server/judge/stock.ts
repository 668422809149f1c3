import { HOUR_MS } from '../model/instant.ts';
import type { Subject } from '../model/jurisdiction.ts';
import { isAbove, type Level } from '../model/level.ts';
import type { EnterpriseKind, StockMeasure, StockRule, StockValues } from '../model/plan.ts';
import type { Text } from '../model/text.ts';
import type { Evidence, Gauge, Progress } from '../model/verdict.ts';
import { nearest, type InstantFinding } from './band.ts';
import type { Sample } from './grid.ts';
import { entriesOf } from './run-of-hours.ts';

/** A stock reading counts for two days (SEMANTICS 6). */
const COUNTS_MS = 48 * HOUR_MS;

/** The stock of one enterprise, t: the newest reading, and one of a day or more before, for its pace. */
export interface StockTrack {
  readonly newest: Sample;
  /** 24 to 48 hours older while readings come; null before there is one. */
  readonly before: Sample | null;
  /** What becomes `before` when it is a day old. */
  readonly next: Sample;
}

const PACE_SPAN_MS = 24 * HOUR_MS;

/** The track after a reading. */
export function trackStock(track: StockTrack | null, newest: Sample): StockTrack {
  if (track === null) return { newest, before: null, next: newest };
  if (newest.time - track.next.time < PACE_SPAN_MS) return { ...track, newest };
  return { newest, before: track.next, next: newest };
}

/** An enterprise with its stock. */
export interface StockView {
  readonly enterprise: Subject;
  readonly stock: Sample | null;
  /** An earlier stock to tell the pace by; null when there is none. */
  readonly before: Sample | null;
}

/** The newest stock of an enterprise while it counts, t; else null. */
export const stockAt = (view: StockView, at: number): number | null =>
  view.stock !== null && at - view.stock.time <= COUNTS_MS ? view.stock.value : null;

/** What an enterprise's stock is divided by; null when the file does not say. */
export function denominatorOf(enterprise: Subject, measure: StockMeasure): number | null {
  switch (measure) {
    case 'days-of-output':
      return enterprise.designDailyOutput;
    case 'days-of-sales':
      return enterprise.dailySales;
    case 'percent-of-mean':
      return enterprise.threeYearMeanStock === null ? null : enterprise.threeYearMeanStock / 100;
  }
}

type KindValues = StockValues['kinds'][number];

interface Total {
  readonly kind: KindValues;
  /** Days or percent; null when no enterprise of the kind counts. */
  readonly measure: number | null;
  readonly stock: number;
  readonly denominator: number;
  readonly counted: number;
  readonly missing: readonly string[];
  /** Tonnes an hour that the stocks together change by; null when it is not known of all that are counted. */
  readonly pace: number | null;
}

/** Stock and denominator of the enterprises of one kind together; those without a reading that counts are left out. */
function totalOf(kind: KindValues, views: readonly StockView[], at: number): Total {
  let stock = 0;
  let denominator = 0;
  let counted = 0;
  let pace: number | null = 0;
  const missing: string[] = [];
  for (const view of views) {
    if (view.enterprise.kind !== kind.kind) continue;
    const own = denominatorOf(view.enterprise, kind.measure);
    if (own === null) continue;
    const tonnes = stockAt(view, at);
    if (tonnes === null) {
      if (view.stock !== null) missing.push(view.enterprise.id);
      continue;
    }
    stock += tonnes;
    denominator += own;
    counted += 1;
    const change = paceOf(view);
    pace = pace === null || change === null ? null : pace + change;
  }
  return { kind, measure: denominator > 0 ? stock / denominator : null, stock, denominator, counted, missing, pace };
}

/** Tonnes an hour that a stock changes by; null without two readings that are one to three days apart. */
function paceOf({ stock, before }: StockView): number | null {
  if (stock === null || before === null) return null;
  const span = stock.time - before.time;
  return span > 0 && span <= 3 * PACE_SPAN_MS ? (stock.value - before.value) / (span / HOUR_MS) : null;
}

/** A pace of one day says nothing about what lies further ahead than this. */
const PACE_REACH_HOURS = 240;

/** Hours until the stocks of a kind fall to a bound at their pace; null when they do not fall, or not for long. */
function hoursTo(total: Total, bound: number): number | null {
  const { stock, denominator, pace } = total;
  if (pace === null || pace >= 0) return null;
  const hours = Math.ceil((stock - bound * denominator) / -pace);
  return hours > PACE_REACH_HOURS ? null : Math.max(0, hours);
}

const isBelow = (value: number, line: number): boolean => line - value > 1e-9;

function levelOf(total: Total): Level {
  let level: Level = 'none';
  if (total.measure === null) return level;
  for (const [id, below] of entriesOf(total.kind.below)) {
    if (isBelow(total.measure, below) && isAbove(id, level)) level = id;
  }
  return level;
}

/**
 * The level of coal stocks at an instant: of one enterprise, or of a county's key enterprises, where one kind is enough.
 * @source Yangcheng energy plan 4.2.1 (1), 4.2.2 (2), 4.2.3 (2), SEMANTICS 6
 */
export function findStock(values: StockValues, views: readonly StockView[], at: number): InstantFinding {
  let level: Level = 'none';
  let missing = false;
  for (const kind of values.kinds) {
    const total = totalOf(kind, views, at);
    const own = levelOf(total);
    if (isAbove(own, level)) level = own;
    if (total.missing.length > 0) missing = true;
  }
  return { level, missing };
}

const KIND_NAMES: Readonly<Record<EnterpriseKind, Text>> = {
  'coal-producer': { zh: '重点煤矿储煤', en: 'Stock of key producers' },
  'coal-trader': { zh: '重点经营企业库存', en: 'Stock of key traders' },
  'coal-user': { zh: '重点用煤企业库存', en: 'Stock of key users' },
};
const unitOf = (measure: StockMeasure): 'd' | '%' => (measure === 'percent-of-mean' ? '%' : 'd');

/** The distance to the next level: one gauge for each kind of enterprise. */
export function viewStock(
  values: StockValues,
  views: readonly StockView[],
  at: number,
  level: Level,
): { progress: Progress | null; gauges: Gauge[] } {
  const gauges: Gauge[] = [];
  const totals: Total[] = [];
  for (const kind of values.kinds) {
    if (!views.some((view) => view.enterprise.kind === kind.kind)) continue;
    const total = totalOf(kind, views, at);
    totals.push(total);
    gauges.push({
      label: views.length === 1 ? { zh: '储煤', en: 'Coal stock' } : KIND_NAMES[kind.kind],
      value: total.measure === null ? null : Math.round(total.measure * 100) / 100,
      unit: unitOf(kind.measure),
      direction: 'down',
      marks: entriesOf(kind.below).map(([id, below]) => ({ level: id, at: below })),
      note:
        total.missing.length > 0
          ? { zh: `${total.missing.length} 家无有效读数`, en: `${total.missing.length} without a valid reading` }
          : null,
    });
  }
  const inHours = (i: number, bound: number): number | null => {
    const total = totals[i];
    return total === undefined ? null : hoursTo(total, bound);
  };
  return { progress: nearest(gauges, level, inHours), gauges };
}

/** Stock, denominator and measure of each kind. */
export function proveStock(
  rule: StockRule,
  values: StockValues,
  views: readonly StockView[],
  at: number,
  level: Level,
): Evidence {
  const facts: Record<string, number | string | boolean | null> = {};
  const zh: string[] = [];
  const en: string[] = [];
  let worst: Total | null = null;
  let missing = 0;
  for (const kind of values.kinds) {
    if (!views.some((view) => view.enterprise.kind === kind.kind)) continue;
    const total = totalOf(kind, views, at);
    facts[`${kind.kind} stockT`] = total.stock;
    facts[`${kind.kind} denominator`] = total.denominator;
    facts[`${kind.kind} measure`] = total.measure;
    facts[`${kind.kind} counted`] = total.counted;
    missing += total.missing.length;
    const shown = total.measure === null ? '–' : total.measure.toFixed(2);
    const unit = unitOf(kind.measure);
    zh.push(`${KIND_NAMES[kind.kind].zh} ${shown} ${unit === 'd' ? '天' : '%'}`);
    en.push(`${KIND_NAMES[kind.kind].en} ${shown} ${unit === 'd' ? 'days' : '%'}`);
    if (worst === null || isAbove(levelOf(total), levelOf(worst))) worst = total;
  }
  const times = views.flatMap((view) => (view.stock === null ? [] : [view.stock.time]));
  return {
    clause: level === 'none' ? rule.clause : (rule.clauses[level] ?? rule.clause),
    summary: { zh: zh.join('，'), en: en.join(', ') },
    window: times.length === 0 ? null : { from: Math.min(...times), to: at },
    unit: worst === null ? '' : unitOf(worst.kind.measure),
    thresholds: worst === null ? [] : entriesOf(worst.kind.below).map(([id, below]) => ({ level: id, at: below })),
    values: worst === null || worst.measure === null ? [] : [[at, worst.measure]],
    missing,
    facts,
  };
}
