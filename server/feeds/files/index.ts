/** Files of historical data to readings. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { UnreadableFile, type FileBatch, type FileParser } from './batch.ts';
import { isCnemcHeader, parseCnemc } from './cnemc.ts';
import { isDailyHeader, parseDaily } from './daily.ts';
import { readHeader, readLines } from './lines.ts';
import { isLongHeader, parseLong } from './long.ts';
import { isPrsaHeader, parsePrsa } from './prsa.ts';

export { UnreadableFile, type FileBatch, type RowProblem } from './batch.ts';
export { eventTime, inEventOrder, type EventOrderOptions } from './event-order.ts';
export { parseCnemc, type PublishedAqi } from './cnemc.ts';

const FORMATS = {
  long: { parse: parseLong, isHeader: isLongHeader },
  prsa: { parse: parsePrsa, isHeader: isPrsaHeader },
  cnemc: { parse: parseCnemc, isHeader: isCnemcHeader },
  daily: { parse: parseDaily, isHeader: isDailyHeader },
} as const;

export type FormatName = keyof typeof FORMATS;

/** The formats by the names that `--format` takes. */
export const FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[];

/** Whether a text is the name of a format. */
export const isFormatName = (text: string): text is FormatName => Object.hasOwn(FORMATS, text);

export interface ReadFilesOptions {
  /** null: told by each file's header. */
  readonly format: FormatName | null;
  /** What `receivedAt` of the readings is to be, epoch ms. */
  readonly receivedAt: number;
  /** Stops the reading: iterating then throws its reason. */
  readonly signal?: AbortSignal;
}

/** What a stretch of one of several files gave. `bytes` counts over all files, of `totalBytes`. */
export interface FilesBatch extends FileBatch {
  readonly path: string;
  /** As named, or as told by the header. */
  readonly format: FormatName;
  readonly totalBytes: number;
}

/**
 * The readings of files, one file after the other, in batches of bounded size and in the order of their rows.
 * @throws UnreadableFile when a file is not there, is a folder, or is in no known format; the message names the file.
 */
export async function* readFiles(
  paths: readonly string[],
  { format, receivedAt, signal }: ReadFilesOptions,
): AsyncGenerator<FilesBatch, void, undefined> {
  const files: { path: string; format: FormatName; size: number }[] = [];
  for (const path of paths) {
    // All files are looked at before the first is read: a wrong name in the end must not cost the work before it.
    const found = await named(path, async () => ({
      size: await sizeOf(path),
      format: format ?? (await detectFormat(path)),
    }));
    files.push({ path, ...found });
  }
  const totalBytes = files.reduce((sum, { size }) => sum + size, 0);
  let before = 0;
  for (const { path, format: own, size } of files) {
    const parse: FileParser = FORMATS[own].parse;
    const batches = parse(chunksOf(path), { receivedAt })[Symbol.asyncIterator]();
    try {
      for (;;) {
        signal?.throwIfAborted();
        const next = await named(path, () => batches.next());
        if (next.done === true) break;
        const { readings, problems, rows, bytes } = next.value;
        yield { path, format: own, readings, problems, rows, bytes: before + bytes, totalBytes };
      }
    } finally {
      await batches.return?.();
    }
    before += size;
  }
}

/** The bytes of a file. It is opened at the first request, and closed when the reader ends or stops. */
async function* chunksOf(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  const stream: AsyncIterable<Uint8Array> = createReadStream(path);
  yield* stream;
}

/** The format that the first line of a file tells. */
async function detectFormat(path: string): Promise<FormatName> {
  for await (const { lines } of readLines(chunksOf(path))) {
    const header = lines[0] ?? '';
    const columns = readHeader(header);
    const found = FORMAT_NAMES.find((name) => FORMATS[name].isHeader(columns));
    if (found !== undefined) return found;
    throw new UnreadableFile(
      `the header ${JSON.stringify(header.slice(0, 120))} is that of no known format (${FORMAT_NAMES.join(', ')})`,
    );
  }
  throw new UnreadableFile('the file is empty');
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path);
  if (!found.isFile()) throw new UnreadableFile('it is not a file');
  return found.size;
}

/** Runs something about a file; what goes wrong is said with the file's name. */
async function named<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UnreadableFile) throw new UnreadableFile(`${path}: ${error.message}`);
    if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
      const reason = error.code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${error.code})`;
      throw new UnreadableFile(`${path}: ${reason}`);
    }
    throw error;
  }
}
