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

const AREAS: ReadonlySet<Subject['kind']> = new Set(['city', 'county', 'district', 'town']);

/**
 * Looks at the newest reading of every series of the jurisdictions. `nowMs` is event time; `slackMs` is how much of it may
 * pass on the way to the screen, which is hours when the clock runs thousands of times as fast.
 */
export function viewSources(
  jurisdictions: readonly Jurisdiction[],
  latest: Iterable<ReadingRow>,
  at: { readonly nowMs: number; readonly slackMs: number },
): SourceFreshness {
  const subjects = new Map<string, Subject>();
  for (const jurisdiction of jurisdictions) {
    for (const subject of jurisdiction.subjects) if (!AREAS.has(subject.kind)) subjects.set(subject.id, subject);
  }
  const heard = new Map<string, boolean>();
  let oldest: SourceFreshness['oldest'] = null;
  let furthest = -1;
  for (const [source, metric, time] of latest) {
    const subject = subjects.get(source);
    const everySeconds = subject?.every[metric] ?? METRICS.get(metric)?.every ?? null;
    if (subject === undefined || everySeconds === null) continue;
    const everyMs = everySeconds * 1000;
    // A reading carries the start of its interval; it could not be there before the end of it.
    const ageMs = Math.max(0, at.nowMs - time - (everySeconds >= 3600 ? everyMs : 0));
    const isStale = ageMs > Math.max(3 * everyMs, 180_000) + at.slackMs;
    heard.set(source, (heard.get(source) ?? true) && !isStale);
    const behind = ageMs / everyMs;
    if (behind > furthest) {
      furthest = behind;
      oldest = { subject, metric, ageMs, isStale };
    }
  }
  return { total: subjects.size, live: [...heard.values()].filter(Boolean).length, oldest };
}
