import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ledgerBodySchema, toEntries } from '../../server/ledger/events.ts';
import { openFileLedger } from '../../server/ledger/log.ts';
import type { CaseEvent } from '../../server/model/case.ts';
import type { WireOutbox } from '../../server/wire/outbox.ts';
import type { WireWarning } from '../../server/wire/shapes.ts';
import { waitUntil } from '../services/wait-until.ts';
import { makePlace, type Place, type Program } from './program.ts';

vi.setConfig({ testTimeout: 180_000 });

let place: Place;
let receiver: Server;
/** What the receiver does with a request. */
let answer: 'refuse' | 'take' | 'hang';
let taken: string[];
beforeEach(async () => {
  place = makePlace();
  answer = 'take';
  taken = [];
  receiver = createServer((request, response) => {
    request.resume().on('end', () => {
      const key = request.headers['idempotency-key'];
      // A robot's request has no key: it is known by where it went.
      if (answer !== 'refuse') taken.push(typeof key === 'string' ? key : 'robot');
      if (answer === 'hang') return;
      response.writeHead(answer === 'take' ? 200 : 503).end('{"errcode":0}');
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  receiver.closeAllConnections();
  receiver.close();
  await place.remove();
});

const settings = (channel: object): Record<string, string> => ({
  KEEP_DATA: '1',
  ROBOT_TOKEN: 'robot-token',
  NOTIFY: place.file('notify.yaml', JSON.stringify({ sender: 'testshire.example', channels: [channel] })),
});
const here = (): string => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;

/** Puts level III in force by the steps of the plan. */
async function putInForce(program: Program, office: string): Promise<string> {
  const begun = await program.post(
    '/api/declarations',
    { plan: 'yangcheng-outage', declaration: 'wide-impact', level: 'III', reason: '影响较大' },
    { cookie: office },
  );
  let of = (await begun.json()) as WireWarning;
  while (of.state !== 'in-force') {
    const [next] = of.open;
    const done = await program.post(
      `/api/warnings/${of.id}/steps`,
      { step: next?.step, revision: of.revision },
      { cookie: office },
    );
    expect(done.status).toBe(200);
    of = (await done.json()) as WireWarning;
  }
  return of.id;
}

const outboxOf = async (program: Program, cookie: string): Promise<WireOutbox> =>
  (await (await fetch(`${program.url}/api/outbox`, { headers: { cookie } })).json()) as WireOutbox;
const partOf = async (program: Program): Promise<string | undefined> => {
  const { parts } = (await program.get('/api/health')) as { parts: { part: string; state: string }[] };
  return parts.find(({ part }) => part === 'outbox')?.state;
};

test('a webhook that is down is seen and gets the event after a power cut, once', async () => {
  const environment = settings({ kind: 'webhook', id: 'hook', url: here() });
  answer = 'refuse';
  const first = await place.start(environment);
  const office = await first.signIn('office', '应急办甲');
  const id = await putInForce(first, office);
  await waitUntil('the health', async () => ((await partOf(first)) === 'degraded' ? true : null));
  await first.kill();

  answer = 'take';
  const second = await place.start(environment);
  const again = await second.signIn('office', '应急办甲');
  await waitUntil('the receipt', async () =>
    (await outboxOf(second, again)).letters[0]?.state === 'sent' ? true : null,
  );
  await second.stop();
  const third = await place.start(environment);
  const last = await third.signIn('office', '应急办甲');
  expect(await outboxOf(third, last)).toMatchObject({ waiting: 0, dead: 0, letters: [{ state: 'sent' }] });
  expect(taken).toEqual([`${id}.1/hook/webhook`]);

  const cap = await fetch(`${third.url}/api/warnings/${id}/cap`);
  expect(cap.headers.get('content-type')).toContain('application/cap+xml');
  expect(await cap.text()).toContain('<status>Exercise</status>');
  const feed = await fetch(`${third.url}/api/warnings.atom`);
  expect(await feed.text()).toContain(`/api/warnings/${id}/cap?number=1`);
  expect((await fetch(`${third.url}/api/warnings/nothing/cap`)).status).toBe(404);
  expect((await fetch(`${third.url}/api/outbox`)).status).toBe(401);
});

test('a power cut while a robot has the message leaves it to a person', async () => {
  const environment = settings({ kind: 'wecom', id: 'robot', endpoint: here(), tokenEnv: 'ROBOT_TOKEN' });
  answer = 'hang';
  const first = await place.start(environment);
  await putInForce(first, await first.signIn('office', '应急办甲'));
  await waitUntil('the request', () => Promise.resolve(taken.length > 0 ? true : null));
  await first.kill();

  answer = 'take';
  const second = await place.start(environment);
  const office = await second.signIn('office', '应急办甲');
  const { dead, letters } = await outboxOf(second, office);
  expect([dead, letters]).toMatchObject([1, [{ state: 'dead', why: 'in-doubt', tries: 1 }]]);
  expect(taken).toEqual(['robot']);
  const looks = await fetch(`${second.url}/api/outbox`, { headers: { cookie: await second.signIn('viewer', '访客') } });
  expect(looks.status).toBe(403);
  const release = (cookie: string) => second.post('/api/outbox/release', { key: letters[0]?.key }, { cookie });
  expect((await release(await second.signIn('viewer', '访客'))).status).toBe(403);
  expect((await release(office)).status).toBe(200);
  await waitUntil('the receipt', async () =>
    (await outboxOf(second, office)).letters[0]?.state === 'sent' ? true : null,
  );
  expect(taken).toEqual(['robot', 'robot']);
  expect((await release(office)).status).toBe(409);
});

test('a step that nobody did in time calls the next role, over a power cut and a receiver that is down, once', async () => {
  // A notice came two hours ago, and what was due an hour later was not done.
  const at = Date.now() - 2 * 3_600_000;
  const opened: CaseEvent = {
    kind: 'case-opened',
    id: 'w-testshire-1',
    at,
    plan: 'yangcheng-outage',
    edition: '2022',
    subject: 'testshire',
    round: {
      action: 'start',
      to: 'III',
      origin: { kind: 'notice', sender: '市指挥部', reason: '' },
      steps: [
        {
          id: 'declare',
          act: 'declare',
          by: ['office'],
          within: { ms: 3_600_000, after: 'notice' },
          clause: '4.3.1.2',
          text: { zh: '启动Ⅲ级响应', en: 'Start level III' },
        },
      ],
      evidence: [],
      by: null,
    },
  };
  const ledger = await openFileLedger({
    file: join(place.dataDir, 'demo', 'ledger.ndjson'),
    schema: ledgerBodySchema,
    clock: { now: () => Date.now() },
    onTrouble: () => undefined,
  });
  await ledger.append(toEntries({ jurisdiction: 'testshire', events: [opened] }));
  await ledger.close();

  const environment = settings({
    kind: 'webhook',
    id: 'hook',
    url: here(),
    roles: ['office-director'],
    sends: 'calls',
  });
  answer = 'refuse';
  const first = await place.start(environment);
  await waitUntil('the health', async () => ((await partOf(first)) === 'degraded' ? true : null));
  const { due } = (await first.get('/api/warnings/w-testshire-1')) as WireWarning;
  expect(due).toMatchObject([{ step: 'declare', overdue: true, escalated: { to: 'office-director' } }]);
  await first.kill();

  answer = 'take';
  for (let starts = 0; starts < 2; starts += 1) {
    const again = await place.start(environment);
    const office = await again.signIn('office', '应急办甲');
    const { letters } = await waitUntil('the receipt', async () => {
      const outbox = await outboxOf(again, office);
      return outbox.letters[0]?.state === 'sent' ? outbox : null;
    });
    expect(letters).toMatchObject([
      { kind: 'call', jurisdiction: 'testshire', headline: { zh: expect.stringContaining('“启动Ⅲ级响应”已超期') } },
    ]);
    await again.stop();
  }
  expect(taken).toEqual([expect.stringMatching(/^w-testshire-1\.overdue\.\d+\.office-director\/hook\/webhook$/)]);
});

test('a wrong file of those who are told stops the start, with its line', async () => {
  const notify = place.file('notify.yaml', 'channels:\n  - { id: a, kind: fax }\n');
  const ended = await place.run('server/main.ts', [], { NOTIFY: notify });
  expect(ended.status).toBe(2);
  expect(ended.error).toContain(`${notify}:2: channels.0.kind`);
});
