import { appendFileSync, mkdtempSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Reading } from '../model/reading.ts';
import { checkFrame, createFrameDecoder, createFrameEncoder, toReadings } from './frame.ts';
import { JournalFailed, openJournal, Overloaded, type Journal, type JournalOptions } from './journal.ts';
import { listSegments, SEGMENT_HEADER_BYTES, type JournalTrouble } from './segments.ts';

const reading = (more: Partial<Reading> = {}): Reading => ({
  source: 'yq-01',
  metric: 'air.so2',
  time: 1_480_000_000_000,
  value: 512.5,
  period: 3600,
  kind: 'observed',
  issuedAt: null,
  upper: null,
  quality: null,
  receivedAt: 1_480_000_001_000,
  ...more,
});
const numbered = (from: number, count: number): Reading[] =>
  Array.from({ length: count }, (_, offset) =>
    reading({ value: from + offset, time: 1_480_000_000_000 + from + offset }),
  );

let directory: string;
let troubles: JournalTrouble[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'wanglou-journal-'));
  troubles = [];
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const open = (more: Partial<JournalOptions> = {}): Promise<Journal> =>
  openJournal({ directory, onTrouble: (trouble) => troubles.push(trouble), ...more });
const values = (journal: Journal, from = 0): number[] =>
  [...journal.read(from)].flatMap((batch) => batch.readings.map((row) => row.value));

describe('a frame', () => {
  test('gives back the readings that went in', () => {
    const encode = createFrameEncoder();
    const decode = createFrameDecoder();
    const time = fc.integer({ min: -1e13, max: 1e13 });
    const common = {
      source: fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }),
      metric: fc.constantFrom('air.pm25', 'grid.load', 'report.x.y'),
      time,
      value: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
      period: fc.option(fc.constantFrom(60, 3600, 0.5)),
      quality: fc.option(fc.string({ minLength: 1, maxLength: 3 })),
      receivedAt: fc.constantFrom(1, 2, 1_700_000_000_000),
    };
    const observed = fc.record({
      ...common,
      kind: fc.constant('observed' as const),
      issuedAt: fc.constant(null),
      upper: fc.constant(null),
    });
    const forecast = fc
      .record({ ...common, kind: fc.constant('forecast' as const), issuedAt: time, upper: fc.option(fc.integer()) })
      .map((row) => (row.upper === row.value ? { ...row, upper: null } : row));
    fc.assert(
      fc.property(fc.array(fc.oneof(observed, forecast), { maxLength: 60 }), (rows) => {
        const bytes = Buffer.from(encode(rows));
        expect(checkFrame(bytes, 0)).toEqual({ kind: 'whole', bytes: bytes.length });
        expect(bytes.length % 8).toBe(0);
        expect(toReadings(decode(bytes, 0))).toEqual(rows);
      }),
    );
  });

  test('stores what means the same as one: empty quality, upper that is the value, fields of forecasts on observations', () => {
    const encode = createFrameEncoder();
    const decode = createFrameDecoder();
    const rows = [
      reading({ quality: '' }),
      reading({ upper: 600, issuedAt: 5 }),
      reading({ kind: 'forecast', issuedAt: 5, upper: 512.5 }),
    ];
    expect(toReadings(decode(Buffer.from(encode(rows)), 0))).toEqual([
      reading(),
      reading(),
      reading({ kind: 'forecast', issuedAt: 5 }),
    ]);
  });

  test.each([
    ['a value that is not a number', reading({ value: Number.NaN })],
    ['an infinite value', reading({ value: Number.POSITIVE_INFINITY })],
    ['a time between milliseconds', reading({ time: 0.5 })],
    ['a forecast without an issue', reading({ kind: 'forecast' })],
  ])('refuses %s', (_name, row) => {
    expect(() => createFrameEncoder()([row])).toThrow(RangeError);
  });

  test('is bad after any byte of it has changed', () => {
    const bytes = Buffer.from(createFrameEncoder()(numbered(0, 3)));
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      expect(checkFrame(changed, 0).kind).not.toBe('whole');
    }
  });
});

describe('the journal', () => {
  test('holds what it acknowledged, in order, over a restart', async () => {
    const first = await open();
    const positions = await Promise.all([first.append(numbered(0, 3)), first.append(numbered(3, 1)), first.append([])]);
    expect(positions[1]).toBe(first.durable());
    expect(values(first)).toEqual([0, 1, 2, 3]);
    expect(values(first, positions[0])).toEqual([3]);
    await first.close();
    const second = await open();
    expect(second.id).toBe(first.id);
    expect(second.durable()).toBe(first.durable());
    await second.append(numbered(4, 2));
    expect(values(second)).toEqual([0, 1, 2, 3, 4, 5]);
    await second.close();
    expect(troubles).toEqual([]);
  });

  test('splits a large batch into frames and acknowledges it as one', async () => {
    const journal = await open();
    const end = await journal.append(numbered(0, 120_001));
    expect(end).toBe(journal.durable());
    expect(values(journal).length).toBe(120_001);
    await journal.close();
  });

  test('begins segments by size, and removes those that are drained', async () => {
    const journal = await open({ segmentBytes: 400 });
    const positions: number[] = [];
    for (let batch = 0; batch < 12; batch += 1) positions.push(await journal.append(numbered(batch * 4, 4)));
    expect(listSegments(directory).length).toBeGreaterThan(3);
    expect(values(journal).length).toBe(48);
    const half = positions[5] ?? 0;
    await journal.release(half);
    expect(journal.oldest()).toBeGreaterThan(0);
    expect(journal.oldest()).toBeLessThanOrEqual(half);
    expect(values(journal, half)).toEqual(numbered(24, 24).map((row) => row.value));
    await journal.release(journal.durable());
    expect(listSegments(directory)).toHaveLength(1);
    expect(troubles).toEqual([]);
    values(journal, 0);
    expect(troubles).toMatchObject([{ kind: 'lost', offset: 0 }]);
    await journal.close();
    const again = await open({ segmentBytes: 400 });
    expect(again.durable()).toBe(journal.durable());
    await again.close();
  });

  test('a tail torn at any byte is cut off, said, and written over', async () => {
    const journal = await open();
    const kept = await journal.append(numbered(0, 2));
    const end = await journal.append(numbered(2, 2));
    await journal.close();
    const file = listSegments(directory)[0]?.file ?? '';
    const whole = readFileSync(file);
    for (let size = kept; size < end; size += 1) {
      troubles = [];
      writeFileSync(file, whole.subarray(0, size));
      const again = await open();
      expect(again.durable()).toBe(kept);
      expect(troubles).toEqual(size === kept ? [] : [{ kind: 'cut', file, offset: kept, bytes: size - kept }]);
      await again.append(numbered(7, 1));
      expect(values(again)).toEqual([0, 1, 7]);
      await again.close();
    }
  });

  test('noise after the last frame is cut off', async () => {
    const journal = await open();
    const end = await journal.append(numbered(0, 2));
    await journal.close();
    const file = listSegments(directory)[0]?.file ?? '';
    appendFileSync(file, Buffer.alloc(5000, 7));
    const again = await open();
    expect(again.durable()).toBe(end);
    expect(troubles).toEqual([{ kind: 'cut', file, offset: end, bytes: 5000 }]);
    await again.close();
  });

  test('a segment that was begun and not written is begun again', async () => {
    const journal = await open({ segmentBytes: 300 });
    for (let batch = 0; batch < 4; batch += 1) await journal.append(numbered(batch, 1));
    await journal.close();
    const newest = listSegments(directory).at(-1);
    truncateSync(newest?.file ?? '', 10);
    const again = await open({ segmentBytes: 300 });
    expect(again.durable()).toBe(newest?.base);
    await again.close();
  });

  test('a damaged frame in the middle is named by file and offset; the rest is read', async () => {
    const journal = await open();
    const first = await journal.append(numbered(0, 2));
    const second = await journal.append(numbered(2, 2));
    await journal.append(numbered(4, 2));
    await journal.close();
    const file = listSegments(directory)[0]?.file ?? '';
    const bytes = readFileSync(file);
    bytes[first + 40] = (bytes[first + 40] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    const again = await open();
    const damage = { kind: 'skipped', file, offset: first, bytes: second - first };
    expect(troubles).toEqual([damage]);
    expect(values(again)).toEqual([0, 1, 4, 5]);
    expect(troubles).toEqual([damage, damage]);
    await again.close();
  });

  test('refuses a folder whose files are something else', async () => {
    writeFileSync(join(directory, '0000000000000000.wlj'), 'x'.repeat(SEGMENT_HEADER_BYTES));
    await expect(open()).rejects.toThrow(/0000000000000000\.wlj: not a segment/);
  });

  test('refuses a folder that another journal is open in', async () => {
    const journal = await open();
    await expect(open()).rejects.toThrow(/lock: in use by process/);
    await journal.close();
    await (await open()).close();
  });

  test('refuses a batch when too much waits for the disk, and takes the next', async () => {
    const journal = await open({ maxQueuedBytes: 1000 });
    const taken = journal.append(numbered(0, 30));
    await expect(journal.append(numbered(30, 30))).rejects.toBeInstanceOf(Overloaded);
    await taken;
    await journal.append(numbered(60, 1));
    expect(values(journal)).toEqual([...numbered(0, 30), ...numbered(60, 1)].map((row) => row.value));
    await journal.close();
  });

  test('a disk that refuses rejects the batch, is said in the state, and is tried again', async () => {
    const journal = await open({ segmentBytes: 100 });
    await journal.append(numbered(0, 1));
    renameSync(directory, `${directory}-away`);
    await expect(journal.append(numbered(1, 1))).rejects.toBeInstanceOf(JournalFailed);
    expect(journal.state().failure).toBeInstanceOf(JournalFailed);
    renameSync(`${directory}-away`, directory);
    await journal.append(numbered(2, 1));
    expect(journal.state()).toEqual({ queuedBytes: 0, failure: null });
    expect(values(journal)).toEqual([0, 2]);
    await journal.close();
    await expect(journal.append(numbered(3, 1))).rejects.toBeInstanceOf(JournalFailed);
  });
});
