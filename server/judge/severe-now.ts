import { startOfHour } from '../model/instant.ts';
import type { Level } from '../model/level.ts';
import type { SevereNowRule, SevereNowValues } from '../model/plan.ts';
import type { Evidence, Gauge, Progress } from '../model/verdict.ts';
import { hourValues, type Finding } from './run-of-hours.ts';
import { BACK_HOURS, isSumAbove, type Timeline } from './timeline.ts';

const DAY = 24;

/** Sum and count of the values of `[from, to)` that are there. */
function meanParts(values: Float64Array, from: number, to: number): { sum: number; count: number } {
  let sum = 0;
  let count = 0;
  for (let i = Math.max(0, from); i < Math.min(to, values.length); i += 1) {
    const value = values[i] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    sum += value;
    count += 1;
  }
  return { sum, count };
}

/**
 * Whether severe pollution is here and the next 24 hours promise no relief.
 * @source Yangquan plan 3.3, SEMANTICS 5.3
 */
export function findSevereNow(timeline: Timeline, values: SevereNowValues): Finding {
  const past = meanParts(timeline.ruleAqi, BACK_HOURS - DAY, BACK_HOURS);
  if (past.count < values.minHours || !isSumAbove(past.sum, past.count, values.above))
    return { level: 'none', starts: {} };
  const ahead = meanParts(timeline.ruleAqi, BACK_HOURS, BACK_HOURS + DAY);
  const relief = ahead.count >= values.minForecastHours && !isSumAbove(ahead.sum, ahead.count, values.above);
  return { level: relief ? 'none' : values.level, starts: {} };
}

/** The mean of the last day against the line. */
export function viewSevereNow(
  timeline: Timeline,
  values: SevereNowValues,
  level: Level,
): { progress: Progress | null; gauges: Gauge[] } {
  const past = meanParts(timeline.ruleAqi, BACK_HOURS - DAY, BACK_HOURS);
  const mean = past.count < values.minHours ? null : Math.round((past.sum / past.count) * 10) / 10;
  return {
    progress:
      level === 'none' && mean !== null
        ? { to: values.level, value: mean, of: values.above, unit: 'AQI', inHours: null }
        : null,
    gauges: [
      {
        label: { zh: '过去 24 h AQI 均值（严重污染）', en: 'Mean AQI, last 24 h' },
        value: mean,
        unit: 'AQI',
        direction: 'up',
        marks: [{ level: values.level, at: values.above }],
        note:
          mean === null
            ? { zh: `有效小时不足 ${values.minHours}`, en: `fewer than ${values.minHours} valid hours` }
            : null,
      },
    ],
  };
}

/** The last day, hour by hour, and what is forecast for the next. */
export function proveSevereNow(
  rule: SevereNowRule,
  timeline: Timeline,
  values: SevereNowValues,
  level: Level,
): Evidence {
  const offset = timeline.t - BACK_HOURS;
  const past = meanParts(timeline.ruleAqi, BACK_HOURS - DAY, BACK_HOURS);
  const ahead = meanParts(timeline.ruleAqi, BACK_HOURS, BACK_HOURS + DAY);
  const evidence = hourValues(timeline.ruleAqi, BACK_HOURS - DAY, BACK_HOURS + DAY, offset);
  const mean = past.count === 0 ? null : past.sum / past.count;
  const next = ahead.count < values.minForecastHours ? null : ahead.sum / ahead.count;
  return {
    clause: level === 'none' ? rule.clause : (rule.clauses[level] ?? rule.clause),
    summary: {
      zh: `过去 24 h AQI 均值 ${mean?.toFixed(1) ?? '未知'}，未来 24 h 预报 ${next?.toFixed(1) ?? '无'}`,
      en: `Mean AQI of the last 24 h ${mean?.toFixed(1) ?? 'unknown'}, forecast for the next 24 h ${next?.toFixed(1) ?? 'none'}`,
    },
    window: { from: startOfHour(timeline.t - DAY), to: startOfHour(timeline.t + DAY) },
    unit: 'AQI',
    thresholds: [{ level: values.level, at: values.above }],
    values: evidence.values,
    missing: DAY - past.count,
    facts: { validHours: past.count, forecastHours: ahead.count, above: values.above },
  };
}
