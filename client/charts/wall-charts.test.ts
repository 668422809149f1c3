import type { EChartsOption, SeriesOption } from 'echarts';
import { describe, expect, it } from 'vitest';
import type { JudgedPlan, Point } from '../../server/wire/shapes.ts';
import { barePlan } from '../plans/bare-plan.ts';
import { THEMES } from '../theme.ts';
import { aqiLines, buildAirDayMean } from './air-day-mean.ts';
import { linesInReach, roundScale, type ChartTheme } from './chart-theme.ts';
import { buildCoal } from './coal.ts';
import { buildLoad, loadLines } from './load.ts';
import { buildSo2, so2Lines } from './so2.ts';

const theme: ChartTheme = { ...THEMES.dark, textPx: 16 };
const ZONE = 'Asia/Shanghai';
const text = { zh: '', en: '' };
const common = { title: text, clause: '', clauses: {}, interpretation: null, role: 'plan', confirm: [] } as const;
const level = (id: 'III' | 'II' | 'I', color: 'yellow' | 'orange' | 'red') => ({
  id,
  color,
  name: text,
  clause: '',
  guidance: [],
});

/** A plan whose SO₂ lines change on 2 January 2026. */
const plan: JudgedPlan = {
  ...barePlan('p'),
  scale: 'pollution',
  area: 'city',
  levels: [level('III', 'yellow'), level('II', 'orange'), level('I', 'red')],
  rules: [
    {
      ...common,
      id: 'so2',
      kind: 'run-of-hours',
      metric: 'air.so2',
      editions: [
        { from: '2020-01-01', values: { hours: 12, bridge: 2, above: { III: 510, I: 810 } } },
        { from: '2026-01-02', values: { hours: 12, bridge: 2, above: { III: 410 } } },
      ],
    },
    {
      ...common,
      id: 'days',
      kind: 'days',
      editions: [
        {
          from: '2020-01-01',
          values: {
            counting: 'adjacent-days',
            levels: {
              III: [{ line: { above: 210 }, days: 2, inside: null }],
              II: [{ line: { above: 210 }, days: 3, inside: null }],
              I: [
                { line: { above: 210 }, days: 4, inside: { above: 310, days: 2 } },
                { line: { from: 490 }, days: 1, inside: null },
              ],
            },
            upperFrom: null,
            minHours: 20,
          },
        },
      ],
    },
    {
      ...common,
      id: 'county',
      kind: 'band',
      scope: 'county',
      editions: [
        {
          from: '2020-01-01',
          values: { shed: { III: 25, II: 50 }, customers: {}, classes: null, severalCities: null },
        },
      ],
    },
    {
      ...common,
      id: 'province',
      kind: 'band',
      scope: 'province',
      editions: [
        {
          from: '2020-01-01',
          values: {
            shed: {},
            customers: {},
            classes: [
              { loadFrom: 20_000, shed: { III: 5 }, customers: {} },
              { loadFrom: 5000, shed: { III: 6 }, customers: {} },
            ],
            severalCities: null,
          },
        },
      ],
    },
  ],
  recommendation: {
    kind: 'warning',
    clause: '',
    leadHours: 24,
    calm: { aqi: 155, so2: 500, hours: 36, minHours: 30 },
    lowest: 'III',
    ozone: null,
  },
};

const FIRST = Date.parse('2026-01-01T15:59:00Z');
const SECOND = Date.parse('2026-01-01T16:00:00Z');

const seriesOf = (option: EChartsOption): SeriesOption[] => {
  const { series } = option;
  return Array.isArray(series) ? series : series === undefined ? [] : [series];
};
const named = (option: EChartsOption, name: string): SeriesOption => {
  const found = seriesOf(option).find((one) => one.name === name);
  if (found === undefined) throw new Error(`no series ${name}`);
  return found;
};

describe('the lines', () => {
  it('come from the plan, in its edition of the local date', () => {
    expect(so2Lines(plan, FIRST, ZONE)).toEqual([
      { level: 'III', at: 510 },
      { level: 'I', at: 810 },
    ]);
    expect(so2Lines(plan, SECOND, ZONE)).toEqual([{ level: 'III', at: 410 }]);
    expect(aqiLines(plan, FIRST, ZONE)).toEqual([
      { level: 'none', at: 155 },
      { level: 'III', at: 210 },
      { level: 'I', at: 310 },
      { level: 'I', at: 490 },
    ]);
  });

  it('of a grid are loads, by its scope and the class of its reference', () => {
    const day = { instant: FIRST, zone: ZONE };
    expect(loadLines([plan], { scope: 'county', reference: 400 }, day)).toEqual([
      { level: 'III', at: 300 },
      { level: 'II', at: 200 },
    ]);
    expect(loadLines([plan], { scope: 'province', reference: 10_000 }, day)).toEqual([{ level: 'III', at: 9400 }]);
    expect(loadLines([plan], { scope: 'province', reference: 900 }, day)).toEqual([]);
  });

  it('are shown up to the next one above the data, and the three mildest at least', () => {
    const lines = aqiLines(plan, FIRST, ZONE);
    expect(linesInReach(lines, 0).map((line) => line.at)).toEqual([155, 210, 310]);
    expect(linesInReach(lines, 250).map((line) => line.at)).toEqual([155, 210, 310]);
    expect(linesInReach(lines, 320).map((line) => line.at)).toEqual([155, 210, 310, 490]);
    expect(linesInReach(lines, 900)).toHaveLength(4);
  });
});

describe('a scale', () => {
  it.each([
    [0, 525, { min: 0, max: 600, step: 200 }],
    [0, 840, { min: 0, max: 1000, step: 250 }],
    [0, 1, { min: 0, max: 1, step: 0.25 }],
    [612, 1046, { min: 600, max: 1200, step: 200 }],
  ])('from %d to %d is round', (lowest, highest, scale) => {
    const made = roundScale(lowest, highest);
    expect(made).toEqual(scale);
  });
});

describe('the AQI chart', () => {
  const observed: Point[] = [
    [0, 100],
    [1, null],
    [2, 120],
  ];
  const option = buildAirDayMean(
    {
      observed,
      forecast: [[3, 130, 160]],
      lines: aqiLines(plan, FIRST, ZONE),
      now: 2,
      zone: ZONE,
      words: { now: 'now' },
    },
    theme,
  );
  it('leaves a gap where nothing is known', () => {
    expect(named(option, 'observed')).toMatchObject({ data: observed, connectNulls: false });
  });
  it('draws the forecast as a band from the central to the upper value', () => {
    expect(named(option, 'central-base')).toMatchObject({ data: [[3, 130]], stack: 'band' });
    expect(named(option, 'band')).toMatchObject({ data: [[3, 30]], stack: 'band' });
  });
  it('never moves', () => {
    expect(option.animation).toBe(false);
  });
});

describe('the SO₂ chart', () => {
  it('shows the city in the colour of the text and its stations in grey', () => {
    const option = buildSo2(
      {
        city: [[0, 1]],
        forecast: [],
        stations: [{ subject: 'yq-01', points: [[0, null]] }],
        lines: so2Lines(plan, FIRST, ZONE),
        now: 1,
        zone: ZONE,
      },
      theme,
    );
    expect(named(option, 'city')).toMatchObject({ lineStyle: { color: theme.text } });
    expect(named(option, 'yq-01')).toMatchObject({ lineStyle: { color: theme.quiet }, data: [[0, null]] });
  });
});

describe('the load chart', () => {
  const view = {
    load: [
      [0, 400],
      [1, 300],
    ] as Point[],
    lines: [{ level: 'III' as const, at: 300 }],
    now: 1,
    zone: ZONE,
    words: { reference: 'before' },
  };
  const marksOf = (option: EChartsOption, name: string): unknown => {
    const series = named(option, name);
    return series.type === 'line' ? series.markLine?.data : undefined;
  };
  it('has no reference and no lines in the normal state', () => {
    const option = buildLoad({ ...view, reference: null }, theme);
    expect(marksOf(option, 'load')).toEqual([]);
    expect(marksOf(option, 'reference')).toEqual([]);
  });
  it('begins at 0 and shows the reference during an event', () => {
    const option = buildLoad({ ...view, reference: 400 }, theme);
    expect(option.yAxis).toMatchObject({ min: 0 });
    expect(marksOf(option, 'load')).toMatchObject([{ yAxis: 300 }]);
    expect(marksOf(option, 'reference')).toMatchObject([{ yAxis: 400, label: { formatter: 'before 400' } }]);
  });
});

describe('the coal chart', () => {
  const marks = [
    { level: 'III', at: 5 },
    { level: 'I', at: 1 },
  ] as const;
  const option = buildCoal(
    {
      enterprises: [
        { subject: 'a', name: 'A', value: 8, unit: 'd', level: 'none', marks },
        { subject: 'b', name: 'B', value: 4, unit: 'd', level: 'III', marks },
        { subject: 'c', name: 'C', value: null, unit: '%', level: 'none', marks: [{ level: 'III', at: 40 }] },
      ],
      words: { unknown: 'unknown', days: 'd' },
    },
    theme,
  );
  it('has a group for each unit, the shortest stock on top, coloured once a level is met', () => {
    expect(option.grid).toHaveLength(2);
    expect(named(option, 'stock-d')).toMatchObject({
      data: [
        { value: 4, itemStyle: { color: theme.level.III } },
        { value: 8, itemStyle: { color: theme.bar } },
      ],
    });
  });
  it('gives each bar its own marks', () => {
    expect(named(option, 'marks-d-III')).toMatchObject({
      data: [{ value: [5, 0] }, { value: [5, 1] }],
    });
    expect(named(option, 'marks-d-II')).toMatchObject({ data: [] });
  });
  it('names the marks above the first bar of each group', () => {
    expect(named(option, 'marks-d-III')).toMatchObject({
      data: [{ label: { show: true, formatter: 'Ⅲ' } }, { label: { show: false } }],
    });
    expect(named(option, 'marks-%-III')).toMatchObject({ data: [{ label: { show: true } }] });
  });
  it('shows what does not count as an empty dashed bar with a word', () => {
    expect(named(option, 'stock-%')).toMatchObject({
      data: [{ itemStyle: { color: 'transparent', borderType: 'dashed' } }],
    });
    expect(option.yAxis).toMatchObject([{}, {}, { data: ['C'] }, { data: ['unknown'] }]);
  });
});
