/** Wanglou: the composition root. Reads top to bottom in the way of a reading. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { asyncScheduler, interval, merge, Subject } from 'rxjs';
import { createStory, STORY } from '../simulators/index.ts';
import { openAccounts } from './accounts/open.ts';
import { argon2id } from './accounts/hashing.ts';
import { COMMAND_LINE } from './accounts/desk.ts';
import { drillPort } from './drills/port.ts';
import { Drills } from './drills/drills.ts';
import { makeCommandKey, removeAddress, writeAddress } from './address.ts';
import { createDemoClock, realTimeClock } from './feeds/demo-clock.ts';
import { createLineParser } from './feeds/line-protocol.ts';
import { parseJsonReadings, parseNdjsonReadings } from './feeds/json.ts';
import { simulatedFeed } from './feeds/simulated.ts';
import { dutyStaff } from './ledger/demo-duty.ts';
import { acknowledgementsOf } from './ledger/events.ts';
import { LedgerBroken } from './ledger/log.ts';
import { EVERYWHERE } from './model/grant.ts';
import type { Clock } from './model/instant.ts';
import { NOBODY, readNotify } from './notify/channels-file.ts';
import { createMetrics, healthParts } from './observe.ts';
import { Intake } from './pipeline/intake.ts';
import { formatProblem } from './plans/problem.ts';
import { loadThresholds } from './plans/load.ts';
import { createReplays } from './replay/sessions.ts';
import { isLoopbackHost, readSettings, withDotenv } from './settings.ts';
import { Overloaded } from './store/journal.ts';
import { layered } from './store/layered.ts';
import { archiveFolder, archiveTarget, openReadings, runFolder } from './store/open.ts';
import { createSessions } from './web/sessions.ts';
import { createWeb } from './web/web.ts';
import { WallLayouts } from './walls/layouts.ts';
import { openWorld } from './world.ts';
import { worldPorts } from './world-ports.ts';

/** Wall time in which the demo runs through the week before the present. */
const CATCH_UP_MS = 120_000;
const TICK_MS = 250;
const REFRESH_MS = 1000;
const TRENDS_MS = 2000;
const SEED = 20_261_122;

const root = fileURLToPath(new URL('..', import.meta.url));
const wall: Clock = { now: () => Date.now() };

/** Ends the program with a message for the person who started it. */
function giveUp(message: string, status: 1 | 2): never {
  process.stderr.write(`${message}\n`);
  process.exit(status);
}

// Settings and the files of thresholds/: everything that is wrong is said at once, before anything is opened.
const environment = withDotenv(process.env, join(process.cwd(), '.env'));
const read = readSettings(environment);
if (!read.ok) giveUp(read.message, 2);
const { settings } = read;
const log = pino({ level: settings.logLevel });
const choice = settings.jurisdictions;
const loaded = loadThresholds({
  root: join(root, 'thresholds'),
  ...(choice.kind === 'all' ? {} : { jurisdictions: choice.kind === 'ids' ? choice.ids : choice.path }),
});
if (!loaded.ok) giveUp(loaded.error.map(formatProblem).join('\n'), 2);
const { plans, jurisdictions, boundaries, standards } = loaded.value;
const told =
  settings.notify === null ? ({ ok: true, notify: NOBODY } as const) : readNotify(settings.notify, environment);
if (!told.ok) giveUp(told.message, 2);
const subjects = jurisdictions.flatMap((jurisdiction) => jurisdiction.subjects);

// Stores: a reading is accepted when a journal has it; its store drains from there. What was imported stands apart from
// what is live: it is looked back at and never judged by the live judge.
const after = (ms: number, work: () => void): (() => void) => {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
};
const onTrouble = (trouble: unknown): void => log.error({ trouble }, 'store');
const open = (folder: string, influx: typeof settings.influx, startsAfresh: boolean) =>
  openReadings({ folder, influx, clock: wall, after, onTrouble, startsAfresh }).catch((error: unknown) =>
    giveUp(`${folder} cannot be opened: ${error instanceof Error ? error.message : String(error)}`, 1),
  );
// The archive comes first: whoever has it has this DATA_DIR, so that nobody empties the demo of a running server.
const archive = await open(archiveFolder(settings.dataDir), archiveTarget(settings.influx), false);
const dataDir = runFolder(settings.dataDir, settings.mode);
const live = await open(dataDir, settings.influx, !settings.keepData);
const past = layered([archive.store, live.store]);
const clock = settings.simulate
  ? createDemoClock({
      wall,
      leadMs: settings.keepData ? 0 : STORY.leadMs,
      catchUpMs: CATCH_UP_MS,
      speed: settings.speed,
    })
  : realTimeClock(wall);
/** A ledger that was changed behind our back: the program does not go on from it. */
async function refuseBroken(error: unknown): Promise<never> {
  if (!(error instanceof LedgerBroken)) throw error;
  await live.close();
  await archive.close();
  return giveUp(error.message, 2);
}
// Accounts: in a folder of the mode, so that nobody whom the demo let in has an account in live.
const accounts = await openAccounts({
  folder: join(dataDir, 'accounts'),
  mode: settings.mode,
  clock: wall,
  hasher: argon2id(),
  known: {
    jurisdictions: new Set(jurisdictions.map(({ id }) => id)),
    units: new Set([...plans.values()].flatMap(({ units }) => units.map(({ id }) => id))),
  },
  wallToken: settings.wallToken,
  onTrouble,
  onSignIn: (tried) => {
    if (tried.outcome === 'ok') log.info(tried, 'signed in');
    else log.warn(tried, 'not signed in');
  },
})
  .catch(refuseBroken)
  .catch((error: unknown) => giveUp(error instanceof Error ? error.message : String(error), 1));

/** What cannot go on ends the program: the next start stands where the disk stands; an alarm may be late, not lost. */
const endWith =
  (what: string) =>
  (error: unknown): never => {
    log.fatal({ err: error }, what);
    process.exit(1);
  };

// The live world: judge, record, picture and the way out of all jurisdictions.
const world = await openWorld({
  folder: dataDir,
  readings: live,
  goesOn: settings.keepData,
  jurisdictions,
  plans,
  standards,
  mode: settings.mode,
  notify: told.notify,
  standing: settings.mode === 'live' ? 'actual' : 'exercise',
  // The past that the demo runs through is told to nobody.
  isHistory: ({ at }) => settings.simulate && !settings.keepData && at < clock.present,
  clock,
  wall,
  // While the demo runs through its past, real devices may already send the present.
  intakeNow: () => Math.max(clock.target(), wall.now()),
  drill: null,
  elsewhere: [...plans.values()],
  after,
  random: Math.random,
  onTrouble,
  onFailure: (what, error) => endWith(what)(error),
})
  .catch(refuseBroken)
  .catch((error: unknown) => giveUp(error instanceof Error ? error.message : String(error), 1));
const { ledger, picture, notices, regions } = world;
if (world.restoredWithout !== null) log.error(world.restoredWithout, 'the judge begins without the stored readings');

const imports = new Intake({
  sources: null,
  now: () => wall.now(),
  append: (readings) => archive.journal.append(readings),
  isOverload: (error) => error instanceof Overloaded,
});
const delivered$ = new Subject<number>();
const running = [
  await world.run(merge(interval(TICK_MS, asyncScheduler), delivered$)),
  interval(REFRESH_MS, asyncScheduler).subscribe(() => {
    picture.refreshLevels();
    showHealth();
  }),
  interval(TRENDS_MS, asyncScheduler).subscribe(() => picture.refreshTrends()),
];

function showHealth(): void {
  const parts = healthParts({
    stores: [
      ['', live],
      ['archive', archive],
    ],
    storeName: settings.influx === null ? 'DuckDB' : 'InfluxDB',
    simulated: settings.simulate ? clock : null,
    restoredWithout: world.restoredWithout,
    wall,
  });
  for (const part of [...parts, notices.health(wall)]) picture.setHealth(part);
}
showHealth();

// Gateway and pages.
const drills = await Drills.open({
  folder: join(dataDir, 'drills'),
  mode: settings.mode,
  jurisdictions,
  plans,
  standards,
  notify: told.notify,
  wall,
  after,
  scheduler: asyncScheduler,
  newId: () => randomBytes(6).toString('hex'),
  random: Math.random,
  onTrouble,
  onStoreTrouble: onTrouble,
  onFailure: (id, what, error) => log.error({ err: error, drill: id }, what),
}).catch((error: unknown) => giveUp(error instanceof Error ? error.message : String(error), 1));
const layouts = await WallLayouts.open({ folder: join(dataDir, 'walls'), clock: wall, onTrouble }).catch(
  (error: unknown) => giveUp(error instanceof Error ? error.message : String(error), 1),
);
const replays = createReplays({
  store: past,
  jurisdictions,
  plans,
  standards,
  acknowledgements: (jurisdiction) => acknowledgementsOf(ledger.read(), jurisdiction),
  scheduler: asyncScheduler,
  newId: () => randomBytes(9).toString('base64url'),
  breathe: () => setImmediate(),
  onError: (error) => log.error({ err: error }, 'replay'),
});
const ports = worldPorts(world, past);
const web = createWeb({
  ...ports,
  state: { ...ports.state, snapshot: () => ({ ...picture.snapshot(), drills: drills.underWay() }) },
  drills: drillPort(drills),
  layouts,
  boundaryOf: (id) => boundaries.get(id) ?? null,
  intake: world.intake,
  imports,
  parsers: { json: parseJsonReadings, ndjson: parseNdjsonReadings, lines: createLineParser() },
  replays,
  accounts: accounts.desk,
  sessions: createSessions({ clock: wall, persons: accounts.desk }),
  ways: { mode: settings.mode, guests: settings.guests, oneClick: settings.mode === 'demo' },
  commandKey: makeCommandKey(settings.dataDir),
  clock: wall,
  token: settings.ingestToken,
  client: await clientPages(),
  // In live nothing is to be had without a token, a password or, where guests may look, by somebody who may look.
  anyHost: settings.mode === 'live' || settings.allowRemoteDemo,
  proxies: settings.proxies,
  metrics: createMetrics({ live, archive, counts: world.intake.counts, regions }),
  scheduler: asyncScheduler,
  onError: (error, where) => log.error({ err: error, where }, 'request'),
});

/** The built client; with `--dev` a development server in its place. */
async function clientPages(): Promise<Parameters<typeof createWeb>[0]['client']> {
  if (!process.argv.includes('--dev')) return { kind: 'folder', path: join(root, 'dist', 'client') };
  const vite = await import('vite');
  const server = await vite.createServer({ root, server: { middlewareMode: true } });
  return { kind: 'handler', handler: server.middlewares };
}

web.server.on('error', (error: NodeJS.ErrnoException) => {
  const where = `${settings.host}:${settings.port}`;
  if (error.code === 'EADDRINUSE') giveUp(`${where} is taken by another program; set PORT to a free one`, 1);
  if (error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL')
    giveUp(`cannot listen on ${where}: ${error.message}`, 1);
  throw error;
});
/** The one account of a new installation. Its password is told once, here, and must be changed when it is used. */
async function makeFirstAdministrator(): Promise<string> {
  const made = await accounts.desk.create(
    { name: 'admin', roles: [{ role: 'administrator', jurisdiction: EVERYWHERE }], unit: null },
    { ...COMMAND_LINE, name: 'first start' },
  );
  if (!made.ok) giveUp(`no first account: ${made.detail}`, 1);
  return made.password;
}

web.server.listen(settings.port, settings.host, () => void announce().catch(endWith('the start failed')));

/** Says where the program is and how to sign in. */
async function announce(): Promise<void> {
  const address = web.server.address();
  const port = address !== null && typeof address === 'object' ? address.port : settings.port;
  const base = `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`;
  writeAddress(settings.dataDir, base.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:'));
  log.info({ base }, 'listening');
  // Not before it listens: a start that fails must not use up the one password that is told.
  const isFirst = settings.mode === 'live' && accounts.desk.isEmpty();
  const firstPassword = isFirst ? await makeFirstAdministrator() : null;
  process.stdout.write(
    [
      '',
      `  望楼 Wanglou · ${settings.mode === 'demo' ? '演示 DEMO' : '实况 LIVE'}   ${base}`,
      `  大屏 wall        ${base}/wall`,
      `  值班台 console   ${base}/console   ${settings.mode === 'demo' ? '登录：点选角色即可 / sign in: one click by role' : '登录：用户名和密码 / sign in: name and password'}`,
      ...(settings.mode === 'live' ? [`  账户 accounts    ${base}/accounts`] : []),
      `  历史回放 replay  ${base}/replay`,
      `  地区 ${jurisdictions.map((each) => each.name.zh).join('、')} · 预案 ${plans.size} · 存储 store ${settings.influx === null ? `DuckDB (${dataDir})` : `InfluxDB ${settings.influx.database}`}`,
      ...(settings.mode === 'demo' && settings.keepData ? ['  沿用已有数据 / goes on with the data it finds'] : []),
      ...(settings.mode === 'live' && !isLoopbackHost(settings.host) && settings.proxies === 0
        ? [
            '  注意：未经 TLS，密码明文传输 / careful: without TLS in front, passwords travel in the clear (TRUST_PROXY)',
          ]
        : []),
      ...(firstPassword === null
        ? []
        : [
            '',
            '  首次启动的管理员 / first administrator:  admin',
            `  一次性密码，仅显示这一次 / one-time password, shown this once:  ${firstPassword}`,
          ]),
      ...(settings.mode === 'live' || settings.simulate
        ? []
        : ['  不模拟，等待接入数据 / simulates nothing, waits for readings']),
      ...(settings.simulate && !settings.keepData
        ? [
            '  先用约两分钟走过过去七天，然后实时 / runs through the last seven days in about two minutes, then in real time',
          ]
        : []),
      '',
    ].join('\n'),
  );
}

// Feeds: the simulated region, through the same way in as every other, and staff that answers its past alarms.
if (settings.simulate) {
  const story = createStory({ seed: SEED, present: clock.present, subjects });
  const feed = simulatedFeed({ story, clock, scheduler: asyncScheduler, accept: (each) => world.intake.accept(each) });
  running.push(
    feed.subscribe({
      next: (instant) => delivered$.next(instant),
      error: (error: unknown) => log.error({ err: error }, 'the simulated feed has stopped'),
    }),
    dutyStaff({
      regions,
      desk: world.alarms,
      cases: world.cases,
      clock,
      until: clock.present,
      tick$: delivered$,
    }).subscribe(),
  );
}

let isStopping = false;
const stop = async (): Promise<void> => {
  if (isStopping) return;
  isStopping = true;
  for (const subscription of running) subscription.unsubscribe();
  await web.close();
  await drills.close();
  await world.close();
  await live.close();
  await archive.close();
  await accounts.close();
  removeAddress(settings.dataDir);
  process.exit(0);
};
process.on('SIGINT', () => void stop());
process.on('SIGTERM', () => void stop());
