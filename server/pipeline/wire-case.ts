import { decidingStep, duesOf, isEffective, localInstantIn, openSteps, rolesOf, stateOf } from '../cases/index.ts';
import type { Case, CaseEvent } from '../model/case.ts';
import { toIso } from '../model/instant.ts';
import type { WireWarning } from '../wire/shapes.ts';
import type { Region } from './region.ts';
import { toWireEvidence } from './wire-shapes.ts';

/** By when a recommendation must be published. */
export interface Lead {
  readonly immediate: boolean | null;
  /** Epoch ms. */
  readonly publishBy: number | null;
}

/** A case as screens see it. */
export function toWireWarning(
  of: Case,
  { region, leads }: { readonly region: Region; readonly leads: ReadonlyMap<string, Lead> },
): WireWarning {
  const { id: jurisdiction, timezone } = region.jurisdiction;
  const { round } = of;
  const pending = round !== null && !isEffective(of, round) ? round : null;
  const lead = pending?.origin.kind === 'recommendation' ? leads.get(pending.origin.recommendation) : undefined;
  const open = round === null ? [] : openSteps(of, round);
  const deciding = round === null ? null : decidingStep(of, round);
  const last = of.log.at(-1)?.at ?? of.openedAt;
  return {
    id: of.id,
    jurisdiction,
    plan: of.plan,
    edition: of.edition,
    subject: of.subject,
    state: stateOf(of),
    level: of.level,
    highest: of.highest,
    recommended: pending?.to ?? of.level,
    action: (round ?? { action: 'start' as const }).action,
    origin: round?.origin ?? null,
    since: toIso(pending?.at ?? of.since ?? of.openedAt),
    inForceSince: of.since === null ? null : toIso(of.since),
    changedAt: toIso(last),
    immediate: lead?.immediate ?? null,
    publishBy: lead?.publishBy === null || lead?.publishBy === undefined ? null : toIso(lead.publishBy),
    revision: of.revision,
    floor: of.floor,
    starter: of.starter?.name ?? null,
    due: duesOf(of, timezone, localInstantIn(timezone)).map((due) => ({
      step: due.id,
      kind: due.kind,
      unit: due.unit,
      role: due.roles[0] ?? '',
      roles: due.roles,
      at: toIso(due.at),
      overdue: of.overdue.includes(due.key),
      escalated: escalatedOf(of, due.key),
    })),
    open: open.map((step) => ({
      step: step.id,
      act: step.act,
      roles: rolesOf(step, of.starter),
      clause: step.clause,
      text: step.text,
      decides: step === deciding,
    })),
    steps: of.steps.map(({ step, by, at, note, level, undone, round: number }) => ({
      step,
      by: by.name,
      role: by.role,
      at: toIso(at),
      note: note ?? '',
      level,
      undone,
      round: number,
    })),
    evidence: (round?.evidence ?? []).map(toWireEvidence),
    measures: of.measures.map((measure) => {
      const done = of.done.findLast((each) => each.measure === measure.id && each.unit === measure.unit);
      return {
        id: measure.id,
        unit: measure.unit,
        group: measure.group,
        clause: measure.clause,
        text: measure.text,
        done: done === undefined ? null : { at: toIso(done.at), by: done.by.name, note: done.note, file: done.file },
      };
    }),
    reporting: of.reporting.map(({ id, clause, text, by }) => ({ id, clause, text, roles: by })),
    reports: of.reports.map(({ report, at, by, note }) => ({ report, at: toIso(at), by: by.name, note: note ?? '' })),
    log: of.log.flatMap(toLogLine),
    confirm: of.confirm.map(({ clause, text }, i) => ({ clause, text, confirmed: of.confirmed.includes(i) })),
  };
}

/** Who was told that something is overdue; null: nobody. */
function escalatedOf(of: Case, due: string): WireWarning['due'][number]['escalated'] {
  const called = of.log.findLast((event) => event.kind === 'case-overdue' && event.due === due);
  if (called?.kind !== 'case-overdue' || called.escalatedTo === null) return null;
  return { to: called.escalatedTo, at: toIso(called.at) };
}

/** What is on record beside steps, measures and reports, which screens get as lists of their own. */
function toLogLine(event: CaseEvent): WireWarning['log'] {
  const line = { at: toIso(event.at), by: null, role: null, of: null, level: null, note: null };
  switch (event.kind) {
    case 'case-opened':
    case 'case-round': {
      const { origin, to, by } = event.round;
      const note = origin.kind === 'recommendation' ? null : origin.reason;
      return [
        { ...line, kind: 'round', level: to, by: by?.name ?? null, role: by?.role ?? null, of: origin.kind, note },
      ];
    }
    case 'case-sent-back':
      return [{ ...line, kind: 'sent-back', by: event.by.name, role: event.by.role, of: event.to, note: event.reason }];
    case 'case-refused':
      return [{ ...line, kind: 'refused', by: event.by.name, role: event.by.role, note: event.reason }];
    case 'case-withdrawn':
      return [{ ...line, kind: 'withdrawn' }];
    case 'case-confirmed': {
      const { by, item, note } = event;
      return [{ ...line, kind: 'confirmed', by: by.name, role: by.role, of: String(item), note }];
    }
    case 'case-overdue':
      return [{ ...line, kind: 'overdue', role: event.escalatedTo, of: event.due }];
    case 'case-step':
    case 'case-measure':
    case 'case-report':
      return [];
  }
}
