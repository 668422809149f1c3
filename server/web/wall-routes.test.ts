import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EVERYWHERE, highestRole, type Grant, type Role } from '../model/grant.ts';
import { STANDARD_LAYOUT, type WallLayout } from '../model/wall-layout.ts';
import { WallLayouts } from '../walls/layouts.ts';
import type { Jurisdiction, Session } from '../wire/shapes.ts';
import { refusePerson } from './permission.ts';
import { Refusal } from './problems.ts';
import { addWallRoutes } from './wall-routes.ts';

let folder: string;
let server: Server;
let url: string;
let session: Session | null;

function signIn(name: string, role: Role, ...places: readonly string[]): void {
  const roles: Grant[] = places.map((jurisdiction) => ({ role, jurisdiction }));
  session = {
    name,
    role: highestRole(roles.map((grant) => grant.role)),
    roles,
    jurisdictions: places,
    accountId: 'u-1',
    unit: null,
    purpose: 'person',
    mustChangePassword: false,
  };
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wall-routes-'));
  const layouts = await WallLayouts.open({ folder, clock: { now: () => 0 }, onTrouble: () => undefined });
  const app = express();
  app.use(express.json());
  addWallRoutes(app, {
    layouts,
    jurisdictions: () => [{ id: 'yangquan' }, { id: 'yangcheng' }] as unknown as Jurisdiction[],
    person: () => {
      const refused = session === null ? null : refusePerson(session);
      if (refused !== null) throw new Refusal(refused);
      return session;
    },
  });
  app.use((error: unknown, _request: express.Request, response: express.Response, _next: express.NextFunction) => {
    if (!(error instanceof Refusal)) throw error;
    response.status(error.problem.status).json({ ...error.problem, ...error.more });
  });
  server = createServer(app);
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/wall-layouts`;
  signIn('甲', 'administrator', EVERYWHERE);
});
afterEach(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

const layout = (more: Partial<WallLayout> = {}): WallLayout => ({ ...STANDARD_LAYOUT, title: '大厅', ...more });

async function ask(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${url}${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
}
const put = (id: string, revision: number, one: WallLayout = layout()) =>
  ask('PUT', `/${id}`, { revision, layout: one });

describe('layouts of walls', () => {
  it('are made, changed, read by whoever looks, and taken away', async () => {
    expect(await ask('GET', '/hall')).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(await put('hall', 0)).toMatchObject({ status: 201, body: { id: 'hall', revision: 1, savedBy: '甲' } });
    expect(await put('hall', 1, layout({ theme: 'light' }))).toMatchObject({ status: 200, body: { revision: 2 } });
    session = null;
    expect(await ask('GET', '')).toMatchObject({ status: 200, body: [{ id: 'hall', layout: { theme: 'light' } }] });
    expect(await ask('GET', '/hall')).toMatchObject({ status: 200, body: { revision: 2 } });
    signIn('甲', 'administrator', EVERYWHERE);
    expect((await ask('DELETE', '/hall?revision=2')).status).toBe(204);
    expect((await ask('DELETE', '/hall?revision=2')).status).toBe(404);
  });

  it('409 with what there is now, when somebody else saved', async () => {
    await put('hall', 0);
    signIn('乙', 'administrator', EVERYWHERE);
    await put('hall', 1, layout({ title: '前厅' }));
    signIn('甲', 'administrator', EVERYWHERE);
    const stale = { status: 409, body: { code: 'stale-revision', layout: { revision: 2, layout: { title: '前厅' } } } };
    expect(await put('hall', 1)).toMatchObject(stale);
    expect(await put('hall', 0)).toMatchObject(stale);
    expect(await ask('DELETE', '/hall?revision=1')).toMatchObject(stale);
    expect(await put('lobby', 4)).toMatchObject({ status: 409, body: { layout: null } });
  });

  it.each<[string, () => void, string]>([
    ['nobody', () => (session = null), 'not-signed-in'],
    ['a commander', () => signIn('丙', 'commander', EVERYWHERE), 'not-allowed'],
    ['an administrator of elsewhere', () => signIn('丁', 'administrator', 'yangcheng'), 'not-allowed'],
    [
      'a wall',
      () => {
        signIn('墙', 'viewer', EVERYWHERE);
        if (session !== null) session = { ...session, purpose: 'wall' };
      },
      'not-allowed',
    ],
  ])('are not changed by %s', async (_, become, code) => {
    await put('hall', 0, layout({ jurisdictions: ['yangquan'] }));
    become();
    expect((await put('hall', 1, layout({ jurisdictions: ['yangcheng'] }))).body).toMatchObject({ code });
    expect((await ask('DELETE', '/hall?revision=1')).body).toMatchObject({ code });
  });

  it('of one place are for its administrator, who cannot make them show others', async () => {
    signIn('丁', 'administrator', 'yangcheng');
    expect((await put('county', 0, layout({ jurisdictions: ['yangcheng'] }))).status).toBe(201);
    for (const jurisdictions of [[], ['yangcheng', 'yangquan']]) {
      expect(await put('county', 1, layout({ jurisdictions }))).toMatchObject({ status: 403 });
    }
  });

  it.each<[string, string, unknown, number]>([
    ['a place that is not loaded', 'hall', layout({ jurisdictions: ['taiyuan'] }), 422],
    ['a place twice', 'hall', layout({ jurisdictions: ['yangquan', 'yangquan'] }), 400],
    [
      'a panel that cannot be read',
      'hall',
      layout({
        rows: [
          { share: 5, panels: [{ kind: 'map', share: 5 }] },
          { share: 95, panels: [{ kind: 'alarms', share: 5 }] },
        ],
      }),
      400,
    ],
    ['no panel', 'hall', layout({ rows: [] }), 400],
    ['a page a second', 'hall', layout({ pageSeconds: 1 }), 400],
    ['more than a layout', 'hall', { ...layout(), colour: 'red' }, 400],
    ['an id that is a path', '..%2Faccounts', layout(), 400],
    ['an id that is too long', 'x'.repeat(41), layout(), 400],
  ])('are refused: %s', async (_, id, one, status) => {
    expect((await ask('PUT', `/${id}`, { revision: 0, layout: one })).status).toBe(status);
    expect((await ask('GET', '')).body).toEqual([]);
  });
});
