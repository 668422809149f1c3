/** What the history is made from: events of a jurisdiction, as they were put on record. */
import type { AlarmEvent, ServiceEvent } from '../judge/index.ts';
import type { Correction } from '../model/verdict.ts';

/** An event on record. */
export interface Recorded {
  /** Its number in the record: what came later has a larger one. */
  readonly seq: number;
  readonly jurisdiction: string;
  /** Kinds that the history has nothing to say of are passed over. */
  readonly event: { readonly kind: string; readonly at: number };
  /**
   * Since when people could know of it, epoch ms of event time. An hour is judged after it is over and when its data are
   * in, so an alarm may be dated up to an hour before anybody could see it.
   */
  readonly knownAt: number;
}

/** What people told the engine, and verdicts that late data changed, in the shape in which they stand on record. */
export type OtherEvent =
  | ({ readonly kind: 'correction'; readonly knownAt: number } & Correction)
  | {
      readonly kind: 'report-filed';
      readonly id: string;
      readonly at: number;
      readonly plan: string;
      readonly form: string;
      readonly subject: string;
      readonly by: string;
    }
  | { readonly kind: 'event-closed'; readonly at: number; readonly grid: string; readonly by: string }
  | ServiceEvent;

const ALARM_KINDS: Readonly<Record<AlarmEvent['kind'], true>> = {
  'alarm-raised': true,
  'alarm-level': true,
  'alarm-returned': true,
  'alarm-reraised': true,
  'alarm-acknowledged': true,
  'alarm-shelved': true,
  'alarm-unshelved': true,
  'alarm-escalated': true,
  'alarm-out-of-service': true,
  'alarm-in-service': true,
  'alarm-suppressed': true,
  'alarm-unsuppressed': true,
  'alarm-commented': true,
  'alarm-assigned': true,
};
const OTHER_KINDS: Readonly<Record<OtherEvent['kind'], true>> = {
  correction: true,
  'report-filed': true,
  'event-closed': true,
  'taken-out-of-service': true,
  'put-back-in-service': true,
};

type AnyEvent = Recorded['event'];

/** Whether an event is one of an alarm. */
export const isAlarmEvent = (event: AnyEvent): event is AlarmEvent => Object.hasOwn(ALARM_KINDS, event.kind);

/** Whether an event is one of those that stand alone. */
export const isOtherEvent = (event: AnyEvent): event is OtherEvent => Object.hasOwn(OTHER_KINDS, event.kind);
