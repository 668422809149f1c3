/** What a case shows: its round step by step, what may be proposed, what is due. Pure. */
import { higher, isAbove, rankOf, type Level } from '../../server/model/level.ts';
import type { Role, Step, Within } from '../../server/model/procedure.ts';
import type { Action, Plan, Text, WireWarning } from '../../server/wire/shapes.ts';

export type CaseDue = WireWarning['due'][number];
export type CaseOpenStep = WireWarning['open'][number];
export type CaseRecord = WireWarning['steps'][number];
export type CaseMeasure = WireWarning['measures'][number];

/** Whether a round is on its way to another level than the one in force. */
export const isPending = ({ level, recommended }: Pick<WireWarning, 'level' | 'recommended'>): boolean =>
  level !== recommended;

/** Whether nothing can come of a case any more. */
export const isOver = ({ state }: Pick<WireWarning, 'state'>): boolean =>
  state === 'ended' || state === 'withdrawn' || state === 'refused';

/** Whether a due has passed, whether or not the server has called it so yet. `nowMs`: event time. */
export const isLate = ({ at, overdue }: CaseDue, nowMs: number): boolean => overdue || Date.parse(at) < nowMs;

/** Open cases first, those by the level that they are about and then the newest; the others by their last change. */
export function sortCases(cases: readonly WireWarning[]): readonly WireWarning[] {
  const weight = ({ level, recommended }: WireWarning): number => rankOf(higher(level, recommended));
  return cases.toSorted((a, b) => {
    if (isOver(a) !== isOver(b)) return isOver(a) ? 1 : -1;
    if (isOver(a)) return Date.parse(b.changedAt) - Date.parse(a.changedAt);
    return weight(b) - weight(a) || Date.parse(b.since) - Date.parse(a.since) || (a.id < b.id ? -1 : 1);
  });
}

/** The cases of several sources, each at its highest revision. */
export function mergeCases(...sources: readonly Iterable<WireWarning>[]): ReadonlyMap<string, WireWarning> {
  const merged = new Map<string, WireWarning>();
  for (const source of sources) {
    for (const one of source) {
      const known = merged.get(one.id);
      if (known === undefined || known.revision <= one.revision) merged.set(one.id, one);
    }
  }
  return merged;
}

/** The records of the round that is under way, sent back or not; of the last one where none is. */
export function roundRecords(of: WireWarning): readonly CaseRecord[] {
  const last = Math.max(0, ...of.steps.map(({ round }) => round));
  const records = of.steps.filter(({ round }) => round === last);
  // A round in which nothing was done yet has no record: those of the one before are older than its beginning.
  return isPending(of) ? records.filter(({ at }) => Date.parse(at) >= Date.parse(of.since)) : records;
}

/** The level in force before the round that is under way. */
export function levelBefore(of: WireWarning): Level {
  if (isPending(of)) return of.level;
  const own = new Set(roundRecords(of));
  return of.steps.findLast((record) => !own.has(record) && !record.undone && record.level !== null)?.level ?? 'none';
}

/** The steps that a plan has for a round, in its order. Lowering, lifting and ending go by the level in force before. */
export function stepsFor(
  plan: Plan,
  round: { readonly action: Action; readonly to: Level; readonly inForce: Level; readonly isNotice: boolean },
): readonly Step[] {
  const { action, to, inForce, isNotice } = round;
  const occasion = isNotice && plan.steps.some(({ on }) => on.includes('notice')) ? 'notice' : action;
  const level = action === 'start' || action === 'raise' ? to : inForce;
  return plan.steps.filter(({ on, levels }) => on.includes(occasion) && levels.some((one) => one === level));
}

/** The steps of the round that is under way; none where none is. */
export const stepsOfCase = (of: WireWarning, plan: Plan): readonly Step[] =>
  of.origin === null
    ? []
    : stepsFor(plan, {
        action: of.action,
        to: of.recommended,
        inForce: levelBefore(of),
        isNotice: of.origin.kind === 'notice',
      });

/** One line of the round: a step that was done, one that may be done now, or one to come. */
export interface StepLine {
  readonly key: string;
  readonly id: string;
  /** `undone`: done, and sent back later. */
  readonly state: 'done' | 'undone' | 'open' | 'to-come';
  /** null for a step that the present edition of the plan no longer has. */
  readonly act: Step['act'] | null;
  readonly text: Text | null;
  readonly clause: string | null;
  readonly within: Within | null;
  /** Who may do it; `starter` for whoever started the case where nobody has yet. */
  readonly roles: readonly (Role | 'starter')[];
  readonly record: CaseRecord | null;
  readonly open: CaseOpenStep | null;
  readonly due: CaseDue | null;
}

/** The role of who started what is in force: who put its level in force when it last went up; null before. */
export function starterRole(of: Pick<WireWarning, 'steps'>): Role | null {
  let inForce: Level = 'none';
  let starter: Role | null = null;
  for (const { level, role } of of.steps) {
    if (level === null) continue;
    if (isAbove(level, inForce)) starter = role as Role;
    inForce = level;
  }
  return starter;
}

const rolesOf = (by: Step['by'], starter: Role | null): readonly (Role | 'starter')[] => [
  ...new Set(by.map((role) => (role === 'starter' ? (starter ?? role) : role))),
];

/** The round line by line, in the order of the plan. What was sent back stands before what is to be done again. */
export function roundLines(of: WireWarning, plan: Plan): readonly StepLine[] {
  const records = roundRecords(of);
  const steps = stepsOfCase(of, plan);
  const planned = new Set(steps.map(({ id }) => id));
  const known = [
    ...[...records, ...of.open].map(({ step }) => step).filter((id) => !planned.has(id)),
    ...steps.map(({ id }) => id),
  ];
  return [...new Set(known)].flatMap((id): StepLine[] => {
    const step = plan.steps.find((one) => one.id === id);
    const open = of.open.find((one) => one.step === id) ?? null;
    const base = {
      id,
      act: open?.act ?? step?.act ?? null,
      text: open?.text ?? step?.text ?? null,
      clause: open?.clause ?? step?.clause ?? null,
      within: step?.within ?? null,
      roles: open === null ? rolesOf(step?.by ?? [], starterRole(of)) : (open.roles as readonly Role[]),
      open: null,
      due: null,
      record: null,
    };
    const own = records.filter((record) => record.step === id);
    const lines = own.map((record, i): StepLine => ({
      ...base,
      key: `${id} ${i}`,
      state: record.undone ? 'undone' : 'done',
      record,
    }));
    if (own.some(({ undone }) => !undone)) return lines;
    const due = of.due.find((one) => one.kind === 'step' && one.step === id) ?? null;
    return [...lines, { ...base, key: id, state: open === null ? 'to-come' : 'open', open, due }];
  });
}

/** Acts that put a level in force, the strongest first. */
const EFFECTIVE: readonly Step['act'][] = ['end', 'declare', 'publish', 'approve'];

/** The step of some that puts their level in force, or null. */
export function effectStep(steps: readonly Pick<Step, 'id' | 'act'>[]): string | null {
  for (const act of EFFECTIVE) {
    const found = steps.findLast((step) => step.act === act);
    if (found !== undefined) return found.id;
  }
  return null;
}

/** Acts that stand beside the way to a level. */
const BESIDE: ReadonlySet<Step['act']> = new Set(['notify', 'order', 'report', 'hand-over']);

/** The steps that lead to the level of a round: whoever only tells, orders or reports proposes none. */
function wayTo(steps: readonly Step[]): readonly Step[] {
  const last = steps.findIndex(({ id }) => id === effectStep(steps));
  return steps.filter(({ act }, i) => i <= last && !BESIDE.has(act));
}

/** What keeps a step from being done although it is open. */
export interface StepHold {
  /** Points that people have not confirmed yet before an end. */
  readonly unconfirmed: number;
  /** It goes below what the province or region asks for: its consent must be noted. */
  readonly needsConsent: boolean;
}

/** What a step asks for besides the role: only the one that puts the level in force asks for anything. */
export function holdOf(of: WireWarning, plan: Plan, step: string): StepHold {
  if (!isPending(of) || effectStep(stepsOfCase(of, plan)) !== step) return { unconfirmed: 0, needsConsent: false };
  return {
    unconfirmed: of.recommended === 'none' ? of.confirm.filter(({ confirmed }) => !confirmed).length : 0,
    needsConsent: of.floor !== null && isAbove(of.floor, of.recommended),
  };
}

const PREPARING: ReadonlySet<Step['act'] | null> = new Set(['draft', 'propose', 'consult']);

/** Whether somebody prepared the round, so that an approver can send it back to them. */
export const canSendBack = (lines: readonly StepLine[]): boolean =>
  lines.some(({ state, act }) => state === 'done' && PREPARING.has(act));

const DECIDING: ReadonlySet<Step['act'] | null> = new Set(['approve', 'declare', 'end']);

/** A level that somebody can propose, and who may. */
export interface Proposal {
  readonly to: Level;
  readonly action: Action;
  readonly roles: readonly (Role | 'starter')[];
}

/**
 * The levels below the one in force, and its end, as far as the plan has steps for them. None while a decision is being
 * carried out.
 */
export function proposalsOf(of: WireWarning, plan: Plan): readonly Proposal[] {
  if (of.level === 'none' || isOver(of)) return [];
  if (isPending(of) && roundLines(of, plan).some(({ state, act }) => state === 'done' && DECIDING.has(act))) return [];
  const below = plan.levels.map(({ id }) => id).filter((level) => isAbove(of.level, level));
  return [...below.toReversed(), 'none' as const].flatMap((to): Proposal[] => {
    const action = to === 'none' ? (plan.recommendation.kind === 'warning' ? 'lift' : 'end') : 'lower';
    const steps = stepsFor(plan, { action, to, inForce: of.level, isNotice: false });
    const roles = [...new Set(wayTo(steps).flatMap(({ by }) => rolesOf(by, starterRole(of))))];
    return roles.length === 0 || effectStep(steps) === null ? [] : [{ to, action, roles }];
  });
}

/** A measure of the checklist with its deadline. */
export interface MeasureLine {
  readonly measure: CaseMeasure;
  readonly due: CaseDue | null;
  readonly isLate: boolean;
  /** Done, and not to be done again yet. */
  readonly isDone: boolean;
}

export interface UnitMeasures {
  readonly unit: string;
  readonly lines: readonly MeasureLine[];
  readonly late: number;
  readonly done: number;
}

/** The checklist by responsible unit. Late ones come first, then those with the nearest deadline, done ones last. */
export function measuresByUnit(of: WireWarning, nowMs: number): readonly UnitMeasures[] {
  const units = new Map<string, MeasureLine[]>();
  for (const measure of of.measures) {
    const due =
      of.due.find((one) => one.kind === 'measure' && one.step === measure.id && one.unit === measure.unit) ?? null;
    const late = due !== null && isLate(due, nowMs);
    const line = { measure, due, isLate: late, isDone: measure.done !== null && !late };
    const lines = units.get(measure.unit);
    if (lines === undefined) units.set(measure.unit, [line]);
    else lines.push(line);
  }
  const weight = ({ isLate: late, isDone, due }: MeasureLine): number => (late ? 0 : isDone ? 3 : due !== null ? 1 : 2);
  return [...units]
    .map(([unit, lines]) => ({
      unit,
      lines: lines.toSorted(
        (a, b) =>
          weight(a) - weight(b) || (a.due === null || b.due === null ? 0 : Date.parse(a.due.at) - Date.parse(b.due.at)),
      ),
      late: lines.filter((line) => line.isLate).length,
      done: lines.filter((line) => line.isDone).length,
    }))
    .toSorted((a, b) => Number(b.late > 0) - Number(a.late > 0));
}

/** Something that is on record of a case. */
export interface LogLine {
  readonly key: string;
  /** ISO instant. */
  readonly at: string;
  readonly kind: 'step' | 'undone' | 'measure' | 'report' | WireWarning['log'][number]['kind'];
  /** Id of the step, measure or report; of a round what it came from; of what is overdue its key. */
  readonly id: string;
  /** null where nobody did it: the engine recommended, or the clock ran out. */
  readonly by: string | null;
  /** In which role; of what is overdue the one that was told. */
  readonly role: string | null;
  readonly unit: string | null;
  readonly level: Level | null;
  readonly note: string | null;
  readonly file: string | null;
}

/** All that screens are told of what people did in a case, newest first. */
export function logOf(of: WireWarning): readonly LogLine[] {
  const nothing = { role: null, unit: null, level: null, note: null, file: null };
  const wordsOf = (note: string | null): string | null => (note === null || note === '' ? null : note);
  const lines: readonly LogLine[] = [
    ...of.steps.map(({ step, by, role, at, note, level, undone, round }): LogLine => ({
      ...nothing,
      key: `step ${round} ${step} ${at}`,
      at,
      kind: undone ? 'undone' : 'step',
      id: step,
      by,
      role,
      level,
      note: wordsOf(note),
    })),
    ...of.measures.flatMap(({ id, unit, done }): LogLine[] =>
      done === null
        ? []
        : [
            {
              ...nothing,
              key: `measure ${id} ${unit}`,
              at: done.at,
              kind: 'measure',
              id,
              by: done.by,
              unit,
              note: wordsOf(done.note),
              file: done.file,
            },
          ],
    ),
    ...of.reports.map(({ report, at, by, note }): LogLine => ({
      ...nothing,
      key: `report ${report} ${at}`,
      at,
      kind: 'report',
      id: report,
      by,
      note: wordsOf(note),
    })),
    ...of.log.map(({ kind, at, by, role, of: id, level, note }, i): LogLine => ({
      ...nothing,
      key: `${kind} ${i}`,
      at,
      kind,
      id: id ?? '',
      by,
      role,
      level,
      note: wordsOf(note),
    })),
  ];
  // What was done at the same instant stays in its order, newest first.
  return lines.toReversed().toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
}
