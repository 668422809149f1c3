import { rankOf } from '../../server/model/level.ts';
import type { WireAlarm } from '../../server/wire/shapes.ts';

/** Whether somebody still has to say "I have seen it": the condition stands or has gone, but nobody acknowledged it. */
export const isAwaiting = (alarm: WireAlarm): boolean => alarm.state === 'unacknowledged' || alarm.state === 'returned';

/** Whether the alarm rests on a list of its own instead of the live list: shelved, suppressed by design, out of service. */
export const isAside = ({ state }: WireAlarm): boolean =>
  state === 'shelved' || state === 'suppressed' || state === 'out-of-service';

/**
 * Order of the live list: what awaits an acknowledgement first, then the level now, then the highest level reached,
 * then the newest; the id decides the rest, so that the order never depends on the order of arrival.
 */
export function byUrgency(a: WireAlarm, b: WireAlarm): number {
  return (
    Number(isAwaiting(b)) - Number(isAwaiting(a)) ||
    rankOf(b.level) - rankOf(a.level) ||
    rankOf(b.highest) - rankOf(a.highest) ||
    Date.parse(b.since) - Date.parse(a.since) ||
    (a.id < b.id ? -1 : 1)
  );
}

/** What the list shows: rows in order, and how many changes of order wait until the hold ends. */
export interface HeldList {
  readonly rows: readonly HeldRow[];
  /** Alarms that came while the order was held and have no row yet, most urgent first. */
  readonly fresh: readonly WireAlarm[];
}

export interface HeldRow {
  readonly alarm: WireAlarm;
  /** The alarm was over, put aside or filtered out while the order was held; its row stays so that nothing moves. */
  readonly gone: boolean;
}

/**
 * The rows of the list. Without a hold they are the sorted alarms. With one they are the held rows in the held order,
 * each with its newest state, so that nothing moves under the pointer; what is new waits in `fresh`.
 * @param held the alarms as they stood in order when the hold began, or null
 */
export function holdOrder(sorted: readonly WireAlarm[], held: readonly WireAlarm[] | null): HeldList {
  if (held === null) return { rows: sorted.map((alarm) => ({ alarm, gone: false })), fresh: [] };
  const now = new Map(sorted.map((alarm) => [alarm.id, alarm]));
  const known = new Set(held.map((alarm) => alarm.id));
  return {
    rows: held.map((alarm) => {
      const present = now.get(alarm.id);
      return { alarm: present ?? alarm, gone: present === undefined };
    }),
    fresh: sorted.filter((alarm) => !known.has(alarm.id)),
  };
}

export interface AlarmFilter {
  readonly jurisdiction: string | null;
  readonly plan: string | null;
  readonly class: WireAlarm['class'] | null;
  /** Words that must all be in the row's text; lower case. */
  readonly words: readonly string[];
}

/** Whether an alarm passes the filter; `textOf` gives all words that its row shows. */
export function passes(alarm: WireAlarm, filter: AlarmFilter, textOf: (alarm: WireAlarm) => string): boolean {
  if (filter.jurisdiction !== null && alarm.jurisdiction !== filter.jurisdiction) return false;
  if (filter.plan !== null && alarm.plan !== filter.plan) return false;
  if (filter.class !== null && alarm.class !== filter.class) return false;
  if (filter.words.length === 0) return true;
  const text = textOf(alarm).toLowerCase();
  return filter.words.every((word) => text.includes(word));
}
