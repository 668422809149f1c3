/** Drills in the real program: a world of its own, marked everywhere, that touches nothing of what is real. */
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { WireDrill } from '../../server/wire/drill.ts';
import type { AlarmReply } from '../../server/wire/events.ts';
import type { WireAlarm, WireWarning } from '../../server/wire/shapes.ts';
import { waitUntil } from '../services/wait-until.ts';
import { makePlace, type Place, type Program, type Screen } from './program.ts';

vi.setConfig({ testTimeout: 180_000 });

let place: Place;
beforeEach(() => {
  place = makePlace();
});
afterEach(() => place.remove());

const DRILL = { jurisdiction: 'testshire', episode: 'outage', speed: 10, title: '停电演练', sends: false } as const;

async function begin(program: Program, cookie: string, change: object = {}): Promise<WireDrill> {
  const answer = await program.post('/api/drills', { ...DRILL, ...change }, { cookie });
  expect(answer.status).toBe(201);
  return (await answer.json()) as WireDrill;
}
const move = (program: Program, id: string, cookie: string, change: object): Promise<Response> =>
  fetch(`${program.url}/api/drills/${id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify(change),
  });
const last = (screen: Screen, event: string): Record<string, unknown> | undefined =>
  screen.seen.findLast((each) => each.event === event)?.payload;
const alarmOf = (program: Program, id: string): Promise<WireAlarm> =>
  waitUntil('an alarm of the drill', async () => {
    const alarms = (await program.get(`/api/drills/${id}/alarms`)) as WireAlarm[];
    return alarms.find((each) => each.class === 'plan' && each.state === 'unacknowledged') ?? null;
  });

test('a drill raises its own alarms and cases, tells the live screens only that it is there, and ends to be read', async () => {
  const program = await place.start({ KEEP_DATA: '1' });
  const office = await program.signIn('office', '应急办甲');
  const live = await program.screen();
  const drill = await begin(program, office);
  expect(drill).toMatchObject({ ...DRILL, state: 'running', startedBy: '应急办甲', endedAt: null });
  await waitUntil('the word on the live screen', () =>
    Promise.resolve((last(live, 'drills')?.['drills'] as WireDrill[] | undefined)?.[0]?.id === drill.id ? true : null),
  );

  const screen = await program.screen({ drill: drill.id, cookie: office });
  expect(last(screen, 'snapshot')).toMatchObject({ drill: { id: drill.id }, jurisdictions: [{ id: 'testshire' }] });
  const alarm = await alarmOf(program, drill.id);
  // A pause holds its time, so that what is lost stays lost while it is looked at.
  expect(await (await move(program, drill.id, office, { state: 'paused' })).json()).toMatchObject({ state: 'paused' });
  // The same alarm by socket, and nothing of it on the live side.
  const stale = (await screen.socket.emitWithAck('acknowledge', { id: alarm.id, revision: 99 })) as AlarmReply;
  expect(stale).toMatchObject({ ok: false, problem: { code: 'stale-revision' } });
  const acknowledged = await waitUntil('the acknowledgement', async () => {
    const { id, revision } = await alarmOf(program, drill.id);
    const done = await program.post(
      `/api/drills/${drill.id}/alarms/${id}/acknowledge`,
      { revision, note: '演练' },
      { cookie: office },
    );
    return done.status === 200 ? id : null;
  });
  expect((await program.get('/api/alarms?state=all')) as unknown[]).toEqual([]);
  expect(
    (await program.post(`/api/alarms/${acknowledged}/acknowledge`, { revision: 1 }, { cookie: office })).status,
  ).toBe(404);
  const warnings = (await program.get(`/api/drills/${drill.id}/warnings`)) as WireWarning[];
  expect(warnings).toMatchObject([{ plan: 'yangcheng-outage', state: 'recommended' }]);
  expect(await program.get('/api/warnings')).toEqual([]);

  // The end lets it be looked at and nothing else.
  const held = await waitUntil('the time that stands', async () => {
    const beats = screen.seen.filter(({ event }) => event === 'heartbeat').slice(-2);
    const [a, b] = beats.map(({ payload }) => payload['now']);
    return a !== undefined && a === b ? a : null;
  });
  expect(held).toEqual(expect.any(String));
  const ended = await move(program, drill.id, office, { state: 'ended' });
  expect(await ended.json()).toMatchObject({ state: 'ended', endedBy: '应急办甲', detail: null });
  expect((await move(program, drill.id, office, { speed: 1 })).status).toBe(409);
  await waitUntil('the word of its end', () =>
    Promise.resolve((last(live, 'drills')?.['drills'] as WireDrill[] | undefined)?.length === 0 ? true : null),
  );
  const after = await program.screen({ drill: drill.id, cookie: office });
  expect(last(after, 'snapshot')).toMatchObject({
    drill: { state: 'ended' },
    warnings: [{ plan: 'yangcheng-outage' }],
  });
  expect(await after.socket.emitWithAck('acknowledge', { id: alarm.id, revision: 1 })).toMatchObject({
    ok: false,
    problem: { code: 'drill-ended' },
  });
  const steps = await program.post(`/api/drills/${drill.id}/warnings/x/steps`, {}, { cookie: office });
  expect([steps.status, await steps.json()]).toMatchObject([409, { code: 'drill-ended' }]);
  const paper = await program.get(`/api/drills/${drill.id}/warnings/${warnings[0]?.id ?? ''}/papers/approval-form`);
  expect(paper).toMatchObject({ kind: 'approval-form', mark: 'drill' });

  await program.stop();
  const verified = await place.run('server/commands/ledger.ts', ['verify']);
  expect([verified.status, verified.error]).toEqual([0, '']);
  expect(verified.out).toContain(join('drills', drill.id, 'ledger.ndjson'));
  expect(verified.out).not.toContain('0 entries\n  event time');
});

test('who may begin one, where, and how many; a stop in its middle ends it', async () => {
  const first = await place.start({ KEEP_DATA: '1' });
  const operator = await first.signIn('operator', '值班员');
  const office = await first.signIn('office', '应急办甲');
  const ask = async (cookie: string | null, change: object) => {
    const answer = await first.post('/api/drills', { ...DRILL, ...change }, cookie === null ? {} : { cookie });
    return [answer.status, ((await answer.json()) as { code?: string }).code];
  };
  expect(await ask(null, {})).toEqual([401, 'not-signed-in']);
  expect(await ask(operator, {})).toEqual([403, 'not-allowed']);
  expect(await ask(office, { speed: 7 })).toEqual([400, 'invalid-body']);
  expect(await ask(office, { jurisdiction: 'nowhere' })).toEqual([422, 'unknown-id']);
  expect(await ask(office, { episode: 'coal' })).toEqual([422, 'unknown-id']);
  const drill = await begin(first, office, { speed: 1 });
  expect(await ask(office, {})).toEqual([409, 'drill-running']);
  expect((await move(first, drill.id, operator, { state: 'ended' })).status).toBe(403);
  expect((await move(first, 'nothing', office, { state: 'ended' })).status).toBe(404);
  expect((await fetch(`${first.url}/api/drills/nothing/levels`)).status).toBe(404);
  await expect(first.screen({ drill: 'nothing' })).rejects.toThrow('there is no such drill');
  await first.kill();

  const second = await place.start({ KEEP_DATA: '1' });
  expect(await second.get('/api/drills')).toMatchObject([
    { id: drill.id, state: 'ended', endedBy: null, detail: { en: expect.stringContaining('stopped') as string } },
  ]);
  expect(existsSync(join(place.dataDir, 'demo', 'drills', drill.id, 'drill.json'))).toBe(true);
  const again = await second.signIn('office', '应急办甲');
  await begin(second, again);
});

test('what a drill sends is marked as an exercise, and goes out only where that was asked for', async () => {
  const taken: string[] = [];
  const receiver = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      taken.push(body);
      response.end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  try {
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    const channels = [{ kind: 'webhook', id: 'hook', url }];
    const program = await place.start({
      KEEP_DATA: '1',
      NOTIFY: place.file('notify.yaml', JSON.stringify({ sender: 'testshire.example', channels })),
    });
    const office = await program.signIn('office', '应急办甲');
    const declareIn = async (drill: WireDrill): Promise<string> => {
      const base = `/api/drills/${drill.id}`;
      // What is of its history is told to nobody.
      await waitUntil('the beginning', async () => {
        const screen = await program.screen({ drill: drill.id });
        const now = String(last(screen, 'snapshot')?.['now']);
        screen.socket.close();
        return Date.parse(now) > Date.parse(drill.beginsAt) ? true : null;
      });
      const asked = { plan: 'yangcheng-outage', declaration: 'wide-impact', level: 'III', reason: '演练' };
      let of = (await (await program.post(`${base}/declarations`, asked, { cookie: office })).json()) as WireWarning;
      // The grids are whole, so that an end is recommended at once.
      while (of.level === 'none') {
        const step = { step: of.open[0]?.step, revision: of.revision };
        const done = await program.post(`${base}/warnings/${of.id}/steps`, step, { cookie: office });
        expect([done.status, done.status === 200 ? null : await done.json()]).toEqual([200, null]);
        of = (await done.json()) as WireWarning;
      }
      const cap = await (await fetch(`${program.url}${base}/warnings/${of.id}/cap`)).text();
      expect(cap).toContain('<status>Exercise</status>');
      return of.id;
    };
    const quiet = await begin(program, office, { speed: 1 });
    await declareIn(quiet);
    await move(program, quiet.id, office, { state: 'ended' });
    const loud = await begin(program, office, { speed: 1, sends: true });
    const of = await declareIn(loud);
    await waitUntil('the message', () => Promise.resolve(taken.length > 0 ? true : null));
    expect(taken).toHaveLength(1);
    expect(taken[0]).toContain(of);
    expect(taken[0]).toContain('【演练】');
    // Nothing of it is in the feed of what is real.
    expect(await (await fetch(`${program.url}/api/warnings.atom`)).text()).not.toContain(of);
  } finally {
    receiver.closeAllConnections();
    receiver.close();
  }
});
