/** The shape of an edition of the AQI tables. */
import { z } from 'zod';
import { bothLanguages, clause, date, text } from './shapes.ts';

/** `thresholds/standards/<id>.yaml`. */
export const standardSchema = z.strictObject({
  id: text,
  title: bothLanguages,
  from: date.describe('First local date on which it holds'),
  interpretation: bothLanguages.optional(),
  indices: z
    .strictObject({ clause, values: z.array(z.number().min(0)).min(2) })
    .describe('IAQI at the breakpoints, ascending from 0'),
  breakpoints: z
    .record(z.string(), z.strictObject({ clause, values: z.array(z.number().min(0)).min(2) }))
    .describe('Concentration at each index by metric, in the unit of the metric; shorter where the table ends early'),
  rounding: z
    .strictObject({ clause, decimals: z.record(z.string(), z.int().min(0).max(6)) })
    .optional()
    .describe('Decimals that a concentration is rounded to first, half to even'),
  beyond: z
    .record(z.string(), z.strictObject({ clause, index: z.number().gt(0) }))
    .optional()
    .describe('IAQI beyond a table that ends early; a metric that is absent here is left out'),
  incomplete: z
    .strictObject({ clause, publishedAbove: z.number().min(0) })
    .optional()
    .describe('With a pollutant missing the AQI is published only above this'),
  classes: z
    .array(
      z.strictObject({
        upTo: z.number().gt(0),
        name: bothLanguages,
        color: z.string().regex(/^#[0-9A-Fa-f]{6}$/, 'a colour like #00E400 in quotes'),
        clause,
      }),
    )
    .min(1),
});
export type StandardFile = z.infer<typeof standardSchema>;
