/** Bodies and queries that come in over HTTP, checked once here. */
import { z } from 'zod';
import { assigneeSchema } from './events.ts';
import { ROLES } from './shapes.ts';

/** The farthest instant from the epoch that a date can hold, in ms. */
const MAX_INSTANT = 8.64e15;

/** ISO 8601 with an offset, or epoch ms. Gives epoch ms. */
export const instantSchema = z.union(
  [
    z.number().int().min(-MAX_INSTANT).max(MAX_INSTANT),
    z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
  ],
  { error: 'expected ISO 8601 with an offset, or epoch ms' },
);

/** One reading as `POST /api/readings` takes it. */
export const readingInputSchema = z.strictObject({
  source: z.string().min(1).max(128),
  metric: z.string().min(1).max(128),
  time: instantSchema,
  value: z.number(),
  period: z.number().positive().max(86_400).nullish(),
  kind: z.enum(['observed', 'forecast']).optional(),
  issuedAt: instantSchema.nullish(),
  upper: z.number().nullish(),
  quality: z.string().max(16).nullish(),
});
export type ReadingInput = z.infer<typeof readingInputSchema>;

export const sessionSchema = z.union([
  z.strictObject({ role: z.enum(ROLES), name: z.string().trim().min(1).max(40).optional() }),
  z.strictObject({ name: z.string().min(1).max(200), password: z.string().min(1).max(1000) }),
]);
export const sessionQuerySchema = z.object({
  /** Give as `role` the highest one there. */
  jurisdiction: z.string().min(1).max(128).optional(),
});
export const passwordSchema = z.strictObject({
  current: z.string().min(1).max(1000),
  next: z.string().min(1).max(1000),
});

const grantsSchema = z
  .array(z.strictObject({ role: z.enum(ROLES), jurisdiction: z.string().min(1).max(128) }))
  .min(1)
  .max(100);
const unitSchema = z.string().min(1).max(128).nullable();

export const accountCreateSchema = z.strictObject({
  name: z.string().trim().min(1).max(40),
  roles: grantsSchema,
  unit: unitSchema.optional(),
});
export const accountChangeSchema = z.strictObject({
  roles: grantsSchema.optional(),
  unit: unitSchema.optional(),
  disabled: z.boolean().optional(),
});
export const wallCreateSchema = z.strictObject({ name: z.string().trim().min(1).max(40) });

export const acknowledgeBodySchema = z.strictObject({
  revision: z.number().int().positive(),
  note: z.string().max(1000).optional(),
});
export const shelveBodySchema = z.strictObject({
  revision: z.number().int().positive(),
  minutes: z.number().int().min(1).max(480),
  reason: z.string().trim().min(1).max(1000),
});
export const unshelveBodySchema = z.strictObject({ revision: z.number().int().positive() });
export const commentBodySchema = z.strictObject({ text: z.string().trim().min(1).max(1000) });
export const assignBodySchema = z.strictObject({ to: assigneeSchema.nullable() });
export const acknowledgeManySchema = z.strictObject({
  items: z
    .array(z.strictObject({ id: z.string().min(1).max(64), revision: z.number().int().positive() }))
    .min(1)
    .max(500),
  note: z.string().max(1000).optional(),
});

export const readingsQuerySchema = z.object({
  source: z.string().min(1),
  metric: z.string().min(1),
  from: instantSchema,
  to: instantSchema,
  /** Bucket: a number and `s`, `m`, `h` or `d`. */
  every: z
    .string()
    .regex(/^[1-9]\d{0,4}[smhd]$/)
    .optional(),
});
export const alarmsQuerySchema = z.object({
  state: z.enum(['active', 'all']).default('active'),
  from: instantSchema.optional(),
  to: instantSchema.optional(),
});

/** An incident report; which fields there are is said by the plan's form. */
export const reportSchema = z.strictObject({
  plan: z.string().min(1).max(128),
  /** May be left out where the plan has one form. */
  form: z.string().min(1).max(128).optional(),
  /** The city or county; may be left out where the plan holds in one only. */
  subject: z.string().min(1).max(128).optional(),
  time: instantSchema.optional(),
  /** By field id: a number, true or false, the value of an option, or text. Fields that are not known are left out. */
  values: z.record(z.string().min(1).max(128), z.union([z.number(), z.boolean(), z.string().max(1000)])),
});

export const replayCreateSchema = z.strictObject({
  from: instantSchema,
  to: instantSchema,
  /** Event seconds per wall second. */
  speed: z.number().min(1).max(3600),
  /** Judge by this plan only, `ID[@EDITION][:counting=…]`; absent means all plans of the jurisdictions. */
  plan: z.string().min(1).optional(),
  jurisdiction: z.string().min(1).optional(),
});
export const replayControlSchema = z.strictObject({
  speed: z.number().min(1).max(3600).optional(),
  state: z.enum(['playing', 'paused']).optional(),
  /** Jump to this event time. */
  at: instantSchema.optional(),
});
