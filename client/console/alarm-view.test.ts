import { describe, expect, it } from 'vitest';
import { bareSubject } from '../../server/model/jurisdiction.ts';
import type { JudgedPlan, Rule } from '../../server/model/plan.ts';
import type { Form } from '../../server/model/procedure.ts';
import type { Jurisdiction, WireAlarm, WireEvidence } from '../../server/wire/shapes.ts';
import { alarmRow, measureOf, rowText, titleOf } from './alarm-view.ts';
import { barePlan } from '../plans/bare-plan.ts';
import { inputsOf } from './inputs.ts';
import { seriesRows } from '../feeds/series.ts';
import { bareAlarm } from '../session/bare-alarm.ts';

const text = (words: string): { zh: string; en: string } => ({ zh: `${words}文`, en: words });
const base = { clauses: {}, role: 'plan', interpretation: null, confirm: [] } as const;
const so2: Rule = {
  ...base,
  id: 'so2-hourly',
  title: text('so2'),
  clause: '3.1',
  kind: 'run-of-hours',
  metric: 'air.so2',
  editions: [],
};
const days: Rule = { ...base, id: 'aqi-days', title: text('days'), clause: '3.1', kind: 'days', editions: [] };
const stock: Rule = {
  ...base,
  id: 'coal-county',
  title: text('coal'),
  clause: '4.2',
  kind: 'stock',
  over: 'sum',
  editions: [],
};
const report: Rule = {
  ...base,
  id: 'accident',
  title: text('accident'),
  clause: '5.2',
  kind: 'report',
  form: 'f',
  until: null,
  editions: [],
};
const form: Form = {
  id: 'f',
  title: text('form'),
  clause: '4',
  fields: [
    {
      id: 'deaths',
      title: text('deaths'),
      clause: '4',
      type: 'count',
      unit: null,
      metric: 'report.p.deaths',
      options: [],
    },
  ],
};
const plan: JudgedPlan = {
  ...barePlan('p'),
  title: text('plan'),
  short: text('short'),
  scale: 'pollution',
  area: 'city',
  levels: [{ id: 'III', color: 'yellow', name: text('yellow'), clause: '3.1', guidance: [] }],
  rules: [so2, days, stock],
  recommendation: { kind: 'response', clause: '4', recovery: null, confirm: [] },
};
const jurisdiction: Jurisdiction = {
  id: 'j',
  name: text('place'),
  timezone: 'Asia/Shanghai',
  plans: ['p'],
  subjects: [
    bareSubject('city', 'city', text('city')),
    { ...bareSubject('s1', 'air-station', text('s1')), assessed: true },
    bareSubject('s2', 'air-station', text('s2')),
    { ...bareSubject('mine', 'coal-producer', text('mine')), key: true },
  ],
};
const places = { plans: new Map([['p', plan]]), jurisdictions: [jurisdiction] };
const evidence = (more: Partial<WireEvidence> = {}): WireEvidence => ({
  clause: '3.1',
  summary: text('sum'),
  window: null,
  unit: 'µg/m³',
  thresholds: [
    { level: 'III', at: 500 },
    { level: 'I', at: 800 },
  ],
  values: [
    ['2026-11-22T00:00:00Z', 510],
    ['2026-11-22T01:00:00Z', 520],
    ['2026-11-22T02:00:00Z', null],
    ['2026-11-22T03:00:00Z', 700, 'forecast'],
  ],
  missing: 1,
  facts: {},
  ...more,
});
const alarm = (more: Partial<WireAlarm> = {}): WireAlarm => ({
  ...bareAlarm,
  id: 'a',
  jurisdiction: 'j',
  plan: 'p',
  subject: 'city',
  since: '2026-11-22T00:00:00Z',
  changedAt: '2026-11-22T00:00:00Z',
  evidence: evidence(),
  clause: null,
  ...more,
});

describe('what a row says in numbers', () => {
  it('is the newest observed value and the line of the level', () => {
    expect(measureOf(alarm(), so2, [])).toEqual({
      value: 520,
      isForecast: false,
      unit: { zh: 'µg/m³', en: 'µg/m³' },
      limit: { comparison: '>', at: 500 },
    });
  });

  it('takes the line below for a level without its own, and that of the highest once the condition has gone', () => {
    expect(measureOf(alarm({ level: 'II' }), so2, [])?.limit?.at).toBe(500);
    expect(measureOf(alarm({ level: 'none', highest: 'I' }), so2, [])?.limit?.at).toBe(800);
  });

  it('says so when all is forecast', () => {
    const ahead = evidence({ values: [['2026-11-22T03:00:00Z', 700, 'forecast']] });
    expect(measureOf(alarm({ evidence: ahead }), so2, [])).toMatchObject({ value: 700, isForecast: true });
  });

  it('compares a day with a line that asks for as much as the number', () => {
    const sudden: Rule = {
      ...days,
      editions: [
        {
          from: '2021-01-01',
          values: {
            counting: 'adjacent-days',
            levels: {
              III: [{ line: { above: 500 }, days: 2, inside: null }],
              I: [{ line: { from: 800 }, days: 1, inside: null }],
            },
            upperFrom: null,
            minHours: 20,
          },
        },
      ],
    };
    expect(measureOf(alarm(), sudden, [])?.limit).toEqual({ comparison: '>', at: 500 });
    expect(measureOf(alarm({ level: 'I' }), sudden, [])?.limit).toEqual({ comparison: '≥', at: 800 });
  });

  it('takes the number of a report that meets the level, and none where no number does', () => {
    const graded: Rule = {
      ...report,
      editions: [
        {
          from: '2021-01-01',
          values: {
            when: {
              II: {
                kind: 'any',
                tests: [
                  { kind: 'compare', field: 'injured', comparison: 'from', value: 10 },
                  { kind: 'compare', field: 'deaths', comparison: 'from', value: 3 },
                ],
              },
            },
          },
        },
      ],
    };
    const told = (facts: WireEvidence['facts']) =>
      measureOf(alarm({ level: 'II', evidence: evidence({ facts }) }), graded, [form]);
    expect(told({ deaths: 4, injured: null })).toEqual({
      value: 4,
      isForecast: false,
      unit: { zh: '', en: '' },
      limit: { comparison: '≥', at: 3 },
    });
    expect(told({ deaths: 2 })).toBeNull();
    expect(measureOf(alarm(), report, [form])).toBeNull();
  });

  it('compares a stock downwards and has none for a watchdog', () => {
    expect(measureOf(alarm(), stock, [])?.limit?.comparison).toBe('<');
    expect(measureOf(alarm({ plan: null, class: 'quality', rule: 'stale' }), null, [])).toBeNull();
  });
});

describe('a row', () => {
  it('has words for the ids, its zone, how long, and the clause of the rule when the alarm has none', () => {
    const row = alarmRow(alarm(), places, Date.parse('2026-11-22T02:00:00Z'));
    expect(row).toMatchObject({
      subject: text('city'),
      place: text('place'),
      title: text('so2'),
      plan: text('short'),
      clause: '3.1',
      zone: 'Asia/Shanghai',
      forMs: 7_200_000,
      levelName: text('yellow'),
    });
    expect(rowText(row)).toContain('city文');
  });

  it('stands for ids that nobody knows', () => {
    const row = alarmRow(alarm({ jurisdiction: 'x', plan: 'y', rule: 'z', subject: 'w' }), places, 0);
    expect(row).toMatchObject({ subject: { zh: 'w', en: 'w' }, title: { en: 'z' }, plan: { en: 'y' }, forMs: 0 });
  });

  it('names a watchdog with the metrics that it speaks of', () => {
    const quiet = evidence({ facts: { 'air.so2': 20, 'air.no2': 30 } });
    expect(titleOf({ rule: 'stale', evidence: quiet }, null)).toEqual({
      zh: '数据中断：SO₂、NO₂',
      en: 'No data: SO₂, NO₂',
    });
  });
});

describe('the inputs of a rule', () => {
  const at = Date.parse('2026-11-22T02:00:00Z');
  const series = seriesRows(
    {
      jurisdictions: [jurisdiction],
      plans: [],
      latest: [
        ['s1', 'air.so2', at, 1],
        ['s1', 'air.o3', at, 1],
        ['s2', 'air.so2', at, 1],
        ['mine', 'coal.stock', at, 1],
        ['city', 'report.p.deaths', at, 1],
        ['city', 'report.p.other', at, 1],
      ],
      alarms: [],
    },
    at,
  );
  const of = { subject: 'city', subjects: jurisdiction.subjects, forms: [form] };
  const keys = (rule: Rule): string[] => inputsOf(rule, of, series).map(({ key }) => key);

  it('are the assessed stations for the air, without ozone for the days, the key enterprises for coal, and the facts of the form', () => {
    expect(keys(so2)).toEqual(['j|s1|air.so2']);
    expect(keys(days)).toEqual(['j|s1|air.so2']);
    expect(keys(stock)).toEqual(['j|mine|coal.stock']);
    expect(keys(report)).toEqual(['j|city|report.p.deaths']);
  });
});
