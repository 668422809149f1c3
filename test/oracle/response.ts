import { HOUR_MS } from '../../server/model/instant.ts';
import type { Jurisdiction, Subject } from '../../server/model/jurisdiction.ts';
import { higher, isAbove, type Level } from '../../server/model/level.ts';
import { isJudgeable, type Reading } from '../../server/model/reading.ts';
import { counting, inferred, isAtLeast, shedInput, type Point, type Shed } from './grid.ts';
import type { Line } from './line.ts';

type Bounds = Partial<Record<Level, number>>;
const DESCENDING = ['I', 'II', 'III'] as const;

const atLeast = (value: number | null, bounds: Bounds): Level =>
  DESCENDING.find((level) => {
    const bound = bounds[level];
    return value !== null && bound !== undefined && isAtLeast(value, bound);
  }) ?? 'none';
const below = (value: number, bounds: Bounds): Level =>
  DESCENDING.find((level) => {
    const bound = bounds[level];
    return bound !== undefined && value < bound - 1e-9;
  }) ?? 'none';

/** A rule on one subject: the instants at which it is evaluated, and what it finds there. */
interface Judged {
  readonly rule: string;
  readonly subject: string;
  readonly role: 'plan' | 'alarm';
  readonly times: readonly number[];
  /** The level met by the inputs that are there (`none` without any), and whether one that was there is missing. */
  find(at: number): { readonly met: Level; readonly isSilent: boolean };
}

/** The readings of section 6: one value for a source, metric and time, the last one given. */
class Inputs {
  private readonly series = new Map<string, Point[]>();
  private readonly inferences = new Map<string, (Shed | null)[]>();

  constructor(readings: readonly Reading[]) {
    const last = new Map<string, Reading>();
    for (const reading of readings) {
      if (reading.kind === 'observed') last.set(`${reading.source} ${reading.metric} ${reading.time}`, reading);
    }
    for (const reading of [...last.values()].toSorted((a, b) => a.time - b.time)) {
      if (!isJudgeable(reading)) continue;
      const key = `${reading.source} ${reading.metric}`;
      this.series.set(key, [...(this.series.get(key) ?? []), { time: reading.time, value: reading.value }]);
    }
  }

  of(source: string, metric: string): readonly Point[] {
    return this.series.get(`${source} ${metric}`) ?? [];
  }

  shed(grid: string, at: number): Shed | null {
    const loads = this.of(grid, 'grid.load');
    const sheds = this.of(grid, 'grid.shed');
    let inference = this.inferences.get(grid);
    if (inference === undefined) {
      inference = inferred(loads, sheds);
      this.inferences.set(grid, inference);
    }
    return shedInput(loads, sheds, inference, at);
  }

  out(grid: Subject, at: number): number | null {
    const reading = counting(this.of(grid.id, 'grid.customers_out'), at, HOUR_MS);
    return reading === null || grid.customers === null ? null : (100 * reading.value) / grid.customers;
  }

  gridTimes(grid: string): number[] {
    return ['grid.load', 'grid.shed', 'grid.customers_out'].flatMap((metric) =>
      this.of(grid, metric).map((point) => point.time),
    );
  }
}

/** Whether an input that was there at one of the instants before is missing at `at`. */
const isMissing = (at: number, times: readonly number[], input: (at: number) => unknown): boolean =>
  input(at) === null && times.some((time) => time < at && input(time) !== null);

function gridRule(inputs: Inputs, rule: string, grid: Subject, shed: Bounds, customers: Bounds): Judged {
  const times = inputs.gridTimes(grid.id);
  return {
    rule,
    subject: grid.id,
    role: 'plan',
    times,
    find(at) {
      const ratio = inputs.shed(grid.id, at);
      const out = inputs.out(grid, at);
      const isSilent =
        isMissing(at, times, (time) => inputs.shed(grid.id, time)) ||
        isMissing(at, times, (time) => inputs.out(grid, time));
      return { met: higher(atLeast(ratio?.ratio ?? null, shed), atLeast(out, customers)), isSilent };
    },
  };
}

const CLASSES: readonly { readonly from: number; readonly shed: Bounds }[] = [
  { from: 20_000, shed: { III: 5, II: 10, I: 13 } },
  { from: 5000, shed: { III: 6, II: 12, I: 16 } },
  { from: 1000, shed: { III: 10, II: 20, I: 50 } },
];

function provinceRule(inputs: Inputs, province: Subject, cities: readonly Subject[]): Judged {
  const times = inputs.gridTimes(province.id);
  const isOut = (city: Subject, at: number): boolean =>
    isAtLeast(inputs.shed(city.id, at)?.ratio ?? 0, 20) || isAtLeast(inputs.out(city, at) ?? 0, 30);
  return {
    rule: 'province-loss',
    subject: province.id,
    role: 'plan',
    times,
    find(at) {
      const ratio = inputs.shed(province.id, at);
      const before = ratio?.loadBefore ?? null;
      const bounds = before === null ? {} : (CLASSES.find(({ from }) => isAtLeast(before, from))?.shed ?? {});
      const isSeveral =
        cities.some((city) => !city.neighbour && isOut(city, at)) &&
        cities.filter((city) => isOut(city, at)).length >= 2;
      const isSilent =
        isMissing(at, times, (time) => inputs.shed(province.id, time)) ||
        cities.some((city) => {
          const own = inputs.gridTimes(city.id);
          return (
            isMissing(at, own, (time) => inputs.shed(city.id, time)) ||
            isMissing(at, own, (time) => inputs.out(city, time))
          );
        });
      return { met: isSeveral ? atLeast(ratio?.ratio ?? null, bounds) : 'none', isSilent };
    },
  };
}

const DAYS: Bounds = { III: 5, II: 3, I: 1 };
const PERCENT: Bounds = { III: 40, II: 30, I: 20 };
const COAL_MS = 48 * HOUR_MS;
const isEnterprise = (subject: Subject): boolean => subject.kind.startsWith('coal-');
const denominator = (subject: Subject): number | null =>
  subject.designDailyOutput ?? subject.dailySales ?? subject.threeYearMeanStock;
const measure = (kind: string, stock: number, of: number): number => ((kind === 'coal-user' ? 100 : 1) * stock) / of;
const coalBounds = (kind: string): Bounds => (kind === 'coal-user' ? PERCENT : DAYS);

function enterpriseRule(inputs: Inputs, subject: Subject, of: number): Judged {
  const stocks = inputs.of(subject.id, 'coal.stock');
  return {
    rule: 'coal-enterprise',
    subject: subject.id,
    role: 'alarm',
    times: stocks.map((point) => point.time),
    find(at) {
      const stock = counting(stocks, at, COAL_MS);
      if (stock === null) return { met: 'none', isSilent: false };
      return { met: below(measure(subject.kind, stock.value, of), coalBounds(subject.kind)), isSilent: false };
    },
  };
}

function countyCoalRule(inputs: Inputs, county: string, key: readonly Subject[]): Judged {
  const times = key.flatMap((subject) => inputs.of(subject.id, 'coal.stock').map((point) => point.time));
  return {
    rule: 'coal-county',
    subject: county,
    role: 'plan',
    times,
    find(at) {
      let met: Level = 'none';
      let isSilent = false;
      for (const kind of ['coal-producer', 'coal-trader', 'coal-user']) {
        let stock = 0;
        let of = 0;
        for (const subject of key) {
          if (subject.kind !== kind) continue;
          const stocks = inputs.of(subject.id, 'coal.stock');
          const point = counting(stocks, at, COAL_MS);
          if (point === null) {
            isSilent ||= stocks.some(({ time }) => time < at);
            continue;
          }
          stock += point.value;
          of += denominator(subject) ?? 0;
        }
        if (of === 0) continue;
        met = higher(met, below(measure(kind, stock, of), coalBounds(kind)));
      }
      return { met, isSilent };
    },
  };
}

function gasRule(inputs: Inputs, county: string): Judged {
  const series = (metric: string): readonly Point[] => inputs.of(county, metric);
  const at = (metric: string, time: number): number =>
    counting(series(metric), time, Infinity)?.value ?? Number.NEGATIVE_INFINITY;
  const metrics = ['gas.days_interrupted', 'gas.county_gap', 'gas.local_gap'];
  return {
    rule: 'gas-interruption',
    subject: county,
    role: 'plan',
    times: metrics.flatMap((metric) => series(metric).map((point) => point.time)),
    find(time) {
      const d = at('gas.days_interrupted', time);
      const g = at('gas.county_gap', time);
      const l = at('gas.local_gap', time);
      let met: Level = 'none';
      if (d >= 1 && (g > 0 || l > 0)) met = 'III';
      if (d >= 2 && (g >= 10 || l >= 30)) met = 'II';
      if (d >= 3 && (g > 20 || l >= 40)) met = 'I';
      return { met, isSilent: false };
    },
  };
}

interface ResponsePlan {
  readonly id: string;
  readonly area: string;
  readonly rules: readonly Judged[];
  /** Recovery in percent of the peak that an end needs; null when the text names none. */
  readonly recovery: { readonly grids: number; readonly keyGrids: number } | null;
  readonly grids: readonly Subject[];
}

function judgeResponse(plan: ResponsePlan, inputs: Inputs): Line[] {
  const lines: Line[] = [];
  const levels = new Map<Judged, Level>();
  const peaks = new Map<string, { lostMw: number; out: number }>();
  let inForce: Level = 'none';
  const ruleTimes = new Set(plan.rules.flatMap((rule) => rule.times));
  const gridTimes = plan.grids.flatMap((grid) => inputs.gridTimes(grid.id));
  const times = [...new Set([...ruleTimes, ...gridTimes])].toSorted((a, b) => a - b);
  for (const at of times) {
    for (const judged of plan.rules) {
      if (!judged.times.includes(at)) continue;
      const found = judged.find(at);
      const before = levels.get(judged) ?? 'none';
      const level = found.isSilent ? higher(before, found.met) : found.met;
      levels.set(judged, level);
      if (level === before) continue;
      const { rule, subject } = judged;
      lines.push({ type: 'level', at, plan: plan.id, rule, subject, from: before, to: level });
    }
    let condition: Level = 'none';
    for (const [judged, level] of levels) if (judged.role === 'plan') condition = higher(condition, level);

    const advise = (action: 'start' | 'raise' | 'end', to: Level): void => {
      const common = { type: 'recommendation', at, plan: plan.id, subject: plan.area } as const;
      lines.push({ ...common, action, from: inForce, to, immediate: null, publishBy: null });
      inForce = to;
    };
    const isJudged = ruleTimes.has(at);
    if (isJudged && isAbove(condition, inForce)) advise(inForce === 'none' ? 'start' : 'raise', condition);
    if (inForce === 'none') {
      peaks.clear();
      continue;
    }
    let isRecovered = true;
    for (const grid of plan.grids) {
      const shed = inputs.shed(grid.id, at);
      const lostMw = shed === null ? null : (shed.ratio / 100) * (shed.loadBefore ?? 0);
      const outNow = inputs.out(grid, at);
      const before = peaks.get(grid.id) ?? { lostMw: 0, out: 0 };
      const peak = { lostMw: Math.max(before.lostMw, lostMw ?? 0), out: Math.max(before.out, outNow ?? 0) };
      peaks.set(grid.id, peak);
      // A grid whose load lost was never known is taken by its customers.
      const isRatioKnown = inputs.gridTimes(grid.id).some((time) => time <= at && inputs.shed(grid.id, time) !== null);
      const [worst, loss] = isRatioKnown ? [peak.lostMw, lostMw] : [peak.out, outNow];
      if (plan.recovery === null || worst === 0) continue;
      const isBound = grid.scope === 'city' || grid.scope === 'county' || grid.keyArea;
      const left = 100 - (isBound ? plan.recovery.keyGrids : plan.recovery.grids);
      if (loss === null || loss > (worst * left) / 100 + 1e-9 * worst) isRecovered = false;
    }
    if (isJudged && condition === 'none' && isRecovered) {
      advise('end', 'none');
      peaks.clear();
    }
  }
  return lines;
}

/** The Yangcheng outage and energy plans (SEMANTICS 6), every recommendation approved at once. */
export function oracleResponse(readings: readonly Reading[], jurisdiction: Jurisdiction, planId: string): Line[] {
  const county = jurisdiction.subjects.find((subject) => subject.kind === 'county');
  if (county === undefined) return [];
  const inputs = new Inputs(readings);
  const gridsOf = (scope: string): Subject[] =>
    jurisdiction.subjects.filter((subject) => subject.kind === 'grid' && subject.scope === scope);
  const own = (scope: string): Subject[] => gridsOf(scope).filter((grid) => !grid.neighbour);
  if (planId === 'yangcheng-outage') {
    const counties = own('county');
    const townships = own('township');
    const rules = [
      ...counties.map((grid) =>
        gridRule(inputs, 'county-loss', grid, { III: 20, II: 40, I: 60 }, { III: 30, II: 50, I: 70 }),
      ),
      ...townships.map((grid) => gridRule(inputs, 'township-loss', grid, { III: 40, II: 60 }, { III: 50, II: 70 })),
    ];
    const others = jurisdiction.subjects.filter(
      ({ kind, scope, neighbour, keyArea }) => kind === 'grid' && !neighbour && (scope === 'city' || keyArea),
    );
    const grids = [...new Set([...counties, ...townships, ...others])];
    return judgeResponse({ id: planId, area: county.id, rules, recovery: { grids: 80, keyGrids: 90 }, grids }, inputs);
  }
  const enterprises = jurisdiction.subjects.filter(isEnterprise);
  const rules = [
    ...own('province').map((grid) => provinceRule(inputs, grid, gridsOf('city'))),
    ...own('city').map((grid) =>
      gridRule(inputs, 'city-loss', grid, { III: 20, II: 40, I: 60 }, { III: 30, II: 50, I: 70 }),
    ),
    ...own('county').map((grid) =>
      gridRule(inputs, 'county-loss', grid, { III: 40, II: 60, I: 80 }, { III: 50, II: 70, I: 90 }),
    ),
    ...enterprises.flatMap((one) => {
      const of = denominator(one);
      return of === null ? [] : [enterpriseRule(inputs, one, of)];
    }),
    countyCoalRule(
      inputs,
      county.id,
      enterprises.filter((one) => one.key),
    ),
    gasRule(inputs, county.id),
  ];
  return judgeResponse({ id: planId, area: county.id, rules, recovery: null, grids: [] }, inputs);
}
