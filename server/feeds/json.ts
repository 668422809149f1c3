/**
 * JSON readings to `Reading[]`: a body `{"readings": [...]}` and newline-delimited JSON. The schema in `wire/http.ts` says
 * what a reading is. Most readings are right, so a plain check takes the right ones and only the others meet the schema,
 * which says what is wrong; a test holds the two to the same verdict.
 */
import { isUtf8 } from 'node:buffer';
import type { z } from 'zod';
import type { Reading } from '../model/reading.ts';
import { readingInputSchema, type ReadingInput } from '../wire/http.ts';
import { parseIsoInstant } from './iso-instant.ts';
import { findJsonError } from './json-error.ts';
import {
  MAX_INSTANT,
  MAX_NAME,
  MAX_PERIOD_S,
  MAX_QUALITY,
  tooMany,
  type BodyOptions,
  type ParsedBody,
  type ParsedReadings,
  type UnusableBody,
} from './parsed-body.ts';

const KEYS: ReadonlySet<string> = new Set(Object.keys(readingInputSchema.shape));
/** Offending values are cut to this. */
const MAX_QUOTED = 80;
const MAX_ISSUES = 3;
const NEWLINE = 0x0a;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= MAX_NAME;

/** Epoch ms, or NaN. */
const instantOf = (value: unknown): number => {
  if (typeof value === 'string') return parseIsoInstant(value);
  return typeof value === 'number' && Number.isSafeInteger(value) && Math.abs(value) <= MAX_INSTANT
    ? value
    : Number.NaN;
};

/** The reading of a checked input. A forecast that does not say when it was issued was issued when it came. */
const toReading = (input: ReadingInput, receivedAt: number): Reading => {
  const kind = input.kind ?? 'observed';
  return {
    source: input.source,
    metric: input.metric,
    time: input.time,
    value: input.value,
    period: input.period ?? null,
    kind,
    issuedAt: kind === 'forecast' ? (input.issuedAt ?? receivedAt) : null,
    upper: input.upper ?? null,
    quality: input.quality ?? null,
    receivedAt,
  };
};

/** The reading when it is right beyond doubt, else null: then the schema decides. */
function readPlain(item: unknown, receivedAt: number): Reading | null {
  if (!isRecord(item)) return null;
  for (const key in item) if (!KEYS.has(key)) return null;
  const { source, metric, value, period, kind, issuedAt, upper, quality } = item;
  if (!isName(source) || !isName(metric)) return null;
  const time = instantOf(item['time']);
  if (Number.isNaN(time) || typeof value !== 'number' || !Number.isFinite(value)) return null;
  if (period !== undefined && (typeof period !== 'number' || !(period > 0 && period <= MAX_PERIOD_S))) return null;
  if (kind !== undefined && kind !== 'observed' && kind !== 'forecast') return null;
  const issued = issuedAt === undefined ? receivedAt : instantOf(issuedAt);
  if (Number.isNaN(issued)) return null;
  if (upper !== undefined && (typeof upper !== 'number' || !Number.isFinite(upper))) return null;
  if (quality !== undefined && (typeof quality !== 'string' || quality.length > MAX_QUALITY)) return null;
  return {
    source,
    metric,
    time,
    value,
    period: period ?? null,
    kind: kind ?? 'observed',
    issuedAt: kind === 'forecast' ? issued : null,
    upper: upper ?? null,
    quality: quality ?? null,
    receivedAt,
  };
}

const cut = (text: string): string => (text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}...` : text);

/** `value: Invalid input: expected number, received string (got "12")`. */
function describeIssues(issues: readonly z.core.$ZodIssue[], item: unknown): string {
  const described = issues.slice(0, MAX_ISSUES).map((issue) => {
    let at: unknown = item;
    for (const key of issue.path) at = isRecord(at) ? at[String(key)] : undefined;
    const got = at === undefined || isRecord(at) ? '' : ` (got ${cut(JSON.stringify(at))})`;
    return `${issue.path.length === 0 ? '' : `${issue.path.join('.')}: `}${issue.message}${got}`;
  });
  return described.join('; ');
}

function take(item: unknown, index: number, receivedAt: number, into: ParsedReadings): void {
  const plain = readPlain(item, receivedAt);
  if (plain !== null) {
    into.readings.push(plain);
    into.positions.push(index);
    return;
  }
  const checked = readingInputSchema.safeParse(item);
  if (checked.success) {
    into.readings.push(toReading(checked.data, receivedAt));
    into.positions.push(index);
  } else into.rejected.push({ index, reason: describeIssues(checked.error.issues, item) });
}

const empty = (): ParsedReadings => ({ ok: true, readings: [], positions: [], rejected: [] });

/** Where a text that begins at a line of the body stops being JSON, and what stands there. */
function describeSyntax(text: string, firstLine: number): string {
  const position = findJsonError(text);
  const before = text.slice(0, position);
  const line = firstLine + before.split('\n').length - 1;
  const column = position - before.lastIndexOf('\n');
  const found =
    position >= text.length
      ? 'the text ends too early'
      : `unexpected ${JSON.stringify(text.slice(position, position + 20))}`;
  return `${found} at line ${line}, column ${column}`;
}

const NOT_UTF8: UnusableBody = { ok: false, code: 'malformed-body', detail: 'the body is not UTF-8' };

/**
 * Reads `{"readings": [...]}`. Each reading is judged by itself; a body that is no JSON or has another shape is of no use
 * as a whole, and the answer says where.
 */
export function parseJsonReadings(body: Buffer, { receivedAt, limit }: BodyOptions): ParsedBody {
  if (!isUtf8(body)) return NOT_UTF8;
  const text = body.toString('utf8');
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return { ok: false, code: 'malformed-body', detail: `no JSON: ${describeSyntax(text, 1)}` };
  }
  if (!isRecord(root)) {
    return { ok: false, code: 'invalid-body', detail: 'the body must be an object: {"readings": [...]}' };
  }
  const stranger = Object.keys(root).find((key) => key !== 'readings');
  if (stranger !== undefined) {
    return {
      ok: false,
      code: 'invalid-body',
      detail: `unknown key ${cut(JSON.stringify(stranger))} beside "readings"`,
    };
  }
  const items = root['readings'];
  if (!Array.isArray(items)) {
    return { ok: false, code: 'invalid-body', detail: '"readings" must be a list of readings' };
  }
  if (items.length > limit) return tooMany(limit);
  const parsed = empty();
  for (let index = 0; index < items.length; index++) take(items[index], index, receivedAt, parsed);
  return parsed;
}

/**
 * Reads one reading a line; empty lines are passed over and not counted in the index. A line that is no JSON is refused
 * by itself.
 */
export function parseNdjsonReadings(body: Buffer, { receivedAt, limit }: BodyOptions): ParsedBody {
  if (!isUtf8(body)) return NOT_UTF8;
  const parsed = empty();
  let index = 0;
  let line = 0;
  for (let start = 0; start < body.length;) {
    const newline = body.indexOf(NEWLINE, start);
    const end = newline === -1 ? body.length : newline;
    const text = body.toString('utf8', start, end).trim();
    start = end + 1;
    line++;
    if (text === '') continue;
    if (index >= limit) return tooMany(limit);
    let item: unknown;
    try {
      item = JSON.parse(text);
    } catch {
      parsed.rejected.push({ index, reason: `no JSON: ${describeSyntax(text, line)}` });
      index++;
      continue;
    }
    take(item, index, receivedAt, parsed);
    index++;
  }
  return parsed;
}
