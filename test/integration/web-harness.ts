/** A web side on a free loopback port with small ports in memory, and a scheduler that the test moves. */
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Registry } from 'prom-client';
import { Subject, VirtualTimeScheduler } from 'rxjs';
import { bareAlarm } from '../../client/session/bare-alarm.ts';
import { parseJsonReadings, parseNdjsonReadings } from '../../server/feeds/json.ts';
import { createLineParser } from '../../server/feeds/line-protocol.ts';
import { AccountDesk } from '../../server/accounts/desk.ts';
import { argon2id } from '../../server/accounts/hashing.ts';
import { Names } from '../../server/alarms/index.ts';
import { CaseDesk } from '../../server/ledger/case-desk.ts';
import { HistoryDesk } from '../../server/ledger/history-desk.ts';
import { LedgerHistory } from '../../server/ledger/history.ts';
import { ReportDesk } from '../../server/ledger/report-desk.ts';
import type { Boundary } from '../../server/model/boundary.ts';
import type { Clock } from '../../server/model/instant.ts';
import type { Reading } from '../../server/model/reading.ts';
import type {
  AlarmAnswer,
  AlarmPort,
  AlarmsQuery,
  IntakeAnswer,
  ReadingsQuery,
  ReplayHandle,
  PictureChange,
} from '../../server/web/ports.ts';
import { createSessions } from '../../server/web/sessions.ts';
import { createWeb } from '../../server/web/web.ts';
import type {
  ReadingRow,
  ReplayStatus,
  Role,
  Snapshot,
  Trends,
  WireAlarm,
  WireHealth,
  WireService,
} from '../../server/wire/shapes.ts';

export const NOW = Date.UTC(2024, 10, 19, 8);

/** The outline of the one jurisdiction that has one, `outlined`. */
export const OUTLINE: Boundary = {
  type: 'MultiPolygon',
  coordinates: [
    [
      [
        [112, 35],
        [113, 35],
        [113, 36],
        [112, 35],
      ],
    ],
  ],
};

export const makeAlarm = (change: Partial<WireAlarm> = {}): WireAlarm => ({
  ...bareAlarm,
  since: '2024-11-19T07:00:00Z',
  changedAt: '2024-11-19T07:00:00Z',
  calledAt: '2024-11-19T07:00:00Z',
  revision: 3,
  ...change,
});

/** What is out of service, in memory. */
function makeServices() {
  const byKey = new Map<string, WireService>();
  const key = (of: Omit<WireService, 'out'>): string => [of.jurisdiction, of.plan, of.rule, of.subject].join(' ');
  const service = (of: Omit<WireService, 'out'>, out: WireService['out']): WireService => ({
    jurisdiction: of.jurisdiction,
    plan: of.plan,
    rule: of.rule,
    subject: of.subject,
    out,
  });
  const wrong = { ok: false, code: 'wrong-state', alarm: null } as const;
  const takeOut: AlarmPort['takeOut'] = (command) => {
    if (byKey.has(key(command))) return Promise.resolve(wrong);
    const made = service(command, { at: new Date(NOW).toISOString(), by: command.by, reason: command.reason });
    byKey.set(key(command), made);
    return Promise.resolve({ ok: true, service: made, alarm: null });
  };
  const putBack: AlarmPort['putBack'] = (command) =>
    Promise.resolve(byKey.delete(key(command)) ? { ok: true, service: service(command, null), alarm: null } : wrong);
  return { all: () => [...byKey.values()], takeOut, putBack };
}

export interface HarnessOptions {
  readonly token?: string;
  readonly signInsPerMinute?: number;
  readonly maxConnections?: number;
  readonly maxBytesInWork?: number;
  readonly clientFolder?: string;
  readonly mode?: 'demo' | 'live';
  readonly guests?: boolean;
}

/** Accounts in memory, with hashes that cost next to nothing. */
async function makeAccounts(clock: Clock): Promise<AccountDesk> {
  const passwords = new Map<string, string>();
  const walls = new Map<string, string>();
  const desk = new AccountDesk({
    log: { read: () => [], append: () => Promise.resolve() },
    secrets: {
      deviceKey: 'device-key',
      passwordOf: (id) => passwords.get(id) ?? null,
      setPassword: async (id, hash) => void passwords.set(id, hash),
      walls: () => [...walls],
      setWall: async (id, digest) => void walls.set(id, digest),
      removeWall: async (id) => void walls.delete(id),
    },
    hasher: argon2id({ memoryKiB: 8, passes: 1, lanes: 1 }),
    clock,
    known: { jurisdictions: new Set(['yangquan', 'yangcheng']), units: new Set(['ecology']) },
    wallToken: null,
  });
  await desk.openFor('demo');
  return desk;
}

/** Starts it. `close` ends it; the test must call it. */
export async function startWeb(options: HarnessOptions = {}) {
  const scheduler = new VirtualTimeScheduler(undefined, 0);
  const wall = { at: 0, now: () => wall.at };
  const changes$ = new Subject<PictureChange>();
  const readings$ = new Subject<readonly ReadingRow[]>();
  const trends$ = new Subject<Trends>();
  const layouts$ = new Subject<{ readonly id: string; readonly revision: number }>();
  const alarms = new Map([['a-1', makeAlarm()]]);
  const accepted: Reading[] = [];
  const imported: Reading[] = [];
  const errors: unknown[] = [];
  const world = {
    intake: null as IntakeAnswer | Promise<IntakeAnswer> | Error | null,
    health: [{ part: 'store', state: 'ok', since: '2024-11-19T07:00:00Z', detail: '' }] as WireHealth[],
    points: [[1, 2]] as number[][],
    alarmsQuery: null as AlarmsQuery | null,
    readingsQuery: null as ReadingsQuery | null,
    snapshots: 0,
  };

  const iso = (at: number): string => new Date(at).toISOString();
  /** Changes an alarm at whatever revision it has. */
  const remark = (id: string, change: (alarm: WireAlarm) => WireAlarm): AlarmAnswer => {
    const before = alarms.get(id);
    if (before === undefined) return { ok: false, code: 'not-found', alarm: null };
    const alarm = change(before);
    alarms.set(id, alarm);
    return { ok: true, alarm };
  };
  const services = makeServices();

  const picture = (): Omit<Snapshot, 'seq'> => {
    world.snapshots++;
    return {
      now: new Date(NOW).toISOString(),
      mode: 'demo',
      speed: 1,
      jurisdictions: [],
      plans: [],
      latest: [['yq-01', 'air.so2', NOW, 12]],
      levels: [],
      alarms: [...alarms.values()],
      outOfService: [],
      calls: [],
      warnings: [],
      health: world.health,
      corrections: [],
      trends: [],
      replay: null,
      drill: null,
      drills: [],
    };
  };
  const replays = new Map<
    string,
    { handle: ReplayHandle; status$: Subject<ReplayStatus>; changes$: Subject<PictureChange>; status: ReplayStatus }
  >();
  const change = (
    id: string,
    revision: number,
    needsNote: boolean,
    next: (alarm: WireAlarm) => WireAlarm,
  ): AlarmAnswer => {
    const alarm = alarms.get(id);
    if (alarm === undefined) return { ok: false, code: 'not-found', alarm: null };
    if (alarm.revision !== revision) return { ok: false, code: 'stale-revision', alarm };
    if (needsNote) return { ok: false, code: 'note-required', alarm };
    const changed = { ...next(alarm), revision: revision + 1 };
    alarms.set(id, changed);
    changes$.next({ stream: 'alarm', value: changed });
    return { ok: true, alarm: changed };
  };

  const accounts = await makeAccounts(wall);
  const web = createWeb({
    state: {
      snapshot: picture,
      now: () => NOW,
      speed: () => 1,
      changes$,
      readings$,
      trends$,
      levels: () => [],
      outOfService: () => services.all(),
      alarms: (query) => {
        world.alarmsQuery = query;
        return Promise.resolve([...alarms.values()]);
      },
      warnings: () => [],
      plans: () => [],
      jurisdictions: () => [],
      health: () => world.health,
    },
    notices: {
      cap: () => null,
      feed: () => '',
      list: () => ({ channels: [], waiting: 0, dead: 0, letters: [] }),
      release: () => Promise.resolve(false),
      discard: () => Promise.resolve(false),
    },
    boundaryOf: (id) => (id === 'outlined' ? OUTLINE : null),
    // What layouts bring is tested with their routes.
    layouts: {
      list: () => [],
      get: () => null,
      save: () => Promise.resolve({ ok: false, code: 'stale-revision', present: null }),
      remove: () => Promise.resolve({ ok: false, code: 'stale-revision', present: null }),
      changes$: layouts$,
    },
    // What drills bring is tested with the whole program.
    drills: {
      list: () => [],
      underWay$: new Subject(),
      start: () => Promise.resolve({ ok: false, code: 'unknown-id', detail: 'there are no drills here' }),
      change: () => Promise.resolve({ ok: false, code: 'not-found', detail: 'there are no drills here' }),
      world: () => Promise.resolve(null),
    },
    // With nothing on record; what there is to say of a record is tested with its routes.
    history: new HistoryDesk({
      history: new LedgerHistory({
        ledger: { read: function* () {} },
        breathe: () => Promise.resolve(),
      }),
      names: () => new Names([], []),
      now: () => NOW,
    }),
    // What cases and reports bring is tested with the whole program.
    cases: new CaseDesk({ regions: [], now: () => wall.at, mark: 'demo', record: () => Promise.resolve() }),
    reports: new ReportDesk({
      regions: [],
      now: () => wall.at,
      accept: () => Promise.resolve({ ok: true, accepted: 0, rejected: [] }),
      record: () => Promise.resolve(),
    }),
    alarms: {
      jurisdictionOf: (id) => alarms.get(id)?.jurisdiction ?? null,
      acknowledge: ({ id, revision, by, note }) =>
        Promise.resolve(
          change(id, revision, alarms.get(id)?.level === 'I' && note === null, (alarm) => ({
            ...alarm,
            state: 'acknowledged',
            acknowledgedBy: by,
            note,
          })),
        ),
      shelve: ({ id, revision, by, reason }) =>
        Promise.resolve(
          change(id, revision, false, (alarm) => ({
            ...alarm,
            state: 'shelved',
            shelvedBy: by,
            shelvedReason: reason,
          })),
        ),
      unshelve: ({ id, revision }) =>
        Promise.resolve(change(id, revision, false, (alarm) => ({ ...alarm, state: 'unacknowledged' }))),
      comment: ({ id, by, text }) =>
        Promise.resolve(
          remark(id, (alarm) => ({ ...alarm, comments: [...alarm.comments, { at: iso(NOW), by, text }] })),
        ),
      assign: ({ id, by, to }) =>
        Promise.resolve(
          remark(id, (alarm) => ({ ...alarm, assignment: to === null ? null : { at: iso(NOW), by, to } })),
        ),
      takeOut: services.takeOut,
      putBack: services.putBack,
    },
    readings: {
      query: (query) => {
        world.readingsQuery = query;
        return Promise.resolve(world.points);
      },
    },
    replays: {
      create: ({ from, to }) => {
        if (replays.size >= 1) {
          return Promise.resolve({ ok: false, code: 'too-many-replays', detail: 'one at a time here' });
        }
        const id = 'r-1';
        const status$ = new Subject<ReplayStatus>();
        const moved$ = new Subject<PictureChange>();
        const status: ReplayStatus = {
          id,
          from: new Date(from).toISOString(),
          to: new Date(to).toISOString(),
          now: new Date(from).toISOString(),
          speed: 60,
          state: 'playing',
          changes: [],
        };
        const handle: ReplayHandle = {
          id,
          snapshot: () => ({ ...picture(), mode: 'replay', replay: status }),
          now: () => from,
          speed: () => 60,
          changes$: moved$,
          readings$: new Subject(),
          trends$: new Subject(),
          status$,
        };
        replays.set(id, { handle, status$, changes$: moved$, status });
        return Promise.resolve({ ok: true, id });
      },
      get: (id) => replays.get(id)?.handle ?? null,
      control: (id, { state }) => {
        const replay = replays.get(id);
        if (replay === undefined) return null;
        replay.status = { ...replay.status, state: state ?? replay.status.state };
        replay.status$.next(replay.status);
        return replay.status;
      },
      remove: (id) => {
        const replay = replays.get(id);
        replays.delete(id);
        replay?.status$.complete();
        return replay !== undefined;
      },
    },
    intake: {
      accept: (readings) => {
        if (world.intake instanceof Error) return Promise.reject(world.intake);
        if (world.intake !== null) return Promise.resolve(world.intake);
        const rejected = readings.flatMap((reading, index) =>
          reading.source === 'nobody' ? [{ index, reason: 'unknown source "nobody"' }] : [],
        );
        accepted.push(...readings.filter((reading) => reading.source !== 'nobody'));
        return Promise.resolve({ ok: true, accepted: readings.length - rejected.length, rejected });
      },
    },
    imports: {
      accept: (readings) => {
        imported.push(...readings);
        return Promise.resolve({ ok: true, accepted: readings.length, rejected: [] });
      },
    },
    parsers: { json: parseJsonReadings, ndjson: parseNdjsonReadings, lines: createLineParser() },
    accounts,
    sessions: createSessions({ clock: wall, persons: accounts }),
    ways: { mode: options.mode ?? 'demo', guests: options.guests ?? true, oneClick: options.mode !== 'live' },
    commandKey: 'command-key',
    proxies: 0,
    clock: { now: () => NOW },
    token: options.token ?? null,
    metrics: new Registry(),
    scheduler,
    client: options.clientFolder === undefined ? null : { kind: 'folder', path: options.clientFolder },
    anyHost: false,
    onError: (error) => errors.push(error),
    signInsPerMinute: options.signInsPerMinute ?? 1000,
    maxConnections: options.maxConnections ?? 100,
    maxBytesInWork: options.maxBytesInWork ?? 100_000_000,
  });
  await new Promise<void>((resolve) => {
    web.server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = web.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;

  return {
    url,
    port,
    world,
    wall,
    alarms,
    accepted,
    imported,
    errors,
    changes$,
    readings$,
    trends$,
    layouts$,
    accounts,
    replays,
    /** Moves the timers of the gateway on. */
    advance(ms: number): void {
      scheduler.maxFrames = scheduler.frame + ms;
      scheduler.flush();
      scheduler.frame = scheduler.maxFrames;
    },
    /** Signs in and gives the `Cookie` header. */
    async signIn(role: Role, name?: string): Promise<string> {
      const answer = await fetch(`${url}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(name === undefined ? { role } : { role, name }),
      });
      return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    },
    close: () => web.close(),
  };
}

export type Harness = Awaited<ReturnType<typeof startWeb>>;

/** A request with any headers at all, `Host` and `Origin` included. */
export function rawRequest(
  port: number,
  options: { method?: string; path: string; headers: Record<string, string> },
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method: options.method ?? 'GET', ...options }, (answer) => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => (body += chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
    });
    sent.on('error', reject);
    sent.end();
  });
}
