/**
 * The archive of CNEMC's hourly publication (`china_sites_*.csv`): one row an hour and type, one column a station. Local
 * time (UTC+8); the hour label is the end of the hour, so 0 is 23:00 to 24:00 of the day before. µg/m³, CO in mg/m³; an
 * empty cell is missing.
 */
import { HOUR_MS } from '../../model/instant.ts';
import type { Reading } from '../../model/reading.ts';
import { UnreadableFile, type FileBatch, type FileParser } from './batch.ts';
import { needColumn, parseNumber, readRows, splitRow, type Columns, type RowReader } from './lines.ts';
import { startOfChinaHour } from './prsa.ts';

/** An AQI that CNEMC published for a station's hour. */
export interface PublishedAqi {
  readonly source: string;
  /** Start of the hour, epoch ms. */
  readonly time: number;
  readonly aqi: number;
}

export interface CnemcBatch extends FileBatch {
  /** What was published beside the concentrations: to compare with, not to judge by. */
  readonly published: readonly PublishedAqi[];
}

const METRIC_OF: ReadonlyMap<string, string> = new Map([
  ['PM2.5', 'air.pm25'],
  ['PM10', 'air.pm10'],
  ['SO2', 'air.so2'],
  ['NO2', 'air.no2'],
  ['O3', 'air.o3'],
  ['CO', 'air.co'],
]);
/** Running means, which follow from the hours. */
const DERIVED = /_(?:8h|24h|8h_24h)$/;
const KEYS = ['date', 'hour', 'type'];

/** Whether a header is that of such a file. */
export const isCnemcHeader = (columns: Columns): boolean => KEYS.every((name) => columns.has(name));

/** Turns a file of the archive into hour means; the site code is the source. */
export const parseCnemc: FileParser<CnemcBatch> = (chunks, { receivedAt }) =>
  readRows(
    chunks,
    (columns) => createRowReader(columns, receivedAt),
    () => ({ readings: [], published: [] }),
  );

/** Of a row with a wrong cell the other cells are taken: a row is the whole country's. */
function createRowReader(
  columns: Columns,
  receivedAt: number,
): RowReader<{ readings: Reading[]; published: PublishedAqi[] }> {
  const [date, hour, type] = KEYS.map((name) => needColumn(columns, name)) as [number, number, number];
  const sites = [...columns].filter(([name]) => !KEYS.includes(name));
  if (sites.length === 0) throw new UnreadableFile('the header has no station');
  return (line, { readings, published }) => {
    const row = splitRow(line);
    if (typeof row === 'string') return row;
    if (row.length !== columns.size) return `${row.length} fields, ${columns.size} expected`;
    const kind = row[type] ?? '';
    const metric = METRIC_OF.get(kind);
    if (metric === undefined && kind !== 'AQI') {
      return DERIVED.test(kind) ? null : `type ${JSON.stringify(kind.slice(0, 80))} is unknown`;
    }
    const day = /^(\d{4})(\d\d)(\d\d)$/.exec(row[date] ?? '');
    const end =
      day === null
        ? Number.NaN
        : startOfChinaHour(Number(day[1]), Number(day[2]), Number(day[3]), parseNumber(row[hour] ?? ''));
    if (Number.isNaN(end))
      return `date and hour ${JSON.stringify(`${row[date]} ${row[hour]}`.slice(0, 80))} are no hour`;
    const time = end - HOUR_MS;
    let reason: string | null = null;
    for (const [source, index] of sites) {
      const text = row[index] ?? '';
      if (text === '') continue;
      const value = parseNumber(text);
      if (Number.isNaN(value)) {
        reason ??= `${kind} of ${source} ${JSON.stringify(text.slice(0, 80))} is not a number`;
        continue;
      }
      if (metric === undefined) published.push({ source, time, aqi: value });
      else {
        readings.push({
          source,
          metric,
          time,
          value,
          period: 3600,
          kind: 'observed',
          issuedAt: null,
          upper: null,
          quality: null,
          receivedAt,
        });
      }
    }
    return reason;
  };
}
