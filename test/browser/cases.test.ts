/**
 * An outage as a case: from the recommendation through the steps of the plan to a response in force and its end, by two
 * people at two screens.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../services/chromium.ts';
import { makePlace, type Program } from '../integration/program.ts';
import {
  ALL_PLACES,
  SOON_MS,
  alarmOf,
  loadLost,
  openScreen,
  post,
  type Screen,
  type ScreenOptions,
  stands,
  stepOf,
} from './desk.ts';

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

const open = async (options: ScreenOptions): Promise<Page> => {
  const screen = await openScreen(browser, server, options);
  screens.push(screen);
  return screen.page;
};
const complete = (page: Page, id: string): Promise<void> =>
  stepOf(page, id)
    .getByRole('button', { name: /^完成：/u })
    .click();
const overflowOf = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

it('an outage -> recommended -> sent back and proposed again -> in force -> recovered, confirmed, ended', async () => {
  const office = await open({ path: '/console', role: 'office', size: { width: 1280, height: 800 } });
  await post(server, loadLost('yc-grid', 45, Date.now()));
  await alarmOf(server, { plan: 'yangcheng-outage', rule: 'county-loss', subject: 'yc-grid' });

  // From the console to the case with one link.
  const row = office.locator('.recommendations li').filter({ hasText: '大面积停电' });
  await row.getByRole('link', { name: '去办理' }).click();
  await office.locator('.case-detail').waitFor();
  const id = (await office.locator('.case-detail').getAttribute('data-case')) ?? '';
  const deputy = await open({ path: `/cases?case=${id}`, role: 'deputy-commander' });
  const english = await open({ path: '/cases', language: 'en', size: { width: 1280, height: 800 } });
  await stands(deputy, 'start-ii', 'to-come');
  await stands(office, 'verify', 'open');
  // Who may not do it is told who may.
  expect(await stepOf(deputy, 'verify').innerText()).toContain('须由');
  expect(await stepOf(deputy, 'verify').getByRole('button').count()).toBe(0);
  await english.getByText('Nobody is signed in').first().waitFor();
  const early = await deputy.request.post(`/api/warnings/${id}/steps`, { data: { step: 'verify', revision: 1 } });
  expect(early.status()).toBe(403);

  await complete(office, 'verify');
  await stands(office, 'verify', 'done');
  await complete(office, 'assess-ii');
  await stands(office, 'assess-ii', 'done');
  await stepOf(office, 'propose-ii').locator('textarea').fill('减供四成五，建议启动');
  await complete(office, 'propose-ii');
  await stands(deputy, 'propose-ii', 'done');

  // Who has nothing to do yet looks on; then the form is there, filled in.
  const changed = deputy.locator('.case-changed');
  await stands(deputy, 'start-ii', 'open');
  const form = stepOf(deputy, 'start-ii').locator('.case-form');
  expect(await form.innerText()).toMatch(/45(\.0)? ?%/u);
  expect(await form.innerText()).toContain('减供四成五，建议启动');

  // Sending back asks for a reason, and the step is done again.
  await stepOf(deputy, 'start-ii').getByRole('button', { name: '退回' }).click();
  await stepOf(deputy, 'start-ii').getByText('请先写明理由').waitFor();
  await deputy.keyboard.type('请补充恢复时间');
  await stepOf(deputy, 'start-ii').getByRole('button', { name: '退回' }).click();
  await stands(deputy, 'propose-ii', 'undone');
  // The office has a form open: what changed under it has to be seen first.
  await office.locator('.case-changed').getByText('被退回').waitFor();
  await office.getByRole('button', { name: '已看过' }).click();
  await stands(office, 'propose-ii', 'open');
  expect(await office.locator('.case-steps s').innerText()).toContain('提出建议');
  await complete(office, 'propose-ii');
  await stands(office, 'propose-ii', 'done');
  await stands(deputy, 'start-ii', 'open');

  // The decision is on its way when the office does something beside it: the server refuses it, and the page says why.
  let release = (): void => undefined;
  const held = new Promise<void>((done) => (release = done));
  await deputy.route('**/steps', async (route) => {
    await held;
    await route.continue();
  });
  await stepOf(deputy, 'start-ii').getByRole('button', { name: '决定启动' }).click();
  await deputy.getByText('正在提交').waitFor();
  await complete(office, 'notify');
  await stands(office, 'notify', 'done');
  release();
  await deputy.locator('.refusal[data-code="stale-revision"]').waitFor();
  await changed.getByText('通知').waitFor();
  expect(await stepOf(deputy, 'start-ii').getByRole('button', { name: '决定启动' }).isDisabled()).toBe(true);
  expect(await deputy.locator('.case-head').innerText()).toContain('尚未生效');
  await deputy.keyboard.press('v');
  await stepOf(deputy, 'start-ii').getByRole('button', { name: '决定启动' }).click();
  await deputy.locator('.case-now').getByText('Ⅱ级').first().waitFor();

  // In force: the wall tells it, the checklist is there, a measure is ticked off.
  const wall = await open({ path: '/wall?jurisdiction=yangcheng' });
  const band = wall.locator('.w-band[data-only=settled][data-level=II]');
  await band.getByText('启动').first().waitFor();
  const measure = office.locator('.case-measures li[data-measure]').first();
  const name = (await measure.getAttribute('data-measure')) ?? '';
  const unit = (await office.locator('.case-measures section[data-unit]').first().getAttribute('data-unit')) ?? '';
  await measure.getByRole('button', { name: '登记完成' }).click();
  await office.keyboard.type('已到位');
  await office.keyboard.press('Enter');
  const ticked = office.locator(`section[data-unit="${unit}"] li[data-measure="${name}"][data-done=true]`);
  await ticked.getByText('已到位').waitFor();
  // A tick elsewhere asks nothing of the others: it concerns no decision.
  await deputy.locator('.case-log tr[data-kind=measure]').waitFor();
  await changed.waitFor({ state: 'detached' });
  for (const page of [office, english]) expect(await overflowOf(page)).toBe(0);

  // The load is back: the program recommends the end, which only who started it can declare, after the confirmations.
  await post(server, loadLost('yc-grid', 0, Date.now()));
  await office.locator('.case-changed').getByText('正在结束').waitFor();
  await office.keyboard.press('v');
  await stands(office, 'confirm-end', 'open');
  await complete(office, 'confirm-end');
  await stands(office, 'confirm-end', 'done');
  const end = stepOf(deputy, 'end').getByRole('button', { name: '宣布结束' });
  await stepOf(deputy, 'end').getByText('须由人确认后才能结束').waitFor();
  expect(await end.isDisabled()).toBe(true);
  const points = office.locator('.case-confirm input');
  const count = await points.count();
  expect(count).toBeGreaterThan(0);
  for (let i = 0; i < count; i += 1) {
    await points.nth(i).click();
    await expect.poll(() => points.nth(i).isChecked(), { timeout: SOON_MS }).toBe(true);
  }
  await expect.poll(() => end.isEnabled(), { timeout: SOON_MS }).toBe(true);
  await end.click();
  await deputy.locator('.case-now').getByText('已结束').waitFor();
  await office
    .locator('.case-list section')
    .filter({ hasText: /已结束 \d/u })
    .locator(`a[data-case="${id}"]`)
    .waitFor();
  await band.waitFor({ state: 'detached' });
});

it('a level that people declare, and a notice that is a floor', async () => {
  const page = await open({ path: '/cases', role: 'office' });
  await page.getByRole('button', { name: '宣布级别' }).click();
  await page.getByLabel('预案').selectOption('yangquan-heavy-pollution yangquan');
  await page.getByRole('radio', { name: /看不到改善/u }).check();
  await page.getByRole('button', { name: '宣布', exact: true }).click();
  await page.getByText('请填写必填项').waitFor();
  await page.locator('select[name=level]').selectOption('III');
  await page.getByLabel('理由（必填）').fill('能见度很低');
  await page.getByRole('button', { name: '宣布', exact: true }).click();
  await page.locator('.case-detail').getByText('能见度很低').first().waitFor();
  await stands(page, 'consult', 'open');
  expect(await page.locator('.case-under-way').innerText()).toContain('拟启动');

  await page.getByRole('button', { name: '登记上级通知' }).click();
  await page.getByLabel('预案').selectOption('yangquan-heavy-pollution yangquan');
  await page.locator('select[name=level]').selectOption('II');
  await page.getByLabel('发出单位（必填）').fill('省指挥部办公室');
  await page.getByRole('button', { name: '登记', exact: true }).click();
  await page.locator('.case-floor').getByText('Ⅱ级').waitFor();
  await stands(page, 'draft-notice', 'open');
  // An hour for the form, from the notice on.
  expect(await stepOf(page, 'draft-notice').innerText()).toMatch(/还有 (1 小时|59 分)/u);
});

it('no screen of these had an error or asked another host', () => {
  expect(screens.length).toBeGreaterThan(3);
  // The browser notes a refused request by itself.
  expect(screens.flatMap(({ troubles }) => troubles).filter((words) => !/status of 409/u.test(words))).toEqual([]);
});
