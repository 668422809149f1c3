import type { RaisedLevel } from './level.ts';
import type { Text } from './text.ts';

/** A text with the clause that it comes from. */
export interface ClauseText {
  readonly clause: string;
  readonly text: Text;
}

/** Who acts by a plan; what a city calls them is in the plan's `roles`. */
export const PLAN_ROLES = [
  'operator',
  'office',
  'office-director',
  'deputy-commander',
  'commander',
  'general-commander',
  'member-unit',
] as const;
export type Role = (typeof PLAN_ROLES)[number];

/** Those above the operator: who is told when somebody else did not act. Lowest first. */
export const CALLED_ROLES = [
  'office',
  'office-director',
  'deputy-commander',
  'commander',
  'general-commander',
] as const satisfies readonly Role[];

/** What the plan calls a role. */
export interface RoleName extends ClauseText {
  readonly role: Role;
}

/** A unit that carries out measures. */
export interface Unit {
  readonly id: string;
  readonly text: Text;
}

/** A fact that people report. All but `text` become readings of the area. */
export interface Field {
  readonly id: string;
  readonly title: Text;
  readonly clause: string;
  /** `count`: a whole number. `yes-no`: 1 or 0. `choice`: the value of an option. `text`: no reading. */
  readonly type: 'count' | 'number' | 'yes-no' | 'choice' | 'text';
  /** null where it has none. */
  readonly unit: Text | null;
  /** The metric of its readings; null for `text`. */
  readonly metric: string | null;
  /** Of a `choice`, else empty. */
  readonly options: readonly { readonly value: number; readonly text: Text }[];
}

/** An incident report that an operator files (SEMANTICS 7). */
export interface Form {
  readonly id: string;
  readonly title: Text;
  readonly clause: string;
  readonly fields: readonly Field[];
}

/** A level that people may declare where the text leaves it to judgement. */
export interface Declaration extends ClauseText {
  readonly id: string;
  readonly levels: readonly RaisedLevel[];
  /** Any of these. */
  readonly by: readonly Role[];
}

/** A time that may pass after something. */
export interface Within {
  readonly ms: number;
  /** `recommendation`, `notice`, `order`, or the id of a step. */
  readonly after: string;
}

/** What a step is for; `notice`: a notice of the province or region came. */
export const OCCASIONS = ['start', 'raise', 'lower', 'lift', 'end', 'notice'] as const;
export type Occasion = (typeof OCCASIONS)[number];

export const STEP_ACTS = [
  'verify',
  'consult',
  'draft',
  'propose',
  'approve',
  'declare',
  'publish',
  'notify',
  'order',
  'report',
  'hand-over',
  'end',
] as const;
export type StepAct = (typeof STEP_ACTS)[number];

/** Something that somebody does to start, change or end a warning or response. */
export interface Step extends ClauseText {
  readonly id: string;
  readonly on: readonly Occasion[];
  /** Levels for which it is done. */
  readonly levels: readonly RaisedLevel[];
  readonly act: StepAct;
  /** Any of these; `starter`: who started it. */
  readonly by: readonly (Role | 'starter')[];
  /** null where the text names no time. */
  readonly within: Within | null;
}

/** When a report is due while a warning or response is in force. */
export type Due =
  | { readonly kind: 'every'; readonly ms: number }
  /** Local time of day, `HH:MM`. */
  | { readonly kind: 'daily'; readonly at: string }
  | ({ readonly kind: 'within' } & Within)
  | { readonly kind: 'once' };

/** A report that is due while a warning or response is in force. */
export interface Reporting extends ClauseText {
  readonly id: string;
  readonly levels: readonly RaisedLevel[];
  readonly by: readonly Role[];
  readonly due: Due;
}

export const MEASURE_GROUPS = [
  'health',
  'voluntary',
  'industry',
  'dust',
  'vehicles',
  'command',
  'rescue',
  'repair',
  'supply',
  'order',
  'information',
  'support',
] as const;
export type MeasureGroup = (typeof MEASURE_GROUPS)[number];

/** What a plan has done while a warning or response is in force. */
export interface Measure {
  readonly id: string;
  /** The clause that asks for it, by level; levels that do not ask for it are absent. */
  readonly levels: Readonly<Partial<Record<RaisedLevel, string>>>;
  readonly group: MeasureGroup;
  /** Ids of units. */
  readonly units: readonly string[];
  /** In place so long after the order; null where the text names no time. */
  readonly within: { readonly ms: number; readonly clause: string } | null;
  /** Done every day by this local time; null where the text names none. */
  readonly dailyAt: string | null;
  readonly text: Text;
}

/** Why nothing in a plan file refers to a clause of its text. */
export type OutOfScope = 'general' | 'organisation' | 'preparedness' | 'aftermath' | 'annex' | 'other-authority' | Text;

/** How a plan file carries a clause: judged by a rule, declared or confirmed by people, reported, done, or who it is. */
export type Carried = 'computed' | 'declared' | 'reported' | 'measure' | 'step' | 'organisation';

/** A numbered clause of the text, and what became of it. */
export interface ClauseEntry extends ClauseText {
  /** The parts of the file that refer to it, by kind, with their ids; empty for a heading or what is out of scope. */
  readonly carried: readonly { readonly as: Carried; readonly ids: readonly string[] }[];
  readonly outOfScope: OutOfScope | null;
}
