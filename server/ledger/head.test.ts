import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { headFile, openHead, readHead } from './head.ts';
import { LedgerBroken, openFileLedger, type Ledger, type LedgerTrouble } from './log.ts';

const schema = z.strictObject({ kind: z.literal('counted'), data: z.number() });
type Body = z.infer<typeof schema>;

let directory: string;
let file: string;
let troubles: LedgerTrouble[];
let now: number;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'wanglou-head-'));
  file = join(directory, 'ledger.ndjson');
  troubles = [];
  now = 1000;
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const clock = { now: () => now };
const open = (): Promise<Ledger<Body>> =>
  openFileLedger({ file, schema, clock, onTrouble: (trouble) => troubles.push(trouble) });
const counted = (data: number) => ({ kind: 'counted', data, at: data }) as const;
const fault = (): Promise<unknown> =>
  open().then(
    () => null,
    (error: unknown) => (error instanceof LedgerBroken ? { ...error.fault, message: error.message } : error),
  );
/** A ledger that was closed with so many entries. */
async function closedWith(entries: number): Promise<void> {
  const ledger = await open();
  for (let number = 0; number < entries; number += 1) await ledger.append([counted(number)]);
  await ledger.close();
}

test('after a clean stop it names the very last entry, twice', async () => {
  await closedWith(3);
  const last = z
    .object({ hash: z.string() })
    .parse(JSON.parse(readFileSync(file, 'utf8').trimEnd().split('\n')[2] ?? ''));
  expect(readHead(file)).toEqual({
    state: 'present',
    marks: [
      { seq: 3, hash: last.hash },
      { seq: 3, hash: last.hash },
    ],
  });
  expect(statSync(headFile(file)).size).toBe(256);
});

test('at no moment is it ahead of the file, and it comes after each turn of the disk', async () => {
  const ledger = await open();
  for (let turn = 1; turn <= 40; turn += 1) {
    const appended = ledger.append([counted(turn), counted(turn)]);
    // Beside a write in the air: the head first, then the file, as whoever verifies beside a running program reads.
    const named = Math.max(...readHead(file).marks.map(({ seq }) => seq));
    expect(named).toBeLessThanOrEqual(readFileSync(file, 'utf8').split('\n').length - 1);
    await appended;
  }
  await expect.poll(() => Math.max(...readHead(file).marks.map(({ seq }) => seq))).toBe(80);
  await ledger.close();
});

test('a whole ledger taken away is missed, and nothing is made in its place', async () => {
  await closedWith(2);
  rmSync(file);
  expect(await fault()).toMatchObject({
    kind: 'missing',
    line: 1,
    message: expect.stringMatching(
      /line 1, entry 1: 2 entries are missing at the end: 2 had been recorded, 0 are here$/,
    ),
  });
  expect(existsSync(file)).toBe(false);
});

test('a last line without its end that had been recorded whole is no power cut', async () => {
  await closedWith(3);
  const whole = readFileSync(file);
  for (const taken of [1, 5, 100]) {
    writeFileSync(file, whole.subarray(0, whole.length - taken));
    expect(await fault()).toMatchObject({
      kind: 'cut',
      line: 3,
      reason: 'cut off: its end is missing; 1 entry is missing at the end: 3 had been recorded, 2 are here',
    });
    expect(readFileSync(file)).toHaveLength(whole.length - taken);
  }
});

test('a ledger written anew from its first entry on, with all hashes right, is not the one that was recorded', async () => {
  await closedWith(3);
  const head = readFileSync(headFile(file));
  rmSync(file);
  rmSync(headFile(file));
  const forged = await open();
  for (const number of [0, 7, 2, 3]) await forged.append([counted(number)]);
  await forged.close();
  writeFileSync(headFile(file), head);
  expect(await fault()).toMatchObject({ kind: 'rewritten', line: 3, seq: 3 });
});

test('a ledger from before there were heads opens, and says that its end is vouched for by nobody', async () => {
  await closedWith(2);
  for (const nothing of [null, '', '\0'.repeat(256)]) {
    troubles = [];
    if (nothing === null) rmSync(headFile(file));
    else writeFileSync(headFile(file), nothing);
    await (await open()).close();
    expect(troubles).toEqual([{ kind: 'no-head', file, entries: 2 }]);
    expect(readHead(file)).toMatchObject({ state: 'present', marks: [{ seq: 2 }, { seq: 2 }] });
  }
});

test('with one of its two places torn the other counts; with both it is damaged, and the ledger stays shut', async () => {
  await closedWith(2);
  const whole = readFileSync(headFile(file), 'latin1');
  for (let at = 0; at < whole.length; at += 1) {
    writeFileSync(headFile(file), `${whole.slice(0, at)}~${whole.slice(at + 1)}`, 'latin1');
    expect(readHead(file)).toMatchObject({ state: 'present', marks: [{ seq: 2 }] });
  }
  for (const damaged of [whole.replaceAll('"seq":2', '"seq":1'), whole.slice(1), 'nonsense']) {
    writeFileSync(headFile(file), damaged);
    expect(await fault()).toMatchObject({
      kind: 'head',
      message: expect.stringMatching(/ledger\.ndjson\.head is damaged/),
    });
  }
});

test('the place that names the earlier entry is written first', async () => {
  const marks = [1, 2, 3].map((seq) => ({ seq, hash: String(seq).repeat(64) }));
  const onFailure = (error: Error): never => {
    throw error;
  };
  const [one, two, three] = marks;
  if (one === undefined || two === undefined || three === undefined) return;
  const writer = await openHead({ file, mark: one, clock, onFailure });
  writer.write(two);
  await expect.poll(() => readHead(file).marks).toContainEqual(two);
  expect(readHead(file).marks).toHaveLength(2);
  expect(readHead(file).marks).toContainEqual(one);
  now += 5000;
  writer.write(three);
  await writer.close();
  expect(readHead(file).marks).toEqual([three, three]);
});
