import type { CaseCommandInput } from '../../server/wire/cases.ts';
import type { Level, WireWarning } from '../../server/wire/shapes.ts';
import { ask } from '../console/api.ts';
import { apiPath } from '../session/world.ts';

/** The case after what was asked, or why it was not done. */
export type CaseAnswer =
  | { readonly ok: true; readonly warning: WireWarning }
  | {
      readonly ok: false;
      /** Code of the problem; `no-answer` when nothing that can be read came back. */
      readonly code: string;
      readonly detail: string;
      /** Who may; empty where that was not the reason. */
      readonly roles: readonly string[];
      /** The case as it stands, where there is one. */
      readonly warning: WireWarning | null;
    };

const isObject = (body: unknown): body is Record<string, unknown> => typeof body === 'object' && body !== null;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Our own server, and the same build: the shape of a case is the one of `wire`. */
const asWarning = (body: unknown): WireWarning | null =>
  isObject(body) && typeof body['id'] === 'string' && typeof body['revision'] === 'number'
    ? (body as unknown as WireWarning)
    : null;

/** The server's answer. `isOk`: it was done. */
export function readCaseAnswer(isOk: boolean, body: unknown): CaseAnswer {
  const nothing = { ok: false, detail: '', roles: [], warning: null } as const;
  if (!isObject(body)) return { ...nothing, code: 'no-answer' };
  if (isOk) {
    const warning = asWarning(body);
    return warning === null ? { ...nothing, code: 'no-answer' } : { ok: true, warning };
  }
  const { roles } = body;
  return {
    ok: false,
    code: textOf(body['code']),
    detail: textOf(body['detail']),
    roles: Array.isArray(roles) ? roles.map(textOf) : [],
    warning: asWarning(body['warning']),
  };
}

async function send(path: string, body: object): Promise<CaseAnswer> {
  try {
    const answer = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return readCaseAnswer(answer.ok, await answer.json().catch(() => null));
  } catch {
    return readCaseAnswer(false, null);
  }
}

/** Does something to a case at the revision that was seen. Never throws: a server out of reach is an answer as well. */
export const actOnCase = (id: string, command: CaseCommandInput): Promise<CaseAnswer> =>
  send(apiPath(`/warnings/${encodeURIComponent(id)}/steps`), command);

/** Declares a level that a plan leaves to somebody's judgement. Never throws. */
export const declareLevel = (declaration: {
  readonly plan: string;
  readonly declaration: string;
  readonly level: Level;
  readonly reason: string;
  readonly subject?: string;
}): Promise<CaseAnswer> => send(apiPath('/declarations'), declaration);

/** Records a notice of the province or region. Never throws. */
export const recordNotice = (notice: {
  readonly plan: string;
  readonly level: Level;
  readonly sender: string;
  readonly reason: string;
  readonly subject?: string;
}): Promise<CaseAnswer> => send(apiPath('/notices'), notice);

/**
 * All cases at hand, over or not.
 * @throws Error when the server refuses or cannot be reached, with what it said
 */
export async function fetchCases(_query: URLSearchParams, signal: AbortSignal): Promise<readonly WireWarning[]> {
  const body = await ask(apiPath('/warnings'), { signal });
  return Array.isArray(body) ? body.map(asWarning).filter((one) => one !== null) : [];
}
