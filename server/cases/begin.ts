import type { Actor, Case } from '../model/case.ts';
import { localDate } from '../model/instant.ts';
import { isAbove, type RaisedLevel } from '../model/level.ts';
import { editionOn, type Plan } from '../model/plan.ts';
import { PLAN_ROLES, type Role } from '../model/procedure.ts';
import { decideDeclaration, startRound, type CaseRefusal, type Decision } from './decide.ts';
import { isEffective } from './fold.ts';
import { isDecided } from './rounds.ts';

/** A level that people begin: by a plan's declaration, or on a notice of the province or region. */
export type Beginning = {
  readonly level: RaisedLevel;
  readonly by: Actor;
  readonly reason: string;
} & (
  | { readonly kind: 'declaration'; readonly declaration: string }
  | { readonly kind: 'notice'; readonly sender: string }
);

/** What a beginning is weighed on. */
export interface BeginContext {
  readonly plan: Plan;
  readonly subject: string;
  /** The case of the plan and subject that is not over, or null. */
  readonly open: Case | null;
  /** Event time, epoch ms. */
  readonly at: number;
  readonly zone: string;
  /** Makes the id of a new case. */
  readonly newId: () => string;
}

/** Notices are received by whoever is on duty for the command; members get them from there. */
const RECEIVE_NOTICES: readonly Role[] = PLAN_ROLES.filter((role) => role !== 'member-unit');

/** Weighs a beginning: the case that it opens, the round that it begins in the open one, or why not. Changes nothing. */
export function decideBeginning(asked: Beginning, context: BeginContext): Decision {
  const { plan, subject, open, at, zone, newId } = context;
  const refuse = (refusal: CaseRefusal): Decision => ({ ok: false, refusal });
  const inForce = open?.level ?? 'none';
  const pending = open?.round ?? null;
  // What somebody decided is carried out first, unless more is asked for.
  if (open !== null && pending !== null && !isEffective(open, pending) && isDecided(open, pending)) {
    if (!isAbove(asked.level, pending.to)) {
      return refuse({ code: 'wrong-state', detail: `${pending.to} was decided on and is being carried out` });
    }
  }
  const made = asked.kind === 'declaration' ? decideDeclaration(plan, asked, inForce) : noticeOf(plan, asked, inForce);
  if (!made.ok) return made;
  const { round } = made;
  if (open !== null) return { ok: true, event: { kind: 'case-round', id: open.id, at, round } };
  const edition = editionOn(plan, localDate(at, zone)).id;
  return { ok: true, event: { kind: 'case-opened', id: newId(), at, plan: plan.id, edition, subject, round } };
}

function noticeOf(
  plan: Plan,
  { level, sender, reason, by }: Extract<Beginning, { kind: 'notice' }>,
  inForce: Case['level'],
): ReturnType<typeof decideDeclaration> {
  const no = (refusal: CaseRefusal): { ok: false; refusal: CaseRefusal } => ({ ok: false, refusal });
  if (!plan.levels.some(({ id }) => id === level)) {
    return no({ code: 'unknown-id', detail: `the plan ${plan.id} has no level ${level}` });
  }
  if (!RECEIVE_NOTICES.includes(by.role)) {
    const detail = 'notices are received by the operator and the office';
    return no({ code: 'not-allowed', detail, roles: RECEIVE_NOTICES });
  }
  if (inForce === level) return no({ code: 'wrong-state', detail: `${level} is in force already` });
  const origin = { kind: 'notice', sender, reason } as const;
  return { ok: true, round: startRound(plan, { to: level, inForce, origin, evidence: [], by }) };
}
