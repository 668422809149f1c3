import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const project = fileURLToPath(new URL('../..', import.meta.url));
const PLAN = 'yangquan-heavy-pollution';

let folder = '';
let daily = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wanglou-backtest-'));
  daily = file('daily.csv', [
    'city,date,aqi',
    ...days('甲', [100, 250, 250, 250, 250, 100, 100, 100]),
    ...days('乙', [60]),
  ]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

/** Daily records of a made-up city from 2016-12-01 on. */
const days = (city: string, aqi: readonly number[]): string[] =>
  aqi.map((value, i) => `${city},2016-12-0${i + 1},${value}`);

async function backtest(...args: string[]): Promise<{ status: number | null; out: string; error: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/commands/backtest.ts', ...args], {
    cwd: project,
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, error] = await Promise.all(
    [child.stdout, child.stderr].map(async (stream) => (await stream.setEncoding('utf8').toArray()).join('')),
  );
  const status = child.exitCode ?? (await new Promise<number | null>((done) => child.once('exit', done)));
  return { status, out: out ?? '', error: (error ?? '').replaceAll(`${folder}/`, '') };
}

const objects = (out: string): Record<string, unknown>[] =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

// By hand, AQI 100, 250, 250, 250, 250, 100: (24 - h) 100 + 250 h > 4800 from h = 17 on, so back-to-back days above 200
// begin on the 1st at 17:00: III on the 3rd at 17:00, II on the 4th. Calendar days: III when the 3rd is over, II when the
// 4th is. From the 6th on 36 hours are calm at 12:00 of the 7th, which lifts both. 17:00 is 09:00 in UTC.
describe('npm run backtest', () => {
  test('one plan over one city of the file: JSON Lines, and nothing else', async () => {
    const { status, out, error } = await backtest(
      '--plan',
      PLAN,
      '--data',
      daily,
      '--source',
      '甲',
      '--rule',
      'aqi-days',
    );
    expect({ status, error }).toEqual({
      status: 0,
      error: '8 readings, 0 wrong rows, 1 of other sources left out, 6 lines\n',
    });
    const lines = objects(out);
    expect(lines.map(({ at, type, from, to }) => [at, type, from, to])).toEqual([
      ['2016-12-03T09:00:00Z', 'level', 'none', 'III'],
      ['2016-12-03T09:00:00Z', 'recommendation', 'none', 'III'],
      ['2016-12-04T09:00:00Z', 'level', 'III', 'II'],
      ['2016-12-04T09:00:00Z', 'recommendation', 'III', 'II'],
      ['2016-12-06T00:00:00Z', 'level', 'II', 'none'],
      ['2016-12-07T04:00:00Z', 'recommendation', 'II', 'none'],
    ]);
    expect(Object.keys(lines[0] ?? {})).toEqual(['at', 'type', 'plan', 'rule', 'subject', 'from', 'to', 'evidence']);
    expect(lines[1]).toEqual({
      at: '2016-12-03T09:00:00Z',
      type: 'recommendation',
      plan: PLAN,
      subject: '甲',
      action: 'start',
      from: 'none',
      to: 'III',
      immediate: true,
      publishBy: '2016-11-30T09:00:00Z',
    });
  });

  test('two ways of counting are told apart, and merged in order of time', async () => {
    const call = ['--plan', PLAN, '--plan', `${PLAN}:counting=calendar-days`, '--data', daily, '--source', '甲'];
    const { status, out } = await backtest(...call);
    expect(status).toBe(0);
    const steps = objects(out).filter(({ type }) => type === 'recommendation');
    expect(steps.map(({ at, plan, variant, to }) => [at, plan, variant, to])).toEqual([
      ['2016-12-03T09:00:00Z', PLAN, PLAN, 'III'],
      ['2016-12-03T16:00:00Z', PLAN, `${PLAN}:counting=calendar-days`, 'III'],
      ['2016-12-04T09:00:00Z', PLAN, PLAN, 'II'],
      ['2016-12-04T16:00:00Z', PLAN, `${PLAN}:counting=calendar-days`, 'II'],
      ['2016-12-07T04:00:00Z', PLAN, PLAN, 'none'],
      ['2016-12-07T04:00:00Z', PLAN, `${PLAN}:counting=calendar-days`, 'none'],
    ]);
  });

  test('two plans need no other name than their own', async () => {
    const { status, out } = await backtest(
      '--plan',
      PLAN,
      '--plan',
      'yangcheng-outage',
      '--data',
      daily,
      '--source',
      '甲',
    );
    expect(status).toBe(0);
    expect(objects(out).every((line) => line['plan'] === PLAN && !('variant' in line))).toBe(true);
  });

  test('--compare jsonl: what the second misses against the first', async () => {
    const call = ['--plan', PLAN, '--plan', `${PLAN}:counting=calendar-days`, '--data', daily, '--source', '甲'];
    const { status, out, error } = await backtest(...call, '--compare', 'jsonl');
    expect({ status, error }).toEqual({
      status: 0,
      error: '8 readings, 0 wrong rows, 1 of other sources left out, 2 plans compared\n',
    });
    const [first, second, ...differences] = objects(out);
    expect(first).toMatchObject({ variant: PLAN, days: { III: 1, II: 2.8, I: 0 }, episodes: 1, open: false });
    expect(second).toMatchObject({
      counting: 'calendar-days',
      days: { III: 1, II: 2.5, I: 0 },
      first: '2016-12-04T00:00:00+08:00',
      last: '2016-12-07T12:00:00+08:00',
    });
    expect(differences).toMatchObject([
      { kind: 'missed', from: '2016-12-03T17:00:00+08:00', hours: 7, levels: { against: 'III', variant: 'none' } },
      { kind: 'different', from: '2016-12-04T17:00:00+08:00', hours: 7, levels: { against: 'II', variant: 'III' } },
    ]);
  });

  test('--compare html --out: a page in a file, and nothing on standard output', async () => {
    const out = join(folder, 'page.html');
    const call = ['--plan', PLAN, '--data', daily, '--source', '甲', '--compare', 'html', '--out', out];
    expect(await backtest(...call)).toMatchObject({ status: 0, out: '' });
    expect(readFileSync(out, 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
  });

  test('--compare text: a report', async () => {
    const { status, out } = await backtest('--plan', PLAN, '--data', daily, '--source', '甲', '--compare', 'text');
    expect(status).toBe(0);
    expect(out).toContain(
      '  A           1.0          2.8         0.0         3.8              1  2016-12-03 17:00  2016-12-07 12:00\n',
    );
  });

  test.each<[string, string[], string]>([
    [
      'several cities',
      [],
      'the files hold 2 cities (甲, 乙): a backtest without --jurisdiction judges one, name it with --source NAME\n',
    ],
    ['a city that is not there', ['--source', '丙'], '--source 丙: no file has it; the files have 甲, 乙\n'],
    ['a plan named twice', ['--plan', PLAN, '--source', '甲'], `--plan the plan ${PLAN} is named twice\n`],
    ['an unknown report', ['--compare', 'pdf'], '--compare pdf: expected one of text, jsonl, html\n'],
    ['a file for no report', ['--out', 'x.html'], '--out goes with --compare\nusage:'],
    ['a file in no folder', ['--compare', 'html', '--out', 'none/x.html'], '--out none/x.html: no such folder\n'],
    [
      'scales that differ',
      ['--plan', 'yangcheng-outage', '--compare', 'text'],
      'levels of pollution and outage are different scales',
    ],
  ])('%s: a wrong call that says what is wrong', async (_, args, message) => {
    const { status, out, error } = await backtest('--plan', PLAN, '--data', daily, ...args);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(error).toContain(message);
  });

  test('an empty file has nothing to compare', async () => {
    const empty = file('empty.csv', ['city,date,aqi']);
    expect(await backtest('--plan', PLAN, '--data', empty)).toMatchObject({ status: 0, out: '' });
    const compared = await backtest('--plan', PLAN, '--data', empty, '--compare', 'text');
    expect(compared).toEqual({ status: 2, out: '', error: 'the files hold no reading to judge\n' });
  });
});
