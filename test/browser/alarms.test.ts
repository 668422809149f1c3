/** From a reading to an acknowledgement that every screen sees, through the real server and a real browser. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchChromium } from '../services/chromium.ts';
import { makePlace, type Program } from '../integration/program.ts';
import { ALL_PLACES, SOON_MS, alarmOf, loadLost, openScreen, post, type Screen, type ScreenOptions } from './desk.ts';

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
/**
 * Lets sound begin as on a page that nobody has touched. What the driver asks of a page counts as a touch to the
 * browser, and whether it comes before the page opens its sound is chance.
 */
const holdSound = async (page: Page): Promise<void> => {
  await page.addInitScript(() => {
    const Real = window.AudioContext;
    window.AudioContext = class extends Real {
      constructor(options?: AudioContextOptions) {
        super(options);
        void this.suspend();
      }
    };
  });
};
const rowOf = (page: Page, id: string): Locator => page.locator(`tr[data-alarm="${id}"]`);

it('a reading -> an alarm on wall and consoles that asks for sound -> acknowledged with one key -> seen by all', async () => {
  const county = { plan: 'yangcheng-outage', rule: 'county-loss', subject: 'yc-grid' };
  const wall = await open({ path: '/wall' });
  const mine = await open({ path: '/console', role: 'operator', prepare: holdSound });
  const theirs = await open({ path: '/console', role: 'office', language: 'en' });
  await wall.locator('.w-head').waitFor();
  await mine.getByText('没有报警').waitFor();

  await post(server, loadLost('yc-grid', 25, Date.now()));
  const { id } = await alarmOf(server, county);
  const onWall = wall.locator('.w-alarm[data-class=plan]').filter({ hasText: '阳城电网' });
  await onWall.waitFor();
  expect(await onWall.getAttribute('data-state')).toBe('unacknowledged');
  expect(await onWall.innerText()).toMatch(/黄色 Ⅲ级/);
  const onMap = (isOpen: boolean): Locator =>
    wall.locator(`.w-map-mark[data-subject=yc-grid][data-level=III][data-open=${isOpen}]`);
  await onMap(true).waitFor();
  await rowOf(mine, id).waitFor();
  await rowOf(theirs, id).waitFor();
  expect(await rowOf(mine, id).innerText()).toContain('未确认');

  // The browser keeps a fresh page silent until somebody touches it, and the page says so.
  const banner = mine.locator('.sound-banner');
  await banner.waitFor();
  expect(await banner.innerText()).toContain('浏览器阻止了报警声');
  await mine.keyboard.press('ArrowDown');
  await banner.waitFor({ state: 'detached' });
  await mine.locator('.sound').getByText('正在鸣响：Ⅲ级').waitFor();

  await mine.locator(`tr[data-alarm="${id}"][aria-selected=true]`).waitFor();
  await mine.keyboard.press('a');
  await rowOf(mine, id).getByText('已确认', { exact: true }).waitFor();
  await rowOf(theirs, id).getByText('Acknowledged', { exact: true }).waitFor();
  await wall.locator('.w-alarm[data-class=plan][data-state=acknowledged]').filter({ hasText: '阳城电网' }).waitFor();
  await onMap(false).waitFor();
  await mine.locator('.sound').getByText('正在鸣响').waitFor({ state: 'detached' });

  const acknowledged = await alarmOf(server, county);
  expect(acknowledged.state).toBe('acknowledged');
  expect(await rowOf(theirs, id).innerText()).toContain(acknowledged.acknowledgedBy ?? 'nobody');
});

it('a raise under the eyes of the operator -> not acknowledged unseen, and the page says what changed', async () => {
  const town = { plan: 'yangcheng-outage', rule: 'township-loss', subject: 'yc-grid-fengcheng' };
  const page = await open({ path: '/console', role: 'operator' });
  await post(server, loadLost('yc-grid-fengcheng', 45, Date.now()));
  const before = await alarmOf(server, town);
  expect(before.level).toBe('III');
  await rowOf(page, before.id).click();
  await page.getByText(`将确认：黄色 Ⅲ级，修订 ${before.revision}`).waitFor();

  await post(server, loadLost('yc-grid-fengcheng', 65, Date.now()));
  const changed = page.locator('.changed');
  await changed.waitFor();
  const raised = await alarmOf(server, town);
  expect(raised.level).toBe('II');
  const words = await changed.innerText();
  expect(words).toContain(`Ⅲ级·未确认（修订 ${before.revision}）`);
  expect(words).toContain(`Ⅱ级·未确认（修订 ${raised.revision}）`);

  await page.keyboard.press('a');
  expect(await page.getByRole('button', { name: '确认 a', exact: true }).isDisabled()).toBe(true);
  // A screen that has not heard of it yet sends what it saw: the server refuses that.
  const late = await page.request.post(`/api/alarms/${before.id}/acknowledge`, { data: { revision: before.revision } });
  expect(late.status()).toBe(409);
  expect(await late.json()).toMatchObject({ code: 'stale-revision' });
  expect((await alarmOf(server, town)).state).toBe('unacknowledged');

  await page.keyboard.press('v');
  await page.getByText(`将确认：橙色 Ⅱ级，修订 ${raised.revision}`).waitFor();
  await page.keyboard.press('a');
  await rowOf(page, before.id).getByText('已确认', { exact: true }).waitFor();
  expect((await alarmOf(server, town)).state).toBe('acknowledged');
});

it('level I -> no acknowledgement without a note', async () => {
  const mine = { plan: 'yangcheng-energy-supply', rule: 'coal-enterprise', subject: 'yc-mine-1' };
  const page = await open({ path: '/console', role: 'operator' });
  await post(server, [{ source: 'yc-mine-1', metric: 'coal.stock', time: Date.now(), value: 6000 }]);
  const { id, level } = await alarmOf(server, mine);
  expect(level).toBe('I');
  await rowOf(page, id).click();
  const note = page.getByLabel('Ⅰ级必须填写备注（n）');
  await note.waitFor();
  await page.keyboard.press('a');
  await expect.poll(() => note.evaluate((field) => field === document.activeElement), { timeout: SOON_MS }).toBe(true);
  expect((await alarmOf(server, mine)).state).toBe('unacknowledged');

  await page.keyboard.type('已通知矿方和发改局');
  await page.keyboard.press('Enter');
  await rowOf(page, id).getByText('已确认', { exact: true }).waitFor();
  expect(await alarmOf(server, mine)).toMatchObject({ state: 'acknowledged', note: '已通知矿方和发改局' });
});

it('a viewer cannot acknowledge and is told why', async () => {
  const town = { plan: 'yangcheng-outage', rule: 'township-loss', subject: 'yc-grid-beiliu' };
  await post(server, loadLost('yc-grid-beiliu', 45, Date.now()));
  const { id, revision } = await alarmOf(server, town);
  for (const [role, language, why] of [
    ['viewer', 'zh', '当前身份只能查看，不能确认或搁置'],
    ['viewer', 'en', 'Your role may look, not acknowledge or shelve'],
    [null, 'zh', '未登录，不能操作：请在右上角选择身份登录'],
  ] as const) {
    const page = await open({ path: '/console', role, language });
    await rowOf(page, id).click();
    await page.locator('.command-bar .refusal').getByText(why).waitFor();
    expect(await page.locator('.command-bar .ant-btn-primary').isDisabled()).toBe(true);
    await page.keyboard.press('a');
    const answer = await page.request.post(`/api/alarms/${id}/acknowledge`, { data: { revision } });
    expect(answer.status()).toBe(role === null ? 401 : 403);
    expect((await alarmOf(server, town)).state).toBe('unacknowledged');
  }
});

it('no screen of these had an error or asked another host', () => {
  expect(screens.length).toBeGreaterThan(5);
  expect(screens.flatMap(({ troubles }) => troubles)).toEqual([]);
});
