/** The rows of the list in a flood: alarms by cause, and the part of them that is drawn. Pure. */
import { higher, type Level } from '../../server/model/level.ts';
import type { WireAlarm } from '../../server/wire/shapes.ts';
import { findSubject } from '../session/lookup.ts';
import type { Places } from './alarm-view.ts';
import { isAwaiting, type HeldRow } from './order.ts';

/** Alarms of one cause: of the same plan (or about data) under the same subject. */
export interface Group {
  readonly key: string;
  readonly rows: readonly HeldRow[];
  readonly awaiting: number;
  readonly worst: Level;
  readonly isOpen: boolean;
}

export type ListRow =
  | { readonly kind: 'alarm'; readonly id: string; readonly held: HeldRow; readonly isMember: boolean }
  | { readonly kind: 'group'; readonly id: string; readonly group: Group };

/** The subject under which a cause is looked for: the parent, or the subject itself where it has none. */
export const placeOfCause = (alarm: WireAlarm, { jurisdictions }: Places): string =>
  findSubject(jurisdictions, alarm.jurisdiction, alarm.subject)?.parent ?? alarm.subject;

const plain = (held: HeldRow, isMember: boolean): ListRow => ({ kind: 'alarm', id: held.alarm.id, held, isMember });

/** The rows one by one. */
export const ungrouped = (rows: readonly HeldRow[]): readonly ListRow[] => rows.map((held) => plain(held, false));

/**
 * The rows by cause. A group stands where the first of its alarms stood, its alarms under it when it is open; an alarm that
 * is alone with its cause stays as it is.
 */
export function groupedByCause(
  rows: readonly HeldRow[],
  places: Places,
  open: ReadonlySet<string>,
): readonly ListRow[] {
  // Looked up once: there may be thousands of rows.
  const parents = new Map(
    places.jurisdictions.flatMap(({ id, subjects }) =>
      subjects.map((subject) => [`${id}|${subject.id}`, subject.parent ?? subject.id] as const),
    ),
  );
  const byCause = new Map<string, HeldRow[]>();
  for (const held of rows) {
    const { jurisdiction, plan, class: kind, subject } = held.alarm;
    const key = [jurisdiction, plan ?? kind, parents.get(`${jurisdiction}|${subject}`) ?? subject].join('|');
    const known = byCause.get(key);
    if (known === undefined) byCause.set(key, [held]);
    else known.push(held);
  }
  return [...byCause].flatMap(([key, members]): readonly ListRow[] => {
    if (members.length === 1) return ungrouped(members);
    const group: Group = {
      key,
      rows: members,
      awaiting: members.filter(isAsking).length,
      worst: members.reduce<Level>((worst, { alarm, gone }) => (gone ? worst : higher(worst, alarm.level)), 'none'),
      isOpen: open.has(key),
    };
    const head: ListRow = { kind: 'group', id: groupId(key), group };
    return group.isOpen ? [head, ...members.map((held) => plain(held, true))] : [head];
  });
}

/** The id of a group's row among those of alarms. */
export const groupId = (key: string): string => `group:${key}`;

const isAsking = ({ alarm, gone }: HeldRow): boolean => !gone && isAwaiting(alarm);

/** How many rows are drawn at most; a screen shows some twenty. */
export const WINDOW = 50;

/** The part of a list that is drawn, and what stands above and below it. */
export interface Portion<T> {
  readonly start: number;
  readonly rows: readonly T[];
  readonly above: readonly T[];
  readonly below: readonly T[];
}

/** The rows of a list that are drawn from `start` on, or as near to it as there are rows. */
export function portionOf<T>(rows: readonly T[], start: number): Portion<T> {
  const from = Math.max(0, Math.min(start, rows.length - WINDOW));
  return {
    start: from,
    rows: rows.slice(from, from + WINDOW),
    above: rows.slice(0, from),
    below: rows.slice(from + WINDOW),
  };
}

/** The part of the rows that is drawn, and how many alarms stand above and below it. */
export interface Window {
  readonly start: number;
  readonly rows: readonly ListRow[];
  readonly above: Hidden;
  readonly below: Hidden;
}

export interface Hidden {
  readonly count: number;
  readonly awaiting: number;
}

/** Alarms behind some rows; those of an open group stand in rows of their own. */
function behind(rows: readonly ListRow[]): Hidden {
  let count = 0;
  let awaiting = 0;
  for (const row of rows) {
    if (row.kind === 'alarm') {
      count += 1;
      if (isAsking(row.held)) awaiting += 1;
    } else if (!row.group.isOpen) {
      count += row.group.rows.length;
      awaiting += row.group.awaiting;
    }
  }
  return { count, awaiting };
}

/** The rows of the list of alarms that are drawn from `start` on, or as near to it as there are rows. */
export function windowOf(rows: readonly ListRow[], start: number): Window {
  const { above, below, ...drawn } = portionOf(rows, start);
  return { ...drawn, above: behind(above), below: behind(below) };
}

/** Where the window must begin so that the row at `index` is drawn: as it is, or with the row in the middle of it. */
export const startFor = (index: number, start: number): number =>
  index >= start && index < start + WINDOW ? start : Math.max(0, index - Math.floor(WINDOW / 2));
