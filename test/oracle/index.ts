import { compareVerdicts, type Judge } from '../../server/judge/index.ts';
import { HOUR_MS } from '../../server/model/instant.ts';
import type { Reading } from '../../server/model/reading.ts';
import type { Verdict } from '../../server/model/verdict.ts';
import { oracleAir } from './air.ts';
import { textOf, type Line } from './line.ts';
import { oraclePollution } from './pollution.ts';
import { oracleResponse } from './response.ts';
import type { World } from './worlds.ts';

/** When a reading is known in event order. */
export const eventTime = (one: Reading): number => (one.kind === 'forecast' ? (one.issuedAt ?? one.time) : one.time);

/** The boundaries that a backtest of a city judges; null without a city or observed readings. */
export function boundariesOf({ jurisdiction, readings }: World): { first: number; last: number } | null {
  const city = jurisdiction.subjects.find((subject) => subject.kind === 'city');
  return city === undefined ? null : oracleAir(readings, jurisdiction, city.id).boundaries;
}

/** What a backtest said: in order and as texts, in the order in which it was said, and how often it took a word back. */
export interface Backtest {
  readonly verdicts: readonly string[];
  readonly raw: readonly Verdict[];
  readonly corrections: number;
}

/** Runs a judge as a backtest does: readings in event order, each hour closed once what belongs to it is in. */
export function backtest(judge: Judge, world: World): Backtest {
  const readings = world.readings.toSorted((a, b) => eventTime(a) - eventTime(b));
  const verdicts: Verdict[] = [];
  let corrections = 0;
  const note = (outcome: { verdicts: readonly Verdict[]; corrections: readonly unknown[] }): void => {
    verdicts.push(...outcome.verdicts);
    corrections += outcome.corrections.length;
  };
  let next = 0;
  const boundaries = boundariesOf(world);
  if (boundaries !== null) {
    for (let t = boundaries.first; t <= boundaries.last; t += 1) {
      const from = next;
      while (next < readings.length && eventTime(readings[next] ?? never()) <= t * HOUR_MS) next += 1;
      note(judge.take(readings.slice(from, next)));
      note(judge.closeHours(t));
    }
  }
  note(judge.take(readings.slice(next)));
  return { verdicts: verdicts.toSorted(compareVerdicts).map(textOf), raw: verdicts, corrections };
}

function never(): never {
  throw new RangeError('no such reading');
}

/** What the text says of a world: the complete list of level changes and recommendations, in the backtest's order. */
export function oracle({ jurisdiction, readings }: World): readonly string[] {
  const lines = jurisdiction.plans.flatMap((plan): Line[] =>
    plan === 'yangquan-heavy-pollution'
      ? oraclePollution(readings, jurisdiction)
      : oracleResponse(readings, jurisdiction, plan),
  );
  const orderKey = (line: Line): string =>
    [line.type, line.plan, line.type === 'level' ? line.rule : '', line.subject].join('\u0000');
  return lines.toSorted((a, b) => a.at - b.at || (orderKey(a) < orderKey(b) ? -1 : 1)).map(textOf);
}

export {
  airWorld,
  cityOf,
  county,
  gridEdgeWorld,
  outageWorld,
  provinceWorld,
  reading,
  supplyWorld,
  type World,
} from './worlds.ts';
