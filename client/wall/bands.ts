/** What is in force, and what the engine recommends: one band for each plan of each area. Pure. */
import { higher, rankOf, type Level } from '../../server/model/level.ts';
import type { Jurisdiction, JudgedPlan, WireLevel, WireWarning } from '../../server/wire/shapes.ts';

export interface BandView {
  readonly key: string;
  readonly jurisdiction: string;
  readonly plan: JudgedPlan;
  /** The warning or response that people put in force, or null. */
  readonly inForce: WireWarning | null;
  /** What the engine recommends and people have not answered, or null. */
  readonly standing: WireWarning | null;
  /** Highest level of the plan's rules now. */
  readonly condition: Level;
  /** Rules of the plan that lack an input that was there. */
  readonly unknown: number;
  /** Rules of the plan that have never had an input; those on what people report are none of them. */
  readonly silent: number;
  /** Step that is due first, or null. */
  readonly due: WireWarning['due'][number] | null;
}

const isUnanswered = (warning: WireWarning): boolean =>
  warning.recommended !== warning.level &&
  (warning.state === 'recommended' ||
    warning.state === 'drafted' ||
    warning.state === 'approved' ||
    warning.state === 'in-force' ||
    warning.state === 'lifting' ||
    warning.state === 'published');

/** The bands of some jurisdictions: what is in force first, then what is recommended, then by condition. */
export function viewBands(
  jurisdictions: readonly Jurisdiction[],
  known: {
    readonly plans: ReadonlyMap<string, JudgedPlan>;
    readonly levels: Iterable<WireLevel>;
    readonly warnings: Iterable<WireWarning>;
  },
): BandView[] {
  const levels = [...known.levels];
  const warnings = [...known.warnings];
  const bands: BandView[] = [];
  for (const jurisdiction of jurisdictions) {
    for (const id of jurisdiction.plans) {
      const plan = known.plans.get(id);
      if (plan === undefined) continue;
      const counted = new Set(plan.rules.filter((rule) => rule.role === 'plan').map((rule) => rule.id));
      const reported = new Set(plan.rules.filter((rule) => rule.kind === 'report').map((rule) => rule.id));
      const rows = levels.filter((row) => row.jurisdiction === jurisdiction.id && row.plan === id);
      const own = warnings.filter((one) => one.jurisdiction === jurisdiction.id && one.plan === id);
      const inForce = own
        .filter((one) => one.level !== 'none')
        .toSorted((a, b) => rankOf(b.level) - rankOf(a.level))[0];
      const standing = own.filter(isUnanswered).toSorted((a, b) => (a.since < b.since ? 1 : -1))[0];
      bands.push({
        key: `${jurisdiction.id}|${id}`,
        jurisdiction: jurisdiction.id,
        plan,
        inForce: inForce ?? null,
        standing: standing ?? null,
        condition: rows
          .filter((row) => counted.has(row.rule))
          .reduce<Level>((level, row) => higher(level, row.level), 'none'),
        unknown: rows.filter((row) => row.indeterminate && row.at !== null).length,
        silent: rows.filter((row) => row.at === null && !reported.has(row.rule)).length,
        due: own.flatMap((one) => one.due).toSorted((a, b) => (a.at < b.at ? -1 : 1))[0] ?? null,
      });
    }
  }
  const weight = (band: BandView): number =>
    10 * rankOf(band.inForce?.level ?? 'none') + (band.standing === null ? 0 : 5 + rankOf(band.standing.recommended));
  return bands.toSorted((a, b) => weight(b) - weight(a) || rankOf(b.condition) - rankOf(a.condition));
}
