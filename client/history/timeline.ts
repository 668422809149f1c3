/** What happened to one alarm, in order. Pure. */
import type { Assignee, Level, WireCorrection } from '../../server/wire/shapes.ts';
import type { WireAlarmOf, WireRecord } from '../../server/wire/history.ts';

export type TimelineEntry = { readonly at: string } & (
  | { readonly what: Exclude<WireRecord['turns'][number]['what'], 'returned'>; readonly level: Level }
  | { readonly what: 'acknowledged'; readonly by: string; readonly note: string | null }
  | { readonly what: 'shelved'; readonly by: string; readonly until: string; readonly reason: string }
  /** null: by itself. */
  | { readonly what: 'unshelved'; readonly by: string | null }
  | { readonly what: 'escalated'; readonly to: string }
  | { readonly what: 'commented'; readonly by: string; readonly text: string }
  /** `to` is null: to nobody in particular any more. */
  | { readonly what: 'assigned'; readonly by: string; readonly to: Assignee | null }
  | { readonly what: 'out-of-service'; readonly by: string; readonly reason: string }
  | { readonly what: 'in-service'; readonly by: string; readonly note: string | null }
  /** `of`: what the alarm that stands for it is of; null where nobody can tell any more. */
  | { readonly what: 'suppressed'; readonly of: WireAlarmOf | null }
  | { readonly what: 'unsuppressed' | 'returned' | 'ended' }
  | ({ readonly what: 'correction'; readonly of: string } & Pick<WireCorrection, 'was' | 'now'>)
);

/** At one instant: what the condition did, in its order, then what people do, then the end. */
const ORDER: Readonly<Record<TimelineEntry['what'], number>> = {
  raised: 0,
  reraised: 0,
  'level-raised': 0,
  'level-lowered': 0,
  returned: 0,
  unsuppressed: 1,
  suppressed: 1,
  correction: 1,
  escalated: 2,
  'out-of-service': 3,
  'in-service': 3,
  shelved: 3,
  unshelved: 3,
  assigned: 3,
  commented: 3,
  acknowledged: 4,
  ended: 5,
};

/**
 * What the condition of an alarm did, what people and the program did with it, and its end, each when people could know of
 * it, the first first.
 */
export function timelineOf(record: WireRecord): readonly TimelineEntry[] {
  const entries: TimelineEntry[] = [
    ...record.turns.map(({ at, what, level }): TimelineEntry =>
      what === 'returned' ? { at, what } : { at, what, level },
    ),
    ...record.acknowledgements.map(({ at, by, note }): TimelineEntry => ({ at, what: 'acknowledged', by, note })),
    ...record.shelvings.flatMap(({ at, by, until, reason, endedAt, endedBy }): TimelineEntry[] => [
      { at, what: 'shelved', by, until, reason },
      ...(endedAt === null ? [] : [{ at: endedAt, what: 'unshelved' as const, by: endedBy }]),
    ]),
    ...record.escalations.map(({ at, to }): TimelineEntry => ({ at, what: 'escalated', to })),
    ...record.comments.map(({ at, by, text }): TimelineEntry => ({ at, what: 'commented', by, text })),
    ...record.assignments.map(({ at, by, to }): TimelineEntry => ({ at, what: 'assigned', by, to })),
    ...record.services.flatMap(({ at, by, reason, endedAt, endedBy, note }): TimelineEntry[] => [
      { at, what: 'out-of-service', by, reason },
      ...(endedAt === null || endedBy === null
        ? []
        : [{ at: endedAt, what: 'in-service' as const, by: endedBy, note }]),
    ]),
    ...record.suppressions.flatMap(({ at, of, endedAt }, i): TimelineEntry[] => [
      { at, what: 'suppressed', of },
      // Another may take its place: then it calls nobody still.
      ...(endedAt === null || record.suppressions[i + 1]?.at === endedAt
        ? []
        : [{ at: endedAt, what: 'unsuppressed' as const }]),
    ]),
    ...record.corrections.map(({ at, knownAt, was, now }): TimelineEntry => ({
      at: knownAt,
      what: 'correction',
      of: at,
      was,
      now,
    })),
    ...(record.endedAt === null ? [] : [{ at: record.endedAt, what: 'ended' as const }]),
  ];
  return entries.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at) || ORDER[a.what] - ORDER[b.what]);
}

/** What people noted when they acknowledged an alarm, each once. */
export const notesOf = ({ acknowledgements }: WireRecord): readonly string[] => [
  ...new Set(acknowledgements.flatMap(({ note }) => (note === null || note === '' ? [] : [note]))),
];
