import { isAbove, type Level } from '../model/level.ts';
import type { GapBound, InterruptionRule, InterruptionValues } from '../model/plan.ts';
import type { Evidence, Gauge, Progress } from '../model/verdict.ts';
import { nearest, type InstantFinding } from './band.ts';
import type { Sample } from './grid.ts';
import { entriesOf } from './run-of-hours.ts';
import { isAtLeast, isOver } from './timeline.ts';

/** What is known of an interrupted delivery; a report stands until the next one. */
export interface InterruptionView {
  /** Days since delivery stopped. */
  readonly days: Sample | null;
  /** Percent. */
  readonly countyGap: Sample | null;
  readonly localGap: Sample | null;
}

const meets = (gap: Sample | null, bound: GapBound): boolean => {
  if (gap === null) return false;
  return 'above' in bound ? isOver(gap.value, bound.above) : isAtLeast(gap.value, bound.from);
};

/**
 * The level of an oil or gas interruption at an instant.
 * @source Yangcheng energy plan 4.2.1 (5), 4.2.2 (7), 4.2.3 (7), SEMANTICS 6
 */
export function findInterruption(values: InterruptionValues, view: InterruptionView): InstantFinding {
  let level: Level = 'none';
  for (const [id, bound] of entriesOf(values.levels)) {
    const long = view.days !== null && isAtLeast(view.days.value, bound.days);
    const wide = meets(view.countyGap, bound.countyGap) || meets(view.localGap, bound.localGap);
    if (long && wide && isAbove(id, level)) level = id;
  }
  return { level, missing: false };
}

/** The distance to the next level: days, county gap and local gap against the bounds. */
export function viewInterruption(
  values: InterruptionValues,
  view: InterruptionView,
  level: Level,
): { progress: Progress | null; gauges: Gauge[] } {
  const levels = entriesOf(values.levels);
  const atOf = (bound: GapBound): number => ('above' in bound ? bound.above : bound.from);
  const gauge = (label: Gauge['label'], sample: Sample | null, unit: string, marks: Gauge['marks']): Gauge => ({
    label,
    value: sample?.value ?? null,
    unit,
    direction: 'up',
    marks,
    note: null,
  });
  const gauges = [
    gauge(
      { zh: '油气中断', en: 'Delivery stopped' },
      view.days,
      'd',
      levels.map(([id, bound]) => ({ level: id, at: bound.days })),
    ),
    gauge(
      { zh: '全县供需缺口', en: 'County gap' },
      view.countyGap,
      '%',
      levels.map(([id, bound]) => ({ level: id, at: atOf(bound.countyGap) })),
    ),
    gauge(
      { zh: '局部供需缺口', en: 'Local gap' },
      view.localGap,
      '%',
      levels.map(([id, bound]) => ({ level: id, at: atOf(bound.localGap) })),
    ),
  ];
  return { progress: nearest(gauges.slice(0, 1), level), gauges };
}

/** The three numbers behind a level. */
export function proveInterruption(rule: InterruptionRule, view: InterruptionView, at: number, level: Level): Evidence {
  const shown = (sample: Sample | null): string => (sample === null ? '–' : String(sample.value));
  return {
    clause: level === 'none' ? rule.clause : (rule.clauses[level] ?? rule.clause),
    summary: {
      zh: `中断 ${shown(view.days)} 天，全县缺口 ${shown(view.countyGap)} %，局部缺口 ${shown(view.localGap)} %`,
      en: `Stopped for ${shown(view.days)} days, county gap ${shown(view.countyGap)} %, local gap ${shown(view.localGap)} %`,
    },
    window: null,
    unit: 'd',
    thresholds: [],
    values: view.days === null ? [] : [[view.days.time, view.days.value]],
    missing: 0,
    facts: {
      days: view.days?.value ?? null,
      countyGapPercent: view.countyGap?.value ?? null,
      localGapPercent: view.localGap?.value ?? null,
      asOf: at,
    },
  };
}
