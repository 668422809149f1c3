/** Finding the words for the ids that rows carry. */
import type { Rule } from '../../server/model/plan.ts';
import type { Subject } from '../../server/model/jurisdiction.ts';
import type { Jurisdiction, JudgedPlan, Text } from '../../server/wire/shapes.ts';

/** A jurisdiction by id, or null. */
export const findJurisdiction = (jurisdictions: readonly Jurisdiction[], id: string): Jurisdiction | null =>
  jurisdictions.find((one) => one.id === id) ?? null;

/** A subject of a jurisdiction by id, or null. */
export const findSubject = (
  jurisdictions: readonly Jurisdiction[],
  jurisdiction: string,
  subject: string,
): Subject | null => findJurisdiction(jurisdictions, jurisdiction)?.subjects.find((one) => one.id === subject) ?? null;

/** A rule of a plan by ids, or null. */
export const findRule = (plans: ReadonlyMap<string, JudgedPlan>, plan: string | null, rule: string): Rule | null =>
  (plan === null ? undefined : plans.get(plan))?.rules.find((one) => one.id === rule) ?? null;

/** A plan's short name; with its place in front where another plan is called the same. */
export function planName(plan: JudgedPlan, plans: Iterable<JudgedPlan>, jurisdictions: readonly Jurisdiction[]): Text {
  const isShared = [...plans].some((one) => one.id !== plan.id && one.short.zh === plan.short.zh);
  const place = jurisdictions.find((one) => one.plans.includes(plan.id));
  return !isShared || place === undefined
    ? plan.short
    : { zh: `${place.name.zh}${plan.short.zh}`, en: `${plan.short.en}, ${place.name.en}` };
}

/** The zone of a jurisdiction; UTC when it is not known yet. */
export const zoneOf = (jurisdictions: readonly Jurisdiction[], id: string): string =>
  findJurisdiction(jurisdictions, id)?.timezone ?? jurisdictions[0]?.timezone ?? 'UTC';
