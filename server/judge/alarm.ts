import type { Alarm, AlarmClass, AlarmState } from '../model/alarm.ts';
import { higher, isAbove, type Level } from '../model/level.ts';
import type { Evidence } from '../model/verdict.ts';

/** What happens to an alarm. Times are epoch ms in event time. The ledger holds these; an alarm is their fold. */
export type AlarmEvent =
  | {
      readonly kind: 'alarm-raised';
      readonly id: string;
      readonly at: number;
      readonly plan: string | null;
      readonly rule: string;
      readonly subject: string;
      readonly class: AlarmClass;
      readonly level: Level;
      readonly indeterminate: boolean;
      readonly evidence: Evidence | null;
      readonly clause: string | null;
    }
  | {
      /** Another level, up or down, while the condition stands. */
      readonly kind: 'alarm-level';
      readonly id: string;
      readonly at: number;
      readonly level: Level;
      readonly evidence: Evidence | null;
      readonly clause: string | null;
    }
  | { readonly kind: 'alarm-returned'; readonly id: string; readonly at: number }
  | {
      /** The condition is back before anybody acknowledged that it had gone. */
      readonly kind: 'alarm-reraised';
      readonly id: string;
      readonly at: number;
      readonly level: Level;
      readonly evidence: Evidence | null;
      readonly clause: string | null;
    }
  | {
      readonly kind: 'alarm-acknowledged';
      readonly id: string;
      readonly at: number;
      readonly by: string;
      readonly note: string | null;
    }
  | {
      readonly kind: 'alarm-shelved';
      readonly id: string;
      readonly at: number;
      readonly by: string;
      readonly until: number;
      readonly reason: string;
    }
  | {
      /** `by` is null when the time is over. */
      readonly kind: 'alarm-unshelved';
      readonly id: string;
      readonly at: number;
      readonly by: string | null;
    };

/** A condition as a rule or watchdog sees it now. */
export interface Condition {
  readonly active: boolean;
  readonly level: Level;
  readonly at: number;
  readonly evidence: Evidence | null;
  readonly clause: string | null;
}

/** Whether an occurrence is over: normal and acknowledged. */
export const isOver = (alarm: Alarm): boolean => alarm.state === 'normal';

function stateOf(active: boolean, acknowledged: boolean, shelved: boolean): AlarmState {
  if (shelved) return 'shelved';
  if (active) return acknowledged ? 'acknowledged' : 'unacknowledged';
  return acknowledged ? 'normal' : 'returned';
}

/**
 * What a condition means for the occurrence that is open, or for none: the event to record, or null when nothing
 * changes. A raise asks for a new acknowledgement; a fall does not.
 * @source IEC 62682 / ISA-18.2 as in SEMANTICS 10
 */
export function eventOf(
  alarm: Alarm | null,
  condition: Condition,
): 'raised' | 'level' | 'returned' | 'reraised' | null {
  if (alarm === null || isOver(alarm)) return condition.active ? 'raised' : null;
  if (!condition.active) return alarm.active ? 'returned' : null;
  if (!alarm.active) return 'reraised';
  return condition.level === alarm.level ? null : 'level';
}

/**
 * An alarm after an event.
 * @throws RangeError when an event other than a raise comes without its alarm: the ledger is broken then.
 */
export function stepAlarm(before: Alarm | null, event: AlarmEvent): Alarm {
  if (event.kind === 'alarm-raised') {
    return {
      id: event.id,
      plan: event.plan,
      rule: event.rule,
      subject: event.subject,
      class: event.class,
      state: 'unacknowledged',
      active: true,
      level: event.level,
      highest: event.level,
      since: event.at,
      changedAt: event.at,
      revision: 1,
      acknowledgedBy: null,
      acknowledgedAt: null,
      note: null,
      shelvedUntil: null,
      shelvedBy: null,
      shelvedReason: null,
      indeterminate: event.indeterminate,
      evidence: event.evidence,
      clause: event.clause,
    };
  }
  if (before === null) throw new RangeError(`${event.kind} without an alarm: ${event.id}`);
  const moved = { ...before, changedAt: event.at, revision: before.revision + 1 };
  const unacknowledged = { acknowledgedBy: null, acknowledgedAt: null, note: null };
  const unshelved = { shelvedUntil: null, shelvedBy: null, shelvedReason: null };
  switch (event.kind) {
    case 'alarm-level': {
      const isRaise = isAbove(event.level, before.level);
      // A raise also ends shelving: what was put aside was a lower level.
      const next = {
        ...moved,
        ...(isRaise ? { ...unacknowledged, ...unshelved } : {}),
        level: event.level,
        highest: higher(before.highest, event.level),
        evidence: event.evidence,
        clause: event.clause,
      };
      return { ...next, state: stateOf(true, next.acknowledgedBy !== null, next.shelvedUntil !== null) };
    }
    case 'alarm-returned': {
      const acknowledged = before.acknowledgedBy !== null;
      // An acknowledged alarm whose condition goes is over, shelved or not.
      const shelved = !acknowledged && before.shelvedUntil !== null;
      return {
        ...moved,
        ...(shelved ? {} : unshelved),
        active: false,
        level: 'none',
        indeterminate: false,
        state: stateOf(false, acknowledged, shelved),
      };
    }
    case 'alarm-reraised':
      return {
        ...moved,
        ...unacknowledged,
        active: true,
        level: event.level,
        highest: higher(before.highest, event.level),
        evidence: event.evidence,
        clause: event.clause,
        state: stateOf(true, false, before.shelvedUntil !== null),
      };
    case 'alarm-acknowledged':
      return {
        ...moved,
        acknowledgedBy: event.by,
        acknowledgedAt: event.at,
        note: event.note,
        state: stateOf(before.active, true, false),
      };
    case 'alarm-shelved':
      return {
        ...moved,
        state: 'shelved',
        shelvedUntil: event.until,
        shelvedBy: event.by,
        shelvedReason: event.reason,
      };
    case 'alarm-unshelved':
      return { ...moved, ...unshelved, state: stateOf(before.active, before.acknowledgedBy !== null, false) };
  }
}

/** Why a command on an alarm is refused. */
export type AlarmRefusal = 'not-found' | 'stale-revision' | 'wrong-state' | 'note-required';

/** Every level I asks for a note (API); of an alarm that has returned, the highest level counts. */
const needsNote = (alarm: Alarm): boolean => (alarm.active ? alarm.level : alarm.highest) === 'I';

/** Whether an alarm may be acknowledged by someone who saw `revision`; null when it may. */
export function refuseAcknowledge(alarm: Alarm | null, revision: number, note: string | null): AlarmRefusal | null {
  if (alarm === null) return 'not-found';
  if (alarm.revision !== revision) return 'stale-revision';
  if (alarm.state !== 'unacknowledged' && alarm.state !== 'returned') return 'wrong-state';
  return needsNote(alarm) && (note === null || note.trim() === '') ? 'note-required' : null;
}

/** Whether an alarm may be shelved by someone who saw `revision`; null when it may. */
export function refuseShelve(alarm: Alarm | null, revision: number): AlarmRefusal | null {
  if (alarm === null) return 'not-found';
  if (alarm.revision !== revision) return 'stale-revision';
  return alarm.state === 'shelved' || alarm.state === 'normal' ? 'wrong-state' : null;
}

/** Whether an alarm may be taken off the shelf by someone who saw `revision`; null when it may. */
export function refuseUnshelve(alarm: Alarm | null, revision: number): AlarmRefusal | null {
  if (alarm === null) return 'not-found';
  if (alarm.revision !== revision) return 'stale-revision';
  return alarm.state === 'shelved' ? null : 'wrong-state';
}
