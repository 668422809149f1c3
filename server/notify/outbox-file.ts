/** The file of the outbox: what was to be sent, what was tried, and what became of it. Only ever added to. */
import { mkdir, open, readFile, rename, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { bulletinSchema } from './bulletin.ts';
import { callSchema } from './call.ts';

const instant = z.number();
const letterSchema = z.object({
  /** One message to one address, for ever. */
  key: z.string(),
  channel: z.string(),
  address: z.string(),
});

/** Where a letter stands. `at` in it is the wall clock, epoch ms. */
const standingSchema = z.object({
  state: z.enum(['waiting', 'trying', 'sent', 'dead', 'discarded']),
  tries: z.number().int().nonnegative(),
  /** Tries since it was put in, or since a person released it. */
  inRow: z.number().int().nonnegative(),
  at: instant,
  /** Not before this; of `waiting` only. */
  nextAt: instant,
  why: z.enum(['tries', 'refused', 'in-doubt']).nullable(),
  /** The receipt of what was sent; else the last reason. */
  detail: z.string(),
  /** Who released or discarded it, or null. */
  by: z.string().nullable(),
});
export type LetterStanding = z.infer<typeof standingSchema>;

const seq = z.number().int().nonnegative();
const letters = z.array(letterSchema);

/** A line of the file. */
const recordSchema = z.discriminatedUnion('kind', [
  /** Everything up to this entry of the ledger was looked at. */
  z.object({ kind: z.literal('cursor'), seq }),
  z.object({
    kind: z.literal('message'),
    seq,
    at: instant,
    message: z.discriminatedUnion('kind', [bulletinSchema, callSchema]),
    letters,
  }),
  /** As it was written before there were calls. */
  z
    .object({ kind: z.literal('bulletin'), seq, at: instant, bulletin: bulletinSchema, letters })
    .transform(({ bulletin, ...record }) => ({ ...record, kind: 'message' as const, message: bulletin })),
  z.object({ kind: z.literal('letter'), key: z.string(), standing: standingSchema }),
]);
export type OutboxRecord = z.infer<typeof recordSchema>;
export type Letter = z.infer<typeof letterSchema>;

/** The file is not as it was written: it is not opened, since nobody could say what was sent. */
export class OutboxBroken extends Error {
  override readonly name = 'OutboxBroken';
  constructor(
    readonly file: string,
    readonly line: number,
    what: string,
  ) {
    super(`${file}:${line}: ${what}; move the file away to begin with an empty outbox`);
  }
}

/** The records of a file in order. A last line without its end, which a killed process leaves, does not count. */
export function parseRecords(file: string, bytes: Buffer): { records: OutboxRecord[]; size: number } {
  const size = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes.toString('utf8', 0, size).split('\n').slice(0, -1);
  const records = lines.map((line, i) => {
    let content: unknown;
    try {
      content = JSON.parse(line);
    } catch {
      throw new OutboxBroken(file, i + 1, 'no JSON');
    }
    const parsed = recordSchema.safeParse(content);
    if (!parsed.success) throw new OutboxBroken(file, i + 1, z.prettifyError(parsed.error));
    return parsed.data;
  });
  return { records, size };
}

const toBytes = (records: readonly OutboxRecord[]): Buffer =>
  Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(''));

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Appends records and puts them on the disk; writes one after another. */
export class OutboxFile {
  private queue: Promise<unknown> = Promise.resolve();
  /** Refused bytes may stand behind the end. */
  private isUnclean = false;

  private constructor(
    private readonly path: string,
    private handle: FileHandle,
    private size: number,
  ) {}

  /** @throws OutboxBroken (rejects) */
  static async open(path: string): Promise<{ file: OutboxFile; records: OutboxRecord[] }> {
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(path, 'a+', 0o600);
    await handle.close();
    const { records, size } = parseRecords(path, await readFile(path));
    const file = new OutboxFile(path, await open(path, 'r+'), size);
    await file.handle.truncate(size);
    await file.handle.sync();
    await syncFolder(dirname(path));
    return { file, records };
  }

  get bytes(): number {
    return this.size;
  }

  /**
   * They are on the disk when the promise resolves; when it rejects, none of them is. `applied` is called once they are,
   * before anything else is written: what a shorter file says is never behind this one.
   */
  append(records: readonly OutboxRecord[], applied: () => void): Promise<void> {
    return this.inTurn(async () => {
      if (this.isUnclean) await this.handle.truncate(this.size);
      this.isUnclean = true;
      const bytes = toBytes(records);
      const { bytesWritten } = await this.handle.write(bytes, 0, bytes.length, this.size);
      if (bytesWritten !== bytes.length) throw new Error(`wrote ${bytesWritten} of ${bytes.length} bytes`);
      await this.handle.datasync();
      this.size += bytes.length;
      this.isUnclean = false;
      applied();
    });
  }

  /** Puts a shorter file with the same meaning in its place. `records` is asked for when all before it is written. */
  replace(records: () => readonly OutboxRecord[]): Promise<void> {
    return this.inTurn(async () => {
      const bytes = toBytes(records());
      const beside = `${this.path}.new`;
      const fresh = await open(beside, 'w+', 0o600);
      try {
        await fresh.write(bytes, 0, bytes.length, 0);
        await fresh.sync();
        await rename(beside, this.path);
      } catch (error) {
        await fresh.close();
        throw error;
      }
      const old = this.handle;
      this.handle = fresh;
      this.size = bytes.length;
      this.isUnclean = false;
      await old.close();
      await syncFolder(dirname(this.path));
    });
  }

  close(): Promise<void> {
    return this.inTurn(() => this.handle.close());
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.queue.then(work);
    this.queue = turn.catch(() => undefined);
    return turn;
  }
}
