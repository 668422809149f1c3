import type { Case, CaseDue, Round } from '../model/case.ts';
import { localDate } from '../model/instant.ts';
import type { Role } from '../model/procedure.ts';
import { doneIn, rolesOf } from './rounds.ts';

/** Finds the instant of a local time of day on a local date: `startOf('2026-11-25', '10:00')`, epoch ms. */
export type LocalInstant = (date: string, time: string) => number;

/** What is still to be done by a time, soonest first; what has no time is not among it. */
export function duesOf(of: Case, zone: string, instantOf: LocalInstant): CaseDue[] {
  const dues = [
    ...(of.round === null ? [] : stepDues(of, of.round)),
    ...(of.level === 'none' ? [] : [...reportDues(of, zone, instantOf), ...measureDues(of, zone, instantOf)]),
  ];
  return dues.toSorted((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
}

/** When what a deadline runs from happened; null while it has not. */
function beginningOf(of: Case, round: Round | null, after: string): number | null {
  if (round !== null) {
    if (after === 'recommendation') return round.at;
    if (after === 'notice') return round.origin.kind === 'notice' ? round.at : null;
    if (round.steps.some(({ id }) => id === after)) {
      return doneIn(of, round).find(({ step }) => step === after)?.at ?? null;
    }
  }
  if (after === 'order') return of.orderedAt;
  return of.steps.findLast(({ step, undone }) => step === after && !undone)?.at ?? null;
}

function stepDues(of: Case, round: Round): CaseDue[] {
  const done = new Set(doneIn(of, round).map(({ step }) => step));
  return round.steps.flatMap((step): CaseDue[] => {
    if (step.within === null || done.has(step.id)) return [];
    const from = beginningOf(of, round, step.within.after);
    if (from === null) return [];
    const key = `step:${round.number}:${step.id}`;
    return [
      { key, kind: 'step', id: step.id, unit: null, roles: rolesOf(step, of.starter), at: from + step.within.ms },
    ];
  });
}

/** The deadline that comes every day: the next after what was done last, which answers the first one from then on. */
function dueDaily(
  of: { readonly last: number | null; readonly from: number },
  time: string,
  zone: string,
  instantOf: LocalInstant,
): number {
  if (of.last === null) return nextDaily(of.from, time, zone, instantOf);
  return nextDaily(nextDaily(of.last - 1, time, zone, instantOf), time, zone, instantOf);
}

/** The first local time of day after an instant, epoch ms. */
function nextDaily(after: number, time: string, zone: string, instantOf: LocalInstant): number {
  const today = instantOf(localDate(after, zone), time);
  return today > after ? today : instantOf(localDate(today + 36 * 3_600_000, zone), time);
}

function reportDues(of: Case, zone: string, instantOf: LocalInstant): CaseDue[] {
  const { effectiveAt } = of;
  if (effectiveAt === null) return [];
  return of.reporting.flatMap((report): CaseDue[] => {
    const last = of.reports.findLast((record) => record.report === report.id && record.at >= effectiveAt)?.at ?? null;
    const due = ((): number | null => {
      switch (report.due.kind) {
        case 'every':
          return (last ?? effectiveAt) + report.due.ms;
        case 'daily':
          return dueDaily({ last, from: effectiveAt }, report.due.at, zone, instantOf);
        case 'within': {
          const from = last === null ? beginningOf(of, of.round, report.due.after) : null;
          return from === null ? null : from + report.due.ms;
        }
        // The text names no time: it is on the list of reports, and nothing goes overdue.
        case 'once':
          return null;
      }
    })();
    if (due === null) return [];
    return [
      { key: `report:${report.id}:${due}`, kind: 'report', id: report.id, unit: null, roles: report.by, at: due },
    ];
  });
}

const MEMBER: readonly Role[] = ['member-unit'];

function measureDues(of: Case, zone: string, instantOf: LocalInstant): CaseDue[] {
  const { effectiveAt } = of;
  if (effectiveAt === null) return [];
  const ordered = of.orderedAt ?? effectiveAt;
  return of.measures.flatMap(({ id, unit, withinMs, dailyAt }): CaseDue[] => {
    const last = of.done.findLast(
      (record) => record.measure === id && record.unit === unit && record.at >= effectiveAt,
    );
    const base = { kind: 'measure', id, unit, roles: MEMBER } as const;
    if (dailyAt !== null) {
      const at = dueDaily({ last: last?.at ?? null, from: ordered }, dailyAt, zone, instantOf);
      return [{ ...base, key: `measure:${id}:${unit}:${at}`, at }];
    }
    if (withinMs === null || last !== undefined) return [];
    return [{ ...base, key: `measure:${id}:${unit}:${effectiveAt}`, at: ordered + withinMs }];
  });
}

/** How high a role stands: an overdue thing goes to the next one above those who should have done it. */
const RANK: Readonly<Record<Role, number>> = {
  operator: 0,
  'member-unit': 0,
  office: 1,
  'office-director': 2,
  'deputy-commander': 3,
  commander: 4,
  'general-commander': 5,
};

/** The next role above those who should have done something, of those that the plan has; null when there is none. */
export function escalationOf(roles: readonly Role[], known: ReadonlySet<Role>): Role | null {
  const highest = Math.max(...roles.map((role) => RANK[role]));
  const above = [...known].filter((role) => RANK[role] > highest);
  return above.toSorted((a, b) => RANK[a] - RANK[b])[0] ?? null;
}

/** What became overdue by an instant and was not called so yet. */
export function newlyOverdue(of: Case, dues: readonly CaseDue[], at: number): CaseDue[] {
  const called = new Set(of.overdue);
  return dues.filter((due) => due.at < at && !called.has(due.key));
}
