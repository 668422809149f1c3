import { describe, expect, it } from 'vitest';
import type { JudgedPlan } from '../../server/wire/shapes.ts';
import { barePlan } from '../plans/bare-plan.ts';
import { AS_IT_IS, countsDays, hasEditions, planSpec } from './plan-choice.ts';

const text = { zh: '', en: '' };
const edition = (id: string) => ({ id, from: `${id}-01-01`, issued: `${id}-01-01`, number: '', publisher: text });
const air: JudgedPlan = {
  ...barePlan('air'),
  editions: [edition('2017'), edition('2021')],
  rules: [
    {
      id: 'days',
      kind: 'days',
      role: 'plan',
      title: text,
      clause: '',
      clauses: {},
      interpretation: null,
      confirm: [],
      editions: [],
    },
  ],
};
const grid = barePlan('grid');

describe('the plan of a replay', () => {
  it('is its id alone, as it held and counts', () => {
    expect(planSpec(air, AS_IT_IS)).toBe('air');
  });
  it('names an edition and a counting where the plan has them', () => {
    expect(planSpec(air, { edition: '2017', counting: null })).toBe('air@2017');
    expect(planSpec(air, { edition: '2021', counting: 'every-window' })).toBe('air@2021:counting=every-window');
    expect(planSpec(air, { edition: null, counting: 'calendar-days' })).toBe('air:counting=calendar-days');
  });
  it('forgets what another plan was asked for', () => {
    expect(planSpec(grid, { edition: '2017', counting: 'every-window' })).toBe('grid');
    expect([hasEditions(air), hasEditions(grid), countsDays(air), countsDays(grid)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});
