import type { Level } from './level.ts';
import type { Role } from './procedure.ts';
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

/** How far an alarm was told on because nobody acknowledged it. Times are epoch ms, in event time. */
export interface AlarmEscalation {
  /** When the wait for the next rung of the ladder began; null: somebody acknowledged or shelved it. */
  readonly waitsSince: number | null;
  /** The rung that was told last, from 1; 0: none since it asks for an acknowledgement at its level. */
  readonly rung: number;
  /** Who was told since somebody last acknowledged or shelved it, oldest first; at a higher level a role is told again. */
  readonly told: readonly { readonly to: Role; readonly at: number }[];
}

/** What an alarm is of: one rule (or watchdog) on one subject. */
export interface AlarmOf {
  /** Plan id; null for quality and system alarms. */
  readonly plan: string | null;
  readonly rule: string;
  readonly subject: string;
}

/** Somebody took a rule on a subject out of service: what happens to it calls nobody until it is put back. */
export interface OutOfService {
  /** Event time, epoch ms. */
  readonly at: number;
  readonly by: string;
  readonly reason: string;
}

/** Something that somebody said of an alarm. `at` is epoch ms, event time. */
export interface Comment {
  readonly at: number;
  readonly by: string;
  readonly text: string;
}

/** Who looks after an alarm: a role of the command, or somebody by name. */
export type Assignee =
  | { readonly kind: 'role'; readonly role: Role }
  | { readonly kind: 'person'; readonly name: string };

/** Since when somebody looks after an alarm, and who said so. `at` is epoch ms, event time. */
export interface Assignment {
  readonly at: number;
  readonly by: string;
  readonly to: Assignee;
}

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
  readonly escalation: AlarmEscalation;
  /** Since when it calls nobody because its rule is out of service on its subject; null: in service. */
  readonly outOfService: OutOfService | null;
  /** Id of the alarm that stands for it, as a silent station's for those of its series; null: it stands for itself. */
  readonly suppressedBy: string | null;
  /** When it last asked for attention, as far as people could know; null: never, being suppressed or out of service. */
  readonly calledAt: number | null;
  /** Oldest first. */
  readonly comments: readonly Comment[];
  readonly assignment: Assignment | null;
  readonly indeterminate: boolean;
  readonly evidence: Evidence | null;
  readonly clause: string | null;
}
