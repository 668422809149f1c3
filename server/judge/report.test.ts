import { describe, expect, test } from 'vitest';
import type { FactTest, ReportRule, ReportValues } from '../model/plan.ts';
import type { Field, Form } from '../model/procedure.ts';
import { findReport, meetsTest, proveReport, viewReport, type ReportView } from './report.ts';

const field = (id: string, type: Field['type'], unit: Field['unit'] = null): Field => ({
  id,
  type,
  unit,
  title: { zh: id, en: id },
  clause: '4',
  metric: type === 'text' ? null : `report.p.${id}`,
  options:
    type === 'choice'
      ? [
          { value: 1, text: { zh: '重大', en: 'Grave' } },
          { value: 2, text: { zh: '较大', en: 'Major' } },
        ]
      : [],
});
const form: Form = {
  id: 'f',
  title: { zh: '', en: '' },
  clause: '4',
  fields: [
    field('deaths', 'count', { zh: '人', en: 'persons' }),
    field('share', 'number', { zh: '%', en: '%' }),
    field('spreading', 'yes-no'),
    field('grade', 'choice'),
    field('place', 'text'),
    field('ended', 'yes-no'),
  ],
};
const is = (name: string, comparison: 'from' | 'above' | 'below' | 'is', value: number): FactTest => ({
  kind: 'compare',
  field: name,
  comparison,
  value,
});
const rule: ReportRule = {
  id: 'r',
  kind: 'report',
  role: 'plan',
  title: { zh: '', en: '' },
  clause: '5',
  clauses: { I: '5.1' },
  interpretation: null,
  confirm: [],
  form: 'f',
  until: is('ended', 'is', 1),
  editions: [],
};
const values: ReportValues = {
  when: {
    III: { kind: 'filed' },
    II: { kind: 'any', tests: [is('deaths', 'from', 3), is('share', 'above', 20)] },
    I: { kind: 'all', tests: [is('deaths', 'from', 3), is('spreading', 'is', 1)] },
  },
};
type Fact = readonly [field: string, value: number, time?: number];
const view = (...facts: readonly Fact[]): ReportView => ({
  form,
  facts: new Map(facts.map(([id, value, time = 1]) => [id, { time, value }])),
});

describe('a report', () => {
  test.each([
    ['nothing', view(), 'none'],
    ['no deaths', view(['deaths', 0]), 'III'],
    ['just below', view(['deaths', 2]), 'III'],
    ['at the number', view(['deaths', 3]), 'II'],
    ['at a number that must be passed', view(['share', 20]), 'III'],
    ['above it', view(['share', 20.1]), 'II'],
    ['spreading alone', view(['spreading', 1]), 'III'],
    ['not spreading', view(['deaths', 3], ['spreading', 0]), 'II'],
    ['both', view(['deaths', 3], ['spreading', 1]), 'I'],
    ['over, by the same report', view(['deaths', 3], ['ended', 1]), 'none'],
    ['not over', view(['deaths', 3], ['ended', 0]), 'II'],
    ['over, and something new after it', view(['deaths', 9, 1], ['ended', 1, 2], ['share', 30, 3]), 'II'],
    ['over, and something less after it', view(['deaths', 9, 1], ['ended', 1, 2], ['share', 3, 3]), 'III'],
  ] as const)('%s', (_, given, level) => {
    expect(findReport(rule, values, given)).toEqual({ level, missing: false });
  });

  test('below a number, and what nobody reported meets nothing', () => {
    const { facts } = view(['deaths', 2]);
    expect(meetsTest(is('deaths', 'below', 3), facts)).toBe(true);
    expect(meetsTest(is('deaths', 'below', 2), facts)).toBe(false);
    expect(meetsTest(is('share', 'below', 3), facts)).toBe(false);
    expect(meetsTest(is('spreading', 'is', 0), facts)).toBe(false);
  });

  test('shows the distance for each number, and no pace', () => {
    expect(viewReport(rule, values, view(['deaths', 2]), 'III')).toEqual({
      progress: { to: 'II', value: 2, of: 3, unit: '', inHours: null },
      gauges: [
        {
          label: { zh: 'deaths（人）', en: 'deaths (persons)' },
          value: 2,
          unit: '',
          direction: 'up',
          marks: [
            { level: 'II', at: 3 },
            { level: 'I', at: 3 },
          ],
          note: null,
        },
        {
          label: { zh: 'share', en: 'share' },
          value: null,
          unit: '%',
          direction: 'up',
          marks: [{ level: 'II', at: 20 }],
          note: null,
        },
      ],
    });
  });

  test('is proved fact by fact, in words', () => {
    const proof = proveReport(rule, view(['deaths', 3, 5], ['spreading', 1, 7], ['grade', 2, 7]), 9, 'I');
    expect(proof).toMatchObject({
      clause: '5.1',
      summary: { zh: 'deaths 3 人，spreading 是，grade 较大', en: 'deaths: 3 persons, spreading: yes, grade: Major' },
      window: { from: 5, to: 9 },
      missing: 2,
      facts: { deaths: 3, share: null, spreading: 1, grade: 2, ended: null },
    });
    expect(proveReport(rule, view(), 9, 'none')).toMatchObject({ clause: '5', window: null, values: [] });
  });

  test('is over when the last of the facts that end it came', () => {
    const until: FactTest = { kind: 'all', tests: [is('ended', 'is', 1), is('share', 'below', 1)] };
    const ends = { ...rule, until };
    const level = (...facts: readonly Fact[]): string => findReport(ends, values, view(...facts)).level;
    expect(level(['deaths', 9, 1], ['ended', 1, 2])).toBe('II');
    expect(level(['deaths', 9, 1], ['ended', 1, 2], ['share', 0, 4])).toBe('none');
    // Between the two facts nothing was over yet, so what came then is part of what ended.
    expect(level(['ended', 1, 2], ['deaths', 9, 3], ['share', 0, 4])).toBe('none');
    expect(level(['ended', 1, 2], ['share', 0, 4], ['deaths', 9, 5])).toBe('II');
    const either: ReportRule = {
      ...rule,
      until: { kind: 'any', tests: [is('ended', 'is', 1), is('share', 'below', 1)] },
    };
    expect(findReport(either, values, view(['deaths', 9, 1], ['share', 0, 4])).level).toBe('none');
    expect(findReport(either, values, view(['share', 0, 4], ['deaths', 9, 5])).level).toBe('II');
    expect(findReport({ ...rule, until: null }, values, view(['deaths', 9, 1], ['ended', 1, 2])).level).toBe('II');
  });

  test('has a gauge for what is counted and must be reached, with the lowest bound of each level', () => {
    const when: ReportValues['when'] = {
      III: { kind: 'any', tests: [is('deaths', 'is', 0), is('deaths', 'below', 1), is('grade', 'from', 2)] },
      II: { kind: 'any', tests: [is('deaths', 'from', 5), is('deaths', 'above', 3), is('spreading', 'from', 1)] },
      I: { kind: 'all', tests: [{ kind: 'filed' }, is('deaths', 'from', 10)] },
    };
    const plain = { ...form, fields: [...form.fields, field('loss', 'number')] };
    const { gauges } = viewReport(rule, { when }, { form: plain, facts: new Map() }, 'none');
    expect(gauges.map(({ label, marks }) => [label.en, marks])).toEqual([
      [
        'deaths (persons)',
        [
          { level: 'II', at: 3 },
          { level: 'I', at: 10 },
        ],
      ],
    ]);
    const asked = viewReport(rule, { when: { I: is('loss', 'above', 7) } }, { form: plain, facts: new Map() }, 'none');
    expect(asked.gauges).toMatchObject([{ label: { en: 'loss' }, unit: '', value: null }]);
  });

  test('is proved by the clause of the level, with the numbers as they came', () => {
    const given = view(['deaths', 3, 5], ['spreading', 0, 7], ['grade', 1, 7]);
    expect(proveReport(rule, given, 9, 'II')).toMatchObject({
      clause: '5',
      summary: { zh: 'deaths 3 人，spreading 否，grade 重大', en: 'deaths: 3 persons, spreading: no, grade: Grave' },
      unit: '',
      thresholds: [],
      values: [
        [5, 3],
        [7, 0],
        [7, 1],
      ],
    });
    expect(proveReport({ ...rule, clauses: { I: '5.1', III: '5.3' } }, given, 9, 'none').clause).toBe('5');
  });
});
