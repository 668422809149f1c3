/**
 * The pollution plan from its recommendation to a warning in force, and to its lifting, by the office and the deputy
 * commander at two screens; in a drill, whose clock can be hastened and held. The record is verified at the end.
 */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../services/chromium.ts';
import { waitUntil } from '../services/wait-until.ts';
import { makePlace, type Program } from '../integration/program.ts';
import type { WireDrill } from '../../server/wire/drill.ts';
import type { WireWarning } from '../../server/wire/shapes.ts';
import { measureHeld } from './held.ts';
import { ALL_PLACES, openScreen, type Screen, type ScreenOptions, stands, stepOf } from './desk.ts';

vi.setConfig({ testTimeout: 300_000 });
/** Four days of weather pass, an hour a second. */
const WEATHER_MS = 200_000;
/** After those days a page may hold this many times what it held; what it shows is not the same. */
const GROWTH = 1.25;
const DAY_MS = 86_400_000;

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
/** Does a step that is open, and waits until it is done on this screen. */
async function complete(page: Page, id: string): Promise<void> {
  await stands(page, id, 'open');
  await stepOf(page, id)
    .getByRole('button', { name: /^完成：/u })
    .click();
  await stands(page, id, 'done');
}

it('recommended -> sent back -> signed -> published -> lifted, and the record is as it was written', async () => {
  const lead = await server.signIn('office', '导演');
  const move = async (id: string, change: object): Promise<void> => {
    const answer = await fetch(`${server.url}/api/drills/${id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', cookie: lead },
      body: JSON.stringify(change),
    });
    expect(answer.status).toBe(200);
  };
  const begun = await server.post(
    '/api/drills',
    { jurisdiction: 'yangquan', episode: 'smog', speed: 3600, title: '重污染演练', sends: false },
    { cookie: lead },
  );
  const { id: drill } = (await begun.json()) as WireDrill;
  const caseOf = (isIt: (warning: WireWarning) => boolean, ms: number): Promise<WireWarning> =>
    waitUntil(
      'the case',
      async () => {
        const warnings = (await server.get(`/api/drills/${drill}/warnings`)) as WireWarning[];
        return warnings.find((each) => each.plan === 'yangquan-heavy-pollution' && isIt(each)) ?? null;
      },
      ms,
    );
  const { id } = await caseOf(({ state }) => state === 'recommended', 60_000);
  // People take their time: the weather waits for them.
  await move(drill, { state: 'paused' });

  const office = await open({ path: `/drills/${drill}/cases?case=${id}`, role: 'office' });
  const deputy = await open({ path: `/drills/${drill}/cases?case=${id}`, role: 'deputy-commander' });
  const wall = await open({ path: `/drills/${drill}/wall` });
  for (const page of [office, deputy, wall]) await page.getByText('演练').first().waitFor();

  await complete(office, 'consult');
  await complete(office, 'draft');
  await stands(deputy, 'approve', 'open');
  await stepOf(deputy, 'approve').getByRole('button', { name: '退回' }).click();
  await deputy.keyboard.type('请写明首要污染物');
  await stepOf(deputy, 'approve').getByRole('button', { name: '退回' }).click();
  await stands(office, 'draft', 'undone');
  await complete(office, 'draft');
  await stands(deputy, 'approve', 'open');
  // The office may not sign what it wrote.
  const { revision } = await caseOf((each) => each.id === id, 10_000);
  const own = await office.request.post(`/api/drills/${drill}/warnings/${id}/steps`, {
    data: { step: 'approve', revision },
  });
  expect(own.status()).toBe(403);
  await stepOf(deputy, 'approve').getByRole('button', { name: /^批准/u }).click();
  await stands(office, 'approve', 'done');
  // Signed is not published: nothing is in force yet.
  expect(await deputy.locator('.case-head').innerText()).toContain('尚未生效');
  await complete(office, 'publish');
  await wall.locator('.w-band[data-only=settled]:not([data-level=none])').first().waitFor();
  const inForce = await caseOf(({ state }) => state === 'in-force', 10_000);
  expect(inForce.measures.length).toBeGreaterThan(5);

  // Days later the wind has come, and the screens that stood there all the time have not grown.
  const desk = await open({ path: `/drills/${drill}/console`, role: 'operator' });
  await desk.locator('tr[data-alarm]').first().waitFor();
  const held = await Promise.all([wall, desk].map(measureHeld));
  const clock = await server.screen({ drill, cookie: lead });
  const passed = (): number =>
    Date.parse(String(clock.seen.findLast(({ event }) => event === 'heartbeat')?.payload['now'])) -
    Date.parse(inForce.changedAt);
  await move(drill, { state: 'running' });
  // In the first day everything is drawn for the first time.
  await waitUntil('a day later', () => Promise.resolve(passed() > DAY_MS ? true : null), WEATHER_MS);
  const before = await Promise.all(held.map((measure) => measure()));
  await caseOf(
    ({ action, recommended, state }) => action === 'lift' && recommended === 'none' && state !== 'ended',
    WEATHER_MS,
  );
  await move(drill, { state: 'paused' });
  expect(passed()).toBeGreaterThan(3 * DAY_MS);
  const after = await Promise.all(held.map((measure) => measure()));
  for (const [i, one] of before.entries())
    for (const what of ['heapMb', 'nodes', 'listeners'] as const)
      expect(after[i]?.[what], `${what} of ${['wall', 'console'][i] ?? ''}`).toBeLessThan(one[what] * GROWTH);
  await office.reload();
  await complete(office, 'consult-lift');
  await complete(office, 'draft-lift');
  await stands(deputy, 'approve', 'open');
  if (await deputy.getByRole('button', { name: '已看过' }).isVisible()) {
    await deputy.getByRole('button', { name: '已看过' }).click();
  }
  await stepOf(deputy, 'approve').getByRole('button', { name: /^批准/u }).click();
  await stands(office, 'approve', 'done');
  await complete(office, 'publish');
  await caseOf(({ state }) => state === 'ended', 10_000);
  await wall.locator('.w-band[data-only=settled]:not([data-level=none])').first().waitFor({ state: 'detached' });

  const paper = await open({ path: `/drills/${drill}/papers/${id}/closing`, role: 'office' });
  await paper.getByText('演练').first().waitFor();
  expect(screens.flatMap(({ troubles }) => troubles).filter((words) => !/status of 40[39]/u.test(words))).toEqual([]);

  await server.stop();
  const verified = await place.run('server/commands/ledger.ts', ['verify']);
  expect([verified.status, verified.error]).toEqual([0, '']);
  expect(verified.out).toContain(drill);
});
