import type { AlarmClass } from '../model/alarm.ts';
import type { Level } from '../model/level.ts';
import type { Text } from '../model/text.ts';
import type { Happening, HappeningKind } from './happenings.ts';
import type { Names } from './names.ts';
import type { AlarmRecord } from './records.ts';

/** A row of the history. `at` orders it: of an alarm its raise, else when it happened; epoch ms, event time. */
export type HistoryRow =
  | { readonly kind: 'alarm'; readonly at: number; readonly seq: number; readonly record: AlarmRecord }
  | { readonly kind: HappeningKind; readonly at: number; readonly seq: number; readonly happening: Happening };

export type HistoryKind = HistoryRow['kind'];

/** What is looked for; null: anything. */
export interface HistoryFilter {
  /** Each of these, in lower case, stands somewhere in the words of the row, in either language. */
  readonly words: readonly string[];
  /** A part of the name of somebody who did something, in lower case. */
  readonly person: string | null;
  readonly jurisdiction: string | null;
  readonly subject: string | null;
  /** Of an alarm the highest level that it reached; else the level that the row is about. */
  readonly level: Level | null;
  readonly class: AlarmClass | null;
  readonly kind: HistoryKind | null;
}

/** The place of a row in the order of the history. */
export interface Cursor {
  readonly at: number;
  readonly seq: number;
}

/** A filter's words out of what somebody typed. */
export const wordsIn = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');

/** The newest first; what is dated the same, by the record. */
const byTime = (a: Cursor, b: Cursor): number => b.at - a.at || b.seq - a.seq;

/** All that a range holds and that fits, the newest first. */
export function rowsOf(
  history: { readonly records: readonly AlarmRecord[]; readonly happenings: readonly Happening[] },
  filter: HistoryFilter,
  names: Names,
): HistoryRow[] {
  const rows: HistoryRow[] = [
    ...history.records.map((record) => ({
      kind: 'alarm' as const,
      at: record.alarm.since,
      seq: record.seq,
      record,
    })),
    ...history.happenings.map((happening) => ({
      kind: happening.kind,
      at: happening.at,
      seq: happening.seq,
      happening,
    })),
  ];
  return rows.filter((row) => fits(row, filter, names)).toSorted(byTime);
}

/** The rows after a place, at most so many, and where the next page begins; null after the last. */
export function pageOf(
  rows: readonly HistoryRow[],
  after: Cursor | null,
  limit: number,
): { readonly rows: readonly HistoryRow[]; readonly next: Cursor | null } {
  const rest = after === null ? rows : rows.filter((row) => byTime(after, row) < 0);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, next: last === undefined || rest.length <= limit ? null : { at: last.at, seq: last.seq } };
}

/** The ids that a row carries, whatever kind it is of. */
function facts(row: HistoryRow): {
  readonly jurisdiction: string;
  readonly plan: string | null;
  readonly rule: string | null;
  readonly subject: string;
  readonly class: AlarmClass;
  readonly level: Level | null;
  readonly people: readonly string[];
} {
  if (row.kind === 'alarm') {
    const { jurisdiction, alarm, people } = row.record;
    const { plan, rule, subject, highest } = alarm;
    return { jurisdiction, plan, rule, subject, class: alarm.class, level: highest, people };
  }
  const { jurisdiction, plan, rule, subject, class: of, level, by } = row.happening;
  return { jurisdiction, plan, rule, subject, class: of, level, people: by === null ? [] : [by] };
}

function fits(row: HistoryRow, filter: HistoryFilter, names: Names): boolean {
  const { jurisdiction, subject, level, people, class: of } = facts(row);
  const { person } = filter;
  if (filter.kind !== null && filter.kind !== row.kind) return false;
  if (filter.jurisdiction !== null && filter.jurisdiction !== jurisdiction) return false;
  if (filter.subject !== null && filter.subject !== subject) return false;
  if (filter.level !== null && filter.level !== level) return false;
  if (filter.class !== null && filter.class !== of) return false;
  if (person !== null && !people.some((name) => name.toLowerCase().includes(person))) return false;
  if (filter.words.length === 0) return true;
  const words = textOf(row, names).toLowerCase();
  return filter.words.every((word) => words.includes(word));
}

/** Everything that a row says, in both languages, for the search. */
function textOf(row: HistoryRow, names: Names): string {
  const { jurisdiction, plan, rule, subject, people } = facts(row);
  const texts: (Text | null)[] = [
    names.place(jurisdiction),
    names.subject(jurisdiction, subject),
    plan === null ? null : names.plan(plan),
    rule === null ? null : names.rule(plan, rule),
  ];
  const words: (string | null)[] = [subject, plan, rule, ...people];
  if (row.kind === 'alarm') {
    const { alarm, summary, acknowledgements, shelvings, services, cases } = row.record;
    texts.push(summary);
    words.push(alarm.id, alarm.clause, ...cases);
    words.push(...acknowledgements.map(({ note }) => note), ...shelvings.map(({ reason }) => reason));
    words.push(...alarm.comments.map((comment) => comment.text));
    words.push(...services.flatMap(({ reason, note }) => [reason, note]));
  } else {
    const { item, unit, note, alarm, case: of } = row.happening;
    texts.push(item?.text ?? null, unit === null ? null : names.unit(plan, unit));
    words.push(item?.clause ?? null, note, alarm, of);
  }
  return [...texts.flatMap((text) => (text === null ? [] : [text.zh, text.en])), ...words.filter(Boolean)].join(' ');
}
