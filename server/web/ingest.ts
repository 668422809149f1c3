/** The ways in over HTTP: JSON, NDJSON and Influx line protocol. Express routes around the parsers and the intake. */
import express, { type NextFunction, type Request, type RequestHandler, type Response, type Router } from 'express';
import { Counter, Histogram, type Registry } from 'prom-client';
import type { Clock } from '../model/instant.ts';
import { checkOrigin, createTokenCheck, isLoopbackAddress } from './guard.ts';
import type { BodyParsers, IntakePort, LinePrecision, ParsedBody, Rejected } from './ports.ts';
import { Refusal, refuse } from './problems.ts';

/** Largest body in bytes, after inflating. */
export const MAX_BODY_BYTES = 10_000_000;
/** Most readings in one request. */
export const MAX_READINGS = 50_000;
/** A gzip body is taken for this much larger than it says, up to the limit. */
const ASSUMED_INFLATION = 20;
const MAX_REASONS = 100;
const RETRY_AFTER_S = 1;

export interface IngestOptions {
  readonly intake: IntakePort;
  /** Takes historical readings: kept for looking back, judged by nobody. */
  readonly imports: IntakePort;
  readonly parsers: BodyParsers;
  /** The program's clock: when a reading was received, and the time of a line without one. */
  readonly clock: Clock;
  /** null: open, to this machine only. */
  readonly token: string | null;
  readonly metrics: Registry;
  readonly rejections: RejectionLog;
  /** Bytes of bodies that may be in work at the same time; beyond that requests are sent away with 429. */
  readonly maxBytesInWork?: number;
}

/** A reading that was refused, kept for people to look at. */
export interface Rejection {
  readonly at: number;
  readonly feed: string;
  /** Its place in the request: index from 0 in JSON, line number in line protocol. */
  readonly index: number;
  readonly reason: string;
}

/** The last few refused readings. */
export interface RejectionLog {
  add(feed: string, at: number, rejected: readonly Rejected[]): void;
  /** Newest first. */
  list(): readonly Rejection[];
}

/** Keeps the last `size` refusals. */
export function createRejectionLog(size = 100): RejectionLog {
  let kept: Rejection[] = [];
  return {
    add(feed, at, rejected) {
      const newest = rejected.slice(-size).map((one) => ({ at, feed, ...one }));
      kept = [...newest.reverse(), ...kept].slice(0, size);
    },
    list: () => kept,
  };
}

type Feed = 'json' | 'ndjson' | 'line-protocol' | 'import';

const PRECISIONS: ReadonlyMap<string, LinePrecision> = new Map([
  ['', 'ns'],
  ['n', 'ns'],
  ['ns', 'ns'],
  ['u', 'us'],
  ['us', 'us'],
  ['ms', 'ms'],
  ['s', 's'],
  ['m', 'm'],
  ['h', 'h'],
]);

/** The body that `express.raw` read; a request without one has an empty body. */
const bodyOf = (request: Request): Buffer => {
  const body: unknown = request.body;
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
};

/** Lets requests through while the bodies in work stay within a bound, so that a crowd cannot fill the memory. */
function limitBytesInWork(limit: number): RequestHandler {
  let inWork = 0;
  return (request, response, next) => {
    const stated = Number(request.headers['content-length'] ?? Number.NaN);
    const isPlain = (request.headers['content-encoding'] ?? 'identity') === 'identity';
    const size = Math.min(
      MAX_BODY_BYTES,
      Number.isFinite(stated) ? stated * (isPlain ? 1 : ASSUMED_INFLATION) : MAX_BODY_BYTES,
    );
    if (inWork > 0 && inWork + size > limit) {
      throw refuse('overloaded', 'too many bodies are being read; try again', { 'Retry-After': String(RETRY_AFTER_S) });
    }
    inWork += size;
    response.once('close', () => {
      inWork -= size;
    });
    next();
  };
}

/**
 * Routes `POST /api/readings`, `POST /api/imports`, `POST /write`, `POST /api/v2/write` and `GET /ping`. An answer of success means that the
 * accepted readings are durable. Influx clients get errors in their own form, `{"error": "..."}`.
 */
export function createIngest(options: IngestOptions): Router {
  const { intake, imports, parsers, clock, rejections } = options;
  const registers = [options.metrics];
  const counted = new Counter({
    name: 'wanglou_ingest_readings_total',
    help: 'Readings that came in over HTTP, by feed and result',
    labelNames: ['feed', 'result'],
    registers,
  });
  const seconds = new Histogram({
    name: 'wanglou_ingest_seconds',
    help: 'From the body being read to the readings being durable',
    labelNames: ['feed'],
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5],
    registers,
  });
  const tokenFits = options.token === null ? null : createTokenCheck(options.token);

  const guard: RequestHandler = (request, _response, next) => {
    if (tokenFits !== null) {
      if (!tokenFits(request.headers, request.query)) {
        throw refuse('wrong-token', 'send the ingest token as Authorization: Bearer, Token or Basic, or as p', {
          'WWW-Authenticate': 'Bearer realm="wanglou"',
        });
      }
    } else {
      if (!isLoopbackAddress(request.socket.remoteAddress)) {
        throw refuse('wrong-token', 'without INGEST_TOKEN only this machine may send readings');
      }
      const foreign = checkOrigin(request.headers);
      if (foreign !== null) throw new Refusal(foreign);
    }
    next();
  };

  /** Parsed readings through their way in; the places of refused ones are those in the body. */
  async function take(feed: Feed, parsed: ParsedBody): Promise<{ accepted: number; rejected: readonly Rejected[] }> {
    if (!parsed.ok) throw refuse(parsed.code, parsed.detail);
    let accepted = 0;
    let rejected = parsed.rejected;
    if (parsed.readings.length > 0) {
      const stop = seconds.startTimer({ feed });
      const answer = await (feed === 'import' ? imports : intake).accept(parsed.readings);
      if (!answer.ok) {
        counted.inc({ feed, result: 'overloaded' }, parsed.readings.length);
        throw refuse('overloaded', 'readings come faster than they can be stored; none of these was taken', {
          'Retry-After': String(answer.retryAfterS),
        });
      }
      stop();
      accepted = answer.accepted;
      if (answer.rejected.length > 0) {
        const placed = answer.rejected.map(({ index, reason }) => ({
          index: parsed.positions[index] ?? index,
          reason,
        }));
        rejected = [...rejected, ...placed].sort((a, b) => a.index - b.index);
      }
    }
    counted.inc({ feed, result: 'accepted' }, accepted);
    if (rejected.length > 0) {
      counted.inc({ feed, result: 'rejected' }, rejected.length);
      rejections.add(feed, clock.now(), rejected);
    }
    return { accepted, rejected };
  }

  const takeJson: RequestHandler = async (request, response) => {
    const feed = request.is(['application/x-ndjson', 'application/ndjson', 'application/jsonl']) ? 'ndjson' : 'json';
    const parsed = parsers[feed](bodyOf(request), { receivedAt: clock.now(), limit: MAX_READINGS });
    response.json(await take(feed, parsed));
  };

  const takeImport: RequestHandler = async (request, response) => {
    const parsed = parsers.ndjson(bodyOf(request), { receivedAt: clock.now(), limit: MAX_READINGS });
    response.json(await take('import', parsed));
  };

  const takeLines: RequestHandler = async (request, response) => {
    const asked = request.query['precision'] ?? '';
    const precision = typeof asked === 'string' ? PRECISIONS.get(asked) : undefined;
    if (precision === undefined) {
      throw refuse('invalid-query', `invalid precision ${JSON.stringify(asked)} (use ns, us, ms, s, m or h)`);
    }
    const parsed = parsers.lines(bodyOf(request), { receivedAt: clock.now(), limit: MAX_READINGS, precision });
    const { accepted, rejected } = await take('line-protocol', parsed);
    if (rejected.length === 0) {
      response.status(204).end();
      return;
    }
    const shown = rejected.slice(0, MAX_REASONS).map(({ index, reason }) => `line ${index}: ${reason}`);
    if (rejected.length > MAX_REASONS) shown.push(`and ${rejected.length - MAX_REASONS} more`);
    throw refuse(
      'invalid-body',
      `${accepted > 0 ? 'partial write: ' : ''}${shown.join('\n')} dropped=${rejected.length}`,
    );
  };

  /** Refusals of the write endpoints, as Influx clients know them. Unexpected errors go on to the app. */
  const answerAsInflux = (error: unknown, _request: Request, response: Response, next: NextFunction): void => {
    const refused = refusalOf(error);
    if (refused === null) {
      next(error);
      return;
    }
    const { status, detail, code } = refused.problem;
    const header = detail.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 1024);
    response
      .status(status)
      .set({ ...refused.headers, 'X-Influxdb-Error': header })
      // `error` is the first version's word, `code` and `message` are the second's.
      .json({ error: detail, code: status === 400 ? 'invalid' : code, message: detail });
  };

  const router = express.Router();
  const readBody = [
    limitBytesInWork(options.maxBytesInWork ?? 128_000_000),
    express.raw({ type: () => true, limit: MAX_BODY_BYTES }),
  ];
  router.post('/api/readings', guard, readBody, takeJson);
  router.post('/api/imports', guard, readBody, takeImport);
  router.post(['/write', '/api/v2/write'], guard, readBody, takeLines, answerAsInflux);
  router.get('/ping', (_request, response) => {
    response.set('X-Influxdb-Version', 'wanglou').status(204).end();
  });
  return router;
}

/** The refusal behind an error: our own, or one of the body readers of express; null when it is neither. */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error;
  if (!(error instanceof Error)) return null;
  const type = 'type' in error ? error.type : null;
  switch (type) {
    case 'entity.too.large':
      return refuse(
        'body-too-large',
        `the body is larger than ${'limit' in error ? String(error.limit) : 'allowed'} bytes`,
      );
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return refuse('unsupported-encoding', error.message);
    case 'entity.parse.failed':
    case 'request.aborted':
    case 'request.size.invalid':
      return refuse('malformed-body', error.message);
    default:
  }
  const code = 'code' in error ? String(error.code) : '';
  if (/^(?:Z_|ERR__|ERR_BROTLI)/.test(code)) {
    return refuse('malformed-body', `the body cannot be inflated: ${error.message}`);
  }
  // Errors of express itself that are the caller's: an address that cannot be decoded, a file that is not there.
  const status = 'status' in error ? Number(error.status) : 500;
  if (status === 404) return refuse('not-found', 'no such file');
  return status >= 400 && status < 500 ? refuse('invalid-query', error.message) : null;
}
