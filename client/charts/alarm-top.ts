/** The alarms that called most often, as bars with their number of calls. */
import type { EChartsOption } from 'echarts';
import { textStyle, type ChartTheme } from './chart-theme.ts';

export interface AlarmTopView {
  /** The most frequent first. */
  readonly rows: readonly { readonly name: string; readonly calls: number }[];
}

/** The chart. Names stand above their bars, where they have the whole width. */
export function buildAlarmTop(view: AlarmTopView, theme: ChartTheme): EChartsOption {
  const most = Math.max(1, ...view.rows.map(({ calls }) => calls));
  return {
    animation: false,
    grid: { left: theme.textPx * 0.5, right: theme.textPx * 3.5, top: theme.textPx * 1.2, bottom: theme.textPx * 0.3 },
    xAxis: { type: 'value', min: 0, max: most, show: false },
    yAxis: { type: 'category', inverse: true, show: false, data: view.rows.map((_, i) => `${i}`) },
    series: [
      {
        name: 'calls',
        type: 'bar',
        silent: true,
        barWidth: theme.textPx * 0.55,
        itemStyle: { color: theme.bar },
        data: view.rows.map(({ calls }) => calls),
        label: { show: true, position: 'right', formatter: '{c}', ...textStyle(theme, theme.text) },
      },
      {
        // Bars of no length that carry the names.
        name: 'names',
        type: 'bar',
        silent: true,
        barGap: '-100%',
        barWidth: theme.textPx * 0.55,
        data: view.rows.map(({ name }) => ({
          value: 0,
          label: {
            show: true,
            position: 'right',
            offset: [-theme.textPx * 0.3, -theme.textPx * 1.05],
            formatter: name.replaceAll(/[{}|]/gu, ' '),
            ...textStyle(theme, theme.text2),
          },
        })),
      },
    ],
  };
}
