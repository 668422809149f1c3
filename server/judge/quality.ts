import type { Delay, QualityRule } from '../model/quality.ts';
import { faultOf, isStale, type SeriesWatch } from './watchdog.ts';

/** Something that is wrong with data now. */
export interface QualityCondition {
  readonly rule: QualityRule;
  /** The source; of a lost feed the jurisdiction. */
  readonly subject: string;
  readonly series: readonly SeriesWatch[];
  /** The condition that stands for it, which comes before it in the list; null: it stands for itself. */
  readonly parent: Pick<QualityCondition, 'rule' | 'subject'> | null;
}

/** A source is silent, and a feed lost, from this many on: of one alone its own alarm says it all. */
const AT_LEAST = 2;

/**
 * What is wrong with the data of a jurisdiction at `now` (epoch ms), parents first. A source of which everything that is
 * watched is stale is silent, and stands for whatever else is wrong with it; when all sources are silent at once, the feed
 * stands for them.
 */
export function qualityOf(watches: Iterable<SeriesWatch>, jurisdiction: string, now: number): QualityCondition[] {
  const bySource = new Map<string, SeriesWatch[]>();
  for (const watch of watches) {
    const known = bySource.get(watch.source);
    if (known === undefined) bySource.set(watch.source, [watch]);
    else known.push(watch);
  }
  const timed = [...bySource].flatMap(([source, series]) => {
    const watched = series.filter(({ everyMs }) => everyMs !== null);
    return watched.length === 0 ? [] : [{ source, watched, isSilent: watched.every((watch) => isStale(watch, now)) }];
  });
  const isLost = timed.length >= AT_LEAST && timed.every(({ isSilent }) => isSilent);
  const feed: QualityCondition | null = isLost
    ? { rule: 'feed-lost', subject: jurisdiction, series: timed.flatMap(({ watched }) => watched), parent: null }
    : null;
  const silent = new Map(
    timed
      .filter(({ isSilent, watched }) => isSilent && watched.length >= AT_LEAST)
      .map(({ source, watched }) => [
        source,
        { rule: 'silent', subject: source, series: watched, parent: feed } as const satisfies QualityCondition,
      ]),
  );
  const faults = new Map<string, { rule: QualityRule; subject: string; series: SeriesWatch[] }>();
  for (const watch of [...bySource.values()].flat()) {
    const rule = faultOf(watch, now);
    if (rule === null) continue;
    const key = `${watch.source} ${rule}`;
    const known = faults.get(key);
    if (known === undefined) faults.set(key, { rule, subject: watch.source, series: [watch] });
    else known.series.push(watch);
  }
  return [
    ...(feed === null ? [] : [feed]),
    ...silent.values(),
    ...[...faults.values()].map((fault) => ({ ...fault, parent: silent.get(fault.subject) ?? feed })),
  ];
}

const AT_ONCE: Delay = { onMs: 0, offMs: 0 };

/**
 * On-delay and off-delay of conditions, by key (IEC 62682). A condition that turns back before its delay is over has never
 * turned.
 */
export class Delays {
  /** When the turn that is under way began, epoch ms. */
  private readonly turning = new Map<string, number>();

  /** Whether the alarm is to stand, of which `standing` says whether it does, while the condition is `present` or not. */
  stands(key: string, present: boolean, standing: boolean, now: number, delay: Delay = AT_ONCE): boolean {
    if (present === standing) {
      this.turning.delete(key);
      return standing;
    }
    const began = this.turning.get(key) ?? now;
    if (now - began < (present ? delay.onMs : delay.offMs)) {
      this.turning.set(key, began);
      return standing;
    }
    this.turning.delete(key);
    return present;
  }

  /** Takes up, after a restart, what was turning at `at` (epoch ms); told in the order of time. */
  sawTurning(keys: ReadonlySet<string>, at: number): void {
    this.keep(keys);
    for (const key of keys) if (!this.turning.has(key)) this.turning.set(key, at);
  }

  /** Forgets the turns of keys that are neither present nor standing any more. */
  keep(keys: ReadonlySet<string>): void {
    for (const key of this.turning.keys()) if (!keys.has(key)) this.turning.delete(key);
  }
}
