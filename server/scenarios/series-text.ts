import { HOUR_MS, MINUTE_MS } from '../model/instant.ts';

/** One place in a series: a value with its data flag, or nothing. */
export type Cell = { readonly value: number; readonly quality: string | null } | null;

/** A series as it was written. */
export interface SeriesText {
  /** One item a step, oldest first; null is missing. */
  readonly cells: readonly Cell[];
  /** Nothing more comes from it, however long the scenario goes on. */
  readonly isStale: boolean;
}

const TOKEN =
  /^(?:(?<gap>_)|(?<value>-?\d+(?:\.\d+)?)(?<step>[+-]\d+(?:\.\d+)?)?(?<flag>![A-Za-z])?)(?:x(?<times>\d+))?$/u;
const MAX_CELLS = 20_000;

/**
 * Reads a series in short text: `48 49 51x3 _ _x2 80+5x4 900!D stale`. `x3` is three of it, `_` is missing, `80+5x4` is
 * 80 85 90 95, `!D` is the data flag of HJ 212, `stale` at the end says that the source falls silent.
 * Gives a phrase on what is wrong instead.
 */
export function parseSeries(text: string): SeriesText | string {
  const cells: Cell[] = [];
  const tokens = text.split(/\s+/u).filter((token) => token !== '');
  const isStale = tokens.at(-1) === 'stale';
  if (isStale) tokens.pop();
  if (tokens.length === 0) return 'values such as 48 51x3 _';
  for (const token of tokens) {
    const groups = TOKEN.exec(token)?.groups;
    if (groups === undefined) return `values such as 48 51x3 _ 80+5x4 900!D, not ${JSON.stringify(token)}`;
    const times = Number(groups['times'] ?? 1);
    if (times === 0) return `each value at least once, not ${JSON.stringify(token)}`;
    if (cells.length + times > MAX_CELLS) return `at most ${MAX_CELLS} values`;
    for (let i = 0; i < times; i += 1) cells.push(cellOf(groups, i));
  }
  return { cells, isStale };
}

function cellOf(groups: Readonly<Record<string, string | undefined>>, i: number): Cell {
  if (groups['gap'] !== undefined) return null;
  // Decimals are added as decimals: 0.1 + 2 * 0.1 is 0.3 for the one who wrote it.
  const value = Number((Number(groups['value']) + i * Number(groups['step'] ?? 0)).toFixed(9));
  return { value, quality: groups['flag']?.slice(1) ?? null };
}

/** Reads a duration such as `1m`, `10m`, `1h`, `24h`, `1d` (24 hours) into ms; null when it is none. */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,4})([mhd])$/u.exec(text);
  const count = Number(match?.[1]);
  if (match === null || count === 0) return null;
  return count * (match[2] === 'm' ? MINUTE_MS : match[2] === 'h' ? HOUR_MS : 24 * HOUR_MS);
}
