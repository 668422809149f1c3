import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { waitUntil } from '../services/wait-until.ts';
import { healthOf, makePlace, planAlarms, pointsOf, type Place, type Program, type SeenAlarm } from './program.ts';

const ROOT = resolve(import.meta.dirname, '../..');

// Several starts of the whole program in one test, on a machine that may have other work.
vi.setConfig({ testTimeout: 180_000 });

let place: Place;
beforeEach(() => {
  place = makePlace();
});
afterEach(() => place.remove());

const NDJSON = { 'content-type': 'application/x-ndjson' };
const load = (time: number, value: number) => ({ source: 'ts-grid', metric: 'grid.load', time, value });
/** Customers out of the 1000 of the town's grid. */
const out = (time: number, value: number) => ({ source: 'ts-grid-town', metric: 'grid.customers_out', time, value });

/** The one alarm of the town's grid, once it is there and as asked for. */
const townAlarm = (program: Program, isIt: (alarm: SeenAlarm) => boolean): Promise<SeenAlarm> =>
  waitUntil('the alarm of the town', async () => {
    const alarms = await planAlarms(program);
    expect(alarms.length).toBeLessThanOrEqual(1);
    return alarms.find(isIt) ?? null;
  });

describe('readings', () => {
  test('come in by every way, are there at once, and the wrong ones are named', async () => {
    const program = await place.start();
    const now = Date.now();
    const at = (ago: number): number => now - ago * 1000;

    const json = await program.post('/api/readings', {
      readings: [
        load(at(60), 300),
        { ...load(at(50), 300), source: 'nobody' },
        load(now + 3_600_000, 300),
        { ...load(at(50), 0), value: 'NaN' },
        load(at(50), 301),
      ],
    });
    expect([json.status, await json.json()]).toEqual([
      200,
      {
        accepted: 2,
        rejected: [
          { index: 1, reason: 'unknown source "nobody"' },
          { index: 2, reason: expect.stringMatching(/^future: reaches .*more than 5 min ahead$/) },
          { index: 3, reason: expect.stringMatching(/^value: .*number.*\(got "NaN"\)$/) },
        ],
      },
    ]);

    const ndjson = await program.post('/api/readings', `${JSON.stringify(load(at(40), 302))}\n{"source":\n`, NDJSON);
    expect([ndjson.status, await ndjson.json()]).toEqual([
      200,
      { accepted: 1, rejected: [{ index: 1, reason: 'no JSON: the text ends too early at line 2, column 11' }] },
    ]);

    const one = await program.post('/write?db=x&precision=ms', `grid,source=ts-grid load=303 ${at(30)}`);
    expect(one.status).toBe(204);
    const two = await program.post(
      '/api/v2/write?bucket=x&org=y&precision=s',
      gzipSync(`grid,source=ts-grid load=304 ${Math.floor(at(20) / 1000)}\n`),
      { 'content-encoding': 'gzip' },
    );
    expect(two.status).toBe(204);
    const partial = await program.post(
      '/write?db=x&precision=ms',
      [`grid,source=ts-grid load=305 ${at(10)}`, `grid,source=ts-grid load=NaN ${at(9)}`, 'nonsense'].join('\n'),
    );
    const said = (await partial.json()) as { error: string };
    expect(partial.status).toBe(400);
    expect(said.error).toMatch(/^partial write: line 2: .*\nline 3: .* dropped=2$/);

    const values = async () => (await pointsOf(program, 'ts-grid', 'grid.load')).map(([, value]) => value);
    expect(await values()).toEqual([300, 301, 302, 303, 304, 305]);
    expect(await program.stop()).toBe(0);
    expect(existsSync(join(place.dataDir, 'server.json'))).toBe(false);
  });
});

describe('an alarm', () => {
  test('raised, acknowledged by one and seen by the other, raised further: unacknowledged again', async () => {
    const program = await place.start();
    const acting = await program.screen({ cookie: await program.signIn('operator', '值班甲') });
    const watching = await program.screen({ cookie: await program.signIn('commander', '指挥乙') });
    const seenBy = (screen: typeof watching, isIt: (alarm: Record<string, unknown>) => boolean) =>
      waitUntil('the alarm on the screen', () => {
        const found = screen.seen.find(({ event, payload }) => event === 'alarm' && isIt(payload));
        return found?.payload ?? null;
      });

    expect((await program.post('/api/readings', { readings: [out(Date.now(), 500)] })).status).toBe(200);
    const raised = await seenBy(watching, ({ state }) => state === 'unacknowledged');
    expect(raised).toMatchObject({ rule: 'township-loss', subject: 'ts-grid-town', level: 'III', revision: 1 });
    const alarm = await townAlarm(program, ({ state }) => state === 'unacknowledged');
    expect(alarm).toMatchObject({ id: raised['id'], level: 'III', revision: 1 });

    const { id } = alarm;
    const reply = await acting.socket.emitWithAck('acknowledge', { id, revision: 1, note: '已派人核实' });
    expect(reply).toMatchObject({ ok: true, alarm: { state: 'acknowledged', revision: 2 } });
    expect(await seenBy(watching, ({ state }) => state === 'acknowledged')).toMatchObject({
      id,
      acknowledgedBy: '值班甲',
      note: '已派人核实',
      revision: 2,
    });

    const cookie = await program.signIn('operator', '值班丙');
    const stale = await program.post(`/api/alarms/${id}/acknowledge`, { revision: 1 }, { cookie });
    expect([stale.status, await stale.json()]).toMatchObject([
      409,
      { code: 'stale-revision', alarm: { id, revision: 2, acknowledgedBy: '值班甲' } },
    ]);

    await program.post('/api/readings', { readings: [out(Date.now(), 800)] });
    const higher = await seenBy(watching, ({ level }) => level === 'II');
    expect(higher).toMatchObject({ id, state: 'unacknowledged', revision: 3, acknowledgedBy: null });
    expect(await program.stop()).toBe(0);
  });

  test('stands after a kill: readings, level, acknowledgement, note and revision', async () => {
    const program = await place.start();
    const now = Date.now();
    await program.post('/api/readings', { readings: [out(now - 1000, 500)] });
    const { id, revision } = await townAlarm(program, ({ state }) => state === 'unacknowledged');
    const cookie = await program.signIn('operator', '值班甲');
    const done = await program.post(`/api/alarms/${id}/acknowledge`, { revision, note: '断电前' }, { cookie });
    expect(done.status).toBe(200);
    const written = await program.post('/write?db=x&precision=ms', `grid,source=ts-grid load=333 ${now}`);
    expect(written.status).toBe(204);
    await program.kill();

    const again = await place.start({ KEEP_DATA: '1' });
    expect(await pointsOf(again, 'ts-grid', 'grid.load')).toEqual([[now, 333]]);
    expect(await planAlarms(again)).toMatchObject([
      { id, state: 'acknowledged', active: true, level: 'III', revision: 2, acknowledgedBy: '值班甲', note: '断电前' },
    ]);
    const levels = (await again.get('/api/levels')) as {
      subject: string;
      rule: string;
      level: string;
      since: string;
    }[];
    expect(levels.filter(({ level }) => level !== 'none')).toMatchObject([
      { rule: 'township-loss', subject: 'ts-grid-town', level: 'III', since: new Date(now - 1000).toISOString() },
    ]);

    // It goes on from there.
    await again.post('/api/readings', { readings: [out(Date.now(), 800)] });
    expect(await townAlarm(again, ({ level }) => level === 'II')).toMatchObject({ id, revision: 3 });
    await again.kill();

    const fresh = await place.start();
    expect(await planAlarms(fresh)).toEqual([]);
    expect(await pointsOf(fresh, 'ts-grid', 'grid.load')).toEqual([]);
  });
});

describe('a start that cannot be', () => {
  test('wrong settings are all named, and status 2', async () => {
    const { status, error } = await place.run('server/main.ts', [], {
      PORT: '99999',
      GUESTS: 'few',
      SIMULATE: 'maybe',
      INFLUX_URL: 'ftp://example',
      HOST: '0.0.0.0',
    });
    expect(status).toBe(2);
    for (const name of ['PORT=99999', 'GUESTS=few', 'SIMULATE=maybe', 'INFLUX_URL', 'HOST=0.0.0.0']) {
      expect(error).toContain(`  ${name}`);
    }
    expect(existsSync(place.dataDir)).toBe(false);
  });

  test('live is refused with an open way in', async () => {
    const { status, error } = await place.run('server/main.ts', [], { MODE: 'live' });
    expect(status).toBe(2);
    expect(error).toBe(
      'wrong settings:\n  INGEST_TOKEN: live takes readings only from those who show a token; set one\n',
    );
  });

  test('a broken jurisdiction file is named with its line', async () => {
    writeFileSync(join(place.folder, 'jurisdictions', 'broken.yaml'), 'id: broken\nname: 5\n');
    const { status, error } = await place.run('server/main.ts');
    expect(status).toBe(2);
    expect(error).toMatch(/broken\.yaml:2: name: /);
    expect(existsSync(place.dataDir)).toBe(false);
  });

  test('a broken plan file is named with its line', async () => {
    const copy = join(place.folder, 'copy');
    mkdirSync(copy);
    for (const name of ['server', 'simulators', 'thresholds', 'package.json']) {
      cpSync(join(ROOT, name), join(copy, name), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    const file = join(copy, 'thresholds/plans/yangcheng-outage/plan.yaml');
    const lines = readFileSync(file, 'utf8').split('\n');
    const line = lines.findIndex((text) => text.includes('III: { shed: 40'));
    lines[line] = (lines[line] ?? '').replace('shed: 40', 'shed: much');
    writeFileSync(file, lines.join('\n'));

    const other = makePlace(copy);
    try {
      const { status, error } = await other.run('server/main.ts');
      expect(status).toBe(2);
      expect(error).toContain(`yangcheng-outage/plan.yaml:${line + 1}: rules[1].values[0].levels.III.shed`);
      expect(error).toContain('much');
    } finally {
      await other.remove();
    }
  });

  test('a port that is taken, and data that another server has: each says so and touches nothing', async () => {
    const program = await place.start();
    await program.post('/api/readings', { readings: [out(Date.now(), 500)] });
    const other = makePlace();
    try {
      const taken = await other.run('server/main.ts', [], { PORT: String(program.port) });
      expect(taken).toMatchObject({
        status: 1,
        error: `127.0.0.1:${program.port} is taken by another program; set PORT to a free one\n`,
      });
    } finally {
      await other.remove();
    }
    const second = await place.run('server/main.ts');
    expect(second.status).toBe(1);
    expect(second.error).toContain(`in use by process ${program.pid}; stop that one first`);
    expect(await pointsOf(program, 'ts-grid-town', 'grid.customers_out')).toHaveLength(1);
  });
});

test('an InfluxDB that cannot be reached: it starts, says so, takes readings and judges them', async () => {
  // Port 9 (discard) of the loopback: nobody answers there.
  const program = await place.start({ INFLUX_URL: 'http://127.0.0.1:9' });
  const now = Date.now();
  expect(await (await program.post('/api/readings', { readings: [out(now, 500)] })).json()).toEqual({
    accepted: 1,
    rejected: [],
  });
  expect(await townAlarm(program, ({ state }) => state === 'unacknowledged')).toMatchObject({ level: 'III' });
  const parts = await waitUntil('the store is said to be away', async () => {
    const found = await healthOf(program);
    return found.get('store')?.detail.includes('ECONNREFUSED') === true ? found : null;
  });
  expect(parts.get('store')).toMatchObject({ state: 'degraded', detail: expect.stringContaining('暂存于日志') });
  expect(parts.get('journal')).toMatchObject({ state: 'ok' });
  expect((await fetch(`${program.url}/api/health`)).status).toBe(200);
  const query = 'source=ts-grid-town&metric=grid.customers_out&from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z';
  const away = await fetch(`${program.url}/api/readings?${query}`);
  expect([away.status, await away.json()]).toMatchObject([503, { code: 'store-unavailable' }]);
  await program.kill();

  // A restart without the store takes back what the journal still holds.
  const again = await place.start({ INFLUX_URL: 'http://127.0.0.1:9', KEEP_DATA: '1' });
  expect(await planAlarms(again)).toMatchObject([{ state: 'unacknowledged', level: 'III', active: true }]);
  expect((await healthOf(again)).get('judge')).toMatchObject({ state: 'degraded' });
  expect(((await again.get('/api/levels')) as { level: string }[]).map(({ level }) => level)).toContain('III');
});

describe('historical data', () => {
  const FROM = Date.UTC(2024, 0, 10, 4);
  const HEADER = 'time,source,metric,value\n';
  const row = (minute: number, source: string, metric: string, value: number): string =>
    `${new Date(FROM + minute * 60_000).toISOString()},${source},${metric},${value}\n`;
  /** A loss of half of the town's customers for forty minutes, and a station that nobody knows. */
  const outage = [
    row(0, 'ts-grid-town', 'grid.customers_out', 0),
    row(10, 'ts-grid-town', 'grid.customers_out', 550),
    row(30, 'ts-grid-town', 'grid.customers_out', 750),
    row(50, 'ts-grid-town', 'grid.customers_out', 0),
    row(50, 'old-station', 'grid.load', 7),
  ];

  test('imported with and without a server: kept, replayed with every change of level, and judged by nobody now', async () => {
    const [first = '', second = '', ...rest] = outage;
    const alone = await place.run('server/commands/import.ts', [place.file('a.csv', HEADER + first + second)]);
    expect(alone).toMatchObject({ status: 0, out: '1 files, 2 rows: 2 readings stored, 0 problems\n' });

    const program = await place.start();
    const through = await place.run('server/commands/import.ts', [place.file('b.csv', HEADER + rest.join(''))]);
    expect(through).toMatchObject({ status: 0, out: '1 files, 3 rows: 3 readings stored, 0 problems\n' });
    await program.post('/api/readings', { readings: [load(Date.now(), 300)] });

    expect(await pointsOf(program, 'ts-grid-town', 'grid.customers_out')).toEqual(
      [
        [0, 0],
        [10, 550],
        [30, 750],
        [50, 0],
      ].map(([minute = 0, value]) => [FROM + minute * 60_000, value]),
    );
    expect(await pointsOf(program, 'old-station', 'grid.load')).toHaveLength(1);
    expect(await planAlarms(program)).toEqual([]);

    const made = await program.post('/api/replays', { from: FROM, to: FROM + 3_600_000, speed: 3600 });
    expect(made.status).toBe(201);
    const { id } = (await made.json()) as { id: string };
    const screen = await program.screen({ replay: id });
    const played = (from: number) =>
      waitUntil('the end of the replay', () => {
        const rest = screen.seen.slice(from);
        return rest.find(({ event, payload }) => event === 'replay' && payload['state'] === 'ended')?.payload ?? null;
      });
    const { changes } = await played(0);
    expect(changes).toMatchObject([
      { rule: 'township-loss', from: 'none', to: 'III', at: '2024-01-10T04:10:00Z' },
      { rule: 'township-loss', from: 'III', to: 'II', at: '2024-01-10T04:30:00Z' },
      { rule: 'township-loss', from: 'II', to: 'none', at: '2024-01-10T04:50:00Z' },
    ]);
    // Once more from the beginning, now that the screen is there from the first moment.
    const before = screen.seen.length;
    const again = await fetch(`${program.url}/api/replays/${id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ at: FROM, state: 'playing' }),
    });
    expect(again.status).toBe(200);
    await played(before);
    const levels = screen.seen
      .slice(before)
      .filter(({ event, payload }) => event === 'level' && payload['rule'] === 'township-loss')
      .map(({ payload }) => payload['level']);
    // The picture at the beginning says none; it may say so once more.
    const changed = levels.filter((level, number) => level !== (levels[number - 1] ?? 'none'));
    expect(changed).toEqual(['III', 'II', 'none']);
    expect(await planAlarms(program)).toEqual([]);
    await program.kill();

    // The demo begins afresh; what was imported stays.
    const fresh = await place.start();
    expect(await pointsOf(fresh, 'ts-grid', 'grid.load')).toEqual([]);
    expect(await pointsOf(fresh, 'ts-grid-town', 'grid.customers_out')).toHaveLength(4);
    const kept = await fresh.stop();
    expect(kept).toBe(0);
    // Nor does the live judge take it for its own after a restart.
    const back = await place.start({ KEEP_DATA: '1' });
    expect(await planAlarms(back)).toEqual([]);
  });

  test('a server on other data is not spoken to', async () => {
    const program = await place.start();
    const other = makePlace();
    try {
      const file = other.file('a.csv', HEADER + outage.join(''));
      const done = await other.run('server/commands/import.ts', [file], { PORT: String(program.port) });
      expect(done).toMatchObject({ status: 0 });
      expect(existsSync(join(other.dataDir, 'archive', 'readings.duckdb'))).toBe(true);
    } finally {
      await other.remove();
    }
    expect(await pointsOf(program, 'ts-grid-town', 'grid.customers_out')).toEqual([]);
  });
});
