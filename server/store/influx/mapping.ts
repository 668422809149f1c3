import { toIso } from '../../model/instant.ts';
import type { Reading } from '../../model/reading.ts';

/*
 * A metric `air.so2` is the field `so2` of the measurement `air`; beside it stand `so2_received` (whole ms),
 * `so2_quality` (text, empty for none) and, for forecasts, `so2_upper` (the value itself for none). They are written
 * every time, because a later point replaces only the fields that it has. Tags: source, kind, period (s), issued_at.
 * What line protocol cannot hold, or would take for something else, is written as %XX.
 */

/** Where a metric is kept. */
export interface Place {
  readonly measurement: string;
  readonly field: string;
}

/** A metric without a dot in its middle has no measurement of its own; `%` alone is never the name of one. */
const UNDOTTED = '%';

// A backslash at the end of a name or a line break cannot be escaped in line protocol.
// eslint-disable-next-line no-control-regex -- these are what is looked for
const UNSAFE = /[%\\\u0000-\u001f\u007f]/g;
const RESERVED_FIELD = /^(?:time|source|kind|period|issued_at)$/;
const RESERVED_SUFFIX = /_(upper|quality|received)$/;

const percent = (text: string): string => `%${text.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/** A text with what line protocol cannot hold as %XX. */
export const encodeText = (text: string): string => (text.search(UNSAFE) === -1 ? text : text.replace(UNSAFE, percent));

/** The text that `encodeText` was given. */
export const decodeText = (text: string): string =>
  text.replace(/%([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** Where a metric is kept. Two metrics never share a place. */
export function placeOf(metric: string): Place {
  const dot = metric.indexOf('.');
  const dotted = dot > 0 && dot < metric.length - 1;
  let field = encodeText(dotted ? metric.slice(dot + 1) : metric);
  if (RESERVED_FIELD.test(field)) field = percent(field) + field.slice(1);
  field = field.replace(RESERVED_SUFFIX, '%5F$1');
  // A leading underscore is the server's own in names of measurements.
  const measurement = dotted ? encodeText(metric.slice(0, dot)).replace(/^_/, '%5F') : UNDOTTED;
  return { measurement, field };
}

/** The metric that is kept at a place. */
export const metricAt = ({ measurement, field }: Place): string =>
  measurement === UNDOTTED ? decodeText(field) : `${decodeText(measurement)}.${decodeText(field)}`;

/** A reading's tags; what it does not have is left out, which is the empty value. */
export function tagsOf(reading: Reading): Record<string, string> {
  const tags: Record<string, string> = { source: encodeText(reading.source), kind: reading.kind };
  if (reading.period !== null) tags['period'] = String(reading.period);
  if (reading.issuedAt !== null) tags['issued_at'] = toIso(reading.issuedAt);
  return tags;
}

/** A reading's fields by name, in the order of the names. */
export function fieldsOf(reading: Reading, names: FieldNames): Record<string, string | number> {
  const fields: Record<string, string | number> = {
    [names.value]: reading.value,
    [names.quality]: reading.quality === null ? '' : encodeText(reading.quality),
    [names.received]: reading.receivedAt,
  };
  if (reading.kind === 'forecast') fields[names.upper] = reading.upper ?? reading.value;
  return fields;
}

/** The names of the fields that belong to one metric. */
export interface FieldNames {
  readonly value: string;
  readonly upper: string;
  readonly quality: string;
  readonly received: string;
}
export const fieldNames = (field: string): FieldNames => ({
  value: field,
  upper: `${field}_upper`,
  quality: `${field}_quality`,
  received: `${field}_received`,
});

/** What came back of one reading: tags of its series, `null` or absent where a tag is empty. */
export interface StoredPoint {
  readonly metric: string;
  readonly tags: Readonly<Record<string, string | null | undefined>>;
  readonly time: number;
  readonly value: number;
  readonly upper: number | null;
  readonly quality: string;
  readonly receivedAt: number;
}

/** The reading that a stored point stands for. */
export function toReading(point: StoredPoint): Reading {
  const { source, kind, period, issued_at: issuedAt } = point.tags;
  return {
    source: decodeText(source ?? ''),
    metric: point.metric,
    time: point.time,
    value: point.value,
    period: period ? Number(period) : null,
    kind: kind === 'forecast' ? 'forecast' : 'observed',
    issuedAt: issuedAt ? Date.parse(issuedAt) : null,
    upper: point.upper === point.value ? null : point.upper,
    quality: point.quality === '' ? null : decodeText(point.quality),
    receivedAt: point.receivedAt,
  };
}

/** A name in InfluxQL. */
export const quoteName = (name: string): string => `"${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/** A text in InfluxQL. */
export const quoteText = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** The instants that the server can hold, in ms: its own unit is a signed 64-bit number of nanoseconds. */
const LATEST_MS = 9_223_372_036_854;

/** An instant in InfluxQL, brought within what the server can hold. */
export const quoteTime = (instant: number): string =>
  `${Math.min(LATEST_MS, Math.max(-LATEST_MS, Math.ceil(instant)))}ms`;
