import {
  pinEdition,
  valuesOn,
  withCounting,
  type DayCounting,
  type DaysRule,
  type Plan,
  type PlanEdition,
} from '../model/plan.ts';
import type { Result } from '../plans/problem.ts';

/** Ways of counting days, by the names that plan files use. */
const COUNTINGS: readonly DayCounting[] = ['adjacent-days', 'every-window', 'calendar-days'];

/** A variant as people write it: `ID[@EDITION][:counting=WAY]`. */
export interface VariantName {
  /** Id or path of the plan. */
  readonly plan: string;
  /** null: each date has the edition that held then. */
  readonly edition: string | null;
  /** null: as the plan says. */
  readonly counting: DayCounting | null;
  /** As it was written. */
  readonly text: string;
}

/** A plan to be judged beside others. */
export interface Variant {
  /** What tells it from the others: `yangquan-heavy-pollution@2021:counting=every-window`. */
  readonly label: string;
  readonly plan: Plan;
}

const isCounting = (text: string): text is DayCounting => COUNTINGS.some((one) => one === text);

/**
 * A variant from how it is written; a sentence where it is none. A path may hold `@` and `:` too: an edition is what
 * follows the last `@` when it could be the id of one, and is no file's ending.
 */
export function readVariantName(text: string): Result<VariantName, string> {
  const [, before = '', option, value = ''] = /^(.*?)(?::(\w+)=(.*))?$/su.exec(text) ?? [];
  if (option !== undefined && option !== 'counting') {
    return { ok: false, error: `${text}: there is no option ${option}, only counting` };
  }
  if (option !== undefined && !isCounting(value)) {
    return { ok: false, error: `${text}: counting is one of ${COUNTINGS.join(', ')}` };
  }
  const [, plan = before, edition = null] = /^(.+)@([\w.-]+)$/u.exec(before) ?? [];
  const isFile = edition !== null && /\.ya?ml$/iu.test(edition);
  const named = isFile || edition === null ? { plan: before, edition: null } : { plan, edition };
  if (named.plan === '') return { ok: false, error: `${JSON.stringify(text)} names no plan` };
  return { ok: true, value: { ...named, counting: isCounting(value) ? value : null, text } };
}

/** The plan as a variant has it; a sentence where the plan has no such edition, or no days to count. */
export function makeVariant(plan: Plan, { edition, counting, text }: VariantName): Result<Plan, string> {
  const pinned = edition === null ? plan : pinEdition(plan, edition);
  if (pinned === null) {
    const known = plan.editions.map(({ id }) => id).join(', ');
    return { ok: false, error: `${text}: the plan ${plan.id} has no edition ${edition}, it has ${known}` };
  }
  if (counting === null) return { ok: true, value: pinned };
  if (!pinned.rules.some(({ kind }) => kind === 'days')) {
    return { ok: false, error: `${text}: the plan ${plan.id} counts no days` };
  }
  return { ok: true, value: withCounting(pinned, counting) };
}

/**
 * The plans with labels that tell them apart: of the plan's id, or as it was written where two would be called the same.
 * A sentence where one is named twice.
 */
export function labelVariants(
  made: readonly { readonly name: VariantName; readonly plan: Plan }[],
): Result<readonly Variant[], string> {
  const shortOf = ({ name: { edition, counting }, plan }: (typeof made)[number]): string =>
    `${plan.id}${edition === null ? '' : `@${edition}`}${counting === null ? '' : `:counting=${counting}`}`;
  const times = (text: string): number => made.filter((one) => shortOf(one) === text).length;
  const variants = made.map((one): Variant => {
    const short = shortOf(one);
    return { label: times(short) > 1 ? one.name.text : short, plan: one.plan };
  });
  const twice = variants.find(({ label }, i) => variants.findIndex((other) => other.label === label) !== i);
  return twice === undefined
    ? { ok: true, value: variants }
    : { ok: false, error: `the plan ${twice.label} is named twice` };
}

/** The editions of a plan whose numbers judge the local dates from `from` to `to`, oldest first. */
export function editionsWithin({ editions }: Pick<Plan, 'editions'>, from: string, to: string): PlanEdition[] {
  // Dates before the first edition have its numbers.
  return editions.filter((edition, i) => {
    const next = editions[i + 1];
    return (i === 0 || edition.from <= to) && (next === undefined || next.from > from);
  });
}

/** How a plan counts days on a local date; null when it counts none. */
export function countingOf({ rules }: Pick<Plan, 'rules'>, date: string): DayCounting | null {
  const rule = rules.find((one): one is DaysRule => one.kind === 'days');
  return rule === undefined ? null : valuesOn(rule.editions, date).counting;
}
