import type { Level } from './level.ts';
import type { Evidence } from './verdict.ts';

/** `plan`: a rule of a plan. `quality`: a watchdog over the data. `system`: a part of the program. */
export type AlarmClass = 'plan' | 'quality' | 'system';

/** The states of IEC 62682 / ISA-18.2. */
export type AlarmState =
  | 'unacknowledged'
  | 'acknowledged'
  | 'returned'
  | 'normal'
  | 'shelved'
  | 'suppressed'
  | 'out-of-service';

/**
 * One occurrence of one rule (or watchdog) on one subject: from leaving normal to being normal and acknowledged again.
 * Times are epoch ms, in event time.
 */
export interface Alarm {
  readonly id: string;
  /** Plan id; null for quality and system alarms. */
  readonly plan: string | null;
  readonly rule: string;
  readonly subject: string;
  readonly class: AlarmClass;
  readonly state: AlarmState;
  /** Whether the condition stands now. */
  readonly active: boolean;
  /** Level now. `none` when the condition has gone, and always for quality and system alarms: they are no level of a plan. */
  readonly level: Level;
  /** Highest level of this occurrence. */
  readonly highest: Level;
  readonly since: number;
  /** When level or state last changed. */
  readonly changedAt: number;
  /** Moves when level or state changes, not when the evidence does. */
  readonly revision: number;
  readonly acknowledgedBy: string | null;
  readonly acknowledgedAt: number | null;
  readonly note: string | null;
  readonly shelvedUntil: number | null;
  readonly shelvedBy: string | null;
  readonly shelvedReason: string | null;
  readonly indeterminate: boolean;
  readonly evidence: Evidence | null;
  readonly clause: string | null;
}
