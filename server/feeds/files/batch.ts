import type { Reading } from '../../model/reading.ts';

/** One row that could not be taken. `line` counts from 1, the header included. */
export interface RowProblem {
  readonly line: number;
  readonly reason: string;
}

/** What a stretch of a file gave, in the order of its lines. */
export interface FileBatch {
  readonly readings: readonly Reading[];
  readonly problems: readonly RowProblem[];
  /** Rows read in this stretch, good and bad; the header and blank lines are none. */
  readonly rows: number;
  /** Bytes of the file read so far. */
  readonly bytes: number;
}

export interface FileOptions {
  /** What `receivedAt` of the readings is to be, epoch ms. */
  readonly receivedAt: number;
}

/** Turns the bytes of one file into readings. Iterating throws `UnreadableFile` when the file as a whole cannot be used. */
export type FileParser<Batch extends FileBatch = FileBatch> = (
  chunks: AsyncIterable<Uint8Array>,
  options: FileOptions,
) => AsyncIterable<Batch>;

/** A file as a whole that cannot be used: an unknown header, a missing column, no text. The message says why and where. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}
