/**
 * AQI as the mean of rule AQI over the last 24 h (AQI, no unit): observed in white, what the forecast makes of it as a
 * band from the central value to its upper end, with the plan's lines.
 */
import type { EChartsOption } from 'echarts';
import type { AirTrend, JudgedPlan } from '../../server/wire/shapes.ts';
import { localDate } from '../../server/model/instant.ts';
import { valuesOn } from '../../server/model/plan.ts';
import {
  levelLines,
  linesInReach,
  roundScale,
  strokePx,
  textStyle,
  timeAxis,
  valueAxis,
  type ChartTheme,
  type LevelLine,
} from './chart-theme.ts';

export interface AirDayMeanView {
  readonly observed: AirTrend['dayMean'];
  readonly forecast: AirTrend['dayMeanForecast'];
  readonly lines: readonly LevelLine[];
  /** Event time, epoch ms. */
  readonly now: number;
  readonly zone: string;
  readonly words: { readonly now: string };
}

/** The plan's AQI lines on the local date of an instant: one for each number that a day's mean is held against, and the calm one. */
export function aqiLines(plan: JudgedPlan, instant: number, zone: string): LevelLine[] {
  const date = localDate(instant, zone);
  const lines: LevelLine[] = [];
  for (const rule of plan.rules) {
    if (rule.kind !== 'days') continue;
    const { levels } = valuesOn(rule.editions, date);
    // Levels come lowest first, so that a line that several share is that of the mildest.
    for (const { id } of plan.levels) {
      for (const { line, inside } of levels[id] ?? []) {
        for (const at of ['above' in line ? line.above : line.from, ...(inside === null ? [] : [inside.above])]) {
          if (!lines.some((known) => known.at === at)) lines.push({ level: id, at });
        }
      }
    }
  }
  if (plan.recommendation.kind === 'warning') lines.push({ level: 'none', at: plan.recommendation.calm.aqi });
  return lines.toSorted((a, b) => a.at - b.at);
}

/** The chart. Points in time outside the observed and forecast ones are not drawn; a null point is a gap. */
export function buildAirDayMean(view: AirDayMeanView, theme: ChartTheme): EChartsOption {
  const values = [
    ...view.observed.flatMap(([, value]) => (value === null ? [] : [value])),
    ...view.forecast.map(([, , upper]) => upper),
  ];
  const largest = Math.max(0, ...values);
  const lines = linesInReach(view.lines, largest);
  const from = view.observed[0]?.[0] ?? view.now - 86_400_000;
  const to = Math.max(view.now, view.forecast.at(-1)?.[0] ?? 0, view.observed.at(-1)?.[0] ?? 0);
  return {
    animation: false,
    grid: { left: theme.textPx * 2.6, right: theme.textPx * 3.2, top: theme.textPx * 1.5, bottom: theme.textPx * 2.1 },
    xAxis: timeAxis(theme, { from, to, zone: view.zone }),
    yAxis: valueAxis(theme, roundScale(0, Math.max(1, largest * 1.05, ...lines.map((line) => line.at * 1.05)))),
    series: [
      {
        name: 'central-base',
        type: 'line',
        stack: 'band',
        silent: true,
        symbol: 'none',
        lineStyle: { width: 0 },
        data: view.forecast.map(([time, central]) => [time, central]),
      },
      {
        name: 'band',
        type: 'line',
        stack: 'band',
        silent: true,
        symbol: 'none',
        lineStyle: { width: 0 },
        areaStyle: { color: theme.forecast, opacity: 0.22 },
        data: view.forecast.map(([time, central, upper]) => [time, Math.max(0, upper - central)]),
      },
      {
        name: 'central',
        type: 'line',
        silent: true,
        symbol: 'none',
        lineStyle: { color: theme.forecast, width: strokePx(theme, 2), type: 'dashed' },
        data: view.forecast.map(([time, central]) => [time, central]),
      },
      {
        name: 'observed',
        type: 'line',
        silent: true,
        symbol: 'none',
        connectNulls: false,
        lineStyle: { color: theme.text, width: strokePx(theme, 2.5) },
        data: view.observed.map(([time, value]) => [time, value]),
        markLine: levelLines(theme, lines),
      },
      {
        name: 'now',
        type: 'line',
        silent: true,
        symbol: 'none',
        data: [],
        markLine: {
          silent: true,
          animation: false,
          symbol: 'none',
          data: [
            {
              xAxis: view.now,
              lineStyle: { color: theme.text3, width: strokePx(theme, 1), type: 'solid' },
              label: {
                formatter: view.words.now,
                position: 'end',
                distance: theme.textPx / 4,
                ...textStyle(theme, theme.text2),
              },
            },
          ],
        },
      },
    ],
  };
}
