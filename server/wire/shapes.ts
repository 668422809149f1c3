/**
 * What the server sends, as JSON: the shapes of API.md. Named instants are ISO 8601 in UTC; instants in rows of numbers
 * are epoch ms, since charts want them so.
 */
import type { AlarmClass, AlarmState, Assignee } from '../model/alarm.ts';
import type { Grant, Role } from '../model/grant.ts';
import type { Jurisdiction } from '../model/jurisdiction.ts';
import type { CaseState, Origin } from '../model/case.ts';
import type { Level } from '../model/level.ts';
import type { MeasureGroup, Role as PlanRole, Step } from '../model/procedure.ts';
import type { JudgedPlan, Plan } from '../model/plan.ts';
import type { Text } from '../model/text.ts';
import type { Action, Gauge, Progress } from '../model/verdict.ts';
import type { WireDrill } from './drill.ts';

export { ROLES } from '../model/grant.ts';
export type { Grant, Role };
export type { AlarmClass, AlarmState, Assignee, Action, Gauge, JudgedPlan, Jurisdiction, Level, Plan, Progress, Text };

/** Evidence of a verdict, with readable instants. */
export interface WireEvidence {
  readonly clause: string;
  readonly summary: Text;
  readonly window: { readonly from: string; readonly to: string } | null;
  readonly unit: string;
  readonly thresholds: readonly { readonly level: Level; readonly at: number }[];
  readonly values: readonly (readonly [string, number | null] | readonly [string, number | null, 'forecast'])[];
  readonly missing: number;
  readonly facts: Readonly<Record<string, number | string | boolean | null>>;
}

/** How one rule stands on one subject. */
export interface WireLevel {
  readonly jurisdiction: string;
  readonly plan: string;
  readonly rule: string;
  readonly subject: string;
  readonly level: Level;
  readonly since: string | null;
  /** Event time of the last evaluation. */
  readonly at: string | null;
  readonly indeterminate: boolean;
  readonly progress: Progress | null;
  readonly gauges: readonly Gauge[];
  readonly evidence: WireEvidence | null;
  readonly clause: string;
}

/** One occurrence of an alarm. */
export interface WireAlarm {
  readonly id: string;
  readonly jurisdiction: string;
  readonly plan: string | null;
  readonly rule: string;
  readonly subject: string;
  readonly class: AlarmClass;
  readonly state: AlarmState;
  readonly active: boolean;
  readonly level: Level;
  readonly highest: Level;
  readonly since: string;
  readonly changedAt: string;
  readonly revision: number;
  readonly acknowledgedBy: string | null;
  readonly acknowledgedAt: string | null;
  readonly note: string | null;
  readonly shelvedUntil: string | null;
  readonly shelvedBy: string | null;
  readonly shelvedReason: string | null;
  /**
   * Who was told since nobody acknowledges it, by the order of its plan, the newest last; at a higher level a role is
   * told again. The revision does not move with it.
   */
  readonly escalated: readonly { readonly to: PlanRole; readonly at: string }[];
  /** Since when it calls nobody because its rule is out of service there; null: in service. */
  readonly outOfService: { readonly at: string; readonly by: string; readonly reason: string } | null;
  /** Id of the alarm that stands for it; null: it stands for itself. */
  readonly suppressedBy: string | null;
  /** When it last asked for attention, as far as people could know; null: never. */
  readonly calledAt: string | null;
  /** What people said of it, oldest first. The revision does not move with it, nor with who looks after it. */
  readonly comments: readonly { readonly at: string; readonly by: string; readonly text: string }[];
  readonly assignment: { readonly at: string; readonly by: string; readonly to: Assignee } | null;
  readonly indeterminate: boolean;
  readonly evidence: WireEvidence | null;
  readonly clause: string | null;
}

/** A rule (or watchdog, without a plan) on a subject, and since when it is out of service; `out` is null when it is not. */
export interface WireService {
  readonly jurisdiction: string;
  readonly plan: string | null;
  readonly rule: string;
  readonly subject: string;
  readonly out: { readonly at: string; readonly by: string; readonly reason: string } | null;
}

/** An alarm asked for attention: raised, raised again, or raised in level. */
export interface WireCall {
  readonly at: string;
  readonly alarm: string;
  readonly jurisdiction: string;
  readonly plan: string | null;
  readonly rule: string;
  readonly subject: string;
}

/** A verdict that late data changed: what the rule said of an evaluation, and what it says now. */
export interface WireCorrection {
  readonly jurisdiction: string;
  readonly plan: string;
  readonly rule: string;
  readonly subject: string;
  /** Event time of the evaluation. */
  readonly at: string;
  /** Event time at which it became known. */
  readonly knownAt: string;
  readonly was: Level;
  readonly now: Level;
}

/** A warning or response as a case: what is recommended, what is in force, and where people stand with it. */
export interface WireWarning {
  readonly id: string;
  readonly jurisdiction: string;
  readonly plan: string;
  readonly edition: string;
  readonly subject: string;
  readonly state: CaseState;
  /** Level in force. */
  readonly level: Level;
  readonly highest: Level;
  /** The level that the round under way leads to; the level in force without one. */
  readonly recommended: Level;
  readonly action: Action;
  /** What the round under way came from, or null. */
  readonly origin: Origin | null;
  /** Since when the round is under way, or else the level in force. */
  readonly since: string;
  readonly inForceSince: string | null;
  readonly changedAt: string;
  readonly immediate: boolean | null;
  readonly publishBy: string | null;
  readonly revision: number;
  /** A level that a notice asks for, or null. */
  readonly floor: Level | null;
  readonly starter: string | null;
  /** What is to be done by a time, soonest first. `role` is the first of `roles`. */
  readonly due: readonly {
    readonly step: string;
    readonly kind: 'step' | 'report' | 'measure';
    readonly unit: string | null;
    readonly role: string;
    readonly roles: readonly string[];
    readonly at: string;
    /** It was called overdue, and the next role was told. */
    readonly overdue: boolean;
    /** Who was told that it is overdue, and when; null: nobody. */
    readonly escalated: { readonly to: PlanRole; readonly at: string } | null;
  }[];
  /** Steps that may be done now. */
  readonly open: readonly {
    readonly step: string;
    readonly act: Step['act'];
    readonly roles: readonly string[];
    readonly clause: string;
    readonly text: Text;
    /** Whoever does it may send it back or refuse it as well. */
    readonly decides: boolean;
  }[];
  readonly steps: readonly {
    readonly step: string;
    readonly by: string;
    readonly role: string;
    readonly at: string;
    readonly note: string;
    /** What it put in force, or null. */
    readonly level: Level | null;
    readonly undone: boolean;
    readonly round: number;
  }[];
  /** The proof behind the round under way. */
  readonly evidence: readonly WireEvidence[];
  readonly measures: readonly {
    readonly id: string;
    readonly unit: string;
    readonly group: MeasureGroup;
    readonly clause: string;
    readonly text: Text;
    readonly done: {
      readonly at: string;
      readonly by: string;
      readonly note: string | null;
      readonly file: string | null;
    } | null;
  }[];
  readonly reporting: readonly {
    readonly id: string;
    readonly clause: string;
    readonly text: Text;
    readonly roles: readonly string[];
  }[];
  readonly reports: readonly {
    readonly report: string;
    readonly at: string;
    readonly by: string;
    readonly note: string;
  }[];
  /** The rest of what is on record, oldest first: rounds, what was sent back, refused, withdrawn, confirmed, overdue. */
  readonly log: readonly {
    readonly kind: 'round' | 'sent-back' | 'refused' | 'withdrawn' | 'confirmed' | 'overdue';
    readonly at: string;
    readonly by: string | null;
    /** Of somebody who acted, or who was told that something is overdue. */
    readonly role: string | null;
    /** Id of the step, report or measure, or the number of what was confirmed. */
    readonly of: string | null;
    /** The level that a round leads to. */
    readonly level: Level | null;
    readonly note: string | null;
  }[];
  /** What only people can confirm before an end. */
  readonly confirm: readonly { readonly clause: string; readonly text: Text; readonly confirmed: boolean }[];
}

/** A part of the program and how it is. */
export interface WireHealth {
  readonly part: string;
  readonly state: 'ok' | 'degraded' | 'down';
  readonly since: string;
  readonly detail: string;
}

/** A reading as charts and lists take it: source, metric, epoch ms, value. */
export type ReadingRow = readonly [source: string, metric: string, time: number, value: number];

/** A point of a line: epoch ms and value, null where it is not known. */
export type Point = readonly [time: number, value: number | null];

/** The lines of the wall for one jurisdiction, about a hundred points each. */
export interface Trends {
  readonly jurisdiction: string;
  readonly at: string;
  readonly air: AirTrend | null;
  readonly grids: readonly GridTrend[];
  readonly coal: readonly CoalTrend[];
  readonly weeks: readonly WeekTrend[];
}

/** Seven days of a plan as stretches, the oldest first; each lasts until the next one, the last until now. */
export interface WeekTrend {
  readonly plan: string;
  /**
   * The highest level of the plan's rules, by the hour. `known` is false where an input was missing, so that it may have
   * been higher.
   */
  readonly condition: readonly (readonly [from: number, level: Level, known: boolean])[];
  /** What people had in force. */
  readonly inForce: readonly (readonly [from: number, level: Level])[];
}

export interface AirTrend {
  readonly subject: string;
  /** The newest judged hour of the city, or null before the first. */
  readonly hour: {
    /** Start of the hour. */
    readonly start: string;
    /** null when the edition publishes none (shown as NA). */
    readonly aqi: number | null;
    readonly primary: readonly string[];
    /** Id of the HJ 633 edition that judged the hour. */
    readonly edition: string;
    /** A plan has a health notice given for this hour: ozone first, and the AQI above its line. No level is met. */
    readonly ozoneNotice: boolean;
    readonly dust: boolean;
    /** City-hour concentrations by metric, null where not valid. */
    readonly concentrations: Readonly<Record<string, number | null>>;
  } | null;
  /** Published AQI by hour, at the hour's start. */
  readonly aqi: readonly Point[];
  /** Mean of rule AQI over the 24 hours that end at the point. */
  readonly dayMean: readonly Point[];
  /** The same, carried on by the forecast: epoch ms, central, upper. */
  readonly dayMeanForecast: readonly (readonly [time: number, central: number, upper: number])[];
  /** City hours of SO₂, observed. */
  readonly so2: readonly Point[];
  readonly so2Forecast: readonly Point[];
  readonly so2Stations: readonly { readonly subject: string; readonly points: readonly Point[] }[];
}

export interface GridTrend {
  readonly subject: string;
  readonly load: readonly Point[];
  /** Load before the event (frozen reference or load + shed), MW; null in the normal state. */
  readonly reference: number | null;
  /** Share of load lost, percent; null when not known. */
  readonly shedPercent: number | null;
  /** `measured` from shed readings, `inferred` from load alone, `unconfirmed` when demand has moved on. */
  readonly shedFrom: 'measured' | 'inferred' | 'unconfirmed' | null;
  readonly customersPercent: number | null;
}

export interface CoalTrend {
  readonly subject: string;
  /** Stock against its denominator: days or percent; null when the reading no longer counts. */
  readonly value: number | null;
  readonly unit: 'd' | '%';
  readonly level: Level;
  readonly stock: readonly Point[];
  readonly marks: readonly { readonly level: Level; readonly at: number }[];
}

/** A stream's place: a new epoch after a restart, `seq` one more with every event. */
export interface Sequence {
  readonly epoch: string;
  readonly seq: number;
}

/** Everything a screen needs to start. */
export interface Snapshot {
  readonly now: string;
  readonly mode: 'demo' | 'live' | 'replay';
  /** Demo clock or replay: event seconds per wall second; 1 in real time. */
  readonly speed: number;
  readonly jurisdictions: readonly Jurisdiction[];
  /** What is judged of the plans; the whole of them is at `/api/plans`. */
  readonly plans: readonly JudgedPlan[];
  /** Newest observed value of each series. */
  readonly latest: readonly ReadingRow[];
  readonly levels: readonly WireLevel[];
  /** Alarms that are not over. */
  readonly alarms: readonly WireAlarm[];
  /** What is out of service, the longest first in each jurisdiction. */
  readonly outOfService: readonly WireService[];
  /** The calls of the last 10 minutes, or of the flood that is under way; ascending. */
  readonly calls: readonly WireCall[];
  /** Cases that are not over. */
  readonly warnings: readonly WireWarning[];
  readonly health: readonly WireHealth[];
  /** The newest corrections, newest first. */
  readonly corrections: readonly WireCorrection[];
  readonly trends: readonly Trends[];
  /** Where each stream stands. */
  readonly seq: {
    readonly epoch: string;
    readonly level: number;
    readonly alarm: number;
    readonly warning: number;
    readonly health: number;
    readonly correction: number;
    readonly service: number;
  };
  /** Replay only. */
  readonly replay: ReplayStatus | null;
  /** The drill that this is the picture of; null: what is real, or was. */
  readonly drill: WireDrill | null;
  /** Drills that are not over; of the live picture only. */
  readonly drills: readonly WireDrill[];
}

/** A viewer's replay. */
export interface ReplayStatus {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly now: string;
  readonly speed: number;
  readonly state: 'loading' | 'playing' | 'paused' | 'ended';
  /** Changes of level over the whole range, for the strip: computed before playing. */
  readonly changes: readonly {
    readonly at: string;
    readonly plan: string;
    readonly rule: string;
    readonly subject: string;
    readonly from: Level;
    readonly to: Level;
  }[];
}

/** Who is signed in at a screen. */
export interface Session {
  readonly name: string;
  /** The highest of the roles, wherever it holds. */
  readonly role: Role;
  /** What the person may do, and where. */
  readonly roles: readonly Grant[];
  /** Where there is a role: ids, or `*` alone for everywhere. */
  readonly jurisdictions: readonly string[];
  /** null without an account. */
  readonly accountId: string | null;
  /** Of a member unit, its id in the plans. */
  readonly unit: string | null;
  /** `demo`: one click, no account. `wall`: a screen that looks and can do nothing else. */
  readonly purpose: 'person' | 'demo' | 'wall';
  /** Id of a wall that is on record. */
  readonly wall?: string;
  /** Nothing is to be had before the password that somebody else knows is changed. */
  readonly mustChangePassword: boolean;
}

/** How one signs in here; known to everybody. */
export interface WaysIn {
  readonly mode: 'demo' | 'live';
  /** Whether those who are not signed in may look. */
  readonly guests: boolean;
  /** Whether a role is enough to sign in: the demo. */
  readonly oneClick: boolean;
}

/** An account as its administrators see it. */
export interface WireAccount {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Grant[];
  readonly unit: string | null;
  readonly disabled: boolean;
  readonly mustChangePassword: boolean;
  readonly createdAt: string;
}

/** A wall that may look by a token of its own. */
export interface WireWall {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
}

/** RFC 9457. `code` is one of the table in `problems.ts`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}
