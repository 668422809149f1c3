/** How fresh the sources are. Pure; the expected intervals are those of the metrics and the jurisdiction. */
import type { Subject } from '../../server/model/jurisdiction.ts';
import { METRICS } from '../../server/model/reading.ts';
import type { Jurisdiction, ReadingRow } from '../../server/wire/shapes.ts';

export interface SourceFreshness {
  readonly total: number;
  /** Sources of which every series is no older than three of its intervals (3 min at least). */
  readonly live: number;
  /** The series that is furthest behind its own interval, or null when nothing has come in. */
  readonly oldest: {
    readonly subject: Subject;
    readonly metric: string;
    readonly ageMs: number;
    readonly isStale: boolean;
  } | null;
}

/** When a picture is looked at: event time, and how much of it may pass on the way to the screen, ms. */
export interface LookedAt {
  readonly nowMs: number;
  readonly slackMs: number;
}

/** How old a series is beside the interval that it should have; null where it has none. */
function ageOf(
  subject: Subject,
  [, metric, time]: ReadingRow,
  at: LookedAt,
): { readonly ageMs: number; readonly everyMs: number; readonly isStale: boolean } | null {
  const everySeconds = subject.every[metric] ?? METRICS.get(metric)?.every ?? null;
  if (everySeconds === null) return null;
  const everyMs = everySeconds * 1000;
  // A reading carries the start of its interval; it could not be there before the end of it.
  const ageMs = Math.max(0, at.nowMs - time - (everySeconds >= 3600 ? everyMs : 0));
  return { ageMs, everyMs, isStale: ageMs > Math.max(3 * everyMs, 180_000) + at.slackMs };
}

/** What a panel says of its newest datum. */
export interface PanelAge {
  readonly ageMs: number;
  readonly isStale: boolean;
}

/** A little more than an interval: readings of an hour come some minutes after its end. */
const OVERDUE = 1.5;

/**
 * How old the newest datum is of what a panel shows; null while it is no older than it should be, and where nothing has
 * come in. `isOf` says which series the panel shows.
 */
export function newestAge(
  jurisdictions: readonly Jurisdiction[],
  latest: Iterable<ReadingRow>,
  isOf: (subject: Subject, metric: string) => boolean,
  at: LookedAt,
): PanelAge | null {
  const subjects = new Map(jurisdictions.flatMap((one) => one.subjects.map((subject) => [subject.id, subject])));
  let newest: ReturnType<typeof ageOf> = null;
  for (const row of latest) {
    const subject = subjects.get(row[0]);
    if (subject === undefined || !isOf(subject, row[1])) continue;
    const aged = ageOf(subject, row, at);
    if (aged !== null && (newest === null || aged.ageMs < newest.ageMs)) newest = aged;
  }
  if (newest === null) return null;
  const { ageMs, everyMs, isStale } = newest;
  return ageMs > Math.max(OVERDUE * everyMs, 90_000) + at.slackMs ? { ageMs, isStale } : null;
}

const AREAS: ReadonlySet<Subject['kind']> = new Set(['city', 'county', 'district', 'town']);

/** Looks at the newest reading of every series of the jurisdictions. */
export function viewSources(
  jurisdictions: readonly Jurisdiction[],
  latest: Iterable<ReadingRow>,
  at: LookedAt,
): SourceFreshness {
  const subjects = new Map<string, Subject>();
  for (const jurisdiction of jurisdictions) {
    for (const subject of jurisdiction.subjects) if (!AREAS.has(subject.kind)) subjects.set(subject.id, subject);
  }
  const heard = new Map<string, boolean>();
  let oldest: SourceFreshness['oldest'] = null;
  let furthest = -1;
  for (const row of latest) {
    const [source, metric] = row;
    const subject = subjects.get(source);
    const aged = subject === undefined ? null : ageOf(subject, row, at);
    if (subject === undefined || aged === null) continue;
    const { ageMs, everyMs, isStale } = aged;
    heard.set(source, (heard.get(source) ?? true) && !isStale);
    const behind = ageMs / everyMs;
    if (behind > furthest) {
      furthest = behind;
      oldest = { subject, metric, ageMs, isStale };
    }
  }
  return { total: subjects.size, live: [...heard.values()].filter(Boolean).length, oldest };
}
