import { describe, expect, it } from 'vitest';
import type { Gauge, Level, JudgedPlan, WireLevel } from '../../server/wire/shapes.ts';
import { barePlan } from '../plans/bare-plan.ts';
import { shownLevel, viewGauges } from './gauges.ts';

const gauge = (value: number | null, marks: [Level, number][], direction: Gauge['direction'] = 'up'): Gauge => ({
  label: { zh: '数', en: 'number' },
  value,
  unit: 'h',
  direction,
  marks: marks.map(([level, at]) => ({ level, at })),
  note: null,
});

const row = (rule: string, level: Level, gauges: Gauge[], more: Partial<WireLevel> = {}): WireLevel => ({
  jurisdiction: 'j',
  plan: 'p',
  rule,
  subject: 's',
  level,
  since: null,
  at: '2026-01-01T00:00:00Z',
  indeterminate: false,
  progress: null,
  gauges,
  evidence: null,
  clause: '3.1',
  ...more,
});

/** A plan with one rule of the kind that either number meets. */
const plan: JudgedPlan = {
  ...barePlan('p'),
  scale: 'outage',
  area: 'county',
  levels: [],
  rules: [
    {
      id: 'loss',
      kind: 'band',
      title: { zh: '', en: '' },
      clause: '',
      clauses: {},
      interpretation: null,
      confirm: [],
      role: 'plan',
      scope: 'county',
      editions: [],
    },
  ],
  recommendation: { kind: 'response', clause: '', recovery: null, confirm: [] },
};

const only = (one: WireLevel) => {
  const [view] = viewGauges([one], new Map());
  if (view === undefined) throw new Error('no gauge');
  return view;
};

describe('a rising number', () => {
  it('is grey below its first mark, with the distance to it', () => {
    const view = only(row('r', 'none', [gauge(7, [['III', 12]])]));
    expect(view.level).toBe('none');
    expect(view.next).toEqual({ level: 'III', at: 12, left: 5 });
    expect(view.nearness).toBeCloseTo(7 / 12);
  });

  it('meets a level at its mark', () => {
    const view = only(
      row('r', 'II', [
        gauge(72, [
          ['I', 96],
          ['III', 48],
          ['II', 72],
        ]),
      ]),
    );
    expect(view.level).toBe('II');
    expect(view.next).toEqual({ level: 'I', at: 96, left: 24 });
    expect(view.marks.map((mark) => mark.level)).toEqual(['III', 'II', 'I']);
  });

  it('stays grey past its mark while the rule asks for more', () => {
    const view = only(row('severe-now', 'none', [gauge(310, [['III', 300]])]));
    expect(view.level).toBe('none');
    expect(view.asksMore).toBe('III');
    expect(view.next).toBeNull();
  });

  it('carries the level of its rule when that is met by the forecast', () => {
    const views = viewGauges(
      [
        row('aqi-days', 'II', [
          gauge(59, [
            ['III', 48],
            ['II', 72],
          ]),
          gauge(0, [['I', 48]]),
        ]),
      ],
      new Map(),
    );
    expect(views.map((view) => [view.level, view.ruleLevel, shownLevel(view)])).toEqual([
      ['III', 'II', 'II'],
      ['none', 'none', 'none'],
    ]);
  });
});

describe('a number on its line', () => {
  it('meets the level where the rule does', () => {
    expect(only(row('band', 'III', [gauge(20, [['III', 20]])])).level).toBe('III');
    const below = only(
      row('gap', 'none', [
        gauge(0, [
          ['III', 0],
          ['II', 10],
        ]),
      ]),
    );
    expect(below.level).toBe('none');
    expect(below.next).toEqual({ level: 'III', at: 0, left: 0 });
    expect(below.nearness).toBe(0);
  });
});

describe('a falling number', () => {
  const marks: [Level, number][] = [
    ['III', 5],
    ['II', 3],
    ['I', 1],
  ];
  it('fills more of the bar the less there is', () => {
    const many = only(row('coal', 'none', [gauge(9, marks, 'down')]));
    const few = only(row('coal', 'II', [gauge(2.7, marks, 'down')]));
    expect(many.fill).toBeCloseTo(0.1);
    expect(few.fill).toBeCloseTo(0.73);
    expect(few.level).toBe('II');
    expect(few.next?.level).toBe('I');
    expect(few.next?.left).toBeCloseTo(1.7);
  });
  it('does not meet a level at its mark, only below', () => {
    const view = only(row('coal', 'none', [gauge(5, marks, 'down')]));
    expect(view.level).toBe('none');
    expect(view.next).toEqual({ level: 'III', at: 5, left: 0 });
  });
});

describe('the order', () => {
  it('is level, what is about to meet one, unknown, nearness, and what never reported', () => {
    const views = viewGauges(
      [
        row('far', 'none', [gauge(1, [['III', 12]])]),
        row('never', 'none', [gauge(null, [['III', 12]])], { indeterminate: true, at: null }),
        row('near', 'none', [gauge(11, [['III', 12]])]),
        row('middling', 'none', [gauge(9, [['III', 12]])]),
        row('lost', 'none', [gauge(null, [['III', 12]])], { indeterminate: true }),
        row('yellow', 'III', [gauge(12, [['III', 12]])]),
        row('orange', 'II', [gauge(12, [['II', 12]])]),
      ],
      new Map(),
    );
    expect(views.map((view) => view.rule)).toEqual(['orange', 'yellow', 'near', 'lost', 'middling', 'far', 'never']);
    expect(views.map((view) => view.knowledge)).toEqual(['known', 'known', 'known', 'lost', 'known', 'known', 'never']);
  });

  it('puts what has no level left to lose behind met levels that have', () => {
    const views = viewGauges(
      [
        row('spent', 'II', [
          gauge(90, [
            ['III', 40],
            ['II', 60],
          ]),
        ]),
        row('grey', 'none', [gauge(11, [['III', 12]])]),
        row('rising', 'III', [
          gauge(25, [
            ['III', 20],
            ['II', 40],
          ]),
        ]),
        // Its first number has no line left; the rule has.
        row('elsewhere', 'II', [gauge(80, [['II', 72]]), gauge(10, [['I', 48]])]),
      ],
      new Map(),
    );
    expect(views.map((view) => view.rule)).toEqual(['elsewhere', 'rising', 'spent', 'grey', 'elsewhere']);
  });

  it('does not tremble with small changes', () => {
    const order = (a: number, b: number): string[] =>
      viewGauges(
        [row('a', 'none', [gauge(a, [['III', 100]])]), row('b', 'none', [gauge(b, [['III', 100]])])],
        new Map(),
      ).map((view) => view.rule);
    expect(order(50, 51)).toEqual(order(51, 50));
  });
});

describe('load and customers of a grid', () => {
  const marks = (iii: number, ii: number): [Level, number][] => [
    ['III', iii],
    ['II', ii],
  ];
  const either = (level: Level, load: number | null, customers: number | null, more: Partial<WireLevel> = {}) =>
    viewGauges(
      [row('loss', level, [gauge(load, marks(20, 40)), gauge(customers, marks(30, 50))], more)],
      new Map([['p', plan]]),
    );

  it('share a row, led by the number that is nearer to the next level', () => {
    expect(either('none', 10, 24)).toMatchObject([{ value: 24, beside: [{ value: 10 }], next: { at: 30 } }]);
    expect(either('none', 18, 3)).toMatchObject([{ value: 18, beside: [{ value: 3 }], next: { at: 20 } }]);
  });
  it('are led by the number that met the level, and keep their key when the lead changes', () => {
    const [byLoad] = either('III', 20, 29);
    const [byCustomers] = either('III', 19, 31);
    expect([byLoad?.value, byCustomers?.value]).toEqual([20, 31]);
    expect(byLoad?.key).toBe(byCustomers?.key);
  });
  it('show the number that is known, and rank as unknown while the other is lost', () => {
    const [view] = either('III', null, 5, { indeterminate: true });
    expect(view).toMatchObject({ value: 5, level: 'none', ruleLevel: 'III', beside: [{ value: null }] });
  });
});

describe('the pace', () => {
  const paced = (value: number, inHours: number | null, of = 12) =>
    only(
      row('r', 'none', [gauge(value, [['III', 12]])], {
        progress: { to: 'III', value, of, unit: 'h', inHours },
      }),
    ).inHours;
  it('stands beside the distance to the level that it leads to', () => {
    expect(paced(7, 5)).toBe(5);
  });
  it('says nothing without a pace, on the line, or of another number', () => {
    expect(paced(7, null)).toBeNull();
    expect(paced(7, 0)).toBeNull();
    expect(paced(7, 5, 20)).toBeNull();
  });
});

describe('what people report', () => {
  const rule = {
    id: 'accident',
    kind: 'report',
    form: 'f',
    title: { zh: '事故', en: 'accident' },
    clause: '',
    clauses: {},
    interpretation: null,
    confirm: [],
    role: 'plan',
    until: { kind: 'compare', field: 'ended', comparison: 'is', value: 1 },
    editions: [],
  } as const;
  const plans = new Map([['p', { ...plan, rules: [rule] }]]);
  const facts = (values: Record<string, number | null>): WireLevel['evidence'] => ({
    clause: '',
    summary: { zh: '', en: 'as told' },
    window: null,
    unit: '',
    thresholds: [],
    values: Object.values(values).flatMap((value) =>
      value === null ? [] : [['2026-01-01T00:00:00Z', value] as const],
    ),
    missing: 0,
    facts: values,
  });
  const view = (level: Level, gauges: Gauge[], values: Record<string, number | null>) =>
    viewGauges([row('accident', level, gauges, { evidence: facts(values) })], plans);

  it('is one bar for the number that tells most, beside those that were reported', () => {
    const views = view('II', [gauge(3, [['II', 3]]), gauge(null, [['II', 10]]), gauge(2, [['II', 10]])], {});
    expect(views).toMatchObject([{ value: 3, level: 'II', beside: [{ value: 2 }] }]);
  });
  it('is no bar of the unknown while nobody has reported anything', () => {
    expect(view('none', [gauge(null, [['II', 3]])], { deaths: null })).toMatchObject([
      { knowledge: 'unreported', fill: null, value: null },
    ]);
  });
  it('is full at a level that no number explains', () => {
    expect(view('II', [], { spreading: 1 })).toMatchObject([
      { knowledge: 'known', value: null, level: 'II', fill: 1, note: { en: 'as told' } },
    ]);
    expect(view('none', [], { spreading: 0 })).toMatchObject([{ knowledge: 'known', level: 'none', fill: 0 }]);
  });
  it('is over with its end, whatever numbers stand', () => {
    const over = view('none', [gauge(3, [['II', 3]])], { deaths: 3, ended: 1 });
    expect(over).toMatchObject([{ knowledge: 'unreported', level: 'none', asksMore: null }]);
  });
});
