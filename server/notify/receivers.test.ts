/** The outbox against real receivers on the loopback that fail, hang, and come back. */
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createSocketServer, type AddressInfo, type Server as SocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { alarmEvents, callsOf, oneBulletin, oneCall, pollutionBulletins } from '../../test/notify/sample.ts';
import { readNotify } from './channels-file.ts';
import { outcomeOfMailError } from './mail.ts';
import { Outbox, type LetterView } from './outbox.ts';
import { cutBytes, outcomeOfRobot, robotMessage, signDingtalk, signFeishu } from './robots.ts';
import { signBody } from './webhook.ts';

const root = mkdtempSync(join(tmpdir(), 'wanglou-receivers-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const portOf = (server: Server | SocketServer): number => (server.address() as AddressInfo).port;

interface Got {
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
type Answer = { status: number; body?: string; headers?: Record<string, string> } | 'hang' | 'cut';

/** An HTTP receiver; on the port, when given. */
async function listen(answer: (got: Got, n: number) => Answer, port = 0) {
  const got: Got[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      const one = { url, headers: request.headers, body: Buffer.concat(parts).toString('utf8') };
      got.push(one);
      const what = answer(one, got.length);
      if (what === 'hang') return;
      if (what === 'cut') {
        request.socket.destroy();
        return;
      }
      response.writeHead(what.status, what.headers).end(what.body ?? '');
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  closing.push(close);
  return { got, port: portOf(server), base: `http://127.0.0.1:${portOf(server)}`, close };
}

interface Mailed {
  readonly to: string;
  readonly text: string;
}
/** An SMTP receiver. `onData` says how the text is answered. */
async function listenMail(onData: (n: number) => 'ok' | 'hang' | number, port = 0) {
  const got: Mailed[] = [];
  let n = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    logger: false,
    onAuth: ({ username, password }, _session, done) =>
      username === 'wanglou' && password === 'mail-secret' ? done(null, { user: username }) : done(new Error('no')),
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        n += 1;
        const what = onData(n);
        if (what === 'hang') return;
        if (what !== 'ok') {
          done(Object.assign(new Error('refused'), { responseCode: what }));
          return;
        }
        got.push({ to: session.envelope.rcptTo[0]?.address ?? '', text: Buffer.concat(parts).toString('utf8') });
        done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  closing.push(close);
  return { got, port: portOf(server.server), close };
}

const SECRETS = {
  HOOK_SECRET: 'key',
  ROBOT_TOKEN: 'robot-token',
  ROBOT_SECRET: 'SECabc',
  MAIL_PASSWORD: 'mail-secret',
};
let files = 0;

const started = Date.now();

/** Channels as the settings would have them, and an outbox that waits a twentieth of the time. */
async function open(channels: readonly object[], file?: string) {
  files += 1;
  const settings = join(root, `${files}.json`);
  writeFileSync(settings, JSON.stringify({ sender: 'city.example', channels }));
  const read = readNotify(settings, SECRETS);
  if (!read.ok) throw new Error(read.message);
  const told: string[] = [];
  const path = file ?? join(root, `${files}`, 'outbox.ndjson');
  const outbox = await Outbox.open({
    file: path,
    channels: read.notify.channels,
    // Time runs twenty times as fast for the waits between tries.
    clock: { now: () => started + (Date.now() - started) * 20 },
    after: (ms, work) => {
      const timer = setTimeout(work, ms / 20);
      return () => clearTimeout(timer);
    },
    random: () => 0,
    onTrouble: (trouble) => told.push(JSON.stringify(trouble)),
    begin: 0,
  });
  closing.push(() => outbox.close().catch(() => undefined));
  outbox.start();
  return { outbox, path, told };
}

/** Waits until something is so. */
async function until(isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 1000 && !isSo(); i += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(isSo()).toBe(true);
}
const states = (outbox: Outbox): LetterView['state'][] => outbox.letters().map(({ state }) => state);
const isSettled = (outbox: Outbox): boolean => states(outbox).every((state) => state === 'sent' || state === 'dead');

describe('a webhook', () => {
  test('gets signed JSON with the CAP document, and the same bytes at every attempt', async () => {
    const receiver = await listen((_, n) => (n === 1 ? { status: 503 } : { status: 204 }));
    const { outbox } = await open([
      { kind: 'webhook', id: 'hook', url: `${receiver.base}/in`, secretEnv: 'HOOK_SECRET' },
    ]);
    await outbox.offer(1, oneBulletin());
    await until(() => isSettled(outbox));
    expect(outbox.letters()).toMatchObject([{ state: 'sent', tries: 2, detail: 'HTTP 204' }]);
    const [first, second] = receiver.got;
    expect(second?.body).toBe(first?.body);
    const timestamp = String(second?.headers['x-wanglou-timestamp']);
    expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(600);
    const digest = createHmac('sha256', 'key').update(`${timestamp}.${second?.body}`).digest('hex');
    expect(second?.headers['x-wanglou-signature']).toBe(`sha256=${digest}`);
    expect(second?.headers['idempotency-key']).toBe('w-yangquan-a-1.1/hook/webhook');
    expect(JSON.parse(second?.body ?? '')).toMatchObject({
      type: 'warning',
      id: 'w-yangquan-a-1.1',
      kind: 'alert',
      level: 'III',
      cap: expect.stringContaining('<msgType>Alert</msgType>'),
    });
  });

  test('that hangs, cuts the line, is away and comes back gets each event once by its key', async () => {
    const receiver = await listen((_, n) => (n === 1 ? 'hang' : n === 2 ? 'cut' : { status: 500 }));
    const url = `${receiver.base}/in`;
    const hook = { kind: 'webhook', id: 'hook', url, timeoutSeconds: 0.1 };
    const { outbox, path } = await open([hook]);
    const chain = pollutionBulletins([{ to: 'III' }, { to: 'II', action: 'raise' }, { to: 'none', action: 'lift' }]);
    for (const [i, bulletin] of chain.entries()) await outbox.offer(i + 1, bulletin);
    await until(() => receiver.got.length >= 3);
    await receiver.close();
    await until(() => outbox.state().failing.get('hook')?.detail === 'ECONNREFUSED');
    await outbox.close();

    const done = new Map<string, number>();
    const back = await listen((got) => {
      const key = String(got.headers['idempotency-key']);
      done.set(key, (done.get(key) ?? 0) + 1);
      return { status: 200 };
    }, receiver.port);
    const again = await open([hook], path);
    await until(() => isSettled(again.outbox));
    expect(back.got.map(({ headers }) => headers['idempotency-key'])).toEqual(
      chain.map(({ id }) => `${id}/hook/webhook`),
    );
    expect([...done.values()]).toEqual([1, 1, 1]);
  });

  test('gets a call as JSON of its own shape, without CAP', async () => {
    const receiver = await listen(() => ({ status: 204 }));
    const { outbox } = await open([{ kind: 'webhook', id: 'hook', url: receiver.base, roles: ['office'] }]);
    await outbox.offer(1, oneCall('a-1'));
    await until(() => isSettled(outbox));
    const [got] = receiver.got;
    expect(got?.headers['idempotency-key']).toBe('a-1.1.1/hook/webhook');
    const body = JSON.parse(got?.body ?? '') as Record<string, unknown>;
    expect(body).toEqual({
      type: 'call',
      kind: 'alarm',
      id: 'a-1.1.1',
      standing: 'actual',
      sentAt: '2026-01-10T08:10:00+08:00',
      jurisdiction: 'yangcheng',
      plan: 'yangcheng-outage',
      subject: 'yc-grid',
      place: { zh: '示例·阳城电网', en: expect.any(String) },
      level: 'II',
      levelName: { zh: 'Ⅱ级响应', en: 'Level II response' },
      color: 'orange',
      headline: { zh: expect.stringContaining('催办'), en: expect.stringContaining('Call to') },
      description: { zh: expect.stringContaining('办理：'), en: expect.stringContaining('To do: ') },
      role: 'office',
      roleName: { zh: '县指挥部办公室', en: 'Office of the county command' },
      alarm: 'a-1',
      since: '2026-01-10T08:00:00+08:00',
      dueAt: null,
      link: '/console?alarm=a-1',
    });
  });

  test('that hangs and is away gets each call once by its key, each role its own', async () => {
    const receiver = await listen((_, n) => (n === 1 ? 'hang' : 'cut'));
    const url = receiver.base;
    const hooks = [
      { kind: 'webhook', id: 'one', url: `${url}/one`, roles: ['office'], timeoutSeconds: 0.1 },
      {
        kind: 'webhook',
        id: 'two',
        url: `${url}/two`,
        roles: ['office-director'],
        sends: 'calls',
        timeoutSeconds: 0.1,
      },
    ];
    const { outbox, path } = await open(hooks);
    const calls = callsOf(
      alarmEvents('a-1', [
        [10, 'office', 1],
        [20, 'office-director', 2],
        [30, 'deputy-commander', 3],
      ]),
    );
    for (const [i, call] of calls.entries()) await outbox.offer(i + 1, call);
    await until(() => receiver.got.length >= 3);
    await receiver.close();
    await outbox.close();
    const back = await listen(() => ({ status: 200 }), receiver.port);
    const again = await open(hooks, path);
    await until(() => isSettled(again.outbox));
    expect(
      back.got.map(({ url: { pathname }, headers }) => `${pathname} ${String(headers['idempotency-key'])}`).toSorted(),
    ).toEqual(['/one a-1.1.1/one/webhook', '/two a-1.1.2/two/webhook']);
  });

  test.each([
    [{ status: 400 }, 'HTTP 400'],
    [{ status: 302, headers: { location: 'http://127.0.0.1:1/' } }, 'HTTP 302'],
  ])('that answers %j waits for a person', async (answer, detail) => {
    const receiver = await listen(() => answer);
    const { outbox } = await open([{ kind: 'webhook', id: 'hook', url: receiver.base }]);
    await outbox.offer(1, oneBulletin());
    await until(() => isSettled(outbox));
    expect(outbox.letters()).toMatchObject([{ state: 'dead', why: 'refused', detail, tries: 1 }]);
    expect(receiver.got).toHaveLength(1);
  });
});

describe('a robot', () => {
  const now = 1_768_003_200_000;

  test('the signatures are those of the public documents', () => {
    expect(signDingtalk('SECabc', now)).toBe('4RSBEiJSxRCx+FH65LDEcFrkt1/7WA2bp4LQFznrriM=');
    expect(signFeishu('SECabc', now / 1000)).toBe('SU0E2lW7E8cy0tUcq3+fViekgu/Yp32wDyPRHC+nSrg=');
    expect(signBody('key', '1768003200', '{"a":1}')).toBe(
      'aaaa5ca41bde144c9305b331734c6d68ab02089c3cda8a4317bc9992e1aa3537',
    );
  });

  test.each([
    ['dingtalk', '{"errcode":0,"errmsg":"ok"}', 'sent'],
    ['dingtalk', '{"errcode":130101,"errmsg":"send too fast"}', 'not-sent'],
    ['dingtalk', '{"errcode":310000,"errmsg":"sign not match"}', 'refused'],
    ['wecom', '{"errcode":0,"errmsg":"ok"}', 'sent'],
    ['wecom', '{"errcode":45009,"errmsg":"api freq out of limit"}', 'not-sent'],
    ['wecom', '{"errcode":93000,"errmsg":"invalid webhook url"}', 'refused'],
    ['feishu', '{"code":0,"msg":"success","data":{}}', 'sent'],
    ['feishu', '{"StatusCode":0,"StatusMessage":"success","code":0,"msg":"success"}', 'sent'],
    ['feishu', '{"code":9499,"msg":"too many request"}', 'not-sent'],
    ['feishu', '{"code":19021,"msg":"sign match fail"}', 'refused'],
    ['feishu', '<html>', 'in-doubt'],
  ] as const)('%s: %s is %s', (kind, body, outcome) => {
    expect(outcomeOfRobot(kind, { kind: 'answer', status: 200, body, retryAfterMs: null }).kind).toBe(outcome);
  });

  test.each([
    [503, 'not-sent'],
    [429, 'not-sent'],
    [504, 'in-doubt'],
    [403, 'refused'],
  ])('HTTP %d is %s', (status, outcome) => {
    expect(outcomeOfRobot('wecom', { kind: 'answer', status, body: '', retryAfterMs: null }).kind).toBe(outcome);
  });

  test('a message is what the robot shows, within its length', () => {
    const bulletin = oneBulletin();
    const long = {
      ...bulletin,
      points: Array.from({ length: 400 }, () => bulletin.points[0]).flatMap((each) => each ?? []),
    };
    const options = { secret: null, language: 'zh', now } as const;
    expect(robotMessage('dingtalk', bulletin, options).body).toMatchObject({
      msgtype: 'markdown',
      markdown: { title: bulletin.headline.zh, text: expect.stringContaining('### 阳泉市区发布重污染天气黄色预警') },
    });
    expect(robotMessage('feishu', bulletin, options).body).toMatchObject({
      msg_type: 'interactive',
      card: { header: { template: 'yellow' } },
    });
    const { markdown } = robotMessage('wecom', long, options).body as { markdown: { content: string } };
    expect(Buffer.byteLength(markdown.content)).toBeLessThanOrEqual(4096);
    expect(cutBytes('望楼望楼', 9)).toBe('望楼…');
  });

  test('a call is shown by all three', () => {
    const call = oneCall();
    const options = { secret: null, language: 'zh', now } as const;
    const shown = (['dingtalk', 'wecom', 'feishu'] as const).map((kind) =>
      JSON.stringify(robotMessage(kind, call, options).body),
    );
    for (const body of shown) expect(body).toContain('**办理**：请确认报警，或指定专人处理：/console?alarm=');
    expect(shown[2]).toContain('"template":"orange"');
  });

  test.each([
    ['dingtalk', '/', { errcode: 0 }],
    ['wecom', '/', { errcode: 0 }],
    ['feishu', '/hook/robot-token', { code: 0 }],
  ] as const)('%s gets its message with token and signature', async (kind, path, ok) => {
    const receiver = await listen(() => ({ status: 200, body: JSON.stringify(ok) }));
    const endpoint = kind === 'feishu' ? `${receiver.base}/hook/` : receiver.base;
    const secret = kind === 'wecom' ? {} : { secretEnv: 'ROBOT_SECRET' };
    const { outbox } = await open([{ kind, id: 'robot', endpoint, tokenEnv: 'ROBOT_TOKEN', ...secret }]);
    await outbox.offer(1, oneBulletin());
    await until(() => isSettled(outbox));
    expect(outbox.letters()).toMatchObject([{ state: 'sent', detail: 'code 0' }]);
    const [got] = receiver.got;
    const query = got?.url.searchParams;
    expect(got?.url.pathname).toBe(path);
    // What must stand in the address or the body, by what came with it.
    const body = JSON.parse(got?.body ?? '{}') as { timestamp?: string; sign?: string };
    const { timestamp: asked = '' } = Object.fromEntries(query ?? []);
    const signed = { ...Object.fromEntries(query ?? []), sign: query?.get('sign') ?? body.sign };
    expect(signed).toEqual(
      {
        dingtalk: { access_token: 'robot-token', timestamp: asked, sign: signDingtalk('SECabc', Number(asked)) },
        wecom: { key: 'robot-token', sign: undefined },
        feishu: { sign: signFeishu('SECabc', Number(body.timestamp)) },
      }[kind],
    );
  });

  test('that takes a message and hangs is asked nothing more: a person decides, and no secret is told', async () => {
    const receiver = await listen((_, n) => (n === 1 ? 'hang' : { status: 200, body: '{"errcode":0}' }));
    const robot = {
      kind: 'dingtalk',
      id: 'robot',
      endpoint: receiver.base,
      tokenEnv: 'ROBOT_TOKEN',
      timeoutSeconds: 0.1,
    };
    const { outbox, told } = await open([robot]);
    await outbox.offer(1, oneBulletin());
    await until(() => isSettled(outbox));
    expect(outbox.letters()).toMatchObject([{ state: 'dead', why: 'in-doubt' }]);
    expect(receiver.got).toHaveLength(1);
    await outbox.release('w-yangquan-a-1.1/robot/dingtalk', 'somebody');
    await until(() => states(outbox).includes('sent'));
    expect(receiver.got).toHaveLength(2);
    const said = JSON.stringify([told, outbox.letters()]);
    expect(Object.values(SECRETS).filter((secret) => secret !== 'key' && said.includes(secret))).toEqual([]);
  });

  test('that is away gets the message when it is back, once', async () => {
    const probe = await listen(() => ({ status: 500 }));
    await probe.close();
    const endpoint = probe.base;
    const { outbox } = await open([{ kind: 'wecom', id: 'robot', endpoint, tokenEnv: 'ROBOT_TOKEN' }]);
    await outbox.offer(1, oneBulletin());
    await until(() => outbox.letters()[0]?.detail === 'ECONNREFUSED');
    const receiver = await listen(() => ({ status: 200, body: '{"errcode":0}' }), probe.port);
    await until(() => isSettled(outbox));
    expect(states(outbox)).toEqual(['sent']);
    expect(receiver.got).toHaveLength(1);
  });
});

describe('mail', () => {
  const mail = (port: number, more: object = {}): object => ({
    kind: 'mail',
    id: 'mail',
    host: '127.0.0.1',
    port,
    security: 'none',
    user: 'wanglou',
    passwordEnv: 'MAIL_PASSWORD',
    from: 'wanglou@city.example',
    to: ['duty@city.example', 'office@city.example'],
    timeoutSeconds: 0.4,
    ...more,
  });

  test('goes to each recipient once, with the CAP document', async () => {
    const receiver = await listenMail((n) => (n === 1 ? 451 : 'ok'));
    const { outbox } = await open([mail(receiver.port)]);
    await outbox.offer(1, oneBulletin());
    await until(() => isSettled(outbox));
    expect(states(outbox)).toEqual(['sent', 'sent']);
    expect(receiver.got.map(({ to }) => to).toSorted()).toEqual(['duty@city.example', 'office@city.example']);
    const text = receiver.got[0]?.text ?? '';
    expect(text).toMatch(/^Subject: =\?UTF-8\?/m);
    expect(text).toMatch(/^Message-ID: <w-yangquan-a-1\.1-mail-(duty|office)-city\.example@city\.example>/m);
    expect(text).toContain('application/cap+xml');
  });

  test('a call has its words alone', async () => {
    const receiver = await listenMail(() => 'ok');
    const { outbox } = await open([mail(receiver.port, { roles: ['office'], to: ['office@city.example'] })]);
    await outbox.offer(1, oneCall('a-1'));
    await until(() => isSettled(outbox));
    const text = receiver.got[0]?.text ?? '';
    expect(text).toMatch(/^X-Wanglou-Call: a-1\.1\.1/m);
    expect(text).toMatch(/^Message-ID: <a-1\.1\.1-mail-office-city\.example@city\.example>/m);
    expect(text).not.toContain('multipart');
    expect(text).not.toContain('application/cap+xml');
  });

  test('that was taken without a word waits for a person; a server that is away is waited for', async () => {
    const hanging = await listenMail(() => 'hang');
    const one = await open([mail(hanging.port, { to: ['duty@city.example'] })]);
    await one.outbox.offer(1, oneBulletin());
    await until(() => isSettled(one.outbox));
    expect(one.outbox.letters()).toMatchObject([{ state: 'dead', why: 'in-doubt', tries: 1 }]);

    const silent = createSocketServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const port = portOf(silent);
    const two = await open([mail(port, { to: ['duty@city.example'] })]);
    await two.outbox.offer(1, oneBulletin());
    // No greeting: it was not sent.
    await until(() => (two.outbox.letters()[0]?.tries ?? 0) >= 2);
    expect(states(two.outbox)).not.toContain('dead');
    await new Promise<void>((resolve) => silent.close(() => resolve()));
    const receiver = await listenMail(() => 'ok', port);
    await until(() => isSettled(two.outbox));
    expect(receiver.got).toHaveLength(1);
  });

  test.each([
    [{ responseCode: 550 }, true, 'refused'],
    [{ responseCode: 421 }, true, 'not-sent'],
    [{ code: 'ECONNREFUSED' }, false, 'not-sent'],
    [{ code: 'ETIMEDOUT' }, true, 'in-doubt'],
  ])('%j with the text asked for: %s is %s', (error, wasDataSent, outcome) => {
    expect(outcomeOfMailError(Object.assign(new Error('x'), error), wasDataSent).kind).toBe(outcome);
  });
});
