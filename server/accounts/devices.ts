/**
 * Devices on which people have signed in. A device shows a signed list of accounts; it opens nothing, it only makes wrong
 * passwords tried elsewhere count elsewhere.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** A device: a number of its own, and the accounts that were signed in to on it, newest first. */
export interface Device {
  readonly id: string;
  readonly accounts: readonly string[];
}

/** Accounts that a device remembers. */
const MOST_ACCOUNTS = 12;

const schema = z.strictObject({ id: z.string().min(1), accounts: z.array(z.string()) });

const sign = (key: string, payload: string): Buffer => createHmac('sha256', key).update(payload).digest();

/** The device that a cookie's value speaks of; null when nobody here signed it. */
export function readDevice(key: string, value: string | null): Device | null {
  const [payload = '', signature = ''] = (value ?? '').split('.', 2);
  const given = Buffer.from(signature, 'base64url');
  const expected = sign(key, payload);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const read = schema.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
  return read.success ? read.data : null;
}

/** The value of the cookie of a device on which somebody has signed in to an account; a new device where there is none. */
export function writeDevice(key: string, device: Device | null, account: string): string {
  const after: Device = {
    id: device?.id ?? randomBytes(12).toString('base64url'),
    accounts: [account, ...(device?.accounts ?? []).filter((each) => each !== account)].slice(0, MOST_ACCOUNTS),
  };
  const payload = Buffer.from(JSON.stringify(after)).toString('base64url');
  return `${payload}.${sign(key, payload).toString('base64url')}`;
}
