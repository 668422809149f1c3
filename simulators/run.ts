/** `npm run simulate`: the simulated stations as outside devices of a running Wanglou. */
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { parseArguments, USAGE, type SimulateOptions } from './arguments.ts';
import { authorization, backOffMs, encodeLines, postLines, reasonOf, type HttpTarget } from './devices/http.ts';
import { createStory, STORY, type SubjectDescription } from './index.ts';

const DONE = 0;
const FAILED = 1;
const WRONG_CALL = 2;

/** How often new readings are looked for, and how much of the story is made at once: with it the buffer has its bound. */
const TICK_MS = 500;
const PIECE_MS = 3_600_000;
const LINES_A_BODY = 5_000;
const REPORT_EVERY_MS = 10_000;

const nullableNumber = z
  .number()
  .nullish()
  .transform((value) => value ?? null);
const subjectSchema = z.object({
  id: z.string().min(1),
  kind: z.enum([
    'city',
    'county',
    'district',
    'town',
    'air-station',
    'grid',
    'coal-producer',
    'coal-trader',
    'coal-user',
  ]),
  parent: z
    .string()
    .nullish()
    .transform((value) => value ?? null),
  at: z
    .tuple([z.number(), z.number()])
    .nullish()
    .transform((value) => value ?? null),
  assessed: z.boolean().default(false),
  scope: z
    .enum(['province', 'city', 'county', 'township'])
    .nullish()
    .transform((value) => value ?? null),
  customers: nullableNumber,
  ratedLoad: nullableNumber,
  neighbour: z.boolean().default(false),
  keyArea: z.boolean().default(false),
  key: z.boolean().default(false),
  designDailyOutput: nullableNumber,
  dailySales: nullableNumber,
  threeYearMeanStock: nullableNumber,
});
const jurisdictionsSchema = z.array(z.object({ id: z.string(), subjects: z.array(subjectSchema) }));

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** Sleeps, or wakes early when the command is stopped. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined);
}

/**
 * The subjects of all jurisdictions of the server; null when stopped before it answered, `unusable` when the answer was
 * of no use (what is wrong has been said then).
 */
async function fetchSubjects(target: HttpTarget): Promise<SubjectDescription[] | null | 'unusable'> {
  for (let attempt = 1; !target.signal.aborted; attempt++) {
    try {
      const response = await target.fetch(`${target.base}/api/jurisdictions`, {
        headers: authorization(target.token),
        signal: target.signal,
      });
      if (response.status < 500 && response.status !== 429) {
        if (!response.ok) {
          say(`无法读取监测对象 / cannot read the subjects: ${target.base}/api/jurisdictions: ${response.status}`);
          return 'unusable';
        }
        const parsed = jurisdictionsSchema.safeParse(await response.json().catch(() => null));
        if (parsed.success) return parsed.data.flatMap((jurisdiction) => jurisdiction.subjects);
        say(`无法理解监测对象 / cannot make sense of the subjects: ${z.prettifyError(parsed.error)}`);
        return 'unusable';
      }
      say(`服务暂不可用 / the server is not ready: ${response.status}`);
    } catch (error) {
      if (target.signal.aborted) return null;
      say(`连不上 / cannot reach ${target.base}: ${reasonOf(error)}`);
    }
    await pause(backOffMs(attempt), target.signal);
  }
  return null;
}

async function run(options: SimulateOptions): Promise<number> {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      stop.abort();
    });
  }
  const { signal } = stop;
  const token = process.env['INGEST_TOKEN'] ?? '';
  const target: HttpTarget = { base: options.base, token: token === '' ? null : token, fetch, signal };
  const subjects = await fetchSubjects(target);
  if (subjects === null) return DONE;
  if (subjects === 'unusable') return FAILED;
  if (subjects.length === 0) {
    say('服务器没有监测对象 / the server has no subjects');
    return FAILED;
  }

  // The week before takes `leadMs / speed` of real time; the present is where that ends, so that the story meets the clock.
  const begun = Date.now();
  const { speed, seed, episode } = options;
  const ahead = speed > 1 ? STORY.leadMs / speed : 0;
  const present = Math.round(begun + ahead);
  const clock = (): number => {
    const now = Date.now();
    return Math.floor(now >= present || speed <= 1 ? now : present - STORY.leadMs + (now - begun) * speed);
  };
  const story = createStory({ seed, present, subjects, episode });
  say(
    `开始 / started: ${episode}, seed ${seed}, ${subjects.length} 个对象 / subjects -> ${options.base}/write` +
      (ahead > 0 ? `；先补送七天，约 / first seven days, about ${Math.round(ahead / 1000)} s` : ''),
  );

  let told = speed > 1 ? story.start : begun;
  let lines: string[] = [];
  let failures = 0;
  let stored = 0;
  let refusedBodies = 0;
  let reportedAt = begun;
  while (!signal.aborted) {
    if (lines.length === 0) {
      const until = Math.min(clock(), told + PIECE_MS);
      if (until > told) {
        lines = encodeLines(story.readingsBetween(told, until));
        told = until;
      }
    }
    if (lines.length === 0) {
      await pause(TICK_MS, signal);
      continue;
    }
    const body = lines.slice(0, LINES_A_BODY);
    const delivery = await postLines(target, body);
    if (signal.aborted) break;
    switch (delivery.kind) {
      case 'later':
        failures += 1;
        say(`稍后重发 / sending again later (${failures}): ${delivery.reason}`);
        await pause(Math.min(60_000, delivery.afterMs ?? backOffMs(failures)), signal);
        continue;
      case 'refused':
        say(`服务器拒绝 / the server refuses: ${delivery.reason}`);
        return FAILED;
      case 'partly':
        refusedBodies += 1;
        say(`部分数据被拒 / some lines were refused: ${delivery.reason}`);
        break;
      case 'stored':
        break;
    }
    failures = 0;
    stored += body.length;
    lines = lines.slice(LINES_A_BODY);
    if (Date.now() - reportedAt >= REPORT_EVERY_MS) {
      reportedAt = Date.now();
      say(`已送 / sent ${stored} 行 / lines，至 / up to ${new Date(told).toISOString()}`);
    }
    if (told + PIECE_MS > clock() && lines.length === 0) await pause(TICK_MS, signal);
  }
  say(`结束 / stopped: ${stored} 行 / lines, ${refusedBodies} 次部分被拒 / partly refused`);
  return DONE;
}

const parsed = parseArguments(process.argv.slice(2));
switch (parsed.kind) {
  case 'help':
    process.stdout.write(`${USAGE}\n`);
    break;
  case 'wrong':
    say(`${parsed.message}\n\n${USAGE}`);
    process.exitCode = WRONG_CALL;
    break;
  case 'run':
    process.exitCode = await run(parsed.options);
    break;
}
