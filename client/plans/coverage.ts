/** How the clauses of a plan's text are carried by its file. Pure. */
import type { Carried, ClauseEntry } from '../../server/model/procedure.ts';
import type { Text } from '../../server/model/text.ts';
import type { Plan } from '../../server/wire/shapes.ts';
import type { SectionId } from './sections.ts';

/** What a clause can be listed under: how it is carried, out of scope, or a heading of others. */
export type CoverageKind = Carried | 'out' | 'heading';

/** In the order of the page. */
export const COVERAGE_KINDS: readonly CoverageKind[] = [
  'computed',
  'declared',
  'reported',
  'step',
  'measure',
  'organisation',
  'heading',
  'out',
];

/** The kinds of one clause: several where several parts of the file refer to it. */
export function kindsOf({ carried, outOfScope }: ClauseEntry): readonly CoverageKind[] {
  if (outOfScope !== null) return ['out'];
  return carried.length === 0 ? ['heading'] : carried.map(({ as }) => as);
}

export interface CoverageCounts {
  readonly total: number;
  /** Clauses that some part of the file refers to. */
  readonly carried: number;
  readonly byKind: Readonly<Record<CoverageKind, number>>;
}

/** How many clauses there are of each kind; a clause of several kinds counts in each. */
export function countCoverage(clauses: readonly ClauseEntry[]): CoverageCounts {
  const byKind: Record<CoverageKind, number> = {
    computed: 0,
    declared: 0,
    reported: 0,
    step: 0,
    measure: 0,
    organisation: 0,
    heading: 0,
    out: 0,
  };
  for (const kind of clauses.flatMap(kindsOf)) byKind[kind] += 1;
  return { total: clauses.length, carried: clauses.length - byKind.heading - byKind.out, byKind };
}

/** A part of a plan file as a link shows it. */
export interface CarryingPart {
  readonly id: string;
  /** null: the part has no words of its own. */
  readonly text: Text | null;
  readonly section: SectionId;
  /** Id of its place on the page. */
  readonly anchor: string;
}

/** The id of a part's place on the page. */
export const anchorOf = (section: SectionId, id: string): string => `${section}-${id}`;

/** Where on the page a part of the plan file stands, by how it carries a clause and its id. */
export function partOf(plan: Plan, as: Carried, id: string): CarryingPart {
  const at = (section: SectionId, text: Text | null): CarryingPart => ({
    id,
    text,
    section,
    anchor: anchorOf(section, id),
  });
  const rule = plan.rules.find((one) => one.id === id);
  switch (as) {
    case 'computed':
      return at('rules', rule?.title ?? null);
    case 'declared': {
      const declaration = plan.declarations.find((one) => one.id === id);
      return declaration === undefined ? at('rules', rule?.title ?? null) : at('declarations', declaration.text);
    }
    case 'reported':
      return at('forms', plan.forms.find((one) => one.id === id)?.title ?? null);
    case 'measure':
      return at('measures', plan.measures.find((one) => one.id === id)?.text ?? null);
    case 'organisation':
      return at('steps', plan.roles.find(({ role }) => role === id)?.text ?? null);
    case 'step': {
      const step = plan.steps.find((one) => one.id === id);
      if (step !== undefined) return at('steps', step.text);
      const report = plan.reporting.find((one) => one.id === id);
      if (report !== undefined) return at('reporting', report.text);
      return at('rules', plan.levels.find((one) => one.id === id)?.name ?? null);
    }
  }
}
