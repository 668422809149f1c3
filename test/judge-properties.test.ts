import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Judge } from '../server/judge/index.ts';
import { HOUR_MS } from '../server/model/instant.ts';
import { rankOf, type Level } from '../server/model/level.ts';
import { readingKey, type Reading } from '../server/model/reading.ts';
import type { Verdict } from '../server/model/verdict.ts';
import { loadThresholds } from '../server/plans/load.ts';
import { textOf } from './oracle/line.ts';
import {
  airWorld,
  backtest,
  boundariesOf,
  eventTime,
  outageWorld,
  provinceWorld,
  supplyWorld,
  type World,
} from './oracle/index.ts';

const loaded = loadThresholds({ root: fileURLToPath(new URL('../thresholds', import.meta.url)) });
if (!loaded.ok) throw new RangeError(JSON.stringify(loaded.error));
const { plans, standards } = loaded.value;

const judgeOf = ({ jurisdiction }: World): Judge =>
  new Judge({
    plans: jurisdiction.plans.flatMap((id) => plans.get(id) ?? []),
    jurisdiction,
    standards,
    approval: 'at-once',
  });

const times = Number(process.env['ORACLE_RUNS'] ?? 1);
const seed = Number(process.env['ORACLE_SEED'] ?? 20_260_301);
const options = (numRuns: number): { numRuns: number; seed: number } => ({ numRuns: numRuns * times, seed });

/** A world cut to its first hours, so that all of it stays within what is judged again. */
function within(world: World, hours: number): World {
  const starts = world.readings.filter((one) => one.kind === 'observed').map((one) => one.time);
  const end = Math.min(...starts) + hours * HOUR_MS;
  return { ...world, readings: world.readings.filter((one) => eventTime(one) + (one.period ?? 0) * 1000 <= end) };
}
const shortAir = airWorld.map((world) => within(world, 250));

const inOrder = (world: World): readonly string[] => {
  const judge = judgeOf(world);
  backtest(judge, world);
  return judge.transitions().map(textOf);
};

/**
 * A live run: each reading comes so many hours after its event (the same for all readings of one identity, which keep
 * their order), hours close as time goes, and what is late is settled.
 */
function live(world: World, delayHours: (key: string) => number): readonly string[] {
  const judge = judgeOf(world);
  const arrivals = world.readings
    .map((one) => ({ one, at: eventTime(one) + delayHours(readingKey(one)) * HOUR_MS }))
    .toSorted((a, b) => a.at - b.at);
  const boundaries = boundariesOf(world);
  let next = 0;
  let closed = boundaries?.first ?? 0;
  while (next < arrivals.length) {
    const now = arrivals[next]?.at ?? 0;
    const batch: Reading[] = [];
    for (let one = arrivals[next]; one !== undefined && one.at <= now; next += 1, one = arrivals[next]) {
      batch.push(one.one);
    }
    judge.take(batch);
    if (boundaries === null) continue;
    const hour = Math.min(boundaries.last, Math.floor(now / HOUR_MS));
    if (hour >= closed) {
      judge.closeHours(hour);
      closed = hour + 1;
    }
  }
  if (boundaries !== null) judge.closeHours(boundaries.last);
  judge.settle();
  return judge.transitions().map(textOf);
}

/** A repeatable delay for an identity. */
function delayOf(key: string, salt: number, hours: readonly number[]): number {
  let hash = salt;
  for (let i = 0; i < key.length; i += 1) hash = (Math.imul(hash, 31) + key.charCodeAt(i)) >>> 0;
  return hours[(hash >>> 7) % hours.length] ?? 0;
}

/** The level of each rule on each subject after each of its changes. */
function levelsAt(verdicts: readonly Verdict[], at: number): Map<string, Level> {
  const levels = new Map<string, Level>();
  for (const verdict of verdicts) {
    if (verdict.type === 'level' && verdict.at <= at) levels.set(verdict.rule, verdict.to);
  }
  return levels;
}

describe('the judge', { timeout: 120_000 * times }, () => {
  it('never gives a lower level for more pollution (2012: SO2 up to 800)', () => {
    fc.assert(
      fc.property(airWorld, fc.nat(1000), (world, salt) => {
        const isPollution = (one: Reading): boolean => one.metric !== 'air.dust';
        const more = (one: Reading): Reading => {
          if (!isPollution(one)) return one;
          // The same for every reading of a time, whatever its period, so that no mean falls.
          const extra = delayOf(`${one.metric} ${one.kind}`, salt, [0, 1, 1, 30, 200]);
          return { ...one, value: one.value + extra, upper: one.upper === null ? null : one.upper + extra };
        };
        const dirty = { ...world, readings: world.readings.map(more) };
        const [cleanJudge, dirtyJudge] = [judgeOf(world), judgeOf(dirty)];
        const clean = backtest(cleanJudge, world).raw;
        const worse = backtest(dirtyJudge, dirty).raw;
        const isSo2Dropped = dirty.readings.some(
          (one) => one.metric === 'air.so2' && one.kind === 'observed' && one.value > 800,
        );
        for (const at of new Set([...clean, ...worse].map((verdict) => verdict.at))) {
          const [less, moreLevels] = [levelsAt(clean, at), levelsAt(worse, at)];
          for (const [rule, level] of less) {
            if (rule !== 'so2-hourly' && isSo2Dropped) continue;
            expect(rankOf(moreLevels.get(rule) ?? 'none')).toBeGreaterThanOrEqual(rankOf(level));
          }
        }
      }),
      options(40),
    );
  });

  it('comes to the same transitions whatever the order in which readings of the air arrive', () => {
    fc.assert(
      fc.property(
        shortAir,
        fc.nat(1000),
        fc.constantFrom([0, 0, 0, 1, 7], [0, 1, 30, 40], [0, 0, 100]),
        (world, salt, hours) => {
          const late = live(world, (key) => delayOf(key, salt, hours));
          expect(late).toEqual(inOrder(world));
        },
      ),
      options(60),
    );
  });

  it('comes to the same transitions whatever the order in which readings of grids and stocks arrive', () => {
    const worlds = fc.oneof(outageWorld, provinceWorld, supplyWorld);
    fc.assert(
      fc.property(
        worlds,
        fc.nat(1000),
        fc.constantFrom([0, 0, 0, 0.02], [0, 0.1, 1], [0, 0, 5, 40]),
        (world, salt, hours) => {
          // Of two for one source, metric and time the one that came last stands, whatever its period: none has one here.
          const late = live(world, (key) => delayOf(key, salt, hours));
          expect(late).toEqual(inOrder(world));
        },
      ),
      options(120),
    );
  });

  it('reads an hour mean and its sixty minutes alike', () => {
    fc.assert(
      fc.property(
        airWorld.map((world) => within(world, 90)),
        fc.boolean(),
        (world, isBare) => {
          const perHour = new Map<string, number>();
          const placeOf = (one: Reading): string => `${one.source} ${one.metric} ${Math.floor(one.time / HOUR_MS)}`;
          for (const one of world.readings) {
            if (one.kind === 'observed') perHour.set(placeOf(one), (perHour.get(placeOf(one)) ?? 0) + 1);
          }
          const readings = world.readings.flatMap((one) => {
            const isWhole = one.kind === 'observed' && one.period === 3600 && perHour.get(placeOf(one)) === 1;
            if (!isWhole || one.metric === 'air.dust') return [one];
            return Array.from({ length: 60 }, (_, i) => ({
              ...one,
              time: one.time + i * 60_000,
              period: isBare ? null : 60,
              value: one.value + (i % 2 === 0 ? 0.3 : -0.3),
            }));
          });
          const split = { ...world, readings };
          expect(inOrder(split)).toEqual(inOrder(world));
        },
      ),
      options(15),
    );
  });

  it('says in one pass what it says hour by hour', () => {
    fc.assert(
      fc.property(airWorld, (world) => {
        const boundaries = boundariesOf(world);
        if (boundaries === null) return;
        const judge = judgeOf(world);
        judge.take(world.readings);
        const { verdicts } = judge.closeHours(boundaries.last);
        expect(verdicts.map(textOf).toSorted()).toEqual([...backtest(judgeOf(world), world).verdicts].toSorted());
      }),
      options(40),
    );
  });

  it('lets a duplicate that is received later stand, at once or late', () => {
    fc.assert(
      fc.property(fc.oneof(shortAir, outageWorld, supplyWorld), fc.nat(1000), fc.boolean(), (world, salt, isLate) => {
        const wrong = world.readings.flatMap((one, i) => {
          const isSentTwice = delayOf(`${readingKey(one)} ${i}`, salt, [0, 0, 0, 1]) === 1;
          return isSentTwice && one.metric !== 'air.dust' ? [{ ...one, value: one.value * 2 + 1 }, one] : [one];
        });
        const doubled = { ...world, readings: wrong };
        const judge = judgeOf(world);
        backtest(judge, doubled);
        // Late: everything once more, the oldest last.
        if (isLate) for (const one of lastOfEach(world.readings).toReversed()) judge.take([one]);
        judge.settle();
        expect(judge.transitions().map(textOf)).toEqual(inOrder(world));
      }),
      options(60),
    );
  });
});

/** Of readings with one identity the last. */
const lastOfEach = (readings: readonly Reading[]): Reading[] => [
  ...new Map(readings.map((one) => [readingKey(one), one])).values(),
];
