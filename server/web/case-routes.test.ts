import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EVERYWHERE, highestRole, type Grant } from '../model/grant.ts';
import type { Session, WireWarning } from '../wire/shapes.ts';
import { addCaseRoutes } from './case-routes.ts';
import type { CasePort } from './ports.ts';
import { Refusal } from './problems.ts';

let server: Server;
let url: string;
let session: Session;
/** The roles in which commands arrived. */
let tried: string[];

const person = (roles: readonly Grant[], unit: string | null = null): Session => ({
  name: '甲',
  role: highestRole(roles.map(({ role }) => role)),
  roles,
  jurisdictions: [],
  accountId: 'u-1',
  unit,
  purpose: 'person',
  mustChangePassword: false,
});

beforeEach(async () => {
  tried = [];
  const reply: CasePort['act'] = ({ by }) => {
    tried.push(by.role);
    return Promise.resolve(
      by.role === 'office' || by.role === 'member-unit'
        ? { ok: true, id: 'w-1' }
        : { ok: false, id: 'w-1', refusal: { code: 'not-allowed', detail: 'for the office', roles: ['office'] } },
    );
  };
  const app = express();
  app.use(express.json());
  addCaseRoutes(app, {
    cases: { act: reply, begin: ({ by }) => reply({ by } as Parameters<typeof reply>[0]), paper: () => null },
    who: () => session,
    warnings: () =>
      [
        { id: 'w-1', jurisdiction: 'yangquan' },
        { id: 'w-2', jurisdiction: 'yangcheng' },
      ] as unknown as WireWarning[],
    placesOf: (plan) => (plan === 'both' ? ['yangquan', 'yangcheng'] : ['yangcheng']),
    body: (schema, request) => schema.parse(request.body),
  });
  app.use((error: unknown, _request: express.Request, response: express.Response, _next: express.NextFunction) => {
    const problem = error instanceof Refusal ? error.problem : { status: 500, code: String(error), detail: '' };
    response.status(problem.status).json(problem);
  });
  server = createServer(app);
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => server.close());

async function post(path: string, body: object): Promise<[number, string]> {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { detail = '' } = (await answer.json()) as { detail?: string };
  return [answer.status, detail];
}
const step = (id: string): Promise<[number, string]> => post(`/warnings/${id}/steps`, { revision: 1, step: 'x' });

describe('a command on a case', () => {
  it('is carried out in the highest role that may, of those in the jurisdiction of the case', async () => {
    session = person([
      { role: 'office', jurisdiction: 'yangquan' },
      { role: 'commander', jurisdiction: EVERYWHERE },
      { role: 'administrator', jurisdiction: EVERYWHERE },
    ]);
    expect((await step('w-1'))[0]).toBe(200);
    expect(tried).toEqual(['commander', 'office']);
    tried = [];
    expect(await step('w-2')).toEqual([403, 'for the office']);
    expect(tried).toEqual(['commander']);
  });

  it('is refused where the person has no role of a plan, before anything is looked at', async () => {
    session = person([{ role: 'commander', jurisdiction: 'yangquan' }]);
    expect(await step('w-2')).toEqual([403, 'the role commander decides nothing in a plan in yangcheng']);
    const declared = { plan: 'both', declaration: 'd', level: 'I', reason: 'r' };
    expect(await post('/declarations', declared)).toEqual([
      403,
      'the role commander decides nothing in a plan in yangquan, yangcheng',
    ]);
    session = person([{ role: 'administrator', jurisdiction: EVERYWHERE }]);
    expect((await step('w-1'))[0]).toBe(403);
    expect((await step('w-9'))[0]).toBe(403);
    expect(tried).toEqual([]);
  });

  it('of a member unit is for its own measures', async () => {
    session = person([{ role: 'member-unit', jurisdiction: EVERYWHERE }], 'ecology');
    const measure = (unit: string) =>
      post('/warnings/w-1/steps', { revision: 1, command: 'measure', measure: 'm', unit });
    expect(await measure('police')).toEqual([403, '甲 speaks for the unit ecology only']);
    expect((await measure('ecology'))[0]).toBe(200);
  });
});
