/** What is asked of the history, as it stands in the address of the page and as the server takes it. Pure. */
import { shiftAt } from '../../server/model/shift.ts';
import type { AlarmClass, Level } from '../../server/wire/shapes.ts';

export const SPANS = ['shift', 'day', 'week', 'month', 'custom'] as const;
export type Span = (typeof SPANS)[number];

export const KINDS = ['alarm', 'act', 'case', 'correction', 'escalation'] as const;
export const CLASSES: readonly AlarmClass[] = ['plan', 'quality', 'system'];
export const ALARM_LEVELS: readonly Level[] = ['I', 'II', 'III', 'IV', 'none'];
export const VIEWS = ['rows', 'kpis'] as const;
export type View = (typeof VIEWS)[number];

/** Longest range that the server answers for, ms. */
const MOST_MS = 400 * 86_400_000;
const HOUR_MS = 3_600_000;
const SPAN_MS: Readonly<Record<Exclude<Span, 'shift' | 'custom'>, number>> = {
  day: 24 * HOUR_MS,
  week: 168 * HOUR_MS,
  month: 720 * HOUR_MS,
};

/** A question; empty texts ask for anything. */
export interface Asked {
  readonly view: View;
  readonly span: Span;
  /** Of a chosen range, epoch ms; null while it is not one. */
  readonly from: number | null;
  readonly to: number | null;
  readonly text: string;
  readonly person: string;
  readonly jurisdiction: string;
  readonly subject: string;
  readonly level: string;
  readonly class: string;
  readonly kind: string;
}

export const FILTERS = ['text', 'person', 'jurisdiction', 'subject', 'level', 'class', 'kind'] as const;

const oneOf = <T extends string>(known: readonly T[], value: string | null): T | null =>
  known.find((one) => one === value) ?? null;
const textOf = (params: URLSearchParams, name: string): string => params.get(name) ?? '';
const instantOf = (params: URLSearchParams, name: string): number | null => {
  const ms = Date.parse(textOf(params, name));
  return Number.isNaN(ms) ? null : ms;
};

/** The question of an address; what it does not say, or says wrongly, is asked for as a newcomer would. */
export const readAsked = (params: URLSearchParams): Asked => ({
  view: oneOf(VIEWS, params.get('view')) ?? 'rows',
  span: oneOf(SPANS, params.get('span')) ?? 'week',
  from: instantOf(params, 'from'),
  to: instantOf(params, 'to'),
  text: textOf(params, 'text'),
  person: textOf(params, 'person'),
  jurisdiction: textOf(params, 'jurisdiction'),
  subject: textOf(params, 'subject'),
  level: oneOf(ALARM_LEVELS, params.get('level')) ?? '',
  class: oneOf(CLASSES, params.get('class')) ?? '',
  kind: oneOf(KINDS, params.get('kind')) ?? '',
});

/** The address of a question; what is asked for anyway is left out. */
export function writeAsked(asked: Asked): URLSearchParams {
  const params = new URLSearchParams();
  if (asked.view !== 'rows') params.set('view', asked.view);
  if (asked.span !== 'week') params.set('span', asked.span);
  if (asked.span === 'custom') {
    for (const name of ['from', 'to'] as const) {
      const at = asked[name];
      if (at !== null) params.set(name, new Date(at).toISOString());
    }
  }
  for (const name of FILTERS) {
    const value = asked[name].trim();
    if (value !== '') params.set(name, value);
  }
  return params;
}

/** Why a chosen range is none; null where it is one. */
export function rangeFault(from: number | null, to: number | null): 'wrongRange' | 'tooWide' | null {
  if (from === null || to === null || from >= to) return 'wrongRange';
  return to - from > MOST_MS ? 'tooWide' : null;
}

/** The range of a question at an event time: epoch ms, `to` null for up to now. null where the chosen one is none. */
export function rangeOf(
  { span, from, to }: Pick<Asked, 'span' | 'from' | 'to'>,
  nowMs: number,
  zone: string,
): { readonly from: number; readonly to: number | null } | null {
  if (span === 'shift') return { from: shiftAt(nowMs, zone).from, to: null };
  if (span !== 'custom') return { from: nowMs - SPAN_MS[span], to: null };
  return from === null || to === null || rangeFault(from, to) !== null ? null : { from, to };
}

/** The question as the server takes it. */
export function toQuery(
  asked: Asked,
  range: { readonly from: number; readonly to: number | null },
  names: readonly (typeof FILTERS)[number][] = FILTERS,
): URLSearchParams {
  const query = new URLSearchParams({ from: new Date(range.from).toISOString() });
  if (range.to !== null) query.set('to', new Date(range.to).toISOString());
  for (const name of names) if (asked[name].trim() !== '') query.set(name, asked[name].trim());
  return query;
}
