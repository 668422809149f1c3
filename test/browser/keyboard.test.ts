/** By keyboard alone: an alarm to its acknowledgement, a step of a case done, and the focus never lost on the way. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../services/chromium.ts';
import { makePlace, type Program } from '../integration/program.ts';
import { ALL_PLACES, SOON_MS, alarmOf, loadLost, openScreen, post, type Screen } from './desk.ts';

const OUTAGE = { plan: 'yangcheng-outage', rule: 'county-loss', subject: 'yc-grid' } as const;
const TOWN = { plan: 'yangcheng-outage', rule: 'township-loss', subject: 'yc-grid-fengcheng' } as const;
const MINE = { plan: 'yangcheng-energy-supply', rule: 'coal-enterprise', subject: 'yc-mine-1' } as const;

const place = makePlace();
let server: Program;
let browser: Browser;
const screens: Screen[] = [];

beforeAll(async () => {
  server = await place.start(ALL_PLACES);
  browser = await launchChromium();
});
afterAll(async () => {
  await place.remove();
  await browser.close();
});

/** A page whose pointer nobody touches. */
async function open(path: string): Promise<Page> {
  const screen = await openScreen(browser, server, { path, role: 'office', size: { width: 1280, height: 800 } });
  screens.push(screen);
  return screen.page;
}

/** Waits until what has the focus is, or is in, what the selector names. */
const focusIn = (page: Page, selector: string) =>
  page.waitForFunction(
    (wanted) => document.activeElement?.closest(wanted) !== null && document.activeElement !== document.body,
    selector,
  );

/** Presses Tab until it comes to what the selector names. */
async function tabTo(page: Page, selector: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let pressed = 0; pressed < 80; pressed += 1) {
    await page.keyboard.press(key);
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector)) return;
  }
  throw new Error(`Tab does not come to ${selector}`);
}

it('the skip link -> the page; an alarm -> found, explained, noted, acknowledged; others -> shelved and back, in a batch', async () => {
  await post(server, [
    ...loadLost('yc-grid', 45, Date.now()),
    ...loadLost('yc-grid-fengcheng', 45, Date.now()),
    { source: 'yc-mine-1', metric: 'coal.stock', time: Date.now(), value: 6000 },
  ]);
  const red = await alarmOf(server, MINE);
  const town = await alarmOf(server, TOWN);
  const page = await open('/');
  await tabTo(page, '.frame-skip');
  await tabTo(page, 'nav a[href="/console"]');
  await page.keyboard.press('Enter');
  await page.locator(`tr[data-alarm="${red.id}"]`).waitFor();
  expect(await page.title()).toBe('值班台 · 望楼');
  await tabTo(page, '.frame-skip', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await focusIn(page, 'main');

  // Search, and out of the field again.
  await page.keyboard.press('/');
  await page.keyboard.type('示例甲煤矿');
  await page.locator(`tr[data-alarm="${town.id}"]`).waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await focusIn(page, '.console-left');
  await page.keyboard.press('ArrowDown');
  await focusIn(page, `tr[data-alarm="${red.id}"][aria-selected=true]`);
  // Level I wants a note first.
  await page.keyboard.press('a');
  await focusIn(page, '.command-row input');
  await page.keyboard.type('已通知矿方');
  await page.keyboard.press('Enter');
  await page.locator(`tr[data-alarm="${red.id}"].state-acknowledged`).waitFor();
  await focusIn(page, `tr[data-alarm="${red.id}"]`);
  expect(await alarmOf(server, MINE)).toMatchObject({ state: 'acknowledged', note: '已通知矿方' });

  // All of them again; one is shelved and comes back.
  await page.keyboard.press('/');
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Escape');
  await focusIn(page, `tr[data-alarm="${red.id}"]`);
  await page.locator(`tr[data-alarm="${town.id}"]`).waitFor();
  do {
    await page.keyboard.press('ArrowUp');
    await page.locator('tr[aria-selected=true]:focus').waitFor();
  } while ((await page.locator(`tr[data-alarm="${town.id}"]:focus`).count()) === 0);
  await page.keyboard.press('s');
  await focusIn(page, '.shelve-form textarea');
  await page.keyboard.type('线路检修');
  await tabTo(page, '.ant-modal .ant-btn-primary');
  await page.keyboard.press('Enter');
  await page.locator('.ant-modal').waitFor({ state: 'detached' });
  await page.locator('.shelved button').waitFor();
  await focusIn(page, '.console');
  await page.keyboard.press('u');
  await page.locator('.shelved').waitFor({ state: 'detached' });
  await focusIn(page, '.console');

  // The help closes to where it was opened, and single characters can be turned off.
  await page.keyboard.press('?');
  await focusIn(page, '.ant-modal');
  await tabTo(page, '.help-characters input');
  await page.keyboard.press('Space');
  await page.keyboard.press('Escape');
  await page.locator('.ant-modal').waitFor({ state: 'detached' });
  await focusIn(page, '.console');
  await page.keyboard.press('p');
  await page.keyboard.press('?');
  await page.keyboard.press('ArrowDown');
  await page.locator('tr[aria-selected=true]:focus').waitFor();
  expect(await page.locator('.ant-modal').count()).toBe(0);
  await tabTo(page, '.console-head .ant-btn', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await tabTo(page, '.help-characters input');
  await page.keyboard.press('Space');
  await page.keyboard.press('Escape');
  await focusIn(page, '.console-head .ant-btn');

  // What is in view, at once.
  await page.keyboard.press('p');
  await focusIn(page, '.ant-modal');
  await tabTo(page, '.ant-modal textarea');
  await page.keyboard.type('一并处理');
  await tabTo(page, '.ant-modal .ant-btn-primary');
  await page.keyboard.press('Enter');
  await page.locator('.ant-modal .facts').getByText('已确认').first().waitFor();
  await focusIn(page, '.ant-modal');
  await page.keyboard.press('Escape');
  await page.locator('.ant-modal').waitFor({ state: 'detached' });
  await focusIn(page, '.console');
  await expect.poll(async () => (await alarmOf(server, TOWN)).state, { timeout: SOON_MS }).toBe('acknowledged');
  await expect.poll(async () => (await alarmOf(server, OUTAGE)).state, { timeout: SOON_MS }).toBe('acknowledged');
});

it('a case -> opened from the console, its step done, the next one from there', async () => {
  const page = await open('/console');
  await page.locator('.recommendations a').first().waitFor();
  await tabTo(page, '.recommendations a');
  await page.keyboard.press('Enter');
  await page.locator('.case-detail').waitFor();
  await focusIn(page, 'main');

  // Up and down the list; whoever opens a case is in it.
  await tabTo(page, '.case-row');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await focusIn(page, '.case-list li:first-child .case-row');
  await page.keyboard.press('Enter');
  await focusIn(page, '.cases-right');
  const step = (id: string, state: string) => `.case-steps li[data-step="${id}"][data-state=${state}]`;
  await tabTo(page, `${step('verify', 'open')} textarea`);
  await page.keyboard.type('现场已核实');
  await tabTo(page, `${step('verify', 'open')} .case-main`);
  await page.keyboard.press('Enter');
  await page.locator(step('verify', 'done')).waitFor();
  await focusIn(page, '.case-detail');
  await tabTo(page, '.case-steps li[data-state=open] .case-main');
  await page.keyboard.press('Enter');
  await page.locator('.case-steps li[data-state=done]').nth(1).waitFor();
  await focusIn(page, '.case-detail');
  expect(await page.locator(step('verify', 'done')).innerText()).toContain('现场已核实');
});

it('history, plans, reports and drills: opened and used', async () => {
  const page = await open('/history');
  await page.locator('.history-table [data-row]').first().waitFor();
  await tabTo(page, '[data-row]');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.locator('.history-detail').waitFor();
  await focusIn(page, '[data-row][aria-expanded=true]');

  await page.goto('/plans');
  await page.locator('.rule-card').first().waitFor();
  await tabTo(page, '.plan-sections a[href$="section=steps"]');
  await page.keyboard.press('Enter');
  await page.locator('.steps-table').first().waitFor();
  await focusIn(page, '.plan-sections');

  await page.goto('/reports?plan=yangcheng-explosives');
  await page.locator('.report-confirm').waitFor();
  await tabTo(page, '.report-fields input[inputmode=numeric]');
  await page.keyboard.type('1');
  await page.keyboard.press('Enter');
  await page.locator('.report-review').waitFor();
  await focusIn(page, '.report-form');

  await page.goto('/drills');
  await page.locator('.drill-form').waitFor();
  await tabTo(page, '.drill-form input[name=episode]');
  await page.keyboard.press('ArrowDown');
  expect(await page.locator('.drill-form input[name=episode]:checked').count()).toBe(1);
  await tabTo(page, '.drill-start');
});

it('no screen of these had an error or asked another host', () => {
  expect(screens.flatMap(({ troubles }) => troubles)).toEqual([]);
});
