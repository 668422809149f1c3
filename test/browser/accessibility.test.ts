/**
 * Every page in both languages and both themes as axe-core sees it, and in a window that is zoomed in on; a ring around
 * whatever has the focus, nothing that moves for those who asked for less of it, and what screen readers are told by
 * itself.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import type { Role } from '../../server/wire/shapes.ts';
import { launchChromium } from '../services/chromium.ts';
import { makePlace, type Program } from '../integration/program.ts';
import { violationsOn } from './axe.ts';
import { ALL_PLACES, SOON_MS, alarmOf, calmRegion, loadLost, openScreen, post } from './desk.ts';
import { overflowsOn, zoomedIn } from './reflow.ts';

const THEMES = ['dark', 'light'] as const;
const LANGUAGES = ['zh', 'en'] as const;
const SECTIONS = ['coverage', 'declarations', 'steps', 'forms', 'reporting', 'measures', 'editions'] as const;

/** Many pages in one test; on a busy machine they take their time. */
const LONG_MS = 300_000;

const place = makePlace();
let server: Program;
let browser: Browser;
/** Id of the alarm of the county's outage, which is explained with a chart. */
let alarm: string;

beforeAll(async () => {
  server = await place.start(ALL_PLACES);
  browser = await launchChromium();
  const now = Date.now();
  // Hours of load before the outage, for its chart.
  const before = Array.from({ length: 24 }, (_, ago) => loadLost('yc-grid', 0, now - (ago + 1) * 15 * 60_000)).flat();
  await post(server, [
    ...(await calmRegion(server, now)),
    ...before,
    ...loadLost('yc-grid', 45, now),
    ...['yc-grid-fengcheng', 'yc-grid-beiliu', 'yc-grid-runcheng'].flatMap((grid) => loadLost(grid, 45, now)),
    { source: 'yc-mine-1', metric: 'coal.stock', time: now, value: 6000 },
  ]);
  const town = (subject: string) => alarmOf(server, { plan: 'yangcheng-outage', rule: 'township-loss', subject });
  alarm = (await alarmOf(server, { plan: 'yangcheng-outage', rule: 'county-loss', subject: 'yc-grid' })).id;
  // One that somebody owns, and one that is shelved.
  const cookie = await server.signIn('operator', 'operator');
  const act = async (id: string, command: string, body: object): Promise<void> => {
    expect((await server.post(`/api/alarms/${id}/${command}`, body, { cookie })).status).toBe(200);
  };
  const owned = await town('yc-grid-beiliu');
  await act(owned.id, 'acknowledge', { revision: owned.revision });
  const aside = await town('yc-grid-runcheng');
  await act(aside.id, 'shelve', { revision: aside.revision, minutes: 60, reason: 'works on the line' });
  // Somebody with an account, and a wall with an address of its own.
  const administrator = { cookie: await server.signIn('administrator', 'administrator') };
  const make = async (path: string, body: object): Promise<void> => {
    expect((await server.post(path, body, administrator)).ok).toBe(true);
  };
  await make('/api/accounts', { name: '值班甲', roles: [{ role: 'office', jurisdiction: 'yangquan' }], unit: null });
  await make('/api/walls', { name: '大厅' });
});
afterAll(async () => {
  await place.remove();
  await browser.close();
});

interface View {
  readonly name: string;
  /** Who looks, from here on. */
  readonly role?: Role;
  /** From the view before it. */
  readonly go: (page: Page) => Promise<void>;
  /** What is there when it is. */
  readonly shows: string;
  /** It is gone through with Tab, which stops so often at least. */
  readonly stops?: number;
}

const click = (selector: string) => (page: Page) => page.locator(selector).first().click();
const nav = (path: string) => click(`.frame-head nav a[href="${path}"]`);
const closeDialog = async (page: Page): Promise<void> => {
  await page.keyboard.press('Escape');
  await page.locator('.ant-modal').waitFor({ state: 'detached' });
};

/** All pages with what opens on them, one after the other without loading anything anew. */
const views = (): readonly View[] => [
  { name: 'home', go: click('.frame-name'), shows: '.home-roles', stops: 30 },
  { name: 'console', role: 'office', go: nav('/console'), shows: '.shelved' },
  { name: 'console, a rule', go: click('.rule-row'), shows: '.console-right .block' },
  { name: 'console, an alarm', go: click(`tr[data-alarm="${alarm}"]`), shows: '.detail .chart canvas', stops: 15 },
  { name: 'console, help', go: (page) => page.keyboard.press('?'), shows: '.ant-modal .facts', stops: 2 },
  {
    name: 'console, shelving',
    go: async (page) => {
      await closeDialog(page);
      await page.keyboard.press('s');
    },
    shows: '.shelve-form',
    stops: 3,
  },
  {
    name: 'console, assigning',
    go: async (page) => {
      await closeDialog(page);
      await page.locator('.command-row:last-of-type .ant-btn:nth-last-child(2)').click();
    },
    shows: '.ant-modal .ant-select',
  },
  {
    name: 'console, out of service',
    go: async (page) => {
      await closeDialog(page);
      await page.keyboard.press('o');
    },
    shows: '.ant-modal textarea',
  },
  {
    name: 'console, a batch',
    go: async (page) => {
      await closeDialog(page);
      await page.keyboard.press('p');
    },
    shows: '.ant-modal textarea',
  },
  {
    name: 'cases',
    go: async (page) => {
      await closeDialog(page);
      await nav('/cases')(page);
    },
    shows: '.case-list',
  },
  { name: 'cases, an outage', go: click('.case-row'), shows: '.case-act textarea', stops: 8 },
  { name: 'cases, a declaration', go: click('.cases-left button'), shows: '.case-begin', stops: 8 },
  {
    name: 'a paper',
    go: async (page) => {
      await click('.case-row')(page);
      await click('.case-papers a[href$="approval-form"]')(page);
    },
    shows: '.paper table',
  },
  { name: 'reports', go: nav('/reports'), shows: '.report-confirm', stops: 12 },
  { name: 'reports, faults', go: click('.report-confirm'), shows: '.report-form .refusal' },
  { name: 'handover', go: nav('/handover'), shows: '.handover-signatures', stops: 6 },
  { name: 'history', go: nav('/history'), shows: '.history-table [data-row]', stops: 20 },
  { name: 'history, a row', go: click('.history-table [data-row]'), shows: '.history-detail' },
  { name: 'history, measures', go: click('.history-views button:last-child'), shows: '.kpi-chart canvas' },
  { name: 'replay', go: nav('/replay'), shows: '.replay-start', stops: 8 },
  { name: 'replay, playing', go: click('.replay-start'), shows: '.replay-wall .w-gauge' },
  { name: 'drills', go: nav('/drills'), shows: '.drill-form', stops: 5 },
  { name: 'plans', go: nav('/plans'), shows: '.rule-card' },
  ...SECTIONS.map((section) => ({
    name: `plans, ${section}`,
    go: click(`.plan-sections a[href$="section=${section}"]`),
    shows: `.plan-sections a[href$="section=${section}"][aria-current=page]`,
  })),
  { name: 'feeds', go: nav('/feeds'), shows: '.feeds-table tbody tr', stops: 4 },
  { name: 'accounts', role: 'administrator', go: nav('/accounts'), shows: '.accounts-table' },
  { name: 'accounts, a new one', go: click('.account-buttons .account-confirm'), shows: '.accounts form select' },
  { name: 'walls', go: nav('/walls'), shows: '.walls [data-wall]' },
  {
    name: 'walls, a new layout',
    go: async (page) => {
      await page.locator('form.walls-buttons .field').first().fill('hall');
      await page.locator('form.walls-buttons .field').last().fill('hall');
      await click('form.walls-buttons button')(page);
    },
    shows: '.walls-preview .w-gauge',
  },
  { name: 'sign-in', go: click('.frame-right a[href="/sign-in"]'), shows: '.sign-in-form' },
];

/** What Tab came to: in words, whether all of a ring is around it, and whether it can be seen. */
interface Stop {
  readonly what: string;
  readonly hasRing: boolean;
  readonly isSeen: boolean;
}

/** Describes what has the focus; null when nothing has. Runs inside the page. */
function stopHere(): Stop | null {
  const element = document.activeElement;
  if (element === null || element === document.body) return null;
  const ringed = (at: Element | null): boolean => {
    if (at === null) return false;
    const { outlineStyle, outlineWidth, outlineOffset } = getComputedStyle(at);
    if (outlineStyle === 'none' || Number.parseFloat(outlineWidth) < 2) return false;
    // A box around it that hides what reaches beyond it may cut the ring off, where it would not cut the thing itself.
    const beyond = Number.parseFloat(outlineWidth) + Number.parseFloat(outlineOffset);
    const own = at.getBoundingClientRect();
    for (let around = at.parentElement; around !== null; around = around.parentElement) {
      if (getComputedStyle(around).overflow === 'visible') continue;
      const edge = around.getBoundingClientRect();
      const room = [own.left - edge.left, own.top - edge.top, edge.right - own.right, edge.bottom - own.bottom];
      if (room.some((px) => px >= 0 && px < beyond - 0.5)) return false;
    }
    return true;
  };
  // A field may be drawn by the box that holds it.
  const box = element.closest('.ant-input-affix-wrapper, .ant-select');
  const { left, top, right, bottom } = (box ?? element).getBoundingClientRect();
  const points = [0.5, 0.1, 0.9].flatMap((x) =>
    [0.5, 0.1, 0.9].map((y) => [left + (right - left) * x, top + (bottom - top) * y] as const),
  );
  return {
    what: `${element.tagName} ${element.className} ${element.getAttribute('aria-label') ?? element.textContent}`.slice(
      0,
      120,
    ),
    hasRing: ringed(element) || ringed(box),
    isSeen: points.some(([x, y]) => {
      const hit = document.elementFromPoint(x, y);
      return hit !== null && ((box ?? element).contains(hit) || hit.contains(element));
    }),
  };
}

/** Goes on with Tab until it leaves the page, and gives the stops that nobody could see. */
async function unseenStops(page: Page, where: string): Promise<{ readonly count: number; readonly unseen: string[] }> {
  const unseen: string[] = [];
  let count = 0;
  for (; count < 400; count += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(stopHere);
    if (stop === null) break;
    if (!stop.hasRing) unseen.push(`${where}: no ring around ${stop.what}`);
    if (!stop.isSeen) unseen.push(`${where}: hidden under something: ${stop.what}`);
  }
  return { count, unseen };
}

const languageOf = (page: Page) => page.locator('html').getAttribute('lang');

/** The other language. Not with the pointer: a dialog may lie over the switch. */
async function switchLanguage(page: Page): Promise<void> {
  const was = await languageOf(page);
  await page.locator('.frame-right button[lang]').evaluate((button: HTMLElement) => button.click());
  await page.waitForFunction((before) => document.documentElement.lang !== before, was);
}

/** Goes from view to view, and does something with each. */
async function visitAll(page: Page, visit: (view: View) => Promise<void>): Promise<void> {
  for (const view of views()) {
    if (view.role !== undefined) {
      await page.locator('.frame-right select').selectOption(view.role);
      await page.locator(`.frame-right select:has(option[value=${view.role}]:checked)`).waitFor();
    }
    await view.go(page);
    await page.locator(view.shows).first().waitFor();
    await visit(view);
  }
}

it.concurrent(
  'every page with what opens on it, in both languages: no violation, and nothing scrolls both ways at 400 %',
  async () => {
    const screen = await openScreen(browser, server, { path: '/?theme=dark', role: 'office' });
    const { page } = screen;
    const found: string[] = [];
    await visitAll(page, async ({ name }) => {
      const look = async (): Promise<void> => {
        found.push(...(await violationsOn(page, `${name}, ${await languageOf(page)}, dark`)));
      };
      const measure = async (): Promise<void> => {
        found.push(...(await overflowsOn(page, `${name}, ${await languageOf(page)}, zoomed in`)));
      };
      await look();
      await zoomedIn(page, async () => {
        await measure();
        await switchLanguage(page);
        await measure();
      });
      await look();
    });
    await screen.close();
    expect(found).toEqual([]);
    expect(screen.troubles).toEqual([]);
  },
  LONG_MS,
);

it.concurrent(
  'the same in the other theme, which changes colours alone; whatever Tab comes to has a ring and lies under nothing',
  async () => {
    const size = { width: 1280, height: 800 };
    const screen = await openScreen(browser, server, { path: '/?theme=light', role: 'office', size });
    const { page } = screen;
    const found: string[] = [];
    await visitAll(page, async ({ name, stops }) => {
      // The languages take turns: a colour is the same in both.
      found.push(...(await violationsOn(page, `${name}, ${await languageOf(page)}, light`, 'colours')));
      if (stops !== undefined) {
        // A dialog is left once: after that Tab comes to its beginning, and not to the page behind it.
        if ((await page.locator('[aria-modal=true]').count()) > 0) await unseenStops(page, name);
        // The head is gone through on the first page; on the others its last button is the beginning.
        else if (name !== 'home') await page.locator('.frame-right button[lang]').focus();
        const { count, unseen } = await unseenStops(page, name);
        found.push(...unseen);
        if (count < stops) found.push(`${name}: ${count} stops of Tab`);
      }
      await switchLanguage(page);
    });
    await screen.close();
    expect(found).toEqual([]);
    expect(screen.troubles).toEqual([]);
  },
  LONG_MS,
);

it.concurrent('the wall, in both languages and both themes: no violation', async () => {
  const found: string[] = [];
  for (const [theme, language] of THEMES.flatMap((each) => LANGUAGES.map((one) => [each, one] as const))) {
    const screen = await openScreen(browser, server, { path: `/wall?theme=${theme}`, language });
    const { page } = screen;
    for (const part of ['.w-gauge', '.w-alarm', '.w-map-mark', '.w-trend canvas'])
      await page.locator(part).first().waitFor();
    found.push(...(await violationsOn(page, `wall, ${language}, ${theme}`)));
    await screen.close();
  }
  expect(found).toEqual([]);
});

/** What blinks or moves on a page by itself. */
const animationsOn = (page: Page) =>
  page.evaluate(() =>
    document.getAnimations().map((one) => (one instanceof CSSAnimation ? one.animationName : one.id)),
  );

it.concurrent('an unacknowledged alarm blinks, and stands still for whoever asked for less motion', async () => {
  for (const { path, shows } of [
    { path: '/console', shows: 'tr.state-unacknowledged' },
    { path: '/wall', shows: '.w-alarm[data-state=unacknowledged]' },
  ]) {
    const screen = await openScreen(browser, server, { path });
    const { page } = screen;
    await page.locator(shows).first().waitFor();
    expect((await animationsOn(page)).length).toBeGreaterThan(0);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await animationsOn(page)).toEqual([]);
    await screen.close();
  }
});

it('screen readers are told of new alarms in one sentence, and once that the connection is lost', async () => {
  const screen = await openScreen(browser, server, { path: '/console', role: 'operator', language: 'en' });
  const { page } = screen;
  const news = page.getByRole('status').and(page.locator('.console-news'));
  await page.locator('.alarm-row').first().waitFor();
  // What stood before is on the page.
  expect(await news.innerText()).toBe('');
  await page.evaluate(() => {
    const told: string[] = [];
    Reflect.set(globalThis, 'told', told);
    const region = document.querySelector('.console-news');
    const alerts = new MutationObserver(() => {
      for (const alert of document.querySelectorAll('[role=alert]')) {
        if (told.at(-1) !== alert.textContent) told.push(alert.textContent);
      }
    });
    alerts.observe(document.body, { childList: true, subtree: true, characterData: true });
    if (region === null) return;
    new MutationObserver(() => told.push(region.textContent)).observe(region, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
  const told = () => page.evaluate(() => Reflect.get(globalThis, 'told') as readonly string[]);
  const now = Date.now();
  await post(
    server,
    ['yc-mine-2', 'yc-mine-3', 'yc-mine-4'].map((source) => ({ source, metric: 'coal.stock', time: now, value: 6000 })),
  );
  await expect.poll(async () => (await told()).length, { timeout: SOON_MS }).toBeGreaterThan(0);
  expect(await told()).toEqual([
    expect.stringMatching(/^[\d:]{8} new alarm: Red I, Sample mine \w, .*, and \d more$/u),
  ]);
  await server.stop();
  await page.locator('.interruption').waitFor();
  // The seconds go on, and nobody is told of each.
  await page
    .locator('.interruption')
    .getByText(/^for [2-9] s/u)
    .waitFor();
  expect((await told()).slice(1)).toEqual([expect.stringMatching(/^DATA INTERRUPTED since /u)]);
  await screen.close();
});
