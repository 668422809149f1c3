/** The map of the wall, over a place that its deployer gave an outline. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../services/chromium.ts';
import { makePlace, type Program } from '../integration/program.ts';
import { loadLost, openScreen, post } from './desk.ts';

const MAPPED = `
id: mapped
name: { zh: 图县, en: Mapped County }
plans: [yangcheng-outage]
subjects:
  - { id: mapped, kind: county, name: { zh: 图县, en: Mapped County }, at: [112.4, 35.5] }
  - { id: m-town, kind: town, parent: mapped, name: { zh: 图镇, en: Maptown }, at: [112.5, 35.6] }
  - { id: m-grid, kind: grid, scope: county, parent: mapped, name: 县电网, at: [112.4, 35.5], customers: 10000 }
  - { id: m-air, kind: air-station, parent: mapped, name: 图站, at: [112.3, 35.4] }
  - { id: m-nowhere, kind: grid, scope: township, parent: mapped, name: 无址电网, customers: 1000 }
  - { id: m-city, kind: grid, scope: city, name: 市电网, at: [112.9, 35.5], customers: 100000 }
`;
const OUTLINE = {
  type: 'Polygon',
  coordinates: [
    [
      [112.2, 35.3],
      [112.6, 35.3],
      [112.6, 35.7],
      [112.2, 35.3],
    ],
  ],
};

const place = makePlace();
let server: Program;
let browser: Browser;

beforeAll(async () => {
  writeFileSync(join(place.folder, 'jurisdictions', 'mapped.yaml'), MAPPED);
  writeFileSync(join(place.folder, 'jurisdictions', 'mapped.geojson'), JSON.stringify(OUTLINE));
  server = await place.start();
  browser = await launchChromium();
});
afterAll(async () => {
  await place.remove();
  await browser.close();
});

it('shows the outline, what is in a state by its level, what was never heard of, and what has no place', async () => {
  const screen = await openScreen(browser, server, { path: '/wall?jurisdiction=mapped' });
  const { page } = screen;
  const map = page.locator('.w-map');
  const mark = (of: string, state: string) => map.locator(`.w-map-mark[data-subject=${of}]${state}`);
  await map.locator('.w-map-outline').waitFor();
  await mark('m-air', '[data-level=none][data-unknown=true]').waitFor();
  expect(await map.innerText()).toContain('图外 1 · 未定位 1');
  expect(await map.textContent()).toMatch(/图镇/);

  await post(server, loadLost('m-grid', 45, Date.now()));
  await mark('m-grid', '[data-level=II][data-open=true][data-unknown=false]').waitFor();
  expect(await map.textContent()).toMatch(/县电网Ⅱ级 减供负荷 45 %/);

  await post(server, loadLost('m-nowhere', 70, Date.now()));
  await page.locator('.w-map-row').filter({ hasText: '无址电网' }).getByText('Ⅱ级 减供负荷 70 %').waitFor();
  expect(screen.troubles).toEqual([]);
  await screen.close();
});
