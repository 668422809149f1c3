import { describe, expect, test } from 'vitest';
import type { AlarmEvent } from './alarm.ts';
import { AlarmBook, alarmKey } from './alarm-book.ts';

const raised = (id: string, rule = 'r', at = 0): AlarmEvent => ({
  kind: 'alarm-raised',
  id,
  at,
  plan: null,
  rule,
  subject: 's',
  class: 'quality',
  level: 'none',
  indeterminate: false,
  evidence: null,
  clause: null,
});
const over = (id: string): AlarmEvent[] => [
  { kind: 'alarm-acknowledged', id, at: 1, by: 'operator', note: null },
  { kind: 'alarm-returned', id, at: 2 },
];
function bookOf(...events: readonly AlarmEvent[]): AlarmBook {
  const book = new AlarmBook();
  for (const event of events) book.apply(event);
  return book;
}
const key = (rule = 'r'): string => alarmKey({ plan: null, rule, subject: 's' });

describe('a book of alarms', () => {
  test('tells alarms of different plans, rules and subjects apart', () => {
    const of = { plan: 'p', rule: 'r', subject: 's' };
    const keys = [of, { ...of, plan: null }, { ...of, plan: 'q' }, { ...of, rule: 'x' }, { ...of, subject: 'x' }];
    expect(new Set(keys.map(alarmKey)).size).toBe(keys.length);
  });

  test('gives the alarm after each event', () => {
    const book = new AlarmBook();
    expect(book.apply(raised('a'))).toMatchObject({ id: 'a', state: 'unacknowledged', revision: 1 });
    expect(over('a').map((event) => book.apply(event).state)).toEqual(['acknowledged', 'normal']);
    expect(book.get('a')).toMatchObject({ state: 'normal', revision: 3 });
    expect(book.get('b')).toBeNull();
  });

  test('has one occurrence open for a rule on a subject', () => {
    const book = bookOf(raised('a'), raised('b', 'other'));
    expect([book.open(key())?.id, book.open(key('other'))?.id, book.open(key('none'))]).toEqual(['a', 'b', null]);
    expect(book.openAlarms().map(({ id }) => id)).toEqual(['a', 'b']);
    for (const event of over('a')) book.apply(event);
    expect(book.open(key())).toBeNull();
    expect(book.openAlarms().map(({ id }) => id)).toEqual(['b']);
    expect(book.all().map(({ id }) => id)).toEqual(['a', 'b']);
    book.apply(raised('c'));
    expect(book.open(key())?.id).toBe('c');
  });

  test('knows what is out of service by rule and subject, whether it stands or not', () => {
    const book = new AlarmBook();
    const of = { plan: null, rule: 'r', subject: 's' };
    const out = { ...of, at: 5, by: 'office', reason: 'works' };
    book.applyService({ kind: 'taken-out-of-service', ...out });
    expect(book.outOfService(key())).toEqual(out);
    expect(book.outOfService(key('other'))).toBeNull();
    expect(book.allOutOfService()).toEqual([out]);
    book.applyService({ kind: 'put-back-in-service', ...of, at: 6, by: 'office', note: 'done' });
    expect(book.allOutOfService()).toEqual([]);
  });

  test('keeps the newest 5000 that are over, and all that are not', () => {
    const book = bookOf(raised('open', 'other'));
    for (let i = 0; i < 5001; i += 1) for (const event of [raised(`a-${i}`), ...over(`a-${i}`)]) book.apply(event);
    expect(book.all()).toHaveLength(5001);
    expect([book.get('open')?.id, book.get('a-0'), book.get('a-1')?.id]).toEqual(['open', null, 'a-1']);
  });
});
