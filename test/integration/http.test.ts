import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeAlarm, NOW, OUTLINE, rawRequest, startWeb, type Harness } from './web-harness.ts';

let web: Harness;
beforeEach(async () => {
  web = await startWeb();
});
afterEach(async () => {
  await web.close();
});

const good = { source: 'yq-01', metric: 'air.so2', time: NOW, value: 12.5 };
const send = (
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
  method: 'POST' | 'PATCH' = 'POST',
): Promise<Response> =>
  fetch(`${web.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: body instanceof Uint8Array ? Uint8Array.from(body) : typeof body === 'string' ? body : JSON.stringify(body),
  });
const sendLines = (body: string | Uint8Array, query = 'db=x&precision=ms', headers: Record<string, string> = {}) =>
  send(`/write?${query}`, body, { 'content-type': 'text/plain', ...headers });

describe('POST /api/imports', () => {
  it('keeps readings of any source apart from the live ones, and says which lines are wrong', async () => {
    const body = [{ ...good, source: 'nobody' }, { ...good, value: 'much' }, good].map((one) => JSON.stringify(one));
    const answer = await send('/api/imports', body.join('\n'), { 'content-type': 'application/x-ndjson' });
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { accepted: 2, rejected: [{ index: 1, reason: expect.stringMatching(/^value: /) }] },
    ]);
    expect(web.imported.map(({ source }) => source)).toEqual(['nobody', 'yq-01']);
    expect(web.accepted).toEqual([]);
  });

  it('wants the token, as the other ways in', async () => {
    await web.close();
    web = await startWeb({ token: 'token-of-8' });
    expect((await send('/api/imports', JSON.stringify(good))).status).toBe(401);
    expect((await send('/api/imports', JSON.stringify(good), { authorization: 'Bearer token-of-8' })).status).toBe(200);
  });
});

describe('POST /api/readings', () => {
  it('answers how many were taken, and which were not and why', async () => {
    const answer = await send('/api/readings', {
      readings: [good, { ...good, value: '12' }, { ...good, source: 'nobody' }, { ...good, value: 13 }],
    });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      accepted: 2,
      rejected: [
        { index: 1, reason: expect.stringMatching(/^value: .*\(got "12"\)$/) },
        { index: 2, reason: 'unknown source "nobody"' },
      ],
    });
    expect(web.accepted.map((reading) => reading.value)).toEqual([12.5, 13]);
  });

  it('takes NDJSON and gzip', async () => {
    const body = `${JSON.stringify(good)}\nnonsense\n${JSON.stringify(good)}\n`;
    const answer = await send('/api/readings', gzipSync(body), {
      'content-type': 'application/x-ndjson',
      'content-encoding': 'gzip',
    });
    expect(await answer.json()).toEqual({
      accepted: 2,
      rejected: [{ index: 1, reason: 'no JSON: unexpected "nonsense" at line 2, column 1' }],
    });
  });

  it.each([
    ['broken JSON', '{"readings":[{]}', 400, 'malformed-body', /unexpected "\]\}" at line 1, column 15/],
    ['NaN', '{"readings":[{"value":NaN}]}', 400, 'malformed-body', /unexpected "NaN/],
    ['a wrong type', '{"readings":5}', 400, 'invalid-body', /must be a list/],
    ['an empty body', '', 400, 'malformed-body', /ends too early/],
    ['too many', JSON.stringify({ readings: Array(50_001).fill(0) }), 413, 'too-many-readings', /50000/],
    ['too much', ' '.repeat(10_000_001), 413, 'body-too-large', /10000000/],
  ])('refuses %s as a problem', async (_name, body, status, code, detail) => {
    const answer = await send('/api/readings', body);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await answer.json()).toMatchObject({ status, code, detail: expect.stringMatching(detail) });
    expect(web.accepted).toEqual([]);
  });

  it('counts the size of a gzip body after inflating, and says when it cannot be inflated', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, 0x20));
    expect(bomb.length).toBeLessThan(100_000);
    expect((await send('/api/readings', bomb, { 'content-encoding': 'gzip' })).status).toBe(413);
    const broken = await send('/api/readings', 'no gzip', { 'content-encoding': 'gzip' });
    expect([broken.status, await broken.json()]).toMatchObject([400, { code: 'malformed-body' }]);
    expect((await send('/api/readings', 'x', { 'content-encoding': 'zip' })).status).toBe(415);
  });

  it('sends away with 429 and Retry-After when it is full, and with 500 and no details when the store fails', async () => {
    web.world.intake = { ok: false, retryAfterS: 7 };
    const full = await send('/api/readings', { readings: [good] });
    expect([full.status, full.headers.get('retry-after')]).toEqual([429, '7']);
    expect(await full.json()).toMatchObject({ code: 'overloaded' });
    web.world.intake = new Error('disk /secret/path is full');
    const failed = await send('/api/readings', { readings: [good] });
    expect(failed.status).toBe(500);
    expect(await failed.text()).not.toContain('secret');
    expect(web.errors).toEqual([web.world.intake]);
  });

  it('reads only so many bodies at a time', async () => {
    const narrow = await startWeb({ maxBytesInWork: 100 });
    const post = (): Promise<Response> =>
      fetch(`${narrow.url}/api/readings`, { method: 'POST', body: JSON.stringify({ readings: [good] }) });
    let store: (answer: { ok: true; accepted: number; rejected: [] }) => void = () => undefined;
    narrow.world.intake = new Promise((resolve) => {
      store = resolve;
    });
    const [first, second] = [post(), post()];
    const refused = await Promise.race([first, second]);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    store({ ok: true, accepted: 1, rejected: [] });
    expect((await Promise.all([first, second])).map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([
      200, 429,
    ]);
    expect((await post()).status).toBe(200);
    await narrow.close();
  });

  it('keeps the last refused readings for those signed in', async () => {
    await send('/api/readings', { readings: [{ ...good, source: 'nobody' }] });
    expect((await fetch(`${web.url}/api/rejections`)).status).toBe(401);
    const shown = await fetch(`${web.url}/api/rejections`, { headers: { cookie: await web.signIn('viewer') } });
    expect(await shown.json()).toEqual([{ at: NOW, feed: 'json', index: 0, reason: 'unknown source "nobody"' }]);
  });
});

describe('POST /write', () => {
  it('answers 204 when every line was stored', async () => {
    const answer = await sendLines(gzipSync('air,source=yq-01,period=60 so2=12.3 1732000000000\n'), undefined, {
      'content-encoding': 'gzip',
    });
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    expect(web.accepted).toMatchObject([{ metric: 'air.so2', value: 12.3, period: 60, time: 1_732_000_000_000 }]);
  });

  it.each(['/write', '/api/v2/write'])('%s stores the good lines and names the bad ones by number', async (path) => {
    const body =
      'air,source=yq-01 so2=1 1\nair,source=yq-01 so2= 2\nair,source=nobody so2=3 3\nair,source=yq-01 so2=4 4\n';
    const answer = await send(`${path}?precision=ms`, body, { 'content-type': 'text/plain' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      error:
        "partial write: line 2: unable to parse 'air,source=yq-01 so2= 2': missing field value\n" +
        'line 3: unknown source "nobody" dropped=2',
      code: 'invalid',
    });
    expect(web.accepted.map((reading) => reading.value)).toEqual([1, 4]);
  });

  it.each([
    ['n', '1732000000000000000'],
    ['us', '1732000000000000'],
    ['s', '1732000000'],
    ['', '1732000000000000000'],
  ])('reads precision "%s"', async (precision, stamp) => {
    expect((await sendLines(`air,source=a so2=1 ${stamp}`, `precision=${precision}`)).status).toBe(204);
    expect(web.accepted[0]?.time).toBe(1_732_000_000_000);
  });

  it('speaks to Influx clients in their own form', async () => {
    const wrong = await sendLines('air,source=a so2=1', 'precision=years');
    expect([wrong.status, await wrong.json()]).toMatchObject([400, { error: expect.stringContaining('"years"') }]);
    web.world.intake = { ok: false, retryAfterS: 2 };
    const full = await sendLines('air,source=a so2=1');
    expect([full.status, full.headers.get('retry-after')]).toEqual([429, '2']);
    expect(await full.json()).toHaveProperty('error');
    const big = await sendLines('x'.repeat(10_000_001));
    expect([big.status, await big.json()]).toMatchObject([413, { error: expect.stringContaining('larger') }]);
    expect((await fetch(`${web.url}/ping`)).status).toBe(204);
    expect((await fetch(`${web.url}/ping`, { method: 'HEAD' })).status).toBe(204);
    expect((await sendLines('')).status).toBe(204);
  });
});

describe('the ingest token', () => {
  const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
  it.each([
    ['none', {}, '', 401],
    ['a wrong one', { authorization: 'Bearer wrong-token' }, '', 401],
    ['Bearer', { authorization: 'Bearer right-token' }, '', 204],
    ['Token', { authorization: 'Token right-token' }, '', 204],
    ['Token with a user', { authorization: 'Token me:right-token' }, '', 204],
    ['Basic', { authorization: basic('me:right-token') }, '', 204],
    ['u and p', {}, '&u=me&p=right-token', 204],
    ['a wrong p', {}, '&u=right-token&p=x', 401],
  ])('%s', async (_name, headers, query, status) => {
    const guarded = await startWeb({ token: 'right-token' });
    const answer = await fetch(`${guarded.url}/write?precision=ms${query}`, {
      method: 'POST',
      headers,
      body: 'air,source=a so2=1 1',
    });
    expect(answer.status).toBe(status);
    expect(guarded.accepted).toHaveLength(status === 204 ? 1 : 0);
    expect(answer.headers.has('www-authenticate')).toBe(status === 401);
    await guarded.close();
  });
});

describe('the session', () => {
  it('is one click by role, kept in a cookie that scripts and other sites cannot use', async () => {
    const answer = await send('/api/session', { role: 'operator' }, { 'accept-language': 'en' });
    const session = {
      name: 'Duty operator',
      role: 'operator',
      roles: [{ role: 'operator', jurisdiction: '*' }],
      jurisdictions: ['*'],
      accountId: null,
      unit: null,
      purpose: 'demo',
      mustChangePassword: false,
    };
    expect(await answer.json()).toEqual(session);
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^wanglou_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const headers = { cookie: cookie.split(';')[0] ?? '' };
    expect(await (await fetch(`${web.url}/api/session`, { headers })).json()).toEqual(session);
    expect((await fetch(`${web.url}/api/session`, { method: 'DELETE', headers })).status).toBe(204);
    expect(await (await fetch(`${web.url}/api/session`, { headers })).json()).toBeNull();
  });

  it('ends after twelve idle hours', async () => {
    const cookie = await web.signIn('operator', '值班甲');
    const whoAmI = async (): Promise<unknown> =>
      (await fetch(`${web.url}/api/session`, { headers: { cookie } })).json();
    web.wall.at += 12 * 3_600_000;
    expect(await whoAmI()).toMatchObject({ name: '值班甲', role: 'operator' });
    web.wall.at += 12 * 3_600_000 + 1;
    expect(await whoAmI()).toBeNull();
  });

  it('refuses unknown roles, passwords and too many sign-ins', async () => {
    expect((await send('/api/session', { role: 'king' })).status).toBe(400);
    expect((await send('/api/session', '{"role":')).status).toBe(400);
    expect((await send('/api/session', 'role=operator', { 'content-type': 'text/plain' })).status).toBe(400);
    expect((await send('/api/session', { name: 'a', password: 'b' })).status).toBe(401);
    const strict = await startWeb({ signInsPerMinute: 1 });
    await strict.signIn('operator');
    const second = await fetch(`${strict.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"role":"operator"}',
    });
    expect([second.status, await second.json()]).toMatchObject([429, { code: 'too-many-sign-ins' }]);
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0);
    await strict.close();
  });
});

describe('alarms', () => {
  it('are acknowledged by an operator who saw the present revision', async () => {
    const cookie = await web.signIn('operator', '值班甲');
    const answer = await send('/api/alarms/a-1/acknowledge', { revision: 3, note: ' 已核实 ' }, { cookie });
    expect([answer.status, await answer.json()]).toMatchObject([
      200,
      { state: 'acknowledged', acknowledgedBy: '值班甲', note: '已核实', revision: 4 },
    ]);
    const stale = await send('/api/alarms/a-1/acknowledge', { revision: 3 }, { cookie });
    expect(stale.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect([stale.status, await stale.json()]).toMatchObject([
      409,
      { code: 'stale-revision', alarm: { id: 'a-1', revision: 4 } },
    ]);
  });

  it('need a note where the plan asks for one; blanks are none', async () => {
    web.alarms.set('a-1', makeAlarm({ level: 'I' }));
    const cookie = await web.signIn('operator');
    const answer = await send('/api/alarms/a-1/acknowledge', { revision: 3, note: '  ' }, { cookie });
    expect([answer.status, await answer.json()]).toMatchObject([422, { code: 'note-required' }]);
  });

  it.each([
    ['nobody', null, 401],
    ['a viewer', 'viewer', 403],
    ['a member unit', 'member-unit', 403],
    ['an office', 'office', 200],
  ] as const)('acknowledged by %s: %s -> %i', async (_name, role, status) => {
    const cookie = role === null ? '' : await web.signIn(role);
    expect((await send('/api/alarms/a-1/acknowledge', { revision: 3 }, { cookie })).status).toBe(status);
  });

  it('are shelved with a reason and taken back', async () => {
    const cookie = await web.signIn('operator');
    expect((await send('/api/alarms/a-1/shelve', { revision: 3, minutes: 481, reason: 'x' }, { cookie })).status).toBe(
      400,
    );
    expect((await send('/api/alarms/a-1/shelve', { revision: 3, minutes: 60, reason: ' ' }, { cookie })).status).toBe(
      400,
    );
    const shelved = await send('/api/alarms/a-1/shelve', { revision: 3, minutes: 60, reason: '检修' }, { cookie });
    expect(await shelved.json()).toMatchObject({ state: 'shelved', shelvedReason: '检修' });
    expect((await send('/api/alarms/a-1/unshelve', { revision: 4 }, { cookie })).status).toBe(200);
    expect((await send('/api/alarms/a-9/unshelve', { revision: 4 }, { cookie })).status).toBe(404);
    expect((await send('/api/alarms/a-1/unshelve', { revision: 5, id: 'a-2' }, { cookie })).status).toBe(400);
  });

  it('are spoken of and looked after, whatever their revision', async () => {
    const cookie = await web.signIn('operator', '值班甲');
    const said = await send('/api/alarms/a-1/comment', { text: ' 已派人 ' }, { cookie });
    expect(await said.json()).toMatchObject({ revision: 3, comments: [{ by: '值班甲', text: '已派人' }] });
    const taken = await send('/api/alarms/a-1/assign', { to: { kind: 'person', name: '值班甲' } }, { cookie });
    expect(await taken.json()).toMatchObject({ assignment: { to: { kind: 'person', name: '值班甲' } } });
    expect((await send('/api/alarms/a-1/assign', { to: { kind: 'role', role: 'king' } }, { cookie })).status).toBe(400);
    expect((await send('/api/alarms/a-1/comment', { text: ' ' }, { cookie })).status).toBe(400);
    expect((await send('/api/alarms/a-9/comment', { text: 'x' }, { cookie })).status).toBe(404);
    expect((await send('/api/alarms/a-1/comment', { text: 'x' })).status).toBe(401);
    const viewer = await web.signIn('viewer');
    expect((await send('/api/alarms/a-1/assign', { to: null }, { cookie: viewer })).status).toBe(403);
  });

  it.each([
    ['nobody', null, 401],
    ['a viewer', 'viewer', 403],
    ['an operator', 'operator', 403],
    ['an administrator', 'administrator', 403],
    ['an office', 'office', 200],
    ['a commander', 'commander', 200],
  ] as const)('rules are taken out of service by %s: %s -> %i', async (_name, role, status) => {
    const cookie = role === null ? '' : await web.signIn(role);
    const rule = { jurisdiction: 'yangquan', plan: null, rule: 'stale', subject: 'yq-01' };
    const answer = await send('/api/out-of-service', { ...rule, revision: null, reason: '检修' }, { cookie });
    expect(answer.status).toBe(status);
    const listed: unknown = await (await fetch(`${web.url}/api/out-of-service`)).json();
    expect(listed).toMatchObject(status === 200 ? [{ ...rule, out: { reason: '检修' } }] : []);
  });

  it('rules out of service are put back with a note, and nothing is done without a reason', async () => {
    const cookie = await web.signIn('office', '值班甲');
    const rule = { jurisdiction: 'yangquan', plan: null, rule: 'stale', subject: 'yq-01' };
    expect((await send('/api/out-of-service', { ...rule, revision: null, reason: ' ' }, { cookie })).status).toBe(400);
    expect((await send('/api/out-of-service', { ...rule, reason: '检修' }, { cookie })).status).toBe(400);
    const out = await send('/api/out-of-service', { ...rule, revision: null, reason: '检修' }, { cookie });
    expect(await out.json()).toMatchObject({ service: { ...rule, out: { by: '值班甲' } }, alarm: null });
    const twice = await send('/api/out-of-service', { ...rule, revision: null, reason: '检修' }, { cookie });
    expect([twice.status, await twice.json()]).toMatchObject([409, { code: 'wrong-state' }]);
    expect((await send('/api/out-of-service/end', rule, { cookie })).status).toBe(400);
    const operator = await web.signIn('operator');
    const end = { ...rule, note: '完毕' };
    expect((await send('/api/out-of-service/end', end, { cookie: operator })).status).toBe(403);
    expect(await (await send('/api/out-of-service/end', end, { cookie })).json()).toMatchObject({
      service: { ...rule, out: null },
    });
    expect(await (await fetch(`${web.url}/api/out-of-service`)).json()).toEqual([]);
  });

  it('are acknowledged many at a time, each by itself', async () => {
    const cookie = await web.signIn('operator');
    const items = [
      { id: 'a-1', revision: 3 },
      { id: 'a-9', revision: 1 },
    ];
    const answer = await send('/api/alarms/acknowledge', { items, note: 'ok' }, { cookie });
    expect(await answer.json()).toMatchObject({
      items: [
        { id: 'a-1', ok: true, alarm: { state: 'acknowledged', note: 'ok' } },
        { id: 'a-9', ok: false, problem: { code: 'not-found' } },
      ],
    });
    expect((await send('/api/alarms/acknowledge', { items })).status).toBe(401);
  });

  it('are listed by state and time', async () => {
    const answer = await fetch(`${web.url}/api/alarms?state=all&from=2024-11-19T08:00:00+08:00&to=${NOW}`);
    expect(await answer.json()).toMatchObject([{ id: 'a-1' }]);
    expect(web.world.alarmsQuery).toEqual({ state: 'all', from: Date.UTC(2024, 10, 19), to: NOW });
    expect((await fetch(`${web.url}/api/alarms?state=some`)).status).toBe(400);
  });
});

describe('other sites', () => {
  const json = { 'content-type': 'application/json' };
  it('cannot act in the name of a screen, nor slip readings in', async () => {
    const cookie = await web.signIn('operator');
    for (const path of ['/api/readings', '/write', '/api/session', '/api/alarms/a-1/acknowledge', '/api/replays']) {
      for (const headers of [
        { origin: 'http://evil.example' },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site' },
      ]) {
        const sent = { method: 'POST', path, headers: { ...json, cookie, host: `127.0.0.1:${web.port}`, ...headers } };
        expect([path, (await rawRequest(web.port, sent)).status]).toEqual([path, 403]);
      }
    }
    const own = await rawRequest(web.port, {
      method: 'DELETE',
      path: '/api/session',
      headers: { host: `localhost:${web.port}`, origin: `http://localhost:${web.port}` },
    });
    expect(own.status).toBe(204);
  });

  it('cannot reach the server under a name of theirs', async () => {
    const answer = await rawRequest(web.port, { path: '/api/levels', headers: { host: 'evil.example:8080' } });
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([403, { code: 'foreign-host' }]);
    expect((await rawRequest(web.port, { path: '/api/levels', headers: { host: '[::1]:80' } })).status).toBe(200);
  });
});

describe('what is read', () => {
  const get = (path: string): Promise<Response> => fetch(`${web.url}${path}`);

  it('readings of a series, in buckets when asked', async () => {
    const answer = await get('/api/readings?source=yq-01&metric=air.so2&from=0&to=3600000&every=5m');
    expect(await answer.json()).toEqual({ points: [[1, 2]] });
    expect(web.world.readingsQuery).toMatchObject({ from: 0, to: 3_600_000, everyMs: 300_000, source: 'yq-01' });
    expect((await get('/api/readings?source=a&metric=b&from=5&to=5')).status).toBe(422);
    expect((await get('/api/readings?source=a&metric=b&from=yesterday&to=5')).status).toBe(400);
    web.world.points = Array.from({ length: 100_001 }, (_, i) => [i, 0]);
    expect(await (await get('/api/readings?source=a&metric=b&from=1&to=5')).json()).toMatchObject({
      code: 'range-too-wide',
    });
  });

  it('the outline of a place where there is one, as GeoJSON', async () => {
    const answer = await get('/api/jurisdictions/outlined/boundary');
    expect([answer.status, answer.headers.get('content-type'), await answer.json()]).toEqual([
      200,
      'application/geo+json; charset=utf-8',
      OUTLINE,
    ]);
    expect((await get('/api/jurisdictions/elsewhere/boundary')).status).toBe(404);
  });

  it('health, 503 when a part is down', async () => {
    const ok = await get('/api/health');
    expect([ok.status, await ok.json()]).toMatchObject([200, { state: 'ok', parts: [{ part: 'store' }] }]);
    web.world.health = [{ part: 'store', state: 'down', since: '2024-11-19T07:00:00Z', detail: 'away' }];
    expect((await get('/api/health')).status).toBe(503);
  });

  it('metrics and the description of the interface', async () => {
    await send('/api/readings', { readings: [good] });
    expect(await (await get('/metrics')).text()).toContain(
      'wanglou_ingest_readings_total{feed="json",result="accepted"} 1',
    );
    const api = (await (await get('/api/openapi.json')).json()) as { openapi: string; paths: Record<string, unknown> };
    expect(api.openapi).toBe('3.1.0');
    expect(Object.keys(api.paths)).toContain('/api/alarms/{id}/acknowledge');
    expect(JSON.stringify(api.paths['/api/replays'])).toContain('"maximum":3600');
  });

  it('404 as a problem for what is not there', async () => {
    for (const path of ['/api/nothing', '/nothing', '/api/plans/nothing', '/api/warnings/w-9']) {
      const answer = await get(path);
      expect([path, answer.status, await answer.json()]).toMatchObject([path, 404, { code: 'not-found' }]);
    }
    expect((await send('/api/nothing', {})).status).toBe(404);
    expect((await get('/api/plans/%E0%A4%A')).status).toBe(400);
  });
});

describe('replays', () => {
  it('begin, are controlled and end; too many are sent away', async () => {
    const range = { from: NOW - 3_600_000, to: NOW, speed: 60 };
    const made = await send('/api/replays', range);
    expect([made.status, await made.json()]).toEqual([201, { id: 'r-1' }]);
    const second = await send('/api/replays', range);
    expect([second.status, second.headers.get('retry-after')]).toEqual([429, '60']);
    expect((await send('/api/replays', { ...range, speed: 3601 })).status).toBe(400);
    expect((await send('/api/replays', { ...range, to: range.from })).status).toBe(422);
    const paused = await send('/api/replays/r-1', { state: 'paused' }, {}, 'PATCH');
    expect(await paused.json()).toMatchObject({ id: 'r-1', state: 'paused' });
    expect((await fetch(`${web.url}/api/replays/r-1`, { method: 'DELETE' })).status).toBe(204);
    expect((await fetch(`${web.url}/api/replays/r-1`, { method: 'DELETE' })).status).toBe(404);
  });

  it('end when nobody comes to watch', async () => {
    await send('/api/replays', { from: 0, to: NOW, speed: 60 });
    web.advance(119_999);
    expect(web.replays.size).toBe(1);
    web.advance(1);
    expect(web.replays.size).toBe(0);
  });
});

describe('pages', () => {
  it('come from the built client, with addresses of its own falling back to its index', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wanglou-pages-'));
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<title>望楼</title>');
    writeFileSync(join(folder, 'assets', 'app-1a2b.js'), 'export {};');
    const paged = await startWeb({ clientFolder: folder });
    const page = await fetch(`${paged.url}/wall?jurisdiction=yangquan`, { headers: { accept: 'text/html' } });
    expect([page.status, await page.text(), page.headers.get('cache-control')]).toEqual([
      200,
      '<title>望楼</title>',
      'no-cache',
    ]);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self';");
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    const script = await fetch(`${paged.url}/assets/app-1a2b.js`);
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect((await fetch(`${paged.url}/assets/gone.js`)).status).toBe(404);
    expect((await fetch(`${paged.url}/api/gone`, { headers: { accept: 'text/html' } })).status).toBe(404);
    await paged.close();
    rmSync(folder, { recursive: true });
  });
});
