/** Which page of a list is on the wall. Pure. */
import { rankOf, type Level } from '../../server/model/level.ts';

export interface PageState {
  readonly page: number;
  /** Wall time of the last turn, epoch ms; null before the first look. */
  readonly turnedMs: number | null;
  /** Until then the page does not turn. */
  readonly heldUntilMs: number;
}

export const FIRST_PAGE: PageState = { page: 0, turnedMs: null, heldUntilMs: 0 };

export interface PageTiming {
  readonly turnMs: number;
  readonly holdMs: number;
}

/** How many pages some items fill; one at least. */
export const countPages = (items: number, perPage: number): number => Math.max(1, Math.ceil(items / perPage));

/** Turns the page when its time has come, and comes back when pages have gone. */
export function turnPage(state: PageState, pages: number, nowMs: number, timing: PageTiming): PageState {
  if (pages <= 1) return state.page === 0 ? state : { ...state, page: 0, turnedMs: nowMs };
  const page = Math.min(state.page, pages - 1);
  if (state.turnedMs === null) return { ...state, page, turnedMs: nowMs };
  if (nowMs < state.heldUntilMs || nowMs - state.turnedMs < timing.turnMs) {
    return page === state.page ? state : { ...state, page };
  }
  return { ...state, page: (page + 1) % pages, turnedMs: nowMs };
}

/** Brings a page up and holds it. */
export const holdPage = (page: number, nowMs: number, timing: PageTiming): PageState => ({
  page,
  turnedMs: nowMs,
  heldUntilMs: nowMs + timing.holdMs,
});

/** The key with the highest level of those whose level rose between two pictures; null when none did. What is new has not risen. */
export function findRisen(before: ReadonlyMap<string, Level>, after: ReadonlyMap<string, Level>): string | null {
  let risen: string | null = null;
  let highest = 0;
  for (const [key, level] of after) {
    const was = before.get(key);
    const rank = rankOf(level);
    if (was !== undefined && rank > rankOf(was) && rank > highest) {
      risen = key;
      highest = rank;
    }
  }
  return risen;
}
