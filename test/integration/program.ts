/** The real program as a child process, with its own data folder, on a free port of the loopback. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';
import { waitUntil } from '../services/wait-until.ts';
import type { ClientToServerEvents, ServerToClientEvents } from '../../server/wire/events.ts';
import type { Role } from '../../server/wire/shapes.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const TSX = pathToFileURL(join(ROOT, 'node_modules/tsx/dist/loader.mjs')).href;

/** A county with a grid, a township grid and two stations. */
const JURISDICTION = `id: testshire
name: { zh: 测试县, en: Testshire }
timezone: Asia/Shanghai
plans: [yangcheng-outage, yangcheng-explosives]
subjects:
  - { id: testshire, kind: county, name: { zh: 测试县, en: Testshire } }
  - { id: ts-town, kind: town, parent: testshire, name: { zh: 测试镇, en: Testtown } }
  - { id: ts-air, kind: air-station, parent: ts-town, assessed: true, name: { zh: 测试站, en: Test station } }
  - { id: ts-grid, kind: grid, scope: county, parent: testshire, name: { zh: 测试电网, en: Test grid }, customers: 10000, ratedLoad: 400 }
  - { id: ts-grid-town, kind: grid, scope: township, parent: ts-town, name: { zh: 测试镇电网, en: Town grid }, customers: 1000, ratedLoad: 40 }
`;

/** What ended, and what it said. */
export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly error: string;
}

/** A folder for one test: the jurisdiction, data of the program, and files. `remove` ends what still runs. */
export interface Place {
  readonly folder: string;
  readonly dataDir: string;
  file(name: string, text: string): string;
  /** Runs a script of the project to its end. */
  run(script: string, args?: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Ended>;
  /** Starts the server and waits until it listens. */
  start(environment?: Readonly<Record<string, string>>): Promise<Program>;
  remove(): Promise<void>;
}

/** A running server. */
export interface Program {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** What it has written to standard output so far. */
  said(): string;
  /** Asks it to stop; gives its exit status. */
  stop(): Promise<number | null>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  get(path: string): Promise<unknown>;
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Signs in and gives the `Cookie` header. */
  signIn(role: Role, name: string): Promise<string>;
  screen(options?: { readonly cookie?: string; readonly replay?: string; readonly drill?: string }): Promise<Screen>;
}

/** A screen that keeps what it has got, by event. */
export interface Screen {
  readonly socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  readonly seen: readonly { readonly event: string; readonly payload: Record<string, unknown> }[];
}

/** Makes the folder of one test. The test must call `remove`. */
export function makePlace(root = ROOT): Place {
  const folder = mkdtempSync(join(tmpdir(), 'wanglou-program-'));
  const dataDir = join(folder, 'data');
  mkdirSync(join(folder, 'jurisdictions'));
  writeFileSync(join(folder, 'jurisdictions', 'testshire.yaml'), JURISDICTION);
  const children = new Set<ChildProcess>();
  const screens = new Set<Screen['socket']>();

  const launch = (script: string, args: readonly string[], environment: Readonly<Record<string, string>>) => {
    const child = spawn(process.execPath, ['--import', TSX, join(root, script), ...args], {
      // Where no `.env` is.
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        TZ: process.env['TZ'],
        PORT: '0',
        DATA_DIR: dataDir,
        JURISDICTIONS: join(folder, 'jurisdictions'),
        SIMULATE: '0',
        LOG_LEVEL: 'warn',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.add(child);
    const said = { out: '', error: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said.error += text));
    const ended = new Promise<Ended>((done) => {
      child.once('close', (status) => {
        children.delete(child);
        done({ status, ...said });
      });
    });
    return { child, said, ended };
  };

  return {
    folder,
    dataDir,
    file(name, text) {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    },
    run: (script, args = [], environment = {}) => launch(script, args, environment).ended,
    async start(environment = {}) {
      const { child, said, ended } = launch('server/main.ts', [], environment);
      let over = false;
      void ended.then(() => (over = true));
      const url = await waitUntil('the server listens', () => {
        if (over) throw new Error(`the server has ended: ${said.out}${said.error}`);
        return /(?:DEMO|LIVE)\s+(http:\S+)\n[^]*\n\n?$/.exec(said.out)?.[1] ?? null;
      });
      const call = (path: string, init: RequestInit = {}) => fetch(`${url}${path}`, init);
      return {
        url,
        port: Number(new URL(url).port),
        pid: child.pid ?? 0,
        said: () => said.out,
        async stop() {
          child.kill('SIGTERM');
          return (await ended).status;
        },
        async kill() {
          child.kill('SIGKILL');
          await ended;
        },
        get: async (path) => (await call(path)).json(),
        post: (path, body, headers = {}) =>
          call(path, {
            method: 'POST',
            headers: { 'content-type': 'application/json', ...headers },
            body:
              typeof body === 'string'
                ? body
                : body instanceof Uint8Array
                  ? Uint8Array.from(body)
                  : JSON.stringify(body),
          }),
        async signIn(role, name) {
          const answer = await call('/api/session', {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ role, name }),
          });
          return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
        },
        async screen({ cookie, replay, drill } = {}) {
          const space = replay !== undefined ? 'replay' : drill !== undefined ? 'drill' : 'live';
          const id = replay ?? drill;
          const socket: Screen['socket'] = io(`${url}/${space}`, {
            transports: ['websocket'],
            forceNew: true,
            reconnection: false,
            extraHeaders: cookie === undefined ? {} : { cookie },
            auth: id === undefined ? {} : { id },
          });
          screens.add(socket);
          const seen: Screen['seen'][number][] = [];
          socket.onAny((event: string, payload: Record<string, unknown>) => seen.push({ event, payload }));
          await new Promise<void>((done, fail) => {
            socket.once('connect', done);
            socket.once('connect_error', fail);
          });
          await waitUntil('a snapshot', () => (seen.some(({ event }) => event === 'snapshot') ? true : null));
          return { socket, seen };
        },
      };
    },
    async remove() {
      for (const socket of screens) socket.close();
      await Promise.all(
        [...children].map(async (child) => {
          const gone = new Promise((done) => child.once('close', done));
          child.kill('SIGKILL');
          await gone;
        }),
      );
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const alarmSchema = z.object({
  id: z.string(),
  rule: z.string(),
  subject: z.string(),
  class: z.string(),
  state: z.string(),
  active: z.boolean(),
  level: z.string(),
  revision: z.number(),
  acknowledgedBy: z.string().nullable(),
  note: z.string().nullable(),
});
/** An alarm as far as these tests look. */
export type SeenAlarm = z.infer<typeof alarmSchema>;

/** The alarms of plans, by the live server. */
export async function planAlarms(program: Program): Promise<SeenAlarm[]> {
  const alarms = z.array(alarmSchema).parse(await program.get('/api/alarms?state=all'));
  return alarms.filter((alarm) => alarm.class === 'plan');
}

/** The points of a series as the server has them. */
export async function pointsOf(program: Program, source: string, metric: string): Promise<number[][]> {
  const query = new URLSearchParams({ source, metric, from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' });
  return z.object({ points: z.array(z.array(z.number())) }).parse(await program.get(`/api/readings?${query}`)).points;
}

/** The parts of the health page, by name. */
export async function healthOf(program: Program): Promise<Map<string, { state: string; detail: string }>> {
  const health = z
    .object({ parts: z.array(z.object({ part: z.string(), state: z.string(), detail: z.string() })) })
    .parse(await program.get('/api/health'));
  return new Map(health.parts.map((part) => [part.part, part]));
}
