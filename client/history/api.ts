import type { WireHandover, WireHistory, WireKpis } from '../../server/wire/history.ts';
import { ask } from '../console/api.ts';
import { apiPath } from '../session/world.ts';

/**
 * A page of the history. Our own server, and the same build: the shapes are those of `wire`.
 * @throws Error when the server refuses or cannot be reached, with what it said
 */
export const fetchHistory = async (query: URLSearchParams, signal: AbortSignal): Promise<WireHistory> =>
  (await ask(apiPath(`/history?${query.toString()}`), { signal })) as WireHistory;

/** The measures of the alarm system. @throws Error as above */
export const fetchKpis = async (query: URLSearchParams, signal: AbortSignal): Promise<WireKpis> =>
  (await ask(apiPath(`/kpis?${query.toString()}`), { signal })) as WireKpis;

/** What a shift leaves to the next one. @throws Error as above */
export const fetchHandover = async (query: URLSearchParams, signal: AbortSignal): Promise<WireHandover> =>
  (await ask(apiPath(`/handover?${query.toString()}`), { signal })) as WireHandover;

/** Where the table of a question is. */
export const csvPath = (query: URLSearchParams): string => apiPath(`/history.csv?${query.toString()}`);
