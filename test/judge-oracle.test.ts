import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { iaqiOf, Judge, POLLUTANTS, standardOn } from '../server/judge/index.ts';
import { HOUR_MS, MINUTE_MS, toIso } from '../server/model/instant.ts';
import type { Plan } from '../server/model/plan.ts';
import type { Reading } from '../server/model/reading.ts';
import { loadThresholds } from '../server/plans/load.ts';
import { oracleIaqi } from './oracle/air.ts';
import {
  airWorld,
  backtest,
  cityOf,
  county,
  gridEdgeWorld,
  oracle,
  outageWorld,
  provinceWorld,
  reading,
  supplyWorld,
  type World,
} from './oracle/index.ts';

const loaded = loadThresholds({ root: fileURLToPath(new URL('../thresholds', import.meta.url)) });
if (!loaded.ok) throw new RangeError(JSON.stringify(loaded.error));
const { plans, standards } = loaded.value;

const judgeOf = ({ jurisdiction }: World): Judge =>
  new Judge({
    plans: jurisdiction.plans.map((id): Plan => {
      const plan = plans.get(id);
      if (plan === undefined) throw new RangeError(`no plan ${id}`);
      return plan;
    }),
    jurisdiction,
    standards,
    approval: 'at-once',
  });

/**
 * The judge against a slow, literal second writing of SEMANTICS.md. `ORACLE_RUNS=20 npx vitest run test/judge-oracle`
 * runs twenty times as many worlds, `ORACLE_SEED=n` others.
 */
const times = Number(process.env['ORACLE_RUNS'] ?? 1);
const seed = Number(process.env['ORACLE_SEED'] ?? 20_260_301);

interface Disagreement {
  readonly seed: number;
  readonly readings: readonly string[];
  readonly onlyTheJudge: readonly string[];
  readonly onlyTheText: readonly string[];
  readonly corrections: number;
}

const describeReading = ({ time, source, metric, value, ...more }: Reading): string =>
  [toIso(time), source, metric, value, JSON.stringify(more)].join(' ');

/** The smallest world found in which the judge and the text differ, or null. */
function disagreement(world: fc.Arbitrary<World>, runs: number): Disagreement | null {
  const holds = fc.property(world, (one) => {
    const { verdicts, corrections } = backtest(judgeOf(one), one);
    return corrections === 0 && isDeepStrictEqual(verdicts, oracle(one));
  });
  const { counterexample } = fc.check(holds, { numRuns: Math.ceil(runs * times), seed });
  if (counterexample === null) return null;
  const [one] = counterexample;
  const { verdicts, corrections } = backtest(judgeOf(one), one);
  const said = oracle(one);
  return {
    seed,
    readings: one.readings.map(describeReading),
    onlyTheJudge: verdicts.filter((line) => !said.includes(line)),
    onlyTheText: said.filter((line) => !verdicts.includes(line)),
    corrections,
  };
}

describe('the index of a concentration', () => {
  it('is that of the tables in both editions, for thousandths around every breakpoint', () => {
    const differences: string[] = [];
    for (const date of ['2016-12-20', '2026-11-20']) {
      const standard = standardOn(standards, date);
      for (const pollutant of POLLUTANTS) {
        for (const point of standard.breakpoints[pollutant] ?? []) {
          for (let step = -2500; step <= 2500; step += 1) {
            const concentration = Math.round(point * 1000 + step) / 1000;
            if (concentration < 0) continue;
            const own = iaqiOf(standard, pollutant, concentration);
            if (own !== oracleIaqi(pollutant, concentration, date)) {
              differences.push(`${date} ${pollutant} ${concentration}: ${own}`);
            }
          }
        }
      }
    }
    expect(differences).toEqual([]);
    expect(oracleIaqi('air.pm25', 75, '2016-12-20')).toBe(100);
    expect(oracleIaqi('air.pm25', 75, '2026-11-20')).toBe(114);
  });
});

const ORIGIN = Date.parse('2026-11-03T00:00:00Z');
/** Hours of AQI of a city without stations, and of SO2, from one origin on; null is missing. */
function hoursOf(aqi: readonly (number | null)[], so2: readonly (number | null)[]): World {
  const series = (metric: string, values: readonly (number | null)[]): Reading[] =>
    values.flatMap((value, i) =>
      value === null ? [] : [reading('town', metric, ORIGIN + i * HOUR_MS, value, { period: 3600 })],
    );
  return { jurisdiction: cityOf(0), readings: [...series('air.aqi', aqi), ...series('air.so2', so2)] };
}
const of = (hours: number, value: number | null): (number | null)[] => Array.from({ length: hours }, () => value);
const lastOf = (world: World): string => oracle(world).at(-1) ?? '';

describe('edges that chance seldom meets', () => {
  it('looks back 240 h for the start of an episode and no further', () => {
    const world = hoursOf([...of(260, 210), ...of(48, 310)], []);
    expect(backtest(judgeOf(world), world).verdicts).toEqual(oracle(world));
    expect(lastOf(world)).toContain('raise yangquan-heavy-pollution town II -> I');
  });
  it('asks for both severe days inside the stretch', () => {
    const severe = [...of(8, 500), ...of(16, 60), ...of(32, 210), ...of(48, 310), ...of(16, 40)];
    const world = hoursOf(severe, []);
    expect(backtest(judgeOf(world), world).verdicts).toEqual(oracle(world));
    expect(oracle(world).filter((line) => line.includes('-> I '))).toEqual([]);
  });
  it('takes the load of exactly 15 min ago into the reference', () => {
    const loads: readonly [minute: number, mw: number][] = [
      [0, 100],
      [5, 95.5],
      [8, 95.4],
      [10, 95.2],
      [15, 90.65],
      [16, 57.22],
    ];
    const start = Date.parse('2026-06-01T00:00:00Z');
    const readings = loads.map(([minute, mw]) => reading('county', 'grid.load', start + minute * MINUTE_MS, mw));
    const world = { jurisdiction: county, readings };
    expect(backtest(judgeOf(world), world).verdicts).toEqual(oracle(world));
    // Of 95.45 MW, the median of four, 57.22 is 40.05 % less; of the later three it would be under 40.
    expect(lastOf(world)).toContain('start yangcheng-outage shire none -> II');
  });
  it('waits for SO2 that was observed in the last 240 h', () => {
    const world = hoursOf([...of(48, 210), ...of(300, 60)], of(4, 80));
    expect(backtest(judgeOf(world), world).verdicts).toEqual(oracle(world));
    expect(lastOf(world)).toMatch(/^2026-11-13T04:00:00.000Z lift/);
  });
});

describe('the judge says what the text says', { timeout: 120_000 * times }, () => {
  it('of air, forecasts and dust', () => {
    expect(disagreement(airWorld, 60)).toBeNull();
  });
  it('of county and township grids', () => {
    expect(disagreement(outageWorld, 250)).toBeNull();
  });
  it('of a grid at every age and share that the text names', () => {
    expect(disagreement(gridEdgeWorld, 2500)).toBeNull();
  });
  it('of the provincial grid and its cities', () => {
    expect(disagreement(provinceWorld, 150)).toBeNull();
  });
  it('of coal and gas', () => {
    expect(disagreement(supplyWorld, 200)).toBeNull();
  });
});
