/** How many rows and columns a panel has room for, by its size in units of the wall. Pure. */
import type { Size } from '../../server/model/wall-layout.ts';

const within = (least: number, most: number, value: number): number =>
  Math.min(most, Math.max(least, Math.floor(value)));

/** Head and edges of a panel. */
const CHROME = 4.1;

/** Bars: the nearest stay in the first column, the others take turns in the rest, or below in a single column. */
export interface GaugeRoom {
  readonly columns: number;
  /** Rows of a column. */
  readonly rows: number;
  /** Bars that stay, and bars that take turns. */
  readonly pinned: number;
  readonly turning: number;
}

export function gaugeRoom({ width, height }: Size): GaugeRoom {
  const rows = within(2, 9, (height - CHROME) / 7.3);
  const columns = within(1, 3, width / 38);
  const pinned = columns === 1 ? Math.ceil(rows / 2) : rows;
  return { columns, rows, pinned, turning: columns * rows - pinned };
}

/** Alarms, of which ten at most matter on a wall. */
export const alarmRoom = ({ height }: Size): number => within(2, 10, (height - CHROME) / 4.35);

/** Columns of trends, which need width for their times. */
export const trendRoom = ({ width }: Size): number => within(1, 4, width / 40);

/** Strips, above the line with the days. */
export const weekRoom = ({ height }: Size): number => within(2, 14, (height - CHROME - 2.2) / 2.7);
