/** An incident report, filed by keyboard: looked at once more, judged at once, seen on wall and console, and ended. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../services/chromium.ts';
import { makePlace, type Program } from '../integration/program.ts';
import { ALL_PLACES, SOON_MS, openScreen } from './desk.ts';

const FORM = '/reports?plan=yangcheng-explosives&form=accident';

const place = makePlace();
let server: Program;
let browser: Browser;

beforeAll(async () => {
  server = await place.start(ALL_PLACES);
  browser = await launchChromium();
});
afterAll(async () => {
  await place.remove();
  await browser.close();
});

it('nobody signed in -> the form says so and takes nothing', async () => {
  const screen = await openScreen(browser, server, { path: FORM });
  await screen.page.locator('.report-form .refusal').getByText('未登录').waitFor();
  expect(await screen.page.getByRole('button', { name: '核对' }).isDisabled()).toBe(true);
  expect(screen.troubles).toEqual([]);
  await screen.close();
});

it('a fault is named at its field -> corrected -> looked at -> filed -> level II on wall and console -> ended', async () => {
  const screen = await openScreen(browser, server, { path: FORM, role: 'operator' });
  const { page } = screen;
  const deaths = page.getByLabel('死亡人数');
  await deaths.fill('1.5');
  await deaths.press('Enter');
  await page.locator('#fault-deaths').getByText('整数').waitFor();

  await deaths.fill('3');
  await page.getByLabel('地点和现场情况').fill('示例厂区');
  await deaths.press('Enter');
  const review = page.locator('.report-review');
  await review.waitFor();
  // Only what was filled in is sent, and Enter alone sends nothing.
  expect(await review.locator('tbody tr').count()).toBe(2);
  await page.keyboard.press('Enter');
  expect(await page.locator('.report-done').count()).toBe(0);
  await page.getByRole('button', { name: '确认填报' }).click();
  const done = page.locator('.report-done');
  await done.getByText('Ⅱ级响应').waitFor();
  expect(await done.locator('output').innerText()).toContain('1 项参与研判');

  const wall = await openScreen(browser, server, { path: '/wall?jurisdiction=yangcheng' });
  const bar = wall.page.locator('.w-gauge[data-level=II]').filter({ hasText: '死亡人数' });
  await bar.waitFor();
  expect(await bar.locator('.w-gauge-value').innerText()).toContain('3');
  const desk = await openScreen(browser, server, { path: '/console', role: 'operator' });
  const row = desk.page.locator('tr[data-alarm]').filter({ hasText: '事故等级' });
  await row.waitFor();
  expect(await row.locator('.cell-measure').innerText()).toMatch(/3\s*人\s*≥\s*3/);

  await page.getByRole('button', { name: '再填报一次' }).click();
  // What was reported stands beside the empty field.
  const line = page.locator('.report-fields tr').filter({ has: page.getByLabel('死亡人数') });
  await line.getByText('3 人').waitFor();
  await page
    .locator('.report-fields tr')
    .filter({ hasText: '事故已得到控制' })
    .getByRole('radio', { name: '是' })
    .check();
  await page.getByRole('button', { name: '核对' }).click();
  await page.getByRole('button', { name: '确认填报' }).click();
  await expect.poll(() => done.innerText(), { timeout: SOON_MS }).toMatch(/无\s*事故等级/);
  await bar.waitFor({ state: 'detached' });
  for (const one of [screen, wall, desk]) {
    expect(one.troubles).toEqual([]);
    await one.close();
  }
});
