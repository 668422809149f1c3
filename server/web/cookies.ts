/** The three cookies: who is signed in, a wall's token, and the device's list of accounts. Scripts read none of them. */

export const SESSION_COOKIE = 'wanglou_session';
export const WALL_COOKIE = 'wanglou_wall';
export const DEVICE_COOKIE = 'wanglou_device';

/** As long as browsers keep one. */
export const FOR_LONG_S = 400 * 86_400;

/** The value of a cookie in a `Cookie` header; null when it is not there. */
export function readCookie(header: string | undefined, cookie: string): string | null {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at !== -1 && part.slice(0, at).trim() === cookie) return part.slice(at + 1).trim();
  }
  return null;
}

export interface CookieOptions {
  /** How long the browser keeps it; null: until it is closed; 0 takes it away. */
  readonly maxAgeS: number | null;
  /** The browser spoke TLS. */
  readonly isSecure: boolean;
}

/** The value of a `Set-Cookie` header. No other site can have the cookie sent. */
export const setCookie = (cookie: string, value: string, { maxAgeS, isSecure }: CookieOptions): string =>
  [
    `${cookie}=${value}`,
    'Path=/',
    ...(maxAgeS === null ? [] : [`Max-Age=${maxAgeS}`]),
    'HttpOnly',
    'SameSite=Strict',
    ...(isSecure ? ['Secure'] : []),
  ].join('; ');
