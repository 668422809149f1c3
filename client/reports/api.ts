import { LEVELS, type Level } from '../../server/model/level.ts';
import type { FieldValue } from '../../server/model/report.ts';
import { apiPath } from '../session/world.ts';

/** A report as it is sent. Without a subject the server takes the only area in which the plan holds; without a time, now. */
export interface ReportRequest {
  readonly plan: string;
  readonly form: string;
  readonly subject: string | null;
  /** Epoch ms. */
  readonly time: number | null;
  readonly values: Readonly<Record<string, FieldValue>>;
}

/** How a rule stands after a report. */
export interface ReportedLevel {
  readonly rule: string;
  readonly subject: string;
  readonly level: Level;
}

export type ReportAnswer =
  | { readonly ok: true; readonly id: string; readonly accepted: number; readonly levels: readonly ReportedLevel[] }
  | {
      readonly ok: false;
      /** Code of the problem; `no-answer` when nothing that can be read came back. */
      readonly code: string;
      readonly detail: string;
      readonly errors: readonly { readonly field: string; readonly reason: string }[];
    };

const isObject = (body: unknown): body is Record<string, unknown> => typeof body === 'object' && body !== null;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const listOf = (value: unknown): readonly Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isObject) : [];

/** The server's answer to a report. `isOk`: it was taken. */
export function readAnswer(isOk: boolean, body: unknown): ReportAnswer {
  if (!isObject(body)) return { ok: false, code: 'no-answer', detail: '', errors: [] };
  if (!isOk) {
    return {
      ok: false,
      code: textOf(body['code']),
      detail: textOf(body['detail']),
      errors: listOf(body['errors']).map((error) => ({
        field: textOf(error['field']),
        reason: textOf(error['reason']),
      })),
    };
  }
  const { id, accepted } = body;
  return {
    ok: true,
    id: textOf(id),
    accepted: typeof accepted === 'number' ? accepted : 0,
    levels: listOf(body['levels']).flatMap((row): ReportedLevel[] => {
      const level = LEVELS.find((one) => one === row['level']);
      return level === undefined ? [] : [{ rule: textOf(row['rule']), subject: textOf(row['subject']), level }];
    }),
  };
}

/** Files a report. Never throws: a server that cannot be reached is an answer as well. */
export async function fileReport({ plan, form, subject, time, values }: ReportRequest): Promise<ReportAnswer> {
  try {
    const answer = await fetch(apiPath('/reports'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        plan,
        form,
        ...(subject === null ? {} : { subject }),
        ...(time === null ? {} : { time }),
        values,
      }),
    });
    return readAnswer(answer.ok, await answer.json().catch(() => null));
  } catch {
    return { ok: false, code: 'no-answer', detail: '', errors: [] };
  }
}
