/** A line that is cut, and a line that falls silent: the screen stops claiming to be live, and catches up by itself. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../services/chromium.ts';
import { makePlace, type Program } from '../integration/program.ts';
import { ALL_PLACES, alarmOf, loadLost, openScreen, post } from './desk.ts';

/** UX: a lost connection covers the screen's claim to be live within this. */
const COVER_MS = 5000;
/** The server's start is in it. */
const BACK_MS = 90_000;

const place = makePlace();
let server: Program;
let browser: Browser;

const start = (port = 0): Promise<Program> => place.start({ ...ALL_PLACES, PORT: String(port), KEEP_DATA: '1' });

beforeAll(async () => {
  server = await start();
  browser = await launchChromium();
});
afterAll(async () => {
  await place.remove();
  await browser.close();
});

const isLive = (page: Page): Promise<void> => page.locator('.w-live').getByText('实时').waitFor();
const alarmOnWall = (page: Page, name: string) => page.locator('.w-alarm[data-class=plan]').filter({ hasText: name });
/** A page that has been loaded anew has forgotten this. */
const mark = (page: Page): Promise<void> => page.evaluate(() => document.body.setAttribute('data-seen', 'before'));
const isTheSame = (page: Page): Promise<string | null> => page.locator('body').getAttribute('data-seen');

it('the server is killed and comes back -> covered within 5 s -> live again with what happened since, untouched', async () => {
  const wall = await openScreen(browser, server, { path: '/wall' });
  const desk = await openScreen(browser, server, { path: '/console', role: 'operator' });
  await isLive(wall.page);
  await desk.page.getByText('没有报警').waitFor();
  await mark(wall.page);
  await mark(desk.page);
  await post(server, loadLost('yc-grid', 25, Date.now()));
  await alarmOnWall(wall.page, '阳城电网').waitFor();

  await server.kill();
  await Promise.all([wall.page, desk.page].map((page) => page.locator('.interruption').waitFor({ timeout: COVER_MS })));
  expect(await wall.page.locator('.interruption').innerText()).toMatch(/数据中断 · 自 .*\d{2}:\d{2}:\d{2}/);

  server = await start(server.port);
  const raised = await alarmOf(server, { plan: 'yangcheng-outage', rule: 'county-loss', subject: 'yc-grid' });
  expect(raised.level).toBe('III');
  await post(server, loadLost('yc-grid-fengcheng', 65, Date.now()));
  const { id } = await alarmOf(server, {
    plan: 'yangcheng-outage',
    rule: 'township-loss',
    subject: 'yc-grid-fengcheng',
  });
  for (const page of [wall.page, desk.page])
    await page.locator('.interruption').waitFor({ state: 'detached', timeout: BACK_MS });
  await isLive(wall.page);
  await alarmOnWall(wall.page, '凤城电网').waitFor();
  await alarmOnWall(wall.page, '阳城电网').waitFor();
  await desk.page.locator(`tr[data-alarm="${id}"]`).waitFor();
  // Proof of having caught up: the gap that was filled, and the place in the streams.
  await wall.page.getByText(/^中断 \d{2}:\d{2}:\d{2}–\d{2}:\d{2}:\d{2} 已补齐$/).waitFor();
  await wall.page.getByText(/^序号 \d+ 已对齐$/).waitFor();
  expect(await isTheSame(wall.page)).toBe('before');
  expect(await isTheSame(desk.page)).toBe('before');
  await wall.close();
  await desk.close();
});

it('a line that falls silent without closing -> covered within 5 s -> the alarm of that time is there afterwards', async () => {
  let isOpen = true;
  const wall = await openScreen(browser, server, {
    path: '/wall',
    prepare: (page) =>
      page.routeWebSocket(/socket\.io/, (near) => {
        const far = near.connectToServer();
        near.onMessage((message) => {
          if (isOpen) far.send(message);
        });
        far.onMessage((message) => {
          if (isOpen) near.send(message);
        });
      }),
  });
  await isLive(wall.page);
  await mark(wall.page);
  isOpen = false;
  await wall.page.locator('.interruption').waitFor({ timeout: COVER_MS });
  await post(server, loadLost('yc-grid-beiliu', 45, Date.now()));
  await alarmOf(server, { plan: 'yangcheng-outage', rule: 'township-loss', subject: 'yc-grid-beiliu' });
  expect(await alarmOnWall(wall.page, '北留电网').count()).toBe(0);

  isOpen = true;
  await wall.page.locator('.interruption').waitFor({ state: 'detached', timeout: BACK_MS });
  await alarmOnWall(wall.page, '北留电网').waitFor();
  await isLive(wall.page);
  expect(await isTheSame(wall.page)).toBe('before');
  expect(wall.troubles).toEqual([]);
  await wall.close();
});
