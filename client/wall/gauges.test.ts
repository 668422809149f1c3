import { describe, expect, it } from 'vitest';
import type { Gauge, Level, WireLevel } from '../../server/wire/shapes.ts';
import { findRisen, shownLevel, viewGauges } from './gauges.ts';

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
  it('is level, unknown, nearness, and what never reported', () => {
    const views = viewGauges(
      [
        row('far', 'none', [gauge(1, [['III', 12]])]),
        row('never', 'none', [gauge(null, [['III', 12]])], { indeterminate: true, at: null }),
        row('near', 'none', [gauge(11, [['III', 12]])]),
        row('lost', 'none', [gauge(null, [['III', 12]])], { indeterminate: true }),
        row('yellow', 'III', [gauge(12, [['III', 12]])]),
        row('orange', 'II', [gauge(12, [['II', 12]])]),
      ],
      new Map(),
    );
    expect(views.map((view) => view.rule)).toEqual(['orange', 'yellow', 'lost', 'near', 'far', 'never']);
    expect(views.map((view) => view.knowledge)).toEqual(['known', 'known', 'lost', 'known', 'known', 'never']);
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

describe('a rise', () => {
  it('names the bar that rose highest, and none for a new or falling bar', () => {
    const views = viewGauges(
      [row('a', 'III', [gauge(12, [['III', 12]])]), row('b', 'II', [gauge(12, [['II', 12]])])],
      new Map(),
    );
    expect(findRisen(new Map(), views)).toBeNull();
    expect(findRisen(new Map(views.map((view) => [view.key, 'none'])), views)).toBe('j|p|b|s|0');
    expect(findRisen(new Map(views.map((view) => [view.key, 'I'])), views)).toBeNull();
  });
});
