import type {
  Alarm,
  AlarmClass,
  AlarmEscalation,
  AlarmOf,
  AlarmState,
  Assignee,
  OutOfService,
} from '../model/alarm.ts';
import { higher, isAbove, type Level } from '../model/level.ts';
import type { Role } from '../model/procedure.ts';
import type { Evidence } from '../model/verdict.ts';

/** When people could first know of something, which an hour that is judged late may be long after it happened. */
interface Known {
  /** Event time, epoch ms; absent in ledgers of old: at once. */
  readonly knownAt?: number | undefined;
}

/** Why a condition that comes calls nobody. */
interface Suppressible {
  /** Id of the alarm that stands for it; absent: it stands for itself. */
  readonly suppressedBy?: string | undefined;
}

/** What happens to an alarm. Times are epoch ms in event time. The ledger holds these; an alarm is their fold. */
export type AlarmEvent =
  | ({
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
      /** Its rule was out of service on its subject; absent: in service. */
      readonly outOfService?: OutOfService | undefined;
    } & Known &
      Suppressible)
  | ({
      /** Another level, up or down, while the condition stands. */
      readonly kind: 'alarm-level';
      readonly id: string;
      readonly at: number;
      readonly level: Level;
      readonly evidence: Evidence | null;
      readonly clause: string | null;
    } & Known)
  | { readonly kind: 'alarm-returned'; readonly id: string; readonly at: number }
  | ({
      /** The condition is back before anybody acknowledged that it had gone. */
      readonly kind: 'alarm-reraised';
      readonly id: string;
      readonly at: number;
      readonly level: Level;
      readonly evidence: Evidence | null;
      readonly clause: string | null;
    } & Known &
      Suppressible)
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
    }
  | {
      /** Nobody acknowledged it in the time of the plan's order, and the next is told. Level and state stay. */
      readonly kind: 'alarm-escalated';
      readonly id: string;
      readonly at: number;
      readonly to: Role;
      /** From 1. */
      readonly rung: number;
    }
  | {
      /** Its rule was taken out of service on its subject while it stood. */
      readonly kind: 'alarm-out-of-service';
      readonly id: string;
      readonly at: number;
      readonly by: string;
      readonly reason: string;
    }
  | { readonly kind: 'alarm-in-service'; readonly id: string; readonly at: number; readonly by: string }
  | {
      /** Another alarm stands for it from now on. */
      readonly kind: 'alarm-suppressed';
      readonly id: string;
      readonly at: number;
      readonly parent: string;
    }
  | { readonly kind: 'alarm-unsuppressed'; readonly id: string; readonly at: number }
  | {
      /** Somebody said something of it. Level and state stay. */
      readonly kind: 'alarm-commented';
      readonly id: string;
      readonly at: number;
      readonly by: string;
      readonly text: string;
    }
  | {
      /** Somebody is to look after it; null: nobody in particular any more. Level and state stay. */
      readonly kind: 'alarm-assigned';
      readonly id: string;
      readonly at: number;
      readonly by: string;
      readonly to: Assignee | null;
    };

/**
 * A rule (or watchdog) on a subject goes out of service, whether it stands or not, until it is put back. Times are epoch
 * ms in event time.
 */
export type ServiceEvent =
  | ({ readonly kind: 'taken-out-of-service' } & AlarmOf & OutOfService)
  | ({
      readonly kind: 'put-back-in-service';
      readonly at: number;
      readonly by: string;
      readonly note: string;
    } & AlarmOf);

/** Whether an event is one of an alarm. */
export const isAlarmEvent = (event: { readonly kind: string }): event is AlarmEvent => event.kind.startsWith('alarm-');

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

/**
 * The state that follows from the rest of an alarm. What calls nobody, being out of service or suppressed, is over when its
 * condition is: nobody is asked to acknowledge what nobody was called for.
 */
function stateOf(
  alarm: Pick<Alarm, 'active' | 'acknowledgedBy' | 'shelvedUntil' | 'outOfService' | 'suppressedBy'>,
): AlarmState {
  if (alarm.outOfService !== null) return alarm.active ? 'out-of-service' : 'normal';
  if (alarm.suppressedBy !== null) return alarm.active ? 'suppressed' : 'normal';
  if (alarm.shelvedUntil !== null) return 'shelved';
  if (alarm.active) return alarm.acknowledgedBy === null ? 'unacknowledged' : 'acknowledged';
  return alarm.acknowledgedBy === null ? 'returned' : 'normal';
}

const settled = (alarm: Alarm): Alarm => ({ ...alarm, state: stateOf(alarm) });

/** Whether it calls nobody, by design or because somebody took it out of service. */
const isSilent = (alarm: Alarm): boolean => alarm.outOfService !== null || alarm.suppressedBy !== null;

/** It calls again after it was silent: from now on, where nobody has acknowledged it. */
function callingAgain(alarm: Alarm, at: number): Alarm {
  const after = settled(alarm);
  if (after.state !== 'unacknowledged') return after;
  return { ...after, calledAt: at, escalation: asksAnew(ANSWERED, at) };
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

const ANSWERED: AlarmEscalation = { waitsSince: null, rung: 0, told: [] };

/** It asks anew, from the first rung on; who was told stays told. */
const asksAnew = ({ told }: AlarmEscalation, since: number): AlarmEscalation => ({ waitsSince: since, rung: 0, told });

/**
 * The escalation of an alarm whose condition is back. It waits on from where it stood, so that one that comes and goes
 * is told on as well; a level that was not reached before asks anew.
 */
function escalationWhenBack(before: Alarm, event: Extract<AlarmEvent, { kind: 'alarm-reraised' }>): AlarmEscalation {
  const { escalation } = before;
  if (escalation.waitsSince === null) return escalation;
  if (isAbove(event.level, before.highest)) return asksAnew(escalation, event.knownAt ?? event.at);
  return { ...escalation, waitsSince: escalation.waitsSince + Math.max(0, event.at - before.changedAt) };
}

/**
 * An alarm after an event.
 * @throws RangeError when an event other than a raise comes without its alarm: the ledger is broken then.
 */
export function stepAlarm(before: Alarm | null, event: AlarmEvent): Alarm {
  if (event.kind === 'alarm-raised') {
    const knownAt = event.knownAt ?? event.at;
    const isCalling = event.outOfService === undefined && event.suppressedBy === undefined;
    return settled({
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
      escalation: isCalling ? asksAnew(ANSWERED, knownAt) : ANSWERED,
      outOfService: event.outOfService ?? null,
      suppressedBy: event.suppressedBy ?? null,
      calledAt: isCalling ? knownAt : null,
      comments: [],
      assignment: null,
      indeterminate: event.indeterminate,
      evidence: event.evidence,
      clause: event.clause,
    });
  }
  if (before === null) throw new RangeError(`${event.kind} without an alarm: ${event.id}`);
  const moved = { ...before, changedAt: event.at, revision: before.revision + 1 };
  const unacknowledged = { acknowledgedBy: null, acknowledgedAt: null, note: null };
  const unshelved = { shelvedUntil: null, shelvedBy: null, shelvedReason: null };
  switch (event.kind) {
    case 'alarm-level': {
      const isRaise = isAbove(event.level, before.level);
      const knownAt = event.knownAt ?? event.at;
      // A raise also ends shelving: what was put aside was a lower level.
      return settled({
        ...moved,
        ...(isRaise
          ? {
              ...unacknowledged,
              ...unshelved,
              escalation: isSilent(before) ? ANSWERED : asksAnew(before.escalation, knownAt),
              calledAt: isSilent(before) ? before.calledAt : knownAt,
            }
          : {}),
        level: event.level,
        highest: higher(before.highest, event.level),
        evidence: event.evidence,
        clause: event.clause,
      });
    }
    case 'alarm-returned': {
      // An acknowledged alarm whose condition goes is over, shelved or not.
      const staysShelved = before.acknowledgedBy === null && before.shelvedUntil !== null && !isSilent(before);
      return settled({
        ...moved,
        ...(staysShelved ? {} : unshelved),
        active: false,
        level: 'none',
        indeterminate: false,
      });
    }
    case 'alarm-reraised': {
      const isCalling = event.suppressedBy === undefined;
      return settled({
        ...moved,
        ...unacknowledged,
        escalation: isCalling ? escalationWhenBack(before, event) : ANSWERED,
        suppressedBy: event.suppressedBy ?? null,
        calledAt: isCalling ? (event.knownAt ?? event.at) : before.calledAt,
        active: true,
        level: event.level,
        highest: higher(before.highest, event.level),
        evidence: event.evidence,
        clause: event.clause,
      });
    }
    case 'alarm-acknowledged':
      return settled({
        ...moved,
        ...unshelved,
        acknowledgedBy: event.by,
        acknowledgedAt: event.at,
        note: event.note,
        escalation: ANSWERED,
      });
    case 'alarm-shelved':
      return settled({
        ...moved,
        escalation: ANSWERED,
        shelvedUntil: event.until,
        shelvedBy: event.by,
        shelvedReason: event.reason,
      });
    case 'alarm-unshelved':
      return settled({
        ...moved,
        ...unshelved,
        escalation: before.acknowledgedBy === null && !isSilent(before) ? asksAnew(ANSWERED, event.at) : ANSWERED,
      });
    case 'alarm-out-of-service': {
      const { at, by, reason } = event;
      return settled({ ...moved, escalation: ANSWERED, outOfService: { at, by, reason } });
    }
    case 'alarm-in-service':
      return callingAgain({ ...moved, outOfService: null }, event.at);
    case 'alarm-suppressed':
      return settled({ ...moved, escalation: ANSWERED, suppressedBy: event.parent });
    case 'alarm-unsuppressed':
      return callingAgain({ ...moved, suppressedBy: null }, event.at);
    case 'alarm-commented': {
      const { at, by, text } = event;
      return { ...before, comments: [...before.comments, { at, by, text }] };
    }
    case 'alarm-assigned': {
      const { at, by, to } = event;
      return { ...before, assignment: to === null ? null : { at, by, to } };
    }
    case 'alarm-escalated': {
      const { at, to, rung } = event;
      return { ...before, escalation: { waitsSince: at, rung, told: [...before.escalation.told, { to, at }] } };
    }
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
  return alarm.state === 'unacknowledged' || alarm.state === 'acknowledged' || alarm.state === 'returned'
    ? null
    : 'wrong-state';
}

/** Whether an alarm may be taken off the shelf by someone who saw `revision`; null when it may. */
export function refuseUnshelve(alarm: Alarm | null, revision: number): AlarmRefusal | null {
  if (alarm === null) return 'not-found';
  if (alarm.revision !== revision) return 'stale-revision';
  return alarm.state === 'shelved' ? null : 'wrong-state';
}

/** Whether something may be said of an alarm, or somebody be named to look after it; null when it may. */
export const refuseRemark = (alarm: Alarm | null): AlarmRefusal | null =>
  alarm === null ? 'not-found' : isOver(alarm) ? 'wrong-state' : null;

/**
 * Whether a rule on a subject may be taken out of service by someone who saw the alarm that stands there at `revision`, or
 * none (null): nobody silences a raise that they have not seen. null when it may.
 */
export function refuseTakeOut(
  standing: Alarm | null,
  outOfService: OutOfService | null,
  revision: number | null,
): AlarmRefusal | null {
  if (outOfService !== null) return 'wrong-state';
  return (standing?.revision ?? null) === revision ? null : 'stale-revision';
}
