/** The history, the measures and the handover in the shapes of the wire. */
import {
  rate,
  RECOMMENDED,
  RECOMMENDED_MIX,
  type AlarmKpis,
  type AlarmRecord,
  type Handover,
  type HandoverCase,
  type Happening,
  type HistoryRow,
  type RecommendedFigure,
} from '../alarms/index.ts';
import { toIso } from '../model/instant.ts';
import type {
  WireFigure,
  WireHandover,
  WireHandoverCase,
  WireHappening,
  WireHistoryRow,
  WireKpis,
  WireRecord,
} from '../wire/history.ts';

/** Most entries of one list of a handover, and dues of one of its cases: a page that nobody would read to its end. */
const MOST_LISTED = 500;
const MOST_DUES = 40;

const isoOrNull = (instant: number | null): string | null => (instant === null ? null : toIso(instant));

function toWireRecord(record: AlarmRecord): WireRecord {
  const { alarm, waits, standings } = record;
  const [first] = waits;
  const { id, plan, rule, subject, state, active, level, highest, indeterminate, clause } = alarm;
  return {
    kind: 'alarm',
    seq: record.seq,
    id,
    jurisdiction: record.jurisdiction,
    plan,
    rule,
    subject,
    class: alarm.class,
    state,
    active,
    first: record.first,
    level,
    highest,
    indeterminate,
    clause,
    summary: record.summary,
    at: toIso(alarm.since),
    knownAt: toIso(record.knownAt),
    returnedAt: isoOrNull(standings.at(-1)?.to ?? null),
    endedAt: isoOrNull(record.endedAt),
    calls: record.calls.map(({ at, ...call }) => ({ at: toIso(at), ...call })),
    turns: record.turns.map(({ at, ...turn }) => ({ at: toIso(at), ...turn })),
    waitedMs: first === undefined || first.until === null ? null : first.until - first.from,
    acknowledgements: record.acknowledgements.map(({ at, by, note }) => ({ at: toIso(at), by, note })),
    shelvings: record.shelvings.map(({ at, by, until, reason, endedAt, endedBy }) => ({
      at: toIso(at),
      by,
      until: toIso(until),
      reason,
      endedAt: isoOrNull(endedAt),
      endedBy,
    })),
    escalations: record.escalations.map(({ at, to }) => ({ at: toIso(at), to })),
    services: record.services.map(({ at, endedAt, ...service }) => ({
      ...service,
      at: toIso(at),
      endedAt: isoOrNull(endedAt),
    })),
    suppressions: record.suppressions.map(({ at, endedAt, ...suppression }) => ({
      ...suppression,
      at: toIso(at),
      endedAt: isoOrNull(endedAt),
    })),
    comments: alarm.comments.map(({ at, ...comment }) => ({ at: toIso(at), ...comment })),
    assignments: record.assignments.map(({ at, ...assignment }) => ({ at: toIso(at), ...assignment })),
    corrections: record.corrections.map(({ at, knownAt, was, now }) => ({
      at: toIso(at),
      knownAt: toIso(knownAt),
      was,
      now,
    })),
    cases: record.cases,
    people: record.people,
  };
}

function toWireHappening({ at, about, ...happening }: Happening): WireHappening {
  return { ...happening, at: toIso(at), about: isoOrNull(about) };
}

export const toWireRow = (row: HistoryRow): WireHistoryRow =>
  row.kind === 'alarm' ? toWireRecord(row.record) : toWireHappening(row.happening);

function toFigures(kpis: AlarmKpis): WireKpis['figures'] {
  const figure = (name: RecommendedFigure, value: number): WireFigure => ({
    value,
    rating: rate(name, value),
    ...RECOMMENDED[name],
  });
  const { rate: measured, floods, frequent, nuisance, stale } = kpis;
  return {
    average: figure('average', measured.average),
    perDay: figure('perDay', measured.perDay),
    peak: figure('peak', measured.peak),
    overShare: figure('overShare', measured.overShare),
    floodShare: figure('floodShare', floods.share),
    topShare: figure('topShare', frequent.share),
    chattering: figure('chattering', nuisance.chattering.length),
    fleeting: figure('fleeting', nuisance.fleeting.length),
    stale: figure('stale', stale.worst?.count ?? 0),
  };
}

export function toWireKpis(kpis: AlarmKpis): WireKpis {
  const { rate: measured, floods, mix, stale, nuisance, frequent, acknowledging } = kpis;
  return {
    from: toIso(kpis.from),
    to: toIso(kpis.to),
    calls: measured.calls,
    figures: toFigures(kpis),
    peakAt: isoOrNull(measured.peakAt),
    periods: measured.periods,
    over: measured.over,
    series: measured.series,
    // The newest ones: an alarm system with more floods than this has been seen to be what it is.
    floods: floods.list.slice(-MOST_LISTED).map(({ begin, end, ...flood }) => ({
      begin: toIso(begin),
      end: isoOrNull(end),
      ...flood,
    })),
    classes: mix.classes,
    levels: mix.levels,
    mix: RECOMMENDED_MIX,
    stale: {
      now: stale.now.slice(0, MOST_LISTED).map(({ since, ...each }) => ({ ...each, since: toIso(since) })),
      worst: stale.worst,
    },
    chattering: nuisance.chattering.slice(0, MOST_LISTED),
    fleeting: nuisance.fleeting.slice(0, MOST_LISTED),
    top: frequent.top,
    acknowledging,
  };
}

function toWireHandoverCase(handed: HandoverCase): WireHandoverCase {
  const { of, dues, happenings } = handed;
  return {
    id: of.id,
    jurisdiction: handed.jurisdiction,
    plan: of.plan,
    subject: of.subject,
    state: handed.state,
    level: of.level,
    highest: of.highest,
    was: handed.was,
    wish: handed.wish,
    inForceSince: isoOrNull(of.since),
    happenings: happenings.slice(-MOST_LISTED).map(toWireHappening),
    open: handed.open.map(({ item, roles }) => ({ ...item, roles })),
    dues: dues.slice(0, MOST_DUES).map(({ kind, id, at, late, roles, unit, item }) => ({
      kind,
      id,
      at: toIso(at),
      late,
      roles,
      unit,
      item: item === null ? null : { clause: item.clause, text: item.text },
    })),
    dueCount: dues.length,
    lateCount: dues.filter(({ late }) => late).length,
  };
}

/** The handover of `[from, to)`. */
export function toWireHandover(
  { from, to }: { readonly from: number; readonly to: number },
  handover: Handover,
  kpis: AlarmKpis,
): WireHandover {
  const cut: Record<string, number> = {};
  const first = <T>(name: string, list: readonly T[]): readonly T[] => {
    if (list.length > MOST_LISTED) cut[name] = list.length;
    return list.slice(0, MOST_LISTED);
  };
  const told = new Map<string, WireRecord>();
  const ids = (name: keyof Handover, list: readonly AlarmRecord[]): readonly string[] =>
    first(name, list).map((record) => {
      if (!told.has(record.alarm.id)) told.set(record.alarm.id, toWireRecord(record));
      return record.alarm.id;
    });
  const lists = {
    raised: ids('raised', handover.raised),
    ended: ids('ended', handover.ended),
    standing: ids('standing', handover.standing),
    unacknowledged: ids('unacknowledged', handover.unacknowledged),
    shelved: ids('shelved', handover.shelved),
    suppressed: ids('suppressed', handover.suppressed),
    data: ids('data', handover.data),
  };
  return {
    from: toIso(from),
    to: toIso(to),
    alarms: [...told.values()],
    ...lists,
    levels: first('levels', handover.levels),
    cases: first('cases', handover.cases).map(toWireHandoverCase),
    corrections: first('corrections', handover.corrections).map(toWireHappening),
    escalations: first('escalations', handover.escalations).map(toWireHappening),
    acts: first('acts', handover.acts).map(toWireHappening),
    kpis: toWireKpis(kpis),
    cut,
  };
}
