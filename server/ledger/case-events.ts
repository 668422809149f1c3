/** The shapes in which events of cases stand in the ledger. */
import { z } from 'zod';
import { MEASURE_GROUPS, PLAN_ROLES, STEP_ACTS } from '../model/procedure.ts';
import { evidence, id, instant, level, text } from './shapes.ts';

const role = z.enum(PLAN_ROLES);
const actor = z.object({ name: z.string(), role });
const clauseText = { clause: z.string(), text };
const note = z.string().nullable();

const round = z.object({
  action: z.enum(['start', 'raise', 'lower', 'lift', 'end']),
  to: level,
  origin: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('recommendation'), recommendation: id }),
    z.object({ kind: z.literal('declaration'), declaration: z.string(), reason: z.string() }),
    z.object({ kind: z.literal('notice'), sender: z.string(), reason: z.string() }),
    z.object({ kind: z.literal('proposal'), reason: z.string() }),
  ]),
  steps: z.array(
    z.object({
      id,
      act: z.enum(STEP_ACTS),
      by: z.array(z.enum([...PLAN_ROLES, 'starter'])),
      within: z.object({ ms: z.number(), after: z.string() }).nullable(),
      ...clauseText,
    }),
  ),
  evidence: z.array(evidence),
  by: actor.nullable(),
});

const effect = z.object({
  level,
  measures: z.array(
    z.object({
      id,
      unit: z.string(),
      group: z.enum(MEASURE_GROUPS),
      ...clauseText,
      withinMs: z.number().nullable(),
      dailyAt: z.string().nullable(),
    }),
  ),
  reporting: z.array(
    z.object({
      id,
      by: z.array(role),
      due: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('every'), ms: z.number() }),
        z.object({ kind: z.literal('daily'), at: z.string() }),
        z.object({ kind: z.literal('within'), ms: z.number(), after: z.string() }),
        z.object({ kind: z.literal('once') }),
      ]),
      ...clauseText,
    }),
  ),
  confirm: z.array(z.object(clauseText)),
});

const base = { id, at: instant };
export const caseEventSchemas = [
  z.object({
    kind: z.literal('case-opened'),
    ...base,
    plan: z.string(),
    edition: z.string(),
    subject: z.string(),
    round,
  }),
  z.object({ kind: z.literal('case-round'), ...base, round }),
  z.object({
    kind: z.literal('case-step'),
    ...base,
    step: z.string(),
    by: actor,
    note,
    condition: level,
    effect: effect.nullable(),
  }),
  z.object({
    kind: z.literal('case-sent-back'),
    ...base,
    step: z.string(),
    to: z.string(),
    by: actor,
    reason: z.string(),
  }),
  z.object({ kind: z.literal('case-refused'), ...base, by: actor, reason: z.string() }),
  z.object({ kind: z.literal('case-withdrawn'), ...base }),
  z.object({
    kind: z.literal('case-measure'),
    ...base,
    measure: z.string(),
    unit: z.string(),
    by: actor,
    note,
    file: z.string().nullable(),
  }),
  z.object({ kind: z.literal('case-report'), ...base, report: z.string(), by: actor, note }),
  z.object({ kind: z.literal('case-confirmed'), ...base, item: z.number(), by: actor, note }),
  z.object({
    kind: z.literal('case-overdue'),
    ...base,
    due: z.string(),
    dueAt: instant,
    escalatedTo: role.nullable(),
  }),
] as const;
