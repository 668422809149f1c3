/**
 * A plan's level. `none` is below all; `I` is the highest. Pollution and energy plans use III to I, the national
 * outage grading IV to I.
 */
export type Level = 'none' | 'IV' | 'III' | 'II' | 'I';

/** A level that stands for something: every level but `none`. */
export type RaisedLevel = Exclude<Level, 'none'>;

/** All levels, lowest first. */
export const LEVELS: readonly Level[] = ['none', 'IV', 'III', 'II', 'I'];

const RANK: Readonly<Record<Level, number>> = { none: 0, IV: 1, III: 2, II: 3, I: 4 };

/** The place of a level in the order `none < IV < III < II < I`. */
export const rankOf = (level: Level): number => RANK[level];

/** The higher of two levels. */
export const higher = (a: Level, b: Level): Level => (RANK[a] >= RANK[b] ? a : b);

/** Whether level `a` is above level `b`. */
export const isAbove = (a: Level, b: Level): boolean => RANK[a] > RANK[b];
