/** What a wall shows: said on screen by an administrator, taken up by the wall without a touch, and proof that it moves. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { z } from 'zod';
import { ARRANGEMENTS, STANDARD_LAYOUT } from '../../server/model/wall-layout.ts';
import { launchChromium } from '../services/chromium.ts';
import { makePlace, type Program } from '../integration/program.ts';
import { ALL_PLACES, loadLost, openScreen, post } from './desk.ts';

const place = makePlace();
let server: Program;
let browser: Browser;

beforeAll(async () => {
  server = await place.start({ ...ALL_PLACES, KEEP_DATA: '1' });
  browser = await launchChromium();
});
afterAll(async () => {
  await place.remove();
  await browser.close();
});

it('made and changed by keyboard -> the open wall takes it up; another save meanwhile is not lost unseen', async () => {
  const wall = await openScreen(browser, server, { path: '/wall?wall=hall' });
  await wall.page.getByText('没有名为“hall”的大屏布局').waitFor();
  await wall.page.locator('.w-gauges').waitFor();

  const desk = await openScreen(browser, server, { path: '/walls', role: 'administrator' });
  const { page } = desk;
  await page.getByLabel('大屏名称').fill('大厅');
  await page.getByLabel('地址中的名称').fill('hall');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '七日级别' }).press('Enter');
  await page.locator('.walls-preview .w-weeks').waitFor();
  // To the beginning of its row, and the focus goes with it.
  await page.getByRole('button', { name: '“报警”左移' }).press('Enter');
  expect(await page.locator('[data-panel]').first().getAttribute('data-panel')).toBe('alarms');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-button'))).toMatch(/^alarms-/);
  await page.getByLabel('主题').selectOption('light');
  await page.getByRole('button', { name: '保存' }).press('Enter');
  await page.getByText('已保存，第 1 版').waitFor();

  await wall.page.locator('.w-weeks').waitFor();
  await wall.page.locator('html[data-theme=light]').waitFor();
  expect(await wall.page.locator('.w-row').first().locator('> .panel').first().getAttribute('class')).toContain(
    'w-alarms',
  );
  expect(await wall.page.getByText('没有名为').count()).toBe(0);

  // Somebody else saves.
  const layout = { ...STANDARD_LAYOUT, title: '前厅', rows: ARRANGEMENTS.place };
  const saved = await desk.context.request.put('/api/wall-layouts/hall', { data: { revision: 1, layout } });
  expect(saved.status()).toBe(200);
  await wall.page.locator('html[data-theme=dark]').waitFor();
  await page.getByRole('button', { name: '以曲线为主' }).press('Enter');
  await page.getByRole('button', { name: '保存' }).press('Enter');
  await page.getByText('已在此期间保存了第 2 版').waitFor();
  await page.getByRole('button', { name: '改用对方的版本' }).press('Enter');
  await page.locator('.walls-preview .w-places').waitFor();
  expect(await page.getByLabel('名称', { exact: true }).inputValue()).toBe('前厅');

  // What cannot be read from afar is not saved.
  await page.getByRole('button', { name: '“态势图”移到下一行' }).press('Enter');
  await page.getByText('太窄，远处看不清').first().waitFor();
  expect(await page.getByRole('button', { name: '保存' }).isDisabled()).toBe(true);
  await desk.close();

  expect(wall.troubles).toEqual([]);
  await wall.close();
});

it('a wall with an address of its own shows the layout of that wall, in a drill too', async () => {
  const desk = await openScreen(browser, server, { path: '/walls', role: 'administrator' });
  const made = await desk.context.request.post('/api/walls', { data: { name: '县大屏' } });
  const { wall: row, path } = z
    .object({ wall: z.object({ id: z.string() }), path: z.string() })
    .parse(await made.json());
  const layout = {
    ...STANDARD_LAYOUT,
    title: '县大屏',
    jurisdictions: ['yangcheng'],
    language: 'en',
    rows: ARRANGEMENTS.week,
  };
  const saved = await desk.context.request.put(`/api/wall-layouts/${row.id}`, { data: { revision: 0, layout } });
  expect(saved.status()).toBe(201);
  const wall = await openScreen(browser, server, { path });
  await wall.page.locator('.w-weeks').waitFor();
  await wall.page.getByText('How near is the next level').waitFor();
  expect(await wall.page.locator('.w-where').innerText()).toBe('Yangcheng County');

  const begun = await desk.context.request.post('/api/drills', {
    data: { jurisdiction: 'yangquan', episode: 'outage', speed: 1, title: '演练', sends: false },
  });
  const { id } = z.object({ id: z.string() }).parse(await begun.json());
  // A wall of another place than the drill's shows the drill all the same.
  await wall.page.goto(`/drills/${id}/wall`);
  await wall.page.locator('.w-weeks').waitFor();
  expect(await wall.page.locator('.w-where').innerText()).toBe('Yangquan');
  await desk.context.request.put(`/api/wall-layouts/${row.id}`, {
    data: { revision: 1, layout: { ...layout, rows: ARRANGEMENTS.place } },
  });
  await wall.page.locator('.w-places').waitFor();
  expect(wall.troubles).toEqual([]);
  await wall.close();
  await desk.close();
});

it('moves with the beats of the server alone, and each panel tells when its data stopped', async () => {
  const wall = await openScreen(browser, server, { path: '/wall' });
  const { page } = wall;
  await post(server, loadLost('yc-grid', 1, Date.now() - 20 * 60_000));
  await page.locator('.w-trend .w-age.hatch').filter({ hasText: '数据 20 分' }).first().waitFor();
  const pulse = page.locator('.w-pulse');
  const beats = async (): Promise<number> => Number(await pulse.getAttribute('data-beats'));
  const before = await beats();
  await page.waitForFunction(
    (seen) => Number(document.querySelector<HTMLElement>('.w-pulse')?.dataset['beats']) > seen + 2,
    before,
  );
  await server.kill();
  await page.locator('.interruption').waitFor();
  const still = await beats();
  // The clock of the page has moved on meanwhile.
  await page
    .locator('.interruption')
    .getByText(/[6-9] 秒|1\d 秒/)
    .waitFor();
  expect(await beats()).toBe(still);
  await wall.close();
});
