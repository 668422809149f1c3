/** The small files by which a running server tells commands on the same `DATA_DIR` where it is, and knows them again. */
import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const addressSchema = z.strictObject({ pid: z.number().int(), url: z.string() });
const fileIn = (dataDirectory: string): string => join(dataDirectory, 'server.json');

/** Says that this process answers at `url`. A killed one leaves its word behind: its number tells. */
export function writeAddress(dataDirectory: string, url: string): void {
  const file = fileIn(dataDirectory);
  writeFileSync(`${file}.new`, JSON.stringify({ pid: process.pid, url }));
  renameSync(`${file}.new`, file);
}

/** Where the process `pid` answers; null when it has not said so. */
export function readAddress(dataDirectory: string, pid: number): string | null {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(fileIn(dataDirectory), 'utf8'));
  } catch {
    return null;
  }
  const address = addressSchema.safeParse(content);
  return address.success && address.data.pid === pid ? address.data.url : null;
}

const keyFileIn = (dataDirectory: string): string => join(dataDirectory, 'command.key');

/**
 * Makes the key by which commands of the owner of `DATA_DIR` act as administrators of this process. Only the owner can
 * read it, who could as well change what is in the folder.
 */
export function makeCommandKey(dataDirectory: string): string {
  const file = keyFileIn(dataDirectory);
  const key = randomBytes(32).toString('base64url');
  rmSync(`${file}.new`, { force: true });
  writeFileSync(`${file}.new`, key, { mode: 0o600, flag: 'wx' });
  renameSync(`${file}.new`, file);
  return key;
}

/** The key of the running server. @throws Error when it cannot be read. */
export const readCommandKey = (dataDirectory: string): string => readFileSync(keyFileIn(dataDirectory), 'utf8').trim();

/** Takes the words back at an orderly end. */
export function removeAddress(dataDirectory: string): void {
  rmSync(fileIn(dataDirectory), { force: true });
  rmSync(keyFileIn(dataDirectory), { force: true });
}
