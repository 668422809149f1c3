import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { LedgerError, openFileLedger, type Ledger, type LedgerEntry, type LedgerEvent } from './log.ts';

const schema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('raised'), data: z.strictObject({ alarm: z.string(), level: z.string() }) }),
  z.strictObject({ kind: z.literal('noted'), data: z.strictObject({ note: z.string() }) }),
]);
type Body = z.infer<typeof schema>;

const raised = (at: number, alarm = `a-${at}`): LedgerEvent<Body> => ({
  kind: 'raised',
  data: { alarm, level: 'II' },
  at,
});
const noted = (note: string): LedgerEvent<Body> => ({ kind: 'noted', data: { note }, at: 7 });

let directory: string;
let file: string;
let troubles: unknown[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'wanglou-ledger-'));
  file = join(directory, 'ledger', 'ledger.ndjson');
  troubles = [];
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const open = (maxWaiting = 10_000): Promise<Ledger<Body>> =>
  openFileLedger({
    file,
    schema,
    clock: { now: () => 1_000 },
    onTrouble: (trouble) => troubles.push(trouble),
    maxWaiting,
  });
const lines = (): string[] => readFileSync(file, 'utf8').split('\n').slice(0, -1);

describe('the ledger', () => {
  test('numbers, chains and keeps what it acknowledged, over a restart', async () => {
    const ledger = await open();
    expect(ledger.version()).toBe(0);
    const first = await ledger.append([raised(5), noted('“引号” \\ \n')]);
    const second = await ledger.append([raised(3)]);
    expect(first).toMatchObject({ ok: true, entries: [{ seq: 1, at: 5, recordedAt: 1_000 }, { seq: 2 }] });
    expect(second).toMatchObject({ ok: true, entries: [{ seq: 3, at: 3 }] });
    const entries = [...ledger.read()];
    expect(entries.map((entry) => entry.prev)).toEqual(['0'.repeat(64), entries[0]?.hash, entries[1]?.hash]);
    expect([first, second].flatMap((result) => (result.ok ? result.entries : []))).toEqual(entries);
    expect([...ledger.read(3)]).toEqual(entries.slice(2));
    expect([...ledger.read(4)]).toEqual([]);
    await ledger.close();
    const again = await open();
    expect(again.version()).toBe(3);
    expect([...again.read()]).toEqual(entries);
    await again.append([raised(9)]);
    expect(again.verify()).toEqual({ ok: true, entries: 4 });
    await again.close();
    expect(troubles).toEqual([]);
  });

  test('a line is checked with nothing but SHA-256', async () => {
    const ledger = await open();
    await ledger.append([noted('阳泉'), raised(1)]);
    await ledger.close();
    for (const line of lines()) {
      const text = line.replace(/,"hash":"[0-9a-f]{64}"\}$/, '}');
      const { hash } = z.object({ hash: z.string() }).parse(JSON.parse(line));
      expect(createHash('sha256').update(text).digest('hex')).toBe(hash);
    }
  });

  test('of two that expect the same version one is recorded; the other hears the version that stands', async () => {
    const ledger = await open();
    await ledger.append([raised(1)], 0);
    const both = await Promise.all([
      ledger.append([raised(2)], 1),
      ledger.append([raised(3)], 1),
      ledger.append([raised(4)]),
    ]);
    expect(both).toMatchObject([
      { ok: true, entries: [{ seq: 2, at: 2 }] },
      { ok: false, code: 'version-conflict', expected: 1, actual: 2 },
      { ok: true, entries: [{ seq: 3, at: 4 }] },
    ]);
    expect(await ledger.append([], 1)).toMatchObject({ ok: false, actual: 3 });
    expect(await ledger.append([], 3)).toEqual({ ok: true, entries: [] });
    await ledger.close();
  });

  test('listeners hear each append once, in order, before it is acknowledged', async () => {
    const ledger = await open();
    const heard: number[] = [];
    const stop = ledger.subscribe((entries: readonly LedgerEntry<Body>[]) =>
      heard.push(...entries.map((entry) => entry.seq)),
    );
    await Promise.all([ledger.append([raised(1), raised(2)]), ledger.append([raised(3)])]);
    expect(heard).toEqual([1, 2, 3]);
    stop();
    await ledger.append([raised(4)]);
    expect(heard).toEqual([1, 2, 3]);
    await ledger.close();
  });

  test('reads from anywhere in a long ledger', async () => {
    const ledger = await open();
    for (let from = 0; from < 1500; from += 100)
      await ledger.append(Array.from({ length: 100 }, (_, number) => raised(from + number)));
    for (const from of [1, 2, 256, 257, 258, 512, 513, 1499, 1500])
      expect([...ledger.read(from)].map((entry) => entry.seq)).toEqual(
        Array.from({ length: 1501 - from }, (_, number) => from + number),
      );
    await ledger.close();
    const again = await open();
    expect([...again.read(1400)]).toHaveLength(101);
    await again.close();
  });

  test('refuses events that are not of the schema, and records nothing of them', async () => {
    const ledger = await open();
    const wrong = { kind: 'raised', data: { alarm: 5 }, at: 1 } as unknown as LedgerEvent<Body>;
    await expect(ledger.append([raised(1), wrong])).rejects.toThrow(/event "raised".*alarm/s);
    await expect(ledger.append([{ ...raised(1), at: Number.NaN }])).rejects.toBeInstanceOf(TypeError);
    expect(ledger.version()).toBe(0);
    await ledger.close();
    await expect(ledger.append([raised(1)])).rejects.toMatchObject({ code: 'closed' });
  });

  test('refuses more when too many wait', async () => {
    const ledger = await open(3);
    const appends = [1, 2, 3, 4, 5].map((at) => ledger.append([raised(at)]));
    const results = await Promise.allSettled(appends);
    expect(results.map((result) => result.status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
    ]);
    await expect(appends[4]).rejects.toMatchObject(
      new LedgerError('overloaded', `ledger ${file}: 3 appends wait for the disk`),
    );
    await ledger.close();
  });

  test('a last line torn at any byte is cut off, said, and written over', async () => {
    const ledger = await open();
    await ledger.append([raised(1)]);
    const kept = readFileSync(file).length;
    await ledger.append([noted('阳泉')]);
    await ledger.close();
    const whole = readFileSync(file);
    for (let size = kept; size < whole.length; size += 1) {
      troubles = [];
      writeFileSync(file, whole.subarray(0, size));
      const again = await open();
      expect(troubles).toEqual(size === kept ? [] : [{ kind: 'cut', file, line: 2, bytes: size - kept }]);
      await again.append([raised(9)]);
      expect([...again.read()].map((entry) => entry.at)).toEqual([1, 9]);
      await again.close();
    }
  });

  test.each([
    [
      'a changed word',
      (all: string[]) => all.map((line, place) => (place === 1 ? line.replace('a-2', 'a-9') : line)),
      2,
      /changed/,
    ],
    [
      'a changed hash',
      (all: string[]) =>
        all.map((line, place) =>
          place === 1 ? line.replace(/(.)"\}$/, (_, end) => `${end === '0' ? '1' : '0'}"}`) : line,
        ),
      2,
      /changed/,
    ],
    ['a line taken out', (all: string[]) => all.filter((_, place) => place !== 1), 2, /out of order/],
    ['the first line taken out', (all: string[]) => all.slice(1), 1, /out of order/],
    ['two lines swapped', (all: string[]) => [all[1] ?? '', all[0] ?? '', ...all.slice(2)], 1, /out of order/],
    ['an empty line', (all: string[]) => [all[0] ?? '', '', ...all.slice(1)], 2, /not an entry/],
    [
      'a line forged with a hash of its own',
      (all: string[]) =>
        all.map((line, place) => {
          if (place !== 1) return line;
          const text = line.replace('a-2', 'a-9').replace(/,"hash":"[0-9a-f]{64}"\}$/, '}');
          return `${text.slice(0, -1)},"hash":"${createHash('sha256').update(text).digest('hex')}"}`;
        }),
      3,
      /cut loose/,
    ],
  ])('%s is named by its line, at opening and by verify', async (_name, change, line, reason) => {
    const ledger = await open();
    await ledger.append([raised(1), raised(2), raised(3), raised(4)]);
    const size = readFileSync(file).length;
    const changed = `${change(lines()).join('\n')}\n`;
    writeFileSync(file, changed.slice(0, size).padEnd(size, ' '));
    expect(ledger.verify()).toMatchObject({ ok: false, line, reason: expect.stringMatching(reason) });
    await ledger.close();
    writeFileSync(file, changed);
    await expect(open()).rejects.toThrow(new RegExp(`ledger\\.ndjson, line ${line}: ${reason.source}`));
  });

  test('lines taken from the end are missed by verify', async () => {
    const ledger = await open();
    await ledger.append([raised(1)]);
    const size = readFileSync(file).length;
    await ledger.append([raised(2)]);
    truncateSync(file, size);
    expect(ledger.verify()).toEqual({ ok: false, line: 2, reason: 'missing: the ledger had 2 entries' });
    await ledger.close();
  });

  test('an entry that the program does not know is named by its line', async () => {
    const other = await openFileLedger({
      file,
      schema: z.strictObject({ kind: z.string(), data: z.unknown() }),
      clock: { now: () => 1 },
      onTrouble: () => undefined,
    });
    await other.append([{ kind: 'unheard-of', data: null, at: 1 }]);
    await other.close();
    await expect(open()).rejects.toThrow(/ledger\.ndjson, line 1: event "unheard-of"/);
  });

  test('killed in the middle of appends, it holds every acknowledged entry', async () => {
    let acknowledged = 0;
    for (let round = 0; round < 3; round += 1) {
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', fileURLToPath(new URL('./log-child.ts', import.meta.url)), file],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      const begun = acknowledged;
      for await (const line of createInterface({ input: child.stdout })) {
        acknowledged = Number(line);
        if (acknowledged - begun > 500 + 331 * round) child.kill('SIGKILL');
      }
      // What a write in the air could have left.
      appendFileSync(file, '{"seq":');
      const ledger = await openFileLedger({
        file,
        schema: z.strictObject({ kind: z.literal('counted'), data: z.number() }),
        clock: { now: () => 1 },
        onTrouble: (trouble) => troubles.push(trouble),
      });
      expect(ledger.version()).toBeGreaterThanOrEqual(acknowledged);
      expect(ledger.verify()).toEqual({ ok: true, entries: ledger.version() });
      await ledger.close();
    }
    expect(acknowledged).toBeGreaterThan(1500);
    expect(troubles).toHaveLength(3);
  });
});
