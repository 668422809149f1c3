import { describe, expect, it } from 'vitest';
import type { Jurisdiction, JudgedPlan } from '../../server/wire/shapes.ts';
import { barePlan } from '../plans/bare-plan.ts';
import { planName } from './lookup.ts';

const named = (id: string, zh: string, en: string): JudgedPlan => ({ ...barePlan(id), short: { zh, en } });
const place = (id: string, zh: string, plans: string[]): Jurisdiction => ({
  id,
  name: { zh, en: id },
  timezone: 'UTC',
  plans,
  subjects: [],
});

describe('the name of a plan among others', () => {
  const plans = [named('a', '停电', 'Outage'), named('b', '停电', 'Outage'), named('c', '污染', 'Pollution')];
  const [a, b, c] = plans;
  const places = [place('x', '甲县', ['a']), place('y', '乙市', ['b', 'c'])];
  const nameOf = (plan: JudgedPlan | undefined) => (plan === undefined ? null : planName(plan, plans, places));

  it('says where it holds when another is called the same', () => {
    expect(nameOf(a)).toEqual({ zh: '甲县停电', en: 'Outage, x' });
    expect(nameOf(b)).toEqual({ zh: '乙市停电', en: 'Outage, y' });
  });
  it('is short when it is the only one', () => {
    expect(nameOf(c)).toEqual({ zh: '污染', en: 'Pollution' });
  });
});
