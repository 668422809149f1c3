/** What comes in with a request, checked once. */
import type { Request } from 'express';
import type { z } from 'zod';
import { describeIssues } from './alarm-commands.ts';
import { refuse, type ProblemCode } from './problems.ts';

/** What a schema makes of an input. @throws Refusal with the issues. */
function check<T>(schema: z.ZodType<T>, input: unknown, code: ProblemCode): T {
  const checked = schema.safeParse(input);
  if (!checked.success) throw refuse(code, describeIssues(checked.error));
  return checked.data;
}

/** A JSON body. @throws Refusal when there is none or it does not fit. */
export function checkBody<T>(schema: z.ZodType<T>, request: Request): T {
  const body: unknown = request.body;
  if (body === undefined) throw refuse('invalid-body', 'send a JSON body with Content-Type: application/json');
  return check(schema, body, 'invalid-body');
}

/** The query with epoch ms as numbers, and with the `+` of an offset that a form turned into a space. */
function readInstants(query: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const read: Record<string, unknown> = { ...query };
  for (const name of ['from', 'to']) {
    const text = query[name];
    if (typeof text === 'string') read[name] = /^-?\d+$/.test(text) ? Number(text) : text.replace(' ', '+');
  }
  return read;
}

/** A query, its instants as ISO 8601 or epoch ms. @throws Refusal when it does not fit */
export function checkQuery<T>(schema: z.ZodType<T>, request: Request): T {
  return check(schema, readInstants(request.query), 'invalid-query');
}

/** The id in the path. */
export const paramOf = (request: Request): string => {
  const { id } = request.params;
  return typeof id === 'string' ? id : '';
};
