/** The replay page over imported data: choose a range, play, jump, and go back to live. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../services/chromium.ts';
import { makePlace, type Program } from '../integration/program.ts';
import { ALL_PLACES, SOON_MS, loadLost, openScreen, type Posted } from './desk.ts';

const MINUTE_MS = 60_000;
/** 20:00 to 21:30 in Yangcheng. */
const FROM = Date.UTC(2026, 0, 14, 12);
const LOST: readonly (readonly [minute: number, percent: number])[] = [
  [0, 0],
  [20, 25],
  [40, 45],
  [60, 0],
  [90, 0],
];

const place = makePlace();
let server: Program;
let browser: Browser;

/** A reading a minute; the share lost is that of the last entry before. */
const outage = (): readonly Posted[] =>
  Array.from({ length: 91 }, (_, minute) => minute).flatMap((minute) =>
    loadLost('yc-grid', LOST.findLast(([from]) => from <= minute)?.[1] ?? 0, FROM + minute * MINUTE_MS),
  );

beforeAll(async () => {
  server = await place.start(ALL_PLACES);
  browser = await launchChromium();
});
afterAll(async () => {
  await place.remove();
  await browser.close();
});

it('a range of imported data -> plays -> next change of level -> the wall and the alarms of that minute -> back to live', async () => {
  const readings = outage();
  const lines = readings.map((reading) => JSON.stringify(reading)).join('\n');
  const answer = await server.post('/api/imports', lines, { 'content-type': 'application/x-ndjson' });
  expect(await answer.json()).toEqual({ accepted: readings.length, rejected: [] });
  const screen = await openScreen(browser, server, { path: '/replay' });
  const { page } = screen;
  await page.getByLabel('开始', { exact: true }).fill('2026-01-14 20:00');
  await page.getByLabel('结束', { exact: true }).fill('2026-01-14 21:30');
  await page.getByLabel('速度').selectOption('60');
  await page.getByRole('button', { name: '开始回放' }).click();

  const banner = page.locator('.replay-banner');
  await banner.waitFor();
  expect(await banner.innerText()).toContain('历史回放');
  await banner.getByText(/2026-01-14 20:00 . 2026-01-14 21:30/).waitFor();

  const now = page.locator('.replay-now');
  await now.getByText('播放中').waitFor();
  await expect.poll(() => now.innerText(), { timeout: SOON_MS }).not.toMatch(/20:00/);
  await page.keyboard.press(' ');
  await now.getByText('已暂停').waitFor();
  expect(await page.locator('.strip-stretch.level-III').count()).toBeGreaterThan(0);
  expect(await page.locator('.strip-stretch.level-II').count()).toBeGreaterThan(0);

  // From the start, so that the first change is ahead however long the playing took.
  const strip = page.getByRole('slider', { name: '位置' });
  await strip.focus();
  await page.keyboard.press('Home');
  await expect.poll(() => now.innerText(), { timeout: SOON_MS }).toMatch(/20:00/);
  const gauge = page.locator('.replay-wall .w-gauge').filter({ hasText: '阳城电网' }).first();
  const alarms = page.locator('.replay-alarms li').filter({ hasText: '阳城电网' });
  const clock = page.locator('.replay-wall .w-clock');
  const jump = page.getByRole('button', { name: /下一变化/ });

  await jump.click();
  await expect.poll(() => now.innerText(), { timeout: SOON_MS }).toMatch(/20:20/);
  await expect.poll(() => clock.innerText(), { timeout: SOON_MS }).toMatch(/2026-01-14 20:20/);
  await page.locator('.replay-wall .w-gauge[data-level=III]').filter({ hasText: '阳城电网' }).first().waitFor();
  await alarms.getByText('黄色 Ⅲ级').first().waitFor();

  await jump.click();
  await expect.poll(() => now.innerText(), { timeout: SOON_MS }).toMatch(/20:40/);
  await expect.poll(() => clock.innerText(), { timeout: SOON_MS }).toMatch(/2026-01-14 20:40/);
  await page.locator('.replay-wall .w-gauge[data-level=II]').filter({ hasText: '阳城电网' }).first().waitFor();
  await alarms.getByText('橙色 Ⅱ级').first().waitFor();
  expect(await gauge.innerText()).toContain('45');

  // None of it is live: nothing was raised, and one click goes back.
  const active = await page.request.get('/api/alarms?state=active');
  expect(await active.json()).toEqual([]);
  await banner.getByRole('link', { name: '返回实时' }).click();
  await page.locator('.w-live').getByText('实时').waitFor();
  expect(new URL(page.url()).pathname).toBe('/wall');
  expect(await banner.count()).toBe(0);
  expect(screen.troubles).toEqual([]);
  await screen.close();
});
