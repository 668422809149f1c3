/** The Socket.IO protocol: namespaces `/live`, `/drill` and `/replay` speak the same events. */
import { z } from 'zod';
import { PLAN_ROLES } from '../model/procedure.ts';
import type { WireDrill } from './drill.ts';
import type {
  Problem,
  ReadingRow,
  ReplayStatus,
  Sequence,
  Snapshot,
  Trends,
  WireAlarm,
  WireCorrection,
  WireHealth,
  WireLevel,
  WireService,
  WireWarning,
} from './shapes.ts';

export interface ServerToClientEvents {
  snapshot: (snapshot: Snapshot) => void;
  /** Newest per series since the last one; at most 4 a second; volatile. */
  readings: (batch: { rows: ReadingRow[]; now: string }) => void;
  level: (change: WireLevel & Sequence) => void;
  alarm: (alarm: WireAlarm & Sequence) => void;
  warning: (warning: WireWarning & Sequence) => void;
  health: (health: WireHealth & Sequence) => void;
  correction: (correction: WireCorrection & Sequence) => void;
  /** A rule went out of service on a subject, or is back. */
  service: (service: WireService & Sequence) => void;
  /** A jurisdiction's lines, at most once in two seconds; volatile. */
  trends: (trends: Trends) => void;
  /** Proof of life, once a second: the server's event time, the speed of its clock, and where each stream stands. */
  heartbeat: (beat: { now: string; speed: number; seq: Snapshot['seq'] }) => void;
  /** Replay only. */
  replay: (status: ReplayStatus) => void;
  /** Live only: the drills that are not over, whenever one of them changes. */
  drills: (list: { drills: readonly WireDrill[] }) => void;
  /** A layout of a wall was saved, or taken away (`revision` 0). Not in a replay. */
  layout: (change: { readonly id: string; readonly revision: number }) => void;
  /** Drill only: how it is now. */
  drill: (drill: WireDrill) => void;
}

export const acknowledgeSchema = z.strictObject({
  id: z.string().min(1).max(64),
  revision: z.number().int().positive(),
  note: z.string().max(1000).optional(),
});
export const shelveSchema = z.strictObject({
  id: z.string().min(1).max(64),
  revision: z.number().int().positive(),
  /** IEC 62682: shelving is limited in time; 8 h at most here. */
  minutes: z.number().int().min(1).max(480),
  reason: z.string().trim().min(1).max(1000),
});
export const unshelveSchema = z.strictObject({ id: z.string().min(1).max(64), revision: z.number().int().positive() });

/** Something said of an alarm; what it is said of stays as it is, so no revision is asked for. */
export const commentSchema = z.strictObject({
  id: z.string().min(1).max(64),
  text: z.string().trim().min(1).max(1000),
});
export const assigneeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('role'), role: z.enum(PLAN_ROLES) }),
  z.strictObject({ kind: z.literal('person'), name: z.string().trim().min(1).max(40) }),
]);
export const assignSchema = z.strictObject({
  id: z.string().min(1).max(64),
  /** Who looks after it; null: nobody in particular. */
  to: assigneeSchema.nullable(),
});
const alarmOfShape = {
  jurisdiction: z.string().min(1).max(128),
  /** null: a watchdog over data. */
  plan: z.string().min(1).max(128).nullable(),
  rule: z.string().min(1).max(128),
  subject: z.string().min(1).max(128),
};
export const takeOutSchema = z.strictObject({
  ...alarmOfShape,
  /** The revision that was seen of the alarm that stands there; null: none does. */
  revision: z.number().int().positive().nullable(),
  reason: z.string().trim().min(1).max(1000),
});
export const putBackSchema = z.strictObject({ ...alarmOfShape, note: z.string().trim().min(1).max(1000) });

export type CommentCommand = z.infer<typeof commentSchema>;
export type AssignCommand = z.infer<typeof assignSchema>;
export type TakeOutCommand = z.infer<typeof takeOutSchema>;
export type PutBackCommand = z.infer<typeof putBackSchema>;
export type AcknowledgeCommand = z.infer<typeof acknowledgeSchema>;
export type ShelveCommand = z.infer<typeof shelveSchema>;
export type UnshelveCommand = z.infer<typeof unshelveSchema>;

export type AlarmReply = { ok: true; alarm: WireAlarm } | { ok: false; problem: Problem; alarm?: WireAlarm };

/** `alarm`: the one that stands there, or null. */
export type ServiceReply =
  | { ok: true; service: WireService; alarm: WireAlarm | null }
  | { ok: false; problem: Problem; alarm?: WireAlarm };

export interface ClientToServerEvents {
  acknowledge: (command: AcknowledgeCommand, reply: (answer: AlarmReply) => void) => void;
  shelve: (command: ShelveCommand, reply: (answer: AlarmReply) => void) => void;
  unshelve: (command: UnshelveCommand, reply: (answer: AlarmReply) => void) => void;
  comment: (command: CommentCommand, reply: (answer: AlarmReply) => void) => void;
  assign: (command: AssignCommand, reply: (answer: AlarmReply) => void) => void;
  takeOut: (command: TakeOutCommand, reply: (answer: ServiceReply) => void) => void;
  putBack: (command: PutBackCommand, reply: (answer: ServiceReply) => void) => void;
  /** Ask for a fresh snapshot after a gap. */
  resync: () => void;
}
