/**
 * Out of service, comments, assignments, what is told on to a role, alarms by cause in a flood, and a storm of alarms: by
 * keyboard, through the real server and browser.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Locator, Page } from 'playwright-core';
import { ledgerBodySchema, toEntries } from '../../server/ledger/events.ts';
import { openFileLedger } from '../../server/ledger/log.ts';
import type { RegionEvent } from '../../server/pipeline/region.ts';
import { reportMetric } from '../../server/plans/convert.ts';
import { launchChromium } from '../services/chromium.ts';
import { GRIDS, gridOf, STORMSHIRE, TOWNS } from '../services/stormshire.ts';
import { makePlace, type Program } from '../integration/program.ts';
import { violationsOn } from './axe.ts';
import { ALL_PLACES, SOON_MS, alarmOf, loadLost, openScreen, post, type Screen, type ScreenOptions } from './desk.ts';

const place = makePlace();
const stormy = makePlace();
const unheard = makePlace();
let server: Program;
let storm: Program;
let browser: Browser;
const screens: Screen[] = [];

beforeAll(async () => {
  server = await place.start(ALL_PLACES);
  writeFileSync(join(stormy.folder, 'jurisdictions', 'stormshire.yaml'), STORMSHIRE);
  storm = await stormy.start();
  browser = await launchChromium();
});
afterAll(async () => {
  await place.remove();
  await stormy.remove();
  await unheard.remove();
  await browser.close();
});

const open = async (of: Program, options: ScreenOptions): Promise<Page> => {
  const screen = await openScreen(browser, of, options);
  screens.push(screen);
  return screen.page;
};
const whatsOf = (page: Page): Promise<readonly (string | null)[]> =>
  timeline(page)
    .locator('li')
    .evaluateAll((entries) => entries.map((entry) => entry.getAttribute('data-what')));
const rowOf = (page: Page, id: string): Locator => page.locator(`tr[data-alarm="${id}"]`);
/** What the detail pane tells of an alarm, from its raise on. */
const timeline = (page: Page): Locator => page.locator('.detail .timeline').first();
/** Waits until a command may be given: the page has heard who is signed in. */
const ready = async (page: Page, button: string): Promise<void> => {
  await expect.poll(() => page.getByRole('button', { name: button }).isEnabled(), { timeout: SOON_MS }).toBe(true);
};
/** Answers the dialog that has just been opened: words, then the button, both by keyboard. */
const answer = async (page: Page, words: string): Promise<void> => {
  const dialog = page.locator('.ant-modal');
  await expect
    .poll(() => dialog.locator('textarea').evaluate((field) => field === document.activeElement), { timeout: SOON_MS })
    .toBe(true);
  await page.keyboard.type(words);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
};

it('a rule goes out of service with a reason and comes back with a note, by keyboard; the wall goes on saying so', async () => {
  const town = { plan: 'yangcheng-outage', rule: 'township-loss', subject: 'yc-grid-beiliu' };
  const wall = await open(server, { path: '/wall' });
  const mine = await open(server, { path: '/console', role: 'office' });
  const theirs = await open(server, { path: '/console', role: 'operator', language: 'en' });
  await mine.getByText('没有报警').waitFor();
  await post(server, loadLost('yc-grid-beiliu', 45, Date.now()));
  const { id } = await alarmOf(server, town);
  await rowOf(mine, id).waitFor();
  await mine.keyboard.press('ArrowDown');
  await mine.locator(`tr[data-alarm="${id}"][aria-selected=true]`).waitFor();
  await ready(mine, '停用… o');

  await mine.keyboard.press('o');
  await answer(mine, '线路检修');
  await rowOf(mine, id).waitFor({ state: 'detached' });
  await mine.getByText('停用 1', { exact: true }).waitFor();
  await mine.locator('[data-service]').getByText('线路检修').waitFor();
  await mine.locator('.sound').getByText('正在鸣响').waitFor({ state: 'detached' });
  expect(await alarmOf(server, town)).toMatchObject({ state: 'out-of-service', level: 'III', revision: 2 });
  await wall.locator('.w-alarms').getByText('停用 1').waitFor();

  // An operator sees who did it and why, also in the history of the alarm, and cannot undo it.
  await theirs
    .locator('[data-service]')
    .getByRole('button', { name: /Beiliu/u })
    .click();
  await timeline(theirs)
    .getByText(/^taken out of service by .*: 线路检修$/u)
    .waitFor();
  const back = theirs.locator('[data-service]').getByRole('button', { name: 'Put back…' });
  await back.waitFor();
  expect(await back.isDisabled()).toBe(true);

  // Orange: judged as ever, silent on the console, and never silently on the wall.
  await post(server, loadLost('yc-grid-beiliu', 65, Date.now()));
  const onWall = wall.locator('.w-alarm[data-state=out-of-service]').filter({ hasText: '北留电网' });
  await onWall.waitFor();
  expect(await onWall.innerText()).toMatch(/橙色 Ⅱ级[^]*停用/);
  expect(await mine.locator('.sound').getByText('正在鸣响').count()).toBe(0);

  await ready(mine, '恢复使用… o');
  await mine.keyboard.press('o');
  await answer(mine, '检修完毕');
  await rowOf(mine, id).getByText('未确认').waitFor();
  await wall.locator('.w-alarm[data-state=unacknowledged]').filter({ hasText: '北留电网' }).waitFor();
  expect(await server.get('/api/out-of-service')).toEqual([]);
  await timeline(theirs).getByText('检修完毕').waitFor();
  expect(await whatsOf(theirs)).toEqual(['raised', 'out-of-service', 'level-raised', 'in-service']);
});

it('a comment at any time, "I have it" and an assignment, by keyboard; others see them, also in the history', async () => {
  const town = { plan: 'yangcheng-outage', rule: 'township-loss', subject: 'yc-grid-fengcheng' };
  const mine = await open(server, { path: '/console', role: 'operator' });
  const theirs = await open(server, { path: '/console', role: 'office', language: 'en' });
  await post(server, loadLost('yc-grid-fengcheng', 45, Date.now()));
  const { id, revision } = await alarmOf(server, town);
  await rowOf(mine, id).click();
  await ready(mine, '我来处理 g');
  await mine.keyboard.press('g');
  await rowOf(theirs, id).getByText('→').waitFor();
  await mine.keyboard.press('a');
  await rowOf(mine, id).getByText('已确认', { exact: true }).waitFor();
  await mine.keyboard.press('n');
  await mine.keyboard.type('已派抢修队');
  await mine.keyboard.press('Enter');
  await mine.locator('.detail').getByText('已派抢修队').waitFor();
  await rowOf(theirs, id).getByText('1 comments').waitFor();
  expect((await alarmOf(server, town)).revision).toBe(revision + 1);

  // To somebody else: the button, then the name in the dialog.
  await mine.getByRole('button', { name: '指派…' }).focus();
  await mine.keyboard.press('Enter');
  const name = mine.getByLabel('或当班人员姓名');
  await name.waitFor();
  for (
    let presses = 0;
    presses < 6 && !(await name.evaluate((field) => field === document.activeElement));
    presses += 1
  ) {
    await mine.keyboard.press('Tab');
  }
  await mine.keyboard.type('抢修一班');
  await mine.keyboard.press('Enter');
  await rowOf(mine, id).getByText('→ 抢修一班').waitFor();
  await rowOf(theirs, id).getByText('→ 抢修一班').waitFor();

  await rowOf(theirs, id).click();
  await timeline(theirs)
    .getByText(/^assigned to 抢修一班 by /u)
    .waitFor();
  await timeline(theirs).locator('[data-what=commented]').getByText('已派抢修队').waitFor();
  expect(await whatsOf(theirs)).toEqual(['raised', 'assigned', 'acknowledged', 'commented', 'assigned']);
  // It goes on being told while the pane is open.
  await mine.keyboard.press('n');
  await mine.keyboard.type('已到现场');
  await mine.keyboard.press('Enter');
  await timeline(theirs).locator('[data-what=commented]').getByText('已到现场').waitFor();
});

it('what nobody acknowledged in time is shown to the role that is called, and to no other, until somebody has it', async () => {
  // An accident was reported eleven minutes ago, level II, and nobody has answered: the office is next, after ten.
  const at = Date.now() - 11 * 60_000;
  const { plan, rule, subject } = { plan: 'yangcheng-explosives', rule: 'accident-grade', subject: 'testshire' };
  const facts = { [reportMetric(plan, 'deaths')]: 3 };
  const reported: RegionEvent[] = [
    {
      kind: 'report-filed',
      id: 'r-1',
      at,
      plan,
      edition: '2022',
      form: 'accident',
      subject,
      facts,
      words: {},
      by: '甲',
    },
    {
      kind: 'alarm-raised',
      id: 'a-unheard',
      at,
      knownAt: at,
      plan,
      rule,
      subject,
      class: 'plan',
      level: 'II',
      indeterminate: false,
      evidence: null,
      clause: '5.2.2 (1) ①',
    },
  ];
  const ledger = await openFileLedger({
    file: join(unheard.dataDir, 'demo', 'ledger.ndjson'),
    schema: ledgerBodySchema,
    clock: { now: () => Date.now() },
    onTrouble: () => undefined,
  });
  await ledger.append(toEntries({ jurisdiction: 'testshire', events: reported }));
  await ledger.close();
  const late = await unheard.start({ KEEP_DATA: '1' });
  const [office, director] = await Promise.all([
    open(late, { path: '/console', role: 'office' }),
    open(late, { path: '/console', role: 'office-director' }),
  ]);
  const called = office.getByRole('region', { name: '已上报给您' });
  await called.getByText('报警无人确认').waitFor();
  await called.getByText('橙色 Ⅱ级').waitFor();
  // Both see on the list who was told, and hear it; whom it was told to is shown it above.
  for (const page of [office, director]) {
    await rowOf(page, 'a-unheard')
      .getByText(/应急办/u)
      .waitFor();
    await page.keyboard.press('ArrowDown');
    await page.locator('.sound').getByText('正在鸣响：Ⅱ级').waitFor();
  }
  expect(await director.locator('.escalated').count()).toBe(0);

  // From the banner to the alarm, and it is the office's, all by keyboard.
  await office.keyboard.press('Escape');
  await called.getByRole('link').focus();
  await office.keyboard.press('Enter');
  await timeline(office).locator('[data-what=escalated]').waitFor();
  expect(await whatsOf(office)).toEqual(['raised', 'escalated']);
  await ready(office, '确认 a');
  await office.keyboard.press('a');
  await called.waitFor({ state: 'detached' });
  for (const page of [office, director]) {
    await rowOf(page, 'a-unheard').getByText('已确认', { exact: true }).waitFor();
    await page.locator('.sound').getByText('正在鸣响').waitFor({ state: 'detached' });
  }
});

it('in a flood the list is by cause; a group is opened with Enter, and its alarms are acknowledged one by one', async () => {
  const page = await open(storm, { path: '/console', role: 'operator' });
  await page.getByText('没有报警').waitFor();
  const now = Date.now();
  await post(storm, Array.from({ length: 12 }, (_, grid) => loadLost(gridOf(0, grid), 45, now)).flat());
  await page.locator('.flood').getByText('报警洪泛').waitFor();
  const group = page.locator('tr[data-group]');
  await group.waitFor();
  expect(await group.innerText()).toMatch(/第0镇[^]*12 条 · 未确认 12/);
  expect(await page.locator('tr[data-alarm]').count()).toBe(0);

  await page.keyboard.press('ArrowDown');
  await page.locator('tr[data-group][aria-selected=true]').waitFor();
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('tr[data-alarm]').count(), { timeout: SOON_MS }).toBe(12);
  expect(await page.locator('tr[data-alarm]').getByText('首发').count()).toBe(1);
  expect(await violationsOn(page, 'console, a flood')).toEqual([]);
  await page.keyboard.press('ArrowDown');
  await page.locator('tr[data-alarm][aria-selected=true]').waitFor();
  await page.keyboard.press('a');
  await group.getByText('12 条 · 未确认 11').waitFor();
  await page.keyboard.press('ArrowUp');
  await page.locator('tr[data-group][aria-selected=true]').waitFor();
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('tr[data-alarm]').count(), { timeout: SOON_MS }).toBe(0);
});

it('in a storm of two thousand alarms keys go on working, and what is not drawn is counted', async () => {
  const page = await open(storm, { path: '/console', role: 'operator' });
  await page.locator('tr[data-group]').first().waitFor();
  // An open group, so that there are rows to go through.
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const selected = page.locator('tr[aria-selected=true]');
  await selected.waitFor();
  for (let grid = 0; grid < GRIDS; grid += 10) {
    const ten = Array.from({ length: 10 }, (_, i) => grid + i);
    const lost = (town: number) => ten.flatMap((each) => loadLost(gridOf(town, each), 45, Date.now()));
    await post(storm, Array.from({ length: TOWNS }, (_, town) => lost(town)).flat());
    const before = await selected.evaluate((row) => row.outerHTML);
    await page.keyboard.press(grid < GRIDS / 2 ? 'ArrowDown' : 'ArrowUp');
    await expect.poll(() => selected.evaluate((row) => row.outerHTML), { timeout: SOON_MS }).not.toBe(before);
  }

  // All of them are there. What came while the order was held is let in; what is open is closed, so that all groups show.
  await expect
    .poll(async () => (await page.locator('.console-head').innerText()).replaceAll(/\s+/g, ' '), { timeout: SOON_MS })
    .toContain(`共 ${TOWNS * GRIDS}`);
  await page.keyboard.press('r');
  await page.locator('tr[data-group][aria-expanded=true]').click();
  const counted = async (): Promise<number> =>
    (await page.locator('tr[data-group] .state-word').allInnerTexts())
      .map((words) => Number(/^(\d+) 条/.exec(words)?.[1]))
      .reduce((sum, count) => sum + count, 0);
  await expect.poll(counted, { timeout: SOON_MS }).toBe(TOWNS * GRIDS);
}, 180_000);

it('no screen of these had an error or asked another host', () => {
  expect(screens.length).toBeGreaterThan(5);
  expect(screens.flatMap(({ troubles }) => troubles)).toEqual([]);
});
