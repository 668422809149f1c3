/** Fan-out: a thousand screens at a thousand readings a second, beside a bare Socket.IO broadcast of the same bytes. */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { writeCity } from './city.ts';
import { startLoad } from './load.ts';
import { median, type Bench } from './report.ts';
import type { Command, Report } from './screens.ts';
import { startBare, startWanglou, type Running } from './servers.ts';

/** 250 series, each four times a second. */
const SIZE = { stations: 40, assessed: 12, grids: 10 };
const LOAD = { size: SIZE, cycleMs: 250, bodiesACycle: 10 };
const SCREENS = 1000;
const ROUNDS = 3;
const ROUND_MS = 6000;
const SETTLE_MS = 5000;
const ANSWER_MS = 120_000;

function ask(screens: ChildProcess, command: Command): Promise<Report> {
  return new Promise((done, failed) => {
    const end = (): void => {
      clearTimeout(late);
      screens.off('message', answer);
      screens.off('exit', died);
    };
    const answer = (report: Report): void => {
      end();
      done(report);
    };
    const died = (): void => {
      end();
      failed(new Error('the process of the screens has ended'));
    };
    const late = setTimeout(() => {
      end();
      failed(new Error(`the screens did not answer "${command.kind}" in ${ANSWER_MS / 1000} s`));
    }, ANSWER_MS);
    screens.once('message', answer);
    screens.once('exit', died);
    screens.send(command);
  });
}

async function watch(screens: ChildProcess, name: string): Promise<Extract<Report, { kind: 'seen' }>> {
  screens.send({ kind: 'watch', name } satisfies Command);
  await wait(ROUND_MS);
  const seen = await ask(screens, { kind: 'report' });
  if (seen.kind !== 'seen' || seen.messages === 0) throw new Error(`the screens of ${name} saw nothing`);
  return seen;
}

export const fanOut: Bench = async (say) => {
  const folder = mkdtempSync(join(tmpdir(), 'wanglou-bench-'));
  const jurisdictions = join(folder, 'jurisdictions');
  writeCity(jurisdictions, SIZE);
  const wanglou = await startWanglou({ jurisdictions, dataDir: join(folder, 'data') });
  let bare: Running | null = null;
  let screens: ChildProcess | null = null;
  try {
    bare = await startBare();
    screens = fork(resolve(import.meta.dirname, 'screens.ts'), { execArgv: ['--import', 'tsx'] });
    const first = startLoad(wanglou, LOAD);
    await wait(SETTLE_MS);
    const withoutScreens = await wanglou.memory();
    await ask(screens, { kind: 'connect', name: 'wanglou', url: `${wanglou.url}/live`, count: SCREENS });
    await wait(SETTLE_MS);
    const withScreens = await wanglou.memory();
    await first.stop();
    const bareWithout = await bare.memory();
    await ask(screens, { kind: 'connect', name: 'bare', url: bare.url, count: SCREENS });
    const bareWith = await bare.memory();

    const own = { p50: [] as number[], p99: [] as number[] };
    const plain = { p50: [] as number[], p99: [] as number[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      const load = startLoad(wanglou, LOAD);
      await wait(1000);
      const seen = await watch(screens, 'wanglou');
      const rate = await load.stop();
      await bare.client.post('/play', JSON.stringify(seen.rows));
      await wait(1000);
      const seenBare = await watch(screens, 'bare');
      await bare.client.post('/play', '');
      await wait(500);
      own.p50.push(seen.p50);
      own.p99.push(seen.p99);
      plain.p50.push(seenBare.p50);
      plain.p99.push(seenBare.p99);
      say(
        `round ${round}: p99 ${seen.p99} ms (${seen.messages} messages of ${seen.rows.length} series, ${Math.round(rate)} readings/s); bare ${seenBare.p99} ms (${seenBare.messages} messages)`,
      );
    }
    const perScreen = (before: number, after: number): number => (after - before) / SCREENS / 1000;
    return [
      {
        bench: 'fan-out',
        what: `newest reading -> ${SCREENS} screens, p50`,
        value: median(own.p50),
        unit: 'ms',
        beside: { what: 'bare broadcast', value: median(plain.p50) },
        budget: null,
      },
      {
        bench: 'fan-out',
        what: `newest reading -> ${SCREENS} screens, p99`,
        value: median(own.p99),
        unit: 'ms',
        beside: { what: 'bare broadcast', value: median(plain.p99) },
        budget: { rule: 'at most', of: 1.5 },
      },
      {
        bench: 'fan-out',
        what: 'memory a screen',
        value: perScreen(withoutScreens, withScreens),
        unit: 'kB',
        beside: null,
        budget: { rule: 'at most', of: 102.4 },
      },
      {
        bench: 'fan-out',
        what: 'memory a screen',
        value: perScreen(withoutScreens, withScreens),
        unit: 'kB',
        beside: { what: 'bare server', value: perScreen(bareWithout, bareWith) },
        budget: null,
      },
    ];
  } finally {
    screens?.disconnect();
    await bare?.stop();
    await wanglou.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};
