/** The routes of the past: the history of alarms, the measures of the alarm system, and the handover of a shift. */
import type { Router } from 'express';
import { Names, pageOf, wordsIn, type Cursor, type HistoryFilter } from '../alarms/index.ts';
import { HOUR_MS, toIso } from '../model/instant.ts';
import { DEFAULT_SHIFTS } from '../model/shift.ts';
import {
  handoverQuerySchema,
  historyCsvQuerySchema,
  historyQuerySchema,
  kpisQuerySchema,
  type HistoryQueryInput,
  type WireHistory,
} from '../wire/history.ts';
import { historyCsv } from './history-csv.ts';
import { toWireHandover, toWireKpis, toWireRow } from './history-wire.ts';
import type { HistoryPort, StatePort } from './ports.ts';
import { refuse } from './problems.ts';
import { checkQuery } from './request.ts';

const DAY_MS = 24 * HOUR_MS;
/** What is shown when nobody says from when. */
const DEFAULT_SPAN_MS = 7 * DAY_MS;
/** The longest range of one question: a year, and some days to compare it with. */
const MOST_MS = 400 * DAY_MS;
const PAGE = 50;
/** Rows of one file. */
const MOST_ROWS = 20_000;

export interface HistoryRoutesOptions {
  readonly history: HistoryPort;
  readonly state: Pick<StatePort, 'now' | 'jurisdictions' | 'plans'>;
  /** What kind of world it is: a file that leaves it says so in its name. */
  readonly kind: () => string;
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly jurisdiction: string | null;
}

/** The answer of the history. @throws Refusal when it has too many questions */
function orBusy<T>(answer: T | null): T {
  if (answer === null) throw refuse('overloaded', 'other questions about the past come first', { 'Retry-After': '5' });
  return answer;
}

const readCursor = (text: string | undefined): Cursor | null => {
  if (text === undefined) return null;
  const [at, seq] = text.split('.').map(Number);
  return { at: at ?? 0, seq: seq ?? 0 };
};

const lower = (text: string | undefined): string | null => {
  const words = text?.trim().toLowerCase() ?? '';
  return words === '' ? null : words;
};

const filterOf = (query: Omit<HistoryQueryInput, 'limit' | 'cursor'>): HistoryFilter => ({
  words: wordsIn(query.text ?? ''),
  person: lower(query.person),
  jurisdiction: query.jurisdiction ?? null,
  subject: query.subject ?? null,
  level: query.level ?? null,
  class: query.class ?? null,
  kind: query.kind ?? null,
});

/** `GET /history`, `/history.csv`, `/kpis` and `/handover`, for those who may look. */
export function addHistoryRoutes(router: Router, { history, state, kind }: HistoryRoutesOptions): void {
  /** The range that is asked for. @throws Refusal when it is of no use */
  const spanOf = (query: {
    readonly from?: number | undefined;
    readonly to?: number | undefined;
    readonly jurisdiction?: string | undefined;
  }): Span => {
    // One millisecond on, so that what happened just now is in it.
    const to = query.to ?? state.now() + 1;
    const from = query.from ?? to - DEFAULT_SPAN_MS;
    const jurisdiction = query.jurisdiction ?? null;
    if (from >= to) throw refuse('bad-range', 'from must be before to');
    if (to - from > MOST_MS) throw refuse('range-too-wide', `more than ${MOST_MS / DAY_MS} days; ask for less`);
    if (jurisdiction !== null && !state.jurisdictions().some(({ id }) => id === jurisdiction)) {
      throw refuse('unknown-id', `there is no jurisdiction "${jurisdiction}"`);
    }
    return { from, to, jurisdiction };
  };

  router.get('/history', async (request, response) => {
    const query = checkQuery(historyQuerySchema, request);
    const span = spanOf(query);
    const rows = orBusy(await history.search(span, filterOf(query)));
    const page = pageOf(rows, readCursor(query.cursor), query.limit ?? PAGE);
    const answer: WireHistory = {
      from: toIso(span.from),
      to: toIso(span.to),
      total: rows.length,
      rows: page.rows.map(toWireRow),
      next: page.next === null ? null : `${page.next.at}.${page.next.seq}`,
    };
    response.json(answer);
  });
  router.get('/history.csv', async (request, response) => {
    const query = checkQuery(historyCsvQuerySchema, request);
    const span = spanOf(query);
    const rows = orBusy(await history.search(span, filterOf(query)));
    if (rows.length > MOST_ROWS) {
      throw refuse('range-too-wide', `${rows.length} rows, ${MOST_ROWS} at most; ask for a shorter range or for less`);
    }
    const names = new Names(state.jurisdictions(), state.plans());
    const days = [span.from, span.to].map((at) => toIso(at).slice(0, 10)).join('_');
    response
      .type('text/csv; charset=utf-8')
      .set('Content-Disposition', `attachment; filename="history_${kind()}_${days}.csv"`)
      .send(historyCsv(rows, names, query.lang));
  });
  router.get('/kpis', async (request, response) => {
    const query = checkQuery(kpisQuerySchema, request);
    const span = spanOf(query);
    response.json(toWireKpis(orBusy(await history.kpis(span, query.shifts ?? DEFAULT_SHIFTS))));
  });
  router.get('/handover', async (request, response) => {
    const query = checkQuery(handoverQuerySchema, request);
    const span = spanOf(query);
    const { to, handover, kpis } = orBusy(await history.handover(span, query.shifts ?? DEFAULT_SHIFTS));
    response.json(toWireHandover({ from: span.from, to }, handover, kpis));
  });
}
