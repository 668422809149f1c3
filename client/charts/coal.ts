/**
 * Coal stock by enterprise: days of output or sales (d) above, percent of the three-year mean (%) below, each bar with
 * its own marks, which the first of each unit names. Grey until a level is met; what no longer counts is an empty dashed bar.
 */
import type { EChartsOption, SeriesOption } from 'echarts';
import type { CoalTrend } from '../../server/wire/shapes.ts';
import { formatNumber } from '../i18n/format.ts';
import { strokePx, textStyle, type ChartTheme } from './chart-theme.ts';

export interface CoalView {
  readonly enterprises: readonly (Pick<CoalTrend, 'subject' | 'value' | 'unit' | 'level' | 'marks'> & {
    readonly name: string;
  })[];
  readonly words: { readonly unknown: string; readonly days: string };
}

const GRADES = { IV: 'Ⅳ', III: 'Ⅲ', II: 'Ⅱ', I: 'Ⅰ' } as const;
const LEVELS = ['IV', 'III', 'II', 'I'] as const;

/** Room for the names in letters of full width: as much as the longest needs, 13 at most. */
function nameWidth(names: readonly string[]): number {
  const widths = names.map((name) =>
    Array.from(name).reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) > 0x2e7f ? 1 : 0.56), 0),
  );
  return Math.min(13, Math.max(3, ...widths));
}

/** The chart; the shortest stock of each unit is on top. */
export function buildCoal(view: CoalView, theme: ChartTheme): EChartsOption {
  const groups = (['d', '%'] as const)
    .map((unit) => ({
      unit,
      rows: view.enterprises
        .filter((one) => one.unit === unit)
        .toSorted((a, b) => (a.value ?? -1) - (b.value ?? -1) || (a.subject < b.subject ? -1 : 1)),
    }))
    .filter((group) => group.rows.length > 0);
  const letters = nameWidth(view.enterprises.map((one) => one.name));
  const total = groups.reduce((sum, group) => sum + group.rows.length, 0);
  // Above each group stand the grades of its marks.
  const gap = 9;
  const room = 97 - gap * groups.length;
  let top = gap;
  const grids = groups.map((group) => {
    const height = (room * group.rows.length) / total;
    const grid = {
      left: theme.textPx * (letters + 1),
      right: theme.textPx * 4.2,
      top: `${top}%`,
      height: `${height}%`,
    };
    top += height + gap;
    return grid;
  });
  const series = groups.flatMap((group, index): SeriesOption[] => {
    const marksMax = Math.max(...group.rows.flatMap((row) => row.marks.map((mark) => mark.at)), 1);
    return [
      {
        name: `stock-${group.unit}`,
        type: 'bar',
        silent: true,
        xAxisIndex: index,
        yAxisIndex: 2 * index,
        barWidth: '58%',
        showBackground: true,
        backgroundStyle: { color: theme.track },
        data: group.rows.map((row) => ({
          value: row.value ?? marksMax * 2,
          itemStyle:
            row.value === null
              ? {
                  color: 'transparent',
                  borderColor: theme.normal,
                  borderType: 'dashed' as const,
                  borderWidth: strokePx(theme, 1.5),
                }
              : { color: row.level === 'none' ? theme.bar : theme.level[row.level] },
        })),
      },
      ...LEVELS.map((level): SeriesOption => ({
        name: `marks-${group.unit}-${level}`,
        type: 'scatter',
        silent: true,
        xAxisIndex: index,
        yAxisIndex: 2 * index,
        symbol: 'rect',
        symbolSize: [strokePx(theme, 2.5), theme.textPx * 1.15],
        itemStyle: { color: theme.levelEdge[level], borderColor: theme.panel, borderWidth: strokePx(theme, 0.75) },
        z: 5,
        data: group.rows.flatMap((row, place) => {
          const mark = row.marks.find((one) => one.level === level);
          if (mark === undefined) return [];
          return [
            {
              value: [mark.at, place],
              label: {
                show: place === 0,
                formatter: GRADES[level],
                position: 'top' as const,
                distance: theme.textPx * 0.1,
                ...textStyle(theme, theme.levelText[level]),
              },
            },
          ];
        }),
      })),
    ];
  });
  return {
    animation: false,
    grid: grids,
    xAxis: groups.map((group, index) => ({
      type: 'value' as const,
      gridIndex: index,
      show: false,
      min: 0,
      // Twice the first mark: beyond that nobody needs to see how much more there is.
      max: 2 * Math.max(...group.rows.flatMap((row) => row.marks.map((mark) => mark.at)), 1),
    })),
    yAxis: groups.flatMap((group, index) => [
      {
        type: 'category' as const,
        gridIndex: index,
        inverse: true,
        data: group.rows.map((row) => row.name),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: {
          ...textStyle(theme, theme.text2),
          width: theme.textPx * (letters + 0.4),
          overflow: 'truncate' as const,
          interval: 0,
        },
      },
      // The numbers stand in a column of their own, where no mark can cover them.
      {
        type: 'category' as const,
        gridIndex: index,
        position: 'right' as const,
        inverse: true,
        data: group.rows.map((row) =>
          row.value === null
            ? view.words.unknown
            : `${formatNumber(row.value)}${row.unit === 'd' ? ` ${view.words.days}` : '%'}`,
        ),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { ...textStyle(theme, theme.text), interval: 0 },
      },
    ]),
    series,
  };
}
