/** What people send to act on warnings and responses, checked once here. */
import { z } from 'zod';

const levelSchema = z.enum(['IV', 'III', 'II', 'I']);
const idSchema = z.string().min(1).max(128);
const seen = {
  /** The revision of the case that the person saw. */
  revision: z.number().int().positive(),
  note: z.string().max(2000).optional(),
};

/** `POST /api/warnings/:id/steps`: a step of the plan by its id, or another command on the case. */
export const caseCommandSchema = z.union([
  z.strictObject({ step: idSchema, ...seen }),
  z.strictObject({ command: z.literal('send-back'), ...seen }),
  z.strictObject({ command: z.literal('refuse'), ...seen }),
  z.strictObject({ command: z.literal('propose'), to: z.enum(['none', ...levelSchema.options]), ...seen }),
  z.strictObject({
    command: z.literal('measure'),
    measure: idSchema,
    unit: idSchema,
    /** Name of a file that proves it. */
    file: z.string().max(255).optional(),
    ...seen,
  }),
  z.strictObject({ command: z.literal('report'), report: idSchema, ...seen }),
  z.strictObject({ command: z.literal('confirm'), item: z.number().int().min(0), ...seen }),
]);
export type CaseCommandInput = z.infer<typeof caseCommandSchema>;

/** `POST /api/declarations`: a level that the plan leaves to somebody's judgement. */
export const declarationSchema = z.strictObject({
  plan: idSchema,
  declaration: idSchema,
  level: levelSchema,
  reason: z.string().trim().min(1).max(2000),
  /** The city or county; may be left out where the plan holds in one only. */
  subject: idSchema.optional(),
});

/** `POST /api/notices`: a notice of the province or region. */
export const noticeSchema = z.strictObject({
  plan: idSchema,
  level: levelSchema,
  sender: z.string().trim().min(1).max(200),
  reason: z.string().trim().max(2000).default(''),
  subject: idSchema.optional(),
});
