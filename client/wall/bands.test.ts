import { describe, expect, it } from 'vitest';
import type { Jurisdiction, JudgedPlan, WireLevel, WireWarning } from '../../server/wire/shapes.ts';
import { barePlan } from '../plans/bare-plan.ts';
import { viewBands } from './bands.ts';

const text = { zh: '', en: '' };
const plan = (id: string): JudgedPlan => ({
  ...barePlan(id),
  scale: 'energy',
  area: 'county',
  levels: [],
  rules: [
    {
      id: 'coal-county',
      kind: 'stock',
      over: 'sum',
      role: 'plan',
      title: text,
      clause: '',
      clauses: {},
      interpretation: null,
      confirm: [],
      editions: [],
    },
    {
      id: 'coal-enterprise',
      kind: 'stock',
      over: 'each',
      role: 'alarm',
      title: text,
      clause: '',
      clauses: {},
      interpretation: null,
      confirm: [],
      editions: [],
    },
  ],
  recommendation: { kind: 'response', clause: '', recovery: null, confirm: [] },
});
const jurisdiction: Jurisdiction = { id: 'j', name: text, timezone: 'UTC', plans: ['a', 'b'], subjects: [] };
const plans = new Map([plan('a'), plan('b')].map((one) => [one.id, one]));

const level = (rule: string, to: WireLevel['level'], indeterminate: boolean): WireLevel => ({
  jurisdiction: 'j',
  plan: 'a',
  rule,
  subject: 's',
  level: to,
  since: null,
  at: '2026-01-01T00:00:00Z',
  indeterminate,
  progress: null,
  gauges: [],
  evidence: null,
  clause: '',
});
const warning = (more: Partial<WireWarning>): WireWarning => ({
  id: 'w',
  jurisdiction: 'j',
  plan: 'b',
  subject: 'j',
  state: 'recommended',
  level: 'none',
  recommended: 'III',
  action: 'start',
  since: '2026-01-01T00:00:00Z',
  immediate: null,
  publishBy: null,
  revision: 1,
  due: [],
  steps: [],
  ...more,
});

describe('the bands', () => {
  it('are one for each plan, and rules that only alarm do not make the condition', () => {
    const bands = viewBands([jurisdiction], {
      plans,
      levels: [level('coal-county', 'III', false), level('coal-enterprise', 'I', true)],
      warnings: [],
    });
    expect(bands.map((band) => [band.plan.id, band.condition, band.unknown])).toEqual([
      ['a', 'III', 1],
      ['b', 'none', 0],
    ]);
  });

  it('miss no data where people report', () => {
    const reporting = {
      ...barePlan('a'),
      rules: [
        {
          id: 'accident',
          kind: 'report',
          form: 'f',
          role: 'plan',
          title: text,
          clause: '',
          clauses: {},
          interpretation: null,
          confirm: [],
          until: null,
          editions: [],
        } as const,
      ],
    };
    const [band] = viewBands([jurisdiction], {
      plans: new Map([['a', reporting]]),
      levels: [{ ...level('accident', 'none', false), at: null }],
      warnings: [],
    });
    expect(band).toMatchObject({ silent: 0 });
  });

  it('put what is recommended before what is quiet', () => {
    const bands = viewBands([jurisdiction], { plans, levels: [], warnings: [warning({})] });
    expect(bands.map((band) => band.plan.id)).toEqual(['b', 'a']);
    expect(bands[0]).toMatchObject({ inForce: null, standing: { recommended: 'III' } });
  });

  it('show a warning in force with a recommended raise, and one that has been answered without', () => {
    const [raised] = viewBands([jurisdiction], {
      plans,
      levels: [],
      warnings: [warning({ state: 'in-force', level: 'III', recommended: 'II', action: 'raise' })],
    });
    expect(raised).toMatchObject({ inForce: { level: 'III' }, standing: { recommended: 'II' } });
    const [settled] = viewBands([jurisdiction], {
      plans,
      levels: [],
      warnings: [warning({ state: 'in-force', level: 'III', recommended: 'III' })],
    });
    expect(settled).toMatchObject({ inForce: { level: 'III' }, standing: null });
  });
});
