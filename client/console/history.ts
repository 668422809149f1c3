/** What the console asks of the past of an alarm and its subject, and what it makes of the answer. Pure. */
import type { WireAlarm } from '../../server/wire/shapes.ts';
import type { WireHappening, WireHistoryRow, WireRecord } from '../../server/wire/history.ts';

/** How far back the history of a subject looks, in days. */
export const HISTORY_DAYS = 30;
const DAY_MS = 86_400_000;
/** As many rows as the server gives at once. */
const MOST_ROWS = 200;

/** The question for all that happened on the subject of an alarm in the days before `nowMs`, and since. */
export const questionOf = ({ jurisdiction, subject }: WireAlarm, nowMs: number): string =>
  new URLSearchParams({
    from: new Date(nowMs - HISTORY_DAYS * DAY_MS).toISOString(),
    jurisdiction,
    subject,
    limit: String(MOST_ROWS),
  }).toString();

/** The same question for one alarm, which may be older than all that the answer to the other one holds. */
export function aloneOf(question: string, { id }: WireAlarm): string {
  const query = new URLSearchParams(question);
  query.set('kind', 'alarm');
  query.set('text', id);
  return query.toString();
}

/** Another text whenever something was done to an alarm, also what moves no revision. */
export const momentOf = ({ revision, comments, assignment, escalated }: WireAlarm): string =>
  [revision, comments.length, assignment?.at ?? '', escalated.length].join(' ');

/** An earlier alarm on a subject, or a rule that went out of service there, or came back. */
export type EarlierRow = WireRecord | WireHappening;

/**
 * What there was on the subject of an alarm beside the alarm itself, in the order of the answer. What people did to
 * alarms is with those; a service that an alarm tells of is not told twice.
 */
export function earlierOf(rows: readonly WireHistoryRow[], { id }: WireAlarm): readonly EarlierRow[] {
  const records = rows.filter((row) => row.kind === 'alarm');
  const told = new Set(
    records.flatMap(({ rule, services }) =>
      services.flatMap(({ at, endedAt }) => [`${rule} ${at}`, `${rule} ${endedAt ?? ''}`]),
    ),
  );
  return rows.filter((row) =>
    row.kind === 'alarm'
      ? row.id !== id
      : (row.what === 'out-of-service' || row.what === 'in-service') && !told.has(`${row.rule ?? ''} ${row.at}`),
  );
}

/** The page of the history with all that there is on the subject of an alarm. */
export const historyAddress = ({ jurisdiction, subject }: WireAlarm): string =>
  `/history?${new URLSearchParams({ span: 'month', jurisdiction, subject }).toString()}`;
