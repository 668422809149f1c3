/**
 * A Node-RED flow that only compares and forgets: HTTP in -> a comparison -> TCP out. For the latency benchmark beside
 * Wanglou; a development tool, installed into the project's cache when the benchmark asks for it.
 */
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createClient } from './http.ts';

const PACKAGE = 'node-red@4.1';
const CACHE = resolve(import.meta.dirname, '../../.cache/node-red');
const ENTRY = join(CACHE, 'node_modules/node-red/red.js');
const READY_MS = 30_000;
const LOST_MS = 5000;

export interface NodeRed {
  /** Milliseconds from sending a value above the line to its alarm. */
  measure(): Promise<number>;
  stop(): Promise<void>;
}

/** What a flow is made of: what comes in over HTTP is answered, compared, and passed on when it is above the line. */
const flowOf = (port: number): object[] => [
  { id: 'tab', type: 'tab', label: 'bench' },
  { id: 'in', type: 'http in', z: 'tab', url: '/value', method: 'post', wires: [['answer', 'parse']] },
  { id: 'parse', type: 'json', z: 'tab', property: 'payload', action: 'obj', wires: [['compare']] },
  { id: 'answer', type: 'http response', z: 'tab', statusCode: '204', wires: [] },
  {
    id: 'compare',
    type: 'switch',
    z: 'tab',
    property: 'payload.value',
    rules: [{ t: 'gte', v: '20', vt: 'num' }],
    checkall: 'false',
    outputs: 1,
    wires: [['text']],
  },
  { id: 'text', type: 'json', z: 'tab', property: 'payload', action: 'str', wires: [['out']] },
  {
    id: 'out',
    type: 'tcp out',
    z: 'tab',
    host: '127.0.0.1',
    port: String(port),
    beserver: 'client',
    base64: false,
    end: false,
    wires: [],
  },
];

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/**
 * Starts the flow; installs Node-RED first where it is not there.
 * @throws when the package cannot be had or the flow does not answer
 */
export async function startNodeRed(): Promise<NodeRed> {
  if (!existsSync(ENTRY)) {
    mkdirSync(CACHE, { recursive: true });
    await promisify(execFile)('npm', ['install', '--prefix', CACHE, '--no-audit', '--no-fund', PACKAGE]);
  }
  const folder = mkdtempSync(join(tmpdir(), 'wanglou-node-red-'));
  let arrived: () => void = () => undefined;
  const sockets = new Set<Socket>();
  const screen = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true).on('data', () => arrived());
    socket.on('error', () => undefined);
  });
  await new Promise<void>((done) => screen.listen(0, '127.0.0.1', done));
  const port = await freePort();
  writeFileSync(join(folder, 'flows.json'), JSON.stringify(flowOf((screen.address() as AddressInfo).port)));
  writeFileSync(
    join(folder, 'settings.js'),
    `module.exports = { uiHost: '127.0.0.1', uiPort: ${port}, httpAdminRoot: false, flowFile: 'flows.json', logging: { console: { level: 'error' } } };`,
  );
  const child = spawn(process.execPath, [ENTRY, '-u', folder, '-s', join(folder, 'settings.js')], { stdio: 'ignore' });
  const client = createClient(`http://127.0.0.1:${port}`);
  const stop = async (): Promise<void> => {
    child.kill();
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => screen.close(done));
    rmSync(folder, { recursive: true, force: true });
  };
  const measure = (): Promise<number> =>
    new Promise((done, failed) => {
      const started = performance.now();
      const late = setTimeout(() => failed(new Error(`Node-RED gave no alarm within ${LOST_MS} ms`)), LOST_MS);
      arrived = () => {
        clearTimeout(late);
        done(performance.now() - started);
      };
      client.post('/value', JSON.stringify({ value: 40 })).catch(failed);
    });
  try {
    const end = performance.now() + READY_MS;
    for (;;) {
      const ready = await measure().then(
        () => true,
        () => false,
      );
      if (ready) break;
      if (performance.now() > end) throw new Error('the Node-RED flow did not answer');
      await wait(250);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { measure, stop };
}
