/** The last seven days of each plan, as stretches: what its conditions were, and what was in force. */
import type { CaseBook } from '../cases/index.ts';
import { hourOf, startOfHour, type HourNumber } from '../model/instant.ts';
import { higher, type Level } from '../model/level.ts';
import type { WeekTrend } from '../wire/shapes.ts';
import type { Region } from './region.ts';

export const WEEK_HOURS = 168;

/** More changes than this of what is in force are no longer told apart on a strip; the newest are kept. */
const MOST_IN_FORCE = 50;

/**
 * The week that ends at `now` (epoch ms, event time) of each plan of a region. Conditions have the resolution of an hour,
 * with the highest level in it; `cases` are those on record, so that nothing is shown that a crash could take back.
 */
export function weeksOf(region: Region, cases: CaseBook, now: number): WeekTrend[] {
  const to = hourOf(now) + 1;
  const from = to - WEEK_HOURS;
  return region.plans.map(({ id }) => ({
    plan: id,
    condition: conditionOf(region, id, { from, to, now }),
    inForce: inForceOf(cases, id, startOfHour(from)),
  }));
}

function conditionOf(
  region: Region,
  plan: string,
  { from, to, now }: { readonly from: HourNumber; readonly to: HourNumber; readonly now: number },
): WeekTrend['condition'] {
  const stretches: [number, Level, boolean][] = [];
  region.judge.past(plan, from, to, now).forEach(({ level, knowledge }, i) => {
    const isKnown = knowledge === 'known';
    const last = stretches.at(-1);
    if (last?.[1] !== level || last[2] !== isKnown) stretches.push([startOfHour(from + i), level, isKnown]);
  });
  return stretches;
}

/** A plan has one case at a time but for moments of change: the highest level of those that there are. */
function inForceOf(cases: CaseBook, plan: string, begin: number): WeekTrend['inForce'] {
  const steps = cases
    .all()
    .filter((each) => each.plan === plan)
    .flatMap(({ id, steps: done }) =>
      done.flatMap(({ at, level, undone }) => (level === null || undone ? [] : [{ id, at, level }])),
    )
    .toSorted((a, b) => a.at - b.at);
  const levels = new Map<string, Level>();
  const stretches: [number, Level][] = [[begin, 'none']];
  for (const { id, at, level } of steps) {
    levels.set(id, level);
    const highest = [...levels.values()].reduce<Level>(higher, 'none');
    const last = stretches.at(-1);
    if (at <= begin || last?.[0] === at) stretches[stretches.length - 1] = [Math.max(begin, at), highest];
    else if (last?.[1] !== highest) stretches.push([at, highest]);
  }
  return stretches.slice(-MOST_IN_FORCE);
}
