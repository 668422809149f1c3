/** The long format (API.md): one value a row, `time,source,metric,value` and optionally `period,kind,issued_at,upper,quality`. */
import { z } from 'zod';
import type { Reading } from '../../model/reading.ts';
import { UnreadableFile, type FileBatch, type FileParser, type RowProblem } from './batch.ts';
import {
  isPlausibleInstant,
  needColumn,
  parseNumber,
  readHeader,
  readLines,
  readName,
  remember,
  splitRow,
  type Columns,
} from './lines.ts';

const NEEDED = ['time', 'source', 'metric', 'value'];
const OPTIONAL = ['period', 'kind', 'issued_at', 'upper', 'quality'];
const isoSchema = z.iso.datetime({ offset: true });

/** Whether a header is that of the long format. */
export const isLongHeader = (columns: Columns): boolean => NEEDED.every((name) => columns.has(name));

/** Turns a file in the long format into readings. An unknown column is an error of the file: this format is our own. */
export const parseLong: FileParser = async function* (chunks, { receivedAt }) {
  let read: ((line: string) => Reading | string) | null = null;
  for await (const { lines, first, bytes } of readLines(chunks)) {
    const readings: Reading[] = [];
    const problems: RowProblem[] = [];
    let rows = 0;
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i] ?? '';
      if (read === null) {
        read = createRowReader(readHeader(line), receivedAt);
        continue;
      }
      if (line === '') continue;
      rows++;
      const reading = read(line);
      if (typeof reading === 'string') problems.push({ line: first + i, reason: reading });
      else readings.push(reading);
    }
    yield { readings, problems, rows, bytes } satisfies FileBatch;
  }
  if (read === null) throw new UnreadableFile('the file is empty');
};

/** Epoch ms of an ISO 8601 instant with an offset; NaN for anything else. */
function readInstant(text: string): number {
  const instant = isoSchema.safeParse(text.trim()).success ? Date.parse(text.trim()) : Number.NaN;
  return isPlausibleInstant(instant) ? instant : Number.NaN;
}

function createRowReader(columns: Columns, receivedAt: number): (line: string) => Reading | string {
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
  return (line) => {
    const row = splitRow(line);
    if (typeof row === 'string') return row;
    if (row.length !== columns.size) return `${row.length} fields, ${columns.size} expected`;
    const field = (index: number): string => row[index] ?? '';
    const bad = (name: string, index: number, expected: string): string =>
      `${name} ${JSON.stringify(field(index).slice(0, 80))} is not ${expected}`;

    const at = instants(field(time));
    if (Number.isNaN(at)) return bad('time', time, 'an ISO 8601 time with an offset, from 1970 to 2199');
    const from = names(field(source));
    if (from === '') return bad('source', source, 'an id of 1 to 128 characters');
    const what = names(field(metric));
    if (what === '') return bad('metric', metric, 'an id of 1 to 128 characters');
    const number = parseNumber(field(value));
    if (Number.isNaN(number)) return bad('value', value, 'a number');
    let seconds: number | null = null;
    if (field(period) !== '') {
      seconds = parseNumber(field(period));
      if (!(seconds > 0 && seconds <= 86_400)) return bad('period', period, 'a number of seconds up to 86400');
    }
    const flag = field(quality) === '' ? null : flags(field(quality));
    if (flag !== null && flag.length > 16) return bad('quality', quality, 'a flag of up to 16 characters');

    switch (field(kind)) {
      case '':
      case 'observed':
        if (field(issued) !== '') return 'issued_at belongs to forecasts only';
        if (field(upper) !== '') return 'upper belongs to forecasts only';
        return {
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
        };
      case 'forecast': {
        const issuedAt = instants(field(issued));
        if (Number.isNaN(issuedAt))
          return bad('issued_at', issued, 'an ISO 8601 time with an offset, as a forecast needs');
        if (seconds === null) return 'a forecast needs a period';
        const upperEnd = field(upper) === '' ? null : parseNumber(field(upper));
        if (upperEnd !== null && Number.isNaN(upperEnd)) return bad('upper', upper, 'a number');
        return {
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
        };
      }
      default:
        return bad('kind', kind, 'observed or forecast');
    }
  };
}
