/** Latency: from sending a reading that crosses a threshold to the alarm on a connected screen, under load. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { PROBE, writeCity } from './city.ts';
import { startLoad } from './load.ts';
import { startNodeRed } from './node-red.ts';
import { quantile, type Bench, type Finding } from './report.ts';
import { startBare, startWanglou } from './servers.ts';

/** 816 stations of six pollutants and 100 grids, each once a second, are about 5,000 readings a second. */
const SIZE = { stations: 816, assessed: 12, grids: 100 };
const LOAD = { size: SIZE, cycleMs: 1000, bodiesACycle: 50 };
const PROBE_EVERY_MS = 200;
const WARM_UP_MS = 8000;
const MEASURED_MS = 40_000;
const LOST_MS = 5000;
const PATH = '/write?precision=ms';

/** Milliseconds from the call of `act` to the next `alarm` of the probe that `fits`. */
function untilAlarm(socket: Socket, fits: (active: boolean) => boolean, act: () => Promise<unknown>): Promise<number> {
  return new Promise((done, failed) => {
    const started = performance.now();
    const end = (): void => {
      clearTimeout(late);
      socket.off('alarm', listen);
    };
    const listen = (alarm: { readonly subject: string; readonly state: string }): void => {
      if (alarm.subject !== PROBE || !fits(alarm.state !== 'returned' && alarm.state !== 'normal')) return;
      end();
      done(performance.now() - started);
    };
    const late = setTimeout(() => {
      end();
      failed(new Error(`no alarm within ${LOST_MS} ms`));
    }, LOST_MS);
    socket.on('alarm', listen);
    act().catch((error: unknown) => {
      end();
      failed(error instanceof Error ? error : new Error(String(error)));
    });
  });
}

async function connect(url: string): Promise<Socket> {
  const socket = io(url, { transports: ['websocket'], forceNew: true });
  await new Promise<void>((done, failed) => {
    socket.once('connect', done);
    socket.once('connect_error', failed);
  });
  return socket;
}

export const latency: Bench = async (say) => {
  const folder = mkdtempSync(join(tmpdir(), 'wanglou-bench-'));
  const jurisdictions = join(folder, 'jurisdictions');
  writeCity(jurisdictions, SIZE);
  const wanglou = await startWanglou({ jurisdictions, dataDir: join(folder, 'data') });
  const bare = await startBare().catch(async (error: unknown) => {
    await wanglou.stop();
    throw error;
  });
  const nodeRed = await startNodeRed().catch((error: unknown) => {
    say(`no Node-RED beside it: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  });
  const sockets: Socket[] = [];
  const flow: number[] = [];
  const own: number[] = [];
  const echoed: number[] = [];
  let rate = 0;
  try {
    const live = await connect(`${wanglou.url}/live`);
    sockets.push(live);
    const echo = await connect(bare.url);
    sockets.push(echo);
    const load = startLoad(wanglou, LOAD);
    const started = performance.now();
    // 40 of 100 MW lost is level II of the county grid; nothing lost is none.
    for (let turn = 0; performance.now() - started < WARM_UP_MS + MEASURED_MS; turn += 1) {
      const isCounted = performance.now() - started >= WARM_UP_MS;
      const isOut = turn % 2 === 0;
      const fields = isOut ? 'load=60,shed=40' : 'load=100,shed=0';
      const ms = await untilAlarm(
        live,
        (active) => active === isOut,
        () => wanglou.client.post(PATH, `grid,source=${PROBE} ${fields} ${Date.now()}`),
      );
      await wait(Math.max(0, PROBE_EVERY_MS / 2 - ms));
      const echoMs = await untilAlarm(
        echo,
        () => true,
        () => bare.client.post('/echo', JSON.stringify({ subject: PROBE, state: 'unacknowledged', turn })),
      );
      const flowMs = nodeRed === null ? 0 : await nodeRed.measure();
      await wait(Math.max(0, PROBE_EVERY_MS / 2 - echoMs - flowMs));
      if (!isCounted) continue;
      flow.push(flowMs);
      own.push(ms);
      echoed.push(echoMs);
    }
    rate = await load.stop();
  } finally {
    for (const socket of sockets) socket.disconnect();
    await wanglou.stop();
    await bare.stop();
    await nodeRed?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  say(`${own.length} alarms under ${Math.round(rate)} readings/s`);
  const finding = (what: string, q: number, budget: number): Finding[] => {
    const one = { bench: 'latency', what, value: quantile(own, q), unit: 'ms' };
    return [
      { ...one, beside: null, budget: { rule: 'at most', of: budget } },
      { ...one, beside: { what: 'bare Socket.IO echo', value: quantile(echoed, q) }, budget: null },
      ...(nodeRed === null
        ? []
        : [{ ...one, beside: { what: 'Node-RED, compares and forgets', value: quantile(flow, q) }, budget: null }]),
    ];
  };
  return [
    ...finding('reading sent -> alarm on screen, p50', 0.5, 3),
    ...finding('reading sent -> alarm on screen, p99', 0.99, 10),
    { bench: 'latency', what: 'load meanwhile', value: rate, unit: 'readings/s', beside: null, budget: null },
  ];
};
