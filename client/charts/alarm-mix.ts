/**
 * How the calls of plans were spread over priorities (%), beside the recommended spread. Priorities are levels: I is high,
 * II medium, III and IV low.
 */
import type { EChartsOption } from 'echarts';
import type { WireKpis } from '../../server/wire/history.ts';
import { strokePx, textStyle, type ChartTheme } from './chart-theme.ts';

export type Priority = 'high' | 'medium' | 'low';
const PRIORITIES: readonly Priority[] = ['high', 'medium', 'low'];

export interface AlarmMixView {
  /** Shares 0 to 1. */
  readonly shares: Readonly<Record<Priority, number>>;
  readonly recommended: Readonly<Record<Priority, number>>;
  readonly words: Readonly<Record<Priority, string>>;
}

/** The shares of priorities among the calls of plans. */
export function sharesOf(levels: WireKpis['levels']): AlarmMixView['shares'] {
  const of = (...wanted: readonly string[]): number =>
    levels.reduce((sum, { level, share }) => sum + (wanted.includes(level) ? share : 0), 0);
  return { high: of('I'), medium: of('II'), low: of('III', 'IV') };
}

const percent = (share: number): number => Math.round(share * 1000) / 10;

/** The chart: a bar for what was, a line across it for what is recommended. */
export function buildAlarmMix(view: AlarmMixView, theme: ChartTheme): EChartsOption {
  const colour = { high: theme.level.I, medium: theme.level.II, low: theme.level.III };
  return {
    animation: false,
    grid: { left: theme.textPx * 6.5, right: theme.textPx * 4, top: theme.textPx * 0.5, bottom: theme.textPx * 2.1 },
    xAxis: {
      type: 'value',
      min: 0,
      max: 100,
      interval: 20,
      axisLabel: textStyle(theme, theme.text3),
      splitLine: { lineStyle: { color: theme.line, width: strokePx(theme, 1) } },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: PRIORITIES.map((priority) => view.words[priority]),
      axisLabel: textStyle(theme, theme.text2),
      axisLine: { show: false },
      axisTick: { show: false },
    },
    series: [
      {
        name: 'share',
        type: 'bar',
        silent: true,
        barWidth: theme.textPx * 1.2,
        data: PRIORITIES.map((priority) => ({
          value: percent(view.shares[priority]),
          itemStyle: { color: colour[priority] },
        })),
        label: { show: true, position: 'right', formatter: '{c} %', ...textStyle(theme, theme.text) },
      },
      {
        name: 'recommended',
        type: 'scatter',
        silent: true,
        symbol: 'rect',
        symbolSize: [strokePx(theme, 3), theme.textPx * 2],
        itemStyle: { color: theme.text },
        data: PRIORITIES.map((priority, i) => [percent(view.recommended[priority]), i]),
      },
    ],
  };
}
