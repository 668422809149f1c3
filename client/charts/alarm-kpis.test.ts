import type { EChartsOption, SeriesOption } from 'echarts';
import { describe, expect, it } from 'vitest';
import { THEMES } from '../theme.ts';
import { buildAlarmMix, sharesOf } from './alarm-mix.ts';
import { buildAlarmRate } from './alarm-rate.ts';
import { buildAlarmTop } from './alarm-top.ts';
import type { ChartTheme } from './chart-theme.ts';

const theme: ChartTheme = { ...THEMES.dark, textPx: 16 };
const MIN = 60_000;

/** The data of a series, by its name. */
function dataOf(option: EChartsOption, name: string): readonly unknown[] {
  const series = ([option.series].flat() as SeriesOption[]).find((one) => one.name === name);
  return Array.isArray(series?.data) ? series.data : [];
}

describe('calls in 10 minutes', () => {
  const view = {
    series: {
      stepMs: 10 * MIN,
      points: [
        [0, 3, 3],
        [10 * MIN, 11, 11],
        [20 * MIN, 10, 10],
      ] as const,
    },
    from: 0,
    to: 30 * MIN,
    zone: 'UTC',
    words: { flood: 'flood' },
  };

  it('are bars in the middle of their time; only one above ten stands out', () => {
    expect(dataOf(buildAlarmRate(view, theme), 'calls')).toEqual([
      { value: [5 * MIN, 3], itemStyle: { color: theme.bar } },
      { value: [15 * MIN, 11], itemStyle: { color: theme.text } },
      { value: [25 * MIN, 10], itemStyle: { color: theme.bar } },
    ]);
  });

  it('show the busiest ten minutes where a bar stands for more, on an axis that reaches the line of a flood', () => {
    const wide = { ...view, series: { stepMs: 60 * MIN, points: [[0, 9, 2]] as const } };
    const option = buildAlarmRate(wide, theme);
    expect(dataOf(option, 'calls')).toMatchObject([{ value: [30 * MIN, 2] }]);
    expect(option.yAxis).toMatchObject({ min: 0, max: 15 });
    expect(buildAlarmRate({ ...wide, series: { stepMs: 1, points: [] } }, theme).yAxis).toMatchObject({ max: 15 });
  });
});

describe('the mix of priorities', () => {
  it('takes III and IV together as low, in percent beside what is recommended', () => {
    const shares = sharesOf([
      { level: 'I', calls: 1, share: 0.125 },
      { level: 'II', calls: 2, share: 0.25 },
      { level: 'III', calls: 4, share: 0.5 },
      { level: 'IV', calls: 1, share: 0.125 },
    ]);
    expect(shares).toEqual({ high: 0.125, medium: 0.25, low: 0.625 });
    const option = buildAlarmMix(
      {
        shares,
        recommended: { high: 0.05, medium: 0.15, low: 0.8 },
        words: { high: 'h', medium: 'm', low: 'l' },
      },
      theme,
    );
    expect(dataOf(option, 'share')).toMatchObject([{ value: 12.5 }, { value: 25 }, { value: 62.5 }]);
    expect(dataOf(option, 'recommended')).toEqual([
      [5, 0],
      [15, 1],
      [80, 2],
    ]);
  });
});

describe('the most frequent', () => {
  it('are in their order, with names that no format of the chart can be made of', () => {
    const option = buildAlarmTop(
      {
        rows: [
          { name: 'SO₂ {c}', calls: 7 },
          { name: 'b', calls: 2 },
        ],
      },
      theme,
    );
    expect(dataOf(option, 'calls')).toEqual([7, 2]);
    expect(dataOf(option, 'names')).toMatchObject([{ label: { formatter: 'SO₂  c ' } }, { label: { formatter: 'b' } }]);
    expect(option.xAxis).toMatchObject({ min: 0, max: 7 });
    expect(buildAlarmTop({ rows: [] }, theme).xAxis).toMatchObject({ max: 1 });
  });
});
