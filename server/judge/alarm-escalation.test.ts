import { describe, expect, test } from 'vitest';
import type { Alarm } from '../model/alarm.ts';
import type { Level } from '../model/level.ts';
import type { EscalationOrder } from '../model/plan.ts';
import { stepAlarm, type AlarmEvent } from './alarm.ts';
import { dueRung } from './alarm-escalation.ts';

const MINUTE = 60_000;
const ORDER: EscalationOrder = {
  interpretation: { zh: '值守规定', en: 'An order' },
  ladder: ['office', 'deputy-commander', 'commander'],
  afterMs: { III: 15 * MINUTE, II: 10 * MINUTE, I: 5 * MINUTE },
  overdue: true,
};

type Happening = Level | 'ack' | 'shelve' | 'unshelve';
/** What happens at which minute; a level may be known so many minutes after its own time. */
type Script = readonly (readonly [minute: number, what: Happening, knownAfter?: number])[];

function eventOf(what: Happening, minute: number, known: number, before: Alarm | null): AlarmEvent {
  const at = minute * MINUTE;
  const id = 'a';
  if (what === 'ack') return { kind: 'alarm-acknowledged', id, at, by: 'operator', note: 'seen' };
  if (what === 'shelve') return { kind: 'alarm-shelved', id, at, by: 'operator', until: at + MINUTE, reason: 'works' };
  if (what === 'unshelve') return { kind: 'alarm-unshelved', id, at, by: null };
  if (what === 'none') return { kind: 'alarm-returned', id, at };
  const proof = { id, at, knownAt: known * MINUTE, level: what, evidence: null, clause: '3.1' };
  if (before === null) {
    const of = { plan: 'p', rule: 'r', subject: 's', class: 'plan', indeterminate: false } as const;
    return { kind: 'alarm-raised', ...proof, ...of };
  }
  return { kind: before.active ? 'alarm-level' : 'alarm-reraised', ...proof };
}

/** Lives through a script, looking every minute until `end`, and gives who was told when. */
function live(script: Script, end = 120): { told: string[]; alarm: Alarm } {
  let alarm: Alarm | null = null;
  const told: string[] = [];
  for (let minute = 0; minute <= end; minute += 1) {
    for (const [at, what, after = 0] of script) {
      if (at + after === minute) alarm = stepAlarm(alarm, eventOf(what, at, minute, alarm));
    }
    const due = alarm === null ? null : dueRung(alarm, ORDER, minute * MINUTE);
    if (alarm === null || due === null) continue;
    alarm = stepAlarm(alarm, { kind: 'alarm-escalated', id: 'a', at: minute * MINUTE, ...due });
    told.push(`${minute} ${due.rung} ${due.to}`);
  }
  if (alarm === null) throw new Error('nothing happened');
  return { told, alarm };
}

describe('who is told of an alarm that nobody acknowledges', () => {
  test.each<[string, Script, string[]]>([
    ['one after the other, and nobody more', [[0, 'III']], ['15 1 office', '30 2 deputy-commander', '45 3 commander']],
    ['sooner at a higher level', [[0, 'I']], ['5 1 office', '10 2 deputy-commander', '15 3 commander']],
    [
      'nobody once it is acknowledged',
      [
        [0, 'III'],
        [14, 'ack'],
      ],
      [],
    ],
    [
      'nobody further once it is acknowledged',
      [
        [0, 'III'],
        [16, 'ack'],
      ],
      ['15 1 office'],
    ],
    [
      'a raise in level begins anew',
      [
        [0, 'III'],
        [20, 'II'],
      ],
      ['15 1 office', '30 1 office', '40 2 deputy-commander', '50 3 commander'],
    ],
    [
      'also after an acknowledgement',
      [
        [0, 'III'],
        [2, 'ack'],
        [20, 'I'],
      ],
      ['25 1 office', '30 2 deputy-commander', '35 3 commander'],
    ],
    [
      'a fall goes on, by the time of the lower level',
      [
        [0, 'I'],
        [7, 'III'],
      ],
      ['5 1 office', '20 2 deputy-commander', '35 3 commander'],
    ],
    [
      'nobody while it is shelved, and the whole time after that',
      [
        [0, 'II'],
        [9, 'shelve'],
        [60, 'unshelve'],
      ],
      ['70 1 office', '80 2 deputy-commander', '90 3 commander'],
    ],
    [
      'nobody further once it has returned',
      [
        [0, 'III'],
        [20, 'none'],
      ],
      ['15 1 office'],
    ],
    [
      'one that comes and goes waits on from where it stood',
      [
        [0, 'II'],
        [6, 'none'],
        [30, 'II'],
        [33, 'none'],
        [50, 'II'],
      ],
      ['51 1 office', '61 2 deputy-commander', '71 3 commander'],
    ],
    [
      'one that comes back higher begins anew',
      [
        [0, 'III'],
        [14, 'none'],
        [20, 'I'],
        [26, 'ack'],
      ],
      ['25 1 office'],
    ],
    [
      'an hour that is judged late counts from when it was known',
      [[0, 'I', 65]],
      ['70 1 office', '75 2 deputy-commander', '80 3 commander'],
    ],
  ])('%s', (_, script, told) => {
    expect(live(script).told).toEqual(told);
  });

  test('a program that was away tells the next, and leaves each his time', () => {
    const raised = stepAlarm(null, eventOf('I', 0, 0, null));
    const late = dueRung(raised, ORDER, 120 * MINUTE);
    expect(late).toEqual({ rung: 1, to: 'office' });
    const told = stepAlarm(raised, { kind: 'alarm-escalated', id: 'a', at: 120 * MINUTE, rung: 1, to: 'office' });
    expect(dueRung(told, ORDER, 125 * MINUTE - 1)).toBeNull();
    expect(dueRung(told, ORDER, 125 * MINUTE)).toEqual({ rung: 2, to: 'deputy-commander' });
  });

  test('telling somebody moves no revision and no state, and is forgotten with the acknowledgement', () => {
    const { alarm } = live(
      [
        [0, 'III'],
        [20, 'II'],
      ],
      31,
    );
    expect(alarm).toMatchObject({ revision: 2, state: 'unacknowledged', changedAt: 20 * MINUTE });
    expect(alarm.escalation.told).toEqual([
      { to: 'office', at: 15 * MINUTE },
      { to: 'office', at: 30 * MINUTE },
    ]);
    const after = stepAlarm(alarm, eventOf('ack', 32, 32, alarm));
    expect(after.escalation).toEqual({ waitsSince: null, rung: 0, told: [] });
  });

  test('what says nothing of when it was known, as in ledgers of old, was known at once', () => {
    const { knownAt: _, ...old } = { ...eventOf('III', 3, 70, null), knownAt: undefined };
    expect(stepAlarm(null, old as AlarmEvent).escalation.waitsSince).toBe(3 * MINUTE);
  });

  test('a level that the order does not name, and an alarm of no level', () => {
    const raised = stepAlarm(null, eventOf('IV', 0, 0, null));
    expect(dueRung(raised, ORDER, 1000 * MINUTE)).toBeNull();
    expect(dueRung({ ...raised, level: 'none' }, ORDER, 1000 * MINUTE)).toBeNull();
  });
});
