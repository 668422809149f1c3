import { compareVerdicts, Judge } from '../judge/index.ts';
import { HOUR_MS } from '../model/instant.ts';
import type { Jurisdiction } from '../model/jurisdiction.ts';
import type { Plan } from '../model/plan.ts';
import type { Reading } from '../model/reading.ts';
import type { AqiStandard } from '../model/standard.ts';
import type { Verdict } from '../model/verdict.ts';

export interface BacktestOptions {
  /** Plan and jurisdiction are asked for once the first batch is there: a city may be made from what the files hold. */
  readonly plans: readonly Plan[];
  readonly jurisdiction: () => Jurisdiction;
  readonly standards: readonly AqiStandard[];
  /** When a reading takes its place among others, epoch ms: its time, or the issue of a forecast. */
  readonly eventTime: (reading: Reading) => number;
}

/**
 * Judges readings that come in event order, every recommendation approved at once. Gives the verdicts in the order of
 * the output. Memory does not grow with the length of the data.
 * @source SEMANTICS 1 (first and last evaluation), API (Backtest output)
 */
export async function* backtest(
  batches: AsyncIterable<readonly Reading[]>,
  { plans, jurisdiction, standards, eventTime }: BacktestOptions,
): AsyncGenerator<Verdict, void, undefined> {
  let judge: Judge | null = null;
  /** Readings of the newest instant: more of the same instant may come. */
  let held: readonly Reading[] = [];
  for await (const batch of batches) {
    const last = batch.at(-1);
    if (last === undefined) continue;
    judge ??= new Judge({ plans, jurisdiction: jurisdiction(), standards, approval: 'at-once' });
    const end = eventTime(last);
    let cut = batch.length;
    while (cut > 0 && eventTime(batch[cut - 1] ?? last) === end) cut -= 1;
    if (cut === 0 && held[0] !== undefined && eventTime(held[0]) === end) {
      held = [...held, ...batch];
      continue;
    }
    const outcome = judge.take([...held, ...batch.slice(0, cut)]);
    held = batch.slice(cut);
    // A boundary is judged when all that counts at it has come: its own instant is over.
    const hours = judge.closeHours(Math.ceil(end / HOUR_MS) - 1);
    yield* [...outcome.verdicts, ...hours.verdicts].toSorted(compareVerdicts);
  }
  if (judge === null) return;
  const outcome = judge.take(held);
  const { reach } = judge;
  const hours = reach === null ? [] : judge.closeHours(Math.floor(reach / HOUR_MS)).verdicts;
  yield* [...outcome.verdicts, ...hours].toSorted(compareVerdicts);
}
