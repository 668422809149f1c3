/** What the ledger holds: events of regions, each with the jurisdiction that it belongs to. */
import { z } from 'zod';
import { caseEventSchemas } from './case-events.ts';
import { CALLED_ROLES, PLAN_ROLES } from '../model/procedure.ts';
import { evidence, id, instant, level } from './shapes.ts';
import type { RegionEffect } from '../pipeline/judging.ts';
import type { Acknowledgement, RegionEvent } from '../pipeline/region.ts';
import type { LedgerEvent } from './log.ts';

const proof = evidence.nullable();
const knownAt = instant.optional();
const suppressedBy = id.optional();
const alarmOf = { plan: z.string().nullable(), rule: id, subject: id };

/** The events by kind; a line of another kind or shape is refused when the ledger is read. */
export const regionEventSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('alarm-raised'),
    id,
    at: instant,
    knownAt,
    plan: z.string().nullable(),
    rule: z.string(),
    subject: z.string(),
    class: z.enum(['plan', 'quality', 'system']),
    level,
    indeterminate: z.boolean(),
    evidence: proof,
    clause: z.string().nullable(),
    outOfService: z.object({ at: instant, by: z.string(), reason: z.string() }).optional(),
    suppressedBy,
  }),
  z.object({
    kind: z.literal('alarm-level'),
    id,
    at: instant,
    knownAt,
    level,
    evidence: proof,
    clause: z.string().nullable(),
  }),
  z.object({ kind: z.literal('alarm-returned'), id, at: instant }),
  z.object({
    kind: z.literal('alarm-reraised'),
    id,
    at: instant,
    knownAt,
    level,
    evidence: proof,
    clause: z.string().nullable(),
    suppressedBy,
  }),
  z.object({ kind: z.literal('alarm-acknowledged'), id, at: instant, by: z.string(), note: z.string().nullable() }),
  z.object({
    kind: z.literal('alarm-shelved'),
    id,
    at: instant,
    by: z.string(),
    until: instant,
    reason: z.string(),
  }),
  z.object({ kind: z.literal('alarm-unshelved'), id, at: instant, by: z.string().nullable() }),
  z.object({
    kind: z.literal('alarm-escalated'),
    id,
    at: instant,
    to: z.enum(CALLED_ROLES),
    rung: z.number().int().positive(),
  }),
  z.object({
    kind: z.literal('alarm-out-of-service'),
    id,
    at: instant,
    by: z.string(),
    reason: z.string(),
  }),
  z.object({ kind: z.literal('alarm-in-service'), id, at: instant, by: z.string() }),
  z.object({ kind: z.literal('alarm-suppressed'), id, at: instant, parent: id }),
  z.object({ kind: z.literal('alarm-unsuppressed'), id, at: instant }),
  z.object({ kind: z.literal('alarm-commented'), id, at: instant, by: z.string(), text: z.string() }),
  z.object({
    kind: z.literal('alarm-assigned'),
    id,
    at: instant,
    by: z.string(),
    to: z
      .discriminatedUnion('kind', [
        z.object({ kind: z.literal('role'), role: z.enum(PLAN_ROLES) }),
        z.object({ kind: z.literal('person'), name: z.string() }),
      ])
      .nullable(),
  }),
  z.object({
    kind: z.literal('taken-out-of-service'),
    at: instant,
    ...alarmOf,
    by: z.string(),
    reason: z.string(),
  }),
  z.object({ kind: z.literal('put-back-in-service'), at: instant, ...alarmOf, by: z.string(), note: z.string() }),
  z.object({
    kind: z.literal('recommended'),
    id,
    at: instant,
    plan: z.string(),
    subject: z.string(),
    action: z.enum(['start', 'raise', 'lower', 'lift', 'end']),
    from: level,
    to: level,
    immediate: z.boolean().nullable(),
    publishBy: instant.nullable(),
  }),
  z.object({ kind: z.literal('recommendation-superseded'), id, at: instant }),
  z.object({ kind: z.literal('recommendation-withdrawn'), id, at: instant }),
  z.object({ kind: z.literal('recommendation-answered'), id, at: instant, refused: z.boolean() }),
  ...caseEventSchemas,
  z.object({
    kind: z.literal('correction'),
    type: z.literal('correction'),
    at: instant,
    knownAt: instant,
    plan: z.string(),
    rule: z.string(),
    subject: z.string(),
    was: level,
    now: level,
  }),
  z.object({
    kind: z.literal('report-filed'),
    id,
    at: instant,
    plan: z.string(),
    edition: z.string(),
    form: z.string(),
    subject: z.string(),
    facts: z.record(z.string(), z.number()),
    words: z.record(z.string(), z.string()),
    by: z.string(),
  }),
  z.object({ kind: z.literal('event-closed'), at: instant, grid: z.string(), by: z.string() }),
  z.object({
    kind: z.literal('outage-inferred'),
    at: instant,
    grid: z.string(),
    event: z.object({ start: instant, reference: z.number(), floor: z.number() }).nullable(),
    ratio: z.number().nullable(),
  }),
  z.object({
    kind: z.literal('ozone-notice'),
    at: instant,
    subject: z.string(),
    plan: z.string(),
    clause: z.string(),
    aqi: z.number(),
  }),
]) satisfies z.ZodType<RegionEvent>;

/** What a ledger entry holds: the kind of its event, and the event with the jurisdiction that it belongs to. */
export interface LedgerBody {
  readonly kind: string;
  readonly data: { readonly jurisdiction: string; readonly event: RegionEvent };
}
export const ledgerBodySchema: z.ZodType<LedgerBody> = z.object({
  kind: z.string(),
  data: z.object({ jurisdiction: id, event: regionEventSchema }),
});

const MOVES_NO_REVISION: ReadonlySet<RegionEvent['kind']> = new Set([
  'alarm-escalated',
  'alarm-commented',
  'alarm-assigned',
]);

/**
 * The stream of the ledger that an event belongs to: an alarm, a recommendation or a case is one of its own, and its
 * version is the revision that people see. What moves no revision belongs to none.
 */
export const streamOf = ({ data: { event } }: LedgerBody): string | null =>
  'id' in event && !MOVES_NO_REVISION.has(event.kind) ? event.id : null;

/** An effect as entries of the ledger. */
export const toEntries = ({ jurisdiction, events }: RegionEffect): LedgerEvent<LedgerBody>[] =>
  events.map((event) => ({ kind: event.kind, at: event.at, data: { jurisdiction, event } }));

/** The acknowledgements of a jurisdiction that are on record, in order, by what was acknowledged. */
export function acknowledgementsOf(bodies: Iterable<LedgerBody>, jurisdiction: string): Acknowledgement[] {
  const raised = new Map<string, Pick<Acknowledgement, 'plan' | 'rule' | 'subject'>>();
  const found: Acknowledgement[] = [];
  for (const { data } of bodies) {
    if (data.jurisdiction !== jurisdiction) continue;
    const { event } = data;
    if (event.kind === 'alarm-raised') raised.set(event.id, event);
    if (event.kind !== 'alarm-acknowledged') continue;
    const of = raised.get(event.id);
    if (of === undefined) continue;
    const { plan, rule, subject } = of;
    found.push({ plan, rule, subject, at: event.at, by: event.by, note: event.note });
  }
  return found;
}
