import type { Actor, Case, CaseStep, Round, RoundStart, StepRecord } from '../model/case.ts';
import { isAbove, type Level, type RaisedLevel } from '../model/level.ts';
import type { Plan } from '../model/plan.ts';
import type { Occasion, Role } from '../model/procedure.ts';
import type { Action } from '../model/verdict.ts';

/**
 * Acts that stand in each other's way: each waits for those before it. Telling, ordering and reporting go beside them.
 */
const IN_ORDER: ReadonlySet<CaseStep['act']> = new Set([
  'verify',
  'consult',
  'draft',
  'propose',
  'approve',
  'declare',
  'publish',
  'end',
]);
/** Acts that put a level in force, the strongest first: a warning is in force when it is published, not when approved. */
const EFFECTIVE: readonly CaseStep['act'][] = ['end', 'declare', 'publish', 'approve'];
/** Acts by which somebody with the power to do so decides. */
const DECIDING: ReadonlySet<CaseStep['act']> = new Set(['approve', 'declare', 'end']);

/** What the plan calls the occasion of a round. A notice has steps of its own where the plan names any. */
export function occasionOf(plan: Plan, action: Action, isNotice: boolean): Occasion {
  return isNotice && plan.steps.some(({ on }) => on.includes('notice')) ? 'notice' : action;
}

/**
 * The steps of a round, in the order of the plan: those for its occasion and level. Lowering, lifting and ending go by
 * the level that is in force before.
 */
export function stepsOf(plan: Plan, action: Action, to: Level, inForce: Level, isNotice: boolean): CaseStep[] {
  const occasion = occasionOf(plan, action, isNotice);
  const level = action === 'start' || action === 'raise' ? to : inForce;
  return plan.steps
    .filter(({ on, levels }) => on.includes(occasion) && levels.includes(level as RaisedLevel))
    .map(({ id, act, by, within, clause, text }) => ({ id, act, by, within, clause, text }));
}

/** What leads from the level in force to another. */
export function actionTo(to: Level, inForce: Level, end: 'lift' | 'end'): Action {
  if (to === 'none') return end;
  if (inForce === 'none') return 'start';
  return isAbove(to, inForce) ? 'raise' : 'lower';
}

/** The step that puts the round's level in force; null when the plan names none: then nobody can. */
export function effectiveStep({ steps }: Pick<RoundStart, 'steps'>): CaseStep | null {
  for (const act of EFFECTIVE) {
    const found = steps.findLast((step) => step.act === act);
    if (found !== undefined) return found;
  }
  return null;
}

/** The steps that lead to the round's level, in order; without those that tell, order or report beside them. */
export function stepsToEffect(round: Pick<RoundStart, 'steps'>): CaseStep[] {
  const effective = effectiveStep(round);
  const index = effective === null ? -1 : round.steps.indexOf(effective);
  return round.steps.filter(({ act }, i) => i <= index && IN_ORDER.has(act));
}

/** The records of a round's steps that count. */
export const doneIn = (of: Pick<Case, 'steps'>, round: Pick<Round, 'number'>): StepRecord[] =>
  of.steps.filter((record) => record.round === round.number && !record.undone);

/** Whether somebody with the power to decide has done so in the round. */
export function isDecided(of: Pick<Case, 'steps'>, round: Round): boolean {
  const deciding = new Set(round.steps.filter(({ act }) => DECIDING.has(act)).map(({ id }) => id));
  return doneIn(of, round).some(({ step }) => deciding.has(step));
}

/** Steps of the round that may be done now: not done yet, and nothing before them is open that they wait for. */
export function openSteps(of: Pick<Case, 'steps'>, round: Round): CaseStep[] {
  const done = new Set(doneIn(of, round).map(({ step }) => step));
  const effective = effectiveStep(round);
  const effectiveIndex = effective === null ? -1 : round.steps.indexOf(effective);
  let isBlocked = false;
  return round.steps.filter((step, i) => {
    if (done.has(step.id)) return false;
    const { within } = step;
    const waits = within !== null && round.steps.some(({ id }) => id === within.after) && !done.has(within.after);
    if (!IN_ORDER.has(step.act)) return !waits && (within !== null || !isBlocked);
    // What follows the effect is no gate: a warning that may be published after a response was declared.
    if (i > effectiveIndex) return effective !== null && done.has(effective.id) && !waits;
    const isOpen = !isBlocked && !waits;
    isBlocked = true;
    return isOpen;
  });
}

/** Who may do a step: the roles that the plan names; `starter` is the role that started it. */
export const rolesOf = (step: Pick<CaseStep, 'by'>, starter: Actor | null): Role[] => [
  ...new Set(
    step.by.flatMap((role): Role[] => (role === 'starter' ? (starter === null ? [] : [starter.role]) : [role])),
  ),
];

/** The steps to which an approver may send a round back: the last draft, proposal or opinion that was done. */
export function sendBackTarget(of: Pick<Case, 'steps'>, round: Round): CaseStep | null {
  const done = new Set(doneIn(of, round).map(({ step }) => step));
  return (
    round.steps.findLast(({ id, act }) => done.has(id) && (act === 'draft' || act === 'propose')) ??
    round.steps.findLast(({ id, act }) => done.has(id) && act === 'consult') ??
    null
  );
}

/** The step by which somebody decides that is open now, or null. */
export const decidingStep = (of: Pick<Case, 'steps'>, round: Round): CaseStep | null =>
  openSteps(of, round).find(({ act }) => DECIDING.has(act)) ?? null;
