import { describe, expect, it } from 'vitest';
import type { WireAlarm } from '../../server/wire/shapes.ts';
import { byUrgency, holdOrder, passes } from './order.ts';
import { soundingLevel } from './tone.ts';
import { bareAlarm } from '../session/bare-alarm.ts';

const alarm = (id: string, more: Partial<WireAlarm> = {}): WireAlarm => ({
  ...bareAlarm,
  id,
  since: '2026-11-20T00:00:00Z',
  changedAt: '2026-11-20T00:00:00Z',
  ...more,
});
const ids = (alarms: readonly WireAlarm[]): string[] => alarms.map(({ id }) => id);

describe('the order of the live list', () => {
  it('has what awaits an acknowledgement first, then the level, then the newest', () => {
    const list = [
      alarm('owned red', { state: 'acknowledged', level: 'I', highest: 'I' }),
      alarm('old yellow'),
      alarm('new yellow', { since: '2026-11-21T00:00:00Z' }),
      alarm('orange', { level: 'II', highest: 'II' }),
      alarm('gone, was red', { state: 'returned', level: 'none', highest: 'I', active: false }),
      alarm('silence', { class: 'quality', plan: null, level: 'none', highest: 'none' }),
    ];
    const expected = ['orange', 'new yellow', 'old yellow', 'gone, was red', 'silence', 'owned red'];
    expect(ids([...list].sort(byUrgency))).toEqual(expected);
    expect(ids([...list].reverse().sort(byUrgency))).toEqual(expected);
  });

  it('puts one that fell below one that stands at the same level and was never higher last', () => {
    const list = [alarm('never higher', { since: '2026-11-21T00:00:00Z' }), alarm('fell from II', { highest: 'II' })];
    expect(ids([...list].sort(byUrgency))).toEqual(['fell from II', 'never higher']);
  });
});

describe('a held order', () => {
  const held = [alarm('a'), alarm('b'), alarm('c')];

  it('moves nothing, shows each row as it now is and counts what is new', () => {
    const list = holdOrder([alarm('c', { level: 'I' }), alarm('new', { level: 'II' }), alarm('a')], held);
    expect(list.rows.map(({ alarm: { id }, gone }) => [id, gone])).toEqual([
      ['a', false],
      ['b', true],
      ['c', false],
    ]);
    expect(list.rows[2]?.alarm.level).toBe('I');
    expect(ids(list.fresh)).toEqual(['new']);
  });

  it('ends with the hold', () => {
    expect(holdOrder([alarm('c'), alarm('a')], null)).toEqual({
      rows: [
        { alarm: alarm('c'), gone: false },
        { alarm: alarm('a'), gone: false },
      ],
      fresh: [],
    });
  });
});

describe('the filter', () => {
  const all = { jurisdiction: null, plan: null, class: null, words: [] };
  const text = (): string => '阳泉市 Yangquan SO₂';

  it('lets through what has every word and the right place, plan and class', () => {
    expect(passes(alarm('a'), all, text)).toBe(true);
    expect(passes(alarm('a'), { ...all, words: ['yang', 'so₂'] }, text)).toBe(true);
    expect(passes(alarm('a'), { ...all, words: ['yang', 'coal'] }, text)).toBe(false);
    expect(passes(alarm('a'), { ...all, jurisdiction: 'yangcheng' }, text)).toBe(false);
    expect(passes(alarm('a'), { ...all, plan: 'yangcheng-outage' }, text)).toBe(false);
    expect(passes(alarm('a'), { ...all, class: 'quality' }, text)).toBe(false);
  });
});

describe('the level that sounds', () => {
  it('is the highest that nobody has acknowledged and still stands', () => {
    expect(soundingLevel([])).toBeNull();
    expect(soundingLevel([alarm('a', { state: 'acknowledged', level: 'I' })])).toBeNull();
    expect(soundingLevel([alarm('a', { state: 'returned', level: 'none' })])).toBeNull();
    expect(soundingLevel([alarm('a', { state: 'shelved', level: 'I' }), alarm('b')])).toBe('III');
    expect(soundingLevel([alarm('a', { level: 'II' }), alarm('b', { level: 'none' }), alarm('c')])).toBe('II');
    expect(soundingLevel([alarm('a', { class: 'quality', level: 'none' })])).toBe('none');
  });
});
