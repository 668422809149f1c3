import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Alarm } from '../model/alarm.ts';
import type { Level } from '../model/level.ts';
import {
  eventOf,
  refuseAcknowledge,
  refuseRemark,
  refuseShelve,
  refuseTakeOut,
  refuseUnshelve,
  stepAlarm,
  type AlarmEvent,
  type Condition,
} from './alarm.ts';

/** A level that comes, or what an operator does. */
type PlayStep = Level | 'ack' | 'shelve' | 'unshelve' | 'out' | 'in' | 'suppress' | 'unsuppress' | 'comment' | 'assign';

const ID = 'a-1';
const condition = (level: Level): Condition => ({
  active: level !== 'none',
  level,
  at: 0,
  evidence: null,
  clause: '3.1',
});

/** Plays levels and commands; gives the trajectory of states with the revision. */
function play(...steps: readonly PlayStep[]): { alarm: Alarm; trajectory: string[] } {
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

function eventFor(step: PlayStep, alarm: Alarm | null, at: number): AlarmEvent | null {
  if (step === 'ack') return { kind: 'alarm-acknowledged', id: ID, at, by: 'operator', note: 'seen' };
  if (step === 'shelve') return { kind: 'alarm-shelved', id: ID, at, by: 'operator', until: at + 60, reason: 'works' };
  if (step === 'unshelve') return { kind: 'alarm-unshelved', id: ID, at, by: 'operator' };
  if (step === 'out') return { kind: 'alarm-out-of-service', id: ID, at, by: 'office', reason: 'works' };
  if (step === 'in') return { kind: 'alarm-in-service', id: ID, at, by: 'office' };
  if (step === 'suppress') return { kind: 'alarm-suppressed', id: ID, at, parent: 'a-0' };
  if (step === 'unsuppress') return { kind: 'alarm-unsuppressed', id: ID, at };
  if (step === 'comment') return { kind: 'alarm-commented', id: ID, at, by: 'operator', text: 'on the way' };
  if (step === 'assign') {
    return { kind: 'alarm-assigned', id: ID, at, by: 'operator', to: { kind: 'person', name: 'operator' } };
  }
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

describe('out of service and suppressed by design', () => {
  test('what calls nobody keeps its level, and is over when its condition is', () => {
    expect(play('III', 'out', 'I', 'none').trajectory).toEqual([
      'unacknowledged III r1',
      'out-of-service III r2',
      'out-of-service I r3',
      'normal none r4',
    ]);
    expect(play('III', 'suppress', 'II', 'none').trajectory.slice(1)).toEqual([
      'suppressed III r2',
      'suppressed II r3',
      'normal none r4',
    ]);
  });

  test('what still stands comes back as it would stand: acknowledged only where nobody has to look again', () => {
    expect(play('III', 'out', 'in').alarm.state).toBe('unacknowledged');
    expect(play('III', 'ack', 'out', 'in').alarm.state).toBe('acknowledged');
    expect(play('III', 'ack', 'out', 'II', 'in').alarm.state).toBe('unacknowledged');
    expect(play('III', 'suppress', 'unsuppress').alarm.state).toBe('unacknowledged');
    expect(play('III', 'shelve', 'out', 'in').alarm.state).toBe('shelved');
  });

  test('taken out by a person goes before suppressed by design', () => {
    expect(play('III', 'suppress', 'out').alarm.state).toBe('out-of-service');
    expect(play('III', 'suppress', 'out', 'in').alarm.state).toBe('suppressed');
    expect(play('III', 'out', 'suppress', 'unsuppress').alarm.state).toBe('out-of-service');
  });

  test('it calls nobody meanwhile, and from anew when it comes back', () => {
    const silent = play('III', 'out', 'I').alarm;
    expect(silent).toMatchObject({ calledAt: 0, escalation: { waitsSince: null } });
    expect(play('III', 'out', 'I', 'in').alarm).toMatchObject({ calledAt: 3, escalation: { waitsSince: 3 } });
    expect(play('III', 'ack', 'out', 'in').alarm).toMatchObject({ calledAt: 0, escalation: { waitsSince: null } });
  });

  test('a raise of a rule that is out of service, or of what another alarm stands for, has never called', () => {
    const raise = eventFor('III', null, 5);
    if (raise?.kind !== 'alarm-raised') throw new Error('no raise');
    const outOfService = { at: 1, by: 'office', reason: 'works' };
    expect(stepAlarm(null, { ...raise, outOfService })).toMatchObject({ state: 'out-of-service', calledAt: null });
    expect(stepAlarm(null, { ...raise, suppressedBy: 'a-0' })).toMatchObject({ state: 'suppressed', calledAt: null });
  });

  test('nobody acknowledges or shelves what calls nobody', () => {
    for (const { alarm } of [play('III', 'out'), play('III', 'suppress')]) {
      expect(refuseAcknowledge(alarm, 2, null)).toBe('wrong-state');
      expect(refuseShelve(alarm, 2)).toBe('wrong-state');
    }
  });

  test('a rule goes out of service once, and only as it was seen to stand', () => {
    const { alarm } = play('III');
    expect(refuseTakeOut(alarm, null, 1)).toBeNull();
    expect(refuseTakeOut(alarm, null, null)).toBe('stale-revision');
    expect(refuseTakeOut(play('III', 'I').alarm, null, 1)).toBe('stale-revision');
    expect(refuseTakeOut(null, null, null)).toBeNull();
    expect(refuseTakeOut(null, { at: 0, by: 'office', reason: 'works' }, null)).toBe('wrong-state');
  });
});

describe('what is said of an alarm, and who looks after it', () => {
  test('moves no revision and no state, and stays when the alarm moves', () => {
    const { alarm, trajectory } = play('III', 'comment', 'assign', 'II', 'comment');
    expect(trajectory).toEqual([
      'unacknowledged III r1',
      'unacknowledged III r1',
      'unacknowledged III r1',
      'unacknowledged II r2',
      'unacknowledged II r2',
    ]);
    expect(alarm.comments.map(({ at }) => at)).toEqual([1, 4]);
    expect(alarm.assignment).toEqual({ at: 2, by: 'operator', to: { kind: 'person', name: 'operator' } });
    expect(stepAlarm(alarm, { kind: 'alarm-assigned', id: ID, at: 9, by: 'office', to: null }).assignment).toBeNull();
  });

  test('is refused when it is over', () => {
    expect(refuseRemark(play('III').alarm)).toBeNull();
    expect(refuseRemark(play('III', 'ack', 'none').alarm)).toBe('wrong-state');
    expect(refuseRemark(null)).toBe('not-found');
  });
});

/** What is not as it must be of an alarm after `before`, by its own words; the state is worked out here by other means. */
function faultsOf(before: Alarm | null, next: Alarm): string[] {
  const isSilent = next.outOfService !== null || next.suppressedBy !== null;
  const wanted = !next.active
    ? next.acknowledgedBy !== null || isSilent
      ? 'normal'
      : next.shelvedUntil === null
        ? 'returned'
        : 'shelved'
    : next.outOfService !== null
      ? 'out-of-service'
      : next.suppressedBy !== null
        ? 'suppressed'
        : next.shelvedUntil !== null
          ? 'shelved'
          : next.acknowledgedBy === null
            ? 'unacknowledged'
            : 'acknowledged';
  const isAsking = next.escalation.waitsSince !== null;
  return [
    ...(next.state === wanted ? [] : [`${next.state} for ${wanted}`]),
    ...(next.revision === (before?.revision ?? 0) + 1 ? [] : [`revision ${next.revision}`]),
    ...(next.state === 'unacknowledged' && !isAsking ? ['nobody is told of it'] : []),
    ...(['acknowledged', 'out-of-service', 'suppressed'].includes(next.state) && isAsking ? ['it is told on'] : []),
    ...(isSilent && next.calledAt !== (before?.calledAt ?? null) ? ['it called'] : []),
  ];
}

test('whatever happens to an alarm, its state is what the standard says of what is so', () => {
  const step = fc.constantFrom<PlayStep>(
    ...(['III', 'II', 'none', 'ack', 'shelve', 'unshelve', 'out', 'in', 'suppress', 'unsuppress'] as const),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      let open: Alarm | null = null;
      for (const [at, each] of ['III' as const, ...steps].entries()) {
        if (!['III', 'II', 'none'].includes(each) && (open === null || !isAllowed(each, open))) continue;
        const event: AlarmEvent | null = eventFor(each, open, at);
        if (event === null) continue;
        const next: Alarm = stepAlarm(open, event);
        expect(faultsOf(open, next), `${each} at ${at}`).toEqual([]);
        open = next.state === 'normal' ? null : next;
      }
    }),
  );
});

/** What the desk or the region would let happen. */
function isAllowed(step: PlayStep, alarm: Alarm): boolean {
  switch (step) {
    case 'ack':
      return refuseAcknowledge(alarm, alarm.revision, 'seen') === null;
    case 'shelve':
      return refuseShelve(alarm, alarm.revision) === null;
    case 'unshelve':
      return alarm.shelvedUntil !== null;
    case 'out':
      return refuseTakeOut(alarm, alarm.outOfService, alarm.revision) === null;
    case 'in':
      return alarm.outOfService !== null;
    case 'suppress':
      return alarm.suppressedBy === null && alarm.active;
    case 'unsuppress':
      return alarm.suppressedBy !== null && alarm.active;
    default:
      return true;
  }
}

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

describe('what an alarm remembers', () => {
  const raised: Alarm = {
    id: ID,
    plan: 'p',
    rule: 'r',
    subject: 's',
    class: 'plan',
    state: 'unacknowledged',
    active: true,
    level: 'III',
    highest: 'III',
    since: 0,
    changedAt: 0,
    revision: 1,
    acknowledgedBy: null,
    acknowledgedAt: null,
    note: null,
    shelvedUntil: null,
    shelvedBy: null,
    shelvedReason: null,
    escalation: { waitsSince: 0, rung: 0, told: [] },
    outOfService: null,
    suppressedBy: null,
    calledAt: 0,
    comments: [],
    assignment: null,
    indeterminate: false,
    evidence: null,
    clause: '3.1',
  };
  const answered = { escalation: { waitsSince: null, rung: 0, told: [] } };
  const waitsSince = (at: number): Partial<Alarm> => ({ escalation: { waitsSince: at, rung: 0, told: [] } });
  const calledAt = (at: number): Partial<Alarm> => ({ ...waitsSince(at), calledAt: at });
  const acknowledged = { acknowledgedBy: 'operator', acknowledgedAt: 1, note: 'seen', ...answered };
  const shelvedAt = (at: number): Partial<Alarm> => ({
    ...answered,
    shelvedUntil: at + 60,
    shelvedBy: 'operator',
    shelvedReason: 'works',
  });
  const changed = (changes: number, more: Partial<Alarm>): Alarm => ({
    ...raised,
    changedAt: changes,
    revision: changes + 1,
    ...more,
  });

  test.each<[string, readonly PlayStep[], Alarm]>([
    ['raised', ['III'], raised],
    ['acknowledged', ['III', 'ack'], changed(1, { ...acknowledged, state: 'acknowledged' })],
    ['raised again to a higher level', ['III', 'ack', 'I'], changed(2, { ...calledAt(2), level: 'I', highest: 'I' })],
    [
      'fallen to a lower level',
      ['III', 'ack', 'IV'],
      changed(2, { ...acknowledged, state: 'acknowledged', level: 'IV' }),
    ],
    ['shelved', ['III', 'shelve'], changed(1, { ...shelvedAt(1), state: 'shelved' })],
    [
      'shelved, then acknowledged',
      ['III', 'shelve', 'ack'],
      changed(2, { ...acknowledged, acknowledgedAt: 2, state: 'acknowledged' }),
    ],
    ['shelved and raised', ['III', 'shelve', 'II'], changed(2, { ...calledAt(2), level: 'II', highest: 'II' })],
    ['shelved and fallen', ['III', 'shelve', 'IV'], changed(2, { ...shelvedAt(1), state: 'shelved', level: 'IV' })],
    ['taken off the shelf', ['III', 'shelve', 'unshelve'], changed(2, waitsSince(2))],
    [
      'taken off the shelf when it had been acknowledged',
      ['III', 'ack', 'shelve', 'unshelve'],
      changed(3, { ...acknowledged, state: 'acknowledged' }),
    ],
    ['returned', ['III', 'none'], changed(1, { state: 'returned', active: false, level: 'none' })],
    [
      'returned on the shelf',
      ['III', 'shelve', 'none'],
      changed(2, { ...shelvedAt(1), state: 'shelved', active: false, level: 'none' }),
    ],
    [
      'over, shelved or not',
      ['III', 'ack', 'shelve', 'none'],
      changed(3, { ...acknowledged, state: 'normal', active: false, level: 'none' }),
    ],
    ['back', ['III', 'none', 'II'], changed(2, { ...calledAt(2), level: 'II', highest: 'II' })],
    // It was gone from 1 to 2, and waits on from there.
    ['back at a lower level', ['III', 'none', 'IV'], changed(2, { ...waitsSince(1), calledAt: 2, level: 'IV' })],
    [
      'back on the shelf',
      ['III', 'shelve', 'none', 'III'],
      changed(3, { ...shelvedAt(1), calledAt: 3, state: 'shelved' }),
    ],
  ])('%s', (_, steps, alarm) => {
    expect(play(...steps).alarm).toEqual(alarm);
  });

  test('one that returned is known for certain, and a new level has its own proof and clause', () => {
    const unsure = { ...raised, indeterminate: true };
    expect(stepAlarm(unsure, { kind: 'alarm-returned', id: ID, at: 1 }).indeterminate).toBe(false);
    const proof = { level: 'II', evidence: null, clause: '3.2' } as const;
    expect(stepAlarm(unsure, { kind: 'alarm-level', id: ID, at: 1, ...proof }).clause).toBe('3.2');
    expect(stepAlarm(unsure, { kind: 'alarm-reraised', id: ID, at: 1, ...proof }).clause).toBe('3.2');
  });

  test('an event without its alarm is a broken ledger', () => {
    expect(() => stepAlarm(null, { kind: 'alarm-returned', id: ID, at: 1 })).toThrow(RangeError);
  });

  test('an occurrence that is over is followed by a new one', () => {
    const { alarm } = play('III', 'ack', 'none');
    expect(eventOf(alarm, condition('III'))).toBe('raised');
    expect(eventOf(alarm, condition('none'))).toBeNull();
    expect(eventOf(null, condition('none'))).toBeNull();
    expect(eventOf(play('III', 'none').alarm, condition('none'))).toBeNull();
  });
});

test('commands by state and revision', () => {
  const [open, shelved, returned, over] = [
    play('III').alarm,
    play('III', 'shelve').alarm,
    play('III', 'none').alarm,
    play('III', 'ack', 'none').alarm,
  ];
  const refused = (alarm: Alarm | null, by = 0): (string | null)[] => {
    const revision = (alarm?.revision ?? 1) + by;
    return [refuseAcknowledge(alarm, revision, null), refuseShelve(alarm, revision), refuseUnshelve(alarm, revision)];
  };
  expect(refused(null)).toEqual(['not-found', 'not-found', 'not-found']);
  expect(refused(open, -1)).toEqual(['stale-revision', 'stale-revision', 'stale-revision']);
  expect(refused(open)).toEqual([null, null, 'wrong-state']);
  expect(refused(returned)).toEqual([null, null, 'wrong-state']);
  expect(refused(shelved)).toEqual(['wrong-state', 'wrong-state', null]);
  expect(refused(over)).toEqual(['wrong-state', 'wrong-state', 'wrong-state']);
});
