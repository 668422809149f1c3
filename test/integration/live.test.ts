/** The program in MODE=live: how it starts, who gets in, and `npm run accounts` with and without a server. */
import { cpSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { makePlace, type Place, type Program } from './program.ts';

// Several starts of the whole program in one test, on a machine that may have other work.
vi.setConfig({ testTimeout: 180_000 });

const LIVE = { MODE: 'live', INGEST_TOKEN: 'token-of-8', SIMULATE: '0' } as const;
const OWN = 'three lanterns at dusk';

let place: Place;
beforeEach(() => {
  place = makePlace();
});
afterEach(() => place.remove());

const signIn = (program: Program, name: string, password: string): Promise<Response> =>
  program.post('/api/session', { name, password });
const cookieOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .join('; ');
const change = (program: Program, cookie: string, current: string, next: string): Promise<Response> =>
  fetch(`${program.url}/api/session/password`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify({ current, next }),
  });
const statusOf = async (program: Program, path: string, cookie = ''): Promise<number> =>
  (await fetch(`${program.url}${path}`, { headers: { cookie } })).status;
const codeOf = async (answer: Response): Promise<unknown> => [
  answer.status,
  z.object({ code: z.string() }).parse(await answer.json()).code,
];
const accounts = (...args: readonly string[]) => place.run('server/commands/accounts.ts', args, LIVE);
const ONE_TIME = /[a-z2-9]{5}(?:-[a-z2-9]{5}){3}/;

describe('the start', () => {
  test('open ingest -> refused', async () => {
    const { status, error } = await place.run('server/main.ts', [], { MODE: 'live' });
    expect(status).toBe(2);
    expect(error).toMatch(/INGEST_TOKEN: live takes readings only from those who show a token/);
    expect(existsSync(join(place.dataDir, 'live'))).toBe(false);
  });

  test('first -> a one-time password, once, and nowhere else -> changed -> readings by token -> restart: all is kept', async () => {
    const program = await place.start(LIVE);
    const [password = ''] = ONE_TIME.exec(program.said()) ?? [];
    expect(program.said()).toMatch(/LIVE .*\n[^]*admin\n.*one-time password, shown this once: {2}[a-z2-9-]{23}\n/);
    expect(program.said()).not.toMatch(/one click/);

    // Nothing is to be had without signing in, and a role alone opens nothing.
    expect(await statusOf(program, '/api/levels')).toBe(401);
    await expect(program.screen()).rejects.toThrow(/signed in/);
    expect(await codeOf(await program.post('/api/session', { role: 'administrator' }))).toEqual([403, 'demo-only']);
    const reading = { source: 'ts-grid', metric: 'grid.load', time: Date.now(), value: 300 };
    expect((await program.post('/api/readings', { readings: [reading] })).status).toBe(401);
    const authorization = `Bearer ${LIVE.INGEST_TOKEN}`;
    expect((await program.post('/api/readings', { readings: [reading] }, { authorization })).status).toBe(200);

    expect(await codeOf(await signIn(program, 'admin', 'guess'))).toEqual([401, 'wrong-password']);
    const first = cookieOf(await signIn(program, 'admin', password));
    expect(await statusOf(program, '/api/levels', first)).toBe(403);
    const changed = await change(program, first, password, OWN);
    const own = cookieOf(changed);
    expect([changed.status, await statusOf(program, '/api/levels', own)]).toEqual([200, 200]);
    expect((await program.screen({ cookie: own })).seen[0]?.payload).toMatchObject({ mode: 'live' });

    // The hash is in the owner's file; the record that forgets nothing holds neither it nor a password.
    const folder = join(place.dataDir, 'live', 'accounts');
    expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(place.dataDir, 'command.key')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, 'secrets.json'), 'utf8')).toContain('$argon2id$v=19$m=65536,t=3,p=4$');
    const record = readFileSync(join(folder, 'accounts.ndjson'), 'utf8');
    expect(record).toMatch(/"accounts-opened"[^]*"account-created"[^]*"password-set"[^]*"password-set"/);
    for (const secret of ['argon2', password, OWN]) expect(record).not.toContain(secret);

    expect(await program.stop()).toBe(0);
    expect(existsSync(join(place.dataDir, 'command.key'))).toBe(false);
    const again = await place.start(LIVE);
    expect(again.said()).not.toMatch(ONE_TIME);
    expect(await statusOf(again, '/api/levels', own)).toBe(401);
    const back = await signIn(again, 'ADMIN', OWN);
    expect(back.status).toBe(200);
    const points = await (
      await fetch(`${again.url}/api/readings?source=ts-grid&metric=grid.load&from=0&to=9999999999999`, {
        headers: { cookie: cookieOf(back) },
      })
    ).json();
    expect(points).toEqual({ points: [[reading.time, 300]] });
    await again.kill();
    // What a killed server leaves behind keeps nobody out.
    const third = await place.start({ ...LIVE, GUESTS: '1' });
    expect(await statusOf(third, '/api/levels')).toBe(200);
    expect((await third.screen()).seen.length).toBeGreaterThan(0);
    await third.stop();
  });

  test('on accounts of a demo -> refused', async () => {
    const demo = await place.start();
    await demo.stop();
    cpSync(join(place.dataDir, 'demo', 'accounts'), join(place.dataDir, 'live', 'accounts'), { recursive: true });
    const { status, error } = await place.run('server/main.ts', [], LIVE);
    expect([status, error]).toEqual([1, expect.stringContaining('these are accounts of demo, not of live')]);
  });
});

describe('npm run accounts', () => {
  test('without a server and through one: made, listed, reset, disabled, roles by jurisdiction, walls', async () => {
    const made = await accounts('add', '值班甲', '--role', 'operator', '--jurisdiction', 'testshire');
    expect([made.status, made.out]).toEqual([0, expect.stringMatching(/^[a-z2-9-]{23}\n$/)]);
    const program = await place.start(LIVE);
    // There was an account already, so there is no first one.
    expect(program.said()).not.toMatch(ONE_TIME);
    const first = cookieOf(await signIn(program, '值班甲', made.out.trim()));
    const cookie = cookieOf(await change(program, first, made.out.trim(), OWN));

    expect((await accounts('add', 'root', '--role', 'administrator')).status).toBe(0);
    expect(
      (await accounts('role', '值班甲', '--role', 'viewer', '--role', 'member-unit@testshire', '--unit', 'moon')).error,
    ).toMatch(/unit: no plan knows "moon"/);
    expect((await accounts('role', '值班甲', '--role', 'office@testshire', '--role', 'viewer')).status).toBe(0);
    const listed = await accounts('list');
    expect(listed.out).toBe('root\tadministrator\t-\tone-time password\n值班甲\toffice@testshire viewer\t-\tactive\n');
    expect(await (await fetch(`${program.url}/api/session`, { headers: { cookie } })).json()).toMatchObject({
      role: 'office',
      jurisdictions: ['*'],
    });

    const wall = await accounts('wall', '大厅');
    expect(wall.out).toMatch(/^\/wall\?token=[\w-]{43}\n$/);
    const shown = await fetch(`${program.url}${wall.out.trim()}`, { redirect: 'manual' });
    const looking = cookieOf(shown);
    const screen = await program.screen({ cookie: looking });
    const gone = new Promise<string>((done) => screen.socket.once('disconnect', done));
    expect((await accounts('wall-revoke', '大厅')).status).toBe(0);
    expect(await gone).toBe('io server disconnect');
    expect(await statusOf(program, '/api/levels', looking)).toBe(401);

    expect((await accounts('disable', '值班甲')).status).toBe(0);
    expect(await statusOf(program, '/api/levels', cookie)).toBe(401);
    expect((await accounts('disable', 'root')).error).toMatch(/nobody would be left/);
    expect((await accounts('enable', '值班甲')).status).toBe(0);
    const reset = await accounts('reset', '值班甲');
    expect((await signIn(program, '值班甲', OWN)).status).toBe(401);
    expect((await signIn(program, '值班甲', reset.out.trim())).status).toBe(200);

    await program.stop();
    // The folder again, with what was done through the server.
    expect((await accounts('list')).out).toContain('值班甲\toffice@testshire viewer\t-\tone-time password\n');
  });

  test.each([
    [[], /no command was named/],
    [['sing'], /there is no sing/],
    [['add', 'a'], /no --role was given/],
    [['add', 'a', '--role', 'king'], /there is no role king/],
    [['reset'], /reset: no name was given/],
    [['list', '--role', 'viewer'], /list takes no --role/],
    [['disable', 'nobody'], /there is no account nobody/],
    [['add', 'a', '--role', 'viewer@atlantis'], /no jurisdiction "atlantis"/],
  ] as const)('%j is refused', async (args, message) => {
    const { status, out, error } = await accounts(...args);
    expect([status, out]).toEqual([2, '']);
    expect(error).toMatch(message);
  });
});
