/** What is not on the live list: shelved, suppressed by design, out of service. Pure. */
import type { WireAlarm, WireService } from '../../server/wire/shapes.ts';
import { serviceKey } from '../session/state.ts';
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

/** A line of the list of suppressed alarms: what stands for those below it, or one of them. */
export type SuppressedRow =
  | { readonly kind: 'parent'; readonly of: Suppressed }
  | { readonly kind: 'child'; readonly of: Suppressed; readonly alarm: WireAlarm };

/** The suppressed alarms line by line, each under what stands for it. */
export const suppressedRows = (groups: readonly Suppressed[]): readonly SuppressedRow[] =>
  groups.flatMap((of): SuppressedRow[] => [
    { kind: 'parent', of },
    ...of.children.map((alarm) => ({ kind: 'child' as const, of, alarm })),
  ]);

/** Alarms among some lines of that list. */
export const countChildren = (rows: readonly SuppressedRow[]): number =>
  rows.filter(({ kind }) => kind === 'child').length;

/** The lines as they can be read without those above them: a part that begins among the alarms says what stands for them. */
export function withParent(rows: readonly SuppressedRow[]): readonly SuppressedRow[] {
  const [first] = rows;
  return first?.kind === 'child' ? [{ kind: 'parent', of: first.of }, ...rows] : rows;
}

/** A rule that is out of service on a subject, and the alarm that stands there. */
export interface ServiceRow {
  readonly key: string;
  readonly service: WireService;
  readonly out: NonNullable<WireService['out']>;
  readonly standing: WireAlarm | null;
}

/** What is out of service, the longest first: it is the first to be looked at again. */
export function serviceRows(
  services: ReadonlyMap<string, WireService>,
  alarms: ReadonlyMap<string, WireAlarm>,
): readonly ServiceRow[] {
  const standing = new Map<string, WireAlarm>();
  if (services.size > 0) {
    for (const alarm of alarms.values()) if (alarm.outOfService !== null) standing.set(serviceKey(alarm), alarm);
  }
  return [...services]
    .flatMap(([key, service]): ServiceRow[] =>
      service.out === null ? [] : [{ key, service, out: service.out, standing: standing.get(key) ?? null }],
    )
    .sort((a, b) => Date.parse(a.out.at) - Date.parse(b.out.at));
}

/** How long something is out of service at `nowMs` (event time), and whether it is time to look at it again. */
export function serviceAge(out: NonNullable<WireService['out']>, nowMs: number): { forMs: number; isDue: boolean } {
  const forMs = Math.max(0, nowMs - Date.parse(out.at));
  return { forMs, isDue: forMs >= REVIEW_AFTER_MS };
}
