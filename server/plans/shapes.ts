/**
 * The words that the shapes of the files in `thresholds/` share.
 * Custom messages are phrases that follow the word "expected". What a shape cannot say is in `checks.ts`.
 */
import { z } from 'zod';

export const text = z.string().regex(/\S/, 'some text');
export const clause = text.describe('Clause of the document that the value comes from, in quotes: "3.1"');
export const date = z
  .string()
  .refine(isDate, 'a date like 2021-12-31')
  .describe('Local date YYYY-MM-DD')
  .meta({ pattern: String.raw`^\d{4}-\d{2}-\d{2}$` });
export const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'an id of letters, digits, ".", "_" and "-"');
export const bothLanguages = z.strictObject({ zh: text, en: text }).describe('The same text in Chinese and English');
/** A text with the clause that it comes from. */
export const item = z.strictObject({ clause, zh: text, en: text });
export const percent = z.number().gt(0).max(100);
export const hours24 = z.int().min(1).max(24);
export const levelId = z.enum(['IV', 'III', 'II', 'I']);

/** A map from level to `entry`; levels that the rule does not have are left out. */
export const byLevel = <T extends z.ZodType>(entry: T) =>
  z.strictObject({ IV: entry.optional(), III: entry.optional(), II: entry.optional(), I: entry.optional() });

function isDate(value: string): boolean {
  const instant = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(value);
}
