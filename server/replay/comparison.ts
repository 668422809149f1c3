import { LEVELS, type Level, type RaisedLevel } from '../model/level.ts';
import type { Text } from '../model/text.ts';
import type { Variant } from './variants.ts';

/** A level in force for a stretch of time, epoch ms. */
export interface LevelStretch {
  readonly level: RaisedLevel;
  readonly from: number;
  readonly to: number;
}

/** A step by which a level came into force: a recommendation, approved at once. */
export interface LevelStep {
  /** Epoch ms. */
  readonly at: number;
  readonly to: Level;
}

/** What was in force, stretch by stretch, from steps in order of time; what is in force at the end lasts to `end`. */
export function stretchesOf(steps: readonly LevelStep[], end: number): LevelStretch[] {
  return steps.flatMap(({ at, to: level }, i) => {
    const to = Math.min(end, steps[i + 1]?.at ?? end);
    return level === 'none' || to <= at ? [] : [{ level, from: at, to }];
  });
}

/** The warnings of one variant in numbers. */
export interface Summary {
  /** Milliseconds in force by level; every level that was in force. */
  readonly inForceMs: Readonly<Partial<Record<RaisedLevel, number>>>;
  readonly totalMs: number;
  /** Stretches of any level with nothing in force before and after. */
  readonly episodes: number;
  /** When a level first came into force and last went, epoch ms; null when none ever did. */
  readonly first: number | null;
  readonly last: number | null;
}

/** Counts stretches that are in order of time and do not overlap. */
export function summarise(stretches: readonly LevelStretch[]): Summary {
  const inForceMs: Partial<Record<RaisedLevel, number>> = {};
  let totalMs = 0;
  let episodes = 0;
  let before: LevelStretch | null = null;
  for (const stretch of stretches) {
    const ms = stretch.to - stretch.from;
    inForceMs[stretch.level] = (inForceMs[stretch.level] ?? 0) + ms;
    totalMs += ms;
    if (before?.to !== stretch.from) episodes += 1;
    before = stretch;
  }
  return { inForceMs, totalMs, episodes, first: stretches[0]?.from ?? null, last: before?.to ?? null };
}

/**
 * A stretch in which two variants stood at different levels. `missed`: the first had a level in force and the other none;
 * `added`: the other way round; `different`: both had one.
 */
export interface Difference {
  readonly kind: 'missed' | 'added' | 'different';
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly first: Level;
  readonly other: Level;
}

/** Where a variant differs from the first, stretch by stretch; within one both levels stand still. */
export function differencesBetween(first: readonly LevelStretch[], other: readonly LevelStretch[]): Difference[] {
  const cuts = [...new Set([...first, ...other].flatMap(({ from, to }) => [from, to]))].toSorted((a, b) => a - b);
  const levelOfFirst = walk(first);
  const levelOfOther = walk(other);
  const found: Difference[] = [];
  for (const [i, from] of cuts.entries()) {
    const to = cuts[i + 1];
    const [a, b] = [levelOfFirst(from), levelOfOther(from)];
    if (to === undefined || a === b) continue;
    found.push({ kind: b === 'none' ? 'missed' : a === 'none' ? 'added' : 'different', from, to, first: a, other: b });
  }
  return found;
}

/** The level at instants that are asked for in ascending order. */
function walk(stretches: readonly LevelStretch[]): (at: number) => Level {
  let next = 0;
  return (at) => {
    while ((stretches[next]?.to ?? Infinity) <= at) next += 1;
    const stretch = stretches[next];
    return stretch === undefined || stretch.from > at ? 'none' : stretch.level;
  };
}

/** One variant over the data. */
export interface VariantResult {
  /** `A`, `B`, …: its name in tables and pictures. */
  readonly letter: string;
  readonly variant: Variant;
  readonly stretches: readonly LevelStretch[];
  readonly summary: Summary;
  /** Against the first variant; empty for the first itself. */
  readonly differences: readonly Difference[];
}

/** Several variants over the same data. */
export interface Comparison {
  readonly place: Text;
  /** IANA zone of all times that people see. */
  readonly zone: string;
  /** What the observed readings cover, epoch ms. */
  readonly from: number;
  readonly to: number;
  /** Stretches of a day or more without data: what is in force stays, and nothing new can come. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
  /** At least one; the first is what the others are compared with. */
  readonly variants: readonly VariantResult[];
}

/** Compares what came into force by several variants, each with its steps in order of time. */
export function compareVariants(
  { place, zone, from, to, gaps }: Omit<Comparison, 'variants'>,
  results: readonly { readonly variant: Variant; readonly steps: readonly LevelStep[] }[],
): Comparison {
  const all = results.map(({ variant, steps }) => ({ variant, stretches: stretchesOf(steps, to) }));
  const first = all[0]?.stretches ?? [];
  return {
    place,
    zone,
    from,
    to,
    gaps,
    variants: all.map(({ variant, stretches }, i) => ({
      letter: letterOf(i),
      variant,
      stretches,
      summary: summarise(stretches),
      differences: i === 0 ? [] : differencesBetween(first, stretches),
    })),
  };
}

/** `A` to `Z`, then `A2` and so on. */
const letterOf = (index: number): string =>
  `${String.fromCodePoint(65 + (index % 26))}${index < 26 ? '' : Math.floor(index / 26) + 1}`;

/** The levels that any of the variants' plans has, lowest first. */
export const levelsOf = ({ variants }: Comparison): RaisedLevel[] =>
  LEVELS.filter(
    (level): level is RaisedLevel =>
      level !== 'none' && variants.some(({ variant }) => variant.plan.levels.some(({ id }) => id === level)),
  );

/** Milliseconds without data. */
export const gapMsOf = ({ gaps }: Pick<Comparison, 'gaps'>): number =>
  gaps.reduce((sum, { from, to }) => sum + to - from, 0);

/** A stretch of time in days of 24 hours, one decimal. */
export const daysOf = (ms: number): string => (Math.round(ms / 8_640_000) / 10).toFixed(1);

/** Milliseconds of all differences of a kind, and how many stretches there are; touching ones are one. */
export function totalOf(differences: readonly Difference[], kind: Difference['kind']): { ms: number; count: number } {
  let ms = 0;
  let count = 0;
  let end = Number.NaN;
  for (const difference of differences) {
    if (difference.kind !== kind) continue;
    ms += difference.to - difference.from;
    if (difference.from !== end) count += 1;
    end = difference.to;
  }
  return { ms, count };
}
