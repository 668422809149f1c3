/** Who, when and for which level: the parts of a plan that people carry out, arranged for the page. Pure. */
import type { RaisedLevel } from '../../server/model/level.ts';
import type { Measure, MeasureGroup, Occasion, Step } from '../../server/model/procedure.ts';
import type { PlanEdition, Rule } from '../../server/model/plan.ts';
import type { JudgedPlan, Plan } from '../../server/wire/shapes.ts';

/** In the order of a warning's life. */
export const OCCASIONS: readonly Occasion[] = ['start', 'raise', 'lower', 'lift', 'end', 'notice'];

/** The steps of an occasion in the order of the plan, for one level or for all. */
export const stepsOn = (plan: Plan, occasion: Occasion, level: RaisedLevel | null): readonly Step[] =>
  plan.steps.filter(({ on, levels }) => on.includes(occasion) && (level === null || levels.includes(level)));

/** Occasions with the same steps, told once. */
export interface OccasionSteps {
  readonly occasions: readonly Occasion[];
  readonly steps: readonly Step[];
}

/** The steps by occasion, for one level or for all; occasions without a step are left out. */
export function stepsByOccasion(plan: Plan, level: RaisedLevel | null): readonly OccasionSteps[] {
  const groups: { occasions: Occasion[]; steps: readonly Step[] }[] = [];
  for (const occasion of OCCASIONS) {
    const steps = stepsOn(plan, occasion, level);
    if (steps.length === 0) continue;
    const same = groups.find(
      (group) => group.steps.length === steps.length && group.steps.every((step, i) => step === steps[i]),
    );
    if (same === undefined) groups.push({ occasions: [occasion], steps });
    else same.occasions.push(occasion);
  }
  return groups;
}

/** What is done for one level or for all. */
export const forLevel = <T extends { readonly levels: readonly RaisedLevel[] }>(
  entries: readonly T[],
  level: RaisedLevel | null,
): readonly T[] => entries.filter(({ levels }) => level === null || levels.includes(level));

/** The measures of one level or of all, by group in the order in which groups first come. */
export function measuresByGroup(
  plan: Plan,
  level: RaisedLevel | null,
): readonly { readonly group: MeasureGroup; readonly measures: readonly Measure[] }[] {
  const groups = new Map<MeasureGroup, Measure[]>();
  for (const measure of plan.measures) {
    if (level !== null && measure.levels[level] === undefined) continue;
    const group = groups.get(measure.group);
    if (group === undefined) groups.set(measure.group, [measure]);
    else group.push(measure);
  }
  return [...groups].map(([group, measures]) => ({ group, measures }));
}

/** An edition with the time through which it holds, and what its coming changed. */
export interface EditionView {
  readonly edition: PlanEdition;
  /** First local date on which another holds, or null. */
  readonly until: string | null;
  readonly state: 'past' | 'present' | 'future';
  /** Rules with numbers that hold from a date within this edition; of the first edition all that began with it. */
  readonly rules: readonly Rule[];
}

/** The editions of a plan, newest first, as they stand on a local date. */
export function viewEditions(plan: JudgedPlan, date: string): readonly EditionView[] {
  return plan.editions
    .map((edition, index): EditionView => {
      const until = plan.editions[index + 1]?.from ?? null;
      return {
        edition,
        until,
        state: edition.from > date ? 'future' : until !== null && until <= date ? 'past' : 'present',
        rules: plan.rules.filter(({ editions }) =>
          editions.some(({ from }) => (from >= edition.from || index === 0) && (until === null || from < until)),
        ),
      };
    })
    .toReversed();
}
