import { describe, expect, it } from 'vitest';
import type { DaysValues, FactTest, Rule } from '../../server/model/plan.ts';
import type { Field, Form } from '../../server/model/procedure.ts';
import { testSentence, testWays } from './report-sentences.ts';
import { editionsOf, ruleSentence } from './sentences.ts';

const base = {
  id: 'r',
  title: { zh: '', en: '' },
  clause: '3.1',
  clauses: { I: '3.1.3' },
  role: 'plan',
  interpretation: null,
  confirm: [],
} as const;

describe('a rule as a sentence', () => {
  const so2: Rule = {
    ...base,
    kind: 'run-of-hours',
    metric: 'air.so2',
    editions: [
      { from: '2021-01-01', values: { hours: 12, bridge: 2, above: { III: 500, I: 800 } } },
      { from: '2026-01-01', values: { hours: 10, bridge: 1, above: { III: 450 } } },
    ],
  };

  it('has the numbers that hold on the date, lowest level first, each with its clause', () => {
    expect(ruleSentence(so2, '2025-06-01', []).levels).toMatchObject([
      {
        level: 'III',
        clause: '3.1',
        text: { zh: 'SO₂ > 500 µg/m³，连续 12 小时', en: 'SO₂ > 500 µg/m³ for 12 hours' },
      },
      {
        level: 'I',
        clause: '3.1.3',
        text: { zh: 'SO₂ > 800 µg/m³，连续 12 小时', en: 'SO₂ > 800 µg/m³ for 12 hours' },
      },
    ]);
    expect(ruleSentence(so2, '2026-06-01', []).levels.map(({ text }) => text.en)).toEqual([
      'SO₂ > 450 µg/m³ for 10 hours',
    ]);
    expect(editionsOf(so2)).toEqual(['2021-01-01', '2026-01-01']);
  });

  const daysRule = (more: Partial<DaysValues>): Rule => ({
    ...base,
    kind: 'days',
    editions: [
      {
        from: '2021-01-01',
        values: {
          counting: 'adjacent-days',
          levels: {
            III: [{ line: { above: 200 }, days: 2, inside: null }],
            I: [
              { line: { above: 200 }, days: 4, inside: { above: 300, days: 2 } },
              { line: { from: 500 }, days: 1, inside: null },
            ],
          },
          upperFrom: { above: 200, days: 3 },
          minHours: 20,
          ...more,
        },
      },
    ],
  });

  it('joins the ways to a level of a rule on days, in both languages', () => {
    const { levels } = ruleSentence(daysRule({}), '2025-01-01', []);
    expect(levels.map(({ text }) => text)).toEqual([
      { zh: 'AQI 日均值 > 200 持续 2 天', en: 'mean AQI > 200 for 2 days' },
      {
        zh: 'AQI 日均值 > 200 持续 4 天，且其中 > 300 持续 2 天；或 任意一天 AQI 日均值 ≥ 500',
        en: 'mean AQI > 200 for 4 days, of which > 300 for 2 days; or mean AQI ≥ 500 on any day',
      },
    ]);
  });

  it('names another counting of days with each number of days, and its own in a note', () => {
    const { levels, notes } = ruleSentence(daysRule({ counting: 'calendar-days' }), '2025-01-01', []);
    expect(levels[0]?.text).toEqual({
      zh: 'AQI 日均值 > 200 持续 2 天（按自然日）',
      en: 'mean AQI > 200 for 2 days (by calendar days)',
    });
    expect(notes[0]?.en).toBe('How days are counted: by calendar days');
    expect(ruleSentence(daysRule({}), '2025-01-01', []).notes[0]?.en).toContain('back to back');
  });

  it('says from when on the upper end of the forecast counts, or that it never does', () => {
    const upper = (more: Partial<DaysValues>) => ruleSentence(daysRule(more), '2025-01-01', []).notes.at(-1)?.en;
    expect(upper({})).toBe('Once 3 days or more > 200 are forecast, the upper end of the forecast counts');
    expect(upper({ upperFrom: null })).toBe('Of the forecast the central value counts');
  });

  it('says which bounds of a grid depend on its load', () => {
    const band: Rule = {
      ...base,
      kind: 'band',
      scope: 'province',
      editions: [
        {
          from: '2021-01-01',
          values: {
            shed: {},
            customers: {},
            classes: [
              { loadFrom: 20_000, shed: { III: 5 }, customers: {} },
              { loadFrom: 5000, shed: { III: 6 }, customers: { III: 30 } },
              { loadFrom: 0, shed: {}, customers: { III: 40 } },
            ],
            severalCities: { shed: 20, customers: 30 },
          },
        },
      ],
    };
    const sentence = ruleSentence(band, '2025-01-01', []);
    expect(sentence.levels.map(({ text }) => text.en)).toEqual([
      '≥ 20000 MW: load lost ≥ 5 %; or ≥ 5000 and < 20000 MW: load lost ≥ 6 % or customers out ≥ 30 %; or < 5000 MW: customers out ≥ 40 %',
    ]);
    expect(sentence.levels[0]?.ways).toHaveLength(3);
    expect(sentence.notes).toHaveLength(2);
  });
});

const field = (id: string, more: Partial<Field>): Field => ({
  id,
  title: { zh: `${id}项`, en: id },
  clause: '4.1',
  type: 'count',
  unit: null,
  metric: `report.p.${id}`,
  options: [],
  ...more,
});
const form: Form = {
  id: 'accident',
  title: { zh: '事故报告', en: 'Accident report' },
  clause: '4.1',
  fields: [
    field('deaths', { title: { zh: '死亡人数', en: 'Deaths' }, unit: { zh: '人', en: 'persons' } }),
    field('loss', { title: { zh: '损失', en: 'Loss' }, unit: { zh: '万元', en: '10 000 yuan' } }),
    field('spreading', { type: 'yes-no' }),
    field('grade', {
      type: 'choice',
      options: [
        { value: 1, text: { zh: '一般', en: 'Ordinary' } },
        { value: 2, text: { zh: '较大', en: 'Major' } },
      ],
    }),
  ],
};
const compare = (
  name: string,
  comparison: 'from' | 'above' | 'below' | 'is',
  value: number,
): Extract<FactTest, { kind: 'compare' }> => ({ kind: 'compare', field: name, comparison, value });

describe('a test of reported facts', () => {
  it.each<[string, FactTest, string, string]>([
    ['a count', compare('deaths', 'from', 10), '死亡人数 ≥ 10 人', 'Deaths ≥ 10 persons'],
    ['more than', compare('deaths', 'above', 2), '死亡人数 > 2 人', 'Deaths > 2 persons'],
    ['a unit that is a number', compare('loss', 'from', 1000), '损失 ≥ 1000 万元', 'Loss ≥ 1000 × 10 000 yuan'],
    ['a yes', compare('spreading', 'is', 1), 'spreading项：是', 'spreading: yes'],
    ['a no', compare('spreading', 'is', 0), 'spreading项：否', 'spreading: no'],
    ['an order of options', compare('grade', 'from', 2), 'grade项不低于“较大”', 'grade: "Major" or above'],
    ['an option', compare('grade', 'is', 1), 'grade项为“一般”', 'grade: "Ordinary"'],
    ['anything at all', { kind: 'filed' }, '已填报“事故报告”', '"Accident report" has been filed'],
    ['a field that the form lacks', compare('x', 'below', 1), 'x < 1', 'x < 1'],
    ['a list of one', { kind: 'any', tests: [compare('deaths', 'from', 1)] }, '死亡人数 ≥ 1 人', 'Deaths ≥ 1 persons'],
    [
      'a list in a list',
      {
        kind: 'any',
        tests: [
          compare('deaths', 'from', 10),
          { kind: 'all', tests: [compare('spreading', 'is', 1), compare('grade', 'is', 2)] },
        ],
      },
      '死亡人数 ≥ 10 人，或（spreading项：是 且 grade项为“较大”）',
      'Deaths ≥ 10 persons, or (spreading: yes and grade: "Major")',
    ],
  ])('%s', (_name, test, zh, en) => {
    expect(testSentence(test, form)).toEqual({ zh, en });
  });

  it('is several ways where any of its parts is enough', () => {
    const any: FactTest = { kind: 'any', tests: [compare('deaths', 'from', 3), compare('spreading', 'is', 1)] };
    expect(testWays(any, form).map(({ en }) => en)).toEqual(['Deaths ≥ 3 persons', 'spreading: yes']);
    expect(testWays({ kind: 'all', tests: any.tests }, form)).toHaveLength(1);
  });

  it('makes a rule, which says until when the facts stand', () => {
    const rule: Rule = {
      ...base,
      kind: 'report',
      form: 'accident',
      until: compare('spreading', 'is', 0),
      editions: [
        { from: '2021-01-01', values: { when: { III: { kind: 'filed' }, I: compare('deaths', 'from', 10) } } },
      ],
    };
    const sentence = ruleSentence(rule, '2025-01-01', [form]);
    expect(sentence.levels.map(({ level, clause, text }) => [level, clause, text.en])).toEqual([
      ['III', '3.1', '"Accident report" has been filed'],
      ['I', '3.1.3', 'Deaths ≥ 10 persons'],
    ]);
    expect(sentence.notes[0]?.en).toContain('once "spreading: no" is filed');
  });
});
