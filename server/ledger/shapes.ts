/** Words that the shapes of the ledger share. */
import { z } from 'zod';

export const id = z.string().min(1);
/** Epoch ms. */
export const instant = z.number();
export const level = z.enum(['none', 'IV', 'III', 'II', 'I']);
export const text = z.object({ zh: z.string(), en: z.string() });
export const evidence = z.object({
  clause: z.string(),
  summary: text,
  window: z.object({ from: instant, to: instant }).nullable(),
  unit: z.string(),
  thresholds: z.array(z.object({ level, at: z.number() })),
  values: z.array(
    z.union([
      z.tuple([instant, z.number().nullable()]),
      z.tuple([instant, z.number().nullable(), z.literal('forecast')]),
    ]),
  ),
  missing: z.number(),
  facts: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
});
