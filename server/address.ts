/** The small file by which a running server tells commands on the same `DATA_DIR` where it is. */
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

/** Takes the word back at an orderly end. */
export const removeAddress = (dataDirectory: string): void => rmSync(fileIn(dataDirectory), { force: true });
