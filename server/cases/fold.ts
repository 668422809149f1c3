import type { Case, CaseEvent, CaseState, Round, RoundStart } from '../model/case.ts';
import { higher, isAbove, rankOf, type RaisedLevel } from '../model/level.ts';
import { doneIn, effectiveStep, openSteps } from './rounds.ts';

const roundOf = (start: RoundStart, number: number, at: number): Round => ({ ...start, number, at });

/** A notice's level is a floor from the moment it came; not where all that it asks for is to hand over. */
function floorOf(before: RaisedLevel | null, round: RoundStart): RaisedLevel | null {
  const { origin, to } = round;
  if (origin.kind !== 'notice' || to === 'none' || effectiveStep(round) === null) return before;
  return to;
}

/**
 * The case after an event; the first event of a case opens it.
 * @throws RangeError when the events do not belong together: the ledger is not ours
 */
export function stepCase(before: Case | null, event: CaseEvent): Case {
  if (event.kind === 'case-opened') {
    if (before !== null) throw new RangeError(`${event.id} was opened twice`);
    const { id, at, plan, edition, subject, round } = event;
    return {
      id,
      plan,
      edition,
      subject,
      openedAt: at,
      endedAt: null,
      revision: 1,
      level: 'none',
      highest: 'none',
      since: null,
      starter: null,
      floor: floorOf(null, round),
      round: roundOf(round, 1, at),
      rounds: 1,
      closed: null,
      steps: [],
      measures: [],
      reporting: [],
      confirm: [],
      done: [],
      reports: [],
      confirmed: [],
      effectiveAt: null,
      orderedAt: null,
      overdue: [],
      log: [event],
    };
  }
  if (before === null) throw new RangeError(`${event.kind} of a case that was never opened: ${event.id}`);
  return { ...before, ...change(before, event), revision: before.revision + 1, log: [...before.log, event] };
}

function change(before: Case, event: Exclude<CaseEvent, { kind: 'case-opened' }>): Partial<Case> {
  switch (event.kind) {
    case 'case-round':
      return {
        round: roundOf(event.round, before.rounds + 1, event.at),
        rounds: before.rounds + 1,
        floor: floorOf(before.floor, event.round),
        closed: null,
      };
    case 'case-step':
      return afterStep(before, event);
    case 'case-sent-back': {
      const { round } = before;
      const from = round?.steps.findIndex(({ id }) => id === event.to) ?? -1;
      const again = new Set(round?.steps.slice(Math.max(0, from)).map(({ id }) => id));
      return {
        steps: before.steps.map((record) =>
          record.round === round?.number && again.has(record.step) ? { ...record, undone: true } : record,
        ),
      };
    }
    case 'case-refused':
      return closeRound(before, 'refused', event.at);
    case 'case-withdrawn':
      return closeRound(before, 'withdrawn', event.at);
    case 'case-measure': {
      const { measure, unit, at, by, note, file } = event;
      return { done: [...before.done, { measure, unit, at, by, note, file }] };
    }
    case 'case-report': {
      const { report, at, by, note } = event;
      return { reports: [...before.reports, { report, at, by, note }] };
    }
    case 'case-confirmed':
      return { confirmed: [...new Set([...before.confirmed, event.item])] };
    case 'case-overdue':
      return { overdue: [...before.overdue, event.due] };
  }
}

function closeRound(before: Case, closed: 'refused' | 'withdrawn', at: number): Partial<Case> {
  return { round: null, closed, endedAt: before.level === 'none' ? at : null };
}

function afterStep(before: Case, event: Extract<CaseEvent, { kind: 'case-step' }>): Partial<Case> {
  const { round } = before;
  if (round === null) throw new RangeError(`${event.step} without a round in ${event.id}`);
  const { at, by, note, effect } = event;
  const record = { round: round.number, step: event.step, by, at, note, level: effect?.level ?? null, undone: false };
  const steps = [...before.steps, record];
  const isOrder = round.steps.some(({ id, act }) => id === event.step && act === 'order');
  if (effect === null) {
    // A round is over when nothing of it is open any more; one that puts no level in force has its steps alone.
    const isOver =
      (effectiveStep(round) === null || isEffective(before, round)) && openSteps({ steps }, round).length === 0;
    const endedAt = isOver && before.level === 'none' ? at : before.endedAt;
    // An order that goes out before its level is in force counts from then on.
    const orderedAt = isOrder && isEffective(before, round) ? at : before.orderedAt;
    return { steps, orderedAt, round: isOver ? null : round, endedAt };
  }
  const { level, measures, reporting, confirm } = effect;
  const isLeft = openSteps({ steps }, round).length > 0;
  return {
    steps,
    orderedAt: orderIn({ steps }, round),
    level,
    highest: higher(before.highest, level),
    since: level === 'none' ? null : at,
    effectiveAt: at,
    // Who goes up started what is in force now; whoever lowers it only carries on.
    starter: isAbove(level, before.level) ? by : before.starter,
    measures,
    reporting,
    confirm,
    confirmed: [],
    floor: level === 'none' ? null : before.floor,
    round: isLeft ? round : null,
    endedAt: level === 'none' && !isLeft ? at : null,
    closed: null,
  };
}

/** When the order of a round was given; null while it was not. */
const orderIn = (of: Pick<Case, 'steps'>, round: Round): number | null =>
  doneIn(of, round).findLast(({ step }) => round.steps.some(({ id, act }) => id === step && act === 'order'))?.at ??
  null;

/** Whether the round has put its level in force. */
export const isEffective = (of: Case, round: Round): boolean => doneIn(of, round).some(({ level }) => level !== null);

/** Whether nothing can come of a case any more. */
export const isCaseOver = ({ endedAt, level, round }: Case): boolean =>
  endedAt !== null || (level === 'none' && round === null);

/** The state of a case, by the name of the contract (API, Shapes). */
export function stateOf(of: Case): CaseState {
  const { level, round, closed } = of;
  if (round === null || isEffective(of, round)) {
    if (level !== 'none') return 'in-force';
    return closed ?? 'ended';
  }
  const acts = new Set(doneIn(of, round).flatMap(({ step }) => round.steps.find(({ id }) => id === step)?.act ?? []));
  if (level !== 'none') return round.to === 'none' ? 'lifting' : 'in-force';
  if (acts.has('publish')) return 'published';
  if (acts.has('approve') || acts.has('declare')) return 'approved';
  if (acts.has('draft') || acts.has('propose')) return 'drafted';
  return 'recommended';
}

/** Whether one level is at or above another. */
export const isAtLeastLevel = (a: Case['level'], b: Case['level']): boolean => rankOf(a) >= rankOf(b);
