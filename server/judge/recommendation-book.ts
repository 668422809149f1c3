import type { Level } from '../model/level.ts';
import type { Action } from '../model/verdict.ts';

/** What happens to recommendations. Times are epoch ms in event time. */
export type RecommendationEvent =
  | {
      readonly kind: 'recommended';
      readonly id: string;
      readonly at: number;
      readonly plan: string;
      readonly subject: string;
      readonly action: Action;
      readonly from: Level;
      readonly to: Level;
      readonly immediate: boolean | null;
      readonly publishBy: number | null;
    }
  /** A higher or lower one took its place. */
  | { readonly kind: 'recommendation-superseded'; readonly id: string; readonly at: number }
  /** Its condition went before it was answered. */
  | { readonly kind: 'recommendation-withdrawn'; readonly id: string; readonly at: number }
  /** People put its level in force, or refused it. */
  | { readonly kind: 'recommendation-answered'; readonly id: string; readonly at: number; readonly refused: boolean };

/** A recommendation and where it stands. */
export interface RecommendationRecord extends Omit<Extract<RecommendationEvent, { kind: 'recommended' }>, 'kind'> {
  readonly state: 'standing' | 'superseded' | 'withdrawn' | 'answered' | 'refused';
  readonly endedAt: number | null;
  readonly revision: number;
}

const KEEP_OVER = 500;

const keyOf = ({ plan, subject }: { readonly plan: string; readonly subject: string }): string => `${plan} ${subject}`;

function stateAfter(event: Exclude<RecommendationEvent, { kind: 'recommended' }>): RecommendationRecord['state'] {
  switch (event.kind) {
    case 'recommendation-superseded':
      return 'superseded';
    case 'recommendation-withdrawn':
      return 'withdrawn';
    case 'recommendation-answered':
      return event.refused ? 'refused' : 'answered';
  }
}

/** The recommendations of one jurisdiction: one standing per plan and subject (SEMANTICS 5.4). */
export class RecommendationBook {
  private readonly byId = new Map<string, RecommendationRecord>();
  /** The standing ones by plan and subject: asked for at every reading. */
  private readonly standingByKey = new Map<string, RecommendationRecord>();

  /** @throws RangeError when the ledger names a recommendation that it never made */
  apply(event: RecommendationEvent): RecommendationRecord {
    if (event.kind === 'recommended') {
      const { kind: _kind, ...rest } = event;
      const record: RecommendationRecord = { ...rest, state: 'standing', endedAt: null, revision: 1 };
      this.byId.set(record.id, record);
      this.standingByKey.set(keyOf(record), record);
      const over = [...this.byId.values()].filter((each) => each.state !== 'standing');
      for (const old of over.slice(0, Math.max(0, over.length - KEEP_OVER))) this.byId.delete(old.id);
      return record;
    }
    const before = this.byId.get(event.id);
    if (before === undefined) throw new RangeError(`${event.kind} of an unknown recommendation: ${event.id}`);
    const record: RecommendationRecord = {
      ...before,
      state: stateAfter(event),
      endedAt: event.at,
      revision: before.revision + 1,
    };
    this.byId.set(record.id, record);
    if (this.standingByKey.get(keyOf(record))?.id === record.id) this.standingByKey.delete(keyOf(record));
    return record;
  }

  standing(plan: string, subject: string): RecommendationRecord | null {
    return this.standingByKey.get(keyOf({ plan, subject })) ?? null;
  }

  /** All that stand. */
  allStanding(): RecommendationRecord[] {
    return [...this.standingByKey.values()];
  }

  /** The newest of a plan and subject, whatever became of it. */
  newest(plan: string, subject: string): RecommendationRecord | null {
    return [...this.byId.values()].findLast((record) => record.plan === plan && record.subject === subject) ?? null;
  }

  /** All at hand, newest first. */
  all(): RecommendationRecord[] {
    return [...this.byId.values()].toReversed();
  }
}
