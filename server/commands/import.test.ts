import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Reading } from '../model/reading.ts';
import { readingInputSchema } from '../wire/http.ts';
import { writeAddress } from '../address.ts';
import { journalFolder, openJournal, type Journal } from '../store/journal.ts';
import { archiveFolder, openReadings } from '../store/open.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
const HEADER = 'time,source,metric,value,period,kind,issued_at,upper,quality\n';
const OBSERVED = '2016-12-19T04:00:00Z,yq-01,air.so2,812.5,3600,,,,\n';
const FORECAST = '2016-12-20T16:00:00Z,yangquan,air.aqi,310,86400,forecast,2016-12-19T08:00:00Z,340,\n';

let folder = '';
let server: Server | null = null;
let held: Journal | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wanglou-import-'));
});
afterEach(async () => {
  server?.close();
  server = null;
  await held?.close();
  held = null;
  rmSync(folder, { recursive: true, force: true });
});

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

/** Runs the command with its own data folder. */
async function importFiles(
  args: readonly string[],
  { token = '' } = {},
): Promise<{ status: number | null; out: string; error: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/commands/import.ts', ...args], {
    cwd: project,
    env: {
      PATH: process.env['PATH'],
      DATA_DIR: join(folder, 'data'),
      INGEST_TOKEN: token,
      INFLUX_URL: '',
      MODE: 'demo',
      HOST: '127.0.0.1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, error] = await Promise.all(
    [child.stdout, child.stderr].map(async (stream) => (await stream.setEncoding('utf8').toArray()).join('')),
  );
  const status = child.exitCode ?? (await new Promise<number | null>((done) => child.once('exit', done)));
  // On a slow machine it has time to say how far it is.
  const messages = (error ?? '').replaceAll(`${folder}/`, '').replaceAll(/^\d+ %, .*\n/gm, '');
  return { status, out: out ?? '', error: messages };
}

async function storedReadings(): Promise<Reading[]> {
  const opened = await openReadings({
    folder: archiveFolder(join(folder, 'data')),
    influx: null,
    clock: { now: () => 0 },
    after: () => () => undefined,
    onTrouble: () => undefined,
  });
  const readings: Reading[] = [];
  for await (const batch of opened.store.scan({ from: 0, to: Date.UTC(2100, 0, 1) })) readings.push(...batch);
  await opened.close();
  return readings;
}

describe('npm run import', () => {
  test('without a server the readings go into the archive of the data folder', async () => {
    const data = file('a.csv', HEADER + OBSERVED + FORECAST);
    const { status, out, error } = await importFiles([data]);
    expect({ status, out, error }).toEqual({
      status: 0,
      out: '1 files, 2 rows: 2 readings stored, 0 problems\n',
      error: '',
    });
    expect(await storedReadings()).toMatchObject([
      { source: 'yq-01', metric: 'air.so2', value: 812.5, period: 3600, kind: 'observed' },
      { source: 'yangquan', metric: 'air.aqi', value: 310, kind: 'forecast', upper: 340 },
    ]);
  });

  test('a wrong row and one of the future are named; the rest goes on', async () => {
    const data = file('a.csv', `${HEADER}nonsense\n2199-01-01T00:00:00Z,yq-01,air.so2,1,,,,,\n${OBSERVED}`);
    const { status, out, error } = await importFiles([data]);
    expect({ status, out }).toEqual({ status: 0, out: '1 files, 3 rows: 1 readings stored, 2 problems\n' });
    expect(error.split('\n')).toEqual([
      'a.csv:2: 1 fields, 9 expected',
      expect.stringContaining('a.csv: yq-01: future'),
      '',
    ]);
    expect(await storedReadings()).toHaveLength(1);
  });

  test('a wrong file stops the work before anything is stored', async () => {
    const { status, out, error } = await importFiles([file('a.csv', HEADER + OBSERVED), join(folder, 'none.csv')]);
    expect({ status, out, error }).toEqual({ status: 2, out: '', error: 'none.csv: there is no such file\n' });
    expect(readdirSync(folder)).toEqual(['a.csv']);
  });

  test.each([
    ['no file', [], 'no file was named'],
    ['an unknown format', ['a.csv', '--format', 'xls'], 'there is no format xls'],
    ['an unknown option', ['a.csv', '--fast'], "Unknown option '--fast'"],
  ])('%s is a wrong call', async (_, args, message) => {
    const { status, out, error } = await importFiles(args);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(error).toContain(message);
  });

  test('a store that cannot be opened is a failure that says so', async () => {
    mkdirSync(archiveFolder(join(folder, 'data')), { recursive: true });
    file('data/archive/journal', 'not a folder');
    const { status, error } = await importFiles([file('a.csv', HEADER + OBSERVED)]);
    expect(status).toBe(1);
    expect(error).toContain('journal');
  });

  test('with a server the readings go to it, and again when it is busy', async () => {
    const taken: unknown[] = [];
    let busy = 1;
    await beServer((path, headers, body) => {
      expect({ path, token: headers['authorization'] }).toEqual({ path: '/api/imports', token: 'Bearer token-of-8' });
      if (busy-- > 0) return { status: 429, body: '{}' };
      const readings = body.split('\n').map((line) => readingInputSchema.parse(JSON.parse(line)));
      taken.push(...readings);
      return { status: 200, body: JSON.stringify({ accepted: readings.length, rejected: [] }) };
    });
    const { status, out } = await importFiles([file('a.csv', HEADER + OBSERVED + FORECAST)], {
      token: 'token-of-8',
    });
    expect({ status, out }).toEqual({ status: 0, out: '1 files, 2 rows: 2 readings stored, 0 problems\n' });
    expect(taken).toMatchObject([{ source: 'yq-01', value: 812.5 }, { issuedAt: Date.UTC(2016, 11, 19, 8) }]);
    expect(readdirSync(archiveFolder(join(folder, 'data')))).toEqual(['journal']);
  });

  test('what the server says against it is passed on', async () => {
    await beServer(() => ({ status: 401, body: '{"title":"A token is needed"}' }));
    const { status, error } = await importFiles([file('a.csv', HEADER + OBSERVED)]);
    expect(status).toBe(1);
    expect(error).toContain('answered 401: {"title":"A token is needed"}');
  });

  test('an archive that another process has, which is no server, is left alone', async () => {
    held = await holdArchive();
    const { status, error } = await importFiles([file('a.csv', HEADER + OBSERVED)]);
    expect(status).toBe(1);
    expect(error).toContain(`data/archive is in use by process ${process.pid}, which names no address`);
  });
});

const holdArchive = (): Promise<Journal> =>
  openJournal({ directory: journalFolder(archiveFolder(join(folder, 'data'))), onTrouble: () => undefined });

/** Stands for the server of the data folder: has its archive, and answers as told. */
async function beServer(
  answer: (
    path: string,
    headers: Readonly<Record<string, unknown>>,
    body: string,
  ) => { readonly status: number; readonly body: string },
): Promise<void> {
  const made = createServer((request, response) => {
    void request
      .setEncoding('utf8')
      .toArray()
      .then((parts) => {
        const { status, body } = answer(request.url ?? '', request.headers, parts.join(''));
        response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '0' }).end(body);
      });
  });
  server = made;
  await new Promise<void>((done) => {
    made.listen(0, '127.0.0.1', done);
  });
  const address = made.address();
  held = await holdArchive();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  writeAddress(join(folder, 'data'), `http://127.0.0.1:${port}`);
}
