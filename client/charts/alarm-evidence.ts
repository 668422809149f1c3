/**
 * The evidence of an alarm: its values over time in the unit of the evidence, the plan's lines, the stretch of time that
 * counted, what was forecast (dashed) and what is missing (grey, with a cross at the foot).
 */
import type { EChartsOption } from 'echarts';
import type { Level, WireEvidence } from '../../server/wire/shapes.ts';
import { formatTime } from '../i18n/format.ts';
import { textStyle, type ChartTheme } from './chart-theme.ts';
import { timeMarks } from './time-marks.ts';

export interface AlarmEvidenceView {
  readonly evidence: Pick<WireEvidence, 'values' | 'thresholds' | 'window' | 'unit'>;
  /** The level that the evidence met; tints the window. */
  readonly level: Level;
  readonly words: {
    readonly observed: string;
    readonly forecast: string;
    readonly missing: string;
    readonly window: string;
  };
  /** What a level is called beside its line. */
  readonly grade: (level: Level) => string;
  /** The jurisdiction's. */
  readonly zone: string;
  /** An instant (epoch ms) in the tooltip, with its date. */
  readonly formatInstant: (instant: number) => string;
}

/** A stretch without values, epoch ms. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

type Row = readonly [time: number, value: number | null];

/** The usual distance of two values in ms: the smallest there is; an hour when there are fewer than two. */
export function stepOf(times: readonly number[]): number {
  let step = Number.POSITIVE_INFINITY;
  for (let i = 1; i < times.length; i += 1) step = Math.min(step, (times[i] ?? 0) - (times[i - 1] ?? 0));
  return Number.isFinite(step) && step > 0 ? step : 3_600_000;
}

/** The stretches of missing values, neighbours joined. */
export function gapsOf(rows: readonly Row[], stepMs: number): readonly Gap[] {
  const gaps: Gap[] = [];
  for (const [time, value] of rows) {
    if (value !== null) continue;
    const last = gaps.at(-1);
    if (last !== undefined && time <= last.to) gaps[gaps.length - 1] = { from: last.from, to: time + stepMs };
    else gaps.push({ from: time, to: time + stepMs });
  }
  return gaps;
}

/** Labels of the axis, which have their date, that fit beside each other. */
const TIME_LABELS = 6;

/** Builds the chart of an alarm's evidence. Series are named by `view.words`. */
export function buildAlarmEvidence(view: AlarmEvidenceView, theme: ChartTheme): EChartsOption {
  const { evidence, words } = view;
  const rows = evidence.values.map(([time, value, kind]) => ({
    row: [Date.parse(time), value] as const,
    isForecast: kind === 'forecast',
  }));
  const observed = rows.filter(({ isForecast }) => !isForecast).map(({ row }) => row);
  const ahead = rows.filter(({ isForecast }) => isForecast).map(({ row }) => row);
  const stepMs = stepOf(rows.map(({ row }) => row[0]));
  const gaps = gapsOf([...observed, ...ahead], stepMs);
  const last = observed.at(-1);
  // The dashed line starts where the solid one ends, so that the eye can follow it.
  const forecast = last !== undefined && ahead.length > 0 ? [last, ...ahead] : ahead;
  const lines = [...evidence.thresholds].sort((a, b) => a.at - b.at);
  const peak = Math.max(...lines.map(({ at }) => at), ...rows.map(({ row }) => row[1] ?? 0), 1);
  const isSparse = rows.length <= 60;
  const { window } = evidence;
  const times = rows.map(({ row }) => row[0]);
  const span = { from: Math.min(...times), to: Math.max(...times), zone: view.zone };

  return {
    animation: false,
    textStyle: textStyle(theme),
    grid: { left: 8, right: theme.textPx * 5.5, top: theme.textPx * 2.4, bottom: 4, containLabel: true },
    legend: {
      top: 0,
      left: theme.textPx * 6,
      itemWidth: theme.textPx * 1.6,
      textStyle: textStyle(theme),
      data: [
        ...(observed.length > 0 ? [words.observed] : []),
        ...(forecast.length > 0 ? [words.forecast] : []),
        ...(gaps.length > 0 ? [words.missing] : []),
      ],
    },
    tooltip: {
      trigger: 'axis',
      backgroundColor: theme.panel,
      borderColor: theme.line,
      textStyle: textStyle(theme, theme.text),
      axisPointer: { lineStyle: { color: theme.text3 }, label: { show: false } },
      valueFormatter: (value) => (typeof value === 'number' ? `${value} ${evidence.unit}` : words.missing),
    },
    xAxis: {
      type: 'time',
      axisLine: { lineStyle: { color: theme.line } },
      axisTick: { show: false },
      splitLine: { show: false },
      axisLabel: {
        customValues: timeMarks(span, TIME_LABELS),
        color: theme.text2,
        fontSize: theme.textPx,
        hideOverlap: true,
        formatter: (instant: number) => formatTime(instant, view.zone, 'short'),
      },
      axisPointer: { label: { show: true, formatter: ({ value }) => view.formatInstant(Number(value)) } },
    },
    yAxis: {
      type: 'value',
      name: evidence.unit,
      nameTextStyle: { color: theme.text3, fontSize: theme.textPx, align: 'left' },
      nameLocation: 'end',
      max: Math.ceil(peak * 1.08),
      min: 0,
      axisLabel: { color: theme.text2, fontSize: theme.textPx, showMaxLabel: false },
      splitLine: { lineStyle: { color: theme.line } },
    },
    series: [
      {
        name: words.observed,
        type: 'line',
        data: observed.map(([time, value]) => [time, value]),
        connectNulls: false,
        showSymbol: isSparse,
        symbol: 'circle',
        symbolSize: Math.max(3, theme.textPx * 0.35),
        lineStyle: { color: theme.text, width: 2 },
        itemStyle: { color: theme.text },
        markLine: {
          silent: true,
          symbol: 'none',
          data: lines.map(({ level, at }) => ({
            yAxis: at,
            lineStyle: { color: theme.levelEdge[level], type: 'dashed', width: 1.5 },
            label: {
              position: 'end',
              formatter: `${view.grade(level)} ${at}`,
              color: theme.levelText[level],
              fontSize: theme.textPx,
            },
          })),
        },
        ...(window === null
          ? {}
          : {
              markArea: {
                silent: true,
                itemStyle: { color: theme.level[view.level], opacity: 0.13 },
                label: { show: true, position: 'insideBottomLeft', color: theme.text2, fontSize: theme.textPx },
                data: [[{ name: words.window, xAxis: Date.parse(window.from) }, { xAxis: Date.parse(window.to) }]],
              },
            }),
      },
      {
        name: words.forecast,
        type: 'line',
        data: forecast.map(([time, value]) => [time, value]),
        connectNulls: false,
        showSymbol: false,
        lineStyle: { color: theme.forecast, width: 2, type: 'dashed' },
        itemStyle: { color: theme.forecast },
      },
      {
        name: words.missing,
        type: 'scatter',
        symbol: 'path://M0 2 L2 0 L10 8 L18 0 L20 2 L12 10 L20 18 L18 20 L10 12 L2 20 L0 18 L8 10 Z',
        symbolSize: theme.textPx * 0.7,
        itemStyle: { color: theme.text3 },
        tooltip: { show: false },
        data: gaps.map(({ from, to }) => [(from + to) / 2, peak * 0.03]),
        markArea: {
          silent: true,
          itemStyle: { color: theme.normal, opacity: 0.25 },
          data: gaps.map(({ from, to }) => [{ xAxis: from }, { xAxis: to }]),
        },
      },
    ],
  };
}
