import type { Level, ReplayStatus, WireLevel } from '../../server/wire/shapes.ts';

type Change = ReplayStatus['changes'][number];

/** One rule on one subject over the range: stretches that touch each other, from the start to the end. */
export interface StripRow {
  readonly key: string;
  readonly plan: string;
  readonly rule: string;
  readonly subject: string;
  readonly stretches: readonly StripStretch[];
}

export interface StripStretch {
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly level: Level;
  /** Place and width in the range, 0 to 1. */
  readonly left: number;
  readonly width: number;
}

/**
 * The strip of a replay: a row for each rule and subject that changed, in the order of its first change. A row starts
 * with the level that its first change left. Before them come the rules that stand at a level and never change in the
 * range, so they have it from end to end. `from` and `to` are epoch ms.
 */
export function stripRows(
  changes: readonly Change[],
  { from, to }: ReplayRange,
  standing: Iterable<Pick<WireLevel, 'plan' | 'rule' | 'subject' | 'level'>> = [],
): readonly StripRow[] {
  const span = Math.max(1, to - from);
  const groups = new Map<string, Change[]>();
  for (const change of [...changes].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
    const key = `${change.plan}|${change.rule}|${change.subject}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [change]);
    else group.push(change);
  }
  const constant = [...standing].flatMap(({ plan, rule, subject, level }): StripRow[] => {
    const key = `${plan}|${rule}|${subject}`;
    if (level === 'none' || groups.has(key)) return [];
    return [{ key, plan, rule, subject, stretches: [{ from, to, level, left: 0, width: 1 }] }];
  });
  const changing = [...groups].flatMap(([key, group]) => {
    const first = group[0];
    if (first === undefined) return [];
    const stretches: StripStretch[] = [];
    let level = first.from;
    let start = from;
    const close = (end: number): void => {
      if (end > start) {
        stretches.push({ from: start, to: end, level, left: (start - from) / span, width: (end - start) / span });
        start = end;
      }
    };
    for (const change of group) {
      close(Math.min(to, Math.max(from, Date.parse(change.at))));
      level = change.to;
    }
    close(to);
    return [{ key, plan: first.plan, rule: first.rule, subject: first.subject, stretches }];
  });
  return [...constant, ...changing];
}

/** The instants (epoch ms) at which any level changes, ascending, each once. */
export const changeInstants = (changes: readonly Change[]): readonly number[] =>
  [...new Set(changes.map((change) => Date.parse(change.at)))].sort((a, b) => a - b);

/** The next change after `at`, or null. */
export const nextChange = (instants: readonly number[], at: number): number | null =>
  instants.find((instant) => instant > at) ?? null;

/** The last change before `at`, or null. */
export const previousChange = (instants: readonly number[], at: number): number | null =>
  instants.findLast((instant) => instant < at) ?? null;

/** A stretch of time to replay, epoch ms. */
export interface ReplayRange {
  readonly from: number;
  readonly to: number;
}

/** Why a range cannot be replayed, or null when it can. */
export function rangeProblem(
  from: number | null,
  to: number | null,
  now: number,
): 'incomplete' | 'order' | 'future' | null {
  if (from === null || to === null) return 'incomplete';
  if (from >= to) return 'order';
  return from >= now ? 'future' : null;
}

/** Speeds that the page offers, event seconds per second. */
export const SPEEDS: readonly number[] = [1, 10, 60, 300, 900, 1800, 3600];

/** The next faster (`1`) or slower (`-1`) speed on offer; the ends stay. */
export function shiftSpeed(speed: number, by: 1 | -1): number {
  if (by === 1) return SPEEDS.find((offered) => offered > speed) ?? SPEEDS.at(-1) ?? speed;
  return SPEEDS.findLast((offered) => offered < speed) ?? SPEEDS[0] ?? speed;
}
