/**
 * A drill from its start to the debriefing: begun from the page of drills, joined by two screens, marked on every page,
 * kept apart from the live screens, left by one click when something real happens, ended, and read afterwards.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchChromium } from '../services/chromium.ts';
import { makePlace, type Program } from '../integration/program.ts';
import { violationsOn } from './axe.ts';
import { ALL_PLACES, SOON_MS, alarmOf, loadLost, openScreen, post, type Screen, type ScreenOptions } from './desk.ts';
import { overflowsOn, zoomedIn } from './reflow.ts';

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
/** A drill runs through its history first, and its line trips two minutes of its own time later. */
const TRIPPED_MS = 60_000;
const banner = (page: Page): Locator => page.locator('.drill-banner');
const isMarked = async (page: Page): Promise<void> => {
  await banner(page).getByText('演练 DRILL').waitFor();
  await banner(page).getByText('冬季停电联合演练').waitFor();
  expect(await page.title()).toMatch(/^(【演练】|\[DRILL\] )冬季停电联合演练/u);
};
/** Alarms of the county grid that have a level: not those of missing data. */
const rowOfGrid = (page: Page): Locator =>
  page.locator('tr[data-alarm]:not(.level-none)').filter({ hasText: /阳城电网|Yangcheng grid/u });

it('a drill is started, joined, marked everywhere, left for what is real, ended and read afterwards', async () => {
  // Whoever may not lead a drill is told who may.
  const operator = await open({ path: '/drills', role: 'operator' });
  await operator.getByText('当前身份不能开始演练').waitFor();
  expect(await operator.getByRole('button', { name: '开始演练' }).count()).toBe(0);

  const lead = await open({ path: '/drills', role: 'office', size: { width: 1280, height: 800 } });
  const liveWall = await open({ path: '/wall' });
  const liveConsole = await open({ path: '/console', role: 'operator', language: 'en' });
  await liveWall.locator('.w-head').waitFor();
  await liveConsole.getByText('No alarms').waitFor();
  await lead.locator('select[name=jurisdiction]').selectOption('yangcheng');
  expect(await lead.locator('input[name=episode][value=smog]').isDisabled()).toBe(true);
  await lead.locator('input[name=episode][value=outage]').check();
  expect(await lead.locator('input[name=sends][value=no]').isChecked()).toBe(true);
  await lead.locator('select[name=speed]').selectOption('10');
  await lead.locator('input[name=title]').fill('冬季停电联合演练');
  await lead.getByRole('button', { name: '开始演练' }).click();
  const item = lead.locator('.drill-item[data-state=running]');
  await item.waitFor();
  const id = (await item.getAttribute('data-drill')) ?? '';
  await lead.getByText('这个地区已有演练').waitFor();
  expect(await lead.getByRole('button', { name: '开始演练' }).isDisabled()).toBe(true);

  // The live screens say that there is one, and that it is not here.
  await liveWall.locator(`.w-head .drill-chip[data-drill="${id}"]`).getByText('阳城县正在演练').waitFor();
  await liveConsole.locator('.drill-chip').getByText('Drill in Yangcheng County').waitFor();

  // Two screens join: one from the chip, signed out, one at the wall of the drill.
  await liveConsole.locator('.drill-chip').click();
  const duty = liveConsole;
  const wall = await open({ path: `/drills/${id}/wall`, language: 'zh' });
  await isMarked(wall);
  await isMarked(duty);
  expect(new URL(duty.url()).pathname).toBe(`/drills/${id}/console`);
  expect(await duty.getByRole('navigation').first().innerText()).not.toMatch(/Replay|Drills/u);
  await banner(duty).getByText('LIVE: no unacknowledged alarm').waitFor();

  // The line trips: in the drill, and nowhere else.
  await rowOfGrid(duty).first().waitFor({ timeout: TRIPPED_MS });
  await wall.locator('.w-alarm[data-class=plan]').filter({ hasText: '阳城电网' }).first().waitFor();
  expect(await violationsOn(duty, 'console of a drill')).toEqual([]);
  await zoomedIn(duty, async () => {
    expect(await overflowsOn(duty, 'console of a drill, zoomed in')).toEqual([]);
    // The strip goes with the page, and the mark does not.
    await duty.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    expect((await duty.locator('.drill-mark').boundingBox())?.y).toBe(0);
  });
  expect(await violationsOn(wall, 'wall of a drill')).toEqual([]);
  await item.getByRole('button', { name: '暂停' }).click();
  await banner(duty).getByText('paused').waitFor();
  await banner(wall).getByText('已暂停').waitFor();
  await liveWall.locator('.drill-chip').getByText('演练已暂停').waitFor();
  expect(await liveWall.locator('.w-alarm').count()).toBe(0);
  expect(await server.get('/api/alarms?state=all')).toEqual([]);

  // Whoever signs in inside the drill may act there at once.
  await duty.getByRole('button', { name: 'Sign out' }).click();
  await rowOfGrid(duty).first().click();
  await duty.getByText('Nobody is signed in').first().waitFor();
  await duty.getByLabel('Sign in as').selectOption('office');
  await expect
    .poll(() => duty.getByRole('button', { name: /^Acknowledge a$/u }).isEnabled(), { timeout: SOON_MS })
    .toBe(true);
  await duty.getByLabel(/\bnote\b/iu).fill('seen in the drill');
  await duty.keyboard.press('Enter');
  await duty.getByText('seen in the drill').first().waitFor();

  // A case and its paper, on the screen and as it is printed.
  await duty.getByRole('link', { name: 'Cases', exact: true }).click();
  await duty.locator('.case-detail').waitFor();
  await isMarked(duty);
  await duty.getByRole('link', { name: 'Situation report' }).click();
  await duty.locator('.paper-mark').getByText('演练 DRILL').waitFor();
  await isMarked(duty);
  const paper = duty.url();
  await duty.emulateMedia({ media: 'print' });
  // The head of a table comes again on every sheet.
  expect(await banner(duty).evaluate((element) => getComputedStyle(element).display)).toBe('table-header-group');
  expect(await duty.locator('.drill-mark').isVisible()).toBe(true);
  await duty.emulateMedia({ media: null });
  expect(await server.get('/api/warnings')).toEqual([]);

  // Something real happens: the banner of the drill says so, and one click leads there.
  await post(server, loadLost('yc-grid', 25, Date.now()));
  const real = await alarmOf(server, { plan: 'yangcheng-outage', rule: 'county-loss', subject: 'yc-grid' });
  const watch = banner(duty).locator('.real-watch[data-real=alarms][data-level=III]');
  await watch.getByText(/LIVE: \d+ unacknowledged/u).waitFor();
  await wall.locator('.real-watch[data-real=alarms]').getByText('黄色 Ⅲ级').waitFor();
  // Screen readers are told what is new, by name; that something has been taken is on the page, and is told to nobody.
  const news = banner(duty).getByRole('alert');
  await news.getByText(/^LIVE, not the drill: .*Yellow III/u).waitFor();
  await post(server, loadLost('yc-grid-beiliu', 45, Date.now()));
  const second = await alarmOf(server, { plan: 'yangcheng-outage', rule: 'township-loss', subject: 'yc-grid-beiliu' });
  await news.getByText(/Beiliu/u).waitFor();
  const told = await news.innerText();
  const counted = await watch.innerText();
  const seen = await lead.request.post(`/api/alarms/${second.id}/acknowledge`, { data: { revision: second.revision } });
  expect(seen.status()).toBe(200);
  await expect.poll(() => watch.innerText(), { timeout: SOON_MS }).not.toBe(counted);
  expect(await news.innerText()).toBe(told);
  // A dialog does not lie over it.
  await duty.goto(`/drills/${id}/console`);
  await rowOfGrid(duty).first().waitFor();
  await duty.keyboard.press('?');
  await duty.getByRole('dialog').waitFor();
  await watch.click();
  await duty.locator(`tr[data-alarm="${real.id}"]`).waitFor();
  expect(new URL(duty.url()).pathname).toBe('/console');
  expect(await banner(duty).count()).toBe(0);
  expect(await duty.title()).not.toMatch(/DRILL|演练/u);

  // The end is asked for twice.
  await item.or(lead.locator('.drill-item[data-state=paused]')).getByRole('button', { name: '结束演练…' }).click();
  await lead.getByText('结束后不能恢复').waitFor();
  await lead.getByRole('button', { name: '结束', exact: true }).click();
  const over = lead.locator(`.drill-item[data-state=ended][data-drill="${id}"]`);
  await over.waitFor();
  await banner(wall).getByText('已结束，只供查看').waitFor();
  await liveWall.locator('.drill-chip').waitFor({ state: 'detached' });

  // The debriefing: all there to be read, nothing to be done.
  await over.getByRole('link', { name: '复盘：预警响应与文书' }).click();
  await lead.locator('.case-detail').waitFor();
  await isMarked(lead);
  await lead.locator('.case-steps').waitFor();
  expect(await lead.locator('.case-steps').getByRole('button').count()).toBe(0);
  const refused = await lead.request.post(`/api/drills/${id}/declarations`, { data: {} });
  expect([refused.status(), ((await refused.json()) as { code?: unknown }).code]).toEqual([409, 'drill-ended']);
  await lead.goto(paper);
  await lead.locator('.paper-mark').getByText('演练 DRILL').waitFor();
  await lead.goto(`/drills/${id}/console`);
  await lead.locator('tr[data-alarm]').filter({ hasText: 'seen in the drill' }).or(rowOfGrid(lead)).first().waitFor();
});

it('a drill that is not there says so, under the mark and with the way back', async () => {
  const page = await open({ path: '/drills/no-such-drill/wall' });
  await page.getByText('没有这场演练').waitFor();
  await banner(page).getByRole('link', { name: '返回实况' }).click();
  await page.locator('.w-head').waitFor();
  expect(new URL(page.url()).pathname).toBe('/wall');
});

it('no screen of these had an error or asked another host', () => {
  expect(screens.length).toBeGreaterThan(4);
  expect(screens.flatMap(({ troubles }) => troubles)).toEqual([]);
});
