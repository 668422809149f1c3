import type { RecommendationRecord } from '../judge/index.ts';
import type { Case, CaseEvent, Round } from '../model/case.ts';
import { localDate } from '../model/instant.ts';
import { isAbove } from '../model/level.ts';
import { localInstant } from '../model/local-time.ts';
import { editionOn, type Plan } from '../model/plan.ts';
import type { Evidence } from '../model/verdict.ts';
import type { CaseBook } from './book.ts';
import { startRound } from './decide.ts';
import { duesOf, escalationOf, newlyOverdue, type LocalInstant } from './dues.ts';
import { isEffective } from './fold.ts';
import { effectiveStep, isDecided } from './rounds.ts';

/** What following the engine's recommendations needs. */
export interface FollowOptions {
  readonly book: CaseBook;
  readonly plans: ReadonlyMap<string, Plan>;
  readonly zone: string;
  /** Event time, epoch ms. */
  readonly at: number;
  /** The recommendations that stand. */
  readonly standing: readonly RecommendationRecord[];
  /** The proof of the rules that meet the plan's level on its subject. */
  readonly evidenceOf: (plan: string, subject: string) => readonly Evidence[];
}

/**
 * Whether a standing recommendation begins a round of its own beside what is under way: nothing is, or what is comes from
 * an older recommendation that nobody decided on, or the level is higher than the one that is being worked on.
 */
function beginsRound(of: Case, standing: RecommendationRecord): boolean {
  const { round } = of;
  // A round that puts no level in force, such as handing over on a notice, stands in nobody's way.
  if (round === null || effectiveStep(round) === null || isEffective(of, round)) return standing.to !== of.level;
  if (round.origin.kind === 'recommendation') {
    if (round.origin.recommendation === standing.id) return false;
    if (!isDecided(of, round)) return true;
  }
  return isAbove(standing.to, round.to);
}

/** What the engine's recommendations make of the cases: opened, begun anew at another level, or withdrawn. */
export function followRecommendations(options: FollowOptions): CaseEvent[] {
  const { book, plans, zone, at, standing, evidenceOf } = options;
  const events: CaseEvent[] = [];
  const take = (event: CaseEvent): void => {
    book.apply(event);
    events.push(event);
  };
  for (const each of standing) {
    const plan = plans.get(each.plan);
    if (plan === undefined) continue;
    const of = book.open(each.plan, each.subject);
    const begin = (inForce: Case['level']): Omit<Round, 'number' | 'at'> =>
      startRound(plan, {
        to: each.to,
        inForce,
        action: each.action,
        origin: { kind: 'recommendation', recommendation: each.id },
        evidence: evidenceOf(each.plan, each.subject),
        by: null,
      });
    if (of === null) {
      const edition = editionOn(plan, localDate(at, zone)).id;
      const { plan: id, subject } = each;
      take({ kind: 'case-opened', id: each.id, at, plan: id, edition, subject, round: begin('none') });
    } else if (beginsRound(of, each)) take({ kind: 'case-round', id: of.id, at, round: begin(of.level) });
  }
  const ids = new Set(standing.map(({ id }) => id));
  for (const of of book.openCases()) {
    const { round } = of;
    if (round === null || round.origin.kind !== 'recommendation' || ids.has(round.origin.recommendation)) continue;
    if (!isEffective(of, round) && !isDecided(of, round)) take({ kind: 'case-withdrawn', id: of.id, at });
  }
  return events;
}

/** `localInstant` in one zone. */
export const localInstantIn =
  (zone: string): LocalInstant =>
  (date, time) =>
    localInstant(date, time, zone);

/** What became overdue by an instant, each told to the next role of the plan unless the plan's order says not to. */
export function callOverdue(book: CaseBook, plans: ReadonlyMap<string, Plan>, zone: string, at: number): CaseEvent[] {
  const events: CaseEvent[] = [];
  for (const of of book.openCases()) {
    const plan = plans.get(of.plan);
    const known = new Set(plan?.escalation?.overdue === false ? [] : plan?.roles.map(({ role }) => role));
    for (const due of newlyOverdue(of, duesOf(of, zone, localInstantIn(zone)), at)) {
      const escalatedTo = escalationOf(due.roles, known);
      const event: CaseEvent = { kind: 'case-overdue', id: of.id, at, due: due.key, dueAt: due.at, escalatedTo };
      book.apply(event);
      events.push(event);
    }
  }
  return events;
}
