import type { AlarmEvent } from '../judge/index.ts';
import type { Alarm, AlarmClass } from '../model/alarm.ts';
import type { Actor, Case, CaseEvent, RoundStart } from '../model/case.ts';
import type { Level } from '../model/level.ts';
import type { ClauseText } from '../model/procedure.ts';
import type { OtherEvent, Recorded } from './recorded.ts';

/**
 * What a happening is: something that somebody did, that became of a case by itself, a verdict that late data changed, or an
 * alarm that nobody acknowledged in time.
 */
export type HappeningKind = 'act' | 'case' | 'correction' | 'escalation';

export type HappeningWhat =
  | 'acknowledged'
  | 'shelved'
  | 'unshelved'
  | 'out-of-service'
  | 'in-service'
  | 'commented'
  | 'assigned'
  | 'report-filed'
  | 'event-closed'
  | 'round'
  | 'step'
  | 'sent-back'
  | 'refused'
  | 'withdrawn'
  | 'measure'
  | 'report'
  | 'confirmed'
  | 'overdue'
  | 'correction'
  | 'escalated';

/** One thing on record beside the alarms themselves. Times are epoch ms, in event time. */
export interface Happening {
  readonly seq: number;
  readonly jurisdiction: string;
  readonly kind: HappeningKind;
  readonly what: HappeningWhat;
  /** Of a correction, when it became known. */
  readonly at: number;
  /** Who did it; null where nobody did. */
  readonly by: string | null;
  /** In which role; of what is overdue or was not acknowledged the role that was told, of an assignment the one that has it. */
  readonly role: string | null;
  /** Ids of what it was done to, or null. */
  readonly alarm: string | null;
  readonly case: string | null;
  readonly plan: string | null;
  readonly rule: string | null;
  readonly subject: string;
  /** Of an alarm; what belongs to a plan is `plan`. */
  readonly class: AlarmClass;
  /** The level that it is about: of the alarm, put in force, led to, corrected to. */
  readonly level: Level | null;
  /** The level before a correction. */
  readonly was: Level | null;
  /** When the corrected verdict was; until when something is shelved; when what is overdue was due. */
  readonly about: number | null;
  /** The step, measure or report in the words of the plan, with its clause. */
  readonly item: ClauseText | null;
  /** What a round came from. */
  readonly origin: RoundStart['origin']['kind'] | null;
  /** Responsible unit of a measure. */
  readonly unit: string | null;
  readonly note: string | null;
}

const NOTHING = {
  by: null,
  role: null,
  alarm: null,
  case: null,
  plan: null,
  rule: null,
  class: 'plan',
  level: null,
  was: null,
  about: null,
  item: null,
  origin: null,
  unit: null,
  note: null,
} as const;

const noteOrNull = (note: string | null): string | null => (note === null || note.trim() === '' ? null : note);

/** What somebody did to an alarm, or should have done; null for what the engine did. `alarm`: as it stood before. */
export function happeningOfAlarm(recorded: Recorded, event: AlarmEvent, alarm: Alarm): Happening | null {
  const { plan, rule, subject } = alarm;
  const base = {
    ...NOTHING,
    seq: recorded.seq,
    jurisdiction: recorded.jurisdiction,
    kind: 'act',
    at: event.at,
    alarm: alarm.id,
    plan,
    rule,
    subject,
    class: alarm.class,
    level: alarm.active ? alarm.level : alarm.highest,
  } as const;
  switch (event.kind) {
    case 'alarm-acknowledged':
      return { ...base, what: 'acknowledged', by: event.by, note: noteOrNull(event.note) };
    case 'alarm-shelved':
      return { ...base, what: 'shelved', by: event.by, about: event.until, note: noteOrNull(event.reason) };
    case 'alarm-unshelved':
      return event.by === null ? null : { ...base, what: 'unshelved', by: event.by };
    case 'alarm-escalated':
      return { ...base, kind: 'escalation', what: 'escalated', role: event.to };
    case 'alarm-commented':
      return { ...base, what: 'commented', by: event.by, note: event.text };
    case 'alarm-assigned':
      return {
        ...base,
        what: 'assigned',
        by: event.by,
        role: event.to?.kind === 'role' ? event.to.role : null,
        note: event.to?.kind === 'person' ? event.to.name : null,
      };
    // What somebody took out of service stands by itself, with or without an alarm there.
    case 'alarm-out-of-service':
    case 'alarm-in-service':
    case 'alarm-suppressed':
    case 'alarm-unsuppressed':
    case 'alarm-raised':
    case 'alarm-level':
    case 'alarm-returned':
    case 'alarm-reraised':
      return null;
  }
}

const byActor = ({ name, role }: Actor): Pick<Happening, 'kind' | 'by' | 'role'> => ({ kind: 'act', by: name, role });

/** The step, report or measure that a due speaks of: `step:ROUND:ID`, `report:ID:TIME`, `measure:ID:UNIT:TIME`. */
function itemOfDue(of: Case, key: string): { readonly item: ClauseText | null; readonly unit: string | null } {
  const [what = '', first = '', second = ''] = key.split(':');
  if (what === 'step') return { item: stepOf(of, second), unit: null };
  if (what === 'report') return { item: of.reporting.find(({ id }) => id === first) ?? null, unit: null };
  return { item: of.measures.find(({ id }) => id === first) ?? null, unit: second === '' ? null : second };
}

const stepOf = (of: Case, id: string): ClauseText | null => of.round?.steps.find((step) => step.id === id) ?? null;

const wordsOf = (item: ClauseText | null): ClauseText | null =>
  item === null ? null : { clause: item.clause, text: item.text };

/** What became of a case. `before`: as it stood; null when the event opens it. */
export function happeningOfCase(recorded: Recorded, event: CaseEvent, before: Case | null, after: Case): Happening {
  const base = {
    ...NOTHING,
    seq: recorded.seq,
    jurisdiction: recorded.jurisdiction,
    kind: 'case',
    at: event.at,
    case: after.id,
    plan: after.plan,
    subject: after.subject,
  } as const;
  const of = before ?? after;
  switch (event.kind) {
    case 'case-opened':
    case 'case-round': {
      const { origin, to, by } = event.round;
      return {
        ...base,
        ...(by === null ? {} : byActor(by)),
        what: 'round',
        level: to,
        origin: origin.kind,
        note: origin.kind === 'recommendation' ? null : noteOrNull(origin.reason),
      };
    }
    case 'case-step':
      return {
        ...base,
        ...byActor(event.by),
        what: 'step',
        level: event.effect?.level ?? null,
        item: wordsOf(stepOf(of, event.step)),
        note: noteOrNull(event.note),
      };
    case 'case-sent-back':
      return {
        ...base,
        ...byActor(event.by),
        what: 'sent-back',
        item: wordsOf(stepOf(of, event.to)),
        note: noteOrNull(event.reason),
      };
    case 'case-refused':
      return {
        ...base,
        ...byActor(event.by),
        what: 'refused',
        level: of.round?.to ?? null,
        note: noteOrNull(event.reason),
      };
    case 'case-withdrawn':
      return { ...base, what: 'withdrawn', level: of.round?.to ?? null };
    case 'case-measure': {
      const measure = of.measures.find(({ id, unit }) => id === event.measure && unit === event.unit) ?? null;
      return {
        ...base,
        ...byActor(event.by),
        what: 'measure',
        item: wordsOf(measure),
        unit: event.unit,
        note: noteOrNull(event.note),
      };
    }
    case 'case-report': {
      const report = of.reporting.find(({ id }) => id === event.report) ?? null;
      return { ...base, ...byActor(event.by), what: 'report', item: wordsOf(report), note: noteOrNull(event.note) };
    }
    case 'case-confirmed':
      return {
        ...base,
        ...byActor(event.by),
        what: 'confirmed',
        item: wordsOf(of.confirm[event.item] ?? null),
        note: noteOrNull(event.note),
      };
    case 'case-overdue': {
      const { item, unit } = itemOfDue(of, event.due);
      return { ...base, what: 'overdue', role: event.escalatedTo, item: wordsOf(item), unit, about: event.dueAt };
    }
  }
}

/** What stands alone. */
export function happeningOfOther(recorded: Recorded, event: OtherEvent): Happening {
  const base = { ...NOTHING, seq: recorded.seq, jurisdiction: recorded.jurisdiction } as const;
  switch (event.kind) {
    case 'correction': {
      const { plan, rule, subject, at, knownAt, was, now } = event;
      return {
        ...base,
        kind: 'correction',
        what: 'correction',
        at: knownAt,
        plan,
        rule,
        subject,
        level: now,
        was,
        about: at,
      };
    }
    case 'report-filed': {
      const { plan, subject, at, by } = event;
      return { ...base, kind: 'act', what: 'report-filed', at, by, plan, subject };
    }
    case 'taken-out-of-service':
    case 'put-back-in-service': {
      const { kind, at, by, plan, rule, subject } = event;
      const isOut = kind === 'taken-out-of-service';
      return {
        ...base,
        kind: 'act',
        what: isOut ? 'out-of-service' : 'in-service',
        at,
        by,
        plan,
        rule,
        subject,
        class: plan === null ? 'quality' : 'plan',
        note: noteOrNull(isOut ? event.reason : event.note),
      };
    }
    case 'event-closed':
      return { ...base, kind: 'act', what: 'event-closed', at: event.at, by: event.by, subject: event.grid };
  }
}
