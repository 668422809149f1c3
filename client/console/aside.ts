/** What is not on the live list: shelved, suppressed by design, out of service. Pure. */
import type { WireAlarm, WireService } from '../../server/wire/shapes.ts';
import { byUrgency } from './order.ts';

/** What is out of service for this long is to be looked at again. */
const REVIEW_AFTER_MS = 7 * 24 * 3_600_000;

/** An alarm that stands for others, and those; `parent` is null where this screen has it no more. */
export interface Suppressed {
  readonly parent: WireAlarm | null;
  readonly children: readonly WireAlarm[];
}

/** The alarms that others stand for, by what stands for them. */
export function suppressedOf(alarms: ReadonlyMap<string, WireAlarm>): readonly Suppressed[] {
  const byParent = new Map<string, WireAlarm[]>();
  for (const alarm of alarms.values()) {
    if (alarm.state !== 'suppressed' || alarm.suppressedBy === null) continue;
    const known = byParent.get(alarm.suppressedBy);
    if (known === undefined) byParent.set(alarm.suppressedBy, [alarm]);
    else known.push(alarm);
  }
  return [...byParent].map(([parent, children]) => ({
    parent: alarms.get(parent) ?? null,
    children: children.sort(byUrgency),
  }));
}

/** How long something is out of service at `nowMs` (event time), and whether it is time to look at it again. */
export function serviceAge(out: NonNullable<WireService['out']>, nowMs: number): { forMs: number; isDue: boolean } {
  const forMs = Math.max(0, nowMs - Date.parse(out.at));
  return { forMs, isDue: forMs >= REVIEW_AFTER_MS };
}
