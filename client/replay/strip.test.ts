import { describe, expect, it } from 'vitest';
import type { ReplayStatus } from '../../server/wire/shapes.ts';
import { changeInstants, nextChange, previousChange, rangeProblem, shiftSpeed, stripRows } from './strip.ts';

const t = (hour: number): number => Date.parse('2016-12-19T00:00:00Z') + hour * 3_600_000;
const change = (
  hour: number,
  from: ReplayStatus['changes'][number]['from'],
  to: ReplayStatus['changes'][number]['to'],
  rule = 'so2-hourly',
): ReplayStatus['changes'][number] => ({
  at: new Date(t(hour)).toISOString(),
  plan: 'yangquan-heavy-pollution',
  rule,
  subject: 'yangquan',
  from,
  to,
});

describe('the strip of a replay', () => {
  it('has stretches that touch from the start to the end, with the level before the first change', () => {
    const [row, ...others] = stripRows([change(4, 'none', 'III'), change(6, 'III', 'II')], { from: t(0), to: t(10) });
    expect(others).toEqual([]);
    expect(row?.stretches.map(({ level, left, width }) => [level, left, width])).toEqual([
      ['none', 0, 0.4],
      ['III', 0.4, 0.2],
      ['II', 0.6, 0.4],
    ]);
  });

  it('starts at a level that stood before the range', () => {
    const [row] = stripRows([change(5, 'II', 'none')], { from: t(0), to: t(10) });
    expect(row?.stretches.map(({ level }) => level)).toEqual(['II', 'none']);
  });

  it('has a row for each rule, in the order of their first changes, whatever the order they come in', () => {
    const rows = stripRows([change(6, 'III', 'none'), change(8, 'none', 'III', 'aqi-days'), change(2, 'none', 'III')], {
      from: t(0),
      to: t(10),
    });
    expect(rows.map(({ rule, stretches }) => [rule, stretches.length])).toEqual([
      ['so2-hourly', 3],
      ['aqi-days', 2],
    ]);
  });

  it('holds two changes at one instant without an empty stretch', () => {
    const [row] = stripRows([change(4, 'none', 'III'), change(4, 'III', 'II')], { from: t(0), to: t(8) });
    expect(row?.stretches.map(({ level, width }) => [level, width])).toEqual([
      ['none', 0.5],
      ['II', 0.5],
    ]);
  });

  it('shows a level that stands through the whole range from end to end', () => {
    const standing = [
      { plan: 'p', rule: 'aqi-days', subject: 'yangquan', level: 'II' as const },
      { plan: 'p', rule: 'severe-now', subject: 'yangquan', level: 'none' as const },
      { ...change(4, 'none', 'III'), level: 'III' as const },
    ];
    const rows = stripRows([change(4, 'none', 'III')], { from: t(0), to: t(10) }, standing);
    expect(rows.map(({ rule, stretches }) => [rule, stretches.map(({ level, width }) => [level, width])])).toEqual([
      ['aqi-days', [['II', 1]]],
      [
        'so2-hourly',
        [
          ['none', 0.4],
          ['III', 0.6],
        ],
      ],
    ]);
  });

  it('is empty when nothing changed', () => {
    expect(stripRows([], { from: t(0), to: t(10) })).toEqual([]);
  });
});

describe('jumping between changes', () => {
  const instants = changeInstants([change(6, 'III', 'none'), change(2, 'none', 'III'), change(2, 'none', 'II', 'x')]);

  it('goes to the one before or after, never to the one it stands on', () => {
    expect(instants).toEqual([t(2), t(6)]);
    expect(nextChange(instants, t(2))).toBe(t(6));
    expect(nextChange(instants, t(6))).toBeNull();
    expect(previousChange(instants, t(6))).toBe(t(2));
    expect(previousChange(instants, t(2))).toBeNull();
  });
});

describe('speed and range', () => {
  it('steps through the speeds on offer and stays at the ends', () => {
    expect(shiftSpeed(60, 1)).toBe(300);
    expect(shiftSpeed(60, -1)).toBe(10);
    expect(shiftSpeed(3600, 1)).toBe(3600);
    expect(shiftSpeed(1, -1)).toBe(1);
    expect(shiftSpeed(100, -1)).toBe(60);
  });

  it('says why a range cannot be replayed', () => {
    expect(rangeProblem(null, t(1), t(2))).toBe('incomplete');
    expect(rangeProblem(t(1), t(1), t(2))).toBe('order');
    expect(rangeProblem(t(3), t(4), t(2))).toBe('future');
    expect(rangeProblem(t(0), t(4), t(2))).toBeNull();
  });
});
