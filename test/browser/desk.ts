/** What the browser tests share: screens of the real server that note every trouble, and a feed that posts readings. */
import { expect } from 'vitest';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { z } from 'zod';
import type { Role } from '../../server/wire/shapes.ts';
import { waitUntil } from '../services/wait-until.ts';
import type { Program } from '../integration/program.ts';

/** How long a screen may take to show something; far above what it takes, for busy machines. */
export const SOON_MS = 20_000;

/** Settings for a server over the jurisdictions that come with the program. */
export const ALL_PLACES = { JURISDICTIONS: '' } as const;

export interface ScreenOptions {
  readonly path: string;
  /** Who is signed in; null: nobody. */
  readonly role?: Role | null;
  readonly language?: 'zh' | 'en';
  readonly size?: { readonly width: number; readonly height: number };
  /** Runs before the first page is loaded. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** A page in a browser profile of its own. */
export interface Screen {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What went wrong on it so far: console errors, exceptions, requests to other hosts. */
  readonly troubles: readonly string[];
  close(): Promise<void>;
}

/** Opens a page of the server. The caller closes it. */
export async function openScreen(
  browser: Browser,
  server: Program,
  {
    path,
    role = null,
    language = 'zh',
    size = { width: 1920, height: 1080 },
    prepare = () => Promise.resolve(),
  }: ScreenOptions,
): Promise<Screen> {
  const context = await browser.newContext({
    baseURL: server.url,
    viewport: { ...size },
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
  });
  if (role !== null) {
    const answer = await context.request.post('/api/session', { data: { role } });
    expect(answer.status()).toBe(200);
  }
  const troubles: string[] = [];
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== server.url && url.protocol !== 'data:' && url.protocol !== 'blob:')
      troubles.push(`a request to ${request.url()}`);
  });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`${path}: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`${path}: ${error.message}`));
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).host !== new URL(server.url).host) troubles.push(`a socket to ${socket.url()}`);
  });
  page.setDefaultTimeout(SOON_MS);
  await prepare(page);
  const loaded = await page.goto(path);
  expect(loaded?.status(), 'the page itself; npx vite build makes it').toBe(200);
  return { page, context, troubles, close: () => context.close() };
}

/** A reading as `POST /api/readings` takes it; `time` is epoch ms. */
export interface Posted {
  readonly source: string;
  readonly metric: string;
  readonly time: number;
  readonly value: number;
  readonly period?: number;
}

/** Posts readings, every one of which must be taken. */
export async function post(server: Program, readings: readonly Posted[]): Promise<void> {
  const answer = await server.post('/api/readings', { readings });
  expect(await answer.json()).toEqual({ accepted: readings.length, rejected: [] });
}

/** Load and load lost of a grid at one instant, so that the share lost is `percent` of 400 MW. */
export const loadLost = (grid: string, percent: number, time: number): readonly Posted[] => [
  { source: grid, metric: 'grid.load', time, value: 400 - 4 * percent },
  { source: grid, metric: 'grid.shed', time, value: 4 * percent },
];

const alarmSchema = z.object({
  id: z.string(),
  plan: z.string().nullable(),
  rule: z.string(),
  subject: z.string(),
  state: z.string(),
  level: z.string(),
  revision: z.number(),
  acknowledgedBy: z.string().nullable(),
  note: z.string().nullable(),
});

/** Waits until there is an alarm of a plan's rule on a subject that is not over, and gives it as the server tells it. */
export const alarmOf = (
  server: Program,
  which: { readonly plan: string; readonly rule: string; readonly subject: string },
): Promise<z.infer<typeof alarmSchema>> =>
  waitUntil(
    `an alarm of ${which.rule} on ${which.subject}`,
    async () => {
      const alarms = z.array(alarmSchema).parse(await server.get('/api/alarms?state=active'));
      return (
        alarms.find(
          ({ plan, rule, subject }) => plan === which.plan && rule === which.rule && subject === which.subject,
        ) ?? null
      );
    },
    SOON_MS,
  );

const subjectsSchema = z.array(
  z.object({
    subjects: z.array(
      z.object({
        id: z.string(),
        kind: z.string(),
        ratedLoad: z.number().nullable(),
        designDailyOutput: z.number().nullable(),
        dailySales: z.number().nullable(),
        threeYearMeanStock: z.number().nullable(),
      }),
    ),
  }),
);

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/**
 * Readings for every station, grid and enterprise of the server's jurisdictions: the air of the 30 hours before `now`
 * (epoch ms), the loads of 20 minutes, by which it is known that none is lost, and stocks. They meet no level.
 */
export async function calmRegion(server: Program, now: number): Promise<readonly Posted[]> {
  const subjects = subjectsSchema.parse(await server.get('/api/jurisdictions')).flatMap((one) => one.subjects);
  const thisHour = Math.floor(now / HOUR_MS) * HOUR_MS;
  return subjects.flatMap((subject): Posted[] => {
    const source = subject.id;
    switch (subject.kind) {
      case 'air-station':
        return Array.from({ length: 30 }, (_, ago) => thisHour - (ago + 1) * HOUR_MS).flatMap((time, ago) =>
          (
            [
              ['air.pm25', 41 + (ago % 5)],
              ['air.pm10', 77 + (ago % 7)],
              ['air.so2', 33 + (ago % 3)],
              ['air.no2', 28],
              ['air.o3', 61],
              ['air.co', 0.8],
            ] as const
          ).map(([metric, value]) => ({ source, metric, time, value, period: 3600 })),
        );
      case 'grid':
        return Array.from({ length: 20 }, (_, ago) => ({
          source,
          metric: 'grid.load',
          time: now - ago * MINUTE_MS,
          value: (subject.ratedLoad ?? 100) * 0.6,
        }));
      case 'coal-producer':
        return [{ source, metric: 'coal.stock', time: now, value: (subject.designDailyOutput ?? 1000) * 9 }];
      case 'coal-trader':
        return [{ source, metric: 'coal.stock', time: now, value: (subject.dailySales ?? 1000) * 9 }];
      case 'coal-user':
        return [{ source, metric: 'coal.stock', time: now, value: (subject.threeYearMeanStock ?? 1000) * 0.9 }];
      default:
        return [];
    }
  });
}

/** A step on the page of a case. */
export const stepOf = (page: Page, id: string): Locator => page.locator(`.case-steps li[data-step="${id}"]`);

/** Waits until a step stands as one that was done, may be done, or is to come. */
export const stands = (page: Page, id: string, state: 'done' | 'undone' | 'open' | 'to-come'): Promise<void> =>
  page.locator(`.case-steps li[data-step="${id}"][data-state="${state}"]`).first().waitFor();
