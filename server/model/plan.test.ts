import { expect, test } from 'vitest';
import { editionOn, pinEdition, valuesOn, withCounting, type Plan, type RunOfHoursRule } from './plan.ts';

test('numbers hold from their date on; the first ones also before it', () => {
  const editions = [
    { from: '2021-12-31', values: 500 },
    { from: '2027-01-01', values: 450 },
  ];
  expect(
    ['2015-01-01', '2021-12-31', '2026-12-31', '2027-01-01', '2030-01-01'].map((date) => valuesOn(editions, date)),
  ).toEqual([500, 500, 500, 450, 450]);
});

test('a rule without numbers is our bug', () => {
  expect(() => valuesOn([], '2026-01-01')).toThrow(RangeError);
});

const edition = (id: string, from: string) => ({ id, from, issued: from, number: id, publisher: { zh: '', en: '' } });
const hours = (id: string, editions: readonly (readonly [string, number])[]): RunOfHoursRule => ({
  id,
  kind: 'run-of-hours',
  role: 'plan',
  title: { zh: '', en: '' },
  clause: '',
  clauses: {},
  interpretation: null,
  confirm: [],
  metric: 'air.so2',
  editions: editions.map(([from, above]) => ({ from, values: { hours: 12, bridge: 2, above: { III: above } } })),
});
const plan: Plan = {
  id: 'p',
  title: { zh: '', en: '' },
  short: { zh: '', en: '' },
  editions: [edition('2021', '2021-12-31'), edition('2027', '2027-01-01')],
  scale: 'pollution',
  area: 'city',
  roles: [],
  units: [],
  levels: [],
  forms: [],
  rules: [
    hours('so2', [
      ['2021-12-31', 500],
      ['2024-07-01', 480],
      ['2027-01-01', 450],
    ]),
    hours('new', [['2027-01-01', 300]]),
  ],
  declarations: [],
  steps: [],
  reporting: [],
  measures: [],
  recommendation: { kind: 'response', clause: '', recovery: null, confirm: [] },
  escalation: null,
  clauses: [],
};

test('an edition holds from its date on; the first one also before it', () => {
  const held = ['2015-01-01', '2021-12-31', '2026-12-31', '2027-01-01'].map((date) => editionOn(plan, date).id);
  expect(held).toEqual(['2021', '2021', '2021', '2027']);
});

test('a plan in one of its editions has the numbers that held last in it, for every date', () => {
  const above = (pinned: Plan | null): unknown =>
    pinned?.rules.map((rule) => [rule.id, rule.kind === 'run-of-hours' && valuesOn(rule.editions, '2030-01-01').above]);
  expect(above(pinEdition(plan, '2021'))).toEqual([['so2', { III: 480 }]]);
  expect(above(pinEdition(plan, '2027'))).toEqual([
    ['so2', { III: 450 }],
    ['new', { III: 300 }],
  ]);
  expect(pinEdition(plan, '2022')).toBeNull();
});

test('another way of counting touches rules of days only', () => {
  expect(withCounting(plan, 'calendar-days')).toEqual(plan);
});
