/** One HTTP request on a connection of its own, and what is known of its fate. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Outcome } from './channel.ts';

const MAX_ANSWER_BYTES = 65_536;
const MAX_RETRY_AFTER_MS = 3_600_000;

/** An answer, or that none came: `in-doubt` when the request may have arrived. */
export type Answer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: string;
      readonly retryAfterMs: number | null;
    }
  | { readonly kind: 'none'; readonly isInDoubt: boolean; readonly reason: string };

/**
 * Sends JSON and waits for the whole answer. Redirects are not followed: a receiver is whom the settings name. The reason
 * never holds the address, which may carry a token.
 */
export function postJson(options: {
  readonly url: URL;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}): Promise<Answer> {
  const { url, body, headers, timeoutMs } = options;
  return new Promise((resolve) => {
    let isOut = false;
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
      method: 'POST',
      // A connection that was idle may be gone without a word, and that would leave a doubt.
      agent: false,
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        'Content-Length': Buffer.byteLength(body),
        'User-Agent': 'wanglou',
        ...headers,
      },
    });
    const timer = setTimeout(() => request.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    const done = (answer: Answer): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    request.on('socket', (socket) => {
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
        isOut = true;
      });
    });
    request.on('response', (response) => {
      read(response).then(
        (text) => {
          const status = response.statusCode ?? 0;
          const retryAfterMs = retryAfter(response.headers['retry-after']);
          done({ kind: 'answer', status, body: text, retryAfterMs });
        },
        (error: unknown) => done({ kind: 'none', isInDoubt: true, reason: reasonOf(error) }),
      );
    });
    request.on('error', (error) => done({ kind: 'none', isInDoubt: isOut, reason: reasonOf(error) }));
    request.end(body);
  });
}

async function read(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= MAX_ANSWER_BYTES) parts.push(part);
    else response.destroy();
  }
  return Buffer.concat(parts).toString('utf8');
}

function retryAfter(header: string | undefined): number | null {
  if (header === undefined || !/^\d+$/u.test(header)) return null;
  return Math.min(Number(header) * 1000, MAX_RETRY_AFTER_MS);
}

/** What went wrong in a few words, without an address. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  if (code !== null) return code;
  return error.message.slice(0, 200);
}

/** Statuses by which a receiver says that it did nothing and may be asked again. */
const AGAIN: ReadonlySet<number> = new Set([408, 425, 429]);
/** Gateways say this when they do not know what became of the request. */
const GATEWAY_TIMEOUT = 504;

/**
 * The fate of a request by its status alone; null when the status is a success. An error that the server itself reports
 * is taken at its word: it did nothing.
 */
export function outcomeOfStatus(answer: Answer): Outcome | null {
  if (answer.kind === 'none') {
    const { reason } = answer;
    return answer.isInDoubt ? { kind: 'in-doubt', reason } : { kind: 'not-sent', reason, retryAfterMs: null };
  }
  const { status, retryAfterMs } = answer;
  if (status >= 200 && status < 300) return null;
  const reason = `HTTP ${status}`;
  if (status === GATEWAY_TIMEOUT) return { kind: 'in-doubt', reason };
  if (status >= 500 || AGAIN.has(status)) return { kind: 'not-sent', reason, retryAfterMs };
  return { kind: 'refused', reason };
}
