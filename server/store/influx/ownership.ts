import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** The small file in a folder of readings that names the database which the folder's store made itself. */
export const OWNERSHIP_FILE = 'influx-database.json';

const ownershipSchema = z.strictObject({ target: z.string(), isStale: z.boolean() });
/** `isStale`: what the database holds belongs to a past that was given up. */
export type Ownership = z.infer<typeof ownershipSchema>;

/** What a folder says; null when its store made no database, or the file does not tell. Then none is dropped. */
export async function readOwnership(folder: string): Promise<Ownership | null> {
  try {
    return ownershipSchema.parse(JSON.parse(await readFile(join(folder, OWNERSHIP_FILE), 'utf8')));
  } catch {
    return null;
  }
}

export const writeOwnership = (folder: string, ownership: Ownership): Promise<void> =>
  writeFile(join(folder, OWNERSHIP_FILE), JSON.stringify(ownership));
