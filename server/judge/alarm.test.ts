import { describe, expect, test } from 'vitest';
import type { Alarm } from '../model/alarm.ts';
import type { Level } from '../model/level.ts';
import {
  eventOf,
  refuseAcknowledge,
  refuseShelve,
  refuseUnshelve,
  stepAlarm,
  type AlarmEvent,
  type Condition,
} from './alarm.ts';

const ID = 'a-1';
const condition = (level: Level): Condition => ({
  active: level !== 'none',
  level,
  at: 0,
  evidence: null,
  clause: '3.1',
});

/** Plays levels and commands; gives the trajectory of states with the revision. */
function play(...steps: readonly (Level | 'ack' | 'shelve' | 'unshelve')[]): { alarm: Alarm; trajectory: string[] } {
  let alarm: Alarm | null = null;
  const trajectory: string[] = [];
  for (const [at, step] of steps.entries()) {
    const event = eventFor(step, alarm, at);
    if (event !== null) {
      const next: Alarm = stepAlarm(alarm, event);
      alarm = next;
      trajectory.push(`${next.state} ${next.level} r${next.revision}`);
    }
  }
  if (alarm === null) throw new Error('nothing happened');
  return { alarm, trajectory };
}

function eventFor(step: Level | 'ack' | 'shelve' | 'unshelve', alarm: Alarm | null, at: number): AlarmEvent | null {
  if (step === 'ack') return { kind: 'alarm-acknowledged', id: ID, at, by: 'operator', note: 'seen' };
  if (step === 'shelve') return { kind: 'alarm-shelved', id: ID, at, by: 'operator', until: at + 60, reason: 'works' };
  if (step === 'unshelve') return { kind: 'alarm-unshelved', id: ID, at, by: 'operator' };
  const { level, evidence, clause } = condition(step);
  switch (eventOf(alarm, condition(step))) {
    case null:
      return null;
    case 'raised':
      return {
        kind: 'alarm-raised',
        id: ID,
        at,
        plan: 'p',
        rule: 'r',
        subject: 's',
        class: 'plan',
        level,
        indeterminate: false,
        evidence,
        clause,
      };
    case 'level':
      return { kind: 'alarm-level', id: ID, at, level, evidence, clause };
    case 'reraised':
      return { kind: 'alarm-reraised', id: ID, at, level, evidence, clause };
    case 'returned':
      return { kind: 'alarm-returned', id: ID, at };
  }
}

describe('trajectories (IEC 62682 / ISA-18.2)', () => {
  test('unacknowledged -> acknowledged -> normal', () => {
    expect(play('III', 'ack', 'none').trajectory).toEqual([
      'unacknowledged III r1',
      'acknowledged III r2',
      'normal none r3',
    ]);
  });

  test('acknowledging before or after the return ends in the same state', () => {
    expect(play('III', 'none', 'ack').alarm.state).toBe(play('III', 'ack', 'none').alarm.state);
  });

  test('a raise asks for a new acknowledgement, a fall does not, and the highest level stays in sight', () => {
    const { trajectory, alarm } = play('III', 'ack', 'I', 'ack', 'III');
    expect(trajectory).toEqual([
      'unacknowledged III r1',
      'acknowledged III r2',
      'unacknowledged I r3',
      'acknowledged I r4',
      'acknowledged III r5',
    ]);
    expect(alarm.highest).toBe('I');
  });

  test('a condition that comes back before it was acknowledged is the same occurrence', () => {
    expect(play('III', 'none', 'III').trajectory.at(-1)).toBe('unacknowledged III r3');
  });

  test('the same level again is no change', () => {
    expect(play('III', 'III').trajectory).toHaveLength(1);
  });

  test('a raise takes an alarm off the shelf, a fall leaves it there', () => {
    expect(play('II', 'shelve', 'III').alarm.state).toBe('shelved');
    expect(play('III', 'shelve', 'II').alarm.state).toBe('unacknowledged');
  });

  test('a shelved alarm that nobody acknowledged is still to be seen after its return', () => {
    expect(play('III', 'shelve', 'none').alarm.state).toBe('shelved');
    expect(play('III', 'shelve', 'none', 'unshelve').alarm.state).toBe('returned');
    expect(play('III', 'ack', 'shelve', 'none').alarm.state).toBe('normal');
  });
});

describe('what is refused', () => {
  test('an alarm that is not there, a revision that is not the present one, a state that does not allow it', () => {
    const { alarm } = play('III');
    expect(refuseAcknowledge(null, 1, null)).toBe('not-found');
    expect(refuseAcknowledge(alarm, 2, null)).toBe('stale-revision');
    expect(refuseAcknowledge(alarm, 1, null)).toBeNull();
    expect(refuseAcknowledge(play('III', 'ack').alarm, 2, null)).toBe('wrong-state');
    expect(refuseShelve(play('III', 'shelve').alarm, 2)).toBe('wrong-state');
    expect(refuseUnshelve(alarm, 1)).toBe('wrong-state');
  });

  test('level I without a note, also after its return', () => {
    expect(refuseAcknowledge(play('I').alarm, 1, '  ')).toBe('note-required');
    expect(refuseAcknowledge(play('I').alarm, 1, 'called in')).toBeNull();
    expect(refuseAcknowledge(play('I', 'none').alarm, 2, null)).toBe('note-required');
    expect(refuseAcknowledge(play('I', 'II').alarm, 2, null)).toBeNull();
  });
});
