/** Who may speak to the server: host names, origins and the ingest token. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isIPv4 } from 'node:net';
import { problem } from './problems.ts';
import type { Problem } from '../wire/shapes.ts';

/** Whether the other end of a connection is this machine. */
export const isLoopbackAddress = (address: string | undefined): boolean =>
  address !== undefined && (address === '::1' || address.replace(/^::ffff:/, '').startsWith('127.'));

/** `example.org:8080` and `[::1]:8080` without their port. */
const withoutPort = (host: string): string => host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');

/**
 * Refuses a host name that is not this machine's. A page elsewhere can let its own name point at the loopback; its
 * requests then carry that name.
 */
export function checkHost(headers: IncomingHttpHeaders): Problem | null {
  const name = withoutPort(headers.host ?? '');
  if (name === 'localhost' || name === '::1' || (isIPv4(name) && name.startsWith('127.'))) return null;
  return problem('foreign-host', `the host "${name.slice(0, 80)}" is not this machine; use localhost or 127.0.0.1`);
}

/**
 * Refuses a request that a page of another site sent. Programs that are no browsers send neither header and may pass:
 * they carry no cookie that somebody else's page could misuse.
 */
export function checkOrigin(headers: IncomingHttpHeaders): Problem | null {
  const { origin, host } = headers;
  if (origin !== undefined) {
    const from = URL.canParse(origin) ? new URL(origin).host : null;
    return from !== null && from === host
      ? null
      : problem('foreign-origin', `the origin "${origin.slice(0, 80)}" is not this server`);
  }
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none'
    ? null
    : problem('foreign-origin', 'a browser says that the request comes from another site');
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Gives the check of the ingest token: `Authorization: Bearer`, `Token` (alone or as `user:token`), Basic, or the query's
 * `p` as Influx clients send it. Takes the same time however much of a wrong one is right.
 */
export function createTokenCheck(
  token: string,
): (headers: IncomingHttpHeaders, query: Readonly<Record<string, unknown>>) => boolean {
  const expected = digest(token);
  const matches = (given: string): boolean => timingSafeEqual(digest(given), expected);
  return (headers, query) => {
    const [scheme = '', credentials = ''] = (headers.authorization ?? '').split(' ', 2);
    const afterColon = (text: string): string => text.slice(text.indexOf(':') + 1);
    switch (scheme.toLowerCase()) {
      case 'bearer':
        return matches(credentials);
      case 'token':
        return matches(credentials) || matches(afterColon(credentials));
      case 'basic':
        return matches(afterColon(Buffer.from(credentials, 'base64').toString('utf8')));
      default:
        return typeof query['p'] === 'string' && matches(query['p']);
    }
  };
}
