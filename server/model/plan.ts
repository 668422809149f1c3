import type { GridScope, SubjectKind } from './jurisdiction.ts';
import type { Level, RaisedLevel } from './level.ts';
import type {
  ClauseEntry,
  ClauseText,
  Declaration,
  Form,
  Measure,
  Reporting,
  Role,
  RoleName,
  Step,
  Unit,
} from './procedure.ts';
import type { Text } from './text.ts';

/** Numbers by level; a level that the rule does not have is absent. */
export type ByLevel<T> = Readonly<Partial<Record<RaisedLevel, T>>>;

/** One edition of a rule's numbers, in force from a local date on. */
export interface Dated<T> {
  /** Local date `YYYY-MM-DD`. */
  readonly from: string;
  readonly values: T;
}

/** What every rule has. */
interface RuleBase {
  /** Never reused within a plan. */
  readonly id: string;
  readonly title: Text;
  /** The clause that the rule comes from. */
  readonly clause: string;
  /** The clause by level, where levels have clauses of their own. */
  readonly clauses: ByLevel<string>;
  /** `plan`: counts for the plan's condition level. `alarm`: only alarms. */
  readonly role: 'plan' | 'alarm';
  /** What the text leaves open and how it was read here; null when nothing was. */
  readonly interpretation: Text | null;
  /** What only people can confirm of the condition. */
  readonly confirm: readonly ClauseText[];
}

/** Consecutive hours above a concentration (SEMANTICS 5.1). */
export interface RunOfHoursRule extends RuleBase {
  readonly kind: 'run-of-hours';
  readonly metric: string;
  readonly editions: readonly Dated<RunOfHoursValues>[];
}
export interface RunOfHoursValues {
  /** Exceeding hours that meet a level. */
  readonly hours: number;
  /** Missing hours in a row that do not break a run. */
  readonly bridge: number;
  /** A level's concentration; an hour exceeds it when `>`. */
  readonly above: ByLevel<number>;
}

/** Consecutive days of a mean AQI (SEMANTICS 5.2). */
export interface DaysRule extends RuleBase {
  readonly kind: 'days';
  readonly editions: readonly Dated<DaysValues>[];
}
/**
 * How days are counted (FACTS 6 calls the official wording open). `adjacent-days`: back-to-back 24 hours from any hour.
 * `every-window`: every window of 24 hours that ends in the stretch. `calendar-days`: local days.
 */
export type DayCounting = 'adjacent-days' | 'every-window' | 'calendar-days';
/** A line that a mean is compared with: met when `>` (`above`) or `>=` (`from`) the number. */
export type Line = { readonly above: number } | { readonly from: number };
/** One way to meet a level: days in a row over a line, and inside them days in a row above a second one. */
export interface DaysAlternative {
  readonly line: Line;
  readonly days: number;
  readonly inside: { readonly above: number; readonly days: number } | null;
}
export interface DaysValues {
  readonly counting: DayCounting;
  /** Ways to meet a level; one is enough. */
  readonly levels: ByLevel<readonly DaysAlternative[]>;
  /** From this many days above this line on, the upper end of the forecast counts; null when it never does. */
  readonly upperFrom: { readonly above: number; readonly days: number } | null;
  /** Valid hours that a 24-hour mean needs (GB 3095). */
  readonly minHours: number;
}

/** Severe pollution is here and will not go (SEMANTICS 5.3). */
export interface SevereNowRule extends RuleBase {
  readonly kind: 'severe-now';
  readonly editions: readonly Dated<SevereNowValues>[];
}
export interface SevereNowValues {
  readonly level: RaisedLevel;
  readonly above: number;
  readonly minHours: number;
  /** With fewer forecast hours than this in the next 24 there is no forecast of relief. */
  readonly minForecastHours: number;
}

/** Bounds of a grid's loss in percent; a level is met from its bound up. */
export interface BandBounds {
  readonly shed: ByLevel<number>;
  readonly customers: ByLevel<number>;
}

/** Load or customers lost by a grid (SEMANTICS 6). */
export interface BandRule extends RuleBase {
  readonly kind: 'band';
  readonly scope: GridScope;
  readonly editions: readonly Dated<BandValues>[];
}
export interface BandValues extends BandBounds {
  /** By the load before the event; null when the bounds do not depend on it. Highest class first. */
  readonly classes: readonly (BandBounds & { readonly loadFrom: number })[] | null;
  /** The home city and at least one other city grid must be out by this much as well; null when not asked. */
  readonly severalCities: { readonly shed: number; readonly customers: number } | null;
}

/** What a coal enterprise's stock is measured against. */
export type StockMeasure = 'days-of-output' | 'days-of-sales' | 'percent-of-mean';
export type EnterpriseKind = Extract<SubjectKind, 'coal-producer' | 'coal-trader' | 'coal-user'>;

/** Coal stock below a line (SEMANTICS 6). */
export interface StockRule extends RuleBase {
  readonly kind: 'stock';
  /** `each`: every enterprise on its own. `sum`: the county's key enterprises of a kind together. */
  readonly over: 'each' | 'sum';
  readonly editions: readonly Dated<StockValues>[];
}
export interface StockValues {
  readonly kinds: readonly {
    readonly kind: EnterpriseKind;
    readonly measure: StockMeasure;
    /** A level is met when the measure is `<` this. */
    readonly below: ByLevel<number>;
  }[];
}

/** A test of reported facts. A field that nobody reported meets no comparison. */
export type FactTest =
  | {
      readonly kind: 'compare';
      /** Id of a field of the form. */
      readonly field: string;
      /** `from` is `>=`, `above` is `>`, `below` is `<`, `is` is `=`. */
      readonly comparison: 'from' | 'above' | 'below' | 'is';
      readonly value: number;
    }
  /** Some field of the form was reported. */
  | { readonly kind: 'filed' }
  | { readonly kind: 'all' | 'any'; readonly tests: readonly FactTest[] };

/** Facts that people report with a form of the plan (SEMANTICS 6, oil and gas; 7). */
export interface ReportRule extends RuleBase {
  readonly kind: 'report';
  /** Id of the form. */
  readonly form: string;
  /** From then on the facts no longer stand; null: until the next report. */
  readonly until: FactTest | null;
  readonly editions: readonly Dated<ReportValues>[];
}
export interface ReportValues {
  readonly when: ByLevel<FactTest>;
}

/** Rules that are judged at every hour boundary. */
export type HourlyRule = RunOfHoursRule | DaysRule | SevereNowRule;
/** Rules that are judged at each reading that they use. */
export type InstantRule = BandRule | StockRule | ReportRule;
export type Rule = HourlyRule | InstantRule;

/** How the plan's recommendations come about. */
export type RecommendationPolicy =
  | {
      /** A warning of pollution: start, raise, lower, lift (SEMANTICS 5.4). */
      readonly kind: 'warning';
      readonly clause: string;
      readonly interpretation?: Text;
      readonly leadHours: number;
      /** Lifting needs this calm for this long. */
      readonly calm: {
        readonly aqi: number;
        /** null where the plan has no line for SO2. */
        readonly so2: number | null;
        readonly hours: number;
        readonly minHours: number;
      };
      /** Lowering does not go below this while the air is not calm. */
      readonly lowest: RaisedLevel;
      /** An hour with an AQI above this and ozone first gives a health notice, never a level; null: the plan has none. */
      readonly ozone: { readonly above: number; readonly clause: string } | null;
    }
  | {
      /** A response to an outage or shortage: start, raise, end (SEMANTICS 6). */
      readonly kind: 'response';
      readonly clause: string;
      readonly interpretation?: Text;
      /** Percent of the peak loss that must be recovered, or null when the text names none. */
      readonly recovery: { readonly grids: number; readonly keyGrids: number } | null;
      /** What only people can confirm before the end. */
      readonly confirm: readonly ClauseText[];
    };

/** A level as the plan has it. */
export interface PlanLevel {
  readonly id: RaisedLevel;
  readonly color: 'blue' | 'yellow' | 'orange' | 'red';
  readonly name: Text;
  /** Name of the warning that goes with the level, where the text keeps warnings and responses apart. */
  readonly warning?: Text;
  /** Name of the response that goes with the level, where the text keeps them apart. */
  readonly response?: Text;
  readonly clause: string;
  /** What to do first, for the operator who gets the alarm. */
  readonly guidance: readonly ClauseText[];
}

/** Who is told when nobody acts. The texts of the plans name no such times: it is the order of the centre on duty. */
export interface EscalationOrder {
  /** Where it comes from, since it has no clause. */
  readonly interpretation: Text;
  /** Whom an alarm goes on to while nobody acknowledges it, the first told first. */
  readonly ladder: readonly Role[];
  /** How long an alarm stands unacknowledged before the next of the ladder is told, ms; each level of the plan has one. */
  readonly afterMs: ByLevel<number>;
  /** Whether the next role is told of a step, report or measure that is overdue; else it is recorded and told to nobody. */
  readonly overdue: boolean;
}

/** An edition of the document. */
export interface PlanEdition {
  /** Short and unique in the plan, such as the year. */
  readonly id: string;
  /** First local date on which it holds, `YYYY-MM-DD`. */
  readonly from: string;
  readonly issued: string;
  readonly number: string;
  readonly publisher: Text;
}

/** What is judged of a plan, with the names that screens show beside it. */
export interface JudgedPlan {
  readonly id: string;
  readonly title: Text;
  /** Short name for narrow places. */
  readonly short: Text;
  /** Oldest first; at least one. */
  readonly editions: readonly [PlanEdition, ...PlanEdition[]];
  /** Levels of pollution and of outages are separate scales; never in one legend. */
  readonly scale: 'pollution' | 'outage' | 'energy' | 'incident';
  /** The kind of subject that the plan's recommendation speaks of. */
  readonly area: 'city' | 'county';
  /** Lowest first. */
  readonly levels: readonly PlanLevel[];
  readonly forms: readonly Form[];
  readonly rules: readonly Rule[];
  readonly recommendation: RecommendationPolicy;
}

/** An emergency plan as data: what is judged, what people do, and what became of each clause of the text. */
export interface Plan extends JudgedPlan {
  readonly roles: readonly RoleName[];
  readonly units: readonly Unit[];
  readonly declarations: readonly Declaration[];
  readonly steps: readonly Step[];
  readonly reporting: readonly Reporting[];
  readonly measures: readonly Measure[];
  /** null: alarms are told on to nobody. */
  readonly escalation: EscalationOrder | null;
  readonly clauses: readonly ClauseEntry[];
}

/** A name without what stands in brackets or after a comma or semicolon: where an office sits is told once, not in every row. */
const beforeAside = (name: string): string => /^[^（(，,；;]+/u.exec(name)?.[0].trim() ?? name;

/** What the plan calls a role, in short; null where it has no name for it. */
export function roleName({ roles }: Pick<Plan, 'roles'>, role: Role): Text | null {
  const found = roles.find((one) => one.role === role);
  return found === undefined ? null : { zh: beforeAside(found.text.zh), en: beforeAside(found.text.en) };
}

/** The judged part of a plan alone: a fifth of the whole, for screens that only watch. */
export const judgedPart = (plan: Plan): JudgedPlan => {
  const { id, title, short, editions, scale, area, levels, forms, rules, recommendation } = plan;
  return { id, title, short, editions, scale, area, levels, forms, rules, recommendation };
};

/** The edition of a plan that holds on a local date; the first one for dates before it. */
export function editionOn({ editions }: Pick<JudgedPlan, 'editions'>, date: string): PlanEdition {
  let found: PlanEdition = editions[0];
  for (const edition of editions) if (edition.from <= date) found = edition;
  return found;
}

/** The newest edition of a plan. */
export const newestEdition = ({ editions }: Pick<JudgedPlan, 'editions'>): PlanEdition =>
  editions.at(-1) ?? editions[0];

/**
 * The plan as one of its editions has it, for every date: the numbers that hold when the next edition comes, or now.
 * null when it has no such edition.
 */
export function pinEdition(plan: Plan, edition: string): Plan | null {
  const index = plan.editions.findIndex(({ id }) => id === edition);
  const found = plan.editions[index];
  if (found === undefined) return null;
  const next = plan.editions[index + 1];
  const rules = plan.rules.flatMap((rule): Rule[] => {
    const held = rule.editions.filter(({ from }) => next === undefined || from < next.from);
    // A rule that begins with a later edition is none of this one's.
    return held.length === 0 ? [] : [{ ...rule, editions: held.slice(-1) } as Rule];
  });
  return { ...plan, editions: [found], rules };
}

/** The plan with its rules of days counted in another way. */
export const withCounting = (plan: Plan, counting: DayCounting): Plan => ({
  ...plan,
  rules: plan.rules.map((rule) =>
    rule.kind === 'days'
      ? { ...rule, editions: rule.editions.map(({ from, values }) => ({ from, values: { ...values, counting } })) }
      : rule,
  ),
});

/** The edition of a rule's numbers that holds on a local date; the first one for dates before it. */
export function valuesOn<T>(editions: readonly Dated<T>[], date: string): T {
  let found: Dated<T> | undefined;
  for (const edition of editions) if (found === undefined || edition.from <= date) found = edition;
  if (found === undefined) throw new RangeError('a rule without values');
  return found.values;
}

/** The clause that a level of a rule comes from. */
export const clauseOf = (rule: Rule, level: Level): string =>
  level === 'none' ? rule.clause : (rule.clauses[level] ?? rule.clause);
