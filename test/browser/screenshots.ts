/**
 * `npm run screenshots -- [OUTDIR]`: every page of the running demo, in the middle of its outage, as PNG files; to be
 * looked at by people. Each file is named `page.language.theme.WIDTHxHEIGHT.png`.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { io, type Socket } from 'socket.io-client';
import type { ClientToServerEvents, ServerToClientEvents } from '../../server/wire/events.ts';
import type { WireAlarm } from '../../server/wire/shapes.ts';
import { launchChromium } from '../services/chromium.ts';
import { makePlace } from '../integration/program.ts';

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
  await page.getByText(/^(正在连接|Connecting)$/).waitFor({ state: 'detached', timeout: PAGE_MS });
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

interface Shot {
  readonly name: string;
  readonly path: string;
  readonly selector: string;
  readonly prepare?: (page: Page) => Promise<void>;
}

const shotsOf = (alarm: string): readonly Shot[] => [
  { name: 'wall', path: '/wall', selector: '.w-gauge' },
  { name: 'console', path: `/console?alarm=${encodeURIComponent(alarm)}`, selector: '.detail .chart canvas' },
  { name: 'home', path: '/', selector: '.home-roles' },
  { name: 'cases', path: '/cases', selector: '.case-list' },
  { name: 'reports', path: '/reports', selector: '.report-confirm' },
  { name: 'plans', path: '/plans', selector: '.rule-card' },
  { name: 'coverage', path: '/plans?plan=yangcheng-energy-supply&section=coverage', selector: '.plan-section table' },
  { name: 'measures', path: '/plans?plan=yangquan-heavy-pollution&section=measures', selector: '.plan-section table' },
  { name: 'feeds', path: '/feeds', selector: '.feeds-table tr' },
  { name: 'replay', path: '/replay', selector: '.w-gauge', prepare: playReplay },
];

/** A profile of an operator; nothing blinks, so that no mark is caught while it is dim. */
async function signedIn(browser: Browser, url: string, size: (typeof SIZES)[number]): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: size, baseURL: url, reducedMotion: 'reduce' });
  const answer = await context.request.post('/api/session', { data: { role: 'operator' } });
  if (!answer.ok()) throw new Error(`signing in: ${answer.status()} ${await answer.text()}`);
  return context;
}

async function takeAll(browser: Browser, url: string, outdir: string): Promise<number> {
  const shots = shotsOf(await waitForOutage(url));
  let taken = 0;
  // The walls come first: the outage lasts for minutes only.
  const rounds = THEMES.flatMap((theme) =>
    SIZES.flatMap((size) => LANGUAGES.map((language) => ({ theme, size, language }))),
  );
  const ofWall = rounds.map((round) => ({ ...round, shots: shots.filter(({ name }) => name === 'wall') }));
  const ofRest = rounds
    .filter(({ theme }) => theme === 'dark')
    .map((round) => ({ ...round, shots: shots.filter(({ name }) => name !== 'wall') }));
  for (const { theme, size, language, shots: wanted } of [...ofWall, ...ofRest]) {
    const context = await signedIn(browser, url, size);
    for (const { name, path, selector, prepare } of wanted) {
      const page = await context.newPage();
      const address = new URL(path, url);
      address.searchParams.set('lang', language);
      address.searchParams.set('theme', theme);
      await page.goto(address.href);
      await prepare?.(page);
      await settled(page, selector);
      const file = `${name}.${language}.${theme}.${size.width}x${size.height}.png`;
      await page.screenshot({ path: join(outdir, file) });
      console.log(file);
      taken += 1;
      await page.close();
    }
    await context.close();
  }
  return taken;
}

async function main(): Promise<void> {
  const outdir = resolve(process.argv[2] ?? 'screenshots');
  if (!existsSync(resolve(import.meta.dirname, '../../dist/client/index.html')))
    throw new Error('the pages are not built: run npx vite build first');
  mkdirSync(outdir, { recursive: true });
  const place = makePlace();
  const browser = await launchChromium(['--autoplay-policy=no-user-gesture-required']);
  try {
    const { url } = await place.start({ JURISDICTIONS: '', SIMULATE: '1' });
    console.log(`the demo runs through its past at ${url}; this takes about two minutes`);
    const taken = await takeAll(browser, url, outdir);
    console.log(`${taken} screenshots in ${outdir}`);
  } finally {
    await browser.close();
    await place.remove();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
