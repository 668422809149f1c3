/**
 * The shapes of the files in `thresholds/`: plans, jurisdictions and AQI standards.
 * Custom messages are phrases that follow the word "expected". What a shape cannot say is in `checks.ts`.
 */
import { z } from 'zod';

const text = z.string().regex(/\S/, 'some text');
const clause = text.describe('Clause of the document that the value comes from, in quotes: "3.1"');
const date = z
  .string()
  .refine(isDate, 'a date like 2021-12-31')
  .describe('Local date YYYY-MM-DD')
  .meta({ pattern: String.raw`^\d{4}-\d{2}-\d{2}$` });
const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'an id of letters, digits, ".", "_" and "-"');
const bothLanguages = z.strictObject({ zh: text, en: text }).describe('The same text in Chinese and English');
const item = z.strictObject({ clause, zh: text, en: text });
const percent = z.number().gt(0).max(100);
const hours24 = z.int().min(1).max(24);
const levelId = z.enum(['IV', 'III', 'II', 'I']);

/** A map from level to `entry`; levels that the rule does not have are left out. */
const byLevel = <T extends z.ZodType>(entry: T) =>
  z.strictObject({ IV: entry.optional(), III: entry.optional(), II: entry.optional(), I: entry.optional() });

function isDate(value: string): boolean {
  const instant = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(value);
}

const ruleBase = {
  id: id.describe('Never reused within the plan'),
  title: bothLanguages,
  clause,
  role: z.enum(['plan', 'alarm']).describe('plan: counts for the condition level of the plan; alarm: only alarms'),
  interpretation: bothLanguages.optional().describe('What the text leaves open and how it is read here'),
};
/** What every edition of the numbers of a rule starts with. */
const edition = { from: date.describe('First local date on which these values hold'), clause };

const runOfHours = z.strictObject({
  ...ruleBase,
  kind: z.literal('run-of-hours').describe('Hours in a row above a concentration'),
  metric: text.describe('Metric of the city hour, such as air.so2'),
  unit: text,
  comparison: z.literal('>'),
  values: z
    .array(
      z.strictObject({
        ...edition,
        hours: z.int().min(1).max(240).describe('Exceeding hours that meet a level'),
        bridge: z.int().min(0).max(24).describe('Missing hours in a row that do not break a run'),
        levels: byLevel(z.strictObject({ above: z.number().gt(0), clause })),
      }),
    )
    .min(1),
});

const days = z.strictObject({
  ...ruleBase,
  kind: z.literal('days').describe('Days in a row of a mean AQI above a line'),
  unit: z.literal('AQI'),
  comparison: z.literal('>'),
  values: z
    .array(
      z.strictObject({
        ...edition,
        above: z.number().gt(0).describe('A day counts when its mean AQI is above this'),
        levels: byLevel(z.strictObject({ days: z.int().min(1).max(10), clause })),
        severe: z
          .strictObject({ level: levelId, above: z.number().gt(0), days: z.int().min(1).max(10), clause })
          .describe('This level also needs days in a row above a second line'),
        sudden: z
          .strictObject({ level: levelId, comparison: z.literal('>='), atLeast: z.number().gt(0), clause })
          .describe('One day with this mean meets the level on its own'),
        forecastUpper: z
          .strictObject({ days: z.int().min(1).max(10), clause })
          .describe('From this many days on, the upper end of the forecast counts'),
        validDay: z.strictObject({ hours: hours24, clause }).describe('Valid hours that a mean of 24 hours needs'),
      }),
    )
    .min(1),
});

const severeNow = z.strictObject({
  ...ruleBase,
  kind: z.literal('severe-now').describe('Severe pollution is here and no relief is forecast'),
  unit: z.literal('AQI'),
  comparison: z.literal('>'),
  values: z
    .array(
      z.strictObject({
        ...edition,
        levels: byLevel(z.strictObject({ above: z.number().gt(0), clause })).describe('Exactly one level'),
        validDay: z.strictObject({ hours: hours24, clause }),
        forecast: z
          .strictObject({ minHours: hours24, clause })
          .describe('With fewer forecast hours in the next 24 there is no forecast of relief'),
      }),
    )
    .min(1),
});

const band = z.strictObject({
  ...ruleBase,
  kind: z.literal('band').describe('Load or customers lost by a grid'),
  scope: z.enum(['province', 'city', 'county', 'township']),
  unit: z.literal('%'),
  comparison: z.literal('>='),
  values: z
    .array(
      z.strictObject({
        ...edition,
        levels: byLevel(z.strictObject({ shed: percent.optional(), customers: percent.optional(), clause }))
          .optional()
          .describe('Either bound is enough. Left out when there are classes'),
        classes: z
          .array(
            z.strictObject({
              loadFrom: z.number().min(0).describe('MW before the event'),
              levels: byLevel(z.strictObject({ shed: percent, clause })),
            }),
          )
          .min(1)
          .optional()
          .describe('Bounds by the load before the event, highest class first'),
        severalCities: z
          .strictObject({ shed: percent, customers: percent, clause })
          .optional()
          .describe('The home city and at least one other city grid must be out by this much as well'),
      }),
    )
    .min(1),
});

const below = byLevel(z.strictObject({ below: z.number().gt(0), clause }));
const stock = z.strictObject({
  ...ruleBase,
  kind: z.literal('stock').describe('Coal stock below a line'),
  over: z.enum(['each', 'sum']).describe('each enterprise on its own, or the key enterprises of a kind together'),
  comparison: z.literal('<'),
  values: z
    .array(
      z.strictObject({
        ...edition,
        kinds: z
          .array(
            z.discriminatedUnion('kind', [
              z.strictObject({
                kind: z.literal('coal-producer'),
                measure: z.literal('days-of-output'),
                unit: z.literal('d'),
                levels: below,
              }),
              z.strictObject({
                kind: z.literal('coal-trader'),
                measure: z.literal('days-of-sales'),
                unit: z.literal('d'),
                levels: below,
              }),
              z.strictObject({
                kind: z.literal('coal-user'),
                measure: z.literal('percent-of-mean'),
                unit: z.literal('%'),
                levels: below,
              }),
            ]),
          )
          .min(1),
      }),
    )
    .min(1),
});

const gap = z
  .strictObject({ above: z.number().min(0).optional(), from: z.number().min(0).optional() })
  .refine((bound) => (bound.above === undefined) !== (bound.from === undefined), 'either "above" (>) or "from" (>=)')
  .describe('Percent: above means >, from means >=');
const interruption = z.strictObject({
  ...ruleBase,
  kind: z.literal('interruption').describe('Delivery of oil or gas stopped'),
  unit: z.literal('%'),
  comparison: z.literal('>=').describe('Of the days; the gaps say their own'),
  values: z
    .array(
      z.strictObject({
        ...edition,
        levels: byLevel(z.strictObject({ days: z.number().gt(0), countyGap: gap, localGap: gap, clause })),
      }),
    )
    .min(1),
});

const recommendation = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('warning').describe('A warning of pollution: start, raise, lower, lift'),
    clause,
    interpretation: bothLanguages.optional(),
    lead: z.strictObject({ hours: z.int().min(0).max(240), clause }),
    calm: z
      .strictObject({
        aqi: z.number().gt(0),
        so2: z.number().gt(0),
        hours: z.int().min(1).max(240),
        minHours: z.int().min(1).max(240),
        clause,
      })
      .describe('Lifting needs all hours at or below these for so long'),
    lowest: z
      .strictObject({ level: levelId, clause })
      .describe('Lowering does not go below this before the air is calm'),
  }),
  z.strictObject({
    kind: z.literal('response').describe('A response to an outage or shortage: start, raise, end'),
    clause,
    interpretation: bothLanguages.optional(),
    recovery: z
      .strictObject({ grids: percent, keyGrids: percent, clause })
      .optional()
      .describe('Percent of the peak loss that must be back before the end'),
    confirm: z.array(item).min(1).describe('What only people can confirm before the end'),
  }),
]);

/** `thresholds/plans/<id>/plan.yaml`. */
export const planSchema = z.strictObject({
  id,
  title: bothLanguages,
  short: bothLanguages.describe('Short name for narrow places'),
  document: z.strictObject({ number: text, publisher: bothLanguages, issued: date }),
  scale: z.enum(['pollution', 'outage', 'energy']),
  area: z.enum(['city', 'county']).describe('Kind of subject that the recommendation speaks of'),
  levels: z
    .array(
      z.strictObject({
        id: levelId,
        color: z.enum(['blue', 'yellow', 'orange', 'red']),
        name: bothLanguages,
        warning: bothLanguages.optional().describe('Name of the warning, where the text keeps it apart'),
        response: bothLanguages.optional().describe('Name of the response, where the text keeps it apart'),
        clause,
        guidance: z.array(item).min(1).describe('What to do first'),
      }),
    )
    .min(1)
    .describe('Lowest first'),
  rules: z.array(z.discriminatedUnion('kind', [runOfHours, days, severeNow, band, stock, interruption])).min(1),
  recommendation,
});
export type PlanFile = z.infer<typeof planSchema>;
export type RuleFile = PlanFile['rules'][number];

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
    scope: z.enum(['province', 'city', 'county', 'township']),
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

/** `thresholds/jurisdictions/<id>.yaml`. */
export const jurisdictionSchema = z.strictObject({
  id,
  name,
  timezone: z.string().refine(isZone, 'an IANA time zone like Asia/Shanghai').optional().describe('IANA time zone'),
  plans: z.array(id).optional().describe('Ids of the plans that hold here'),
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
