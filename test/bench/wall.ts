/**
 * The wall in a browser. In real time with a hundred series that move once a second: first paint and long tasks at 4K.
 * Then wall and console over a week drawn together, an hour a second: heap after collecting, DOM nodes and listeners.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../services/chromium.ts';
import { measureHeld } from '../browser/held.ts';
import { writeCity } from './city.ts';
import { startLoad } from './load.ts';
import { quantile, type Bench, type Finding } from './report.ts';
import { startWanglou } from './servers.ts';

/** A hundred series of the air and of grids. */
const SIZE = { stations: 15, assessed: 12, grids: 10 };
const LOAD = { size: SIZE, cycleMs: 1000, bodiesACycle: 10 };
const SETTLE_MS = 15_000;
const WATCHED_MS = 30_000;
const WALL_4K = { width: 3840, height: 2160 } as const;
/** What stands before the figures: the demo runs through its past, and its first hours are drawn. */
const BEFORE_WEEK_MS = 170_000;
/** A week at an hour a second. */
const WEEK_MS = 168_000;

const finding = (what: string, value: number, unit: string, most: number | null): Finding => ({
  bench: 'wall',
  what,
  value,
  unit,
  beside: null,
  budget: most === null ? null : { rule: 'at most', of: most },
});

/** First paint, and tasks over 50 ms while the wall lives. */
async function inRealTime(browser: Browser, folder: string, say: (text: string) => void): Promise<Finding[]> {
  const jurisdictions = join(folder, 'jurisdictions');
  writeCity(jurisdictions, SIZE);
  const server = await startWanglou({ jurisdictions, dataDir: join(folder, 'real-time') });
  const load = startLoad(server, LOAD);
  const context = await browser.newContext({ viewport: { ...WALL_4K }, baseURL: server.url });
  try {
    await wait(SETTLE_MS);
    const page = await context.newPage();
    await page.goto('/wall');
    await page.locator('.w-gauge').first().waitFor();
    const paint = await page.evaluate(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
    );
    await wait(SETTLE_MS);
    say(`watching the wall for ${WATCHED_MS / 1000} s`);
    const tasks = await page.evaluate(
      (ms) =>
        new Promise<number[]>((done) => {
          const lengths: number[] = [];
          const observer = new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) lengths.push(entry.duration);
          });
          observer.observe({ type: 'longtask' });
          setTimeout(() => done(lengths), ms);
        }),
      WATCHED_MS,
    );
    return [
      finding('first contentful paint at 4K', paint, 'ms', 2000),
      finding('tasks over 50 ms in 30 s', tasks.length, '', 0),
      finding('the longest of them', tasks.length === 0 ? 0 : quantile(tasks, 1), 'ms', null),
    ];
  } finally {
    await load.stop();
    await context.close();
    await server.stop();
  }
}

const COUNTED = [
  { metric: 'heapMb', what: 'heap', unit: 'MB' },
  { metric: 'nodes', what: 'DOM nodes', unit: '' },
  { metric: 'listeners', what: 'listeners', unit: '' },
] as const;

/** How wall and console grow over a week of the demo. */
async function overAWeek(browser: Browser, folder: string, say: (text: string) => void): Promise<Finding[]> {
  const server = await startWanglou({
    jurisdictions: '',
    dataDir: join(folder, 'week'),
    environment: { SIMULATE: '1', KEEP_DATA: '0', SPEED: '3600' },
  });
  try {
    const screens = await Promise.all(
      ['wall', 'console'].map(async (name) => {
        const context = await browser.newContext({ viewport: { ...WALL_4K }, baseURL: server.url });
        await context.request.post('/api/session', { data: { role: 'operator' } });
        const page = await context.newPage();
        await page.goto(`/${name}`);
        return { name, held: await measureHeld(page) };
      }),
    );
    say('the demo runs through its past');
    await wait(BEFORE_WEEK_MS);
    const before = await Promise.all(screens.map(({ held }) => held()));
    say('a week passes');
    await wait(WEEK_MS);
    const after = await Promise.all(screens.map(({ held }) => held()));
    return screens.flatMap(({ name }, i) =>
      COUNTED.map(({ metric, what, unit }) => ({
        ...finding(`${name}: ${what} after a week`, after[i]?.[metric] ?? Number.NaN, unit, null),
        beside: { what: 'before', value: before[i]?.[metric] ?? Number.NaN },
        budget: { rule: 'at most' as const, of: 1.2 },
      })),
    );
  } finally {
    await server.stop();
  }
}

export const wall: Bench = async (say) => {
  const folder = mkdtempSync(join(tmpdir(), 'wanglou-bench-'));
  const browser = await launchChromium();
  try {
    return [...(await inRealTime(browser, folder, say)), ...(await overAWeek(browser, folder, say))];
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
};
