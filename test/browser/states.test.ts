/**
 * What stands in the place of content: before the first picture, where nothing has ever come in, where data stopped, where
 * the judge cannot say, and where a request failed. None of these may look like a calm region, or like nothing to show.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { STANDARD_LAYOUT } from '../../server/model/wall-layout.ts';
import { launchChromium } from '../services/chromium.ts';
import { makePlace, type Program } from '../integration/program.ts';
import { violationsOn } from './axe.ts';
import { ALL_PLACES, alarmOf, calmRegion, loadLost, openScreen, post } from './desk.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** What only a region that is well may say. */
const CALM = /没有报警(?!不等于)|未达启动条件|各对象均未达级/;

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

/** The server's line is open and says nothing. */
async function holdSocket(page: Page): Promise<void> {
  await page.routeWebSocket(/socket\.io/, () => undefined);
  await page.route(/socket\.io/, () => undefined);
}

/** Requests whose address matches are refused until the function that this gives is called. */
async function refuse(page: Page, which: RegExp): Promise<() => Promise<void>> {
  await page.route(which, (route) =>
    route.fulfill({
      status: 500,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        type: 'urn:wanglou:problem:internal',
        title: '系统内部错误 / Something went wrong inside',
        status: 500,
        code: 'internal',
        detail: 'the error is in the log of the server',
      }),
    }),
  );
  return () => page.unroute(which);
}

/** Goes on to a page by its link, as people do. A cover that lies over it is no matter. */
const follow = (page: Page, path: string): Promise<void> =>
  page.locator(`.frame-head nav a[href="${path}"]`).evaluate((link: HTMLElement) => link.click());

const mainOf = (page: Page): Promise<string> => page.locator('main').innerText();

it.concurrent('before the first picture a page says that it waits, then for how long, and claims nothing', async () => {
  const wall = await openScreen(browser, server, { path: '/wall', prepare: holdSocket });
  await wall.page.locator('.w-waiting[data-state=loading]').getByText('正在等待数据').waitFor();
  expect(await wall.page.locator('.panel').count()).toBe(0);
  const cover = wall.page.locator('.interruption[data-state=loading]');
  await cover.waitFor();
  // Nothing was there that could have been interrupted.
  expect(await cover.innerText()).toMatch(/服务器尚无回应[^]*已等 \d+ 秒[^]*正在自动重试/);
  expect(await cover.innerText()).not.toContain('数据中断');
  await wall.close();

  const desk = await openScreen(browser, server, { path: '/console', role: 'operator', prepare: holdSocket });
  await desk.page.locator('.console-list [data-state=loading]').waitFor();
  await desk.page.locator('.console-right-body [data-state=loading]').waitFor();
  expect(await mainOf(desk.page)).not.toMatch(/没有报警|未确认 0|没有规则/);
  for (const [path, page] of [
    ['/cases', '.cases'],
    ['/feeds', '.feeds'],
    ['/handover', '.handover-page'],
    ['/plans', '.plans'],
    ['/drills', '.drills'],
  ] as const) {
    await follow(desk.page, path);
    await desk.page.locator(`${page} .page-note[data-state=loading]`).waitFor();
    expect([path, await desk.page.locator(`${page} table`).count()]).toEqual([path, 0]);
  }
  await desk.close();
});

it.concurrent('a request that does not answer: after a while its age, and a way to ask again', async () => {
  let isHeld = true;
  const desk = await openScreen(browser, server, {
    path: '/plans',
    role: 'operator',
    prepare: async (page) => {
      await page.route(/\/api\/plans$/, async (route) => {
        if (!isHeld) await route.continue();
      });
    },
  });
  const note = desk.page.locator('.page-note[data-state=loading]');
  await note.getByText(/已等 \d+ 秒/).waitFor();
  isHeld = false;
  await note.getByRole('button', { name: '重试' }).click();
  await desk.page.locator('.rule-card').first().waitFor();
  expect(await note.count()).toBe(0);
  await desk.close();
});

it.concurrent('nothing has ever come in: no panel and no page looks calm', async () => {
  const wall = await openScreen(browser, server, { path: '/wall?jurisdiction=yangquan' });
  const { page } = wall;
  await page.locator('.w-alarms [data-state=never]').getByText('尚未收到任何数据').waitFor();
  for (const plan of ['重污染天气', '大面积停电']) {
    const band = page.locator('.w-band').filter({ hasText: plan });
    expect(await band.getAttribute('data-lacks')).toBe('everything');
    expect(await band.innerText()).toContain('缺数据，无法判断');
    expect(await band.innerText()).not.toMatch(CALM);
  }
  expect(await page.locator('.w-gauge').count()).toBeGreaterThan(0);
  expect(await page.locator('.w-gauge:not(:has(.hatch))').count()).toBe(0);
  expect(await page.locator('.w-map-mark').count()).toBeGreaterThan(0);
  expect(await page.locator('.w-map-mark:not([data-unknown=true])').count()).toBe(0);
  // Air, sulphur dioxide and load have their places, where nothing is drawn that could be taken for a line at 0.
  for (const title of ['AQI 24 h', 'SO₂', '负荷'])
    await page.locator('.w-trend').filter({ hasText: title }).locator('.w-nothing[data-state=never]').first().waitFor();
  expect(await page.locator('.w-trend canvas').count()).toBe(0);
  expect(await page.locator('.w-head').innerText()).toContain('尚无数据');
  expect(await page.locator('.w-alarms, .w-places').allInnerTexts()).not.toContainEqual(expect.stringMatching(CALM));
  expect(await violationsOn(page, 'wall, nothing received')).toEqual([]);
  await wall.close();

  const desk = await openScreen(browser, server, { path: '/console', role: 'office' });
  await desk.page.locator('.console-list [data-state=never]').getByText('没有报警不等于正常').waitFor();
  const unknown = desk.page.locator('.rule-list li').filter({ has: desk.page.locator('.bar-unknown') });
  expect(await unknown.count()).toBeGreaterThan(20);
  // A rule that cannot be judged never says that its level is none.
  expect(await unknown.filter({ hasNot: desk.page.locator('.level-mark[data-state=unknown]') }).count()).toBe(0);
  expect(await unknown.locator('.level-mark').getByText('无', { exact: true }).count()).toBe(0);
  // What nobody had to report is known.
  const unreported = desk.page.locator('.rule-list li').filter({ hasText: '未填报' });
  expect(await unreported.first().locator('.bar-unknown').count()).toBe(0);
  expect(await violationsOn(desk.page, 'console, nothing received')).toEqual([]);
  for (const { path, words } of [
    { path: '/cases', words: '没有预警不等于正常' },
    { path: '/feeds', words: '尚未收到任何数据' },
    { path: '/handover', words: '“无”不等于正常' },
  ]) {
    await follow(desk.page, path);
    await desk.page.locator('[data-state=never]').getByText(words).waitFor();
  }
  await follow(desk.page, '/history');
  await desk.page.getByRole('button', { name: '报警系统指标' }).click();
  await desk.page.locator('[data-state=never]').getByText('没有报警不等于正常').waitFor();
  await follow(desk.page, '/replay');
  await desk.page.locator('.replay-start').click();
  await desk.page.locator('.strip [data-state=never]').getByText('没有存储的数据').waitFor();
  await desk.page.locator('.replay-alarms [data-state=never]').waitFor();
  expect(desk.troubles).toEqual([]);
  await desk.close();
});

it.concurrent('a request that fails says why, claims nothing, and is made again', async () => {
  const screen = await openScreen(browser, server, { path: '/', role: 'administrator' });
  const { page } = screen;
  const violations: string[] = [];
  for (const { path, asks, shows, never } of [
    { path: '/history', asks: /\/api\/history/, shows: '.history-panel', never: '没有符合' },
    { path: '/handover', asks: /\/api\/handover/, shows: '.handover-signatures', never: '交接班记录' },
    { path: '/plans', asks: /\/api\/plans$/, shows: '.rule-card', never: '没有载入' },
    { path: '/cases', asks: /\/api\/warnings$/, shows: '.case-list + [data-state=empty]', never: '没有预警或响应' },
    { path: '/drills', asks: /\/api\/drills$/, shows: '[data-part=over]', never: '没有结束的演练' },
    { path: '/accounts', asks: /\/api\/accounts$/, shows: '.accounts-table, [data-state=empty]', never: '没有大屏' },
    { path: '/walls', asks: /\/api\/wall-layouts$/, shows: '[data-wall], [data-state=empty]', never: '没有大屏布局' },
  ]) {
    const allow = await refuse(page, asks);
    await follow(page, path);
    const failed = page.locator('main [data-state=failed]');
    await failed.getByText(/系统内部错误/).waitFor();
    expect(await page.locator('main').innerText()).not.toContain(never);
    violations.push(...(await violationsOn(page, `${path}, a request failed`, 'colours')));
    await allow();
    await failed.getByRole('button', { name: '重试' }).click();
    await page.locator(shows).first().waitFor();
    expect([path, await failed.count()]).toEqual([path, 0]);
  }
  expect(violations).toEqual([]);
  await screen.close();
});

it.concurrent('what was had before stays, marked as old, until it is had again', async () => {
  const screen = await openScreen(browser, server, { path: '/walls', role: 'administrator' });
  const { page, context } = screen;
  const save = async (revision: number): Promise<void> => {
    const layout = { ...STANDARD_LAYOUT, title: '走廊' };
    const saved = await context.request.put('/api/wall-layouts/corridor', { data: { revision, layout } });
    expect(saved.ok()).toBe(true);
  };
  await save(0);
  await page.locator('[data-wall=corridor]').getByText('第 1 版').waitFor();
  const allow = await refuse(page, /\/api\/wall-layouts$/);
  // The page is told that somebody saved, and cannot have it.
  await save(1);
  const old = page.locator('.old-note[data-state=old]');
  await old.getByText(/以下是 .*前取得的，可能已过时/).waitFor();
  expect(await old.innerText()).toContain('系统内部错误');
  expect(await page.locator('[data-wall=corridor]').innerText()).toContain('第 1 版');
  await allow();
  await old.getByRole('button', { name: '重试' }).click();
  await page.locator('[data-wall=corridor]').getByText('第 2 版').waitFor();
  expect(await old.count()).toBe(0);
  await screen.close();
});

it.concurrent('a wall that is refused who it is, or its layout, says so and goes on by itself', async () => {
  const screen = await openScreen(browser, server, { path: '/' });
  const { page } = screen;
  const allowAll = await refuse(page, /\/api\/sign-in$/);
  await page.goto('/wall');
  await page
    .locator('[data-state=failed]')
    .getByText(/系统内部错误.*自动重试/)
    .waitFor();
  await allowAll();
  await page.locator('.w-alarms').waitFor();

  const allowLayout = await refuse(page, /\/api\/wall-layouts$/);
  await page.goto('/wall?wall=nobody');
  // Not a black wall: the standard one, and a word that it is not what was asked for.
  await page
    .locator('.w-no-layout[data-state=failed]')
    .getByText(/“nobody”没有取到/)
    .waitFor();
  await page.locator('.w-alarms').waitFor();
  await allowLayout();
  await page.getByText('没有名为“nobody”的大屏布局').waitFor();

  await page.goto('/wall?jurisdiction=atlantis');
  await page.getByText('服务器没有这个地区：atlantis').waitFor();
  expect(await page.locator('main').innerText()).not.toMatch(CALM);
  await screen.close();
});

it('a calm place, and beside it one whose data stopped and whose rules cannot say', async () => {
  const now = Date.now();
  const isOfTheCity = ({ source }: { readonly source: string }): boolean => source.startsWith('yq-');
  const county = (await calmRegion(server, now)).filter((one) => !isOfTheCity(one));
  await post(server, [
    ...county,
    // From a lone load no loss can be told.
    ...[1, 2, 3].flatMap((ago) =>
      county.filter(({ metric }) => metric === 'grid.load').map((one) => ({ ...one, time: now - ago * MINUTE_MS })),
    ),
    ...(await calmRegion(server, now - 5 * HOUR_MS)).filter(isOfTheCity),
    // A loss that nothing more was heard of.
    ...loadLost('yq-grid-chengqu', 45, now - 16 * MINUTE_MS),
  ]);

  const calm = await openScreen(browser, server, { path: '/wall?jurisdiction=yangcheng' });
  const quiet = calm.page.locator('.w-alarms [data-state=empty]');
  await quiet.getByText('没有报警').waitFor();
  await quiet.getByText(/\d+ 条监测类规则都有数据，均未达条件/).waitFor();
  expect(await calm.page.locator('.w-alarms [data-state=unknown], .w-alarms [data-state=never]').count()).toBe(0);
  expect(await calm.page.locator('.w-band:not([data-lacks=nothing])').count()).toBe(0);
  expect(await calm.page.locator('.w-stale, .w-nothing').count()).toBe(0);
  await calm.close();

  const alarm = await alarmOf(server, { plan: 'yangquan-outage', rule: 'county-loss', subject: 'yq-grid-chengqu' });
  const wall = await openScreen(browser, server, { path: '/wall?jurisdiction=yangquan' });
  const { page } = wall;
  for (const title of ['AQI 24 h', 'SO₂']) {
    const panel = page.locator('.w-trend.w-stale').filter({ hasText: title });
    await panel
      .locator('.w-age.hatch')
      .getByText(/数据 5 小时.*前/)
      .waitFor();
    await panel.locator('canvas').waitFor();
    // What was true five hours ago is not said in the white of what is true now.
    expect(await panel.locator('.w-trend-now b').count()).toBe(0);
    expect(await panel.locator('.w-trend-now .hatch').count()).toBe(1);
  }
  await page.locator('.w-band[data-lacks=everything]').filter({ hasText: '重污染天气' }).waitFor();
  await page.locator('.w-gauge').filter({ hasText: 'AQI' }).locator('.hatch').getByText('未知').first().waitFor();
  await page
    .locator('.w-alarm[data-class=plan]')
    .filter({ hasText: '城区' })
    .locator('.hatch')
    .getByText('数据不全')
    .waitFor();
  await page.locator('.w-map-mark[data-subject=yq-grid-chengqu][data-unknown=true]').waitFor();
  await wall.close();

  const desk = await openScreen(browser, server, { path: '/console', role: 'operator' });
  const row = desk.page.locator(`tr[data-alarm="${alarm.id}"]`);
  await row.locator('.level-mark[data-state=unknown]').getByText('数据不全').waitFor();
  const allow = await refuse(desk.page, /\/api\/history/);
  await row.click();
  await desk.page.locator('.detail .unknown-note').getByText('级别可能偏低').waitFor();
  const stale = desk.page.locator('.inputs tr[data-state=stale]').first();
  await stale.locator('td.hatch').getByText('16 分').waitFor();
  // The mark of what is stale stands in its cell, and pushes none aside.
  const places = await stale.evaluate((line) =>
    [...line.children].map((cell, column) => [
      Math.round(cell.getBoundingClientRect().left),
      Math.round(line.closest('table')?.tHead?.rows[0]?.cells[column]?.getBoundingClientRect().left ?? 0),
    ]),
  );
  expect(places.map(([cell]) => cell)).toEqual(places.map(([, head]) => head));
  const failed = desk.page.locator('.detail [data-state=failed]');
  await failed.getByText(/系统内部错误/).waitFor();
  await allow();
  await failed.getByRole('button', { name: '重试' }).click();
  await failed.waitFor({ state: 'detached' });
  await desk.page.locator('.detail .timeline').waitFor();
  await desk.close();
});
