/**
 * SO₂ by hour (µg/m³): the city in white, its stations in grey, the forecast dashed, with the plan's lines.
 */
import type { EChartsOption } from 'echarts';
import type { AirTrend, JudgedPlan, Point } from '../../server/wire/shapes.ts';
import { localDate } from '../../server/model/instant.ts';
import { valuesOn } from '../../server/model/plan.ts';
import {
  levelLines,
  linesInReach,
  roundScale,
  strokePx,
  timeAxis,
  valueAxis,
  type ChartTheme,
  type LevelLine,
} from './chart-theme.ts';

export interface So2View {
  readonly city: readonly Point[];
  readonly forecast: readonly Point[];
  readonly stations: AirTrend['so2Stations'];
  readonly lines: readonly LevelLine[];
  readonly now: number;
  readonly zone: string;
}

/** The plan's SO₂ lines on the local date of an instant. */
export function so2Lines(plan: JudgedPlan, instant: number, zone: string): LevelLine[] {
  const lines: LevelLine[] = [];
  for (const rule of plan.rules) {
    if (rule.kind !== 'run-of-hours' || rule.metric !== 'air.so2') continue;
    const { above } = valuesOn(rule.editions, localDate(instant, zone));
    for (const level of plan.levels) {
      const at = above[level.id];
      if (at !== undefined) lines.push({ level: level.id, at });
    }
  }
  return lines.toSorted((a, b) => a.at - b.at);
}

const known = (points: readonly Point[]): number[] => points.flatMap(([, value]) => (value === null ? [] : [value]));

/** The chart. A null point is a gap in its line. */
export function buildSo2(view: So2View, theme: ChartTheme): EChartsOption {
  const all = [view.city, view.forecast, ...view.stations.map((station) => station.points)];
  const largest = Math.max(0, ...all.flatMap(known));
  const lines = linesInReach(view.lines, largest);
  const starts = all.flatMap((points) => points[0]?.[0] ?? []);
  const ends = all.flatMap((points) => points.at(-1)?.[0] ?? []);
  const line = (name: string, points: readonly Point[], style: { color: string; weight: number; dashed: boolean }) => ({
    name,
    type: 'line' as const,
    silent: true,
    symbol: 'none',
    connectNulls: false,
    lineStyle: {
      color: style.color,
      width: strokePx(theme, style.weight),
      type: style.dashed ? ('dashed' as const) : ('solid' as const),
    },
    data: points.map(([time, value]) => [time, value]),
  });
  return {
    animation: false,
    grid: { left: theme.textPx * 2.6, right: theme.textPx * 3.2, top: theme.textPx, bottom: theme.textPx * 2.1 },
    xAxis: timeAxis(theme, {
      from: starts.length > 0 ? Math.min(...starts) : view.now - 86_400_000,
      to: Math.max(view.now, ...ends),
      zone: view.zone,
    }),
    yAxis: valueAxis(theme, roundScale(0, Math.max(1, largest * 1.05, ...lines.map((one) => one.at * 1.05)))),
    series: [
      ...view.stations.map((station) =>
        line(station.subject, station.points, { color: theme.quiet, weight: 1, dashed: false }),
      ),
      line('forecast', view.forecast, { color: theme.forecast, weight: 2, dashed: true }),
      {
        ...line('city', view.city, { color: theme.text, weight: 2.5, dashed: false }),
        markLine: levelLines(theme, lines),
      },
    ],
  };
}
