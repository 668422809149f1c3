import type { Level, RaisedLevel } from './level.ts';
import type { ClauseText, Due, MeasureGroup, Role, Step } from './procedure.ts';
import type { Text } from './text.ts';
import type { Action, Evidence } from './verdict.ts';

/** Who did something, in which role. */
export interface Actor {
  readonly name: string;
  readonly role: Role;
}

/** What a round of a case came from. */
export type Origin =
  /** The engine recommended it; `recommendation` is its id. */
  | { readonly kind: 'recommendation'; readonly recommendation: string }
  /** The plan lets people declare it. */
  | { readonly kind: 'declaration'; readonly declaration: string; readonly reason: string }
  /** A notice of the province or region came; its level is a floor. */
  | { readonly kind: 'notice'; readonly sender: string; readonly reason: string }
  /** Somebody wants to lower or end what is in force. */
  | { readonly kind: 'proposal'; readonly reason: string };

/** A step of a round, as the plan had it when the round began. */
export type CaseStep = Pick<Step, 'id' | 'act' | 'by' | 'within' | keyof ClauseText>;

/** A measure on the checklist of a case, one for each responsible unit. */
export interface CaseMeasure {
  readonly id: string;
  readonly unit: string;
  readonly group: MeasureGroup;
  readonly clause: string;
  readonly text: Text;
  readonly withinMs: number | null;
  /** Local time of day by which it is done every day, or null. */
  readonly dailyAt: string | null;
}

/** A report that is due while a level is in force. */
export interface CaseReporting extends ClauseText {
  readonly id: string;
  readonly by: readonly Role[];
  readonly due: Due;
}

/** What begins a round: the way from a recommendation, declaration, notice or proposal to a level in force. */
export interface RoundStart {
  readonly action: Action;
  /** The level that will be in force. */
  readonly to: Level;
  readonly origin: Origin;
  /** In the order of the plan. */
  readonly steps: readonly CaseStep[];
  /** The proof behind it, where the engine has one. */
  readonly evidence: readonly Evidence[];
  readonly by: Actor | null;
}

/** What a step puts in force. */
export interface Effect {
  readonly level: Level;
  readonly measures: readonly CaseMeasure[];
  readonly reporting: readonly CaseReporting[];
  /** What must be confirmed before an end. */
  readonly confirm: readonly ClauseText[];
}

/** What happens to a case. Times are epoch ms in event time. Nothing is ever edited, only added. */
export type CaseEvent =
  | {
      readonly kind: 'case-opened';
      readonly id: string;
      readonly at: number;
      readonly plan: string;
      readonly edition: string;
      readonly subject: string;
      readonly round: RoundStart;
    }
  /** A new round takes the place of the one that is under way, if any. */
  | { readonly kind: 'case-round'; readonly id: string; readonly at: number; readonly round: RoundStart }
  | {
      readonly kind: 'case-step';
      readonly id: string;
      readonly at: number;
      readonly step: string;
      readonly by: Actor;
      readonly note: string | null;
      /** The level whose conditions stood at that moment. */
      readonly condition: Level;
      /** null when the step puts nothing in force. */
      readonly effect: Effect | null;
    }
  /** An approver sends it back: from `to` on the steps are done again. */
  | {
      readonly kind: 'case-sent-back';
      readonly id: string;
      readonly at: number;
      readonly step: string;
      readonly to: string;
      readonly by: Actor;
      readonly reason: string;
    }
  | {
      readonly kind: 'case-refused';
      readonly id: string;
      readonly at: number;
      readonly by: Actor;
      readonly reason: string;
    }
  /** What the round came from has gone before anybody approved it. */
  | { readonly kind: 'case-withdrawn'; readonly id: string; readonly at: number }
  | {
      readonly kind: 'case-measure';
      readonly id: string;
      readonly at: number;
      readonly measure: string;
      readonly unit: string;
      readonly by: Actor;
      readonly note: string | null;
      /** Name of a file that proves it, or null. */
      readonly file: string | null;
    }
  | {
      readonly kind: 'case-report';
      readonly id: string;
      readonly at: number;
      readonly report: string;
      readonly by: Actor;
      readonly note: string | null;
    }
  /** One of the things that only people can confirm before an end, by its place in the list. */
  | {
      readonly kind: 'case-confirmed';
      readonly id: string;
      readonly at: number;
      readonly item: number;
      readonly by: Actor;
      readonly note: string | null;
    }
  /** Something was not done in time; the next role is told. */
  | {
      readonly kind: 'case-overdue';
      readonly id: string;
      readonly at: number;
      readonly due: string;
      readonly dueAt: number;
      /** null when nobody is above those who should have done it. */
      readonly escalatedTo: Role | null;
    };

/** Whether an event is one of a case. */
export const isCaseEvent = (event: { readonly kind: string }): event is CaseEvent => event.kind.startsWith('case-');

/** A step that was done, or undone by being sent back. */
export interface StepRecord {
  readonly round: number;
  readonly step: string;
  readonly by: Actor;
  readonly at: number;
  readonly note: string | null;
  /** The level in force through it, or null. */
  readonly level: Level | null;
  /** It was sent back later and does not count. */
  readonly undone: boolean;
}

/** The round that is under way. */
export interface Round extends RoundStart {
  /** From 1. */
  readonly number: number;
  readonly at: number;
}

export interface MeasureRecord {
  readonly measure: string;
  readonly unit: string;
  readonly at: number;
  readonly by: Actor;
  readonly note: string | null;
  readonly file: string | null;
}

export interface ReportRecord {
  readonly report: string;
  readonly at: number;
  readonly by: Actor;
  readonly note: string | null;
}

export type CaseState =
  | 'recommended'
  | 'drafted'
  | 'approved'
  | 'published'
  | 'in-force'
  | 'lifting'
  | 'ended'
  | 'withdrawn'
  | 'refused';

/** A warning or response from its recommendation to its end: the fold of its events. */
export interface Case {
  readonly id: string;
  readonly plan: string;
  readonly edition: string;
  readonly subject: string;
  readonly openedAt: number;
  readonly endedAt: number | null;
  readonly revision: number;
  /** Level in force. */
  readonly level: Level;
  readonly highest: Level;
  /** When the present level came into force; null while none is. */
  readonly since: number | null;
  /** Who started what is in force: who put its level in force when it last went up. */
  readonly starter: Actor | null;
  /** A level that a notice asks for: going below it needs the province's consent. */
  readonly floor: RaisedLevel | null;
  /** The round under way, or null. */
  readonly round: Round | null;
  readonly rounds: number;
  /** How the last round ended that put nothing in force; null otherwise. */
  readonly closed: 'withdrawn' | 'refused' | null;
  readonly steps: readonly StepRecord[];
  readonly measures: readonly CaseMeasure[];
  readonly reporting: readonly CaseReporting[];
  readonly confirm: readonly ClauseText[];
  readonly done: readonly MeasureRecord[];
  readonly reports: readonly ReportRecord[];
  /** Items of `confirm` that somebody confirmed since the present level came into force. */
  readonly confirmed: readonly number[];
  /** When the steps that began a level's clock were done: the effect itself, and the order. */
  readonly effectiveAt: number | null;
  readonly orderedAt: number | null;
  /** Dues that were called overdue. */
  readonly overdue: readonly string[];
  readonly log: readonly CaseEvent[];
}

/** Something that should be done by a time. */
export interface CaseDue {
  /** `step:ID`, `report:ID`, `measure:ID:UNIT`, with the round or the time where it comes again. */
  readonly key: string;
  readonly kind: 'step' | 'report' | 'measure';
  readonly id: string;
  /** Responsible unit of a measure, else null. */
  readonly unit: string | null;
  readonly roles: readonly Role[];
  readonly at: number;
}
