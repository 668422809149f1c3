/**
 * Influx line protocol to readings. The part of a line before its fields repeats from second to second, so it is parsed
 * once and found again by its bytes; fields and timestamps are read from the bytes without making strings.
 * Grammar and reasons follow the reference of InfluxDB 1.x; the tags `source`, `period`, `kind`, `issued_at` and
 * `quality` and the field suffix `_upper` have a meaning here, other tags are ignored.
 */
import type { Reading } from '../model/reading.ts';
import { parseIsoInstant } from './iso-instant.ts';
import {
  MAX_INSTANT,
  MAX_NAME,
  MAX_PERIOD_S,
  MAX_QUALITY,
  tooMany,
  type BodyOptions,
  type ParsedBody,
  type Refusal,
} from './parsed-body.ts';

/** The unit of a body's timestamps. */
export type LinePrecision = 'ns' | 'us' | 'ms' | 's' | 'm' | 'h';

export interface LineOptions extends BodyOptions {
  readonly precision: LinePrecision;
}

/** Gives the readings of a body. A line is taken whole or refused whole. */
export type LineParser = (body: Buffer, options: LineOptions) => ParsedBody;

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const HASH = 0x23;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;

/** InfluxDB's own bound on a series key. */
const MAX_SERIES_KEY = 65_535;
/** Longer keys are parsed each time, so that the cache is bounded in bytes as well. */
const MAX_CACHED_KEY = 512;
const MAX_CACHED_FIELDS = 256;
const MAX_CACHED_MEASUREMENTS = 1_000;
/** Offending text in a message. */
const MAX_QUOTED = 80;
/** Digits that a double holds exactly, whatever they are. */
const EXACT_DIGITS = 15;
const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, power) => 10 ** power);
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const INTEGER = /^[+-]?\d+[iu]$/;
const MAX_INT64 = 9_223_372_036_854_775_807n;
const MAX_UINT64 = 18_446_744_073_709_551_615n;

type Role = 'value' | 'upper' | 'period' | 'kind' | 'issued_at' | 'quality';

interface Field {
  readonly key: Uint8Array;
  readonly name: string;
  readonly metric: string;
  readonly role: Role;
  /** For an upper end: the name of the field that it belongs to. */
  readonly base: string;
}

interface Marks {
  readonly period: number | null;
  readonly kind: 'observed' | 'forecast';
  readonly issuedAt: number | null;
  readonly quality: string | null;
}

interface Series extends Marks {
  readonly key: Uint8Array;
  readonly measurement: string;
  readonly source: string;
  /** Fields met so far in this measurement, shared by its series. */
  readonly fields: Field[];
  /** Another series with the same hash. */
  readonly next: Series | undefined;
}

const RESERVED: ReadonlySet<string> = new Set(['period', 'kind', 'issued_at', 'quality']);
const UPPER = '_upper';
const NO_MARKS: Marks = { period: null, kind: 'observed', issuedAt: null, quality: null };

function sameBytes(key: Uint8Array, body: Uint8Array, from: number, to: number): boolean {
  if (key.length !== to - from) return false;
  for (let i = 0; i < key.length; i++) if (key[i] !== body[from + i]) return false;
  return true;
}

const unescapeName = (text: string): string => (text.includes('\\') ? text.replace(/\\([,= ])/g, '$1') : text);

/** Cuts a text at a separator that no backslash escapes. */
function splitUnescaped(text: string, separator: string): string[] {
  if (!text.includes('\\')) return text.split(separator);
  const parts: string[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === separator) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

/** The marks with one more set, or what is wrong with it. */
function withMark(marks: Marks, name: string, text: string): Marks | string {
  switch (name) {
    case 'period': {
      const period = Number(text);
      if (!NUMBER.test(text) || !(period > 0 && period <= MAX_PERIOD_S)) {
        return `bad period "${text}": seconds above 0 and at most ${MAX_PERIOD_S}`;
      }
      return { ...marks, period };
    }
    case 'kind':
      if (text !== 'observed' && text !== 'forecast') return `bad kind "${text}": observed or forecast`;
      return { ...marks, kind: text };
    case 'issued_at': {
      const issuedAt = /^-?\d{1,16}$/.test(text) ? Number(text) : parseIsoInstant(text);
      if (!(Math.abs(issuedAt) <= MAX_INSTANT)) {
        return `bad issued_at "${text}": epoch ms or ISO 8601 with an offset`;
      }
      return { ...marks, issuedAt };
    }
    case 'quality':
      if (text.length > MAX_QUALITY) return `bad quality "${text}": at most ${MAX_QUALITY} characters`;
      return { ...marks, quality: text };
    default:
      return marks;
  }
}

/** Reads `measurement[,tag=value]*`. Gives the series without its bytes, or the reason. */
function parseSeries(text: string): (Marks & { measurement: string; source: string }) | string {
  const [first = '', ...tags] = splitUnescaped(text, ',');
  if (first === '') return 'missing measurement';
  let marks: Marks = NO_MARKS;
  let source: string | null = null;
  const seen = new Set<string>();
  for (const tag of tags) {
    const [rawKey = '', rawValue, ...more] = splitUnescaped(tag, '=');
    if (rawKey === '') return 'missing tag key';
    if (rawValue === undefined || rawValue === '') return 'missing tag value';
    if (more.length > 0) return 'invalid tag format';
    const key = unescapeName(rawKey);
    if (seen.has(key)) return 'duplicate tags';
    seen.add(key);
    const value = unescapeName(rawValue);
    if (key === 'source') source = value;
    else if (RESERVED.has(key)) {
      const next = withMark(marks, key, value);
      if (typeof next === 'string') return next;
      marks = next;
    }
  }
  if (source === null) return 'missing tag "source"';
  if (source.length > MAX_NAME) return `source longer than ${MAX_NAME} characters`;
  return { ...marks, measurement: unescapeName(first), source };
}

function describeField(key: Uint8Array, measurement: string): Field {
  const name = unescapeName(Buffer.from(key).toString('utf8'));
  const base = name.endsWith(UPPER) ? name.slice(0, -UPPER.length) : '';
  const role: Role = base !== '' ? 'upper' : RESERVED.has(name) ? (name as Role) : 'value';
  return { key, name, metric: `${measurement}.${name}`, role, base };
}

/** A number, an integer with its suffix or a boolean (1 or 0); else the reason. */
function parseToken(token: string): number | string {
  switch (token) {
    case '':
      return 'missing field value';
    case 't':
    case 'T':
    case 'true':
    case 'True':
    case 'TRUE':
      return 1;
    case 'f':
    case 'F':
    case 'false':
    case 'False':
    case 'FALSE':
      return 0;
    default:
  }
  if (INTEGER.test(token)) {
    const integer = BigInt(token.slice(token.startsWith('+') ? 1 : 0, -1));
    const fits = token.endsWith('u')
      ? integer >= 0n && integer <= MAX_UINT64
      : integer >= -MAX_INT64 - 1n && integer <= MAX_INT64;
    return fits ? Number(integer) : 'invalid number';
  }
  const value = NUMBER.test(token) ? Number(token) : Number.NaN;
  if (Number.isFinite(value)) return value;
  return /^[a-zA-Z]/.test(token) && !/^(?:nan|inf)/i.test(token) ? 'invalid boolean' : 'invalid number';
}

/** How many trailing digits a timestamp loses on its way to ms, or what it is multiplied by. */
const SCALES: Readonly<Record<LinePrecision, { readonly drop: number; readonly times: number }>> = {
  ns: { drop: 6, times: 1 },
  us: { drop: 3, times: 1 },
  ms: { drop: 0, times: 1 },
  s: { drop: 0, times: 1_000 },
  m: { drop: 0, times: 60_000 },
  h: { drop: 0, times: 3_600_000 },
};
/** The largest int64 in whole ms when it counts ns. */
const MAX_NS_AS_MS = 9_223_372_036_854;

/** Epoch ms of the timestamp in `[from, to)`, rounded down; NaN when it is none. */
function parseTimestamp(body: Buffer, from: number, to: number, scale: { drop: number; times: number }): number {
  let at = from;
  const negative = body[at] === MINUS;
  if (negative) at++;
  const digits = to - at;
  if (digits < 1 || digits > 19) return Number.NaN;
  const whole = to - scale.drop;
  let value = 0;
  let rest = 0;
  for (; at < to; at++) {
    const digit = (body[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    if (at < whole) value = value * 10 + digit;
    else rest |= digit;
  }
  if (scale.drop === 6 && value > MAX_NS_AS_MS) return Number.NaN;
  value *= scale.times;
  if (negative) value = rest === 0 ? 0 - value : -value - 1;
  return Math.abs(value) <= MAX_INSTANT ? value : Number.NaN;
}

/**
 * A parser with its own memory of series. `maxSeries` bounds that memory: when it is full it starts anew.
 * The parser itself never throws; a line it cannot use is in `rejected` with the line's number, the reason and the
 * first 80 characters of the line.
 */
export function createLineParser(options: { readonly maxSeries?: number } = {}): LineParser {
  const maxSeries = options.maxSeries ?? 20_000;
  const known = new Map<number, Series>();
  let count = 0;
  const fieldsByMeasurement = new Map<string, Field[]>();

  const fieldsOf = (measurement: string): Field[] => {
    let fields = fieldsByMeasurement.get(measurement);
    if (fields === undefined) {
      if (fieldsByMeasurement.size >= MAX_CACHED_MEASUREMENTS) fieldsByMeasurement.clear();
      fields = [];
      fieldsByMeasurement.set(measurement, fields);
    }
    return fields;
  };

  const findSeries = (body: Buffer, from: number, to: number, hash: number): Series | string => {
    for (let series = known.get(hash); series !== undefined; series = series.next) {
      if (sameBytes(series.key, body, from, to)) return series;
    }
    if (to - from > MAX_SERIES_KEY) return `max key length exceeded: ${to - from} > ${MAX_SERIES_KEY}`;
    const parsed = parseSeries(body.toString('utf8', from, to));
    if (typeof parsed === 'string') return parsed;
    if (parsed.measurement.length > MAX_NAME) return `measurement longer than ${MAX_NAME} characters`;
    if (count >= maxSeries) {
      known.clear();
      count = 0;
    }
    const series: Series = {
      ...parsed,
      key: new Uint8Array(body.subarray(from, to)),
      fields: fieldsOf(parsed.measurement),
      next: known.get(hash),
    };
    if (to - from <= MAX_CACHED_KEY) {
      known.set(hash, series);
      count++;
    }
    return series;
  };

  const findField = (series: Series, body: Buffer, from: number, to: number, hint: number): Field => {
    const { fields } = series;
    const hinted = fields[hint];
    if (hinted !== undefined && sameBytes(hinted.key, body, from, to)) return hinted;
    for (const field of fields) if (sameBytes(field.key, body, from, to)) return field;
    const field = describeField(new Uint8Array(body.subarray(from, to)), series.measurement);
    if (fields.length < MAX_CACHED_FIELDS && field.key.length <= MAX_NAME) fields.push(field);
    return field;
  };

  return (body, { receivedAt, precision, limit }) => {
    const scale = SCALES[precision];
    const end = body.length;
    const readings: Reading[] = [];
    const positions: number[] = [];
    const rejected: Refusal[] = [];
    /** The fields of the line at hand: the first `width` entries. */
    const fields: Field[] = [];
    const values: (number | string)[] = [];
    let line = 0;
    let at = 0;

    while (at < end) {
      line++;
      const lineStart = at;
      const lineNumber = line;
      let reason: string | null = null;
      let width = 0;
      let plain = true;

      while (body[at] === SPACE || body[at] === RETURN) at++;
      if (at >= end || body[at] === NEWLINE) {
        at++;
        continue;
      }
      if (body[at] === HASH) {
        const next = body.indexOf(NEWLINE, at);
        at = next === -1 ? end : next + 1;
        continue;
      }

      // Series key: up to the first space that is not escaped.
      const keyStart = at;
      let hash = 0x811c9dc5;
      for (; at < end; at++) {
        const byte = body[at];
        if (byte === undefined || byte === SPACE || byte === NEWLINE) break;
        hash = Math.imul(hash ^ byte, 0x01000193);
        const escaped = body[at + 1];
        if (byte === BACKSLASH && escaped !== undefined && escaped !== NEWLINE) {
          hash = Math.imul(hash ^ escaped, 0x01000193);
          at++;
        }
      }
      if (at > end) at = end;
      const series = findSeries(body, keyStart, at, hash);
      while (body[at] === SPACE) at++;

      if (typeof series === 'string') reason = series;
      else if (at >= end || body[at] === NEWLINE || body[at] === RETURN) reason = 'missing fields';
      else {
        // Fields, one after the other.
        for (;;) {
          const fieldStart = at;
          for (; at < end; at++) {
            const byte = body[at];
            if (byte === EQUALS || byte === COMMA || byte === SPACE || byte === NEWLINE) break;
            if (byte === BACKSLASH && body[at + 1] !== NEWLINE) at++;
          }
          if (at >= end || body[at] !== EQUALS) {
            reason = at > fieldStart ? 'missing field value' : 'missing field key';
            break;
          }
          if (at === fieldStart) {
            reason = 'missing field key';
            break;
          }
          const field = findField(series, body, fieldStart, at, width);
          at++;

          // A plain decimal of up to 15 digits is exact: whole digits divided once by a power of ten.
          const valueStart = at;
          let byte = body[at];
          const negative = byte === MINUS;
          if (negative || byte === PLUS) byte = body[++at];
          let digits = 0;
          let decimals = -1;
          let mantissa = 0;
          for (; byte !== undefined; byte = body[++at]) {
            if (byte >= ZERO && byte <= NINE) {
              mantissa = mantissa * 10 + (byte - ZERO);
              digits++;
              if (decimals >= 0) decimals++;
            } else if (byte === POINT && decimals < 0) decimals = 0;
            else break;
          }
          const ends = byte === undefined || byte === COMMA || byte === SPACE || byte === NEWLINE || byte === RETURN;
          let value: number | string;
          if (ends && digits > 0 && digits <= EXACT_DIGITS) {
            if (decimals > 0) mantissa /= POWERS[decimals] ?? 1;
            value = negative ? 0 - mantissa : mantissa;
          } else if (body[valueStart] === QUOTE) {
            at = valueStart + 1;
            while (at < end && body[at] !== QUOTE) at += body[at] === BACKSLASH ? 2 : 1;
            if (at >= end) {
              reason = 'unbalanced quotes';
              at = valueStart;
              break;
            }
            const text = body.toString('utf8', valueStart + 1, at).replace(/\\(["\\])/g, '$1');
            // Newlines may stand inside quotes; they are lines of the body all the same.
            for (let next = body.indexOf(NEWLINE, valueStart); next !== -1 && next < at; line++) {
              next = body.indexOf(NEWLINE, next + 1);
            }
            at++;
            if (field.role === 'value' || field.role === 'upper') {
              reason = `field "${field.name}" is a string; readings are numbers`;
              break;
            }
            value = text;
          } else {
            while (at < end && byte !== COMMA && byte !== SPACE && byte !== NEWLINE && byte !== RETURN) {
              byte = body[++at];
            }
            const token = body.toString('latin1', valueStart, at);
            const parsed =
              field.role === 'value' || field.role === 'upper'
                ? parseToken(token)
                : token === ''
                  ? ''
                  : { text: token };
            if (typeof parsed === 'string') {
              reason = parsed === '' ? 'missing field value' : parsed;
              break;
            }
            value = typeof parsed === 'number' ? parsed : parsed.text;
          }
          if (field.role !== 'value') plain = false;
          fields[width] = field;
          values[width] = value;
          width++;
          if (at < end && body[at] === COMMA) {
            at++;
            continue;
          }
          if (at < end && body[at] !== SPACE && body[at] !== NEWLINE && body[at] !== RETURN) {
            reason = 'invalid field format';
          }
          break;
        }

        // Timestamp.
        let time = receivedAt;
        if (reason === null) {
          while (body[at] === SPACE) at++;
          const stampStart = at;
          while (at < end && body[at] !== SPACE && body[at] !== NEWLINE && body[at] !== RETURN) at++;
          if (at > stampStart) time = parseTimestamp(body, stampStart, at, scale);
          while (body[at] === SPACE || body[at] === RETURN) at++;
          if (Number.isNaN(time) || (at < end && body[at] !== NEWLINE)) reason = 'bad timestamp';
        }

        if (reason === null) {
          let marks: Marks = series;
          if (!plain) {
            for (let k = 0; k < width; k++) {
              const field = fields[k];
              if (field === undefined || field.role === 'value' || field.role === 'upper') continue;
              const next = withMark(marks, field.role, String(values[k]));
              if (typeof next === 'string') reason = next;
              else marks = next;
            }
          }
          const { kind } = marks;
          // A forecast that does not say when it was issued was issued, as far as anybody knows, when it came.
          const issuedAt = kind === 'forecast' ? (marks.issuedAt ?? receivedAt) : null;
          const before = readings.length;
          for (let k = 0; k < width && reason === null; k++) {
            const field = fields[k];
            const value = values[k];
            if (field === undefined || typeof value !== 'number') continue;
            if (field.metric.length > MAX_NAME) reason = `metric longer than ${MAX_NAME} characters`;
            else if (field.role === 'value') {
              let upper: number | null = null;
              if (!plain) {
                for (let u = 0; u < width; u++) {
                  const other = fields[u];
                  const bound = values[u];
                  if (other?.role === 'upper' && other.base === field.name && typeof bound === 'number') upper = bound;
                }
              }
              readings.push({
                source: series.source,
                metric: field.metric,
                time,
                value,
                period: marks.period,
                kind,
                issuedAt,
                upper,
                quality: marks.quality,
                receivedAt,
              });
              positions.push(lineNumber);
            } else if (field.role === 'upper' && !fields.some((other, o) => o < width && other.name === field.base)) {
              reason = `field "${field.name}" without a field "${field.base}"`;
            }
          }
          if (reason === null && readings.length === before) reason = 'missing fields';
          if (reason !== null) {
            readings.length = before;
            positions.length = before;
          }
        }
      }

      // On to the next line; what is left of a refused line is passed over.
      const lineEnd = at < end && body[at] === NEWLINE ? at : body.indexOf(NEWLINE, at);
      const after = lineEnd === -1 ? end : lineEnd;
      if (reason !== null) {
        const text = body.toString('utf8', lineStart, Math.min(after, lineStart + MAX_QUOTED * 4)).trim();
        const quoted = text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}...` : text;
        rejected.push({ index: lineNumber, reason: `unable to parse '${quoted}': ${reason}` });
      }
      at = after + 1;
      if (readings.length + rejected.length > limit) return tooMany(limit);
    }
    return { ok: true, readings, positions, rejected };
  };
}
