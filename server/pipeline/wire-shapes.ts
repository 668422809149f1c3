import type { CaseBook } from '../cases/index.ts';
import { hourOf, startOfHour, toIso } from '../model/instant.ts';
import type { Alarm, AlarmOf, OutOfService } from '../model/alarm.ts';
import { clauseOf, valuesOn, type Plan } from '../model/plan.ts';
import type { Correction, Evidence, RuleState } from '../model/verdict.ts';
import {
  denominatorOf,
  ozoneNoticeOf,
  outRatioAt,
  shedRatioAt,
  stockAt,
  WINDOW_HOURS,
  type CityAir,
} from '../judge/index.ts';
import type {
  AirTrend,
  CoalTrend,
  GridTrend,
  Point,
  Trends,
  WireAlarm,
  WireCorrection,
  WireEvidence,
  WireLevel,
  WireService,
} from '../wire/shapes.ts';
import type { Region } from './region.ts';
import { weeksOf } from './weeks.ts';

const isoOrNull = (instant: number | null): string | null => (instant === null ? null : toIso(instant));

/** Evidence with readable instants. */
export function toWireEvidence(evidence: Evidence): WireEvidence {
  return {
    ...evidence,
    window: evidence.window === null ? null : { from: toIso(evidence.window.from), to: toIso(evidence.window.to) },
    values: evidence.values.map(([time, value, kind]) =>
      kind === undefined ? ([toIso(time), value] as const) : ([toIso(time), value, kind] as const),
    ),
  };
}

export const toWireAlarm = ({ escalation, ...alarm }: Alarm, jurisdiction: string): WireAlarm => ({
  ...alarm,
  jurisdiction,
  since: toIso(alarm.since),
  changedAt: toIso(alarm.changedAt),
  acknowledgedAt: isoOrNull(alarm.acknowledgedAt),
  shelvedUntil: isoOrNull(alarm.shelvedUntil),
  outOfService: alarm.outOfService === null ? null : { ...alarm.outOfService, at: toIso(alarm.outOfService.at) },
  calledAt: isoOrNull(alarm.calledAt),
  comments: alarm.comments.map((comment) => ({ ...comment, at: toIso(comment.at) })),
  assignment: alarm.assignment === null ? null : { ...alarm.assignment, at: toIso(alarm.assignment.at) },
  escalated: escalation.told.map(({ to, at }) => ({ to, at: toIso(at) })),
  evidence: alarm.evidence === null ? null : toWireEvidence(alarm.evidence),
});

export const toWireService = (
  { plan, rule, subject }: AlarmOf,
  out: OutOfService | null,
  jurisdiction: string,
): WireService => ({
  jurisdiction,
  plan,
  rule,
  subject,
  out: out === null ? null : { at: toIso(out.at), by: out.by, reason: out.reason },
});

export function toWireLevel(state: RuleState, jurisdiction: string, plan: Plan | undefined): WireLevel {
  const rule = plan?.rules.find((each) => each.id === state.rule);
  return {
    ...state,
    jurisdiction,
    since: isoOrNull(state.since),
    at: isoOrNull(state.at),
    evidence: state.evidence === null ? null : toWireEvidence(state.evidence),
    clause: rule === undefined ? '' : clauseOf(rule, state.level),
  };
}

export function toWireCorrection(
  { plan, rule, subject, at, knownAt, was, now }: Correction & { readonly knownAt: number },
  jurisdiction: string,
): WireCorrection {
  return { jurisdiction, plan, rule, subject, at: toIso(at), knownAt: toIso(knownAt), was, now };
}

/** Hours of observed air that a chart shows, and of forecast. */
const AIR_BACK = 120;
const AIR_AHEAD = 72;
const SO2_BACK = 48;
const LOAD_BACK_MS = 24 * startOfHour(1);
const STOCK_BACK_MS = 7 * LOAD_BACK_MS;

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : Math.round(value * 10) / 10);

/** The lines of one jurisdiction at `now` (epoch ms), about a hundred points each; `cases` are those on record. */
export function trendsOf(region: Region, cases: CaseBook, now: number): Trends {
  const city = region.judge.cities[0];
  return {
    jurisdiction: region.jurisdiction.id,
    at: toIso(now),
    air: city === undefined ? null : airTrend(city, region, now),
    grids: gridTrends(region, now),
    coal: coalTrends(region, now),
    weeks: weeksOf(region, cases, now),
  };
}

function airTrend(city: CityAir, region: Region, now: number): AirTrend {
  const t = region.judge.nextHour === null ? hourOf(now) : region.judge.nextHour - 1;
  const newest = city.detail(t - 1);
  const aqi: Point[] = [];
  const dayMean: Point[] = [];
  for (let hour = t - AIR_BACK; hour < t; hour += 1) {
    aqi.push([startOfHour(hour), orNull(city.aqi(hour))]);
    dayMean.push([startOfHour(hour + 1), orNull(meanOver(hour - 23, hour + 1, (h) => city.ruleAqi(h)))]);
  }
  const forecast = city.forecasts.at('air.aqi', t);
  const central = (h: number): number => (h < t ? city.ruleAqi(h) : (forecast.central[h - t] ?? Number.NaN));
  const upper = (h: number): number => (h < t ? city.ruleAqi(h) : (forecast.upper[h - t] ?? Number.NaN));
  const dayMeanForecast: [number, number, number][] = [];
  for (let end = t; end <= t + Math.min(forecast.reach, AIR_AHEAD); end += 2) {
    const mean = orNull(meanOver(end - 24, end, central));
    const high = orNull(meanOver(end - 24, end, upper));
    if (mean !== null && high !== null) dayMeanForecast.push([startOfHour(end), mean, high]);
  }
  const so2Hours = Array.from({ length: SO2_BACK }, (_, i) => t - SO2_BACK + i);
  const so2Forecast = city.forecasts.at('air.so2', t);
  const concentrations: Record<string, number | null> = {};
  for (const metric of ['air.pm25', 'air.pm10', 'air.so2', 'air.no2', 'air.o3', 'air.co'] as const) {
    concentrations[metric] = orNull(newest.concentrations[metric] ?? Number.NaN);
  }
  return {
    subject: city.city.id,
    hour:
      newest.aqi === null && region.judge.nextHour === null
        ? null
        : {
            start: toIso(startOfHour(t - 1)),
            aqi: newest.published,
            primary: newest.primary,
            edition: newest.standard.id,
            ozoneNotice: ozoneNoticeOf(newest, region.plans) !== null,
            dust: newest.dust,
            concentrations,
          },
    aqi,
    dayMean,
    dayMeanForecast,
    so2: so2Hours.map((hour) => [startOfHour(hour), orNull(city.so2(hour))]),
    so2Forecast: Array.from({ length: Math.min(so2Forecast.reach, 24) }, (_, i) => [
      startOfHour(t + i),
      orNull(so2Forecast.central[i] ?? Number.NaN),
    ]),
    so2Stations: city.stationIds.map((subject) => ({
      subject,
      points: so2Hours.map((hour) => [startOfHour(hour), orNull(city.stationMean(subject, 'air.so2', hour))]),
    })),
  };
}

/** Mean of the hours `[from, to)` that are there; NaN with fewer than 20 in 24 (GB 3095). */
function meanOver(from: number, to: number, valueAt: (hour: number) => number): number {
  let sum = 0;
  let count = 0;
  for (let hour = Math.max(from, to - WINDOW_HOURS); hour < to; hour += 1) {
    const value = valueAt(hour);
    if (Number.isNaN(value)) continue;
    sum += value;
    count += 1;
  }
  return count >= 20 ? sum / count : Number.NaN;
}

function gridTrends(region: Region, now: number): GridTrend[] {
  const views = region.judge.arrivals.map((judge) => judge.gridViews()).find((each) => each.length > 0) ?? [];
  return views.flatMap((view): GridTrend[] => {
    const history = region.history(view.grid.id, 'grid.load');
    if (history === null) return [];
    const ratio = shedRatioAt(view.state, now);
    return [
      {
        subject: view.grid.id,
        load: history.points(now - LOAD_BACK_MS).map(([time, value]) => [time, orNull(value)]),
        reference: ratio !== null && ratio.percent > 0 ? orNull(ratio.base ?? Number.NaN) : null,
        shedPercent: ratio === null ? null : orNull(ratio.percent),
        shedFrom: ratio?.from ?? null,
        customersPercent: orNull(outRatioAt(view, now) ?? Number.NaN),
      },
    ];
  });
}

function coalTrends(region: Region, now: number): CoalTrend[] {
  const trends: CoalTrend[] = [];
  const marks = region.judge.marks();
  for (const plan of region.plans) {
    for (const rule of plan.rules) {
      if (rule.kind !== 'stock' || rule.over !== 'each') continue;
      const { kinds } = valuesOn(rule.editions, toIso(now).slice(0, 10));
      const views = region.judge.arrivals.find((judge) => judge.plan.id === plan.id)?.stockViews() ?? [];
      for (const view of views) {
        const kind = kinds.find((each) => each.kind === view.enterprise.kind);
        if (kind === undefined) continue;
        const denominator = denominatorOf(view.enterprise, kind.measure);
        const stock = stockAt(view, now);
        const mark = marks.find(
          (each) => each.plan === plan.id && each.rule === rule.id && each.subject === view.enterprise.id,
        );
        trends.push({
          subject: view.enterprise.id,
          value: stock === null || denominator === null ? null : Math.round((stock / denominator) * 100) / 100,
          unit: kind.measure === 'percent-of-mean' ? '%' : 'd',
          level: mark?.level ?? 'none',
          stock: (region.history(view.enterprise.id, 'coal.stock')?.points(now - STOCK_BACK_MS, 6) ?? []).map(
            ([time, value]) => [time, orNull(value)],
          ),
          marks: Object.entries(kind.below).map(([level, at]) => ({ level: level as CoalTrend['level'], at })),
        });
      }
    }
  }
  return trends;
}
