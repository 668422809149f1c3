import { higher, type Level } from '../../server/model/level.ts';
import type { JudgedPlan, WireLevel } from '../../server/wire/shapes.ts';

/** How the rules of a plan stand in a jurisdiction. */
export interface Condition {
  /** Highest level of the rules that count for the plan. */
  readonly level: Level;
  /** Rules that lack an input that was there. */
  readonly unknown: number;
  /** Rules that have never had an input; those on what people report are none of them. */
  readonly silent: number;
  /** Rules that have what they need to judge by; one on what people report, once somebody has. */
  readonly known: number;
}

/** How the rules of a plan stand in a jurisdiction now; rules that only alarm do not make its level. */
export function conditionOf(plan: JudgedPlan, jurisdiction: string, levels: Iterable<WireLevel>): Condition {
  const counted = new Set(plan.rules.filter((rule) => rule.role === 'plan').map((rule) => rule.id));
  const reported = new Set(plan.rules.filter((rule) => rule.kind === 'report').map((rule) => rule.id));
  const rows = [...levels].filter((row) => row.jurisdiction === jurisdiction && row.plan === plan.id);
  const unknown = rows.filter((row) => row.indeterminate && row.at !== null).length;
  const silent = rows.filter((row) => row.at === null && !reported.has(row.rule)).length;
  return {
    level: rows.filter((row) => counted.has(row.rule)).reduce<Level>((level, row) => higher(level, row.level), 'none'),
    unknown,
    silent,
    known: rows.filter((row) => row.at !== null && !row.indeterminate).length,
  };
}
