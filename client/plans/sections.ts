/** The sections of a plan's page, and how an address names them. Pure. */
import type { RaisedLevel } from '../../server/model/level.ts';
import type { JudgedPlan, Jurisdiction, Plan } from '../../server/wire/shapes.ts';

/** In the order of the tabs. */
export const SECTIONS = [
  'rules',
  'coverage',
  'declarations',
  'steps',
  'reporting',
  'measures',
  'forms',
  'editions',
] as const;
export type SectionId = (typeof SECTIONS)[number];

/** The plans that hold in a jurisdiction, or nowhere. */
export interface PlacePlans {
  readonly place: Jurisdiction | null;
  readonly plans: readonly Plan[];
}

/** The plans by the first jurisdiction in which each holds; those that hold nowhere come last. */
export function plansByPlace(plans: readonly Plan[], jurisdictions: readonly Jurisdiction[]): readonly PlacePlans[] {
  const homeOf = (plan: Plan): Jurisdiction | null => jurisdictions.find((one) => one.plans.includes(plan.id)) ?? null;
  return [...jurisdictions, null]
    .map((place) => ({ place, plans: plans.filter((plan) => homeOf(plan) === place) }))
    .filter(({ plans: here }) => here.length > 0);
}

/** The section that an address asks for; the rules when it asks for none that there is. */
export const sectionFrom = (asked: string | null): SectionId => SECTIONS.find((one) => one === asked) ?? 'rules';

/** How many entries a section has. */
export function countOf(plan: Plan, section: SectionId): number {
  switch (section) {
    case 'rules':
      return plan.rules.length;
    case 'coverage':
      return plan.clauses.length;
    case 'declarations':
      return plan.declarations.length;
    case 'steps':
      return plan.steps.length;
    case 'reporting':
      return plan.reporting.length;
    case 'measures':
      return plan.measures.length;
    case 'forms':
      return plan.forms.length;
    case 'editions':
      return plan.editions.length;
  }
}

/** The level of the plan that an address asks for, or null for all. */
export const levelFrom = (plan: JudgedPlan, asked: string | null): RaisedLevel | null =>
  plan.levels.find(({ id }) => id === asked)?.id ?? null;
