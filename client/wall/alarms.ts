/** The alarms that matter now. Pure. */
import { rankOf } from '../../server/model/level.ts';
import type { WireAlarm } from '../../server/wire/shapes.ts';

export interface AlarmList {
  /** At most as many as asked for, in order. */
  readonly rows: readonly WireAlarm[];
  readonly unacknowledged: number;
  readonly total: number;
  /** Put aside by people or by design: counted, not listed. */
  readonly shelved: number;
  readonly suppressed: number;
  /** Out of service at a level of the plan that nobody may overlook: listed too. */
  readonly silenced: number;
}

const isAside = ({ state }: WireAlarm): boolean =>
  state === 'shelved' || state === 'suppressed' || state === 'out-of-service';

/** Out of service while the plan is at one of its two highest levels: never silently. */
const isSilenced = ({ state, class: kind, level }: WireAlarm): boolean =>
  state === 'out-of-service' && kind === 'plan' && (level === 'I' || level === 'II');

export const isUnacknowledged = (alarm: WireAlarm): boolean =>
  alarm.state === 'unacknowledged' || alarm.state === 'returned';

/**
 * JudgedPlan alarms before those about data or the program, so that a flood of sensor faults never hides a red one; within
 * these unacknowledged first, then the level, then the newest.
 */
export function compareAlarms(a: WireAlarm, b: WireAlarm): number {
  const classOf = (alarm: WireAlarm): number => (alarm.class === 'plan' ? 0 : 1);
  const open = (alarm: WireAlarm): number =>
    alarm.state === 'unacknowledged' ? 0 : alarm.state === 'acknowledged' ? 1 : 2;
  // Something that has returned stays listed, but after what stands unacknowledged.
  const attention = (alarm: WireAlarm): number =>
    isUnacknowledged(alarm) || isSilenced(alarm) ? (open(alarm) === 0 ? 0 : 1) : 2;
  return (
    classOf(a) - classOf(b) ||
    attention(a) - attention(b) ||
    rankOf(b.level) - rankOf(a.level) ||
    rankOf(b.highest) - rankOf(a.highest) ||
    (a.changedAt < b.changedAt ? 1 : a.changedAt > b.changedAt ? -1 : a.id < b.id ? -1 : 1)
  );
}

/** Picks the alarms for the wall. */
export function pickAlarms(alarms: Iterable<WireAlarm>, atMost: number): AlarmList {
  const standing: WireAlarm[] = [];
  const count = { shelved: 0, suppressed: 0, silenced: 0 };
  for (const alarm of alarms) {
    if (alarm.state === 'shelved') count.shelved += 1;
    else if (alarm.state === 'suppressed') count.suppressed += 1;
    else if (isSilenced(alarm)) count.silenced += 1;
    if (!isAside(alarm) || isSilenced(alarm)) standing.push(alarm);
  }
  return {
    rows: standing.toSorted(compareAlarms).slice(0, atMost),
    unacknowledged: standing.filter(isUnacknowledged).length,
    total: standing.length,
    ...count,
  };
}
