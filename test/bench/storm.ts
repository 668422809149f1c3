/** The console in a storm: two thousand alarms within a minute, and how long a key takes to select another row. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { launchChromium } from '../services/chromium.ts';
import { GRIDS, gridOf, STORMSHIRE, TOWNS } from '../services/stormshire.ts';
import { quantile, type Bench, type Finding } from './report.ts';
import { startWanglou, type Running } from './servers.ts';

/** All grids lose load in so many turns, spread over a minute. */
const TURNS = 25;
const STORM_MS = 60_000;
const KEY_EVERY_MS = 120;
const SETTLE_MS = 3000;
/** How long a key may take to be answered. */
const BUDGET_MS = 100;

/** Sends a share of the grids into alarm. */
async function strike({ client }: Running, grids: readonly number[]): Promise<void> {
  const time = Date.now();
  const lines = grids.flatMap((grid) =>
    Array.from({ length: TOWNS }, (_, town) => `grid,source=${gridOf(town, grid)} load=220,shed=180 ${time}`),
  );
  const { status } = await client.post('/write?precision=ms', lines.join('\n'));
  if (status !== 204) throw new Error(`the storm was refused with ${status}`);
}

/** Notes from each key the time until the page selects another row. */
const listen = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const took: number[] = [];
    Object.assign(window, { took });
    let pressedAt: number | null = null;
    window.addEventListener('keydown', () => (pressedAt = performance.now()), { capture: true });
    new MutationObserver((changes) => {
      if (pressedAt === null) return;
      if (!changes.some(({ target }) => target instanceof Element && target.ariaSelected === 'true')) return;
      took.push(performance.now() - pressedAt);
      pressedAt = null;
    }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ['aria-selected'] });
  });

export const storm: Bench = async (say) => {
  const folder = mkdtempSync(join(tmpdir(), 'wanglou-bench-'));
  const jurisdictions = join(folder, 'jurisdictions');
  mkdirSync(jurisdictions);
  writeFileSync(join(jurisdictions, 'stormshire.yaml'), STORMSHIRE);
  const server = await startWanglou({ jurisdictions, dataDir: join(folder, 'data') });
  const browser = await launchChromium();
  try {
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, baseURL: server.url });
    await context.request.post('/api/session', { data: { role: 'operator' } });
    const page = await context.newPage();
    await page.goto('/console');
    await page.locator('.console-columns').waitFor();
    const each = GRIDS / TURNS;
    const turn = (n: number): Promise<void> =>
      strike(
        server,
        Array.from({ length: each }, (_, i) => n * each + i),
      );
    // A few groups are there and one is open, so that there are rows to go through.
    await turn(0);
    await page.locator('tr[data-group]').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await wait(SETTLE_MS);
    await listen(page);
    say(`${TOWNS * GRIDS} alarms in ${STORM_MS / 1000} s`);
    const sending = (async () => {
      for (let n = 1; n < TURNS; n += 1) {
        await turn(n);
        await wait(STORM_MS / TURNS);
      }
    })();
    let isOver = false;
    const over = sending.finally(() => (isOver = true));
    for (let n = 0; !isOver; n += 1) {
      await page.keyboard.press(n % 12 < 8 ? 'ArrowDown' : 'ArrowUp');
      await wait(KEY_EVERY_MS);
    }
    await over;
    const took = z.array(z.number()).parse(await page.evaluate(() => Reflect.get(window, 'took')));
    const finding = (what: string, value: number, isBound: boolean): Finding => ({
      bench: 'storm',
      what: `key -> another row selected, ${what} of ${took.length}`,
      value,
      unit: 'ms',
      beside: null,
      budget: isBound ? { rule: 'at most', of: BUDGET_MS } : null,
    });
    return [
      finding('p50', quantile(took, 0.5), true),
      finding('p95', quantile(took, 0.95), true),
      finding('most', quantile(took, 1), false),
    ];
  } finally {
    await browser.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};
