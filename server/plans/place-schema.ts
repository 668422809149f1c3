/** The shape of a jurisdiction file. */
import { z } from 'zod';
import type { QualityRule } from '../model/quality.ts';
import { id, text } from './shapes.ts';

/** The reach of a grid; a region is a grid of several provinces. */
export const gridScope = z.enum(['region', 'province', 'city', 'county', 'township']);

const name = z
  .union([text, z.strictObject({ zh: text.optional(), en: text.optional() })])
  .optional()
  .describe('Text for both languages, or { zh, en }; the id where it is absent');
const subjectBase = {
  id: z.string().regex(/^\S(.{0,126}\S)?$/u, 'an id of 1 to 128 characters'),
  name,
  parent: text.optional().describe('Id of the subject that it belongs to'),
  at: z
    .tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)])
    .optional()
    .describe('[longitude, latitude] in degrees'),
  interval: z.number().gt(0).max(86_400).optional().describe('Seconds that a reading without a period covers'),
  every: z
    .record(z.string(), z.number().gt(0))
    .optional()
    .describe('Expected seconds between readings by metric, where it differs from the metric'),
  network: z
    .record(z.string(), z.union([z.string(), z.number()]))
    .optional()
    .describe('Names that the device has on a network: hj212, mqtt'),
  sample: z.boolean().optional().describe('Made up, for demonstration'),
  neighbour: z.boolean().optional().describe('Of a neighbouring jurisdiction: only the provincial rule looks at it'),
  keyArea: z.boolean().optional().describe('Key area: bound by the stricter recovery'),
};
const area = <K extends 'city' | 'county' | 'district' | 'town'>(kind: K) =>
  z.strictObject({ ...subjectBase, kind: z.literal(kind) });
const coal = { key: z.boolean().optional().describe('Counts for the sum of the county') };

const subject = z.discriminatedUnion('kind', [
  area('city'),
  area('county'),
  area('district'),
  area('town'),
  z.strictObject({
    ...subjectBase,
    kind: z.literal('air-station'),
    assessed: z.boolean().optional().describe('Counts for the hour of the city'),
  }),
  z.strictObject({
    ...subjectBase,
    kind: z.literal('grid'),
    scope: gridScope,
    customers: z.number().gt(0).optional().describe('Customers supplied; without it customers out are not judged'),
    ratedLoad: z.number().gt(0).optional().describe('MW'),
  }),
  z.strictObject({
    ...subjectBase,
    ...coal,
    kind: z.literal('coal-producer'),
    designDailyOutput: z.number().gt(0).describe('t/d'),
  }),
  z.strictObject({
    ...subjectBase,
    ...coal,
    kind: z.literal('coal-trader'),
    dailySales: z.number().gt(0).describe('Average of last year, t/d'),
  }),
  z.strictObject({
    ...subjectBase,
    ...coal,
    kind: z.literal('coal-user'),
    threeYearMeanStock: z.number().gt(0).describe('t'),
  }),
]);

const seconds = z.number().min(0).max(86_400);
const delays = {
  onDelay: seconds.optional().describe('Seconds that it must stand before it is an alarm'),
  offDelay: seconds.optional().describe('Seconds that it must be gone before the alarm returns'),
};
const watched = z.strictObject(delays).optional();
const watch = z
  .strictObject({
    'feed-lost': watched,
    silent: watched,
    stale: watched,
    flatline: watched,
    'out-of-range': z
      .strictObject({
        ...delays,
        deadband: z
          .record(z.string(), z.number().gt(0))
          .optional()
          .describe('How far inside its range a value must be before it is no longer out of it, by metric'),
      })
      .optional(),
  } satisfies Record<QualityRule, z.ZodType>)
  .describe('Delays and deadbands of alarms about data; of a level of a plan there are none');

/** `thresholds/jurisdictions/<id>.yaml`. */
export const jurisdictionSchema = z.strictObject({
  id,
  name,
  timezone: z.string().refine(isZone, 'an IANA time zone like Asia/Shanghai').optional().describe('IANA time zone'),
  plans: z.array(id).optional().describe('Ids of the plans that hold here'),
  watch: watch.optional(),
  subjects: z.array(subject).min(1),
});
export type JurisdictionFile = z.infer<typeof jurisdictionSchema>;
export type SubjectFile = JurisdictionFile['subjects'][number];

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
