/** Wanglou: the composition root. Reads top to bottom in the way of a reading. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { asyncScheduler, interval, merge, Subject } from 'rxjs';
import { createStory, STORY } from '../simulators/index.ts';
import { createDemoClock } from './feeds/demo-clock.ts';
import { createLineParser } from './feeds/line-protocol.ts';
import { parseJsonReadings, parseNdjsonReadings } from './feeds/json.ts';
import { simulatedFeed } from './feeds/simulated.ts';
import { WINDOW_HOURS } from './judge/index.ts';
import { AlarmDesk } from './ledger/alarm-desk.ts';
import { dutyStaff } from './ledger/demo-duty.ts';
import { ledgerBodySchema, toEntries } from './ledger/events.ts';
import { openFileLedger } from './ledger/log.ts';
import { HOUR_MS, toIso, type Clock } from './model/instant.ts';
import { Intake } from './pipeline/intake.ts';
import { judging, splitByRegion, type RegionEffect } from './pipeline/judging.ts';
import { Picture } from './pipeline/picture.ts';
import { Region } from './pipeline/region.ts';
import { formatProblem } from './plans/problem.ts';
import { loadThresholds } from './plans/load.ts';
import { createReplays } from './replay/sessions.ts';
import { readSettings, withDotenv } from './settings.ts';
import { openDuckdbStore } from './store/duckdb/store.ts';
import { openInfluxStore } from './store/influx/store.ts';
import { journalFolder, openJournal, Overloaded } from './store/journal.ts';
import { createSessions } from './web/sessions.ts';
import { createWeb } from './web/web.ts';

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
const read = readSettings(withDotenv(process.env, join(process.cwd(), '.env')));
if (!read.ok) giveUp(read.message, 2);
const { settings } = read;
const log = pino({ level: settings.logLevel });
const choice = settings.jurisdictions;
const loaded = loadThresholds({
  root: join(root, 'thresholds'),
  ...(choice.kind === 'all' ? {} : { jurisdictions: choice.kind === 'ids' ? choice.ids : choice.path }),
});
if (!loaded.ok) giveUp(loaded.error.map(formatProblem).join('\n'), 2);
const { plans, jurisdictions, standards } = loaded.value;
const subjects = jurisdictions.flatMap((jurisdiction) => jurisdiction.subjects);

// The demo's data have a folder of their own, fresh at each start unless told to keep it.
const dataDir = join(settings.dataDir, 'demo');
if (!settings.keepData) rmSync(dataDir, { recursive: true, force: true });
mkdirSync(dataDir, { recursive: true });
const clock = createDemoClock({
  wall,
  leadMs: settings.keepData ? 0 : STORY.leadMs,
  catchUpMs: CATCH_UP_MS,
  speed: settings.speed,
});

// Store: a reading is accepted when the journal has it; the store drains from there.
const after = (ms: number, work: () => void): (() => void) => {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
};
const onTrouble = (trouble: unknown): void => log.error({ trouble }, 'store');
const journal = await openJournal({ directory: journalFolder(dataDir), onTrouble });
const store =
  settings.influx === null
    ? await openDuckdbStore({ journal, file: join(dataDir, 'readings.duckdb'), clock: wall, after, onTrouble })
    : await openInfluxStore({ journal, directory: dataDir, ...settings.influx, clock: wall, after, onTrouble });
const ledger = await openFileLedger({
  file: join(dataDir, 'ledger.ndjson'),
  schema: ledgerBodySchema,
  clock: wall,
  onTrouble,
});

// Judge: one region a jurisdiction, brought back to where it stood from the ledger and the last hours of readings.
const regions = jurisdictions.map(
  (jurisdiction) =>
    new Region(
      jurisdiction,
      jurisdiction.plans.flatMap((id) => plans.get(id) ?? []),
      standards,
    ),
);
const regionOf = new Map(regions.map((region) => [region.jurisdiction.id, region]));
const picture = new Picture({
  regions,
  mode: settings.mode,
  now: () => clock.now(),
  speed: () => clock.speed(),
  replay: null,
});
for (const { data } of ledger.read()) {
  regionOf.get(data.jurisdiction)?.restore([], [data.event]);
  picture.restore({ jurisdiction: data.jurisdiction, events: [data.event] });
}
const record = async (effect: RegionEffect): Promise<void> => {
  await ledger.append(toEntries(effect));
  picture.showEffect(effect);
};
if (settings.keepData) {
  for await (const readings of store.scan({ from: clock.now() - WINDOW_HOURS * HOUR_MS, to: clock.now() })) {
    for (const [region, part] of splitByRegion(readings, regions)) region.restore(part);
  }
  for (const region of regions) {
    await record({ jurisdiction: region.jurisdiction.id, events: region.resume(clock.now()) });
  }
}

// Pipeline: intake -> judge -> ledger -> picture. What cannot be recorded ends the program: a restart stands where the
// disk stands, and an alarm may be late but not lost.
const intake = new Intake({
  sources: new Set(subjects.map((subject) => subject.id)),
  // While the demo runs through its past, real devices may already send the present.
  now: () => Math.max(clock.now(), wall.now()),
  append: (readings) => journal.append(readings),
  isOverload: (error) => error instanceof Overloaded,
});
const delivered$ = new Subject<number>();
const running = [
  judging(intake.accepted$, merge(interval(TICK_MS, asyncScheduler), delivered$), {
    regions,
    now: () => clock.now(),
    record,
  }).subscribe({
    error: (error: unknown) => {
      log.fatal({ err: error }, 'the ledger cannot be written');
      process.exit(1);
    },
  }),
  intake.accepted$.subscribe((readings) => picture.showReadings(readings)),
  interval(REFRESH_MS, asyncScheduler).subscribe(() => {
    picture.refreshLevels();
    showHealth();
  }),
  interval(TRENDS_MS, asyncScheduler).subscribe(() => picture.refreshTrends()),
];

function showHealth(): void {
  const since = toIso(wall.now());
  const stored = store.health();
  const disk = journal.state();
  const name = settings.influx === null ? 'DuckDB' : 'InfluxDB';
  picture.setHealth({
    part: 'store',
    state: stored.state,
    since: toIso(stored.since),
    detail: `${name}: ${stored.detail.zh} / ${stored.detail.en}`,
  });
  picture.setHealth({
    part: 'journal',
    state: disk.failure === null ? 'ok' : 'down',
    since,
    detail: disk.failure === null ? 'ok' : disk.failure.message,
  });
  picture.setHealth({ part: 'ledger', state: 'ok', since, detail: 'ok' });
  const lagS = Math.round((clock.target() - clock.now()) / 1000 / clock.speed());
  picture.setHealth({
    part: 'feed simulated',
    state: lagS > 5 ? 'degraded' : 'ok',
    since,
    detail: lagS > 5 ? `${lagS} s behind` : 'ok',
  });
}

// Gateway and pages.
const desk = new AlarmDesk({ regions, now: () => clock.now(), record });
const replays = createReplays({
  store,
  jurisdictions,
  plans,
  standards,
  scheduler: asyncScheduler,
  newId: () => randomBytes(9).toString('base64url'),
  onError: (error) => log.error({ err: error }, 'replay'),
});
const metrics = new Registry();
collectDefaultMetrics({ register: metrics });
new Gauge({
  name: 'wanglou_store_lag_bytes',
  help: 'Bytes of the journal that are not in the store yet',
  registers: [metrics],
  async collect() {
    this.set((await store.stats()).lagBytes);
  },
});
new Gauge({
  name: 'wanglou_intake_readings',
  help: 'Readings since the start, by what became of them',
  labelNames: ['outcome'],
  registers: [metrics],
  collect() {
    this.set({ outcome: 'accepted' }, intake.counts.accepted);
    this.set({ outcome: 'rejected' }, intake.counts.rejected);
  },
});
const web = createWeb({
  state: {
    snapshot: () => picture.snapshot(),
    now: () => picture.now(),
    speed: () => picture.speed(),
    changes$: picture.changes$,
    readings$: picture.readings$,
    trends$: picture.trends$,
    levels: () => picture.levels(),
    alarms: (query) => Promise.resolve(picture.alarms(query)),
    warnings: () => picture.warnings(),
    plans: () => picture.plans(),
    jurisdictions: () => picture.jurisdictions(),
    health: () => picture.healthParts(),
  },
  alarms: desk,
  intake,
  parsers: { json: parseJsonReadings, ndjson: parseNdjsonReadings, lines: createLineParser() },
  readings: {
    query: async ({ limit, ...query }) => (await store.query(query)).slice(0, limit),
  },
  replays,
  sessions: createSessions({ clock: wall }),
  clock: wall,
  token: settings.ingestToken,
  client: await clientPages(),
  anyHost: settings.allowRemoteDemo,
  metrics,
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
web.server.listen(settings.port, settings.host, () => {
  const address = web.server.address();
  const port = address !== null && typeof address === 'object' ? address.port : settings.port;
  const base = `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`;
  log.info({ base }, 'listening');
  process.stdout.write(
    [
      '',
      `  望楼 Wanglou · 演示 DEMO   ${base}`,
      `  大屏 wall        ${base}/wall`,
      `  值班台 console   ${base}/console   登录：点选角色即可 / sign in: one click by role`,
      `  历史回放 replay  ${base}/replay`,
      `  地区 ${jurisdictions.map((each) => each.name.zh).join('、')} · 预案 ${plans.size} · 存储 store ${settings.influx === null ? `DuckDB (${dataDir})` : `InfluxDB ${settings.influx.database}`}`,
      settings.keepData
        ? '  沿用已有数据 / goes on with the data it finds'
        : '  先用约两分钟走过过去七天，然后实时 / runs through the last seven days in about two minutes, then in real time',
      '',
    ].join('\n'),
  );
});

// Feeds: the simulated region, through the same way in as every other.
const story = createStory({ seed: SEED, present: clock.present, subjects });
const feed = simulatedFeed({ story, clock, scheduler: asyncScheduler, accept: (readings) => intake.accept(readings) });
running.push(
  feed.subscribe({
    next: (instant) => delivered$.next(instant),
    error: (error: unknown) => log.error({ err: error }, 'the simulated feed has stopped'),
  }),
  dutyStaff({ regions, desk, clock, until: clock.present, tick$: delivered$ }).subscribe(),
);

let isStopping = false;
const stop = async (): Promise<void> => {
  if (isStopping) return;
  isStopping = true;
  for (const subscription of running) subscription.unsubscribe();
  await web.close();
  await store.close();
  await journal.close();
  await ledger.close();
  process.exit(0);
};
process.on('SIGINT', () => void stop());
process.on('SIGTERM', () => void stop());
