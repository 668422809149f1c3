/** The shapes of the files in `thresholds/` as JSON Schema, for editors. */
import { z } from 'zod';
import { jurisdictionSchema } from './place-schema.ts';
import { planSchema } from './plan-schema.ts';
import { standardSchema } from './standard-schema.ts';

/**
 * JSON Schemas by file name, as the text of the file. They say what a shape can say; the checks between values (order of levels, ids, parents)
 * are made when a file is loaded. Draft 7 and without references: what editors of YAML understand.
 */
export const createJsonSchemas = (): Readonly<Record<string, string>> => ({
  'plan.schema.json': toJson(planSchema),
  'jurisdiction.schema.json': toJson(jurisdictionSchema),
  'standard.schema.json': toJson(standardSchema),
});

const toJson = (schema: z.ZodType): string =>
  `${JSON.stringify(z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }), null, 2)}\n`;
