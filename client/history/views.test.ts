import { describe, expect, it } from 'vitest';
import type { WireHappening, WireRecord } from '../../server/wire/history.ts';
import { condense } from './condense.ts';
import { choiceOf, shiftOf } from './shift-choice.ts';
import { timelineOf } from './timeline.ts';

const CHINA = 'Asia/Shanghai';
const NOW = Date.parse('2026-11-22T10:30:00+08:00');
const from = (choice: string): string => new Date(shiftOf(choice, NOW, CHINA).from).toISOString();

describe('the shift of an address', () => {
  it.each([
    ['now', '2026-11-22T00:00:00.000Z'],
    ['last', '2026-11-21T16:00:00.000Z'],
    ['2026-11-20 16:00', '2026-11-20T08:00:00.000Z'],
    ['', '2026-11-22T00:00:00.000Z'],
    ['2026-02-30 08:00', '2026-11-22T00:00:00.000Z'],
    ['2026-11-20', '2026-11-22T00:00:00.000Z'],
  ])('%s', (choice, begin) => expect(from(choice)).toBe(begin));

  it('is a date and a time of day, or none', () => {
    expect(choiceOf(' 2026-11-20 ', '16:00', CHINA)).toBe('2026-11-20 16:00');
    expect(choiceOf('20/11/2026', '16:00', CHINA)).toBeNull();
    expect(choiceOf('2026-02-30', '16:00', CHINA)).toBeNull();
  });
});

describe('what happened to an alarm', () => {
  const at = (minute: number): string => `2026-11-22T00:${String(minute).padStart(2, '0')}:00Z`;
  const record: WireRecord = {
    kind: 'alarm',
    seq: 1,
    id: 'a',
    jurisdiction: 'yangquan',
    plan: 'p',
    rule: 'r',
    subject: 's',
    class: 'plan',
    state: 'normal',
    active: false,
    first: 'III',
    level: 'none',
    highest: 'II',
    indeterminate: false,
    clause: null,
    summary: null,
    at: at(0),
    knownAt: at(2),
    returnedAt: at(30),
    endedAt: at(30),
    calls: [
      { at: at(2), what: 'raised', level: 'III' },
      { at: at(10), what: 'level-raised', level: 'II' },
    ],
    waitedMs: null,
    acknowledgements: [{ at: at(12), by: '甲', note: null }],
    shelvings: [{ at: at(5), by: '乙', until: at(50), reason: 'r', endedAt: at(10), endedBy: null }],
    escalations: [{ at: at(11), to: 'office' }],
    corrections: [{ at: at(0), knownAt: at(20), was: 'none', now: 'III' }],
    cases: [],
    people: [],
  };

  it('is in the order of its times; what ends at one time stands last', () => {
    expect(timelineOf(record).map(({ what }) => what)).toEqual([
      'raised',
      'shelved',
      'level-raised',
      'unshelved',
      'escalated',
      'acknowledged',
      'correction',
      'returned',
      'ended',
    ]);
  });
});

describe('what happened to a case', () => {
  const happening = (what: string, unit: string | null = null): WireHappening => ({
    kind: 'act',
    seq: 1,
    what,
    at: '2026-11-22T00:00:00Z',
    jurisdiction: 'yangquan',
    by: '甲',
    role: 'office',
    alarm: null,
    case: 'w',
    plan: 'p',
    rule: null,
    subject: 's',
    class: 'plan',
    level: null,
    was: null,
    about: null,
    item: null,
    origin: null,
    unit,
    note: null,
  });

  it('is told step by step, with measures and what went overdue as counts', () => {
    const told = condense([
      happening('round'),
      happening('measure', 'police'),
      happening('measure', 'ecology'),
      happening('overdue', 'ecology'),
      happening('step'),
      happening('measure', 'ecology'),
      happening('report'),
    ]);
    expect(told.listed.map(({ what }) => what)).toEqual(['round', 'step', 'report']);
    expect(told.measures).toEqual([
      { unit: 'ecology', count: 2 },
      { unit: 'police', count: 1 },
    ]);
    expect(told.overdue).toBe(1);
  });
});
