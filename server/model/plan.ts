import type { GridScope, SubjectKind } from './jurisdiction.ts';
import type { Level, RaisedLevel } from './level.ts';
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
export interface DaysValues {
  /** A day counts when its mean AQI is `>` this. */
  readonly above: number;
  /** Days in a row that meet a level. */
  readonly days: ByLevel<number>;
  /** The highest level also needs days in a row above a second line. */
  readonly severe: { readonly level: RaisedLevel; readonly above: number; readonly days: number };
  /** A day whose mean is `>=` this meets a level on its own. */
  readonly sudden: { readonly level: RaisedLevel; readonly atLeast: number };
  /** From this many days on the upper end of the forecast counts. */
  readonly upperFromDays: number;
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
  readonly classes: readonly { readonly loadFrom: number; readonly shed: ByLevel<number> }[] | null;
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

/** Oil or gas delivery stopped (SEMANTICS 6). */
export interface InterruptionRule extends RuleBase {
  readonly kind: 'interruption';
  readonly editions: readonly Dated<InterruptionValues>[];
}
/** A gap bound: met when the gap is `>` (`above`) or `>=` (`from`) the number, in percent. */
export type GapBound = { readonly above: number } | { readonly from: number };
export interface InterruptionValues {
  readonly levels: ByLevel<{ readonly days: number; readonly countyGap: GapBound; readonly localGap: GapBound }>;
}

/** Rules that are judged at every hour boundary. */
export type HourlyRule = RunOfHoursRule | DaysRule | SevereNowRule;
/** Rules that are judged at each reading that they use. */
export type InstantRule = BandRule | StockRule | InterruptionRule;
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
      readonly calm: { readonly aqi: number; readonly so2: number; readonly hours: number; readonly minHours: number };
      /** Lowering does not go below this while the air is not calm. */
      readonly lowest: RaisedLevel;
    }
  | {
      /** A response to an outage or shortage: start, raise, end (SEMANTICS 6). */
      readonly kind: 'response';
      readonly clause: string;
      readonly interpretation?: Text;
      /** Percent of the peak loss that must be recovered, or null when the text names none. */
      readonly recovery: { readonly grids: number; readonly keyGrids: number } | null;
      /** What only people can confirm before the end. */
      readonly confirm: readonly { readonly clause: string; readonly text: Text }[];
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
  readonly guidance: readonly { readonly clause: string; readonly text: Text }[];
}

/** An emergency plan as data. */
export interface Plan {
  readonly id: string;
  readonly title: Text;
  /** Short name for narrow places. */
  readonly short: Text;
  readonly document: { readonly number: string; readonly publisher: Text; readonly issued: string };
  /** Levels of pollution and of outages are separate scales; never in one legend. */
  readonly scale: 'pollution' | 'outage' | 'energy';
  /** The kind of subject that the plan's recommendation speaks of. */
  readonly area: 'city' | 'county';
  /** Lowest first. */
  readonly levels: readonly PlanLevel[];
  readonly rules: readonly Rule[];
  readonly recommendation: RecommendationPolicy;
}

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
