/** Every page in both languages over a calm region with one outage: no errors, nothing from outside, all that it owes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import type { Plan } from '../../server/wire/shapes.ts';
import { launchChromium } from '../services/chromium.ts';
import { makePlace, type Program } from '../integration/program.ts';
import { ALL_PLACES, SOON_MS, alarmOf, calmRegion, loadLost, openScreen, post, type Posted } from './desk.ts';

const SIZES = [
  { width: 1920, height: 1080 },
  { width: 3840, height: 2160 },
] as const;
const LANGUAGES = ['zh', 'en'] as const;

const place = makePlace();
let server: Program;
let browser: Browser;
let posted: readonly Posted[];
let alarm: string;
/** Id of the case that the outage began. */
let warning: string;

beforeAll(async () => {
  server = await place.start(ALL_PLACES);
  browser = await launchChromium();
  const now = Date.now();
  // Hours of load before the outage, for its chart.
  const before = Array.from({ length: 24 }, (_, ago) => loadLost('yc-grid', 0, now - (ago + 1) * 15 * 60_000)).flat();
  posted = [...(await calmRegion(server, now)), ...before, ...loadLost('yc-grid', 45, now)];
  await post(server, posted);
  const raised = await alarmOf(server, { plan: 'yangcheng-outage', rule: 'county-loss', subject: 'yc-grid' });
  alarm = raised.id;
  const cases = (await server.get('/api/warnings')) as readonly { readonly id: string; readonly plan: string }[];
  warning = cases.find(({ plan }) => plan === 'yangcheng-outage')?.id ?? '';
});
afterAll(async () => {
  await place.remove();
  await browser.close();
});

/** Waits until every chart of the page has been drawn. */
const chartsDrawn = (page: Page) =>
  page.waitForFunction(() => {
    const boxes = [...document.querySelectorAll('.chart > div')];
    return boxes.length > 0 && boxes.every((box) => box.querySelector('canvas') !== null);
  });

describe.each(LANGUAGES)('in %s', (language) => {
  it.each([
    { name: 'home', path: '/', shows: '.home-roles button' },
    { name: 'wall', path: '/wall', shows: '.w-gauge' },
    { name: 'wall of one place', path: '/wall?jurisdiction=yangquan', shows: '.w-gauge' },
    { name: 'console', path: '/console', shows: 'tr[data-alarm]' },
    { name: 'an alarm explained', path: '/console?alarm=ALARM', shows: '.detail .chart canvas' },
    { name: 'cases', path: '/cases', shows: '.case-list' },
    { name: 'a paper of a case', path: '/papers/CASE/approval-form', shows: '.paper table' },
    { name: 'reports', path: '/reports', shows: '.report-confirm' },
    { name: 'history', path: '/history', shows: '.history-table [data-row]' },
    { name: 'measures of the alarm system', path: '/history?view=kpis', shows: '.kpi-chart canvas' },
    { name: 'a handover', path: '/handover', shows: '.handover-signatures' },
    { name: 'replay', path: '/replay', shows: '.replay-start' },
    { name: 'drills', path: '/drills', shows: '.drills-start' },
    { name: 'plans', path: '/plans', shows: '.rule-card' },
    { name: 'feeds', path: '/feeds', shows: '.feeds-table tbody tr' },
  ])('$name: no error, nothing from outside, its own language', async ({ path, shows }) => {
    const screen = await openScreen(browser, server, {
      path: path.replace('ALARM', encodeURIComponent(alarm)).replace('CASE', encodeURIComponent(warning)),
      role: 'operator',
      language,
    });
    await screen.page.locator(shows).first().waitFor();
    expect(await screen.page.locator('html').getAttribute('lang')).toBe(language === 'zh' ? 'zh-CN' : 'en');
    // A message that is missing is shown as its key; a value that is missing as one of these words.
    expect(await screen.page.locator('body').innerText()).not.toMatch(/\{\{|undefined|\bNaN\b|\[object|Invalid Date/);
    expect(screen.troubles).toEqual([]);
    await screen.close();
  });

  it.each(SIZES)('the wall at $width x $height: no scrolling, no text below 1.5 % of the height', async (size) => {
    const screen = await openScreen(browser, server, {
      path: '/wall',
      language,
      size,
      prepare: noteTextOfCharts,
    });
    const { page } = screen;
    await page.locator('.w-gauge').first().waitFor();
    await page.locator('.w-alarm').first().waitFor();
    await page.locator('.w-map-mark').first().waitFor();
    await chartsDrawn(page);
    const root = await page.evaluate(() => {
      const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement;
      return { scrollWidth, scrollHeight, clientWidth, clientHeight };
    });
    expect(root).toEqual({
      scrollWidth: size.width,
      scrollHeight: size.height,
      clientWidth: size.width,
      clientHeight: size.height,
    });
    const texts = await page.evaluate(measureTexts);
    expect(texts.length).toBeGreaterThan(50);
    const smallest = (size.height * 1.5) / 100;
    // A hundredth of a pixel is rounding.
    expect(texts.filter(({ px }) => px < smallest - 0.01)).toEqual([]);
    const inCharts = await page.evaluate(() => [...(Reflect.get(globalThis, 'drawnTexts') as Map<string, number>)]);
    expect(inCharts.length).toBeGreaterThan(5);
    expect(inCharts.filter(([, px]) => px < smallest - 0.01)).toEqual([]);
    expect(screen.troubles).toEqual([]);
    await screen.close();
  });

  it('plans: every rule of every plan, with its title, clause and a line for each level', async () => {
    const screen = await openScreen(browser, server, { path: '/plans', language });
    const { page } = screen;
    const plans = (await (await page.request.get('/api/plans')).json()) as readonly Plan[];
    expect(plans.length).toBeGreaterThanOrEqual(3);
    for (const plan of plans) {
      await page.locator(`.plan-choice [data-plan="${plan.id}"]`).click();
      await page.getByRole('heading', { level: 1, name: plan.title[language] }).waitFor();
      expect(await page.locator('.rule-card').count()).toBe(plan.rules.length);
      for (const rule of plan.rules) {
        const card = page.locator(`[id="rules-${rule.id}"]`);
        const words = await card.innerText();
        expect(words).toContain(rule.title[language]);
        expect(words).toContain(rule.clause);
        expect(await card.locator('tbody tr').count()).toBeGreaterThan(0);
      }
    }
    expect(screen.troubles).toEqual([]);
    await screen.close();
  });

  it('plans: every section of every plan can be addressed, names what the plan has, and fits 1280 px', async () => {
    const size = { width: 1280, height: 720 };
    const screen = await openScreen(browser, server, { path: '/plans', language, size });
    const { page } = screen;
    const plans = (await (await page.request.get('/api/plans')).json()) as readonly Plan[];
    const found: string[] = [];
    for (const plan of plans) {
      const rows = [
        ['coverage', plan.clauses.length],
        ['declarations', plan.declarations.length],
        ['reporting', plan.reporting.length],
        ['measures', plan.measures.length],
        ['editions', plan.editions.length],
        ['rules', null],
        ['steps', null],
        ['forms', null],
      ] as const;
      await page.goto(`/plans?plan=${plan.id}&section=editions`);
      await page.locator('.edition-present').waitFor();
      for (const [section, count] of rows) {
        await page.locator(`.plan-sections a[href$="section=${section}"]`).click();
        await page.locator(`.plan-sections a[href$="section=${section}"][aria-current=page]`).waitFor();
        const shown = await page.locator('.plan-section tbody tr').count();
        if (count !== null && shown !== count) found.push(`${plan.id} ${section}: ${shown} rows for ${count}`);
        const overflow = await page.evaluate(() => {
          const { scrollWidth, clientWidth } = document.documentElement;
          return scrollWidth - clientWidth;
        });
        if (overflow > 0) found.push(`${plan.id} ${section}: ${overflow} px too wide`);
        const words = /\{\{|undefined|\bNaN\b|\[object|Invalid Date/.exec(await page.locator('body').innerText());
        if (words !== null) found.push(`${plan.id} ${section}: ${words[0]}`);
      }
    }
    expect(found).toEqual([]);
    expect(screen.troubles).toEqual([]);
    await screen.close();
  });

  it('feeds: every series that has come in, with its value', async () => {
    const screen = await openScreen(browser, server, { path: '/feeds', language });
    const { page } = screen;
    await page.locator('.feeds-table tbody tr').first().waitFor();
    const wanted = [...new Set(posted.map(({ source, metric }) => `${source} ${metric}`))].sort();
    const shown = async (): Promise<string[]> => {
      const codes = await page
        .locator('.feeds-table tbody tr')
        .evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('code')].map((code) => code.textContent)));
      return codes.map((parts) => parts.join(' '));
    };
    await expect
      .poll(
        async () => {
          const there = new Set(await shown());
          return wanted.filter((series) => !there.has(series));
        },
        { timeout: SOON_MS },
      )
      .toEqual([]);
    expect(screen.troubles).toEqual([]);
    await screen.close();
  });
});

/** Notes the size of every text that a chart draws, in pixels of the page; read back as `drawnTexts`. */
async function noteTextOfCharts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const drawn = new Map<string, number>();
    Reflect.set(globalThis, 'drawnTexts', drawn);
    const prototype = CanvasRenderingContext2D.prototype;
    const fillText: (this: CanvasRenderingContext2D, words: string, x: number, y: number) => void = Reflect.get(
      prototype,
      'fillText',
    );
    prototype.fillText = function (this: CanvasRenderingContext2D, words: string, x: number, y: number) {
      const px = /([\d.]+)px/.exec(this.font);
      if (px !== null && words.trim() !== '') drawn.set(words, Math.min(Number(px[1]), drawn.get(words) ?? Infinity));
      fillText.call(this, words, x, y);
    };
  });
}

/** The words of a page that can be seen, with the size of their letters; runs inside the page. */
function measureTexts(): readonly { readonly words: string; readonly px: number }[] {
  const found: { words: string; px: number }[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const words = (node.textContent ?? '').trim();
    const holder = node.parentElement;
    if (words === '' || holder === null || holder.closest('script, style') !== null) continue;
    if (!holder.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const px = Number.parseFloat(getComputedStyle(holder).fontSize);
    // Inside a drawing the units are those of its view box.
    const drawing = holder.closest('svg');
    const scale = drawing === null ? 1 : drawing.getBoundingClientRect().height / (drawing.viewBox.baseVal.height || 1);
    found.push({ words, px: px * scale });
  }
  return found;
}
