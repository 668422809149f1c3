import { describe, expect, it } from 'vitest';
import type { WireHappening, WireRecord } from '../../server/wire/history.ts';
import { bareHappening, bareRecord } from './bare-record.ts';
import { condense } from './condense.ts';
import { choiceOf, shiftOf } from './shift-choice.ts';
import { notesOf, timelineOf } from './timeline.ts';

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
    ...bareRecord,
    endedAt: at(30),
    turns: [
      { at: at(2), what: 'raised', level: 'III' },
      { at: at(10), what: 'level-raised', level: 'II' },
      { at: at(30), what: 'returned', level: 'none' },
    ],
    acknowledgements: [{ at: at(12), by: '甲', note: null }],
    shelvings: [{ at: at(5), by: '乙', until: at(50), reason: 'r', endedAt: at(10), endedBy: null }],
    escalations: [{ at: at(11), to: 'office' }],
    corrections: [{ at: at(0), knownAt: at(20), was: 'none', now: 'III' }],
  };
  const whats = (more: Partial<WireRecord>): string[] =>
    timelineOf({ ...bareRecord, ...more }).map(({ what, at: time }) => `${Number(time.slice(14, 16))} ${what}`);

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

  it('is all that people did with it, also while it called nobody', () => {
    const of = { jurisdiction: 'yangquan', plan: null, rule: 'silent', subject: 's', class: 'quality' } as const;
    expect(
      whats({
        turns: [
          { at: at(5), what: 'raised', level: 'III' },
          { at: at(7), what: 'level-lowered', level: 'IV' },
          { at: at(9), what: 'returned', level: 'none' },
          { at: at(9), what: 'reraised', level: 'IV' },
        ],
        services: [
          { at: at(1), by: '办', reason: '检修', endedAt: at(8), endedBy: '任', note: '好了' },
          { at: at(30), by: '办', reason: '又检修', endedAt: null, endedBy: null, note: null },
        ],
        // One takes the place of another: it goes on calling nobody.
        suppressions: [
          { at: at(5), parent: 'x', of, endedAt: at(6) },
          { at: at(6), parent: 'y', of: null, endedAt: at(8) },
        ],
        comments: [{ at: at(20), by: '甲', text: '已派人' }],
        assignments: [
          { at: at(19), by: '甲', to: { kind: 'role', role: 'office' } },
          { at: at(21), by: '甲', to: null },
        ],
      }),
    ).toEqual([
      '1 out-of-service',
      '5 raised',
      '5 suppressed',
      '6 suppressed',
      '7 level-lowered',
      '8 unsuppressed',
      '8 in-service',
      '9 returned',
      '9 reraised',
      '19 assigned',
      '20 commented',
      '21 assigned',
      '30 out-of-service',
    ]);
  });

  it('has each note that was made with an acknowledgement once', () => {
    const acknowledgements = ['好', null, '', '好', '再看'].map((note, i) => ({ at: at(i), by: '甲', note }));
    expect(notesOf({ ...bareRecord, acknowledgements })).toEqual(['好', '再看']);
  });
});

describe('what happened to a case', () => {
  const happening = (what: string, unit: string | null = null): WireHappening => ({
    ...bareHappening,
    what,
    role: 'office',
    case: 'w',
    rule: null,
    unit,
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
