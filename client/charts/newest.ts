import type { Point, ReadingRow } from '../../server/wire/shapes.ts';

/**
 * A line of means over minutes that ends in the newest reading: a mean lags behind a sudden change, and its place in the
 * middle of those minutes may lie ahead of the reading. Without a newest reading the line stays as it is.
 */
export const withNewest = (line: readonly Point[], newest: ReadingRow | undefined): readonly Point[] =>
  newest === undefined ? line : [...line.filter(([time]) => time < newest[2]), [newest[2], newest[3]]];
