/** What is in force, and what the engine recommends: one band for each plan of each area. Pure. */
import { rankOf, type Level } from '../../server/model/level.ts';
import type { Step } from '../../server/model/procedure.ts';
import type { Jurisdiction, JudgedPlan, WireLevel, WireWarning } from '../../server/wire/shapes.ts';
import { isLate, isPending, type CaseDue } from '../cases/case-view.ts';
import { conditionOf } from '../cases/condition.ts';

/** What is due next in a plan. */
export interface BandDue {
  readonly due: CaseDue;
  /** What kind of step it is; null for reports and measures, and for a step that cannot be done yet. */
  readonly act: Step['act'] | null;
  /** How many things of its kind are due at that time: a checklist has one for each unit. */
  readonly count: number;
  /** It has passed. */
  readonly isLate: boolean;
}

export interface BandView {
  readonly key: string;
  readonly jurisdiction: string;
  readonly plan: JudgedPlan;
  /** The warning or response that people put in force, or null. */
  readonly inForce: WireWarning | null;
  /** What is recommended, declared, notified or proposed and not in force yet, or null. */
  readonly standing: WireWarning | null;
  /** Highest level of the plan's rules now. */
  readonly condition: Level;
  /** Rules of the plan that lack an input that was there. */
  readonly unknown: number;
  /** Rules of the plan that have never had an input; those on what people report are none of them. */
  readonly silent: number;
  /** Rules of the plan that have what they need to judge by; one on what people report, once somebody has. */
  readonly known: number;
  /** What is due first, or null. */
  readonly due: BandDue | null;
  /** How many things are overdue. */
  readonly late: number;
}

/** What is due first of some cases. A step that leads to a level goes before what is carried out beside it. */
function dueOf(cases: readonly WireWarning[], nowMs: number): BandDue | null {
  const dues = cases.flatMap((of) => of.due.map((due) => ({ of, due })));
  const [first] = dues.toSorted(
    (a, b) =>
      Date.parse(a.due.at) - Date.parse(b.due.at) || Number(b.due.kind === 'step') - Number(a.due.kind === 'step'),
  );
  if (first === undefined) return null;
  const { of, due } = first;
  return {
    due,
    act: (due.kind === 'step' ? of.open.find(({ step }) => step === due.step)?.act : undefined) ?? null,
    count: dues.filter((one) => one.due.kind === due.kind && one.due.at === due.at).length,
    isLate: isLate(due, nowMs),
  };
}

/**
 * The bands of some jurisdictions: what is in force first, then what is recommended, then by condition. `nowMs`: event
 * time.
 */
export function viewBands(
  jurisdictions: readonly Jurisdiction[],
  known: {
    readonly plans: ReadonlyMap<string, JudgedPlan>;
    readonly levels: Iterable<WireLevel>;
    readonly warnings: Iterable<WireWarning>;
  },
  nowMs: number,
): BandView[] {
  const levels = [...known.levels];
  const warnings = [...known.warnings];
  const bands: BandView[] = [];
  for (const jurisdiction of jurisdictions) {
    for (const id of jurisdiction.plans) {
      const plan = known.plans.get(id);
      if (plan === undefined) continue;
      const own = warnings.filter((one) => one.jurisdiction === jurisdiction.id && one.plan === id);
      const inForce = own
        .filter((one) => one.level !== 'none')
        .toSorted((a, b) => rankOf(b.level) - rankOf(a.level))[0];
      const standing = own.filter(isPending).toSorted((a, b) => Date.parse(b.since) - Date.parse(a.since))[0];
      const { level: condition, unknown, silent, known: judged } = conditionOf(plan, jurisdiction.id, levels);
      bands.push({
        key: `${jurisdiction.id}|${id}`,
        jurisdiction: jurisdiction.id,
        plan,
        inForce: inForce ?? null,
        standing: standing ?? null,
        condition,
        unknown,
        silent,
        known: judged,
        due: dueOf(own, nowMs),
        late: own.flatMap(({ due }) => due).filter((due) => isLate(due, nowMs)).length,
      });
    }
  }
  const weight = (band: BandView): number =>
    10 * rankOf(band.inForce?.level ?? 'none') + (band.standing === null ? 0 : 5 + rankOf(band.standing.recommended));
  return bands.toSorted(
    (a, b) => weight(b) - weight(a) || rankOf(b.condition) - rankOf(a.condition) || b.unknown - a.unknown,
  );
}
