import type { Actor, Case, CaseEvent, CaseMeasure, Effect, Origin, RoundStart } from '../model/case.ts';
import { isAbove, type Level, type RaisedLevel } from '../model/level.ts';
import type { Plan } from '../model/plan.ts';
import type { Role } from '../model/procedure.ts';
import type { Action, Evidence } from '../model/verdict.ts';
import { isAtLeastLevel, isCaseOver, isEffective } from './fold.ts';
import {
  actionTo,
  decidingStep,
  effectiveStep,
  isDecided,
  openSteps,
  rolesOf,
  sendBackTarget,
  stepsOf,
  stepsToEffect,
} from './rounds.ts';

/** What somebody wants to do to a case. */
export type CaseCommand =
  | { readonly kind: 'step'; readonly step: string }
  /** An approver sends the round back to those who prepared it. */
  | { readonly kind: 'send-back' }
  /** An approver refuses the round. */
  | { readonly kind: 'refuse' }
  /** Begins a round to another level: lowering, lifting and ending are people's. */
  | { readonly kind: 'propose'; readonly to: Level }
  | { readonly kind: 'measure'; readonly measure: string; readonly unit: string; readonly file: string | null }
  | { readonly kind: 'report'; readonly report: string }
  | { readonly kind: 'confirm'; readonly item: number };

/** Why a command is refused. */
export type CaseRefusal =
  | { readonly code: 'stale-revision'; readonly detail: string }
  /** `roles`: who may. */
  | { readonly code: 'not-allowed'; readonly detail: string; readonly roles: readonly Role[] }
  | { readonly code: 'wrong-state'; readonly detail: string }
  | { readonly code: 'note-required'; readonly detail: string }
  | { readonly code: 'unknown-id'; readonly detail: string };

export type Decision =
  | { readonly ok: true; readonly event: CaseEvent }
  | { readonly ok: false; readonly refusal: CaseRefusal };

/** What a command is weighed on. */
export interface CaseContext {
  readonly plan: Plan;
  readonly at: number;
  readonly by: Actor;
  /** The revision that the person saw. */
  readonly revision: number;
  readonly note: string | null;
  /** The level whose conditions stand now by the engine. */
  readonly condition: Level;
}

const refuse = (refusal: CaseRefusal): Decision => ({ ok: false, refusal });
const accept = (event: CaseEvent): Decision => ({ ok: true, event });
const words = (note: string | null): string => note?.trim() ?? '';

const notAllowed = (roles: readonly Role[], what: string): Decision =>
  refuse({ code: 'not-allowed', detail: `${what} is for ${roles.join(' or ') || 'nobody'}`, roles });

/** Weighs a command on a case: the event that it makes, or why not. Changes nothing. */
export function decideCase(of: Case, command: CaseCommand, context: CaseContext): Decision {
  if (context.revision !== of.revision) {
    return refuse({
      code: 'stale-revision',
      detail: `the case is at revision ${of.revision}, not ${context.revision}`,
    });
  }
  if (isCaseOver(of)) return refuse({ code: 'wrong-state', detail: 'the case is over' });
  switch (command.kind) {
    case 'step':
      return decideStep(of, command.step, context);
    case 'send-back':
    case 'refuse':
      return decideAgainst(of, command.kind, context);
    case 'propose':
      return decideProposal(of, command.to, context);
    case 'measure':
      return decideMeasure(of, command, context);
    case 'report':
      return decideReport(of, command.report, context);
    case 'confirm':
      return decideConfirm(of, command.item, context);
  }
}

function decideStep(of: Case, id: string, { plan, at, by, note, condition }: CaseContext): Decision {
  const { round } = of;
  const step = round?.steps.find((each) => each.id === id);
  if (round === null || step === undefined) {
    const known = round?.steps.map((each) => each.id).join(', ') ?? 'none';
    return refuse({ code: 'unknown-id', detail: `${id} is no step of the round under way (${known})` });
  }
  const roles = rolesOf(step, of.starter);
  if (!roles.includes(by.role)) return notAllowed(roles, id);
  const open = openSteps(of, round);
  if (!open.includes(step)) {
    const waiting = open.map((each) => each.id).join(', ') || 'none';
    return refuse({ code: 'wrong-state', detail: `${id} is done or not due yet; open now: ${waiting}` });
  }
  const isEffect = effectiveStep(round) === step;
  if (isEffect) {
    const missing = round.to === 'none' ? of.confirm.filter((_, i) => !of.confirmed.includes(i)) : [];
    const [first] = missing;
    if (first !== undefined) {
      return refuse({ code: 'wrong-state', detail: `not confirmed yet: ${first.text.zh} / ${first.text.en}` });
    }
    // Going below what the province asks for needs its consent on record.
    if (of.floor !== null && isAbove(of.floor, round.to) && words(note) === '') {
      return refuse({ code: 'note-required', detail: `below the notified level ${of.floor}: note the consent` });
    }
  }
  return accept({
    kind: 'case-step',
    id: of.id,
    at,
    step: id,
    by,
    note: words(note) === '' ? null : words(note),
    condition,
    effect: isEffect ? effectOf(plan, round.to) : null,
  });
}

/** What a level brings with it by the plan. */
export function effectOf(plan: Plan, level: Level): Effect {
  const confirm = plan.recommendation.kind === 'response' ? plan.recommendation.confirm : [];
  if (level === 'none') return { level, measures: [], reporting: [], confirm: [] };
  return {
    level,
    confirm,
    reporting: plan.reporting
      .filter(({ levels }) => levels.includes(level))
      .map(({ id, by, due, clause, text }) => ({ id, by, due, clause, text })),
    measures: plan.measures.flatMap(({ id, levels, group, units, within, dailyAt, text }): CaseMeasure[] => {
      const clause = levels[level];
      if (clause === undefined) return [];
      return units.map((unit) => ({ id, unit, group, clause, text, withinMs: within?.ms ?? null, dailyAt }));
    }),
  };
}

function decideAgainst(of: Case, kind: 'send-back' | 'refuse', { at, by, note }: CaseContext): Decision {
  const { round } = of;
  const step = round === null ? null : decidingStep(of, round);
  if (round === null || step === null) {
    return refuse({ code: 'wrong-state', detail: 'nothing waits for a decision now' });
  }
  const roles = rolesOf(step, of.starter);
  if (!roles.includes(by.role)) return notAllowed(roles, step.id);
  const reason = words(note);
  if (reason === '') return refuse({ code: 'note-required', detail: 'say why' });
  if (kind === 'refuse') return accept({ kind: 'case-refused', id: of.id, at, by, reason });
  const target = sendBackTarget(of, round);
  if (target === null) return refuse({ code: 'wrong-state', detail: 'there is nothing to send back to' });
  return accept({ kind: 'case-sent-back', id: of.id, at, step: step.id, to: target.id, by, reason });
}

function decideProposal(of: Case, to: Level, { plan, at, by, note }: CaseContext): Decision {
  const { level, round } = of;
  if (level === 'none') return refuse({ code: 'wrong-state', detail: 'nothing is in force yet' });
  if (to === level) return refuse({ code: 'wrong-state', detail: `${level} is in force already` });
  if (round !== null && !isEffective(of, round) && isDecided(of, round)) {
    return refuse({ code: 'wrong-state', detail: 'a decision was taken and is being carried out' });
  }
  const reason = words(note);
  const start = startRound(plan, { to, inForce: level, origin: { kind: 'proposal', reason }, evidence: [], by });
  // Whoever only tells or reports proposes nothing.
  const roles = [...new Set(stepsToEffect(start).flatMap((step) => rolesOf(step, of.starter)))];
  if (!roles.includes(by.role)) return notAllowed(roles, `going to ${to}`);
  if (reason === '') return refuse({ code: 'note-required', detail: 'say why' });
  return accept({ kind: 'case-round', id: of.id, at, round: start });
}

function decideMeasure(
  of: Case,
  { measure, unit, file }: Extract<CaseCommand, { kind: 'measure' }>,
  { at, by, note }: CaseContext,
): Decision {
  if (!of.measures.some((each) => each.id === measure && each.unit === unit)) {
    return refuse({ code: 'unknown-id', detail: `${measure} of ${unit} is not on the checklist` });
  }
  const roles: Role[] = ['member-unit', 'office', 'office-director'];
  if (!roles.includes(by.role)) return notAllowed(roles, measure);
  return accept({ kind: 'case-measure', id: of.id, at, measure, unit, by, note: words(note) || null, file });
}

function decideReport(of: Case, id: string, { at, by, note }: CaseContext): Decision {
  const report = of.reporting.find((each) => each.id === id);
  if (report === undefined) return refuse({ code: 'unknown-id', detail: `${id} is not due in this case` });
  if (!report.by.includes(by.role)) return notAllowed(report.by, id);
  return accept({ kind: 'case-report', id: of.id, at, report: id, by, note: words(note) || null });
}

function decideConfirm(of: Case, item: number, { at, by, note }: CaseContext): Decision {
  if (of.confirm[item] === undefined) return refuse({ code: 'unknown-id', detail: `there is no item ${item}` });
  const roles: Role[] = ['office', 'office-director', 'deputy-commander', 'commander', 'general-commander'];
  if (!roles.includes(by.role)) return notAllowed(roles, 'confirming');
  return accept({ kind: 'case-confirmed', id: of.id, at, item, by, note: words(note) || null });
}

/** A round to a level, with the steps that the plan has for it. */
export function startRound(
  plan: Plan,
  options: {
    readonly to: Level;
    readonly inForce: Level;
    readonly origin: Origin;
    readonly evidence: readonly Evidence[];
    readonly by: Actor | null;
    /** The engine's word for it; what follows from the levels where it is absent. */
    readonly action?: Action;
  },
): RoundStart {
  const { to, inForce, origin, evidence, by } = options;
  const action = options.action ?? actionTo(to, inForce, plan.recommendation.kind === 'warning' ? 'lift' : 'end');
  const steps = stepsOf(plan, action, to, inForce, origin.kind === 'notice');
  return { action, to, origin, steps, evidence, by };
}

/** Weighs a declaration where nothing is open yet: a level that the plan leaves to somebody's judgement. */
export function decideDeclaration(
  plan: Plan,
  { declaration, level, by, reason }: { declaration: string; level: RaisedLevel; by: Actor; reason: string },
  inForce: Level,
): { readonly ok: true; readonly round: RoundStart } | { readonly ok: false; readonly refusal: CaseRefusal } {
  const no = (refusal: CaseRefusal): { ok: false; refusal: CaseRefusal } => ({ ok: false, refusal });
  const found = plan.declarations.find(({ id }) => id === declaration);
  if (found === undefined) {
    const known = plan.declarations.map(({ id }) => id).join(', ') || 'none';
    return no({ code: 'unknown-id', detail: `the plan ${plan.id} has the declarations ${known}` });
  }
  if (!found.levels.includes(level)) {
    return no({ code: 'unknown-id', detail: `${declaration} declares ${found.levels.join(' or ')}, not ${level}` });
  }
  if (!found.by.includes(by.role)) {
    return no({ code: 'not-allowed', detail: `${declaration} is for ${found.by.join(' or ')}`, roles: found.by });
  }
  if (words(reason) === '') return no({ code: 'note-required', detail: 'say why' });
  if (inForce !== 'none' && isAtLeastLevel(inForce, level)) {
    return no({ code: 'wrong-state', detail: `${inForce} is in force already` });
  }
  const origin: Origin = { kind: 'declaration', declaration, reason: words(reason) };
  return { ok: true, round: startRound(plan, { to: level, inForce, origin, evidence: [], by }) };
}
