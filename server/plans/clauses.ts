/** Which clause of a plan's text is where in its file. */
import type { Carried, ClauseEntry } from '../model/procedure.ts';
import type { PlanFile } from './plan-schema.ts';
import type { Finding, Step } from './problem.ts';

/** A place in a plan file that refers to a clause. */
export interface ClauseReference {
  /** As it stands in the file: `4.2.1`, `4.2.1 (6)`, `4.2.1 措施(3)`, or the clause of another document. */
  readonly clause: string;
  readonly as: Carried;
  readonly path: readonly Step[];
}

/** What the keys of a plan file carry. */
const CARRIED: Readonly<Record<string, Carried>> = {
  levels: 'step',
  rules: 'computed',
  recommendation: 'computed',
  forms: 'reported',
  declarations: 'declared',
  steps: 'step',
  reporting: 'step',
  measures: 'measure',
  roles: 'organisation',
};

/** Every reference to a clause in a plan file, in the order of the file. */
export function clauseReferences(plan: PlanFile): ClauseReference[] {
  const found: ClauseReference[] = [];
  const visit = (value: unknown, as: Carried, path: readonly Step[]): void => {
    if (Array.isArray(value)) value.forEach((each, i) => visit(each, as, [...path, i]));
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        const at = [...path, key];
        // The levels of a measure are its clauses.
        const isClause = key === 'clause' || (as === 'measure' && path.at(-1) === 'levels');
        if (isClause && typeof inner === 'string') found.push({ clause: inner, as, path: at });
        // What only people can confirm is theirs to declare.
        else visit(inner, key === 'confirm' ? 'declared' : as, at);
      }
    }
  };
  for (const [key, as] of Object.entries(CARRIED)) visit(Reflect.get(plan, key), as, [key]);
  return found;
}

/** The numbered clause that a reference stands in: `4.2.1` of `4.2.1 (6)`; null for another document. */
export function numberedClauseOf(clause: string): string | null {
  return /^\d+(?:\.\d+)*(?=$|[\s(（])/u.exec(clause)?.[0] ?? null;
}

/** Whether a reference speaks of a listed clause: of itself, or of a part of it that is not listed on its own. */
export function speaksOf(reference: string, listed: string, all: ReadonlySet<string>): boolean {
  if (reference === listed) return true;
  return !all.has(reference) && numberedClauseOf(reference) === listed;
}

/**
 * Where the clauses are listed: each reference is to a listed clause or to another document, and each clause is either
 * referred to or says why not.
 */
export function checkClauses(plan: PlanFile): Finding[] {
  const { clauses } = plan;
  if (clauses === undefined) return [];
  const findings: Finding[] = [];
  const listed = new Set<string>();
  clauses.forEach(({ clause }, i) => {
    if (listed.has(clause))
      findings.push({ path: ['clauses', i, 'clause'], expected: 'a clause that is not yet listed' });
    listed.add(clause);
  });
  const references = clauseReferences(plan);
  for (const { clause, path } of references) {
    const numbered = numberedClauseOf(clause);
    const twin = listed.has(clause) ? undefined : [...listed].find((other) => bare(other) === bare(clause));
    if (twin !== undefined) findings.push({ path, expected: `${JSON.stringify(twin)}, as it stands in "clauses"` });
    else if (numbered === null && /^(?:第\s*|§\s*)?\d/u.test(clause)) {
      findings.push({ path, expected: 'a clause like 4.2.1 or 4.2.1 (6), or another document with its name first' });
    }
    if (listed.has(clause) || numbered === null || listed.has(numbered)) continue;
    findings.push({ path, expected: 'a clause that stands in "clauses"' });
  }
  const named = [...listed];
  clauses.forEach(({ clause, outOfScope }, i) => {
    const isCarried = references.some((reference) => speaksOf(reference.clause, clause, listed));
    const path = ['clauses', i, ...(outOfScope === undefined ? [] : ['outOfScope'])];
    if (isCarried && outOfScope !== undefined) {
      findings.push({ path, expected: 'no such key, since the file refers to the clause' });
    } else if (!isCarried && outOfScope === undefined && !named.some((other) => isPartOf(other, clause))) {
      const expected = `"outOfScope" with a reason, since nothing in the file refers to clause ${clause}`;
      findings.push({ path, expected, found: 'none' });
    }
  });
  return findings;
}

/** A clause without what people write in different ways: blanks and the width of brackets. */
const bare = (clause: string): string => clause.normalize('NFKC').replaceAll(/\s/gu, '');

/** Whether a clause stands below another: `4.2.1` and `4.2 (6)` below `4.2`. */
export const isPartOf = (clause: string, whole: string): boolean =>
  clause !== whole && clause.startsWith(whole) && /^[.\s(（]/u.test(clause.slice(whole.length));

/** The listed clauses of a plan file with what became of each. */
export function coverageOf(plan: PlanFile): ClauseEntry[] {
  const clauses = plan.clauses ?? [];
  const listed = new Set(clauses.map(({ clause }) => clause));
  const references = clauseReferences(plan);
  return clauses.map(({ clause, zh, en, outOfScope }) => {
    const carried = new Map<Carried, Set<string>>();
    for (const { as, path, clause: reference } of references) {
      if (!speaksOf(reference, clause, listed)) continue;
      const ids = carried.get(as) ?? new Set();
      carried.set(as, ids.add(idAt(plan, path)));
    }
    return {
      clause,
      text: { zh, en },
      carried: [...carried].map(([as, ids]) => ({ as, ids: [...ids] })),
      outOfScope: outOfScope ?? null,
    };
  });
}

/** The id of the part of a plan file that a path leads into; the name of the part where it has none. */
function idAt(plan: PlanFile, [section = '', index = 0]: readonly Step[]): string {
  const part: unknown = Reflect.get(plan, section);
  const entry: unknown = Array.isArray(part) ? part[Number(index)] : undefined;
  if (typeof entry === 'object' && entry !== null) {
    for (const key of ['id', 'role']) {
      const id: unknown = Reflect.get(entry, key);
      if (typeof id === 'string') return id;
    }
  }
  return String(section);
}
