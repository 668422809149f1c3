import type { Case, CaseDue, Round } from '../model/case.ts';
import { localDate } from '../model/instant.ts';
import { isAbove, type Level } from '../model/level.ts';
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

/** What is done by a local time of day, in a place. */
interface Daily {
  readonly time: string;
  readonly zone: string;
  readonly instantOf: LocalInstant;
}

/** The deadline that comes every day: the first after `from`, or the next after the one that was answered last. */
function dueDaily(of: { readonly last: number | null; readonly from: number }, daily: Daily): number {
  const first = nextDaily(of.from, daily);
  return of.last === null ? first : Math.max(first, nextDaily(nextDaily(of.last - 1, daily), daily));
}

/** The first local time of day after an instant, epoch ms. */
function nextDaily(after: number, { time, zone, instantOf }: Daily): number {
  const today = instantOf(localDate(after, zone), time);
  return today > after ? today : instantOf(localDate(today + 36 * 3_600_000, zone), time);
}

/** When the response began without a break since, and when its level last went up; null while none is in force. */
function beginningsOf({ steps }: Pick<Case, 'steps'>): {
  readonly began: number | null;
  readonly wentUp: number | null;
} {
  let inForce: Level = 'none';
  let began: number | null = null;
  let wentUp: number | null = null;
  for (const { level, at } of steps) {
    if (level === null) continue;
    began = level === 'none' ? null : (began ?? at);
    if (isAbove(level, inForce)) wentUp = at;
    inForce = level;
  }
  return { began, wentUp };
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
        // It tells of the day before: the day on which all began is told of on the next, whatever level followed.
        case 'daily': {
          const daily = { time: report.due.at, zone, instantOf };
          const newDay = nextDaily(beginningsOf(of).began ?? effectiveAt, { ...daily, time: '00:00' });
          const filed = of.reports.findLast((record) => record.report === report.id)?.at ?? null;
          return dueDaily({ last: filed, from: Math.max(effectiveAt, newDay) }, daily);
        }
        case 'within': {
          const from = beginningOf(of, of.round, report.due.after);
          const isFiled = of.reports.some((record) => record.report === report.id && record.at >= (from ?? 0));
          return from === null || isFiled ? null : from + report.due.ms;
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

/** Whether the round that put the present level in force has an order to give. */
function hasOrder({ steps, log }: Pick<Case, 'steps' | 'log'>): boolean {
  const effective = steps.findLast(({ level }) => level !== null);
  const rounds = log.flatMap((event) =>
    event.kind === 'case-opened' || event.kind === 'case-round' ? [event.round] : [],
  );
  return effective !== undefined && rounds[effective.round - 1]?.steps.some(({ act }) => act === 'order') === true;
}

function measureDues(of: Case, zone: string, instantOf: LocalInstant): CaseDue[] {
  const { effectiveAt, orderedAt } = of;
  if (effectiveAt === null) return [];
  // Where the round that put the level in force has an order given, nothing is due before it.
  const ordered = orderedAt ?? (hasOrder(of) ? null : effectiveAt);
  if (ordered === null) return [];
  // What is in place stays so when the level is lowered.
  const from = beginningsOf(of).wentUp ?? effectiveAt;
  return of.measures.flatMap(({ id, unit, withinMs, dailyAt }): CaseDue[] => {
    const last = of.done.findLast((record) => record.measure === id && record.unit === unit && record.at >= from);
    const base = { kind: 'measure', id, unit, roles: MEMBER } as const;
    if (dailyAt !== null) {
      const at = dueDaily({ last: last?.at ?? null, from: ordered }, { time: dailyAt, zone, instantOf });
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
