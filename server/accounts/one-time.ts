import { randomBytes, randomInt } from 'node:crypto';

/** Without signs that are taken for one another when somebody reads them out. */
const SIGNS = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A password to be used once: four groups of five, about 99 bits. */
export const oneTimePassword = (): string =>
  Array.from({ length: 4 }, () => Array.from({ length: 5 }, () => SIGNS[randomInt(SIGNS.length)]).join('')).join('-');

/** The token of a wall: 256 bits. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** The id of an account or a wall: told to others, guessed by nobody. */
export const newId = (kind: 'u' | 'w'): string => `${kind}-${randomBytes(9).toString('base64url')}`;
