/** Backtest: one city, twelve stations, four years of hours, the whole pollution plan; and one year of the same. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, type Bench } from './report.ts';
import { peakMemoryOf, spawnScript } from './servers.ts';

const STATIONS = 12;
const HOUR_MS = 3_600_000;
const FIRST_YEAR = 2019;
const YEARS = 4;
const ROUNDS = 3;
const WATCH_EVERY_MS = 20;

/** Whole number that swings about a middle, by the hour of the day and the days of a smog. */
function level(hour: number, station: number, middle: number): number {
  const day = hour / 24;
  const season = 1 + 0.5 * Math.cos((2 * Math.PI * day) / 365);
  // Some days of smog every five weeks in winter, now and then long enough for a warning.
  const smog = season > 1.1 && day % 35 < 4.5 ? 4 : 1;
  const daily = 1 + 0.3 * Math.sin((2 * Math.PI * (hour % 24)) / 24 + station);
  return Math.max(1, Math.round(middle * season * smog * daily + ((hour * 7 + station * 13) % 11)));
}

/** Writes a file a station in the form of the Beijing data set. */
function writeYears(folder: string, years: number): string[] {
  mkdirSync(folder, { recursive: true });
  const first = Date.UTC(FIRST_YEAR, 0, 1);
  const hours = (Date.UTC(FIRST_YEAR + years, 0, 1) - first) / HOUR_MS;
  const days = Array.from({ length: hours / 24 }, (_, day) => {
    const date = new Date(first + day * 24 * HOUR_MS);
    return `${date.getUTCFullYear()},${date.getUTCMonth() + 1},${date.getUTCDate()}`;
  });
  return Array.from({ length: STATIONS }, (_, station) => {
    const rows = ['"No","year","month","day","hour","PM2.5","PM10","SO2","NO2","CO","O3","station"'];
    for (let hour = 0; hour < hours; hour += 1) {
      const values = [55, 85, 20, 40, 900, 60].map((middle, i) =>
        // One value in a hundred is missing, as in the real files.
        (hour * 31 + station * 17 + i * 7) % 100 === 0 ? 'NA' : String(level(hour, station, middle)),
      );
      rows.push(`${hour + 1},${days[Math.floor(hour / 24)]},${hour % 24},${values.join(',')},"S${station}"`);
    }
    const path = join(folder, `station-${station}.csv`);
    writeFileSync(path, `${rows.join('\n')}\n`);
    return path;
  });
}

interface Run {
  readonly seconds: number;
  readonly peakBytes: number;
  readonly lines: number;
}

/** What `npm run backtest` runs, with its time and the most memory that it held. */
async function runBacktest(files: readonly string[]): Promise<Run> {
  const started = performance.now();
  const child = spawnScript('server/commands/backtest.ts', ['--plan', 'yangquan-heavy-pollution', '--data', ...files]);
  let peakBytes = Number.NaN;
  let lines = 0;
  let said = '';
  const watch = setInterval(() => {
    const now = peakMemoryOf(child.pid);
    if (!Number.isNaN(now)) peakBytes = now;
  }, WATCH_EVERY_MS);
  child.stdout?.on('data', (chunk: Buffer) => {
    for (const byte of chunk) if (byte === 10) lines += 1;
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-2000);
  });
  const code = await new Promise<number | null>((done, failed) => {
    child.once('close', done);
    child.once('error', failed);
  }).finally(() => clearInterval(watch));
  if (code !== 0) throw new Error(`backtest ended with ${code}: ${said}`);
  if (lines === 0) throw new Error('the backtest found no episode in data that have some');
  return { seconds: (performance.now() - started) / 1000, peakBytes, lines };
}

export const backtest: Bench = async (say) => {
  const folder = mkdtempSync(join(tmpdir(), 'wanglou-bench-'));
  try {
    const one = writeYears(join(folder, 'one'), 1);
    const four = writeYears(join(folder, 'four'), YEARS);
    const short: Run[] = [];
    const long: Run[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const ofOne = await runBacktest(one);
      const ofFour = await runBacktest(four);
      short.push(ofOne);
      long.push(ofFour);
      say(`round ${round}: ${ofOne.seconds.toFixed(2)} s and ${ofFour.seconds.toFixed(2)} s, ${ofFour.lines} lines`);
    }
    const figure = (runs: readonly Run[], of: (run: Run) => number): number => median(runs.map(of));
    const megabytes = (run: Run): number => run.peakBytes / 1e6;
    const seconds = (run: Run): number => run.seconds;
    return [
      {
        bench: 'backtest',
        what: '4 years of 12 stations',
        value: figure(long, seconds),
        unit: 's',
        beside: null,
        budget: { rule: 'at most', of: 5 },
      },
      {
        bench: 'backtest',
        what: '4 years of 12 stations',
        value: figure(long, seconds),
        unit: 's',
        beside: { what: '1 year', value: figure(short, seconds) },
        budget: null,
      },
      {
        bench: 'backtest',
        what: 'peak memory, 4 years',
        value: figure(long, megabytes),
        unit: 'MB',
        beside: { what: '1 year', value: figure(short, megabytes) },
        budget: { rule: 'at most', of: 1.25 },
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
