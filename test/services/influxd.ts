/** A real InfluxDB 1.x for tests: its own folder, the loopback only. */
import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A server of InfluxDB that a test started. `stop` keeps its data and its address; `start` brings it back. */
export interface Influxd {
  readonly url: string;
  readonly version: () => Promise<string>;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Stops it and removes its folder. */
  remove(): Promise<void>;
}

/**
 * The server's program: `WANGLOU_INFLUXD`, else `influxd` on the path.
 * @throws Error that says how to get one.
 */
export function findInfluxd(): string {
  const named = process.env['WANGLOU_INFLUXD'];
  const places = named
    ? [named]
    : (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'influxd'));
  for (const place of places) {
    try {
      accessSync(place, constants.X_OK);
      return place;
    } catch {
      continue;
    }
  }
  throw new Error(
    named
      ? `WANGLOU_INFLUXD is ${named}, which cannot be run`
      : 'no influxd: install the Debian package "influxdb" or name its program in WANGLOU_INFLUXD ("npm test" does it by itself)',
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Starts an InfluxDB on free ports of the loopback and waits until it answers. */
export async function startInfluxd(): Promise<Influxd> {
  const program = findInfluxd();
  const folder = mkdtempSync(join(tmpdir(), 'wanglou-influxd-'));
  const port = await freePort();
  const rpcPort = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = join(folder, 'influxdb.conf');
  const log = join(folder, 'influxd.log');
  writeFileSync(
    config,
    `reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
  dir = ${JSON.stringify(join(folder, 'meta'))}
[data]
  dir = ${JSON.stringify(join(folder, 'data'))}
  wal-dir = ${JSON.stringify(join(folder, 'wal'))}
  query-log-enabled = false
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${port}"
  log-enabled = false
`,
  );
  let child: ChildProcess | null = null;

  const stop = async (): Promise<void> => {
    const running = child;
    child = null;
    if (running === null || running.exitCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGTERM');
    const late = setTimeout(() => running.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(late);
  };
  const start = async (): Promise<void> => {
    const output = openSync(log, 'a');
    const started = spawn(program, ['-config', config], { stdio: ['ignore', output, output] });
    child = started;
    let failure: Error | null = null;
    started.once('error', (error) => {
      failure = error;
    });
    const deadline = performance.now() + 30_000;
    while (performance.now() < deadline && started.exitCode === null && failure === null) {
      const answer = await fetch(`${url}/ping`).catch(() => null);
      if (answer?.status === 204) return;
      await wait(25);
    }
    await stop();
    throw new Error(`${program} did not answer on ${url}: ${failure ?? readFileSync(log, 'utf8').slice(-2000)}`);
  };
  await start();
  return {
    url,
    version: async () => (await fetch(`${url}/ping`)).headers.get('x-influxdb-version') ?? '',
    start,
    stop,
    async remove() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
