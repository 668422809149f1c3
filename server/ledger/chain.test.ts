import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { headFile } from './head.ts';
import { LedgerBroken, openFileLedger } from './log.ts';

const schema = z.strictObject({ kind: z.literal('noted'), data: z.string() });
const NOTES = ['阳泉', '', '\ufffd', '"\\', 'aaaa', '\n{"seq":3}\n', '🜂🜂', '},"hash":"'];
const LF = 10;

let directory: string;
let file: string;
let whole: Buffer;
let head: Buffer;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wanglou-chain-'));
  file = join(directory, 'ledger.ndjson');
  const ledger = await openFileLedger({ file, schema, clock: { now: () => 5 }, onTrouble: () => undefined });
  await ledger.append(NOTES.map((data, at) => ({ kind: 'noted', data, at })));
  await ledger.close();
  whole = readFileSync(file);
  head = readFileSync(headFile(file));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The line that is named when the file holds these bytes; null when nothing is said. */
async function namedLine(bytes: Buffer): Promise<number | null> {
  // Made anew: to write over a file that was cut to nothing waits for the disk.
  for (const name of [file, headFile(file)]) rmSync(name, { force: true });
  writeFileSync(file, bytes);
  writeFileSync(headFile(file), head);
  let cut: number | null = null;
  try {
    const ledger = await openFileLedger({
      file,
      schema,
      clock: { now: () => 5 },
      onTrouble: (trouble) => (cut = trouble.kind === 'cut' ? trouble.line : null),
    });
    await ledger.close();
    return cut;
  } catch (error) {
    if (!(error instanceof LedgerBroken)) throw error;
    return error.fault.line;
  }
}

/** The line in which the first byte differs from what was written; null when none does. */
function firstDifference(bytes: Buffer): number | null {
  if (bytes.equals(whole)) return null;
  let at = 0;
  while (at < whole.length && bytes[at] === whole[at]) at += 1;
  return 1 + whole.subarray(0, at).filter((byte) => byte === LF).length;
}

type Damage = (bytes: Buffer) => Buffer;
const splice = (bytes: Buffer, at: number, remove: number, put: Uint8Array = new Uint8Array()): Buffer =>
  Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + remove)]);
const linesIn = (bytes: Buffer): string[] => bytes.toString('latin1').split('\n').slice(0, -1);
const withLines =
  (change: (lines: string[]) => string[]): Damage =>
  (bytes) =>
    Buffer.from(
      change(linesIn(bytes))
        .map((line) => `${line}\n`)
        .join(''),
      'latin1',
    );

const byte = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(LF, 0x22, 0x7b, 0x30));
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const at = (share: number, length: number): number => Math.floor(share * length);
const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.tuple(place, byte).map(
    ([share, value]): Damage =>
      (bytes) =>
        splice(bytes, at(share, bytes.length), 1, Uint8Array.of(value)),
  ),
  place.map(
    (share): Damage =>
      (bytes) =>
        splice(bytes, at(share, bytes.length), 1),
  ),
  fc.tuple(place, byte).map(
    ([share, value]): Damage =>
      (bytes) =>
        splice(bytes, at(share, bytes.length + 1), 0, Uint8Array.of(value)),
  ),
  fc.tuple(place, place).map(([one, other]): Damage => (bytes) => {
    const swapped = Buffer.from(bytes);
    const [first, second] = [at(one, bytes.length), at(other, bytes.length)];
    [swapped[first], swapped[second]] = [bytes[second] ?? 0, bytes[first] ?? 0];
    return swapped;
  }),
  place.map(
    (share): Damage =>
      (bytes) =>
        bytes.subarray(0, at(share, bytes.length)),
  ),
  place.map((share) => withLines((lines) => lines.toSpliced(at(share, lines.length), 1))),
  fc
    .tuple(place, place)
    .map(([from, to]) =>
      withLines((lines) => lines.toSpliced(at(to, lines.length + 1), 0, lines[at(from, lines.length)] ?? '')),
    ),
  fc.tuple(place, place).map(([one, other]) =>
    withLines((lines) => {
      const [first, second] = [at(one, lines.length), at(other, lines.length)];
      return lines.with(first, lines[second] ?? '').with(second, lines[first] ?? '');
    }),
  ),
);

test('nothing is said of a ledger as it was written', async () => {
  expect(await namedLine(whole)).toBeNull();
});

test('any byte or line that was changed, taken out, put in or moved is found, and the first damaged entry is named', async () => {
  await fc.assert(
    fc.asyncProperty(damage, async (change) => {
      const bytes = change(whole);
      expect(await namedLine(bytes)).toBe(firstDifference(bytes));
    }),
    { numRuns: 1000 },
  );
});

test('bytes taken out one by one, all over the file, are found', async () => {
  // A prime, so that over the lines every place in one is hit.
  for (let gone = 0; gone < whole.length; gone += 5) {
    const bytes = splice(whole, gone, 1);
    expect(await namedLine(bytes), `without byte ${gone}`).toBe(firstDifference(bytes));
  }
});
