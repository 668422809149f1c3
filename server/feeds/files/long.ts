/** The long format (API.md): one value a row, `time,source,metric,value` and optionally `period,kind,issued_at,upper,quality`. */
import type { Reading } from '../../model/reading.ts';
import { parseIsoInstant } from '../iso-instant.ts';
import { UnreadableFile, type FileParser } from './batch.ts';
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

const NEEDED = ['time', 'source', 'metric', 'value'];
const OPTIONAL = ['period', 'kind', 'issued_at', 'upper', 'quality'];

/** Whether a header is that of the long format. */
export const isLongHeader = (columns: Columns): boolean => NEEDED.every((name) => columns.has(name));

/** Turns a file in the long format into readings. An unknown column is an error of the file: this format is our own. */
export const parseLong: FileParser = (chunks, { receivedAt }) =>
  readRows(
    chunks,
    (columns) => createRowReader(columns, receivedAt),
    () => ({ readings: [] }),
  );

/** Epoch ms of an ISO 8601 instant with an offset; NaN for anything else. */
function readInstant(text: string): number {
  const instant = parseIsoInstant(text.trim());
  return isPlausibleInstant(instant) ? instant : Number.NaN;
}

// Helpers of the row stand outside of the reader: a function made anew for every row costs more than the row.
const fieldOf = (row: readonly string[], index: number): string => row[index] ?? '';
const wrong = (row: readonly string[], name: string, index: number, expected: string): string =>
  `${name} ${JSON.stringify(fieldOf(row, index).slice(0, 80))} is not ${expected}`;

function createRowReader(columns: Columns, receivedAt: number): RowReader<{ readings: Reading[] }> {
  const unknown = [...columns.keys()].find((name) => !NEEDED.includes(name) && !OPTIONAL.includes(name));
  if (unknown !== undefined) throw new UnreadableFile(`the header has the unknown column ${unknown}`);
  const [time, source, metric, value] = NEEDED.map((name) => needColumn(columns, name)) as [
    number,
    number,
    number,
    number,
  ];
  // A column that is not there reads as an empty field.
  const [period, kind, issued, upper, quality] = OPTIONAL.map((name) => columns.get(name) ?? -1) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const instants = remember(readInstant);
  const names = remember(readName);
  const flags = remember((text) => text.trim());
  return (line, { readings }) => {
    const row = splitRow(line);
    if (typeof row === 'string') return row;
    if (row.length !== columns.size) return `${row.length} fields, ${columns.size} expected`;
    const at = instants(fieldOf(row, time));
    if (Number.isNaN(at)) return wrong(row, 'time', time, 'an ISO 8601 time with an offset, from 1970 to 2199');
    const from = names(fieldOf(row, source));
    if (from === '') return wrong(row, 'source', source, 'an id of 1 to 128 characters');
    const what = names(fieldOf(row, metric));
    if (what === '') return wrong(row, 'metric', metric, 'an id of 1 to 128 characters');
    const number = parseNumber(fieldOf(row, value));
    if (Number.isNaN(number)) return wrong(row, 'value', value, 'a number');
    let seconds: number | null = null;
    if (fieldOf(row, period) !== '') {
      seconds = parseNumber(fieldOf(row, period));
      if (!(seconds > 0 && seconds <= 86_400)) return wrong(row, 'period', period, 'a number of seconds up to 86400');
    }
    const flag = fieldOf(row, quality) === '' ? null : flags(fieldOf(row, quality));
    if (flag !== null && flag.length > 16) return wrong(row, 'quality', quality, 'a flag of up to 16 characters');

    switch (fieldOf(row, kind)) {
      case '':
      case 'observed':
        if (fieldOf(row, issued) !== '') return 'issued_at belongs to forecasts only';
        if (fieldOf(row, upper) !== '') return 'upper belongs to forecasts only';
        readings.push({
          source: from,
          metric: what,
          time: at,
          value: number,
          period: seconds,
          kind: 'observed',
          issuedAt: null,
          upper: null,
          quality: flag,
          receivedAt,
        });
        return null;
      case 'forecast': {
        const issuedAt = instants(fieldOf(row, issued));
        if (Number.isNaN(issuedAt))
          return wrong(row, 'issued_at', issued, 'an ISO 8601 time with an offset, as a forecast needs');
        if (seconds === null) return 'a forecast needs a period';
        const upperEnd = fieldOf(row, upper) === '' ? null : parseNumber(fieldOf(row, upper));
        if (upperEnd !== null && Number.isNaN(upperEnd)) return wrong(row, 'upper', upper, 'a number');
        readings.push({
          source: from,
          metric: what,
          time: at,
          value: number,
          period: seconds,
          kind: 'forecast',
          issuedAt,
          upper: upperEnd,
          quality: flag,
          receivedAt,
        });
        return null;
      }
      default:
        return wrong(row, 'kind', kind, 'observed or forecast');
    }
  };
}
