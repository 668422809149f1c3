import type { Alarm } from '../model/alarm.ts';
import type { EscalationOrder } from '../model/plan.ts';
import type { Role } from '../model/procedure.ts';

/** A rung of the ladder and who stands on it. */
export interface Rung {
  /** From 1. */
  readonly rung: number;
  readonly to: Role;
}

/**
 * Who is to be told of an alarm at an instant (epoch ms, event time) because nobody acknowledged it; null: nobody yet, or
 * nobody more. Each has the whole time of the level from when the one before was told, so that a program that was away
 * does not wake everybody at once. What has returned, is shelved or was acknowledged is told to nobody.
 */
export function dueRung(alarm: Alarm, order: EscalationOrder, at: number): Rung | null {
  const { waitsSince, rung } = alarm.escalation;
  if (alarm.state !== 'unacknowledged' || alarm.level === 'none' || waitsSince === null) return null;
  const afterMs = order.afterMs[alarm.level];
  const to = order.ladder[rung];
  if (afterMs === undefined || to === undefined || at - waitsSince < afterMs) return null;
  return { rung: rung + 1, to };
}
