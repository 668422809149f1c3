/**
 * Daily records of cities: one row a city and local day (UTC+8), `city`, `date`, `aqi` and pollutants; µg/m³, CO in
 * mg/m³; an empty cell or 0 is missing.
 *
 * The published daily AQI is the mean of the day's hourly AQIs, which is what the plans mean by a daily mean, so `aqi` is
 * read as it stands; spread over its day (a reading longer than an hour gives each hour inside it its value) it gives
 * back the published number exactly. SO2, NO2 and CO are day means and are spread in the same way: a day counts as 24
 * hours of its mean, so that hours above a line inside a day below it stay unseen.
 *
 * PM2.5 and PM10 are not read. Particles would go before `air.aqi`, and the AQI of a day's mean is not the mean of the
 * day's AQIs: hours are capped at 500 first, and between breakpoints of unequal width the two differ. In the records of
 * 28 cities from 2013 to 2017, of the 3,251 days above AQI 200 one in three would differ by more than 5, and six days of
 * Shanxi's cities would stand at 500, which is red on its own, where one did. O3 is not read either: it is the largest
 * running mean of the day (some 200 µg/m³ in summer), and a mean of no hour.
 * @source SEMANTICS 2, 3 and 5.2
 */
import type { Reading } from '../../model/reading.ts';
import type { FileParser } from './batch.ts';
import {
  needColumn,
  parseNumber,
  readName,
  readRows,
  remember,
  splitRow,
  type Columns,
  type RowReader,
} from './lines.ts';
import { startOfChinaHour } from './prsa.ts';

const DAY_S = 86_400;
const KEYS = ['city', 'date', 'aqi'];
/** Metric by column. */
const POLLUTANTS: readonly (readonly [column: string, metric: string])[] = [
  ['so2_ugm3', 'air.so2'],
  ['no2_ugm3', 'air.no2'],
  ['co_mgm3', 'air.co'],
];

/** Whether a header is that of such a file. */
export const isDailyHeader = (columns: Columns): boolean => KEYS.every((name) => columns.has(name));

/** Turns a file of daily records into day values of the cities; the city's name is the source. */
export const parseDaily: FileParser = (chunks, { receivedAt }) =>
  readRows(
    chunks,
    (columns) => createRowReader(columns, receivedAt),
    () => ({ readings: [] }),
  );

/** The start of a day `YYYY-MM-DD` in UTC+8, epoch ms; NaN when it is none. */
function startOfChinaDay(text: string): number {
  const day = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text.trim());
  return day === null ? Number.NaN : startOfChinaHour(Number(day[1]), Number(day[2]), Number(day[3]), 0);
}

/** Of a row with a wrong value nothing is taken. */
function createRowReader(columns: Columns, receivedAt: number): RowReader<{ readings: Reading[] }> {
  const [city, date, aqi] = KEYS.map((name) => needColumn(columns, name)) as [number, number, number];
  const values = [
    { name: 'aqi', metric: 'air.aqi', index: aqi },
    ...POLLUTANTS.flatMap(([name, metric]) => {
      const index = columns.get(name);
      return index === undefined ? [] : [{ name, metric, index }];
    }),
  ];
  const cities = remember(readName);
  const days = remember(startOfChinaDay);
  return (line, { readings }) => {
    const row = splitRow(line);
    if (typeof row === 'string') return row;
    if (row.length !== columns.size) return `${row.length} fields, ${columns.size} expected`;
    const source = cities(row[city] ?? '');
    if (source === '') return 'city is empty or too long';
    const time = days(row[date] ?? '');
    if (Number.isNaN(time)) return `date ${JSON.stringify((row[date] ?? '').slice(0, 80))} is no day YYYY-MM-DD`;
    const before = readings.length;
    for (const { name, metric, index } of values) {
      const text = row[index] ?? '';
      if (text === '') continue;
      const value = parseNumber(text);
      if (Number.isNaN(value)) {
        readings.length = before;
        return `${name} ${JSON.stringify(text.slice(0, 80))} is not a number`;
      }
      // No mean of a day is nothing at all: 0 is how these records write a gap.
      if (value === 0) continue;
      readings.push({
        source,
        metric,
        time,
        value,
        period: DAY_S,
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
