/**
 * Load of a grid (MW) against the load before the event, which is drawn only while there is one; the share lost stands
 * between the two, and a level's line where the load would meet it.
 */
import type { EChartsOption } from 'echarts';
import type { GridScope } from '../../server/model/jurisdiction.ts';
import { localDate } from '../../server/model/instant.ts';
import { valuesOn } from '../../server/model/plan.ts';
import type { GridTrend, JudgedPlan } from '../../server/wire/shapes.ts';
import {
  levelLines,
  strokePx,
  textStyle,
  timeAxis,
  valueAxis,
  type ChartTheme,
  type LevelLine,
  roundScale,
} from './chart-theme.ts';

export interface LoadView {
  readonly load: GridTrend['load'];
  readonly reference: number | null;
  readonly lines: readonly LevelLine[];
  readonly now: number;
  readonly zone: string;
  readonly words: { readonly reference: string };
}

/**
 * Loads (MW) at which a grid of this scope would meet each level, from the plans' shed bounds and the load before the
 * event. Bounds that depend on the class of load take the class of the reference. Of several plans the lower bound counts.
 */
export function loadLines(
  plans: readonly JudgedPlan[],
  grid: { readonly scope: GridScope; readonly reference: number },
  day: { readonly instant: number; readonly zone: string },
): LevelLine[] {
  const lines = new Map<LevelLine['level'], number>();
  for (const plan of plans) {
    for (const rule of plan.rules) {
      if (rule.kind !== 'band' || rule.scope !== grid.scope) continue;
      const values = valuesOn(rule.editions, localDate(day.instant, day.zone));
      const shed =
        values.classes === null
          ? values.shed
          : (values.classes.find((one) => grid.reference >= one.loadFrom)?.shed ?? {});
      for (const level of plan.levels) {
        const bound = shed[level.id];
        if (bound === undefined) continue;
        const at = Math.round(grid.reference * (1 - bound / 100));
        lines.set(level.id, Math.max(at, lines.get(level.id) ?? 0));
      }
    }
  }
  return [...lines].map(([level, at]) => ({ level, at })).toSorted((a, b) => b.at - a.at);
}

/** The chart. The axis does not begin at 0 unless an event is drawn: a share of a loss is read from the bottom. */
export function buildLoad(view: LoadView, theme: ChartTheme): EChartsOption {
  const values = view.load.flatMap(([, value]) => (value === null ? [] : [value]));
  const reference = view.reference;
  const lines = reference === null ? [] : view.lines;
  const largest = Math.max(...values, reference ?? 0, 1);
  const smallest = Math.min(...values, largest);
  // A load that hardly moves is a level line, not a mountain made of tenths.
  const spread = Math.max(1, largest / 10, largest - smallest);
  // Without an event the day's curve has the height; a share of a loss is read from 0.
  const scale = roundScale(reference === null ? Math.max(0, smallest - spread * 0.3) : 0, largest + spread * 0.05);
  return {
    animation: false,
    grid: { left: theme.textPx * 3.3, right: theme.textPx * 3.6, top: theme.textPx, bottom: theme.textPx * 2.1 },
    xAxis: timeAxis(theme, {
      from: view.load[0]?.[0] ?? view.now - 86_400_000,
      to: Math.max(view.now, view.load.at(-1)?.[0] ?? 0),
      zone: view.zone,
    }),
    yAxis: valueAxis(theme, scale),
    series: [
      {
        name: 'load',
        type: 'line',
        silent: true,
        symbol: 'none',
        connectNulls: false,
        lineStyle: { color: theme.text, width: strokePx(theme, 2.5) },
        data: view.load.map(([time, value]) => [time, value]),
        markLine: levelLines(theme, lines),
      },
      {
        name: 'reference',
        type: 'line',
        silent: true,
        symbol: 'none',
        data: [],
        markLine: {
          silent: true,
          animation: false,
          symbol: 'none',
          data:
            reference === null
              ? []
              : [
                  {
                    yAxis: reference,
                    lineStyle: { color: theme.text2, width: strokePx(theme, 1.5), type: 'solid' },
                    label: {
                      formatter: `${view.words.reference} ${Math.round(reference)}`,
                      position: 'insideStartTop',
                      ...textStyle(theme, theme.text2),
                      // The load itself often runs just here.
                      backgroundColor: theme.panel,
                      padding: [0, theme.textPx / 4],
                    },
                  },
                ],
        },
      },
    ],
  };
}
