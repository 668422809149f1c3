/** What a shift leaves to the next one: what changed in it, and how everything stands at its end. */
import { alarmKey } from '../judge/index.ts';
import { duesOf, isCaseOver, openSteps, rolesOf, stateOf, type LocalInstant } from '../cases/index.ts';
import type { Case, CaseDue, CaseState } from '../model/case.ts';
import { higher, rankOf, type Level } from '../model/level.ts';
import type { ClauseText, Role } from '../model/procedure.ts';
import type { Happening } from './happenings.ts';
import type { AlarmRecord, CaseRecord } from './records.ts';

/** Something of a case that is to be done by a time, in the words of its plan. */
export interface HandoverDue extends CaseDue {
  readonly item: ClauseText | null;
  /** Its time is over at the end of the shift. */
  readonly late: boolean;
}

/** A case at the end of the shift. */
export interface HandoverCase {
  readonly jurisdiction: string;
  readonly of: Case;
  readonly state: CaseState;
  /** Level in force at the beginning of the shift; null: there was no such case yet. */
  readonly was: Level | null;
  /** The level that the round under way leads to, or null. */
  readonly wish: Level | null;
  /** What was done in the shift. */
  readonly happenings: readonly Happening[];
  /** Steps that may be done now, and by whom. */
  readonly open: readonly { readonly item: ClauseText; readonly roles: readonly Role[] }[];
  /** Soonest first. */
  readonly dues: readonly HandoverDue[];
}

/** A rule on a subject whose level was met at the beginning of the shift, in it, or is at its end. */
export interface HandoverLevel {
  readonly jurisdiction: string;
  readonly plan: string;
  readonly rule: string;
  readonly subject: string;
  readonly was: Level;
  readonly now: Level;
  /** The highest within the shift. */
  readonly highest: Level;
  /** Inputs were missing when it was raised: it may be too low. */
  readonly indeterminate: boolean;
}

/** Alarms are listed the highest level first, then the newest; each list by itself, so that one may be in several. */
export interface Handover {
  /** Called for attention in the shift. */
  readonly raised: readonly AlarmRecord[];
  readonly ended: readonly AlarmRecord[];
  /** Not over at its end. */
  readonly standing: readonly AlarmRecord[];
  /** Of those, nobody has acknowledged. */
  readonly unacknowledged: readonly AlarmRecord[];
  readonly shelved: readonly AlarmRecord[];
  /** Suppressed by design or out of service. */
  readonly suppressed: readonly AlarmRecord[];
  /** Alarms about data that stand at its end: what is judged from them is unknown or late. */
  readonly data: readonly AlarmRecord[];
  readonly levels: readonly HandoverLevel[];
  /** Not over at its end, or moved in it. */
  readonly cases: readonly HandoverCase[];
  readonly corrections: readonly Happening[];
  /** Alarms that nobody acknowledged in time, and who was told. */
  readonly escalations: readonly Happening[];
  /** What people did, in order, on alarms and reports; what they did on cases is with the cases. */
  readonly acts: readonly Happening[];
}

export interface HandoverRange {
  /** Epoch ms, inclusive. */
  readonly from: number;
  /** Epoch ms, exclusive: everything is as it stood then. */
  readonly to: number;
  readonly zoneOf: (jurisdiction: string) => string;
  readonly instantIn: (zone: string) => LocalInstant;
}

const byWeight = (a: AlarmRecord, b: AlarmRecord): number =>
  rankOf(b.alarm.highest) - rankOf(a.alarm.highest) || b.alarm.since - a.alarm.since || b.seq - a.seq;

/** The handover of a shift, from the history of its range as it stood at its end. */
export function handoverOf(
  history: {
    readonly records: readonly AlarmRecord[];
    readonly happenings: readonly Happening[];
    readonly cases: readonly CaseRecord[];
  },
  range: HandoverRange,
): Handover {
  const { from } = range;
  const records = history.records.toSorted(byWeight);
  const { happenings } = history;
  const standing = records.filter(({ endedAt }) => endedAt === null);
  const inState = (...states: readonly string[]): AlarmRecord[] =>
    standing.filter(({ alarm }) => states.includes(alarm.state));
  return {
    raised: records.filter(({ calls }) => calls.some(({ at }) => at >= from)),
    ended: records.filter(({ endedAt }) => endedAt !== null),
    standing,
    unacknowledged: inState('unacknowledged', 'returned'),
    shelved: inState('shelved'),
    suppressed: inState('suppressed', 'out-of-service'),
    data: standing.filter(({ alarm }) => alarm.class === 'quality' && alarm.active),
    levels: levelsOf(records, from),
    cases: history.cases.flatMap((each) => caseOf(each, happenings, range)),
    corrections: happenings.filter(({ kind }) => kind === 'correction'),
    escalations: happenings.filter(({ kind }) => kind === 'escalation'),
    acts: happenings.filter((each) => each.kind === 'act' && each.case === null),
  };
}

/** How the levels of rules went, as their alarms had them; a rule that met none at either end of the shift nor in it is not there. */
function levelsOf(records: readonly AlarmRecord[], from: number): HandoverLevel[] {
  const found = new Map<string, HandoverLevel>();
  for (const { jurisdiction, alarm, turns } of records.toSorted((a, b) => a.seq - b.seq)) {
    const { plan, rule, subject, indeterminate, level: now } = alarm;
    if (plan === null) continue;
    const key = `${jurisdiction}\u0000${alarmKey(alarm)}`;
    const began = turns.findLast(({ at }) => at < from)?.level ?? 'none';
    // Of one rule on one subject one alarm stands at a time, so the last one has the level now.
    const known = found.get(key);
    const was = higher(known?.was ?? 'none', began);
    const during = turns.flatMap(({ at, level }) => (at < from ? [] : [level]));
    const highest = [known?.highest ?? 'none', was, ...during].reduce(higher);
    if (highest !== 'none') found.set(key, { jurisdiction, plan, rule, subject, was, now, highest, indeterminate });
  }
  return [...found.values()].toSorted((a, b) => rankOf(b.now) - rankOf(a.now) || rankOf(b.highest) - rankOf(a.highest));
}

function caseOf(
  { jurisdiction, of }: CaseRecord,
  happenings: readonly Happening[],
  { from, to, zoneOf, instantIn }: HandoverRange,
): HandoverCase[] {
  const own = happenings.filter((each) => each.case === of.id);
  if (isCaseOver(of) && own.length === 0) return [];
  const { round } = of;
  const zone = zoneOf(jurisdiction);
  const inForceBefore = of.log.findLast(
    (event) => event.at < from && event.kind === 'case-step' && event.effect !== null,
  );
  const level = inForceBefore?.kind === 'case-step' ? (inForceBefore.effect?.level ?? 'none') : 'none';
  return [
    {
      jurisdiction,
      of,
      state: stateOf(of),
      was: of.openedAt < from ? level : null,
      wish: round !== null && round.to !== of.level ? round.to : null,
      happenings: own,
      open:
        round === null
          ? []
          : openSteps(of, round).map((step) => ({
              item: { clause: step.clause, text: step.text },
              roles: rolesOf(step, of.starter),
            })),
      dues: duesOf(of, zone, instantIn(zone)).map((due) => ({ ...due, item: itemOf(of, due), late: due.at < to })),
    },
  ];
}

function itemOf(of: Case, { kind, id, unit }: CaseDue): ClauseText | null {
  switch (kind) {
    case 'step':
      return of.round?.steps.find((step) => step.id === id) ?? null;
    case 'report':
      return of.reporting.find((report) => report.id === id) ?? null;
    case 'measure':
      return of.measures.find((measure) => measure.id === id && measure.unit === unit) ?? null;
  }
}
