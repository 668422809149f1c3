/** What every chart shares: sizes by the screen, axes, lines of levels. No React, no clock. */
import type { LineSeriesOption, XAXisComponentOption, YAXisComponentOption } from 'echarts';
import type { Level } from '../../server/wire/shapes.ts';
import { formatTime } from '../i18n/format.ts';
import { FONT, type Theme } from '../theme.ts';
import { isMidnight, timeMarks, type ZonedSpan } from './time-marks.ts';

/** A theme with the size of small text in px, from which strokes and margins follow. */
export interface ChartTheme extends Theme {
  readonly textPx: number;
}

/** A line that a plan draws across a chart. */
export interface LevelLine {
  /** `none`: a line of the plan that is no level (calm air, reference). */
  readonly level: Level;
  readonly at: number;
}

export const strokePx = (theme: ChartTheme, weight: number): number => Math.max(1, (theme.textPx / 16) * weight);

export const textStyle = (
  theme: ChartTheme,
  color: string = theme.text2,
): { color: string; fontSize: number; fontFamily: string } => ({
  color,
  fontSize: theme.textPx,
  fontFamily: FONT,
});

/** Labels of a time axis that have room on a chart of the usual width. */
const TIME_LABELS = 5;

/** A time axis in a jurisdiction's zone with few labels at round local times: dates at midnight, hours between. */
export function timeAxis(theme: ChartTheme, span: ZonedSpan): XAXisComponentOption {
  return {
    type: 'time',
    min: span.from,
    max: span.to,
    axisLine: { lineStyle: { color: theme.line, width: strokePx(theme, 1) } },
    axisTick: { show: false },
    splitLine: { show: false },
    axisLabel: {
      ...textStyle(theme, theme.text3),
      hideOverlap: true,
      margin: theme.textPx * 0.6,
      customValues: timeMarks(span, TIME_LABELS),
      formatter: (value: number) =>
        isMidnight(value, span.zone)
          ? formatTime(value, span.zone, 'short').slice(0, 5)
          : formatTime(value, span.zone, 'time'),
    },
  };
}

/** The ends of a value axis with a round step between its numbers. */
export interface Scale {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** A quiet value axis. */
export function valueAxis(theme: ChartTheme, scale: Scale): YAXisComponentOption {
  return {
    type: 'value',
    min: scale.min,
    max: scale.max,
    interval: scale.step,
    axisLabel: { ...textStyle(theme, theme.text3), formatter: (value: number) => `${value}` },
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: theme.line, width: strokePx(theme, 1) } },
  };
}

/** The plan's lines as dashed lines with their number at the right end. */
export function levelLines(theme: ChartTheme, lines: readonly LevelLine[]): NonNullable<LineSeriesOption['markLine']> {
  return {
    silent: true,
    animation: false,
    symbol: 'none',
    data: lines.map((line) => ({
      yAxis: line.at,
      lineStyle: {
        color: line.level === 'none' ? theme.normal : theme.levelEdge[line.level],
        width: strokePx(theme, 1.5),
        type: 'dashed' as const,
      },
      label: {
        formatter: line.level === 'none' ? `${line.at}` : `${GRADE[line.level]} ${line.at}`,
        // A line that is no level stays out of the column of levels, where numbers would cover each other.
        position: line.level === 'none' ? ('insideStartTop' as const) : ('end' as const),
        distance: line.level === 'none' ? [theme.textPx * 0.6, 0] : theme.textPx / 3,
        ...textStyle(theme, line.level === 'none' ? theme.text3 : theme.levelText[line.level]),
      },
    })),
  };
}

const GRADE: Readonly<Record<Level, string>> = { none: '', IV: 'Ⅳ', III: 'Ⅲ', II: 'Ⅱ', I: 'Ⅰ' };

/** A scale from `lowest` to `highest` (`highest` above `lowest`) in three to five steps of 1, 2, 2.5 or 5 and noughts. */
export function roundScale(lowest: number, highest: number): Scale {
  const raw = Math.max(highest - lowest, 1e-6) / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= raw * 0.99) ?? raw;
  return { min: Math.floor(lowest / step) * step, max: Math.ceil(highest / step) * step, step };
}

/** The lines worth showing: those that the data have passed, and the next one above; the three mildest at least. */
export function linesInReach(lines: readonly LevelLine[], largest: number): LevelLine[] {
  const ascending = lines.toSorted((a, b) => a.at - b.at);
  const above = ascending.findIndex((line) => line.at > largest);
  return above < 0 ? ascending : ascending.slice(0, Math.max(above + 1, 3));
}
