/** The shapes of the parts of a plan file that people carry out: roles, forms, steps, reports, measures, coverage. */
import { z } from 'zod';
import { CALLED_ROLES, MEASURE_GROUPS, OCCASIONS, PLAN_ROLES, STEP_ACTS } from '../model/procedure.ts';
import { bothLanguages, byLevel, clause, id, item, levelId, text } from './shapes.ts';

const roleId = z.enum(PLAN_ROLES);
const levels = z.array(levelId).min(1);
const anyOf = <T extends z.ZodType>(entry: T) => z.array(entry).min(1).describe('Any of these');
const clockTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day like 10:00 in quotes')
  .describe('Local time of day');
const duration = {
  hours: z.number().gt(0).max(240).optional(),
  minutes: z.number().gt(0).max(600).optional(),
};
const hasOneUnit = (span: { readonly hours?: number | undefined; readonly minutes?: number | undefined }): boolean =>
  (span.hours === undefined) !== (span.minutes === undefined);
const ONE_UNIT = 'either "hours" or "minutes"';
const after = text.describe('recommendation, notice, order, or the id of a step');

export const role = z.strictObject({ role: roleId, clause, zh: text, en: text });
export const unit = z.strictObject({ id, zh: text, en: text });

const fieldBase = { id: id.describe('Never reused within the form'), title: bothLanguages, clause };
const numeric = {
  unit: bothLanguages.optional(),
  metric: text.optional().describe('A metric of its own; report.<plan>.<field> where it is absent'),
};
export const form = z.strictObject({
  id,
  clause,
  title: bothLanguages,
  fields: z
    .array(
      z.discriminatedUnion('type', [
        z.strictObject({ ...fieldBase, ...numeric, type: z.literal('count').describe('A whole number from 0') }),
        z.strictObject({ ...fieldBase, ...numeric, type: z.literal('number').describe('A number from 0') }),
        z.strictObject({ ...fieldBase, type: z.literal('yes-no').describe('Read as 1 or 0') }),
        z.strictObject({
          ...fieldBase,
          type: z.literal('choice').describe('Read as the value of the option'),
          options: z.array(z.strictObject({ value: z.int().min(0), zh: text, en: text })).min(2),
        }),
        z.strictObject({ ...fieldBase, type: z.literal('text').describe('For people; judged by no rule') }),
      ]),
    )
    .min(1),
});

export const declaration = z.strictObject({ id, levels, by: anyOf(roleId), ...item.shape });

export const step = z.strictObject({
  id,
  on: z.array(z.enum(OCCASIONS)).min(1).describe('notice: a notice of the province or region came'),
  levels: levels.optional().describe('All where it is absent'),
  act: z.enum(STEP_ACTS),
  by: anyOf(z.enum([...PLAN_ROLES, 'starter'])).describe('Any of these; starter: who started it'),
  within: z
    .strictObject({ ...duration, after })
    .refine(hasOneUnit, ONE_UNIT)
    .optional(),
  ...item.shape,
});

export const reporting = z
  .strictObject({
    id,
    levels,
    by: anyOf(roleId),
    everyHours: z.number().gt(0).max(240).optional(),
    dailyAt: clockTime.optional(),
    within: z
      .strictObject({ ...duration, after })
      .refine(hasOneUnit, ONE_UNIT)
      .optional(),
    once: z.literal(true).optional().describe('Once, where the text names no time'),
    ...item.shape,
  })
  .refine(
    ({ everyHours, dailyAt, within, once }) =>
      [everyHours, dailyAt, within, once].filter((each) => each !== undefined).length === 1,
    'one of "everyHours", "dailyAt", "within", "once"',
  );

export const measure = z.strictObject({
  id,
  levels: byLevel(clause).describe('The clause by level; levels that do not ask for it are left out'),
  group: z.enum(MEASURE_GROUPS),
  units: z.array(text).min(1).describe('Ids of the responsible units'),
  within: z
    .strictObject({ ...duration, clause })
    .refine(hasOneUnit, ONE_UNIT)
    .optional()
    .describe('After the order'),
  dailyAt: clockTime.optional(),
  zh: text,
  en: text,
});

export const escalation = z.strictObject({
  interpretation: bothLanguages.describe('Where the order comes from: the texts of the plans name no such times'),
  alarms: z.strictObject({
    after: byLevel(z.strictObject(duration).refine(hasOneUnit, ONE_UNIT)).describe(
      'How long an alarm of a level stands unacknowledged before the next of the ladder is told',
    ),
    ladder: z.array(z.enum(CALLED_ROLES)).min(1).describe('Who is told, one after the other, the first told first'),
  }),
  overdue: z.boolean().describe('Whether the next role is told of what is overdue; else it is only recorded'),
});

export const clauseEntry = z.strictObject({
  clause: text,
  zh: text,
  en: text,
  outOfScope: z
    .union([
      z.enum(['general', 'organisation', 'preparedness', 'aftermath', 'annex', 'other-authority']),
      bothLanguages,
    ])
    .optional()
    .describe('Why nothing in the file refers to it'),
});
