import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { headFile } from './head.ts';
import { LedgerBroken, LedgerError, openFileLedger, type Ledger, type LedgerEntry, type LedgerEvent } from './log.ts';

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
    streamOf: (event) => (event.kind === 'raised' ? event.data.alarm : null),
    clock: { now: () => 1_000 },
    onTrouble: (trouble) => troubles.push(trouble),
    maxWaiting,
  });
/** The fault that keeps the ledger from being opened. */
const faultAtOpening = (): Promise<LedgerBroken['fault'] | null> =>
  open().then(
    async (ledger) => {
      await ledger.close();
      return null;
    },
    (error: unknown) => {
      if (!(error instanceof LedgerBroken)) throw error;
      return error.fault;
    },
  );
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
    await ledger.append([raised(1)], { expectedVersion: 0 });
    const both = await Promise.all([
      ledger.append([raised(2)], { expectedVersion: 1 }),
      ledger.append([raised(3)], { expectedVersion: 1 }),
      ledger.append([raised(4)]),
    ]);
    expect(both).toMatchObject([
      { ok: true, entries: [{ seq: 2, at: 2 }] },
      { ok: false, code: 'version-conflict', stream: null, expected: 1, actual: 2 },
      { ok: true, entries: [{ seq: 3, at: 4 }] },
    ]);
    expect(await ledger.append([], { expectedVersion: 1 })).toMatchObject({ ok: false, actual: 3 });
    expect(await ledger.append([], { expectedVersion: 3 })).toEqual({ ok: true, entries: [] });
    await ledger.close();
  });

  test('of a stream too one is recorded, and the other can read what it missed', async () => {
    const ledger = await open();
    await ledger.append([raised(1, 'a'), raised(2, 'b')]);
    await ledger.append([noted('of no stream')]);
    expect([ledger.version('a'), ledger.version('b'), ledger.version('c'), ledger.version()]).toEqual([1, 1, 0, 3]);
    const results = await Promise.all([
      ledger.append([raised(3, 'a')], { stream: 'a', expectedVersion: 1 }),
      ledger.append([raised(4, 'a')], { stream: 'a', expectedVersion: 1 }),
      // What belongs to another stream is nobody's conflict.
      ledger.append([raised(5, 'b')], { stream: 'b', expectedVersion: 1 }),
      ledger.append([noted('along with it'), raised(6, 'c')], { stream: 'c', expectedVersion: 0 }),
      ledger.append([raised(7, 'c')], { stream: 'c', expectedVersion: 0 }),
      ledger.append([raised(8, 'a')], { stream: 'a', expectedVersion: 9 }),
    ]);
    const conflict = { ok: false, code: 'version-conflict' };
    expect(results).toEqual([
      expect.objectContaining({ ok: true }),
      { ...conflict, stream: 'a', expected: 1, actual: 2 },
      expect.objectContaining({ ok: true }),
      expect.objectContaining({ ok: true }),
      { ...conflict, stream: 'c', expected: 0, actual: 1 },
      { ...conflict, stream: 'a', expected: 9, actual: 2 },
    ]);
    const missed = () => [...ledger.readStream('a', 2)].map(({ seq, at }) => [seq, at]);
    expect(missed()).toEqual([[4, 3]]);
    expect([...ledger.readStream('a', 3)]).toEqual([]);
    expect([...ledger.readStream('c')].map(({ seq }) => seq)).toEqual([7]);
    await ledger.close();
    const again = await open();
    expect([again.version('a'), again.version('b'), again.version('c')]).toEqual([2, 2, 1]);
    expect([...again.readStream('a')].map(({ at }) => at)).toEqual([1, 3]);
    await expect(again.append([raised(9, 'b')], { stream: 'a', expectedVersion: 2 })).rejects.toThrow(
      new TypeError('none of the events belongs to the stream "a"'),
    );
    await again.close();
  });

  test('a stream is read from anywhere in a long ledger', async () => {
    const ledger = await open();
    await ledger.append(Array.from({ length: 1200 }, (_, number) => raised(number, `a-${number % 300}`)));
    expect([...ledger.readStream('a-17')].map(({ seq }) => seq)).toEqual([18, 318, 618, 918]);
    expect([...ledger.readStream('a-17', 3)].map(({ seq }) => seq)).toEqual([618, 918]);
    await ledger.close();
  });

  test('many screens that race for the same alarms: each version is won once, nothing is lost', async () => {
    const ledger = await open();
    const won: number[][] = [[], [], []];
    let refused = 0;
    const screen = async (name: number): Promise<void> => {
      for (let turn = 0; turn < 15; turn += 1) {
        const place = (name + turn) % won.length;
        const stream = `alarm ${place}`;
        // Looks once; after a refusal it goes by what it was told.
        let seen = ledger.version(stream);
        for (;;) {
          const result = await ledger.append([raised(name, stream)], { stream, expectedVersion: seen });
          if (result.ok) break;
          expect(result).toMatchObject({ stream, expected: seen });
          expect(result.actual).toBeGreaterThan(seen);
          refused += 1;
          seen = result.actual;
        }
        won[place]?.push(seen);
      }
    };
    await Promise.all(Array.from({ length: 24 }, (_, name) => screen(name)));
    expect(refused).toBeGreaterThan(0);
    expect(ledger.version()).toBe(24 * 15);
    for (const [place, versions] of won.entries()) {
      const all = Array.from({ length: ledger.version(`alarm ${place}`) }, (_, version) => version);
      expect(versions.toSorted((a, b) => a - b)).toEqual(all);
    }
    await ledger.close();
  });

  test('appends at once come out as if they had come one by one', async () => {
    const ledger = await open();
    const append = fc.record({
      stream: fc.constantFrom('a', 'b', null),
      /** Off the version that stands before the whole burst. */
      guess: fc.option(fc.integer({ min: -1, max: 4 })),
      events: fc.integer({ min: 1, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(append, { minLength: 1, maxLength: 12 }), async (burst) => {
        const versions = new Map<string | null, number>(
          ['a', 'b', null].map((stream) => [stream, ledger.version(stream ?? undefined)]),
        );
        const bump = (stream: string | null, by: number) => versions.set(stream, (versions.get(stream) ?? 0) + by);
        const before = new Map(versions);
        const calls = burst.map(({ stream, guess, events }) => {
          const expected = (before.get(stream) ?? 0) + (guess ?? 0);
          const actual = versions.get(stream) ?? 0;
          const isRecorded = guess === null || expected === actual;
          if (isRecorded) {
            bump(null, events);
            bump(stream ?? 'b', events);
          }
          return {
            bodies: Array.from({ length: events }, () => raised(1, stream ?? 'b')),
            expectation:
              guess === null ? undefined : { ...(stream === null ? {} : { stream }), expectedVersion: expected },
            outcome: isRecorded ? 'recorded' : [stream, expected, actual],
          };
        });
        const results = await Promise.all(calls.map(({ bodies, expectation }) => ledger.append(bodies, expectation)));
        expect(
          results.map((result) => (result.ok ? 'recorded' : [result.stream, result.expected, result.actual])),
        ).toEqual(calls.map(({ outcome }) => outcome));
        for (const [stream, version] of versions) expect(ledger.version(stream ?? undefined)).toBe(version);
      }),
      { numRuns: 60 },
    );
    expect(ledger.verify()).toMatchObject({ ok: true });
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
    await ledger.close();
    const head = readFileSync(headFile(file));
    const more = await open();
    await more.append([noted('阳泉')]);
    await more.close();
    const whole = readFileSync(file);
    for (let size = kept; size < whole.length; size += 1) {
      troubles = [];
      writeFileSync(file, whole.subarray(0, size));
      // The process died before it noted the second entry.
      writeFileSync(headFile(file), head);
      const again = await open();
      expect(troubles).toEqual(size === kept ? [] : [{ kind: 'cut', file, line: 2, bytes: size - kept }]);
      await again.append([raised(9)]);
      expect([...again.read()].map((entry) => entry.at)).toEqual([1, 9]);
      await again.close();
    }
  });

  /** A line whose words and hash were both changed. */
  const forge = (line: string, from: string, to: string): string => {
    const text = line.replace(from, to).replace(/,"hash":"[0-9a-f]{64}"\}$/, '}');
    return `${text.slice(0, -1)},"hash":"${createHash('sha256').update(text).digest('hex')}"}`;
  };
  const second = (all: string[], change: (line: string) => string): string[] =>
    all.map((line, place) => (place === 1 ? change(line) : line));

  test.each<[string, (all: string[]) => string[], number, string, RegExp]>([
    ['a changed word', (all) => second(all, (line) => line.replace('a-2', 'a-9')), 2, 'content', /changed: its hash/],
    [
      'a changed hash',
      (all) => second(all, (line) => line.replace(/(.)"\}$/, (_, end) => `${end === '0' ? '1' : '0'}"}`)),
      2,
      'content',
      /changed: its hash/,
    ],
    ['a line taken out', (all) => all.filter((_, place) => place !== 1), 2, 'sequence', /entry 2 belongs.* entry 3/],
    ['the first line taken out', (all) => all.slice(1), 1, 'sequence', /entry 1 belongs here, this is entry 2/],
    ['a line put in twice', (all) => [all[0] ?? '', ...all], 2, 'sequence', /entry 2 belongs here, this is entry 1/],
    ['two lines swapped', (all) => [all[1] ?? '', all[0] ?? '', ...all.slice(2)], 1, 'sequence', /this is entry 2/],
    ['an empty line', (all) => [all[0] ?? '', '', ...all.slice(1)], 2, 'not-json', /not JSON/],
    ['a line of something else', (all) => second(all, () => '{"level":30}'), 2, 'not-an-entry', /not end with a hash/],
    ['a line cut in its middle', (all) => second(all, (line) => line.slice(0, 90)), 2, 'not-json', /not JSON/],
    [
      'line breaks of another system',
      (all) => second(all, (line) => `${line}\r`),
      2,
      'not-an-entry',
      /end with a hash/,
    ],
    ['a forged line', (all) => second(all, (line) => forge(line, 'a-2', 'a-9')), 3, 'previous', /cut loose/],
    ['a forged kind', (all) => second(all, (line) => forge(line, 'raised', 'razed')), 2, 'unknown-kind', /"razed"/],
    ['a forged shape', (all) => second(all, (line) => forge(line, '"II"', '2')), 2, 'shape', /"raised".*data\.level/],
    ['a forged key', (all) => second(all, (line) => forge(line, ',"at"', ',"x":1,"at"')), 2, 'shape', /"x"/],
    [
      'the last two taken away',
      (all) => all.slice(0, -2),
      3,
      'missing',
      /^2 entries are missing at the end: 4 had been/,
    ],
    ['everything taken away', () => [], 1, 'missing', /^4 entries are missing at the end: 4 had been recorded, 0 are/],
  ])('%s is named by its line, at opening and by verify', async (_name, change, line, kind, reason) => {
    const ledger = await open();
    await ledger.append([raised(1), raised(2), raised(3), raised(4)]);
    const changed = change(lines())
      .map((each) => `${each}\n`)
      .join('');
    writeFileSync(file, changed);
    const fault = { kind, line, seq: line, reason: expect.stringMatching(reason) };
    expect(ledger.verify()).toEqual({ ok: false, ...fault });
    await ledger.close();
    expect(await faultAtOpening()).toEqual(fault);
    await expect(open()).rejects.toThrow(`ledger.ndjson, line ${line}, entry ${line}: `);
    // What was found stays as it was found.
    expect(readFileSync(file, 'utf8')).toBe(changed);
  });

  test('a character that was cut in its middle is seen, although it reads the same', async () => {
    const ledger = await open();
    await ledger.append([noted('\ufffd"')]);
    await ledger.close();
    const whole = readFileSync(file);
    const place = whole.indexOf(Buffer.from('\ufffd', 'utf8')) + 2;
    const changed = Buffer.concat([whole.subarray(0, place), whole.subarray(place + 1)]);
    expect(changed.toString('utf8')).toBe(whole.toString('utf8'));
    writeFileSync(file, changed);
    expect(await faultAtOpening()).toMatchObject({ kind: 'not-json', line: 1 });
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
    await expect(open()).rejects.toThrow(/ledger\.ndjson, line 1, entry 1: of an unknown kind, "unheard-of"/);
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
