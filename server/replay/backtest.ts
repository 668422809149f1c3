import { compareVerdicts, Judge } from '../judge/index.ts';
import { HOUR_MS } from '../model/instant.ts';
import type { Jurisdiction } from '../model/jurisdiction.ts';
import type { Plan } from '../model/plan.ts';
import type { Reading } from '../model/reading.ts';
import type { AqiStandard } from '../model/standard.ts';
import type { Verdict } from '../model/verdict.ts';

/** What a backtest judges with. */
interface Setting {
  /** Asked for once the first batch is there: a city may be made from what the files hold. */
  readonly jurisdiction: () => Jurisdiction;
  readonly standards: readonly AqiStandard[];
  /** When a reading takes its place among others, epoch ms: its time, or the issue of a forecast. */
  readonly eventTime: (reading: Reading) => number;
}

export interface BacktestOptions extends Setting {
  readonly plans: readonly Plan[];
}

export interface VariantsOptions extends Setting {
  /** Each is judged on its own; their plans may share an id. */
  readonly variants: readonly Plan[];
}

/** A verdict of one of several variants. */
export interface VariantVerdict {
  /** Place in the list of variants. */
  readonly variant: number;
  readonly verdict: Verdict;
}

/**
 * Judges readings that come in event order, every recommendation approved at once. Gives the verdicts in the order of
 * the output. Memory does not grow with the length of the data.
 * @source SEMANTICS 1 (first and last evaluation), API (Backtest output)
 */
export async function* backtest(
  batches: AsyncIterable<readonly Reading[]>,
  { plans, ...setting }: BacktestOptions,
): AsyncGenerator<Verdict, void, undefined> {
  for await (const { verdict } of judgeInOrder(batches, [plans], setting)) yield verdict;
}

/**
 * The same readings by several variants at once: they are ordered and read only once. Verdicts of the same instant, type,
 * plan, rule and subject come in the order of the variants.
 */
export async function* backtestVariants(
  batches: AsyncIterable<readonly Reading[]>,
  { variants, ...setting }: VariantsOptions,
): AsyncGenerator<VariantVerdict, void, undefined> {
  yield* judgeInOrder(
    batches,
    variants.map((plan) => [plan]),
    setting,
  );
}

/** One judge for each group of plans, all over the same batches. */
async function* judgeInOrder(
  batches: AsyncIterable<readonly Reading[]>,
  groups: readonly (readonly Plan[])[],
  { jurisdiction, standards, eventTime }: Setting,
): AsyncGenerator<VariantVerdict, void, undefined> {
  let judges: readonly Judge[] = [];
  /** Readings of the newest instant: more of the same instant may come. */
  let held: readonly Reading[] = [];
  for await (const batch of batches) {
    const last = batch.at(-1);
    if (last === undefined) continue;
    if (judges.length === 0) {
      const place = jurisdiction();
      judges = groups.map((plans) => new Judge({ plans, jurisdiction: place, standards, approval: 'at-once' }));
    }
    const end = eventTime(last);
    let cut = batch.length;
    while (cut > 0 && eventTime(batch[cut - 1] ?? last) === end) cut -= 1;
    if (cut === 0 && held[0] !== undefined && eventTime(held[0]) === end) {
      held = [...held, ...batch];
      continue;
    }
    const due = [...held, ...batch.slice(0, cut)];
    held = batch.slice(cut);
    yield* inOrder(judges, (judge) => {
      const outcome = judge.take(due);
      // A boundary is judged when all that counts at it has come: its own instant is over.
      const hours = judge.closeHours(Math.ceil(end / HOUR_MS) - 1);
      return [...outcome.verdicts, ...hours.verdicts];
    });
  }
  yield* inOrder(judges, (judge) => {
    const outcome = judge.take(held);
    const { reach } = judge;
    const hours = reach === null ? [] : judge.closeHours(Math.floor(reach / HOUR_MS)).verdicts;
    return [...outcome.verdicts, ...hours];
  });
}

/** What all judges say of the same stretch of time, in one order. */
const inOrder = (judges: readonly Judge[], judge: (one: Judge) => readonly Verdict[]): VariantVerdict[] =>
  judges
    .flatMap((one, variant) => judge(one).map((verdict): VariantVerdict => ({ variant, verdict })))
    .toSorted((a, b) => compareVerdicts(a.verdict, b.verdict));
