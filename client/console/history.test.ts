import { describe, expect, it } from 'vitest';
import type { WireHappening, WireRecord } from '../../server/wire/history.ts';
import { bareHappening, bareRecord } from '../history/bare-record.ts';
import { bareAlarm } from '../session/bare-alarm.ts';
import { aloneOf, earlierOf, historyAddress, momentOf, questionOf } from './history.ts';

const NOW = Date.parse('2026-11-30T08:00:00Z');
const alarm = { ...bareAlarm, id: 'mine', jurisdiction: 'yangquan', subject: 'yq-01' };
const record = (id: string, more: Partial<WireRecord> = {}): WireRecord => ({ ...bareRecord, id, ...more });
const act = (what: string, at: string, more: Partial<WireHappening> = {}): WireHappening => ({
  ...bareHappening,
  what,
  at,
  ...more,
});

it('asks for a month of the subject, and for the alarm alone in the same range', () => {
  const question = questionOf(alarm, NOW);
  expect(question).toBe('from=2026-10-31T08%3A00%3A00.000Z&jurisdiction=yangquan&subject=yq-01&limit=200');
  expect(aloneOf(question, alarm)).toBe(`${question}&kind=alarm&text=mine`);
  expect(historyAddress(alarm)).toBe('/history?span=month&jurisdiction=yangquan&subject=yq-01');
});

it('asks again for whatever happens to the alarm, and not for new evidence', () => {
  const at = '2026-11-30T08:00:00Z';
  const to = { kind: 'person', name: '甲' } as const;
  const moments = [
    alarm,
    { ...alarm, revision: 2 },
    { ...alarm, comments: [{ at, by: '甲', text: '好' }] },
    { ...alarm, assignment: { at, by: '甲', to } },
    { ...alarm, escalated: [{ at, to: 'office' as const }] },
  ].map(momentOf);
  expect(new Set(moments).size).toBe(moments.length);
  expect(momentOf({ ...alarm, evidence: null, level: 'I' })).toBe(momentOf(alarm));
});

describe('what there was before', () => {
  it('is the other alarms of the subject, and services that no alarm tells of, each once', () => {
    const out = { at: '2026-11-20T00:00:00Z', by: '办', reason: '检修' };
    const told = { ...out, endedAt: '2026-11-21T00:00:00Z', endedBy: '办', note: '好了' };
    const rows = [
      record('mine'),
      act('acknowledged', '2026-11-22T00:00:00Z', { alarm: 'old' }),
      act('in-service', told.endedAt),
      act('out-of-service', told.at),
      // At the same time, of another rule.
      act('out-of-service', told.at, { rule: 'other' }),
      record('old', { services: [told] }),
      act('out-of-service', '2026-11-10T00:00:00Z'),
      act('report-filed', '2026-11-09T00:00:00Z', { rule: null }),
    ];
    expect(earlierOf(rows, alarm).map((row) => (row.kind === 'alarm' ? row.id : `${row.what} ${row.rule}`))).toEqual([
      'out-of-service other',
      'old',
      'out-of-service r',
    ]);
  });
});
