/** Signing in by name and password, and what accounts may do, over HTTP and sockets. */
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COMMAND_LINE } from '../../server/accounts/desk.ts';
import type { Grant } from '../../server/wire/shapes.ts';
import { makeAlarm, rawRequest, startWeb, type Harness } from './web-harness.ts';

const OWN = 'three lanterns at dusk';

let web: Harness;
let open: Socket[];
beforeEach(async () => {
  web = await startWeb({ mode: 'live', guests: false, token: 'right-token' });
  open = [];
});
afterEach(async () => {
  for (const socket of open) socket.close();
  await web.close();
});

const send = (
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  fetch(`${web.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  });
const get = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(`${web.url}${path}`, { headers, redirect: 'manual' });
const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  send('POST', path, body, headers);
const fullProblemOf = async (answer: Response): Promise<{ status: number; code: string; detail: string }> =>
  (await answer.json()) as { status: number; code: string; detail: string };
const problemOf = async (answer: Response): Promise<[number, string]> => [
  answer.status,
  (await fullProblemOf(answer)).code,
];
const cookiesOf = (answer: Response): Map<string, string> =>
  new Map(
    answer.headers.getSetCookie().map((cookie) => {
      const [pair = ''] = cookie.split(';');
      const at = pair.indexOf('=');
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
const headerOf = (cookies: ReadonlyMap<string, string>): string =>
  [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');

const at = (jurisdiction: string, ...roles: readonly Grant['role'][]): Grant[] =>
  roles.map((role) => ({ role, jurisdiction }));

/** Makes an account whose password is its own already. */
async function account(name: string, roles: readonly Grant[], unit: string | null = null): Promise<string> {
  const made = await web.accounts.create({ name, roles, unit }, COMMAND_LINE);
  if (!made.ok) throw new Error(made.detail);
  const { id } = made.account;
  await web.accounts.changePassword({ id, current: made.password, next: OWN });
  return id;
}
const signIn = (name: string, password = OWN, cookie = ''): Promise<Response> =>
  post('/api/session', { name, password }, { cookie });
async function cookieFor(name: string): Promise<string> {
  const answer = await signIn(name);
  expect(answer.status).toBe(200);
  return headerOf(cookiesOf(answer));
}

describe('signing in', () => {
  it('gives a session with all roles, wherever they hold, and a cookie that ends with the browser', async () => {
    const id = await account('值班甲', [...at('yangquan', 'operator', 'administrator'), ...at('yangcheng', 'office')]);
    const answer = await signIn(' 值班甲 ');
    expect(await answer.json()).toEqual({
      name: '值班甲',
      role: 'office',
      roles: [...at('yangquan', 'operator', 'administrator'), ...at('yangcheng', 'office')],
      jurisdictions: ['yangquan', 'yangcheng'],
      accountId: id,
      unit: null,
      purpose: 'person',
      mustChangePassword: false,
    });
    const [session = '', device = ''] = answer.headers.getSetCookie();
    expect(session).toMatch(/^wanglou_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(device).toMatch(/^wanglou_device=[\w.-]+; Path=\/; Max-Age=34560000; HttpOnly; SameSite=Strict$/);
    const cookie = headerOf(cookiesOf(answer));
    for (const [place, role] of [
      ['yangquan', 'operator'],
      ['yangcheng', 'office'],
      ['elsewhere', 'viewer'],
    ]) {
      expect(await (await get(`/api/session?jurisdiction=${place}`, { cookie })).json()).toMatchObject({ role });
    }
  });

  it('tells an unknown name and a wrong password apart for nobody', async () => {
    await account('known', at('*', 'operator'));
    const [unknown, wrong] = [await signIn('nobody', 'wrong'), await signIn('known', 'wrong')];
    expect(await fullProblemOf(unknown)).toEqual(await fullProblemOf(wrong));
    expect(unknown.status).toBe(401);
    expect(wrong.headers.getSetCookie()).toEqual([]);
  });

  it('by a role alone is of the demo', async () => {
    expect(await problemOf(await post('/api/session', { role: 'administrator' }))).toEqual([403, 'demo-only']);
    expect(await (await get('/api/sign-in')).json()).toEqual({ mode: 'live', guests: false, oneClick: false });
  });

  it('wrong passwords slow down whoever tries them, never for good; the known device of the owner is not slowed', async () => {
    await account('commander', at('*', 'commander'));
    const known = cookiesOf(await signIn('commander')).get('wanglou_device') ?? '';
    const tries = async (): Promise<(string | null)[]> => {
      const answer = await signIn('commander', 'wrong');
      return [String(answer.status), answer.headers.get('retry-after')];
    };
    for (let i = 0; i < 3; i++) expect(await tries()).toEqual(['401', null]);
    expect(await tries()).toEqual(['429', '2']);
    // The right password has to wait as well: else the answer would tell.
    expect(await problemOf(await signIn('commander'))).toEqual([429, 'slow-down']);
    web.wall.at += 2000;
    expect(await tries()).toEqual(['401', null]);
    expect(await tries()).toEqual(['429', '4']);

    expect((await signIn('commander', OWN, `wanglou_device=${known}`)).status).toBe(200);
    expect((await signIn('commander', OWN, `wanglou_device=${known.slice(0, -2)}xx`)).status).toBe(429);
    expect((await signIn('somebody else', 'wrong')).status).toBe(401);
    web.wall.at += 300_000;
    expect((await signIn('commander')).status).toBe(200);
    // Once right, all is forgotten.
    expect(await tries()).toEqual(['401', null]);
  });

  it('is looked at so many times a minute from one address', async () => {
    await web.close();
    web = await startWeb({ mode: 'live', signInsPerMinute: 2 });
    await signIn('a', 'x');
    await signIn('b', 'x');
    expect(await problemOf(await signIn('c', 'x'))).toEqual([429, 'too-many-sign-ins']);
  });

  it('from another site is refused, and so is everything else that changes something', async () => {
    const id = await account('admin', at('*', 'administrator'));
    const cookie = await cookieFor('admin');
    for (const [method, path] of [
      ['POST', '/api/session'],
      ['DELETE', '/api/session'],
      ['PUT', '/api/session/password'],
      ['POST', '/api/accounts'],
      ['PATCH', `/api/accounts/${id}`],
      ['POST', `/api/accounts/${id}/reset`],
      ['POST', '/api/walls'],
      ['DELETE', '/api/walls/w-1'],
    ] as const) {
      for (const foreign of [{ origin: 'http://evil.example' }, { 'sec-fetch-site': 'same-site' }]) {
        const headers = { cookie, host: `127.0.0.1:${web.port}`, 'content-type': 'application/json', ...foreign };
        const answer = await rawRequest(web.port, { method, path, headers });
        expect([path, answer.status, JSON.parse(answer.body)]).toMatchObject([path, 403, { code: 'foreign-origin' }]);
      }
    }
  });
});

describe('a one-time password', () => {
  it('opens nothing but its own change; then all other sessions end and this one begins anew', async () => {
    const made = await web.accounts.create({ name: 'new', roles: at('*', 'operator'), unit: null }, COMMAND_LINE);
    if (!made.ok) throw new Error(made.detail);
    const [one, other] = [await signIn('new', made.password), await signIn('new', made.password)];
    const cookies = [one, other].map((answer) => headerOf(cookiesOf(answer)));
    const [cookie = '', second = ''] = cookies;
    expect(await one.json()).toMatchObject({ mustChangePassword: true });
    for (const answer of [
      await get('/api/levels', { cookie }),
      await post('/api/alarms/a-1/acknowledge', { revision: 3 }, { cookie }),
      await post('/api/replays', { from: 0, to: 1, speed: 60 }, { cookie }),
    ]) {
      expect(await problemOf(answer)).toEqual([403, 'password-change-needed']);
    }
    const change = (current: string, next: string) =>
      send('PUT', '/api/session/password', { current, next }, { cookie });
    expect(await problemOf(await change('guess', OWN))).toEqual([401, 'wrong-password']);
    expect(await problemOf(await change(made.password, 'short'))).toEqual([422, 'weak-password']);
    expect(await problemOf(await change(made.password, made.password))).toEqual([422, 'weak-password']);
    const changed = await change(made.password, OWN);
    expect([changed.status, await changed.json()]).toMatchObject([200, { name: 'new', mustChangePassword: false }]);
    expect((await get('/api/levels', { cookie: headerOf(cookiesOf(changed)) })).status).toBe(200);
    for (const old of [cookie, second]) expect((await get('/api/levels', { cookie: old })).status).toBe(401);
    expect((await signIn('new', made.password)).status).toBe(401);
    expect((await signIn('new')).status).toBe(200);
  });

  it('is guessed at by nobody who found an open screen', async () => {
    await account('op', at('*', 'operator'));
    const cookie = await cookieFor('op');
    const codes: number[] = [];
    for (let i = 0; i < 6; i++) {
      codes.push((await send('PUT', '/api/session/password', { current: `guess ${i}`, next: OWN }, { cookie })).status);
    }
    expect(codes).toEqual([401, 401, 401, 401, 401, 429]);
  });
});

describe('roles', () => {
  it('hold in their jurisdiction only, over HTTP and over a socket', async () => {
    await account('甲', [...at('yangquan', 'operator'), ...at('yangcheng', 'viewer')]);
    const cookie = await cookieFor('甲');
    web.alarms.set('a-2', makeAlarm({ id: 'a-2', jurisdiction: 'yangcheng' }));
    const refused = await fullProblemOf(await post('/api/alarms/a-2/acknowledge', { revision: 3 }, { cookie }));
    expect(refused).toMatchObject({ status: 403, code: 'not-allowed' });
    expect(refused.detail).toMatch(/in yangcheng 甲 has the role viewer; this needs one of operator, office, /);
    const shelve = { revision: 3, minutes: 5, reason: 'x' };
    expect((await post('/api/alarms/a-2/shelve', shelve, { cookie })).status).toBe(403);
    // Of many, those elsewhere are refused and the others done.
    web.alarms.set('a-3', makeAlarm({ id: 'a-3' }));
    const items = ['a-2', 'a-3'].map((id) => ({ id, revision: 3 }));
    expect(await (await post('/api/alarms/acknowledge', { items }, { cookie })).json()).toMatchObject({
      items: [
        { id: 'a-2', ok: false, problem: { code: 'not-allowed' } },
        { id: 'a-3', ok: true },
      ],
    });
    const screen = await watch({ cookie });
    expect(await screen.emitWithAck('acknowledge', { id: 'a-2', revision: 3 })).toMatchObject({
      ok: false,
      problem: { code: 'not-allowed' },
    });
    expect(await screen.emitWithAck('acknowledge', { id: 'a-1', revision: 3 })).toMatchObject({ ok: true });
    expect(web.alarms.get('a-2')?.state).toBe('unacknowledged');
  });

  it('that act nowhere are named', async () => {
    await account('看', at('*', 'viewer'));
    await account('单位', at('*', 'member-unit'), 'ecology');
    for (const [name, role] of [
      ['看', 'viewer'],
      ['单位', 'member-unit'],
    ] as const) {
      const answer = await post('/api/alarms/a-1/acknowledge', { revision: 3 }, { cookie: await cookieFor(name) });
      expect(await fullProblemOf(answer)).toMatchObject({
        status: 403,
        code: 'not-allowed',
        detail: expect.stringContaining(`the role ${role}`),
      });
    }
  });

  it('change at once for those who are signed in; a disabled account is out at once', async () => {
    const id = await account('乙', at('*', 'viewer'));
    await account('admin', at('*', 'administrator'));
    const [cookie, admin] = [await cookieFor('乙'), await cookieFor('admin')];
    const change = (body: object) => send('PATCH', `/api/accounts/${id}`, body, { cookie: admin });
    expect(await (await change({ roles: at('yangquan', 'operator') })).json()).toMatchObject({
      roles: at('yangquan', 'operator'),
    });
    expect((await post('/api/alarms/a-1/acknowledge', { revision: 3 }, { cookie })).status).toBe(200);
    const screen = await watch({ cookie });
    const gone = new Promise<string>((resolve) => screen.once('disconnect', resolve));
    expect(await (await change({ disabled: true })).json()).toMatchObject({ disabled: true });
    expect(await gone).toBe('io server disconnect');
    expect((await get('/api/levels', { cookie })).status).toBe(401);
    expect(await problemOf(await signIn('乙'))).toEqual([403, 'account-disabled']);
    expect((await change({ disabled: false })).status).toBe(200);
    // What ended stays ended.
    expect((await get('/api/levels', { cookie })).status).toBe(401);
    expect((await signIn('乙')).status).toBe(200);
  });
});

describe('administrators', () => {
  it('make accounts, see no password again, and keep one of themselves', async () => {
    const adminId = await account('admin', at('*', 'administrator'));
    const cookie = await cookieFor('admin');
    const made = await post(
      '/api/accounts',
      { name: '单位丙', roles: at('*', 'member-unit'), unit: 'ecology' },
      { cookie },
    );
    expect(made.status).toBe(201);
    const { account: row, password } = (await made.json()) as { account: { id: string }; password: string };
    expect((await signIn('单位丙', password)).status).toBe(200);
    const listed = await (await get('/api/accounts', { cookie })).text();
    expect(JSON.parse(listed)).toMatchObject({
      accounts: [{ name: 'admin' }, { name: '单位丙', unit: 'ecology', mustChangePassword: true }],
      walls: [],
    });
    expect(listed).not.toMatch(/argon2|password"/);
    for (const [body, status, code] of [
      [{ name: 'ADMIN', roles: at('*', 'viewer') }, 409, 'name-taken'],
      [{ name: 'x', roles: at('atlantis', 'viewer') }, 422, 'invalid-account'],
      [{ name: '<b>', roles: at('*', 'viewer') }, 422, 'invalid-account'],
      [{ name: 'x', roles: [] }, 400, 'invalid-body'],
    ] as const) {
      expect(await problemOf(await post('/api/accounts', body, { cookie }))).toEqual([status, code]);
    }
    const reset = (await (await post(`/api/accounts/${row.id}/reset`, null, { cookie })).json()) as {
      password: string;
    };
    expect((await signIn('单位丙', password)).status).toBe(401);
    expect((await signIn('单位丙', reset.password)).status).toBe(200);
    for (const change of [{ disabled: true }, { roles: at('*', 'viewer') }]) {
      const answer = await send('PATCH', `/api/accounts/${adminId}`, change, { cookie });
      expect(await problemOf(answer)).toEqual([409, 'last-administrator']);
    }
    expect((await send('PATCH', '/api/accounts/u-9', { disabled: true }, { cookie })).status).toBe(404);
  });

  it('of one jurisdiction look after its accounts only', async () => {
    await account('root', at('*', 'administrator'));
    await account('local', at('yangquan', 'administrator', 'operator'));
    const both = await account('both', [...at('yangquan', 'operator'), ...at('yangcheng', 'operator')]);
    const cookie = await cookieFor('local');
    expect(await (await get('/api/accounts', { cookie })).json()).toMatchObject({
      accounts: [{ name: 'local' }],
      walls: [],
    });
    expect((await post('/api/accounts', { name: 'a', roles: at('yangquan', 'viewer') }, { cookie })).status).toBe(201);
    for (const answer of [
      await post('/api/accounts', { name: 'b', roles: at('*', 'administrator') }, { cookie }),
      await post('/api/accounts', { name: 'b', roles: at('yangcheng', 'viewer') }, { cookie }),
      await post(`/api/accounts/${both}/reset`, null, { cookie }),
      await send('PATCH', `/api/accounts/${both}`, { disabled: true }, { cookie }),
      await post('/api/walls', { name: 'hall' }, { cookie }),
    ]) {
      expect(await problemOf(answer)).toEqual([403, 'not-allowed']);
    }
  });

  it('are who they are: nobody else sees or changes accounts, but the command line of this machine', async () => {
    await account('op', at('*', 'commander'));
    const cookie = await cookieFor('op');
    for (const headers of [{}, { cookie }, { authorization: 'Bearer wrong-key' }]) {
      expect([401, 403]).toContain((await get('/api/accounts', headers)).status);
      expect([401, 403]).toContain(
        (await post('/api/accounts', { name: 'x', roles: at('*', 'viewer') }, headers)).status,
      );
    }
    const authorization = 'Bearer command-key';
    expect((await get('/api/accounts', { authorization })).status).toBe(200);
    // The key is for accounts and nothing else.
    expect((await get('/api/levels', { authorization })).status).toBe(401);
  });
});

describe('a wall', () => {
  async function wall(): Promise<{ readonly id: string; readonly cookie: string; readonly token: string }> {
    await account('admin', at('*', 'administrator'));
    const made = await post('/api/walls', { name: '大厅' }, { cookie: await cookieFor('admin') });
    const { wall: row, token, path } = (await made.json()) as { wall: { id: string }; token: string; path: string };
    expect([made.status, path]).toEqual([201, `/wall?token=${token}`]);
    const shown = await get(`${path}&jurisdiction=yangquan`);
    expect([shown.status, shown.headers.get('location')]).toEqual([302, '/wall?jurisdiction=yangquan']);
    expect(shown.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^wanglou_wall=[\w-]{43}; Path=\/; Max-Age=34560000; HttpOnly; SameSite=Strict$/),
    ]);
    return { id: row.id, cookie: headerOf(cookiesOf(shown)), token };
  }

  it('looks, and can do nothing else', async () => {
    const { id, cookie } = await wall();
    expect(await (await get('/api/session', { cookie })).json()).toMatchObject({
      name: '大厅',
      role: 'viewer',
      purpose: 'wall',
      wall: id,
      accountId: null,
    });
    expect((await get('/api/levels', { cookie })).status).toBe(200);
    const screen = await watch({ cookie });
    expect(await screen.emitWithAck('acknowledge', { id: 'a-1', revision: 3 })).toMatchObject({
      problem: { code: 'not-allowed' },
    });
    for (const answer of [
      await get('/api/accounts', { cookie }),
      await get('/api/rejections', { cookie }),
      await post('/api/alarms/a-1/acknowledge', { revision: 3 }, { cookie }),
      await post('/api/reports', { plan: 'p', values: {} }, { cookie }),
      await post('/api/declarations', {}, { cookie }),
      await post('/api/replays', { from: 0, to: 1, speed: 60 }, { cookie }),
      await post('/api/walls', { name: 'x' }, { cookie }),
      await send('PUT', '/api/session/password', { current: 'a', next: 'b' }, { cookie }),
    ]) {
      expect(await problemOf(answer)).toEqual([403, 'not-allowed']);
    }
  });

  it('goes dark when its token is taken back, and a wrong token opens none', async () => {
    const { id, cookie, token } = await wall();
    const screen = await watch({ cookie });
    const gone = new Promise<string>((resolve) => screen.once('disconnect', resolve));
    const admin = await cookieFor('admin');
    expect((await send('DELETE', `/api/walls/${id}`, null, { cookie: admin })).status).toBe(204);
    expect(await gone).toBe('io server disconnect');
    expect((await get('/api/levels', { cookie })).status).toBe(401);
    for (const wrong of [token, 'x'.repeat(43), '']) {
      const answer = await get(`/wall?token=${wrong}`);
      expect([answer.headers.get('location'), answer.headers.getSetCookie()]).toEqual(['/wall?refused=1', []]);
    }
    expect((await send('DELETE', `/api/walls/${id}`, null, { cookie: admin })).status).toBe(404);
  });

  it('shows who is signed in at its screen, and is a wall again afterwards', async () => {
    const { cookie } = await wall();
    const person = `${cookie}; ${await cookieFor('admin')}`;
    expect(await (await get('/api/session', { cookie: person })).json()).toMatchObject({ name: 'admin' });
    const out = await send('DELETE', '/api/session', null, { cookie: person });
    expect(out.headers.getSetCookie()).toEqual([expect.stringMatching(/^wanglou_session=; Path=\/; Max-Age=0/)]);
    expect(await (await get('/api/session', { cookie: person })).json()).toMatchObject({ purpose: 'wall' });
  });
});

describe('without guests', () => {
  it('nothing is shown but how to sign in, and whether the program is well', async () => {
    for (const path of [
      '/api/levels',
      '/api/alarms',
      '/api/plans',
      '/api/warnings',
      '/api/jurisdictions',
      '/api/jurisdictions/outlined/boundary',
      '/metrics',
    ]) {
      expect([path, ...(await problemOf(await get(path)))]).toEqual([path, 401, 'not-signed-in']);
    }
    expect(await (await get('/api/health')).json()).toEqual({ state: 'ok', parts: [] });
    expect(await (await get('/api/session')).json()).toBeNull();
    expect((await get('/metrics', { authorization: 'Bearer right-token' })).status).toBe(200);
    await expect(watch({})).rejects.toMatchObject({ data: { code: 'not-signed-in' } });
    await expect(watch({ origin: 'http://evil.example' })).rejects.toThrow('websocket error');
  });

  it('a screen goes dark with the session that it was opened by, and keeps it alive until then', async () => {
    await account('op', at('*', 'operator'));
    const cookie = await cookieFor('op');
    const screen = await watch({ cookie });
    for (let hours = 0; hours < 30; hours += 10) {
      web.wall.at += 10 * 3_600_000;
      web.advance(60_000);
    }
    expect((await get('/api/levels', { cookie })).status).toBe(200);
    const gone = new Promise<string>((resolve) => screen.once('disconnect', resolve));
    await send('DELETE', '/api/session', null, { cookie });
    expect(await gone).toBe('io server disconnect');
  });
});

/** A screen of the live picture, once it is let in. */
async function watch(headers: Readonly<Record<string, string>>): Promise<Socket> {
  const socket: Socket = io(`${web.url}/live`, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders: { ...headers },
  });
  open.push(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', () => resolve());
    socket.once('connect_error', reject);
  });
  return socket;
}
