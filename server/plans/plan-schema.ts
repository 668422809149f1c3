/** The shape of a plan file: its levels and rules. Who does what by when is in `procedure-schema.ts`. */
import { z } from 'zod';
import { gridScope } from './place-schema.ts';
import {
  clauseEntry,
  declaration,
  escalation,
  form,
  measure,
  reporting,
  role,
  step,
  unit,
} from './procedure-schema.ts';
import { bothLanguages, byLevel, clause, date, hours24, id, item, levelId, percent, text } from './shapes.ts';

const ruleBase = {
  id: id.describe('Never reused within the plan'),
  title: bothLanguages,
  clause,
  role: z.enum(['plan', 'alarm']).describe('plan: counts for the condition level of the plan; alarm: only alarms'),
  interpretation: bothLanguages.optional().describe('What the text leaves open and how it is read here'),
  confirm: z.array(item).min(1).optional().describe('What only people can confirm of this condition'),
};
/** What every dated entry of the numbers of a rule starts with. */
const dated = { from: date.describe('First local date on which these values hold'), clause };

const runOfHours = z.strictObject({
  ...ruleBase,
  kind: z.literal('run-of-hours').describe('Hours in a row above a concentration'),
  metric: text.describe('Metric of the city hour, such as air.so2'),
  unit: text,
  comparison: z.literal('>'),
  values: z
    .array(
      z.strictObject({
        ...dated,
        hours: z.int().min(1).max(240).describe('Exceeding hours that meet a level'),
        bridge: z.int().min(0).max(24).describe('Missing hours in a row that do not break a run'),
        levels: byLevel(z.strictObject({ above: z.number().gt(0), clause })),
      }),
    )
    .min(1),
});

const dayCount = z.int().min(1).max(10);
const daysInside = z
  .strictObject({ above: z.number().gt(0), days: dayCount })
  .describe('Days in a row above a second line, inside the stretch');
const daysAlternative = z
  .strictObject({
    above: z.number().gt(0).optional(),
    from: z.number().gt(0).optional(),
    days: dayCount,
    and: daysInside.optional(),
  })
  .refine((line) => (line.above === undefined) !== (line.from === undefined), 'either "above" (>) or "from" (>=)')
  .describe('Days in a row with a mean above (>) or from (>=) a line');
const days = z.strictObject({
  ...ruleBase,
  kind: z.literal('days').describe('Days in a row of a mean AQI above a line'),
  unit: z.literal('AQI'),
  comparison: z.literal('>'),
  values: z
    .array(
      z.strictObject({
        ...dated,
        counting: z
          .enum(['adjacent-days', 'every-window', 'calendar-days'])
          .optional()
          .describe('How days are counted: back-to-back 24 hours (default), every window of 24 hours, calendar days'),
        levels: byLevel(z.strictObject({ clause, any: z.array(daysAlternative).min(1).describe('One is enough') })),
        forecastUpper: z
          .strictObject({ above: z.number().gt(0), days: dayCount, clause })
          .optional()
          .describe('From this many days above the line on, the upper end of the forecast counts'),
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
        ...dated,
        levels: byLevel(z.strictObject({ above: z.number().gt(0), clause })).describe('Exactly one level'),
        validDay: z.strictObject({ hours: hours24, clause }),
        forecast: z
          .strictObject({ minHours: hours24, clause })
          .describe('With fewer forecast hours in the next 24 there is no forecast of relief'),
      }),
    )
    .min(1),
});

const bandLevels = byLevel(
  z.strictObject({ shed: percent.optional(), customers: percent.optional(), clause }),
).describe('Percent of load lost or of customers out; either bound is enough');
const band = z.strictObject({
  ...ruleBase,
  kind: z.literal('band').describe('Load or customers lost by a grid'),
  scope: gridScope,
  unit: z.literal('%'),
  comparison: z.literal('>='),
  values: z
    .array(
      z.strictObject({
        ...dated,
        levels: bandLevels.optional(),
        classes: z
          .array(z.strictObject({ loadFrom: z.number().min(0).describe('MW before the event'), levels: bandLevels }))
          .min(1)
          .optional()
          .describe('In place of levels: bounds by the load before the event, highest class first'),
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
        ...dated,
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

/** A test of reported facts, as the file has it: one key says which. */
export interface FactTestFile {
  readonly field?: string | undefined;
  readonly from?: number | undefined;
  readonly above?: number | undefined;
  readonly below?: number | undefined;
  readonly is?: number | boolean | undefined;
  readonly filed?: true | undefined;
  readonly all?: FactTestFile[] | undefined;
  readonly any?: FactTestFile[] | undefined;
}
const COMPARISONS = ['from', 'above', 'below', 'is'] as const;
function isOneTest(test: FactTestFile): boolean {
  const heads = ['field', 'filed', 'all', 'any'].filter((key) => key in test);
  const compared = COMPARISONS.filter((key) => test[key] !== undefined).length;
  return heads.length === 1 && compared === (test.field === undefined ? 0 : 1);
}

const comparison = {
  field: text.optional().describe('A field of the form'),
  from: z.number().optional().describe('>='),
  above: z.number().optional().describe('>'),
  below: z.number().optional().describe('<'),
  is: z.union([z.number(), z.boolean()]).optional().describe('='),
  filed: z.literal(true).optional().describe('Some field of the form was reported'),
};
const ONE_TEST = 'one test: a field with from, above, below or is; filed; all; any';
const plainTest = z.strictObject(comparison).refine(isOneTest, ONE_TEST);

/** Tests around tests. JSON Schema for editors has no references, so the depth is written out. */
const testOf = (inner: z.ZodType<FactTestFile>): z.ZodType<FactTestFile> =>
  z
    .strictObject({
      ...comparison,
      all: z.array(inner).min(1).optional().describe('All of these'),
      any: z.array(inner).min(1).optional().describe('One of these is enough'),
    })
    .refine(isOneTest, ONE_TEST);
const factTest = testOf(testOf(plainTest));

const report = z.strictObject({
  ...ruleBase,
  kind: z.literal('report').describe('Facts that people report with a form'),
  form: text.describe('Id of the form'),
  until: plainTest.optional().describe('From then on the facts no longer stand'),
  values: z.array(z.strictObject({ ...dated, levels: byLevel(z.strictObject({ clause, when: factTest })) })).min(1),
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
        so2: z.number().gt(0).optional(),
        hours: z.int().min(1).max(240),
        minHours: z.int().min(1).max(240),
        clause,
      })
      .describe('Lifting needs all hours at or below these for so long'),
    lowest: z
      .strictObject({ level: levelId, clause })
      .describe('Lowering does not go below this before the air is calm'),
    ozone: z
      .strictObject({ above: z.number().gt(0), clause })
      .optional()
      .describe('An hour with an AQI above this and ozone first gives a health notice, never a level'),
  }),
  z.strictObject({
    kind: z.literal('response').describe('A response to an outage, a shortage or an incident: start, raise, end'),
    clause,
    interpretation: bothLanguages.optional(),
    recovery: z
      .strictObject({ grids: percent, keyGrids: percent, clause })
      .optional()
      .describe('Percent of the peak loss that must be back before the end'),
    confirm: z.array(item).min(1).describe('What only people can confirm before the end'),
  }),
]);

const edition = z.strictObject({
  id: id.describe('Short and unique in the plan, such as the year'),
  from: date.describe('First local date on which it holds'),
  issued: date,
  number: text.describe('Document number'),
  publisher: bothLanguages,
});

const list = <T extends z.ZodType>(entry: T) => z.array(entry).min(1).optional();

/** `thresholds/plans/<id>/plan.yaml`. */
export const planSchema = z.strictObject({
  id,
  title: bothLanguages,
  short: bothLanguages.describe('Short name for narrow places'),
  editions: z.array(edition).min(1).describe('Editions of the document, oldest first'),
  scale: z.enum(['pollution', 'outage', 'energy', 'incident']),
  area: z.enum(['city', 'county']).describe('Kind of subject that the recommendation speaks of'),
  roles: list(role).describe('Who the words of the plan mean'),
  units: list(unit).describe('Units that carry out measures'),
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
  forms: list(form).describe('Incident reports that people file'),
  rules: z.array(z.discriminatedUnion('kind', [runOfHours, days, severeNow, band, stock, report])).min(1),
  declarations: list(declaration).describe('Levels that people may declare, where the text leaves it to judgement'),
  steps: list(step).describe('Who does what to start, change and end a warning or response, in order'),
  reporting: list(reporting).describe('Reports that are due while it is in force'),
  measures: list(measure).describe('What is done while it is in force'),
  escalation: escalation.optional().describe("Who is told when nobody acts: the centre's own order, no clause"),
  recommendation,
  clauses: list(clauseEntry).describe('Every numbered clause of the text; those that nothing refers to say why'),
});
export type PlanFile = z.infer<typeof planSchema>;
export type RuleFile = PlanFile['rules'][number];
