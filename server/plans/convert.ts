/** From the shapes of the files to the words of the model. The files have been checked; nothing can fail here. */
import { bareSubject, type Jurisdiction, type Subject } from '../model/jurisdiction.ts';
import { LEVELS, type RaisedLevel } from '../model/level.ts';
import type { ByLevel, Dated, GapBound, Plan, PlanLevel, RecommendationPolicy, Rule } from '../model/plan.ts';
import type { AqiStandard } from '../model/standard.ts';
import type { Text } from '../model/text.ts';
import type { JurisdictionFile, PlanFile, RuleFile, StandardFile, SubjectFile } from './schema.ts';

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

const toBound = (bound: { readonly above?: number | undefined; readonly from?: number | undefined }): GapBound =>
  bound.above === undefined ? { from: bound.from ?? 0 } : { above: bound.above };

function toRule(rule: RuleFile): Rule {
  const { id, title, clause, role } = rule;
  const base = { id, title: toText(title), clause, role, interpretation: rule.interpretation ?? null };
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
        editions: toEditions(rule.values, ({ above, levels, severe, sudden, forecastUpper, validDay }) => ({
          above,
          days: mapLevels(levels, ({ days }) => days),
          severe: { level: severe.level, above: severe.above, days: severe.days },
          sudden: { level: sudden.level, atLeast: sudden.atLeast },
          upperFromDays: forecastUpper.days,
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
          shed: mapLevels(levels, ({ shed }) => shed),
          customers: mapLevels(levels, ({ customers }) => customers),
          classes:
            classes?.map((one) => ({ loadFrom: one.loadFrom, shed: mapLevels(one.levels, ({ shed }) => shed) })) ??
            null,
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
    case 'interruption':
      return {
        ...base,
        kind: rule.kind,
        clauses: clausesOf(rule.values.map(({ levels }) => levels)),
        editions: toEditions(rule.values, ({ levels }) => ({
          levels: mapLevels(levels, ({ days, countyGap, localGap }) => ({
            days,
            countyGap: toBound(countyGap),
            localGap: toBound(localGap),
          })),
        })),
      };
  }
}

const toItem = ({ clause, zh, en }: Text & { readonly clause: string }): { clause: string; text: Text } => ({
  clause,
  text: { zh, en },
});

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
    calm: { aqi, so2, hours, minHours },
    lowest: policy.lowest.level,
  };
}

/** A plan in the words of the model. */
export const toPlan = (file: PlanFile): Plan => ({
  id: file.id,
  title: file.title,
  short: file.short,
  document: file.document,
  scale: file.scale,
  area: file.area,
  levels: file.levels.map(({ id, color, name, warning, response, clause, guidance }): PlanLevel => ({
    id,
    color,
    name,
    ...(warning === undefined ? {} : { warning }),
    ...(response === undefined ? {} : { response }),
    clause,
    guidance: guidance.map(toItem),
  })),
  rules: file.rules.map(toRule),
  recommendation: toPolicy(file.recommendation),
});

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

/** A jurisdiction in the words of the model. A parent that is the jurisdiction itself and no subject becomes null. */
export function toJurisdiction(file: JurisdictionFile): Jurisdiction {
  const ids = new Set(file.subjects.map(({ id }) => id));
  return {
    id: file.id,
    name: toName(file.name, file.id),
    timezone: file.timezone ?? DEFAULT_ZONE,
    plans: file.plans ?? [],
    subjects: file.subjects.map((subject) => toSubject(subject, ids)),
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
