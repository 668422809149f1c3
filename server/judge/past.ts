/** What a plan's rules said in the hours that have gone by, for strips. */
import { higher, type Level } from '../model/level.ts';

/** An hour of a plan. */
export interface PastHour {
  /** The highest level in the hour of the rules that count for the plan. */
  readonly level: Level;
  /**
   * `lost`: an input that had been there was missing, so that the level may have been higher; `silent`: no rule has had
   * an input yet; `known`: neither.
   */
  readonly knowledge: 'known' | 'lost' | 'silent';
}

/** Before anything was judged. */
export const UNJUDGED: PastHour = { level: 'none', knowledge: 'silent' };

/** What several rules, or judges of one plan, say together: silence of some is no loss. */
export function together(hours: readonly PastHour[]): PastHour {
  let level: Level = 'none';
  let knowledge: PastHour['knowledge'] = 'silent';
  for (const hour of hours) {
    level = higher(level, hour.level);
    if (hour.knowledge === 'lost' || (hour.knowledge === 'known' && knowledge === 'silent')) knowledge = hour.knowledge;
  }
  return { level, knowledge };
}
