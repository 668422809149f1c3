import { describe, expect, it } from 'vitest';
import type { Measure, Step } from '../../server/model/procedure.ts';
import type { PlanEdition, Rule } from '../../server/model/plan.ts';
import type { Plan } from '../../server/wire/shapes.ts';
import { barePlan } from './bare-plan.ts';
import { roleName } from '../../server/model/plan.ts';
import { forLevel, measuresByGroup, stepsByOccasion, stepsOn, viewEditions } from './procedure.ts';
import { countOf, levelFrom, plansByPlace, sectionFrom } from './sections.ts';

const text = { zh: '', en: '' };
const step = (id: string, more: Partial<Step>): Step => ({
  id,
  on: ['start'],
  levels: ['III', 'II'],
  act: 'draft',
  by: ['office'],
  within: null,
  clause: '3',
  text,
  ...more,
});
const measure = (id: string, group: Measure['group'], levels: Measure['levels']): Measure => ({
  id,
  group,
  levels,
  units: [],
  within: null,
  dailyAt: null,
  text,
});
const edition = (id: string, from: string): PlanEdition => ({ id, from, issued: from, number: id, publisher: text });
const rule = (id: string, ...dates: string[]): Rule => ({
  id,
  kind: 'stock',
  over: 'each',
  role: 'plan',
  title: text,
  clause: '',
  clauses: {},
  interpretation: null,
  confirm: [],
  editions: dates.map((from) => ({ from, values: { kinds: [] } })),
});

const plan: Plan = {
  ...barePlan('p'),
  editions: [edition('2017', '2017-01-01'), edition('2021', '2021-12-31'), edition('2030', '2030-01-01')],
  roles: [
    {
      role: 'office',
      clause: '2',
      text: { zh: '应急指挥部办公室（设在市局）', en: 'Office of the command (at the bureau)' },
    },
    { role: 'member-unit', clause: '2', text: { zh: '成员单位，含乡镇', en: 'Members; the towns among them' } },
  ],
  levels: [
    { id: 'III', color: 'yellow', name: text, clause: '', guidance: [] },
    { id: 'II', color: 'orange', name: text, clause: '', guidance: [] },
  ],
  rules: [rule('old', '2017-01-01'), rule('both', '2017-01-01', '2022-05-01'), rule('new', '2021-12-31')],
  steps: [
    step('consult', { on: ['start', 'raise'] }),
    step('approve', { levels: ['II'] }),
    step('end', { on: ['end'], by: ['starter'] }),
  ],
  measures: [
    measure('stay-in', 'health', { III: '4.1', II: '4.2' }),
    measure('works', 'industry', { II: '4.2' }),
    measure('masks', 'health', { III: '4.1' }),
  ],
};

describe('the name of a role', () => {
  it('is the plan’s own, without where it sits and whom it includes', () => {
    expect(roleName(plan, 'office')).toEqual({ zh: '应急指挥部办公室', en: 'Office of the command' });
    expect(roleName(plan, 'member-unit')).toEqual({ zh: '成员单位', en: 'Members' });
    expect(roleName(plan, 'commander')).toBeNull();
  });
});

describe('what people do', () => {
  it('is listed by occasion in the order of the plan, for one level or all', () => {
    expect(stepsOn(plan, 'start', null).map(({ id }) => id)).toEqual(['consult', 'approve']);
    expect(stepsOn(plan, 'start', 'III').map(({ id }) => id)).toEqual(['consult']);
    expect(stepsOn(plan, 'lift', null)).toEqual([]);
    const groups = (level: 'III' | 'II') =>
      stepsByOccasion(plan, level).map(({ occasions, steps }) => [occasions.join(' '), steps.map(({ id }) => id)]);
    // What is the same for two occasions is told once.
    expect(groups('III')).toEqual([
      ['start raise', ['consult']],
      ['end', ['end']],
    ]);
    expect(groups('II')).toEqual([
      ['start', ['consult', 'approve']],
      ['raise', ['consult']],
      ['end', ['end']],
    ]);
    expect(forLevel(plan.steps, 'II').map(({ id }) => id)).toEqual(['consult', 'approve', 'end']);
  });

  it('is grouped for the measures, a group once', () => {
    const ids = (level: 'III' | 'II' | null) =>
      measuresByGroup(plan, level).map(({ group, measures }) => [group, measures.map(({ id }) => id)]);
    expect(ids(null)).toEqual([
      ['health', ['stay-in', 'masks']],
      ['industry', ['works']],
    ]);
    expect(ids('III')).toEqual([['health', ['stay-in', 'masks']]]);
  });
});

describe('the editions', () => {
  const shown = (date: string) =>
    viewEditions(plan, date).map(({ edition: { id }, state, until, rules }) => [
      id,
      state,
      until,
      rules.map((one) => one.id),
    ]);

  it('come newest first, with what holds and the rules whose numbers came with each', () => {
    expect(shown('2026-07-01')).toEqual([
      ['2030', 'future', null, []],
      ['2021', 'present', '2030-01-01', ['both', 'new']],
      ['2017', 'past', '2021-12-31', ['old', 'both']],
    ]);
  });

  it('change on the date itself', () => {
    expect(shown('2021-12-30').map(([, state]) => state)).toEqual(['future', 'future', 'present']);
    expect(shown('2021-12-31').map(([, state]) => state)).toEqual(['future', 'present', 'past']);
  });
});

describe('the address', () => {
  it('names a section and a level, or gets the rules and all levels; plans stand with their place', () => {
    const place = (id: string, plans: string[]) => ({ id, name: text, timezone: 'UTC', plans, subjects: [] });
    const grouped = plansByPlace(
      [barePlan('x'), barePlan('a'), barePlan('b')],
      [place('j', ['a']), place('k', ['a', 'b'])],
    );
    expect(grouped.map((one) => [one.place?.id, one.plans.map(({ id }) => id)])).toEqual([
      ['j', ['a']],
      ['k', ['b']],
      [undefined, ['x']],
    ]);
    expect(sectionFrom('coverage')).toBe('coverage');
    expect(sectionFrom('nothing')).toBe('rules');
    expect(levelFrom(plan, 'II')).toBe('II');
    expect(levelFrom(plan, 'I')).toBeNull();
    expect([countOf(plan, 'steps'), countOf(plan, 'forms'), countOf(plan, 'editions')]).toEqual([3, 0, 3]);
  });
});
