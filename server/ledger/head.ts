/**
 * The head file beside a ledger: the number and the hash of its last entry. A chain alone does not show when entries are
 * taken from its end; the head does.
 *
 * It is written after the entries that it names are on the disk, so it is never ahead of them, whenever the process or
 * the power ends. It may be behind: after a `kill -9` by what was recorded in the last moment (some 20 ms), after a power
 * cut by a second, and by as long as the system holds a written page back (on Linux about half a minute) where a burst
 * of entries was followed by none. After a clean stop it names the very last entry.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../model/instant.ts';
import type { LedgerFault, Mark } from './chain.ts';

/** The head file of a ledger file. */
export const headFile = (file: string): string => `${file}.head`;

/** What a head file says: the entries that it names; none when it is not there, or damaged. */
export interface HeadReading {
  readonly state: 'present' | 'absent' | 'damaged';
  readonly marks: readonly Mark[];
}

/** A head file that says nothing any more. A crash leaves none: it tears one of the two places at most. */
export const damagedHead = (file: string): LedgerFault => ({
  kind: 'head',
  line: 1,
  seq: 0,
  reason: `its head file ${headFile(file)} is damaged, so whether entries are missing at the end cannot be said`,
});

export interface HeadWriter {
  /** Notes an entry that is on the disk. Does not wait: of marks that come close to each other the last one is written. */
  write(mark: Mark): void;
  /** Writes what was noted last, and closes. */
  close(): Promise<void>;
}

/**
 * Two places that are written in turn, each a line of this size: whoever tears one leaves the other, which names an
 * earlier entry.
 */
const PLACE_BYTES = 128;
const PLACE = /^\{"seq":(\d{1,16}),"hash":"([0-9a-f]{64})","check":"([0-9a-f]{16})"\} *\n$/;
/** How long the head waits for more, so that many appends in a row cost one write of it. */
const WRITE_MS = 20;
/** How often the head is pushed to the disk while entries come in. */
const SYNC_MS = 1000;

const checkOf = ({ seq, hash }: Mark): string =>
  createHash('sha256').update(`${seq} ${hash}`).digest('hex').slice(0, 16);

const toPlace = (mark: Mark): string =>
  `${`{"seq":${mark.seq},"hash":"${mark.hash}","check":"${checkOf(mark)}"}`.padEnd(PLACE_BYTES - 1)}\n`;

function parsePlace(text: string): Mark | null {
  const [, seq, hash, check] = PLACE.exec(text) ?? [];
  if (seq === undefined || hash === undefined) return null;
  const mark = { seq: Number(seq), hash };
  return checkOf(mark) === check ? mark : null;
}

const placesOf = (content: string): string[] =>
  [0, 1].map((place) => content.slice(place * PLACE_BYTES, (place + 1) * PLACE_BYTES));

/** Reads the head file of a ledger file. */
export function readHead(file: string): HeadReading {
  let content: string;
  try {
    content = readFileSync(headFile(file), 'latin1');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { state: 'absent', marks: [] };
    throw error;
  }
  // A power cut right after the file was made may leave it empty, or its bytes zero.
  if (/^\0*$/.test(content)) return { state: 'absent', marks: [] };
  const marks = placesOf(content).flatMap((text) => parsePlace(text) ?? []);
  return { state: marks.length === 0 ? 'damaged' : 'present', marks };
}

/**
 * Opens the head file of a ledger file for writing, and makes it when it is not there.
 * @param mark the last entry, which must be on the disk
 */
export async function openHead(options: {
  readonly file: string;
  readonly mark: Mark;
  readonly clock: Clock;
  /** Called when the head cannot be written any more, once until it can again; the ledger goes on without. */
  readonly onFailure: (error: Error) => void;
}): Promise<HeadWriter> {
  const { file, clock, onFailure } = options;
  const name = headFile(file);
  let handle = await open(name, 'r+').catch(() => null);
  if (handle === null) {
    handle = await open(name, 'w+');
    const folder = await open(dirname(name), 'r');
    await folder.sync();
    await folder.close();
  }
  const opened = handle;
  let last = options.mark;
  let place = 0;
  let timer: NodeJS.Timeout | null = null;
  let isClosing = false;
  let writing: Promise<void> | null = null;
  let syncedAt = -Infinity;
  let isFailing = false;

  const put = async (mark: Mark, isSync: boolean): Promise<void> => {
    try {
      await opened.write(toPlace(mark), place * PLACE_BYTES, 'latin1');
      place = 1 - place;
      if (isSync) {
        await opened.datasync();
        syncedAt = clock.now();
      }
      isFailing = false;
    } catch (error) {
      if (!isFailing) onFailure(error instanceof Error ? error : new Error(String(error)));
      isFailing = true;
    }
  };
  const writeSoon = (): void => {
    if (timer !== null || writing !== null) return;
    timer = setTimeout(() => {
      timer = null;
      const mark = last;
      writing = put(mark, Math.abs(clock.now() - syncedAt) >= SYNC_MS).then(() => {
        writing = null;
        if (last !== mark && !isClosing) writeSoon();
      });
    }, WRITE_MS);
  };
  /** Both places name the last entry: damage to one of them changes nothing. */
  const settle = async (): Promise<void> => {
    await put(last, true);
    await put(last, true);
  };

  // What stands there stays until the new mark is on the disk: the place that names the earlier entry goes first.
  const before = placesOf((await opened.readFile('latin1')).padEnd(2 * PLACE_BYTES)).map(parsePlace);
  place = (before[0]?.seq ?? -1) <= (before[1]?.seq ?? -1) ? 0 : 1;
  await settle();
  return {
    write(mark) {
      last = mark;
      writeSoon();
    },
    async close() {
      isClosing = true;
      if (timer !== null) clearTimeout(timer);
      await writing;
      await settle();
      await opened.close();
    },
  };
}
