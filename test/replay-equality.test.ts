import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readFiles } from '../server/feeds/files/index.ts';
import { Judge } from '../server/judge/index.ts';
import { HOUR_MS, hourOf, toIso } from '../server/model/instant.ts';
import { bareSubject, type Jurisdiction } from '../server/model/jurisdiction.ts';
import { readingKey, type Reading } from '../server/model/reading.ts';
import type { Verdict } from '../server/model/verdict.ts';
import { loadThresholds } from '../server/plans/load.ts';
import { formatProblem } from '../server/plans/problem.ts';
import { readScenarios, runScenario, scenarioFilesOf, type Scenario } from '../server/scenarios/index.ts';
import { findRealData } from './services/real-data.ts';

const root = join(import.meta.dirname, '../thresholds');
const loaded = loadThresholds({ root });
if (!loaded.ok) throw new Error(loaded.error.map(formatProblem).join('\n'));
const thresholds = loaded.value;
const { standards } = thresholds;

/** Numbers in [0, 1) that are the same in every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    // A linear congruential generator (Numerical Recipes); its high bits are good enough for shuffling.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** When a reading takes its place among others. */
const eventTime = ({ kind, time, period, issuedAt }: Reading): number =>
  kind === 'forecast' ? (issuedAt ?? time) : time + (period ?? 0) * 1000;

/**
 * The same readings as if each came up to `maxDelayMs` after it was due, so that they come in another order. Readings of
 * one identity keep theirs, as the later one stands.
 */
function delay(
  readings: readonly Reading[],
  { seed, share, maxDelayMs, end }: { seed: number; share: number; maxDelayMs: number; end: number },
): Reading[] {
  const random = createRandom(seed);
  const last = new Map<string, number>();
  return readings
    .map((reading) => {
      const key = readingKey(reading);
      const late = random() < share ? Math.floor(random() * maxDelayMs) : 0;
      const receivedAt = Math.max(last.get(key) ?? 0, Math.min(end, eventTime(reading) + late));
      last.set(key, receivedAt);
      return { ...reading, receivedAt };
    })
    .toSorted((a, b) => a.receivedAt - b.receivedAt);
}

const textOf = (verdict: Verdict): string =>
  verdict.type === 'level'
    ? `${toIso(verdict.at)} ${verdict.plan} ${verdict.rule}@${verdict.subject} ${verdict.from} -> ${verdict.to}`
    : `${toIso(verdict.at)} ${verdict.plan} ${verdict.action} ${verdict.from} -> ${verdict.to} ${String(verdict.immediate)} ${String(verdict.publishBy)}`;

describe.each([...thresholds.plans.values()])('scenarios of $id', (plan) => {
  const scenarios = scenarioFilesOf(root, plan.id).flatMap((file) => {
    const read = readScenarios(file, plan, thresholds);
    // What people decide, they decide on what they see then: other readings, other decisions.
    const alone = read.ok ? read.value.scenarios.filter(({ people }) => people === null) : [];
    return alone.map((scenario) => [scenario.title.en, scenario] as const);
  });
  const transitionsOf = (scenario: Scenario): readonly string[] =>
    runScenario(scenario, standards).transitions.map(({ text }) => text);

  test.each(scenarios)('%s: in event order, late and in disorder, and over restarts', (_, scenario) => {
    const { start, end, readings } = scenario;
    const lived = transitionsOf(scenario);
    const inEventOrder = delay(readings, { seed: 1, share: 0, maxDelayMs: 0, end });
    const inDisorder = delay(readings, { seed: 2, share: 0.25, maxDelayMs: end - start, end });
    const restarts = [0.3, 0.6, 1].map((part) => start + Math.floor((part * (end - start)) / 60_000) * 60_000);
    expect({
      inEventOrder: transitionsOf({ ...scenario, readings: inEventOrder, restarts: [] }),
      inDisorder: transitionsOf({ ...scenario, readings: inDisorder, restarts: [] }),
      overRestarts: transitionsOf({ ...scenario, readings: inDisorder, restarts }),
    }).toEqual({ inEventOrder: lived, inDisorder: lived, overRestarts: lived });
  });
});

const folder = findRealData('prsa');
/** A gap this long parts the data into stretches. */
const APART_MS = 30 * 24 * HOUR_MS;
const MAX_DELAY_MS = 30 * HOUR_MS;
/** Verdicts older than this are settled here: no reading comes so late. */
const SETTLED_MS = 100 * HOUR_MS;

/** What a judge has said over any length of time, although it keeps its window only. */
function createTranscript(): { note: (judge: Judge, until: number) => void; lines: string[] } {
  const lines: string[] = [];
  let from = -Infinity;
  return {
    lines,
    note(judge, until) {
      for (const verdict of judge.transitions())
        if (verdict.at >= from && verdict.at < until) lines.push(textOf(verdict));
      from = until;
    },
  };
}

describe.skipIf(folder === null)('twelve stations of Beijing over two winters', () => {
  const stretches: Reading[][] = [];
  let jurisdiction: Jurisdiction;

  beforeAll(async () => {
    const all: Reading[] = [];
    const files = readdirSync(folder ?? '').map((name) => join(folder ?? '', name));
    for await (const batch of readFiles(files, { format: null, receivedAt: 0 })) all.push(...batch.readings);
    all.sort((a, b) => a.time - b.time);
    for (const reading of all) {
      const stretch = stretches.at(-1);
      const before = stretch?.at(-1);
      if (stretch === undefined || before === undefined || reading.time - before.time > APART_MS)
        stretches.push([reading]);
      else stretch.push(reading);
    }
    const name = (id: string): { zh: string; en: string } => ({ zh: id, en: id });
    jurisdiction = {
      id: 'beijing',
      name: name('beijing'),
      timezone: 'Asia/Shanghai',
      plans: ['yangquan-heavy-pollution'],
      subjects: [
        bareSubject('beijing', 'city', name('beijing')),
        ...[...new Set(all.map(({ source }) => source))].map((id) => ({
          ...bareSubject(id, 'air-station', name(id)),
          parent: 'beijing',
          assessed: true,
        })),
      ],
    };
  });

  const createJudge = (): Judge =>
    new Judge({ plans: [...thresholds.plans.values()], jurisdiction, standards, approval: 'at-once' });

  /** Readings as they arrive; hours close six at a time, and what is late is settled with them. */
  function live(readings: readonly Reading[], end: number, restartAt: number | null): readonly string[] {
    const transcript = createTranscript();
    let judge = createJudge();
    let next = 0;
    let isRestarted = restartAt === null;
    const first = Math.min(...readings.slice(0, 1000).map(({ time }) => time));
    for (let hour = hourOf(first); hour * HOUR_MS <= end + 6 * HOUR_MS; hour += 6) {
      const now = Math.min(hour * HOUR_MS, end);
      const arrived = next;
      while ((readings[next]?.receivedAt ?? Infinity) <= now) next += 1;
      if (!isRestarted && now >= (restartAt ?? 0)) {
        isRestarted = true;
        judge = createJudge();
        judge.take(readings.slice(0, next));
      } else judge.take(readings.slice(arrived, next));
      judge.closeHours(hourOf(now));
      transcript.note(judge, now - SETTLED_MS);
    }
    transcript.note(judge, Infinity);
    return transcript.lines;
  }

  test('a backtest, a live run with late readings and one with a restart say the same', () => {
    expect(stretches.length).toBeGreaterThan(1);
    for (const stretch of stretches) {
      const end = Math.max(...stretch.map(eventTime).slice(-100));
      const inOrder = delay(stretch, { seed: 3, share: 0, maxDelayMs: 0, end });
      const late = delay(stretch, { seed: 4, share: 0.05, maxDelayMs: MAX_DELAY_MS, end });
      const expected = live(inOrder, end, null);
      expect(expected.length).toBeGreaterThan(20);
      expect(live(late, end, null)).toEqual(expected);
      const middle = ((stretch[0]?.time ?? 0) + end) / 2;
      expect(live(late, end, middle)).toEqual(expected);
    }
  }, 120_000);
});
