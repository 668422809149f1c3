/** What the web needs from the rest of the program. `main.ts` plugs it together; tests plug in small ones of their own. */
import type { Observable } from 'rxjs';
import type { AlarmKpis, Handover, HistoryFilter, HistoryRow } from '../alarms/index.ts';
import type { Grant } from '../model/grant.ts';
import type { Jurisdiction } from '../model/jurisdiction.ts';
import type { Level, RaisedLevel } from '../model/level.ts';
import type { Plan } from '../model/plan.ts';
import type { Paper, PaperKind } from '../model/paper.ts';
import type { Role as ActingRole } from '../model/procedure.ts';
import type { Reading } from '../model/reading.ts';
import type { IntakeAnswer, Rejected } from '../pipeline/intake.ts';
import type { PictureChange } from '../pipeline/picture.ts';
import type {
  Assignee,
  ReadingRow,
  ReplayStatus,
  Snapshot,
  Trends,
  WireAccount,
  WireAlarm,
  WireHealth,
  WireLevel,
  WireService,
  WireWall,
  WireWarning,
} from '../wire/shapes.ts';
import type { DrillEpisode, DrillSpeed, WireDrill } from '../wire/drill.ts';
import type { WireOutbox } from '../wire/outbox.ts';
import type { WallLayout, WireLayout } from '../wire/walls.ts';
import type { Person, Persons } from './sessions.ts';

export type { IntakeAnswer, PictureChange, Rejected };

/**
 * Takes readings whose shape is right. Refuses, one by one, unknown sources and times too far ahead.
 * Resolves when the accepted ones are durable. A rejection means that the store failed: nothing is promised.
 */
export interface IntakePort {
  accept(readings: readonly Reading[]): Promise<IntakeAnswer>;
}

/**
 * A body turned into readings. `positions[k]` is where `readings[k]` stood in the body: its index in a list of JSON
 * readings, its line number (from 1) in line protocol. `rejected` counts the same way. `ok: false` means that the body
 * as a whole cannot be used.
 */
export type ParsedBody =
  | {
      readonly ok: true;
      readonly readings: readonly Reading[];
      readonly positions: readonly number[];
      readonly rejected: readonly Rejected[];
    }
  | {
      readonly ok: false;
      readonly code: 'malformed-body' | 'invalid-body' | 'too-many-readings';
      readonly detail: string;
    };

export interface ParseOptions {
  /** Epoch ms; also the time of a line without one. */
  readonly receivedAt: number;
  /** More readings than this refuse the body. */
  readonly limit: number;
}

/** The unit of the timestamps of a line protocol body. */
export type LinePrecision = 'ns' | 'us' | 'ms' | 's' | 'm' | 'h';

/** The feeds that arrive over HTTP: bytes to readings. They live in `server/feeds`; web only calls them. */
export interface BodyParsers {
  readonly json: (body: Buffer, options: ParseOptions) => ParsedBody;
  readonly ndjson: (body: Buffer, options: ParseOptions) => ParsedBody;
  readonly lines: (body: Buffer, options: ParseOptions & { readonly precision: LinePrecision }) => ParsedBody;
}

/**
 * One picture and how it moves: the live one, or a replay's.
 * `snapshot()` holds exactly what `changes$` has said so far, so that a screen with both misses nothing and sees nothing
 * twice. The streams are hot; `readings$` carries observed values as they come and may be merged by the gateway.
 */
export interface ViewPort {
  snapshot(): Omit<Snapshot, 'seq'>;
  /** Event time, epoch ms. */
  now(): number;
  /** Event seconds per wall second. */
  speed(): number;
  readonly changes$: Observable<PictureChange>;
  readonly readings$: Observable<readonly ReadingRow[]>;
  readonly trends$: Observable<Trends>;
}

export interface AlarmsQuery {
  /** `active`: those that are not over. */
  readonly state: 'active' | 'all';
  /** Epoch ms, inclusive; only alarms that stood at or after it. null: no bound. */
  readonly from: number | null;
  /** Epoch ms, exclusive; only alarms that began before it. null: no bound. */
  readonly to: number | null;
}

/** The live picture, and what is asked of it over HTTP. */
export interface StatePort extends ViewPort {
  levels(): readonly WireLevel[];
  alarms(query: AlarmsQuery): Promise<readonly WireAlarm[]>;
  /** What is out of service, the longest first in each jurisdiction. */
  outOfService(): readonly WireService[];
  /** All cases that are kept, newest first. */
  warnings(): readonly WireWarning[];
  plans(): readonly Plan[];
  jurisdictions(): readonly Jurisdiction[];
  health(): readonly WireHealth[];
}

/** `alarm` is the present one where there is one, so that the screen can show what it missed. */
export type AlarmAnswer =
  | { readonly ok: true; readonly alarm: WireAlarm }
  | {
      readonly ok: false;
      readonly code: 'not-found' | 'stale-revision' | 'wrong-state' | 'note-required';
      readonly alarm: WireAlarm | null;
    };

/** `alarm`: the one that stands there, or null. */
export type ServiceAnswer =
  | { readonly ok: true; readonly service: WireService; readonly alarm: WireAlarm | null }
  | {
      readonly ok: false;
      readonly code: 'not-found' | 'stale-revision' | 'wrong-state' | 'note-required' | 'unknown-id';
      readonly alarm: WireAlarm | null;
    };

interface PlacedRule {
  readonly jurisdiction: string;
  readonly plan: string | null;
  readonly rule: string;
  readonly subject: string;
}

/** What people do to alarms. Resolves when the ledger has it. `by` is the signed-in name. */
export interface AlarmPort {
  /** Where an alarm belongs; null when there is none that is not over. */
  jurisdictionOf(id: string): string | null;
  acknowledge(command: { id: string; revision: number; by: string; note: string | null }): Promise<AlarmAnswer>;
  shelve(command: { id: string; revision: number; by: string; minutes: number; reason: string }): Promise<AlarmAnswer>;
  unshelve(command: { id: string; revision: number; by: string }): Promise<AlarmAnswer>;
  comment(command: { id: string; by: string; text: string }): Promise<AlarmAnswer>;
  assign(command: { id: string; by: string; to: Assignee | null }): Promise<AlarmAnswer>;
  /** Takes a rule on a subject out of service at the revision that was seen of what stands there; null: nothing does. */
  takeOut(command: PlacedRule & { revision: number | null; reason: string; by: string }): Promise<ServiceAnswer>;
  putBack(command: PlacedRule & { note: string; by: string }): Promise<ServiceAnswer>;
}

/** Why a command on a case is refused. `roles`: who may. */
export type CaseRefusal =
  | { readonly code: 'not-allowed'; readonly detail: string; readonly roles: readonly string[] }
  | {
      readonly code: 'stale-revision' | 'wrong-state' | 'note-required' | 'unknown-id';
      readonly detail: string;
    };

interface CaseActor {
  readonly name: string;
  readonly role: ActingRole;
}

/** A command on a case, at the revision that the person saw. */
export interface CaseCommandRequest {
  readonly id: string;
  readonly revision: number;
  readonly by: CaseActor;
  readonly note: string | null;
  readonly what:
    | { readonly kind: 'step'; readonly step: string }
    | { readonly kind: 'send-back' | 'refuse' }
    | { readonly kind: 'propose'; readonly to: Level }
    | { readonly kind: 'measure'; readonly measure: string; readonly unit: string; readonly file: string | null }
    | { readonly kind: 'report'; readonly report: string }
    | { readonly kind: 'confirm'; readonly item: number };
}

type CaseBegin = {
  readonly plan: string;
  readonly subject: string | null;
  readonly level: RaisedLevel;
  readonly by: CaseActor;
  readonly reason: string;
} & (
  | { readonly kind: 'declaration'; readonly declaration: string }
  | { readonly kind: 'notice'; readonly sender: string }
);

/** What people do to warnings and responses. Resolves when the ledger has it, with the id of the case. */
export interface CasePort {
  act(command: CaseCommandRequest): Promise<CaseReply>;
  begin(asked: CaseBegin): Promise<CaseReply>;
  /** A paper of a case, compiled now; null when there is no such case. */
  paper(id: string, kind: PaperKind): Paper | null;
}
type CaseReply =
  | { readonly ok: true; readonly id: string }
  | { readonly ok: false; readonly refusal: CaseRefusal; readonly id: string | null };

/** What people tell the engine: incident reports, and that an inferred outage is over. */
export interface ReportPort {
  file(report: {
    readonly plan: string;
    readonly form: string | null;
    readonly subject: string | null;
    readonly time: number | null;
    readonly values: Readonly<Record<string, number | boolean | string>>;
    readonly by: string;
  }): Promise<
    | {
        readonly ok: true;
        readonly id: string;
        readonly accepted: number;
        readonly levels: readonly WireLevel[];
        readonly alarms: readonly WireAlarm[];
      }
    | {
        readonly ok: false;
        readonly code: 'unknown-id' | 'invalid-report';
        readonly detail: string;
        readonly faults: readonly { readonly field: string; readonly reason: string }[];
      }
    | { readonly ok: false; readonly code: 'overloaded'; readonly retryAfterS: number }
  >;
  closeEvent(command: {
    readonly grid: string;
    readonly by: string;
  }): Promise<
    | { readonly ok: true; readonly levels: readonly WireLevel[] }
    | { readonly ok: false; readonly code: 'not-found' | 'wrong-state'; readonly detail: string }
  >;
}

/** Who changes accounts: a name for the record, and the grants that allow it. */
export interface AdministratorOf {
  readonly name: string;
  readonly roles: readonly Grant[];
}

/** What came of a change of accounts. */
export type AccountAnswer<T> =
  | ({ readonly ok: true } & T)
  | {
      readonly ok: false;
      readonly code:
        | 'not-found'
        | 'not-allowed'
        | 'name-taken'
        | 'invalid-account'
        | 'last-administrator'
        | 'weak-password'
        | 'wrong-password';
      readonly detail: string;
    };
interface SlowDown {
  readonly ok: false;
  readonly code: 'slow-down';
  readonly retryAfterS: number;
}

/** Accounts: signing in, and what administrators do. A change is on record when it is answered. */
export interface AccountsPort extends Persons {
  signIn(asked: {
    readonly name: string;
    readonly password: string;
    readonly address: string;
    /** The value of the device's cookie. */
    readonly device: string | null;
  }): Promise<
    | { readonly ok: true; readonly account: Person; readonly device: string }
    | { readonly ok: false; readonly code: 'wrong-password' | 'account-disabled' | 'overloaded' }
    | SlowDown
  >;
  changePassword(asked: {
    readonly id: string;
    readonly current: string;
    readonly next: string;
  }): Promise<AccountAnswer<{ readonly account: Person }> | SlowDown>;
  accounts(by: AdministratorOf): readonly WireAccount[];
  walls(by: AdministratorOf): readonly WireWall[];
  create(
    asked: { readonly name: string; readonly roles: readonly Grant[]; readonly unit: string | null },
    by: AdministratorOf,
  ): Promise<AccountAnswer<{ readonly account: WireAccount; readonly password: string }>>;
  reset(
    id: string,
    by: AdministratorOf,
  ): Promise<AccountAnswer<{ readonly account: WireAccount; readonly password: string }>>;
  change(
    id: string,
    asked: {
      readonly roles?: readonly Grant[] | undefined;
      readonly unit?: string | null | undefined;
      readonly disabled?: boolean | undefined;
    },
    by: AdministratorOf,
  ): Promise<AccountAnswer<{ readonly account: WireAccount }>>;
  createWall(
    name: string,
    by: AdministratorOf,
  ): Promise<AccountAnswer<{ readonly wall: WireWall; readonly token: string }>>;
  revokeWall(id: string, by: AdministratorOf): Promise<AccountAnswer<object>>;
  /** Calls the listener after each change that may end somebody's session. */
  onChange(listener: () => void): void;
}

export interface ReadingsQuery {
  readonly source: string;
  readonly metric: string;
  /** Epoch ms, inclusive. */
  readonly from: number;
  /** Epoch ms, exclusive. */
  readonly to: number;
  /** Width of a bucket in ms; null gives the readings themselves. */
  readonly everyMs: number | null;
  /** Give at most this many points; the caller asks for one more than it wants to notice an overflow. */
  readonly limit: number;
}

/**
 * Observed readings of one series, ascending: `[time, value]`, or with buckets `[start, mean, min, max]`.
 * Rejects with the refusal `store-unavailable` when they cannot be read now.
 */
export interface ReadingsPort {
  query(query: ReadingsQuery): Promise<readonly (readonly number[])[]>;
}

/** `[from, to)` of event time, epoch ms; a jurisdiction, or null for all. */
interface HistorySpan {
  readonly from: number;
  readonly to: number;
  readonly jurisdiction: string | null;
}

/** What is asked of the past. Answers are null when too many questions wait; `shifts` are local times of day. */
export interface HistoryPort {
  /** All that fits, the newest first. */
  search(span: HistorySpan, filter: HistoryFilter): Promise<readonly HistoryRow[] | null>;
  kpis(span: HistorySpan, shifts: readonly string[]): Promise<AlarmKpis | null>;
  /** As it stood at the end of the span: `to`, or now where that is earlier. */
  handover(
    span: HistorySpan,
    shifts: readonly string[],
  ): Promise<{ readonly to: number; readonly handover: Handover; readonly kpis: AlarmKpis } | null>;
}

/** What is told to the outside. Commands resolve when they are on the disk, with whether they could be done. */
export interface NoticesPort {
  /** As CAP; null when there is none. `number` is null for the newest of the case. */
  cap(of: string, number: number | null): string | null;
  feed(): string;
  list(): WireOutbox;
  release(key: string, by: string): Promise<boolean>;
  discard(key: string, by: string): Promise<boolean>;
}

/** Layouts of walls, for all worlds. A change is on the disk when it is answered. */
export interface LayoutsPort {
  list(): readonly WireLayout[];
  get(id: string): WireLayout | null;
  save(asked: {
    readonly id: string;
    readonly revision: number;
    readonly layout: WallLayout;
    readonly by: string;
  }): Promise<LayoutAnswer>;
  remove(id: string, revision: number): Promise<LayoutAnswer>;
  /** Each change; `revision` 0: it was taken away. */
  readonly changes$: Observable<{ readonly id: string; readonly revision: number }>;
}
type LayoutAnswer =
  | { readonly ok: true; readonly saved: WireLayout }
  | { readonly ok: false; readonly code: 'stale-revision'; readonly present: WireLayout | null }
  | { readonly ok: false; readonly code: 'name-taken' | 'too-many-layouts'; readonly detail: string };

/** A world as it is looked at and acted on: the live one, or a drill's. */
export interface WorldPort {
  readonly state: StatePort;
  readonly alarms: AlarmPort;
  readonly cases: CasePort;
  readonly reports: ReportPort;
  readonly readings: ReadingsPort;
  readonly notices: NoticesPort;
  readonly history: HistoryPort;
}

/** The world of a drill while it is open. */
export interface DrillHandle extends WorldPort {
  drill(): WireDrill;
  /** How the drill is, at each change; completes when its world is closed. */
  readonly changes$: Observable<WireDrill>;
}

type DrillAnswer =
  | { readonly ok: true; readonly drill: WireDrill }
  | {
      readonly ok: false;
      readonly code: 'not-found' | 'unknown-id' | 'drill-running' | 'drill-ended';
      readonly detail: string;
    };

export interface DrillPort {
  /** All of them, the newest first. */
  list(): readonly WireDrill[];
  /** Those that are not over, whenever one changes. */
  readonly underWay$: Observable<readonly WireDrill[]>;
  start(asked: {
    readonly jurisdiction: string;
    readonly episode: DrillEpisode;
    readonly speed: DrillSpeed;
    readonly title: string;
    readonly sends: boolean;
    readonly by: string;
  }): Promise<DrillAnswer>;
  change(
    id: string,
    asked: {
      readonly speed: DrillSpeed | null;
      readonly state: WireDrill['state'] | null;
      readonly by: string;
    },
  ): Promise<DrillAnswer>;
  /** The world of a drill, the same one while it is open; null when there is no such drill. */
  world(id: string): Promise<DrillHandle | null>;
}

export interface ReplayRequest {
  readonly from: number;
  readonly to: number;
  readonly speed: number;
  /** null: all plans. */
  readonly plan: string | null;
  /** null: all jurisdictions. */
  readonly jurisdiction: string | null;
}

export interface ReplayControl {
  readonly speed: number | null;
  readonly state: 'playing' | 'paused' | null;
  /** Jump to this event time; the view says `reset` when it is there. */
  readonly at: number | null;
}

/** A running replay. Its streams complete when it is removed. Its snapshot carries the status. */
export interface ReplayHandle extends ViewPort {
  readonly id: string;
  readonly status$: Observable<ReplayStatus>;
}

export interface ReplayPort {
  create(
    request: ReplayRequest,
  ): Promise<
    | { readonly ok: true; readonly id: string }
    | { readonly ok: false; readonly code: 'too-many-replays' | 'bad-range' | 'unknown-id'; readonly detail: string }
  >;
  /** null when there is no such replay (any more). */
  get(id: string): ReplayHandle | null;
  /** The status afterwards; null when there is no such replay. */
  control(id: string, control: ReplayControl): ReplayStatus | null;
  /** Whether there was one. */
  remove(id: string): boolean;
}
