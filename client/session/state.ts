/** What a screen knows, as a pure fold over what the server sends. No socket, no clock: the wall time is an argument. */
import { callsToKeep } from '../../server/model/floods.ts';
import type { WireDrill } from '../../server/wire/drill.ts';
import type { ServerToClientEvents } from '../../server/wire/events.ts';
import type {
  JudgedPlan,
  Jurisdiction,
  ReadingRow,
  ReplayStatus,
  Sequence,
  Snapshot,
  Trends,
  WireAlarm,
  WireCall,
  WireCorrection,
  WireHealth,
  WireLevel,
  WireService,
  WireWarning,
} from '../../server/wire/shapes.ts';

export type ConnectionState = 'connecting' | 'live' | 'interrupted';

/** The streams that are numbered. */
export type Stream = 'level' | 'alarm' | 'warning' | 'health' | 'correction' | 'service';
const STREAMS: readonly Stream[] = ['level', 'alarm', 'warning', 'health', 'correction', 'service'];

/** A call as a screen keeps it. `at` is epoch ms; `key` is that of its rule and subject, `serviceKey`. */
export interface Call {
  readonly at: number;
  readonly alarm: string;
  readonly key: string;
}

/** The server's event time as last heard: it was `eventMs` at `atWallMs` and runs `speed` times as fast as the wall clock. */
export interface EventClock {
  readonly eventMs: number;
  readonly atWallMs: number;
  readonly speed: number;
}

/** Everything a screen shows. Maps are replaced, never changed in place. */
export interface SessionState {
  /** `sinceMs` is wall time; for `interrupted` it is when the server was last heard. */
  readonly connection: { readonly state: ConnectionState; readonly sinceMs: number };
  /** The last interruption that is over (wall time), or null. */
  readonly lastGap: { readonly fromMs: number; readonly untilMs: number } | null;
  /** null before the first snapshot. */
  readonly mode: Snapshot['mode'] | null;
  readonly jurisdictions: readonly Jurisdiction[];
  /** What is judged of the plans, by id. */
  readonly plans: ReadonlyMap<string, JudgedPlan>;
  /** By `levelKey`. */
  readonly levels: ReadonlyMap<string, WireLevel>;
  /** Alarms that are not over, by id. */
  readonly alarms: ReadonlyMap<string, WireAlarm>;
  /** The alarm that was over last since the last snapshot; null: none was. */
  readonly lastOver: WireAlarm | null;
  /** What is out of service, by `serviceKey`. */
  readonly outOfService: ReadonlyMap<string, WireService>;
  /** The calls of the last 10 minutes, or of the flood that is under way; ascending. */
  readonly calls: readonly Call[];
  /** Warnings that are not over, by id. */
  readonly warnings: ReadonlyMap<string, WireWarning>;
  /** By part. */
  readonly health: ReadonlyMap<string, WireHealth>;
  /** Verdicts that late data changed, newest first. */
  readonly corrections: readonly WireCorrection[];
  /** Newest value by `${source}|${metric}`. */
  readonly latest: ReadonlyMap<string, ReadingRow>;
  /** By jurisdiction. */
  readonly trends: ReadonlyMap<string, Trends>;
  readonly replay: ReplayStatus | null;
  /** The drill that this is the picture of; null: what is real, or was. */
  readonly drill: WireDrill | null;
  /** Drills that are not over, the newest first; of the live picture only. */
  readonly drills: readonly WireDrill[];
  /** Moves when a layout of a wall may be another: look again. */
  readonly layoutsSeen: number;
  /** Code of the problem with which the server refused to let this screen in, until it lets it in. */
  readonly refusedWith: string | null;
  readonly clock: EventClock;
  /** Beats of the server heard so far. */
  readonly beats: number;
  /** Where this screen stands in the numbered streams; null before the first snapshot. */
  readonly seq: Snapshot['seq'] | null;
  /** The place at which the server last confirmed that this screen has everything, or null while it has not. */
  readonly caughtUpSeq: Snapshot['seq'] | null;
}

/** The key of a level row in `SessionState.levels`. */
export const levelKey = (row: Pick<WireLevel, 'jurisdiction' | 'plan' | 'rule' | 'subject'>): string =>
  `${row.jurisdiction}|${row.plan}|${row.rule}|${row.subject}`;

/** The key of a rule (or watchdog) on a subject in `SessionState.outOfService`, and of its calls. */
export const serviceKey = (of: Pick<WireAlarm, 'jurisdiction' | 'plan' | 'rule' | 'subject'>): string =>
  `${of.jurisdiction}|${of.plan ?? ''}|${of.rule}|${of.subject}`;

/** The key of a series in `SessionState.latest`. */
export const seriesKey = (source: string, metric: string): string => `${source}|${metric}`;

/** What a screen knows before it has heard anything. */
export const initialState = (wallMs: number): SessionState => ({
  connection: { state: 'connecting', sinceMs: wallMs },
  lastGap: null,
  mode: null,
  jurisdictions: [],
  plans: new Map(),
  levels: new Map(),
  alarms: new Map(),
  lastOver: null,
  outOfService: new Map(),
  calls: [],
  warnings: new Map(),
  health: new Map(),
  corrections: [],
  latest: new Map(),
  trends: new Map(),
  replay: null,
  drill: null,
  drills: [],
  layoutsSeen: 0,
  refusedWith: null,
  clock: { eventMs: wallMs, atWallMs: wallMs, speed: 1 },
  beats: 0,
  seq: null,
  caughtUpSeq: null,
});

/** Event time now, epoch ms. It runs on for 5 s without word from the server and then stands still. */
export const eventNow = (clock: EventClock, wallMs: number): number =>
  clock.eventMs + Math.min(5000, Math.max(0, wallMs - clock.atWallMs)) * clock.speed;

const isAlarmOver = (alarm: WireAlarm): boolean => alarm.state === 'normal';

const isWarningOver = (warning: WireWarning): boolean =>
  warning.state === 'ended' ||
  warning.state === 'withdrawn' ||
  (warning.state === 'refused' && warning.level === 'none');

const toCall = (call: WireCall): Call => ({ at: Date.parse(call.at), alarm: call.alarm, key: serviceKey(call) });

/** A snapshot replaces everything. */
export function applySnapshot(state: SessionState, snapshot: Snapshot, wallMs: number): SessionState {
  return {
    ...state,
    mode: snapshot.mode,
    jurisdictions: snapshot.jurisdictions,
    plans: new Map(snapshot.plans.map((plan) => [plan.id, plan])),
    levels: new Map(snapshot.levels.map((row) => [levelKey(row), row])),
    alarms: new Map(snapshot.alarms.filter((alarm) => !isAlarmOver(alarm)).map((alarm) => [alarm.id, alarm])),
    // What was over meanwhile is not told.
    lastOver: null,
    outOfService: new Map(snapshot.outOfService.map((service) => [serviceKey(service), service])),
    calls: snapshot.calls.map(toCall),
    warnings: new Map(snapshot.warnings.filter((one) => !isWarningOver(one)).map((one) => [one.id, one])),
    health: new Map(snapshot.health.map((part) => [part.part, part])),
    corrections: snapshot.corrections,
    latest: new Map(snapshot.latest.map((row) => [seriesKey(row[0], row[1]), row])),
    trends: new Map(snapshot.trends.map((trends) => [trends.jurisdiction, trends])),
    replay: snapshot.replay,
    drill: snapshot.drill,
    drills: snapshot.drills,
    layoutsSeen: state.layoutsSeen + 1,
    refusedWith: null,
    clock: { eventMs: Date.parse(snapshot.now), atWallMs: wallMs, speed: snapshot.speed },
    seq: snapshot.seq,
    caughtUpSeq: snapshot.seq,
  };
}

/** Corrections that a screen keeps. */
const KEEP_CORRECTIONS = 50;

/** A numbered change: one of the streams with its row. */
export type Change =
  | { readonly stream: 'level'; readonly row: WireLevel & Sequence }
  | { readonly stream: 'alarm'; readonly row: WireAlarm & Sequence }
  | { readonly stream: 'warning'; readonly row: WireWarning & Sequence }
  | { readonly stream: 'health'; readonly row: WireHealth & Sequence }
  | { readonly stream: 'correction'; readonly row: WireCorrection & Sequence }
  | { readonly stream: 'service'; readonly row: WireService & Sequence };

const withEntry = <T>(map: ReadonlyMap<string, T>, key: string, value: T | null): ReadonlyMap<string, T> => {
  const next = new Map(map);
  if (value === null) next.delete(key);
  else next.set(key, value);
  return next;
};

/** The calls with that of an alarm, where it has called since this screen last saw it. */
function callsWith({ calls, alarms, clock }: SessionState, alarm: WireAlarm): readonly Call[] {
  const { calledAt, id } = alarm;
  if (calledAt === null || calledAt === alarms.get(id)?.calledAt) return calls;
  const at = Date.parse(calledAt);
  if (calls.some((call) => call.alarm === id && call.at === at)) return calls;
  return callsToKeep([...calls, { at, alarm: id, key: serviceKey(alarm) }], Math.max(at, clock.eventMs));
}

function applyRow(state: SessionState, change: Change): SessionState {
  switch (change.stream) {
    case 'level':
      return { ...state, levels: withEntry(state.levels, levelKey(change.row), change.row) };
    case 'alarm':
      return {
        ...state,
        alarms: withEntry(state.alarms, change.row.id, isAlarmOver(change.row) ? null : change.row),
        lastOver: isAlarmOver(change.row) ? change.row : state.lastOver,
        calls: callsWith(state, change.row),
      };
    case 'warning':
      return {
        ...state,
        warnings: withEntry(state.warnings, change.row.id, isWarningOver(change.row) ? null : change.row),
      };
    case 'health':
      return { ...state, health: withEntry(state.health, change.row.part, change.row) };
    case 'service': {
      const { out } = change.row;
      return {
        ...state,
        outOfService: withEntry(state.outOfService, serviceKey(change.row), out === null ? null : change.row),
      };
    }
    case 'correction':
      return { ...state, corrections: [change.row, ...state.corrections].slice(0, KEEP_CORRECTIONS) };
  }
}

/**
 * Applies a numbered change. `gap` says that something before it was missed (or the server began anew), and that a
 * snapshot must be asked for; the change itself is taken all the same. One that is known already changes nothing.
 */
export function applyChange(
  state: SessionState,
  change: Change,
): { readonly state: SessionState; readonly gap: boolean } {
  if (state.seq === null) return { state, gap: false };
  if (change.row.epoch !== state.seq.epoch) return { state: { ...state, caughtUpSeq: null }, gap: true };
  const have = state.seq[change.stream];
  if (change.row.seq <= have) return { state, gap: false };
  const gap = change.row.seq > have + 1;
  const next = applyRow(state, change);
  if (gap) return { state: { ...next, caughtUpSeq: null }, gap };
  return { state: { ...next, seq: { ...state.seq, [change.stream]: change.row.seq } }, gap };
}

/** Takes the newest values; an older value of a series never replaces a newer one. */
export function applyReadings(state: SessionState, rows: readonly ReadingRow[]): SessionState {
  if (rows.length === 0) return state;
  const latest = new Map(state.latest);
  for (const row of rows) {
    const key = seriesKey(row[0], row[1]);
    const known = latest.get(key);
    if (known === undefined || known[2] <= row[2]) latest.set(key, row);
  }
  return { ...state, latest };
}

export const applyTrends = (state: SessionState, trends: Trends): SessionState => ({
  ...state,
  trends: withEntry(state.trends, trends.jurisdiction, trends),
});

export const applyReplay = (state: SessionState, replay: ReplayStatus): SessionState => ({ ...state, replay });

export const applyDrill = (state: SessionState, drill: WireDrill): SessionState => ({ ...state, drill });

export const applyDrills = (state: SessionState, drills: readonly WireDrill[]): SessionState => ({ ...state, drills });

/** Somebody saved a layout of a wall. */
export const applyLayoutChange = (state: SessionState): SessionState => ({
  ...state,
  layoutsSeen: state.layoutsSeen + 1,
});

/** The server did not let this screen in. */
export const applyRefusal = (state: SessionState, code: string): SessionState => ({ ...state, refusedWith: code });

/**
 * Proof of life. `behind` says that the server has sent numbered changes that this screen does not have: its caller asks
 * for a snapshot when that is so twice in a row.
 */
export function applyHeartbeat(
  state: SessionState,
  beat: Parameters<ServerToClientEvents['heartbeat']>[0],
  wallMs: number,
): { readonly state: SessionState; readonly behind: boolean } {
  const have = state.seq;
  const behind =
    have === null || have.epoch !== beat.seq.epoch || STREAMS.some((stream) => have[stream] < beat.seq[stream]);
  const was = state.connection;
  // The screen is live only when it has everything: a beat alone proves the line, not the picture.
  const isLive = state.mode !== null && !behind;
  const next: SessionState = {
    ...state,
    clock: { eventMs: Date.parse(beat.now), atWallMs: wallMs, speed: beat.speed },
    beats: state.beats + 1,
    caughtUpSeq: behind ? null : beat.seq,
  };
  if (!isLive || was.state === 'live') return { state: next, behind };
  return {
    state: {
      ...next,
      connection: { state: 'live', sinceMs: wallMs },
      lastGap: was.state === 'interrupted' ? { fromMs: was.sinceMs, untilMs: wallMs } : state.lastGap,
    },
    behind,
  };
}

/** Without a heartbeat for `limitMs` the screen's claim to be live is over. */
export function applySilence(
  state: SessionState,
  heard: { readonly lastBeatMs: number; readonly wallMs: number; readonly limitMs: number },
): SessionState {
  if (state.connection.state === 'interrupted' || heard.wallMs - heard.lastBeatMs < heard.limitMs) return state;
  return { ...state, connection: { state: 'interrupted', sinceMs: heard.lastBeatMs }, caughtUpSeq: null };
}
