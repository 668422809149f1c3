import { describe, expect, it } from 'vitest';
import type { WireAlarm } from '../../server/wire/shapes.ts';
import { pickAlarms } from './alarms.ts';
import { bareAlarm } from '../session/bare-alarm.ts';

const alarm = (id: string, more: Partial<WireAlarm>): WireAlarm => ({
  ...bareAlarm,
  id,
  jurisdiction: 'j',
  plan: 'p',
  rule: 'r',
  subject: 's',
  clause: null,
  ...more,
});

describe('the alarms on the wall', () => {
  it('are unacknowledged first, then by level, then newest; data alarms after all plan alarms', () => {
    const list = pickAlarms(
      [
        alarm('data', { class: 'quality', level: 'none', plan: null }),
        alarm('acked-red', { state: 'acknowledged', level: 'I' }),
        alarm('returned', { state: 'returned', level: 'none', active: false }),
        alarm('old', { changedAt: '2026-01-01T00:00:00Z' }),
        alarm('new', { changedAt: '2026-01-01T01:00:00Z' }),
        alarm('orange', { level: 'II' }),
      ],
      10,
    );
    expect(list.rows.map((row) => row.id)).toEqual(['orange', 'new', 'old', 'returned', 'acked-red', 'data']);
    expect(list).toMatchObject({ unacknowledged: 5, total: 6, shelved: 0, suppressed: 0, silenced: 0 });
  });

  it('never lets a flood of sensor faults hide a plan alarm', () => {
    const flood = Array.from({ length: 50 }, (_, n) => alarm(`q${n}`, { class: 'quality', level: 'none' }));
    const list = pickAlarms([...flood, alarm('red', { state: 'acknowledged', level: 'I' })], 10);
    expect(list.rows[0]?.id).toBe('red');
    expect(list.rows).toHaveLength(10);
    expect(list.total).toBe(51);
  });

  it('never is silent of a level I or II that somebody took out of service', () => {
    const outOfService = { at: '2026-01-01T00:00:00Z', by: '甲', reason: '检修' };
    const out = { state: 'out-of-service', outOfService } as const;
    const list = pickAlarms(
      [
        alarm('yellow', out),
        alarm('data', { ...out, class: 'quality', plan: null, level: 'none' }),
        alarm('orange', { ...out, level: 'II' }),
        alarm('owned', { state: 'acknowledged', level: 'I' }),
      ],
      10,
    );
    expect(list.rows.map((row) => row.id)).toEqual(['orange', 'owned']);
    expect(list).toMatchObject({ silenced: 1, total: 2, unacknowledged: 0 });
  });

  it('counts what is put aside and does not list it', () => {
    const list = pickAlarms(
      [alarm('a', { state: 'shelved' }), alarm('b', { state: 'suppressed' }), alarm('c', {})],
      10,
    );
    expect(list.rows.map((row) => row.id)).toEqual(['c']);
    expect(list).toMatchObject({ shelved: 1, suppressed: 1 });
  });
});
