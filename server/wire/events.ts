/** The Socket.IO protocol: namespaces `/live`, `/drill` and `/replay` speak the same events. */
import { z } from 'zod';
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
  /** A jurisdiction's lines, at most once in two seconds; volatile. */
  trends: (trends: Trends) => void;
  /** Proof of life, once a second: the server's event time, the speed of its clock, and where each stream stands. */
  heartbeat: (beat: { now: string; speed: number; seq: Snapshot['seq'] }) => void;
  /** Replay only. */
  replay: (status: ReplayStatus) => void;
  /** Live only: the drills that are not over, whenever one of them changes. */
  drills: (list: { drills: readonly WireDrill[] }) => void;
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

export type AcknowledgeCommand = z.infer<typeof acknowledgeSchema>;
export type ShelveCommand = z.infer<typeof shelveSchema>;
export type UnshelveCommand = z.infer<typeof unshelveSchema>;

export type AlarmReply = { ok: true; alarm: WireAlarm } | { ok: false; problem: Problem; alarm?: WireAlarm };

export interface ClientToServerEvents {
  acknowledge: (command: AcknowledgeCommand, reply: (answer: AlarmReply) => void) => void;
  shelve: (command: ShelveCommand, reply: (answer: AlarmReply) => void) => void;
  unshelve: (command: UnshelveCommand, reply: (answer: AlarmReply) => void) => void;
  /** Ask for a fresh snapshot after a gap. */
  resync: () => void;
}
