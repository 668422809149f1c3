/** Which plan a replay is judged by, in which edition and counting of days. Pure. */
import type { DayCounting } from '../../server/model/plan.ts';
import type { JudgedPlan, Text } from '../../server/wire/shapes.ts';

export const COUNTINGS: readonly DayCounting[] = ['adjacent-days', 'every-window', 'calendar-days'];

/** null: as it held at each time, and as it counts by itself. */
export interface PlanChoice {
  readonly edition: string | null;
  readonly counting: DayCounting | null;
}

/** What a replay was asked to be judged by. */
export interface AskedPlan {
  readonly name: Text;
  readonly choice: PlanChoice;
}

export const AS_IT_IS: PlanChoice = { edition: null, counting: null };

/** Whether there is an edition to choose. */
export const hasEditions = (plan: JudgedPlan): boolean => plan.editions.length > 1;

/** Whether the plan counts days. */
export const countsDays = (plan: JudgedPlan): boolean => plan.rules.some(({ kind }) => kind === 'days');

/** The plan as a request names it: `ID`, `ID@EDITION`, `ID@EDITION:counting=every-window`. */
export function planSpec(plan: JudgedPlan, { edition, counting }: PlanChoice): string {
  const pinned = edition !== null && plan.editions.some(({ id }) => id === edition) ? `@${edition}` : '';
  const counted = counting !== null && countsDays(plan) ? `:counting=${counting}` : '';
  return `${plan.id}${pinned}${counted}`;
}
