/**
 * `npm run screenshots -- [OUTDIR] [--vision=NAME]`: every page in every size, language and theme as PNG files, to be
 * looked at by people: before any reading, calm, in the middle of the demo's outage, in a drill, in a replay, with feeds
 * that fell silent, and with the connection cut.
 * Each file is named `page-state.language.theme.WIDTHxHEIGHT.png`. With `--vision=deuteranopia`, `protanopia` or
 * `tritanopia` all of them as they look to somebody who lacks that kind of cones, with its name in that of the file.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { io, type Socket } from 'socket.io-client';
import type { ClientToServerEvents, ServerToClientEvents } from '../../server/wire/events.ts';
import { ARRANGEMENTS, STANDARD_LAYOUT } from '../../server/model/wall-layout.ts';
import type { WireDrill } from '../../server/wire/drill.ts';
import type { Role, WireAlarm, WireWarning } from '../../server/wire/shapes.ts';
import { launchChromium } from '../services/chromium.ts';
import { waitUntil } from '../services/wait-until.ts';
import { makePlace, type Program } from '../integration/program.ts';
import { DEFICIENCIES, lookWith, type Deficiency } from './colour-vision.ts';
import { ALL_PLACES, calmRegion, post } from './desk.ts';

const SIZES = [
  { width: 1920, height: 1080 },
  { width: 3840, height: 2160 },
] as const;
const LANGUAGES = ['zh', 'en'] as const;
const THEMES = ['dark', 'light'] as const;

/** The demo runs through its past in two minutes; a busy machine may need longer. */
const CATCH_UP_MS = 300_000;
/** The outage comes about a minute after the present is reached; its second line trips another minute later. */
const OUTAGE_MS = 240_000;
const PAGE_MS = 60_000;
/** Loads that came last this long ago are stale, and the watchdog has said so. */
const STALE_MS = 220_000;

/** The county's outage at its height. */
const isOutage = (alarm: WireAlarm): boolean =>
  alarm.plan === 'yangcheng-outage' && alarm.rule === 'county-loss' && alarm.level === 'II';

/**
 * Waits for the present, and then for the outage at its height. Gives the alarm's id.
 * @throws Error when either does not come in time.
 */
async function waitForOutage(url: string): Promise<string> {
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(`${url}/live`, { transports: ['websocket'] });
  try {
    await within(CATCH_UP_MS, 'the demo did not reach the present', (done) => {
      socket.on('heartbeat', ({ speed }) => {
        if (speed === 1) done(null);
      });
    });
    console.log('the present is reached; waiting for the outage');
    return await within(OUTAGE_MS, 'the outage did not come', (done) => {
      const look = (alarm: WireAlarm): void => {
        if (isOutage(alarm)) done(alarm.id);
      };
      socket.on('alarm', look);
      socket.on('snapshot', ({ alarms }) => alarms.forEach(look));
      socket.emit('resync');
    });
  } finally {
    socket.disconnect();
  }
}

async function within<T>(limitMs: number, message: string, start: (done: (value: T) => void) => void): Promise<T> {
  let late: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise<T>((done, failed) => {
      late = setTimeout(() => failed(new Error(message)), limitMs);
      start(done);
    });
  } finally {
    clearTimeout(late);
  }
}

/** Waits until everything that will be drawn is there: words, tables, and a canvas in every chart. */
async function settled(page: Page, selector: string): Promise<void> {
  await page.locator(selector).first().waitFor({ timeout: PAGE_MS });
  // A page that has just opened still says that it is connecting.
  const connecting = page.getByText(/^(正在连接|Connecting)$/);
  await connecting.first().waitFor({ state: 'detached', timeout: PAGE_MS });
  await page.waitForFunction(
    () => [...document.querySelectorAll('.chart > div')].every((box) => box.querySelector('canvas') !== null),
    undefined,
    { timeout: PAGE_MS },
  );
  await page.evaluate(() => document.fonts.ready);
}

/** Brings the replay of the last seven days to the change of level in its middle, and stops there. */
async function playReplay(page: Page): Promise<void> {
  await page.locator('.replay-presets button').last().click();
  await page.locator('.replay-start').click();
  await page.locator('.replay-play:enabled').waitFor({ timeout: PAGE_MS });
  await page.locator('.replay-play').click();
  const range = page.locator('.strip-range');
  const box = await range.boundingBox();
  if (box === null) throw new Error('the replay shows no strip');
  await page.mouse.click(box.x + box.width * 0.72, box.y + box.height / 2);
  await page.locator('.replay-alarms li').first().waitFor({ timeout: PAGE_MS });
  // The player and its wall tell the same minute, `YYYY-MM-DD HH:MM`.
  await page.waitForFunction(() => {
    const [player, wall] = ['.replay-now', '.replay-wall .w-clock'].map((one) =>
      document.querySelector(one)?.textContent.slice(0, 16),
    );
    return player !== undefined && player === wall;
  });
}

/** Opens the layout that {@link makeLayout} left. */
async function editLayout(page: Page): Promise<void> {
  await page.locator('.walls table button').first().click();
}

/** The layout of a wall, so that there is one to be edited. */
async function makeLayout(server: Program): Promise<void> {
  const answer = await fetch(`${server.url}/api/wall-layouts/hall`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', cookie: await server.signIn('administrator', '管理员') },
    body: JSON.stringify({
      revision: 0,
      layout: { ...STANDARD_LAYOUT, title: '大厅 Hall', rows: ARRANGEMENTS.week },
    }),
  });
  if (!answer.ok) throw new Error(`a layout: ${answer.status} ${await answer.text()}`);
}

interface Shot {
  /** Page and what it shows. */
  readonly name: string;
  readonly path: string;
  readonly selector: string;
  /** `null`: nobody; left out: an operator. */
  readonly role?: Role | null;
  readonly prepare?: (page: Page) => Promise<void>;
  /** The line to the server falls silent once the page is there. */
  readonly isCut?: true;
}

/** What changes within minutes, and so is taken first. */
const passingShots = (alarm: string): readonly Shot[] => [
  { name: 'wall-alarm', path: '/wall', selector: '.w-gauge' },
  { name: 'console-alarm', path: `/console?alarm=${encodeURIComponent(alarm)}`, selector: '.detail .chart canvas' },
];

/** What stays as it is while the pictures are taken. `drill`: one whose clock stands; `warning`: a case in it. */
const standingShots = (drill: string, warning: string): readonly Shot[] => [
  { name: 'replay', path: '/replay', selector: '.w-gauge', prepare: playReplay },
  { name: 'home', path: '/', selector: '.home-roles' },
  { name: 'cases', path: '/cases', selector: '.case-list', role: 'office' },
  { name: 'reports', path: '/reports', selector: '.report-confirm' },
  { name: 'handover', path: '/handover', selector: '.handover-signatures' },
  { name: 'history', path: '/history', selector: '.history-table [data-row]' },
  { name: 'kpis', path: '/history?view=kpis', selector: '.kpi-chart canvas' },
  { name: 'drills', path: '/drills', selector: '.drills-lists', role: 'office' },
  { name: 'plans', path: '/plans', selector: '.rule-card' },
  { name: 'coverage', path: '/plans?plan=yangcheng-energy-supply&section=coverage', selector: '.plan-section table' },
  { name: 'measures', path: '/plans?plan=yangquan-heavy-pollution&section=measures', selector: '.plan-section table' },
  { name: 'feeds', path: '/feeds', selector: '.feeds-table tr' },
  { name: 'accounts', path: '/accounts', selector: 'main', role: 'administrator' },
  { name: 'walls', path: '/walls', selector: '.walls-preview .w-band', role: 'administrator', prepare: editLayout },
  { name: 'sign-in', path: '/sign-in', selector: '.sign-in-card', role: null },
  { name: 'drill-wall', path: `/drills/${drill}/wall`, selector: '.w-gauge' },
  { name: 'drill-case', path: `/drills/${drill}/cases?case=${warning}`, selector: '.case-steps', role: 'office' },
  {
    name: 'drill-paper',
    path: `/drills/${drill}/papers/${warning}/approval-form`,
    selector: '.paper table',
    role: 'office',
  },
];

const watchingShots = (state: 'fresh' | 'calm' | 'stale' | 'cut'): readonly Shot[] =>
  [
    { name: `wall-${state}`, path: '/wall', selector: '.w-gauge' },
    { name: `console-${state}`, path: '/console', selector: '.console-columns' },
    { name: `feeds-${state}`, path: '/feeds', selector: '.feeds-table tr' },
  ].map((shot) => (state === 'cut' ? { ...shot, isCut: true } : shot));

/** A profile of somebody, or of nobody; nothing blinks, so that no mark is caught while it is dim. */
async function profileOf(
  browser: Browser,
  url: string,
  size: (typeof SIZES)[number],
  role: Role | null,
): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: size, baseURL: url, reducedMotion: 'reduce' });
  if (role === null) return context;
  const answer = await context.request.post('/api/session', { data: { role } });
  if (!answer.ok()) throw new Error(`signing in: ${answer.status()} ${await answer.text()}`);
  return context;
}

/** Lets a page be cut off from its server: nothing comes or goes any more, and nothing says so. */
async function layLine(page: Page): Promise<() => Promise<void>> {
  let isOpen = true;
  await page.routeWebSocket(/socket\.io/, (near) => {
    const far = near.connectToServer();
    near.onMessage((message) => {
      if (isOpen) far.send(message);
    });
    far.onMessage((message) => {
      if (isOpen) near.send(message);
    });
  });
  return async () => {
    isOpen = false;
    await page.locator('.interruption').waitFor({ timeout: PAGE_MS });
  };
}

interface Album {
  readonly outdir: string;
  /** Whose eyes they are taken with; null: of somebody with all three kinds of cones. */
  readonly vision: Deficiency | null;
}

/** Takes pictures of a server in every size, language and theme. Gives how many. */
async function take(
  browser: Browser,
  { url }: Program,
  shots: readonly Shot[],
  { outdir, vision }: Album,
): Promise<number> {
  let taken = 0;
  for (const size of SIZES) {
    for (const { name, path, selector, role = 'operator', prepare, isCut } of shots) {
      const context = await profileOf(browser, url, size, role);
      for (const theme of THEMES) {
        for (const language of LANGUAGES) {
          const page = await context.newPage();
          const cut = isCut === true ? await layLine(page) : null;
          const address = new URL(path, url);
          address.searchParams.set('lang', language);
          address.searchParams.set('theme', theme);
          await page.goto(address.href);
          await prepare?.(page);
          await settled(page, selector);
          await cut?.();
          if (vision !== null) await lookWith(page, vision);
          const file = [
            name,
            language,
            theme,
            ...(vision === null ? [] : [vision]),
            `${size.width}x${size.height}.png`,
          ].join('.');
          await page.screenshot({ path: join(outdir, file) });
          console.log(file);
          taken += 1;
          await page.close();
        }
      }
      await context.close();
    }
  }
  return taken;
}

/** Begins a drill and holds its clock when its first warning is recommended. Gives its id and that of the case. */
async function holdDrill(server: Program): Promise<{ readonly drill: string; readonly warning: string }> {
  const cookie = await server.signIn('office', '应急办');
  const asked = { jurisdiction: 'yangquan', episode: 'smog', speed: 3600, title: '冬季演练', sends: false };
  const { id: drill } = (await (await server.post('/api/drills', asked, { cookie })).json()) as WireDrill;
  const warning = await waitUntil(
    'a warning in the drill',
    async () => ((await server.get(`/api/drills/${drill}/warnings`)) as WireWarning[])[0]?.id ?? null,
    PAGE_MS,
  );
  await fetch(`${server.url}/api/drills/${drill}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify({ state: 'paused' }),
  });
  return { drill, warning };
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { vision: { type: 'string' } }, allowPositionals: true });
  const vision = DEFICIENCIES.find((name) => name === values.vision) ?? null;
  if (values.vision !== undefined && vision === null)
    throw new Error(`--vision is one of ${DEFICIENCIES.join(', ')}, not ${values.vision}`);
  const outdir = resolve(positionals[0] ?? 'screenshots');
  const album: Album = { outdir, vision };
  if (!existsSync(resolve(import.meta.dirname, '../../dist/client/index.html')))
    throw new Error('the pages are not built: run npx vite build first');
  mkdirSync(outdir, { recursive: true });
  const demoPlace = makePlace();
  const calmPlace = makePlace();
  const browser = await launchChromium(['--autoplay-policy=no-user-gesture-required']);
  try {
    const demo = await demoPlace.start({ JURISDICTIONS: '', SIMULATE: '1' });
    console.log(`the demo runs through its past at ${demo.url}; this takes about two minutes`);
    const outage = waitForOutage(demo.url);
    // A second server that nothing happens to, and that nobody sends anything to afterwards.
    const calm = await calmPlace.start(ALL_PLACES);
    let taken = await take(browser, calm, watchingShots('fresh'), album);
    const sentAt = Date.now();
    await post(calm, await calmRegion(calm, sentAt));
    taken += await take(browser, calm, watchingShots('calm'), album);
    taken += await take(browser, demo, passingShots(await outage), album);
    await makeLayout(demo);
    const { drill, warning } = await holdDrill(demo);
    taken += await take(browser, demo, standingShots(drill, warning), album);
    await waitUntil('the age at which feeds are stale', () => (Date.now() - sentAt > STALE_MS ? true : null), STALE_MS);
    taken += await take(browser, calm, watchingShots('stale'), album);
    taken += await take(browser, calm, watchingShots('cut'), album);
    console.log(`${taken} screenshots in ${outdir}`);
  } finally {
    await browser.close();
    await demoPlace.remove();
    await calmPlace.remove();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
