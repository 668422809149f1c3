import { describe, expect, test } from 'vitest';
import type { DaysRule, Plan, PlanEdition, RunOfHoursRule } from '../model/plan.ts';
import {
  countingOf,
  editionsWithin,
  labelVariants,
  makeVariant,
  readVariantName,
  type VariantName,
} from './variants.ts';

const text = { zh: '一', en: 'one' };
const base = { title: text, clause: '3.1', clauses: {}, role: 'plan', interpretation: null, confirm: [] } as const;
const days = (from: string, line: number): DaysRule['editions'][number] => ({
  from,
  values: {
    counting: 'adjacent-days',
    levels: { III: [{ line: { above: line }, days: 2, inside: null }] },
    upperFrom: null,
    minHours: 20,
  },
});
const daysRule: DaysRule = {
  ...base,
  kind: 'days',
  id: 'aqi-days',
  editions: [days('2018-10-01', 200), days('2021-12-31', 150)],
};
const hoursRule: RunOfHoursRule = {
  ...base,
  kind: 'run-of-hours',
  id: 'so2-hourly',
  metric: 'air.so2',
  editions: [{ from: '2021-12-31', values: { hours: 12, bridge: 2, above: { III: 500 } } }],
};
const edition = (id: string, from: string): PlanEdition => ({ id, from, issued: from, number: id, publisher: text });
const plan = (rules: Plan['rules'] = [daysRule, hoursRule]): Plan => ({
  id: 'example',
  title: text,
  short: text,
  editions: [edition('2018', '2018-10-01'), edition('2021', '2021-12-31')],
  scale: 'pollution',
  area: 'city',
  roles: [],
  units: [],
  levels: [],
  forms: [],
  rules,
  declarations: [],
  steps: [],
  reporting: [],
  measures: [],
  recommendation: { kind: 'response', clause: '4', recovery: null, confirm: [] },
  escalation: null,
  clauses: [],
});

const name = (written: string): VariantName => {
  const read = readVariantName(written);
  if (!read.ok) throw new Error(read.error);
  return read.value;
};
const made = (written: string): Plan => {
  const result = makeVariant(plan(), name(written));
  if (!result.ok) throw new Error(result.error);
  return result.value;
};

describe('how a variant is written', () => {
  test.each([
    ['example', 'example', null, null],
    ['example@2021', 'example', '2021', null],
    ['example:counting=every-window', 'example', null, 'every-window'],
    ['example@2018:counting=calendar-days', 'example', '2018', 'calendar-days'],
    ['./mine/plan.yaml', './mine/plan.yaml', null, null],
    ['./mine/plan.yaml@2021', './mine/plan.yaml', '2021', null],
    ['./a@b/plan.yaml', './a@b/plan.yaml', null, null],
    ['./plan@2.yaml', './plan@2.yaml', null, null],
    ['./plan@2.yaml@2021:counting=adjacent-days', './plan@2.yaml', '2021', 'adjacent-days'],
    ['C:\\plans\\plan.yaml', 'C:\\plans\\plan.yaml', null, null],
  ])('%s', (written, id, ofEdition, counting) => {
    expect(name(written)).toEqual({ plan: id, edition: ofEdition, counting, text: written });
  });

  test.each([
    ['example:counting=weeks', 'counting is one of adjacent-days, every-window, calendar-days'],
    ['example:counting=', 'counting is one of'],
    ['example:count=every-window', 'there is no option count, only counting'],
    ['', '"" names no plan'],
    [':counting=every-window', 'names no plan'],
  ])('%s is none', (written, message) => {
    expect(readVariantName(written)).toEqual({ ok: false, error: expect.stringContaining(message) as string });
  });
});

describe('the plan of a variant', () => {
  test('is the plan itself where nothing is asked', () => {
    expect(made('example')).toEqual(plan());
  });

  test('has the numbers of its edition on every date, and only its rules', () => {
    const pinned = made('example@2018');
    expect(pinned.editions.map(({ id }) => id)).toEqual(['2018']);
    expect(pinned.rules.map(({ id, editions }) => [id, editions.map(({ from }) => from)])).toEqual([
      ['aqi-days', ['2018-10-01']],
    ]);
    expect(made('example@2021').rules.map(({ id }) => id)).toEqual(['aqi-days', 'so2-hourly']);
  });

  test('counts its days as asked, in every edition', () => {
    const counted = made('example:counting=calendar-days');
    expect(['2019-01-01', '2022-01-01'].map((date) => countingOf(counted, date))).toEqual([
      'calendar-days',
      'calendar-days',
    ]);
    expect(countingOf(plan(), '2022-01-01')).toBe('adjacent-days');
    expect(countingOf(plan([hoursRule]), '2022-01-01')).toBeNull();
  });

  test.each([
    ['example@1999', plan(), 'the plan example has no edition 1999, it has 2018, 2021'],
    ['example:counting=calendar-days', plan([hoursRule]), 'the plan example counts no days'],
  ])('%s is refused where the plan has no such thing', (written, of, message) => {
    expect(makeVariant(of, name(written))).toEqual({ ok: false, error: `${written}: ${message}` });
  });
});

describe('labels', () => {
  const labels = (...written: string[]): unknown => {
    const result = labelVariants(written.map((one) => ({ name: name(one), plan: plan() })));
    return result.ok ? result.value.map(({ label }) => label) : result.error;
  };

  test('are those of the plan, whatever file it came from', () => {
    expect(labels('./mine/plan.yaml', 'example@2021', 'example:counting=every-window')).toEqual([
      'example',
      'example@2021',
      'example:counting=every-window',
    ]);
  });

  test('are as written where two files hold the same plan', () => {
    expect(labels('example', './mine/plan.yaml')).toEqual(['example', './mine/plan.yaml']);
  });

  test('tell nothing where one is named twice', () => {
    expect(labels('example', 'example')).toBe('the plan example is named twice');
  });
});

test.each([
  ['2016-01-01', '2017-01-01', ['2018']],
  ['2018-10-01', '2021-12-30', ['2018']],
  ['2021-12-30', '2021-12-31', ['2018', '2021']],
  ['2021-12-31', '2024-01-01', ['2021']],
])('the editions that judge %s to %s', (from, to, ids) => {
  expect(editionsWithin(plan(), from, to).map(({ id }) => id)).toEqual(ids);
});
