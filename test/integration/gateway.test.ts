import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClientToServerEvents, ServerToClientEvents } from '../../server/wire/events.ts';
import type { ReadingRow, WireLevel } from '../../server/wire/shapes.ts';
import { makeAlarm, NOW, rawRequest, startWeb, type Harness } from './web-harness.ts';

type Screen = Socket<ServerToClientEvents, ClientToServerEvents>;

let web: Harness;
let open: Screen[];
beforeEach(async () => {
  web = await startWeb({ maxConnections: 3 });
  open = [];
});
afterEach(async () => {
  for (const screen of open) screen.close();
  await web.close();
});

const level = (change: Partial<WireLevel> = {}): WireLevel => ({
  jurisdiction: 'yangquan',
  plan: 'yangquan-heavy-pollution',
  rule: 'so2-hourly',
  subject: 'yangquan',
  level: 'III',
  since: '2024-11-19T07:00:00Z',
  at: '2024-11-19T08:00:00Z',
  indeterminate: false,
  progress: null,
  gauges: [],
  evidence: null,
  clause: '3.1',
  ...change,
});

/** A screen that writes down all that it gets, in order, and can wait for the next event of a name. */
function openScreen(space: 'live' | 'replay', options: { cookie?: string; origin?: string; id?: string } = {}) {
  const headers: Record<string, string> = {};
  if (options.cookie !== undefined) headers['cookie'] = options.cookie;
  if (options.origin !== undefined) headers['origin'] = options.origin;
  const socket: Screen = io(`${web.url}/${space}`, {
    transports: ['websocket'],
    forceNew: true,
    extraHeaders: headers,
    auth: options.id === undefined ? {} : { id: options.id },
    reconnectionDelay: 1,
    reconnectionDelayMax: 5,
  });
  open.push(socket);
  const seen: { event: string; payload: Record<string, unknown> }[] = [];
  const waiting: { event: string; take: (payload: Record<string, unknown>) => void }[] = [];
  let read = 0;
  socket.onAny((event: string, payload: Record<string, unknown>) => {
    const at = waiting.findIndex((one) => one.event === event);
    if (at === -1) seen.push({ event, payload });
    else waiting.splice(at, 1)[0]?.take(payload);
  });
  return {
    socket,
    seen,
    /** The next event of a name that nobody has asked for yet. */
    next(event: string): Promise<Record<string, unknown>> {
      for (; read < seen.length; read++) {
        const one = seen[read];
        if (one?.event === event) {
          read++;
          return Promise.resolve(one.payload);
        }
      }
      return new Promise((take) => waiting.push({ event, take }));
    },
    connected: new Promise<void>((resolve, reject) => {
      socket.once('connect', () => resolve());
      socket.once('connect_error', reject);
    }),
  };
}

/** A screen with its first snapshot behind it. */
async function watch(...args: Parameters<typeof openScreen>) {
  const screen = openScreen(...args);
  await screen.connected;
  web.advance(20);
  return { ...screen, snapshot: await screen.next('snapshot') };
}

describe('/live', () => {
  it('sends a snapshot, then changes that go on from its numbers', async () => {
    web.changes$.next({ stream: 'level', value: level() });
    const screen = await watch('live');
    expect(screen.snapshot).toMatchObject({ mode: 'demo', alarms: [{ id: 'a-1' }], seq: { level: 1, alarm: 0 } });
    const { epoch } = screen.snapshot['seq'] as { epoch: string };
    web.changes$.next({ stream: 'level', value: level({ level: 'II' }) });
    expect(await screen.next('level')).toMatchObject({ level: 'II', epoch, seq: 2 });
    web.changes$.next({ stream: 'health', value: { part: 'store', state: 'down', since: '', detail: '' } });
    expect(await screen.next('health')).toMatchObject({ part: 'store', epoch, seq: 1 });
    screen.socket.emit('resync');
    // The answer to a command comes after the request for a picture has arrived.
    await screen.socket.emitWithAck('unshelve', { id: 'a-1', revision: 3 });
    web.advance(250);
    expect(await screen.next('snapshot')).toMatchObject({ seq: { epoch, level: 2, health: 1 } });
  });

  it('numbers what goes out of service, and takes the commands that concern it', async () => {
    const screen = await watch('live', { cookie: await web.signIn('office', '值班甲') });
    const rule = { jurisdiction: 'yangquan', plan: null, rule: 'stale', subject: 'yq-01' };
    const out = { at: '2024-11-19T08:00:00.000Z', by: '值班甲', reason: '检修' };
    web.changes$.next({ stream: 'service', value: { ...rule, out } });
    expect(await screen.next('service')).toMatchObject({ ...rule, out, seq: 1 });
    const taken = await screen.socket.emitWithAck('takeOut', { ...rule, revision: null, reason: '检修' });
    expect(taken).toMatchObject({ ok: true, service: { ...rule, out: { by: '值班甲', reason: '检修' } } });
    expect(await screen.socket.emitWithAck('putBack', { ...rule, note: '' })).toMatchObject({
      ok: false,
      problem: { code: 'invalid-body' },
    });
    expect(await screen.socket.emitWithAck('comment', { id: 'a-1', text: '已派人' })).toMatchObject({ ok: true });
    expect(await screen.socket.emitWithAck('assign', { id: 'a-1', to: null })).toMatchObject({ ok: true });
    const low = await watch('live', { cookie: await web.signIn('operator') });
    expect(await low.socket.emitWithAck('putBack', { ...rule, note: '完毕' })).toMatchObject({
      ok: false,
      problem: { code: 'not-allowed' },
    });
  });

  it('tells every screen that a wall has another layout', async () => {
    const screen = await watch('live');
    web.layouts$.next({ id: 'hall', revision: 4 });
    expect(await screen.next('layout')).toEqual({ id: 'hall', revision: 4 });
  });

  it('shares one snapshot among screens that come together', async () => {
    const screens = [openScreen('live'), openScreen('live')];
    await Promise.all(screens.map((screen) => screen.connected));
    web.advance(20);
    await Promise.all(screens.map((screen) => screen.next('snapshot')));
    expect(web.world.snapshots).toBe(1);
  });

  it('lets one act and the other watch, and refuses what the second did not see', async () => {
    const acting = await watch('live', { cookie: await web.signIn('operator', '值班甲') });
    const watching = await watch('live', { cookie: await web.signIn('commander', '指挥乙') });
    const answer = await acting.socket.emitWithAck('acknowledge', { id: 'a-1', revision: 3, note: '已核实' });
    expect(answer).toMatchObject({ ok: true, alarm: { state: 'acknowledged', acknowledgedBy: '值班甲', revision: 4 } });
    expect(await watching.next('alarm')).toMatchObject({ id: 'a-1', acknowledgedBy: '值班甲', note: '已核实', seq: 1 });
    expect(await watching.socket.emitWithAck('acknowledge', { id: 'a-1', revision: 3 })).toMatchObject({
      ok: false,
      problem: { code: 'stale-revision', status: 409 },
      alarm: { revision: 4 },
    });
  });

  it('lets guests look and nobody but the signed-in act', async () => {
    const guest = await watch('live');
    expect(await guest.socket.emitWithAck('acknowledge', { id: 'a-1', revision: 3 })).toMatchObject({
      ok: false,
      problem: { code: 'not-signed-in' },
    });
    const cookie = await web.signIn('operator');
    const screen = await watch('live', { cookie });
    await fetch(`${web.url}/api/session`, { method: 'DELETE', headers: { cookie } });
    expect(await screen.socket.emitWithAck('acknowledge', { id: 'a-1', revision: 3 })).toMatchObject({
      ok: false,
      problem: { code: 'not-signed-in' },
    });
  });

  it('checks what a screen sends', async () => {
    web.alarms.set('a-1', makeAlarm({ level: 'I' }));
    const { socket } = await watch('live', { cookie: await web.signIn('operator') });
    const codeOf = async (command: unknown): Promise<string> => {
      const reply = await (socket as Socket).emitWithAck('acknowledge', command);
      return reply.problem.code;
    };
    for (const wrong of [null, 'a-1', {}, { id: 'a-1', revision: '3' }, { id: 'a-1', revision: 3, by: 'somebody' }]) {
      expect([wrong, await codeOf(wrong)]).toEqual([wrong, 'invalid-body']);
    }
    expect(await codeOf({ id: 'a-1', revision: 3 })).toBe('note-required');
    expect(await codeOf({ id: 'a-9', revision: 3 })).toBe('not-found');
    (socket as Socket).emit('acknowledge', { id: 'a-1', revision: 3 });
    (socket as Socket).emit('acknowledge');
    expect(await codeOf({})).toBe('invalid-body');
  });

  it('merges readings to the newest of each series, four times a second', async () => {
    const screen = await watch('live');
    const row = (time: number, value: number, metric = 'air.so2'): ReadingRow => ['yq-01', metric, time, value];
    web.readings$.next([row(1, 10), row(3, 30)]);
    web.readings$.next([row(2, 20), row(2, 5, 'air.no2')]);
    web.advance(250);
    expect(await screen.next('readings')).toEqual({
      rows: [row(3, 30), row(2, 5, 'air.no2')],
      now: new Date(NOW).toISOString().replace('.000', ''),
    });
    // An older one that comes late is for the charts to fetch, not for the newest value on the screen.
    web.readings$.next([row(2, 21)]);
    web.advance(250);
    web.readings$.next([row(3, 31)]);
    web.advance(250);
    expect(await screen.next('readings')).toMatchObject({ rows: [row(3, 31)] });
  });

  it('says every second that it is alive and where each stream stands', async () => {
    const screen = await watch('live');
    web.changes$.next({ stream: 'level', value: level() });
    web.advance(1000);
    expect(await screen.next('heartbeat')).toMatchObject({ speed: 1, seq: { level: 1, alarm: 0 } });
  });

  it('gives a screen that was away for a moment what it missed, without a new snapshot', async () => {
    const screen = await watch('live');
    web.changes$.next({ stream: 'level', value: level() });
    await screen.next('level');
    const back = new Promise<void>((resolve) => {
      screen.socket.io.once('reconnect', () => resolve());
    });
    const again = new Promise<void>((resolve) => {
      screen.socket.once('disconnect', () => {
        web.changes$.next({ stream: 'alarm', value: makeAlarm({ level: 'II', revision: 4 }) });
        resolve();
      });
    });
    screen.socket.io.engine.close();
    await Promise.all([back, again]);
    expect(await screen.next('alarm')).toMatchObject({ level: 'II', seq: 1 });
    expect(screen.socket.recovered).toBe(true);
    // Readings are not kept for it; it gets the newest ones.
    expect(await screen.next('readings')).toMatchObject({ rows: [['yq-01', 'air.so2', NOW, 12]] });
    web.advance(1000);
    await screen.next('heartbeat');
    expect(screen.seen.filter(({ event }) => event === 'snapshot')).toEqual([]);
  });

  it('takes no more screens than it can serve', async () => {
    await Promise.all([watch('live'), watch('live'), watch('live')]);
    await expect(openScreen('live').connected).rejects.toThrow('websocket error');
  });

  it('takes no screen of another site, and none under another name', async () => {
    await expect(openScreen('live', { origin: 'http://evil.example' }).connected).rejects.toThrow('websocket error');
    const own = openScreen('live', { origin: web.url });
    await own.connected;
    const path = '/socket.io/?EIO=4&transport=polling';
    const foreign = await rawRequest(web.port, { path, headers: { host: 'evil.example' } });
    expect([foreign.status, foreign.body]).toMatchObject([403, expect.stringContaining('not this machine')]);
  });
});

describe('/replay', () => {
  const begin = async (): Promise<void> => {
    await fetch(`${web.url}/api/replays`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ from: 0, to: NOW, speed: 60 }),
    });
  };

  it('speaks the same events for the replay that is named, and the live ones stay away', async () => {
    await begin();
    const screen = await watch('replay', { id: 'r-1' });
    expect(screen.snapshot).toMatchObject({ mode: 'replay', replay: { id: 'r-1' }, seq: { level: 0 } });
    web.changes$.next({ stream: 'level', value: level({ level: 'I' }) });
    web.replays.get('r-1')?.changes$.next({ stream: 'level', value: level({ level: 'II' }) });
    expect(await screen.next('level')).toMatchObject({ level: 'II', seq: 1 });
    await fetch(`${web.url}/api/replays/r-1`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: '{"state":"paused"}',
    });
    expect(await screen.next('replay')).toMatchObject({ state: 'paused' });
    web.replays.get('r-1')?.changes$.next({ stream: 'reset' });
    expect(await screen.next('snapshot')).toMatchObject({ seq: { level: 1 } });
    expect(await screen.socket.emitWithAck('acknowledge', { id: 'a-1', revision: 3 })).toMatchObject({
      problem: { code: 'not-allowed' },
    });
  });

  it('refuses a replay that is not there', async () => {
    await expect(openScreen('replay', { id: 'r-9' }).connected).rejects.toMatchObject({ data: { code: 'not-found' } });
    await expect(openScreen('replay').connected).rejects.toMatchObject({ data: { code: 'not-found' } });
  });

  it('lets its viewers go when it ends, and takes itself away two minutes after the last one left', async () => {
    await begin();
    const [first, last] = [await watch('replay', { id: 'r-1' }), await watch('replay', { id: 'r-1' })];
    const screens = async (): Promise<string> =>
      /^wanglou_screens (\d+)$/m.exec(await (await fetch(`${web.url}/metrics`)).text())?.[1] ?? '';
    first.socket.close();
    while ((await screens()) !== '1');
    web.advance(300_000);
    expect(web.replays.size).toBe(1);
    last.socket.close();
    while ((await screens()) !== '0');
    web.advance(119_999);
    expect(web.replays.size).toBe(1);
    web.advance(1);
    expect(web.replays.size).toBe(0);

    await begin();
    const screen = await watch('replay', { id: 'r-1' });
    const gone = new Promise<string>((resolve) => {
      screen.socket.once('disconnect', resolve);
    });
    await fetch(`${web.url}/api/replays/r-1`, { method: 'DELETE' });
    expect(await gone).toBe('io server disconnect');
  });
});
