import type { Level, WireCorrection } from '../../server/wire/shapes.ts';

/** Corrections of one rule that came together and say the same: one line for people. Instants are ISO. */
export interface CorrectionGroup {
  readonly jurisdiction: string;
  readonly plan: string;
  readonly rule: string;
  readonly subject: string;
  readonly knownAt: string;
  /** First and last evaluation that came out differently. */
  readonly from: string;
  readonly to: string;
  readonly was: Level;
  readonly now: Level;
  /** Evaluations in the group. */
  readonly count: number;
}

const isSame = (a: CorrectionGroup, b: WireCorrection): boolean =>
  a.jurisdiction === b.jurisdiction &&
  a.plan === b.plan &&
  a.rule === b.rule &&
  a.subject === b.subject &&
  a.knownAt === b.knownAt &&
  a.was === b.was &&
  a.now === b.now;

/** Groups corrections, in the order of their newest. */
export function groupCorrections(corrections: readonly WireCorrection[]): CorrectionGroup[] {
  const groups: CorrectionGroup[] = [];
  for (const correction of corrections) {
    const index = groups.findIndex((group) => isSame(group, correction));
    const group = groups[index];
    const { at } = correction;
    if (group === undefined) {
      const { jurisdiction, plan, rule, subject, knownAt, was, now } = correction;
      groups.push({ jurisdiction, plan, rule, subject, knownAt, was, now, from: at, to: at, count: 1 });
    } else {
      groups[index] = {
        ...group,
        from: at < group.from ? at : group.from,
        to: at > group.to ? at : group.to,
        count: group.count + 1,
      };
    }
  }
  return groups;
}
