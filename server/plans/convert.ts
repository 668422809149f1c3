/** From the shapes of the files to the words of the model. The files have been checked; nothing can fail here. */
import { bareSubject, type Jurisdiction, type Subject } from '../model/jurisdiction.ts';
import { QUALITY_RULES, type Delay, type QualityRule, type WatchSettings } from '../model/quality.ts';
import { LEVELS, type RaisedLevel } from '../model/level.ts';
import { HOUR_MS, MINUTE_MS } from '../model/instant.ts';
import type {
  BandBounds,
  ByLevel,
  Dated,
  EscalationOrder,
  FactTest,
  Line,
  Plan,
  PlanLevel,
  RecommendationPolicy,
  Rule,
} from '../model/plan.ts';
import type { ClauseText, Due, Field } from '../model/procedure.ts';
import type { AqiStandard } from '../model/standard.ts';
import type { Text } from '../model/text.ts';
import { coverageOf } from './clauses.ts';
import type { JurisdictionFile, SubjectFile } from './place-schema.ts';
import type { FactTestFile, PlanFile, RuleFile } from './plan-schema.ts';
import type { StandardFile } from './standard-schema.ts';

/** The zone of a jurisdiction that names none. */
const DEFAULT_ZONE = 'Asia/Shanghai';

type FileLevels<T> = { readonly [L in RaisedLevel]?: T | undefined };

/** The same levels with another entry; a level whose entry is undefined is left out. */
function mapLevels<T, U>(levels: FileLevels<T>, entryOf: (entry: T) => U | undefined): ByLevel<U> {
  const result: Partial<Record<RaisedLevel, U>> = {};
  for (const level of LEVELS) {
    if (level === 'none') continue;
    const entry = levels[level];
    const mapped = entry === undefined ? undefined : entryOf(entry);
    if (mapped !== undefined) result[level] = mapped;
  }
  return result;
}

/** The clause by level; of several editions the newest has the word. */
const clausesOf = (maps: readonly FileLevels<{ readonly clause: string }>[]): ByLevel<string> =>
  Object.assign({}, ...maps.map((map) => mapLevels(map, ({ clause }) => clause)));

/** Editions with their numbers in the shape of the model. */
const toEditions = <E extends { readonly from: string }, V>(
  editions: readonly E[],
  valuesOf: (edition: E) => V,
): Dated<V>[] => editions.map((edition) => ({ from: edition.from, values: valuesOf(edition) }));

const toText = ({ zh, en }: Text): Text => ({ zh, en });

const toLine = ({ above, from }: { readonly above?: number | undefined; readonly from?: number | undefined }): Line =>
  above === undefined ? { from: from ?? 0 } : { above };

const COMPARISONS = ['from', 'above', 'below', 'is'] as const;

function toTest(test: FactTestFile): FactTest {
  if (test.all !== undefined) return { kind: 'all', tests: test.all.map(toTest) };
  if (test.any !== undefined) return { kind: 'any', tests: test.any.map(toTest) };
  for (const comparison of COMPARISONS) {
    const value = test[comparison];
    if (test.field !== undefined && value !== undefined) {
      return { kind: 'compare', field: test.field, comparison, value: Number(value) };
    }
  }
  return { kind: 'filed' };
}

type BoundsFile = FileLevels<{ readonly shed?: number | undefined; readonly customers?: number | undefined }>;
const toBounds = (levels: BoundsFile): BandBounds => ({
  shed: mapLevels(levels, ({ shed }) => shed),
  customers: mapLevels(levels, ({ customers }) => customers),
});

function toRule(rule: RuleFile): Rule {
  const { id, title, clause, role } = rule;
  const base = {
    id,
    title: toText(title),
    clause,
    role,
    interpretation: rule.interpretation ?? null,
    confirm: (rule.confirm ?? []).map(toItem),
  };
  switch (rule.kind) {
    case 'run-of-hours':
      return {
        ...base,
        kind: rule.kind,
        metric: rule.metric,
        clauses: clausesOf(rule.values.map(({ levels }) => levels)),
        editions: toEditions(rule.values, ({ hours, bridge, levels }) => ({
          hours,
          bridge,
          above: mapLevels(levels, ({ above }) => above),
        })),
      };
    case 'days':
      return {
        ...base,
        kind: rule.kind,
        clauses: clausesOf(rule.values.map(({ levels }) => levels)),
        editions: toEditions(rule.values, ({ counting, levels, forecastUpper, validDay }) => ({
          counting: counting ?? 'adjacent-days',
          levels: mapLevels(levels, ({ any }) =>
            any.map(({ above, from, days, and }) => ({ line: toLine({ above, from }), days, inside: and ?? null })),
          ),
          upperFrom: forecastUpper === undefined ? null : { above: forecastUpper.above, days: forecastUpper.days },
          minHours: validDay.hours,
        })),
      };
    case 'severe-now':
      return {
        ...base,
        kind: rule.kind,
        clauses: clausesOf(rule.values.map(({ levels }) => levels)),
        editions: rule.values.flatMap(({ from, levels, validDay, forecast }) =>
          LEVELS.flatMap((level) => {
            const entry = level === 'none' ? undefined : levels[level];
            if (level === 'none' || entry === undefined) return [];
            const values = { level, above: entry.above, minHours: validDay.hours, minForecastHours: forecast.minHours };
            return [{ from, values }];
          }),
        ),
      };
    case 'band':
      return {
        ...base,
        kind: rule.kind,
        scope: rule.scope,
        clauses: clausesOf(
          rule.values.flatMap(({ levels, classes }) => [
            ...(levels === undefined ? [] : [levels]),
            ...(classes ?? []).map((one) => one.levels),
          ]),
        ),
        editions: toEditions(rule.values, ({ levels = {}, classes, severalCities }) => ({
          ...toBounds(levels),
          classes: classes?.map((one) => ({ loadFrom: one.loadFrom, ...toBounds(one.levels) })) ?? null,
          severalCities:
            severalCities === undefined ? null : { shed: severalCities.shed, customers: severalCities.customers },
        })),
      };
    case 'stock':
      return {
        ...base,
        kind: rule.kind,
        over: rule.over,
        clauses: clausesOf(rule.values.flatMap(({ kinds }) => kinds.map(({ levels }) => levels))),
        editions: toEditions(rule.values, ({ kinds }) => ({
          kinds: kinds.map(({ kind, measure, levels }) => ({
            kind,
            measure,
            below: mapLevels(levels, ({ below }) => below),
          })),
        })),
      };
    case 'report':
      return {
        ...base,
        kind: rule.kind,
        form: rule.form,
        until: rule.until === undefined ? null : toTest(rule.until),
        clauses: clausesOf(rule.values.map(({ levels }) => levels)),
        editions: toEditions(rule.values, ({ levels }) => ({ when: mapLevels(levels, ({ when }) => toTest(when)) })),
      };
  }
}

const toItem = ({ clause, zh, en }: Text & { readonly clause: string }): ClauseText => ({ clause, text: { zh, en } });

function toPolicy(policy: PlanFile['recommendation']): RecommendationPolicy {
  const reading = policy.interpretation === undefined ? {} : { interpretation: policy.interpretation };
  if (policy.kind === 'response') {
    const { recovery } = policy;
    return {
      kind: 'response',
      clause: policy.clause,
      ...reading,
      recovery: recovery === undefined ? null : { grids: recovery.grids, keyGrids: recovery.keyGrids },
      confirm: policy.confirm.map(toItem),
    };
  }
  const { aqi, so2, hours, minHours } = policy.calm;
  return {
    kind: 'warning',
    clause: policy.clause,
    ...reading,
    leadHours: policy.lead.hours,
    calm: { aqi, so2: so2 ?? null, hours, minHours },
    lowest: policy.lowest.level,
    ozone: policy.ozone ?? null,
  };
}

const spanOf = ({ hours, minutes }: { hours?: number | undefined; minutes?: number | undefined }): number =>
  (hours ?? 0) * HOUR_MS + (minutes ?? 0) * MINUTE_MS;

/** The metric of a field that names none of its own (API, Metrics). */
export const reportMetric = (plan: string, field: string): string => `report.${plan}.${field}`;

type FormFile = NonNullable<PlanFile['forms']>[number];

function toField(plan: string, field: FormFile['fields'][number]): Field {
  const { id, title, clause, type } = field;
  const base = { id, title, clause, type, unit: null, metric: reportMetric(plan, id), options: [] };
  switch (field.type) {
    case 'text':
      return { ...base, metric: null };
    case 'yes-no':
      return base;
    case 'choice':
      return { ...base, options: field.options.map(({ value, zh, en }) => ({ value, text: { zh, en } })) };
    case 'count':
    case 'number':
      return { ...base, unit: field.unit ?? null, metric: field.metric ?? base.metric };
  }
}

type ReportingFile = NonNullable<PlanFile['reporting']>[number];

function toDue({ everyHours, dailyAt, within }: ReportingFile): Due {
  if (everyHours !== undefined) return { kind: 'every', ms: everyHours * HOUR_MS };
  if (dailyAt !== undefined) return { kind: 'daily', at: dailyAt };
  return within === undefined ? { kind: 'once' } : { kind: 'within', ms: spanOf(within), after: within.after };
}

const toEscalation = ({ interpretation, alarms, overdue }: NonNullable<PlanFile['escalation']>): EscalationOrder => ({
  interpretation,
  ladder: alarms.ladder,
  afterMs: mapLevels(alarms.after, spanOf),
  overdue,
});

/** A plan in the words of the model. */
export function toPlan(file: PlanFile): Plan {
  const { id, title, short, scale, area } = file;
  const [first, ...later] = file.editions;
  if (first === undefined) throw new RangeError('a plan without an edition');
  const levels = file.levels.map((level) => level.id);
  return {
    id,
    title,
    short,
    editions: [first, ...later],
    scale,
    area,
    roles: (file.roles ?? []).map((role) => ({ role: role.role, ...toItem(role) })),
    units: (file.units ?? []).map((unit) => ({ id: unit.id, text: toText(unit) })),
    levels: file.levels.map(({ warning, response, guidance, ...level }): PlanLevel => ({
      ...level,
      ...(warning === undefined ? {} : { warning }),
      ...(response === undefined ? {} : { response }),
      guidance: guidance.map(toItem),
    })),
    forms: (file.forms ?? []).map((form) => ({ ...form, fields: form.fields.map((field) => toField(id, field)) })),
    rules: file.rules.map(toRule),
    declarations: (file.declarations ?? []).map((one) => ({
      id: one.id,
      levels: one.levels,
      by: one.by,
      ...toItem(one),
    })),
    steps: (file.steps ?? []).map((step) => ({
      id: step.id,
      on: step.on,
      levels: step.levels ?? levels,
      act: step.act,
      by: step.by,
      within: step.within === undefined ? null : { ms: spanOf(step.within), after: step.within.after },
      ...toItem(step),
    })),
    reporting: (file.reporting ?? []).map((one) => ({
      id: one.id,
      levels: one.levels,
      by: one.by,
      due: toDue(one),
      ...toItem(one),
    })),
    measures: (file.measures ?? []).map(({ within, dailyAt, ...measure }) => ({
      id: measure.id,
      levels: mapLevels(measure.levels, (clause) => clause),
      group: measure.group,
      units: measure.units,
      within: within === undefined ? null : { ms: spanOf(within), clause: within.clause },
      dailyAt: dailyAt ?? null,
      text: toText(measure),
    })),
    escalation: file.escalation === undefined ? null : toEscalation(file.escalation),
    recommendation: toPolicy(file.recommendation),
    clauses: coverageOf(file),
  };
}

/** One text stands for both languages; without any, the id does. */
function toName(name: SubjectFile['name'], id: string): Text {
  if (typeof name === 'string') return { zh: name, en: name };
  return { zh: name?.zh ?? name?.en ?? id, en: name?.en ?? name?.zh ?? id };
}

function toSubject(file: SubjectFile, ids: ReadonlySet<string>): Subject {
  const subject: Subject = {
    ...bareSubject(file.id, file.kind, toName(file.name, file.id)),
    parent: file.parent !== undefined && ids.has(file.parent) ? file.parent : null,
    at: file.at ?? null,
    every: file.every ?? {},
    sample: file.sample ?? false,
    neighbour: file.neighbour ?? false,
    keyArea: file.keyArea ?? false,
    ...(file.interval === undefined ? {} : { interval: file.interval }),
  };
  switch (file.kind) {
    case 'city':
    case 'county':
    case 'district':
    case 'town':
      return subject;
    case 'air-station':
      return { ...subject, assessed: file.assessed ?? false };
    case 'grid':
      return {
        ...subject,
        scope: file.scope,
        customers: file.customers ?? null,
        ratedLoad: file.ratedLoad ?? null,
      };
    case 'coal-producer':
      return { ...subject, key: file.key ?? false, designDailyOutput: file.designDailyOutput };
    case 'coal-trader':
      return { ...subject, key: file.key ?? false, dailySales: file.dailySales };
    case 'coal-user':
      return { ...subject, key: file.key ?? false, threeYearMeanStock: file.threeYearMeanStock };
  }
}

const SECOND_MS = 1000;

function toWatch(file: NonNullable<JurisdictionFile['watch']>): WatchSettings {
  const delays: Partial<Record<QualityRule, Delay>> = {};
  for (const rule of QUALITY_RULES) {
    const { onDelay = 0, offDelay = 0 } = file[rule] ?? {};
    delays[rule] = { onMs: onDelay * SECOND_MS, offMs: offDelay * SECOND_MS };
  }
  return { delays, deadband: file['out-of-range']?.deadband ?? {} };
}

/** A jurisdiction in the words of the model. A parent that is the jurisdiction itself and no subject becomes null. */
export function toJurisdiction(file: JurisdictionFile): Jurisdiction {
  const ids = new Set(file.subjects.map(({ id }) => id));
  return {
    id: file.id,
    name: toName(file.name, file.id),
    timezone: file.timezone ?? DEFAULT_ZONE,
    plans: file.plans ?? [],
    subjects: file.subjects.map((subject) => toSubject(subject, ids)),
    ...(file.watch === undefined ? {} : { watch: toWatch(file.watch) }),
  };
}

/** A standard in the words of the model. */
export const toStandard = (file: StandardFile): AqiStandard => ({
  id: file.id,
  title: file.title,
  from: file.from,
  indices: file.indices.values,
  breakpoints: Object.fromEntries(Object.entries(file.breakpoints).map(([metric, { values }]) => [metric, values])),
  roundTo: file.rounding?.decimals ?? null,
  beyond: Object.fromEntries(Object.entries(file.beyond ?? {}).map(([metric, { index }]) => [metric, index])),
  incompletePublishedAbove: file.incomplete?.publishedAbove ?? null,
  classes: file.classes.map(({ upTo, name, color }) => ({ upTo, name, color })),
});
