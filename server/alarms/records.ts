import { alarmKey, isOver, stepAlarm, type AlarmEvent } from '../judge/index.ts';
import type { Alarm, AlarmClass, Assignee } from '../model/alarm.ts';
import type { Case } from '../model/case.ts';
import { higher, isAbove, type Level } from '../model/level.ts';
import type { Role } from '../model/procedure.ts';
import type { Text } from '../model/text.ts';
import type { OtherEvent, Recorded } from './recorded.ts';

export type CorrectionEvent = Extract<OtherEvent, { kind: 'correction' }>;

/** An alarm asked for attention: raised, raised again before anybody saw it go, or raised in level. `at` is when people could know. */
export interface Call {
  readonly at: number;
  readonly what: 'raised' | 'reraised' | 'level-raised';
  readonly level: Level;
}

/** What the condition of an alarm did, whether that called anybody or not. `at` is when people could know. */
export interface Turn {
  readonly at: number;
  readonly what: 'raised' | 'reraised' | 'level-raised' | 'level-lowered' | 'returned';
  /** The level after it; `none` when it went. */
  readonly level: Level;
}

/** A stretch in which an alarm waited for its acknowledgement. Another call in it does not begin it anew. */
export interface Wait {
  /** When people could know. */
  readonly from: number;
  /** The highest level called meanwhile. */
  readonly level: Level;
  /** When it was acknowledged; null: not yet. */
  readonly until: number | null;
  readonly by: string | null;
}

export interface AcknowledgementRecord {
  readonly at: number;
  readonly by: string;
  readonly note: string | null;
}

export interface Shelving {
  readonly at: number;
  readonly by: string;
  readonly until: number;
  readonly reason: string;
  /** null: it lasts. */
  readonly endedAt: number | null;
  /** Who took it from the shelf; null: its time was over, or the alarm moved. */
  readonly endedBy: string | null;
}

/** Nobody acknowledged it in time, and the next role was told. */
export interface EscalationRecord {
  readonly at: number;
  readonly to: Role;
}

/** Its rule was out of service on its subject: when it came, or from then on. */
export interface ServiceRecord {
  readonly at: number;
  readonly by: string;
  readonly reason: string;
  /** null: it was not put back while the alarm was there. */
  readonly endedAt: number | null;
  readonly endedBy: string | null;
  readonly note: string | null;
}

/** What an alarm is of: one rule or watchdog on one subject. */
export interface AlarmOf {
  readonly jurisdiction: string;
  readonly plan: string | null;
  readonly rule: string;
  readonly subject: string;
  readonly class: AlarmClass;
}

/** Another alarm stood for it, by design. */
export interface SuppressionRecord {
  readonly at: number;
  /** Id of the alarm that stood for it. */
  readonly parent: string;
  /** null: it did so to the end. */
  readonly endedAt: number | null;
}

export interface AssignmentRecord {
  readonly at: number;
  readonly by: string;
  /** null: nobody in particular any more. */
  readonly to: Assignee | null;
}

/** An alarm from its raise on, with all that happened to it. Times are epoch ms, in event time. */
export interface AlarmRecord {
  readonly seq: number;
  readonly jurisdiction: string;
  /** As it stands. Its evidence is in the ledger. */
  readonly alarm: Alarm;
  /** The level at which it was raised. */
  readonly first: Level;
  /** The proof in a sentence, of the newest level that had one. */
  readonly summary: Text | null;
  /** When people could know of the raise. */
  readonly knownAt: number;
  readonly calls: readonly Call[];
  readonly waits: readonly Wait[];
  /** What its condition did, from its raise on. */
  readonly turns: readonly Turn[];
  /** When the condition stood; `to` is null while it does. */
  readonly standings: readonly { readonly from: number; readonly to: number | null }[];
  readonly acknowledgements: readonly AcknowledgementRecord[];
  readonly shelvings: readonly Shelving[];
  readonly escalations: readonly EscalationRecord[];
  readonly services: readonly ServiceRecord[];
  /** `of`: what the alarm that stood for it is of; null where the range does not hold it. */
  readonly suppressions: readonly (SuppressionRecord & { readonly of: AlarmOf | null })[];
  readonly assignments: readonly AssignmentRecord[];
  /** When it was normal and acknowledged again, or null. */
  readonly endedAt: number | null;
  /** Verdicts of its rule and subject over the time in which it stood that late data changed. */
  readonly corrections: readonly CorrectionEvent[];
  /** Ids of the cases of its plan that were open in its time. */
  readonly cases: readonly string[];
  /** Who did something to it or said something of it; each once. */
  readonly people: readonly string[];
}

/** A case and where it belongs. */
export interface CaseRecord {
  readonly jurisdiction: string;
  readonly of: Case;
}

type Draft = Omit<AlarmRecord, 'corrections' | 'cases' | 'suppressions'> & {
  readonly suppressions: readonly SuppressionRecord[];
};
type ServiceEnd = Extract<OtherEvent, { kind: 'put-back-in-service' }>;

/** What the alarm of a record is of. */
export const alarmOf = ({ jurisdiction, alarm }: Pick<AlarmRecord, 'jurisdiction' | 'alarm'>): AlarmOf => {
  const { plan, rule, subject, class: of } = alarm;
  return { jurisdiction, plan, rule, subject, class: of };
};

const withLast = <T>(list: readonly T[], change: Partial<T>): readonly T[] => {
  const last = list.at(-1);
  return last === undefined ? list : [...list.slice(0, -1), { ...last, ...change }];
};

function begin({ seq, jurisdiction, knownAt }: Recorded, event: Extract<AlarmEvent, { kind: 'alarm-raised' }>): Draft {
  const { level, at } = event;
  const alarm = stepAlarm(null, { ...event, evidence: null });
  // What is suppressed or out of service from the first calls nobody.
  const isCalling = alarm.calledAt !== null;
  return {
    seq,
    jurisdiction,
    alarm,
    first: level,
    summary: event.evidence?.summary ?? null,
    knownAt,
    calls: isCalling ? [{ at: knownAt, what: 'raised', level }] : [],
    waits: isCalling ? [{ from: knownAt, level, until: null, by: null }] : [],
    turns: [{ at: knownAt, what: 'raised', level }],
    standings: [{ from: at, to: null }],
    acknowledgements: [],
    shelvings: [],
    escalations: [],
    services: alarm.outOfService === null ? [] : [{ ...alarm.outOfService, endedAt: null, endedBy: null, note: null }],
    suppressions: alarm.suppressedBy === null ? [] : [{ at: knownAt, parent: alarm.suppressedBy, endedAt: null }],
    assignments: [],
    endedAt: null,
    people: [],
  };
}

/** Whether it calls nobody, by design or because somebody took it out of service. */
const isSilent = (alarm: Alarm): boolean => alarm.outOfService !== null || alarm.suppressedBy !== null;

/** How an event calls for attention, or null. What comes back from where it called nobody calls anew. */
function callOf(before: Alarm, event: AlarmEvent, after: Alarm, at: number): Call | null {
  switch (event.kind) {
    case 'alarm-reraised':
      return isSilent(after) ? null : { at, what: 'reraised', level: event.level };
    case 'alarm-level':
      return isSilent(after) || !isAbove(event.level, before.level)
        ? null
        : { at, what: 'level-raised', level: event.level };
    case 'alarm-in-service':
    case 'alarm-unsuppressed':
      return after.state === 'unacknowledged' ? { at, what: 'reraised', level: after.level } : null;
    default:
      return null;
  }
}

/** What an event says that the condition did, or null. */
function turnOf(before: Alarm, event: AlarmEvent, at: number): Turn | null {
  switch (event.kind) {
    case 'alarm-returned':
      return { at, what: 'returned', level: 'none' };
    case 'alarm-reraised':
      return { at, what: 'reraised', level: event.level };
    case 'alarm-level': {
      const { level } = event;
      return { at, what: isAbove(level, before.level) ? 'level-raised' : 'level-lowered', level };
    }
    default:
      return null;
  }
}

function waitsAfter(draft: Draft, after: Alarm, call: Call | null): readonly Wait[] {
  const waited = draft.alarm.acknowledgedBy === null;
  // Nobody is waited for where nobody is called.
  if (isSilent(after)) return waited ? draft.waits.filter(({ until }) => until !== null) : draft.waits;
  if (after.acknowledgedBy !== null) {
    const last = draft.waits.at(-1);
    if (!waited || last === undefined) return draft.waits;
    const until = Math.max(last.from, after.acknowledgedAt ?? last.from);
    return withLast(draft.waits, { until, by: after.acknowledgedBy });
  }
  if (call === null) return draft.waits;
  if (!waited || draft.waits.at(-1)?.until !== null) {
    return [...draft.waits, { from: call.at, level: call.level, until: null, by: null }];
  }
  return withLast(draft.waits, { level: higher(draft.waits.at(-1)?.level ?? call.level, call.level) });
}

/** Where another alarm stands for it now, or none any more. */
function suppressionsAfter({ alarm, suppressions }: Draft, after: Alarm, at: number): Draft['suppressions'] {
  if (alarm.suppressedBy === after.suppressedBy) return suppressions;
  const ended = alarm.suppressedBy === null ? suppressions : withLast(suppressions, { endedAt: at });
  return after.suppressedBy === null ? ended : [...ended, { at, parent: after.suppressedBy, endedAt: null }];
}

/** `back`: how its rule was put back in service on its subject, the last time that it was. */
function servicesAfter({ services }: Draft, event: AlarmEvent, back: ServiceEnd | undefined): Draft['services'] {
  switch (event.kind) {
    case 'alarm-out-of-service': {
      const { at, by, reason } = event;
      return [...services, { at, by, reason, endedAt: null, endedBy: null, note: null }];
    }
    case 'alarm-in-service': {
      const { at, by } = event;
      return withLast(services, { endedAt: at, endedBy: by, note: back?.at === at ? back.note : null });
    }
    default:
      return services;
  }
}

/** The acts of people, and what ends a shelving. */
function afterPeople(
  draft: Draft,
  event: AlarmEvent,
  after: Alarm,
): Pick<Draft, 'acknowledgements' | 'shelvings' | 'assignments' | 'people'> {
  const by = 'by' in event ? event.by : null;
  const people = by === null || draft.people.includes(by) ? draft.people : [...draft.people, by];
  let { acknowledgements, shelvings, assignments } = draft;
  if (event.kind === 'alarm-acknowledged') {
    acknowledgements = [...acknowledgements, { at: event.at, by: event.by, note: event.note }];
  }
  if (draft.alarm.shelvedUntil !== null && (after.shelvedUntil === null || event.kind === 'alarm-shelved')) {
    shelvings = withLast(shelvings, { endedAt: event.at, endedBy: event.kind === 'alarm-unshelved' ? event.by : null });
  }
  if (event.kind === 'alarm-shelved') {
    const { at, until, reason } = event;
    shelvings = [...shelvings, { at, by: event.by, until, reason, endedAt: null, endedBy: null }];
  }
  if (event.kind === 'alarm-assigned') assignments = [...assignments, { at: event.at, by: event.by, to: event.to }];
  return { acknowledgements, shelvings, assignments, people };
}

function step(
  draft: Draft,
  event: Exclude<AlarmEvent, { kind: 'alarm-raised' }>,
  knownAt: number,
  back: ServiceEnd | undefined,
): Draft {
  const before = draft.alarm;
  const evidence = 'evidence' in event ? event.evidence : null;
  const after = stepAlarm(before, 'evidence' in event ? { ...event, evidence: null } : event);
  const call = callOf(before, event, after, knownAt);
  const turn = turnOf(before, event, knownAt);
  const { standings } = draft;
  return {
    ...draft,
    ...afterPeople(draft, event, after),
    alarm: after,
    escalations:
      event.kind === 'alarm-escalated' ? [...draft.escalations, { at: event.at, to: event.to }] : draft.escalations,
    summary: evidence?.summary ?? draft.summary,
    calls: call === null ? draft.calls : [...draft.calls, call],
    waits: waitsAfter(draft, after, call),
    turns: turn === null ? draft.turns : [...draft.turns, turn],
    services: servicesAfter(draft, event, back),
    suppressions: suppressionsAfter(draft, after, knownAt),
    standings:
      before.active === after.active
        ? standings
        : after.active
          ? [...standings, { from: event.at, to: null }]
          : withLast(standings, { to: Math.max(event.at, standings.at(-1)?.from ?? event.at) }),
    // Late data may date the end of a condition before the acknowledgement that it waited for, or after it.
    endedAt: isOver(after) ? Math.max(event.at, after.acknowledgedAt ?? event.at) : null,
  };
}

/** A rule or watchdog on a subject, in its jurisdiction. */
const keyIn = (jurisdiction: string, of: Parameters<typeof alarmKey>[0]): string =>
  `${jurisdiction}\u0000${alarmKey(of)}`;

/** The alarms of some jurisdictions from their raise on: the fold of their events, in the order of the record. */
export class AlarmRecords {
  private readonly byId = new Map<string, Draft>();
  private readonly corrections = new Map<string, CorrectionEvent[]>();
  /** How each rule was last put back in service on a subject. */
  private readonly backs = new Map<string, ServiceEnd>();

  /** Takes an event of an alarm. One of an alarm whose raise was not taken changes nothing. */
  take(recorded: Recorded, event: AlarmEvent): void {
    if (event.kind === 'alarm-raised') {
      this.byId.set(event.id, begin(recorded, event));
      return;
    }
    const draft = this.byId.get(event.id);
    if (draft === undefined) return;
    const back = this.backs.get(keyIn(draft.jurisdiction, draft.alarm));
    this.byId.set(event.id, step(draft, event, recorded.knownAt, back));
  }

  /** Takes the words with which a rule was put back in service; the event of an alarm that stands there follows it. */
  putBack(jurisdiction: string, event: ServiceEnd): void {
    this.backs.set(keyIn(jurisdiction, event), event);
  }

  correct(jurisdiction: string, event: CorrectionEvent): void {
    const key = keyIn(jurisdiction, event);
    const known = this.corrections.get(key);
    if (known === undefined) this.corrections.set(key, [event]);
    else known.push(event);
  }

  get(id: string): { readonly jurisdiction: string; readonly alarm: Alarm } | null {
    return this.byId.get(id) ?? null;
  }

  /** Those that have not ended. */
  countOpen(): number {
    let count = 0;
    for (const { endedAt } of this.byId.values()) if (endedAt === null) count += 1;
    return count;
  }

  /** All that were taken, in the order of their raises. */
  all(cases: readonly CaseRecord[]): AlarmRecord[] {
    return [...this.byId.values()].map((draft) => ({
      ...draft,
      suppressions: draft.suppressions.map((each) => ({ ...each, of: this.named(each.parent) })),
      corrections: this.correctionsOf(draft),
      cases: cases.filter((each) => belongsTo(draft, each)).map(({ of }) => of.id),
    }));
  }

  private named(id: string): AlarmOf | null {
    const draft = this.byId.get(id);
    return draft === undefined ? null : alarmOf(draft);
  }

  private correctionsOf({ jurisdiction, alarm, endedAt }: Draft): readonly CorrectionEvent[] {
    const known = this.corrections.get(keyIn(jurisdiction, alarm)) ?? [];
    return known.filter(({ at }) => at >= alarm.since && at <= (endedAt ?? Infinity));
  }
}

/** Whether a case is of the plan of an alarm and was open in its time. */
function belongsTo({ jurisdiction, alarm, endedAt }: Draft, { jurisdiction: home, of }: CaseRecord): boolean {
  return (
    home === jurisdiction &&
    of.plan === alarm.plan &&
    of.openedAt < (endedAt ?? Infinity) &&
    (of.endedAt ?? Infinity) > alarm.since
  );
}
