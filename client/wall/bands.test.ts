import { describe, expect, it } from 'vitest';
import type { Jurisdiction, JudgedPlan, WireLevel, WireWarning } from '../../server/wire/shapes.ts';
import { bareCase } from '../cases/bare-case.ts';
import { barePlan } from '../plans/bare-plan.ts';
import { viewBands as viewBandsAt } from './bands.ts';

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
const NOW_MS = Date.parse('2026-01-01T12:00:00Z');
const viewBands = (
  places: Parameters<typeof viewBandsAt>[0],
  known: Parameters<typeof viewBandsAt>[1],
): ReturnType<typeof viewBandsAt> => viewBandsAt(places, known, NOW_MS);
const warning = (more: Partial<WireWarning>): WireWarning => ({ ...bareCase('w'), ...more });

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

  it('tell what is due first, what can be done of it, and how much is overdue', () => {
    const due = (step: string, kind: 'step' | 'measure', at: string, unit: string | null = null) =>
      ({ step, kind, unit, role: 'office', roles: ['office'], at, overdue: false, escalated: null }) as const;
    const open = { step: 'draft', act: 'draft', roles: ['office'], clause: '', text, decides: false } as const;
    const of = warning({
      state: 'in-force',
      level: 'III',
      open: [open],
      due: [
        due('a', 'measure', '2026-01-01T13:00:00Z', 'x'),
        due('a', 'measure', '2026-01-01T13:00:00Z', 'y'),
        due('draft', 'step', '2026-01-01T11:00:00Z'),
      ],
    });
    const [late] = viewBands([jurisdiction], { plans, levels: [], warnings: [of] });
    expect(late).toMatchObject({ late: 1, due: { act: 'draft', isLate: true, count: 1 } });
    const [next] = viewBands([jurisdiction], {
      plans,
      levels: [],
      warnings: [{ ...of, due: of.due.filter(({ kind }) => kind === 'measure') }],
    });
    expect(next).toMatchObject({ late: 0, due: { act: null, isLate: false, count: 2 } });
  });
});
