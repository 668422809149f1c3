/**
 * Calls of alarms in 10 minutes, as bars over time; where a bar stands for more than ten minutes, the busiest ten of it.
 * Bars above the line of a flood stand out.
 */
import type { EChartsOption } from 'echarts';
import type { WireKpis } from '../../server/wire/history.ts';
import { roundScale, strokePx, textStyle, timeAxis, valueAxis, type ChartTheme } from './chart-theme.ts';

/** Above so many calls in 10 minutes a flood begins. @source ISA-18.2, EEMUA 191 */
export const FLOOD_LINE = 10;

export interface AlarmRateView {
  readonly series: WireKpis['series'];
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly zone: string;
  readonly words: { readonly flood: string };
}

/** The chart. The axis reaches the line of a flood also where few calls came: how far away it is, is what one looks for. */
export function buildAlarmRate(view: AlarmRateView, theme: ChartTheme): EChartsOption {
  const { stepMs, points } = view.series;
  const most = Math.max(FLOOD_LINE, ...points.map(([, , peak]) => peak));
  return {
    animation: false,
    grid: { left: theme.textPx * 2.6, right: theme.textPx, top: theme.textPx, bottom: theme.textPx * 2.1 },
    xAxis: timeAxis(theme, { from: view.from, to: view.to, zone: view.zone }),
    yAxis: valueAxis(theme, roundScale(0, most * 1.1)),
    series: [
      {
        name: 'calls',
        type: 'bar',
        silent: true,
        // In the middle of what they stand for, and never thinner than can be seen.
        data: points.map(([begin, , peak]) => ({
          value: [begin + stepMs / 2, peak],
          itemStyle: { color: peak > FLOOD_LINE ? theme.text : theme.bar },
        })),
        barMinWidth: 2,
        barMaxWidth: theme.textPx,
        large: false,
        markLine: {
          silent: true,
          animation: false,
          symbol: 'none',
          data: [
            {
              yAxis: FLOOD_LINE,
              lineStyle: { color: theme.text2, width: strokePx(theme, 1.5), type: 'dashed' },
              label: { formatter: view.words.flood, position: 'insideStartTop', ...textStyle(theme) },
            },
          ],
        },
      },
    ],
  };
}
