/** A device that posts Influx line protocol to `/write`, and what it makes of the answers. */
import type { SimulatedReading } from '../subject.ts';

const escapeTag = (text: string): string => text.replaceAll(/[\\,= ]/g, String.raw`\$&`);

/**
 * Readings as line protocol with times in ms, one line for neighbours that share everything but the metric.
 * The part of a metric before its first dot is the measurement, the rest the field.
 */
export function encodeLines(readings: readonly SimulatedReading[]): string[] {
  const lines: string[] = [];
  let head = '';
  let fields: string[] = [];
  let time = 0;
  const flush = (): void => {
    if (fields.length > 0) lines.push(`${head} ${fields.join(',')} ${time}`);
    fields = [];
  };
  for (const reading of readings) {
    const dot = reading.metric.indexOf('.');
    const measurement = reading.metric.slice(0, dot);
    const field = escapeTag(reading.metric.slice(dot + 1));
    let tags = `${escapeTag(measurement)},source=${escapeTag(reading.source)}`;
    if (reading.period !== undefined) tags += `,period=${reading.period}`;
    if (reading.kind === 'forecast') tags += ',kind=forecast';
    if (reading.issuedAt !== undefined) tags += `,issued_at=${reading.issuedAt}`;
    if (reading.quality !== undefined) tags += `,quality=${escapeTag(reading.quality)}`;
    // The same field twice in a line would lose one of them.
    const repeats = fields.some((known) => known.startsWith(`${field}=`));
    if (tags !== head || reading.time !== time || repeats) {
      flush();
      head = tags;
      time = reading.time;
    }
    fields.push(`${field}=${reading.value}`);
    if (reading.upper !== undefined) fields.push(`${field}_upper=${reading.upper}`);
  }
  flush();
  return lines;
}

/** What became of a body of lines. */
export type Delivery =
  | { readonly kind: 'stored' }
  /** The server kept the good lines and says what is wrong with the others; they are not sent again. */
  | { readonly kind: 'partly'; readonly reason: string }
  /** The server is away or busy: send the same lines again, after so many ms where it says when. */
  | { readonly kind: 'later'; readonly reason: string; readonly afterMs: number | null }
  /** Sending again would not help. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Where to post, with what right, and by what means. */
export interface HttpTarget {
  /** `http://HOST:PORT`. */
  readonly base: string;
  readonly token: string | null;
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal;
}

const ANSWER_WITHIN_MS = 15_000;

/** The headers that carry the token. */
export const authorization = (token: string | null): Record<string, string> =>
  token === null ? {} : { authorization: `Bearer ${token}` };

/** Posts lines once. Never throws for what a network or a server does. */
export async function postLines(target: HttpTarget, lines: readonly string[]): Promise<Delivery> {
  let response: Response;
  let body: string;
  try {
    response = await target.fetch(`${target.base}/write?db=wanglou&precision=ms`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=utf-8', ...authorization(target.token) },
      body: lines.join('\n'),
      signal: AbortSignal.any([target.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
    });
    body = (await response.text()).slice(0, 300);
  } catch (error) {
    return { kind: 'later', reason: reasonOf(error), afterMs: null };
  }
  if (response.ok) return { kind: 'stored' };
  const reason = `${response.status} ${body}`.trim();
  if (response.status === 400) return { kind: 'partly', reason };
  if (response.status === 408 || response.status === 429 || response.status >= 500) {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    return { kind: 'later', reason, afterMs: Number.isFinite(seconds) ? seconds * 1000 : null };
  }
  return { kind: 'refused', reason };
}

/** The words behind an error of `fetch`, whose own message is only that it failed. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return cause.message === '' ? `${error.message} (${cause.name})` : cause.message;
}

/** Milliseconds to wait before try number `attempt` (from 1): half a second, twice as long each time, 30 s at most. */
export const backOffMs = (attempt: number): number => Math.min(30_000, 500 * 2 ** Math.min(attempt - 1, 10));
