import { expect, test } from 'vitest';
import type { RegionEvent } from '../pipeline/region.ts';
import { acknowledgementsOf, ledgerBodySchema, streamOf, toEntries, type LedgerBody } from './events.ts';

const raised: RegionEvent = {
  kind: 'alarm-raised',
  id: 'a-1',
  at: 1000,
  plan: 'p',
  rule: 'r',
  subject: 's',
  class: 'plan',
  level: 'III',
  indeterminate: false,
  evidence: {
    clause: '3.1',
    summary: { zh: '一', en: 'one' },
    window: { from: 0, to: 1000 },
    unit: 'h',
    thresholds: [{ level: 'III', at: 12 }],
    values: [
      [0, 1],
      [500, null, 'forecast'],
    ],
    missing: 1,
    facts: { hours: 12, by: 'days', held: false, none: null },
  },
  clause: '3.1',
};
const acknowledged: RegionEvent = { kind: 'alarm-acknowledged', id: 'a-1', at: 2000, by: 'operator', note: 'seen' };
const escalated: RegionEvent = { kind: 'alarm-escalated', id: 'a-1', at: 1500, to: 'office', rung: 1 };
const entries = toEntries({ jurisdiction: 'here', events: [{ ...raised, knownAt: 1200 }, escalated, acknowledged] });

test('events come back from the ledger as they went in', () => {
  const back = JSON.parse(JSON.stringify(entries)) as unknown[];
  expect(back.map((entry) => ledgerBodySchema.parse(entry).data)).toEqual(entries.map(({ data }) => data));
});

test('an alarm of a ledger of old does not say when it was known', () => {
  const [old] = toEntries({ jurisdiction: 'here', events: [raised] });
  expect(ledgerBodySchema.parse(old).data.event).toEqual(raised);
});

test('telling somebody of an alarm moves no version of its stream', () => {
  expect(entries.map(streamOf)).toEqual(['a-1', null, 'a-1']);
});

test('an event of another shape is refused', () => {
  const wrong = { kind: 'alarm-raised', data: { jurisdiction: 'here', event: { ...raised, level: 'V' } } };
  expect(ledgerBodySchema.safeParse(wrong).success).toBe(false);
});

test('acknowledgements are told by what was acknowledged, those of other places left out', () => {
  const elsewhere = toEntries({ jurisdiction: 'there', events: [{ ...raised, id: 'a-2' }] });
  const bodies: LedgerBody[] = [...elsewhere, ...entries];
  expect(acknowledgementsOf(bodies, 'here')).toEqual([
    { plan: 'p', rule: 'r', subject: 's', at: 2000, by: 'operator', note: 'seen' },
  ]);
  expect(acknowledgementsOf(bodies, 'there')).toEqual([]);
});
