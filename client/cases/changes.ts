import type { Level, WireWarning } from '../../server/wire/shapes.ts';
import type { CaseRecord } from './case-view.ts';

/** What became different of a case between the revision that somebody saw and the present one. */
export type CaseChange =
  | { readonly kind: 'state'; readonly was: WireWarning['state']; readonly now: WireWarning['state'] }
  | { readonly kind: 'level' | 'recommended'; readonly was: Level; readonly now: Level }
  | { readonly kind: 'floor'; readonly now: Level | null }
  /** A round from something else, or a round that is no more. */
  | { readonly kind: 'origin' }
  | { readonly kind: 'done' | 'sent-back'; readonly record: CaseRecord }
  /** What was added to the checklist, the reports, the confirmations, or went overdue. */
  | { readonly kind: 'measures' | 'reports' | 'confirmed' | 'overdue'; readonly count: number }
  /** Something on record that screens are not told. */
  | { readonly kind: 'other' };

const QUIET: ReadonlySet<CaseChange['kind']> = new Set(['measures', 'reports', 'confirmed', 'overdue']);

/** Whether a change concerns what is being decided, and not only what is being carried out beside it. */
export const concernsDecision = ({ kind }: CaseChange): boolean => !QUIET.has(kind);

const recordKey = ({ round, step, at }: CaseRecord): string => `${round} ${step} ${at}`;

/** What is different between two revisions of a case, what matters most first; empty for the same revision. */
export function caseChanges(seen: WireWarning, now: WireWarning): readonly CaseChange[] {
  if (seen.revision === now.revision) return [];
  const changes: CaseChange[] = [];
  if (seen.level !== now.level) changes.push({ kind: 'level', was: seen.level, now: now.level });
  if (seen.recommended !== now.recommended && now.recommended !== now.level) {
    changes.push({ kind: 'recommended', was: seen.recommended, now: now.recommended });
  }
  if (seen.state !== now.state) changes.push({ kind: 'state', was: seen.state, now: now.state });
  if (seen.floor !== now.floor) changes.push({ kind: 'floor', now: now.floor });
  if (JSON.stringify(seen.origin) !== JSON.stringify(now.origin)) changes.push({ kind: 'origin' });
  const before = new Map(seen.steps.map((record) => [recordKey(record), record]));
  for (const record of now.steps) {
    const known = before.get(recordKey(record));
    if (known === undefined) changes.push({ kind: 'done', record });
    if (record.undone && known?.undone !== true) changes.push({ kind: 'sent-back', record });
  }
  const counted = [
    ['measures', (one: WireWarning) => one.measures.filter(({ done }) => done !== null).length],
    ['reports', (one: WireWarning) => one.reports.length],
    ['confirmed', (one: WireWarning) => one.confirm.filter(({ confirmed }) => confirmed).length],
    ['overdue', (one: WireWarning) => one.due.filter(({ overdue }) => overdue).length],
  ] as const;
  for (const [kind, countOf] of counted) {
    const count = countOf(now) - countOf(seen);
    if (count > 0) changes.push({ kind, count });
  }
  return changes.length === 0 ? [{ kind: 'other' }] : changes;
}
