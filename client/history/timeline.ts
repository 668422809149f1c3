/** What happened to one alarm, in order. Pure. */
import type { Level, WireCorrection } from '../../server/wire/shapes.ts';
import type { WireRecord } from '../../server/wire/history.ts';

export type TimelineEntry = { readonly at: string } & (
  | { readonly what: 'raised' | 'reraised' | 'level-raised'; readonly level: Level }
  | { readonly what: 'acknowledged'; readonly by: string; readonly note: string | null }
  | { readonly what: 'shelved'; readonly by: string; readonly until: string; readonly reason: string }
  /** null: by itself. */
  | { readonly what: 'unshelved'; readonly by: string | null }
  | { readonly what: 'escalated'; readonly to: string }
  | { readonly what: 'returned' | 'ended' }
  | ({ readonly what: 'correction'; readonly of: string } & Pick<WireCorrection, 'was' | 'now'>)
);

/** At one instant: what calls, then what people do, then what ends. */
const ORDER: Readonly<Record<TimelineEntry['what'], number>> = {
  raised: 0,
  reraised: 0,
  'level-raised': 0,
  correction: 1,
  escalated: 2,
  shelved: 3,
  unshelved: 3,
  acknowledged: 4,
  returned: 5,
  ended: 6,
};

/** The calls, acts and ends of an alarm, each when people could know of it, the first first. */
export function timelineOf(record: WireRecord): readonly TimelineEntry[] {
  const entries: TimelineEntry[] = [
    ...record.calls.map(({ at, what, level }): TimelineEntry => ({
      at,
      what: what === 'reraised' || what === 'level-raised' ? what : 'raised',
      level,
    })),
    ...record.acknowledgements.map(({ at, by, note }): TimelineEntry => ({ at, what: 'acknowledged', by, note })),
    ...record.shelvings.flatMap(({ at, by, until, reason, endedAt, endedBy }): TimelineEntry[] => [
      { at, what: 'shelved', by, until, reason },
      ...(endedAt === null ? [] : [{ at: endedAt, what: 'unshelved' as const, by: endedBy }]),
    ]),
    ...record.escalations.map(({ at, to }): TimelineEntry => ({ at, what: 'escalated', to })),
    ...record.corrections.map(({ at, knownAt, was, now }): TimelineEntry => ({
      at: knownAt,
      what: 'correction',
      of: at,
      was,
      now,
    })),
    ...(record.returnedAt === null ? [] : [{ at: record.returnedAt, what: 'returned' as const }]),
    ...(record.endedAt === null ? [] : [{ at: record.endedAt, what: 'ended' as const }]),
  ];
  return entries.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at) || ORDER[a.what] - ORDER[b.what]);
}
