/**
 * The UCI data set "Beijing Multi-Site Air-Quality": one row a station and hour, local time (UTC+8), the hour taken as
 * the start; µg/m³, carbon monoxide too; `NA` where missing.
 */
import type { Reading } from '../../model/reading.ts';
import { UnreadableFile, type FileParser } from './batch.ts';
import { HOUR_MS } from '../../model/instant.ts';
import {
  isPlausibleInstant,
  needColumn,
  parseNumber,
  readRows,
  readName,
  remember,
  splitRow,
  type Columns,
  type RowReader,
} from './lines.ts';

/** Metric and divisor to the metric's unit by column; the weather columns are not read. */
const POLLUTANTS: readonly (readonly [column: string, metric: string, divisor: number])[] = [
  ['PM2.5', 'air.pm25', 1],
  ['PM10', 'air.pm10', 1],
  ['SO2', 'air.so2', 1],
  ['NO2', 'air.no2', 1],
  ['CO', 'air.co', 1000],
  ['O3', 'air.o3', 1],
];
const KEYS = ['year', 'month', 'day', 'hour', 'station'];

/** Whether a header is that of a file of the data set. */
export const isPrsaHeader = (columns: Columns): boolean =>
  KEYS.every((name) => columns.has(name)) && POLLUTANTS.some(([name]) => columns.has(name));

/** Turns a file of the data set into hour means; the station's name is the source. A missing value gives no reading. */
export const parsePrsa: FileParser = (chunks, { receivedAt }) =>
  readRows(
    chunks,
    (columns) => createRowReader(columns, receivedAt),
    () => ({ readings: [] }),
  );

/** Epoch ms of the start of an hour in UTC+8; NaN when the calendar has no such hour. */
export function startOfChinaHour(year: number, month: number, day: number, hour: number): number {
  const utc = Date.UTC(year, month - 1, day, hour);
  const back = new Date(utc);
  const exists =
    back.getUTCFullYear() === year &&
    back.getUTCMonth() === month - 1 &&
    back.getUTCDate() === day &&
    back.getUTCHours() === hour;
  const instant = utc - 8 * HOUR_MS;
  return exists && isPlausibleInstant(instant) ? instant : Number.NaN;
}

/** Of a row with a wrong value nothing is taken. */
function createRowReader(columns: Columns, receivedAt: number): RowReader<{ readings: Reading[] }> {
  const [year, month, day, hour, station] = KEYS.map((name) => needColumn(columns, name)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const pollutants = POLLUTANTS.flatMap(([name, metric, divisor]) => {
    const index = columns.get(name);
    return index === undefined ? [] : [{ name, metric, divisor, index }];
  });
  if (pollutants.length === 0) throw new UnreadableFile('the header has no pollutant');
  const stations = remember(readName);
  return (line, { readings }) => {
    const row = splitRow(line);
    if (typeof row === 'string') return row;
    if (row.length !== columns.size) return `${row.length} fields, ${columns.size} expected`;
    const source = stations(row[station] ?? '');
    if (source === '') return 'station is empty or too long';
    const parts = [row[year] ?? '', row[month] ?? '', row[day] ?? '', row[hour] ?? ''] as const;
    const time = startOfChinaHour(
      parseNumber(parts[0]),
      parseNumber(parts[1]),
      parseNumber(parts[2]),
      parseNumber(parts[3]),
    );
    if (Number.isNaN(time)) return `year, month, day, hour ${JSON.stringify(parts.join(' '))} are no hour`;
    const before = readings.length;
    for (const { name, metric, divisor, index } of pollutants) {
      const text = row[index] ?? '';
      if (text === 'NA' || text === '') continue;
      const value = parseNumber(text);
      if (Number.isNaN(value)) {
        readings.length = before;
        return `${name} ${JSON.stringify(text.slice(0, 80))} is not a number`;
      }
      readings.push({
        source,
        metric,
        time,
        value: value / divisor,
        period: 3600,
        kind: 'observed',
        issuedAt: null,
        upper: null,
        quality: null,
        receivedAt,
      });
    }
    return null;
  };
}
