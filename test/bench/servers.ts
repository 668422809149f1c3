/** Servers that the benchmarks start as processes of their own, on free ports of the loopback. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createClient, type Client } from './http.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const READY_MS = 60_000;
const ANSWER_MS = 30_000;
const DRAINED_MS = 120_000;
/** What lets a server tell its memory. */
const COLLECTING = ['--expose-gc', '--import', resolve(import.meta.dirname, 'collect.ts')];

/** A server in a process of its own. */
export interface Running {
  readonly url: string;
  readonly client: Client;
  /** Bytes of memory that the process holds after a collection of garbage. */
  memory(): Promise<number>;
  /** Ends it: with SIGTERM it may close what it has open, with SIGKILL it may not. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** The most memory that a process has held so far, in bytes; NaN where the system does not say. */
export function peakMemoryOf(pid: number | undefined): number {
  try {
    const found = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return found === null ? Number.NaN : Number(found[1]) * 1024;
  } catch {
    return Number.NaN;
  }
}

/** Runs a TypeScript file with node, as the commands of package.json do. */
export const spawnScript = (
  script: string,
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly node?: readonly string[] } = {},
): ChildProcess =>
  spawn(process.execPath, [...nodeOptions(), '--import', 'tsx', ...(options.node ?? []), script, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** Options of node for the servers, for example to take a profile of one. */
const nodeOptions = (): string[] => (process.env['BENCH_NODE_OPTIONS'] ?? '').split(' ').filter((each) => each !== '');

/** Starts a script and waits until it prints its address, as `http://127.0.0.1:PORT`. */
async function startScript(script: string, env: Readonly<Record<string, string>>): Promise<Running> {
  const child = spawnScript(script, [], { env, node: COLLECTING });
  let said = '';
  const url = await new Promise<string>((done, failed) => {
    const late = setTimeout(() => failed(new Error(`${script} did not start: ${said.slice(-2000)}`)), READY_MS);
    const listen = (chunk: Buffer): void => {
      said = (said + chunk.toString('utf8')).slice(-10_000);
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (address === null) return;
      clearTimeout(late);
      done(address[0]);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', (code) => {
      clearTimeout(late);
      failed(new Error(`${script} ended with ${code}: ${said.slice(-2000)}`));
    });
    child.once('error', failed);
  }).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  const client = createClient(url);
  return {
    url,
    client,
    memory: () =>
      new Promise((done, failed) => {
        const end = (): void => {
          clearTimeout(late);
          child.stdout?.off('data', listen);
        };
        const listen = (chunk: Buffer): void => {
          const held = /^held (\d+) bytes$/m.exec(chunk.toString('utf8'));
          if (held === null) return;
          end();
          done(Number(held[1]));
        };
        const late = setTimeout(() => {
          end();
          failed(new Error(`${script} does not say how much memory it holds`));
        }, ANSWER_MS);
        child.stdout?.on('data', listen);
        child.kill('SIGUSR2');
      }),
    async stop(signal = 'SIGTERM') {
      client.close();
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((done) => child.once('exit', done));
      child.kill(signal);
      const late = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await ended;
      clearTimeout(late);
    },
  };
}

/**
 * Starts Wanglou over a folder of jurisdictions (empty: those that come with it), in real time and without the simulated
 * feed, on the data it finds, unless the environment says otherwise.
 */
export const startWanglou = (options: {
  readonly jurisdictions: string;
  readonly dataDir: string;
  readonly environment?: Readonly<Record<string, string>>;
}): Promise<Running> =>
  startScript(resolve(ROOT, 'server/main.ts'), {
    HOST: '127.0.0.1',
    PORT: '0',
    MODE: 'demo',
    KEEP_DATA: '1',
    SIMULATE: '0',
    SPEED: '',
    LOG_LEVEL: 'error',
    JURISDICTIONS: options.jurisdictions,
    DATA_DIR: options.dataDir,
    INFLUX_URL: '',
    INFLUX_DATABASE: '',
    INFLUX_USERNAME: '',
    INFLUX_PASSWORD: '',
    INGEST_TOKEN: '',
    ...options.environment,
  });

/** Starts the bare Socket.IO server that the gateway is compared with. */
export const startBare = (): Promise<Running> => startScript(resolve(import.meta.dirname, 'bare-server.ts'), {});

/** Waits until the store has everything that the journal has. @throws Error when it takes too long. */
export async function waitUntilDrained({ client }: Running): Promise<void> {
  const deadline = performance.now() + DRAINED_MS;
  let lag: string[] = [];
  while (performance.now() < deadline) {
    const { body } = await client.get('/metrics');
    lag = [...body.matchAll(/^wanglou_store_lag_bytes(?:\{[^}]*\})? (\S+)$/gm)].map((found) => found[1] ?? '');
    if (lag.length > 0 && lag.every((bytes) => bytes === '0')) return;
    await wait(100);
  }
  const { body } = await client.get('/api/health');
  throw new Error(
    `the store is ${lag.join(', ')} bytes behind the journal after ${DRAINED_MS / 1000} s: ${body.slice(0, 500)}`,
  );
}
