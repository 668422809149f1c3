import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../model/instant.ts';
import { openDuckdbStore } from './duckdb/store.ts';
import { OWNERSHIP_FILE, readOwnership, writeOwnership } from './influx/ownership.ts';
import { openInfluxStore } from './influx/store.ts';
import { journalFolder, openJournal, type Journal } from './journal.ts';
import type { After, ReadingStore } from './reading-store.ts';
import type { JournalTrouble } from './segments.ts';

/** A database of an InfluxDB server. */
export interface InfluxTarget {
  readonly url: string;
  readonly database: string;
  /** null: no sign-in. */
  readonly username: string | null;
  readonly password: string | null;
}

/** What goes wrong while it can go on: a damaged stretch of the journal, or points that InfluxDB refused for good. */
export type StoreTrouble = JournalTrouble | { readonly kind: 'refused'; readonly message: string };

export interface OpenReadingsOptions {
  /** Holds the journal and what belongs to the store; made when it is not there. */
  readonly folder: string;
  /** null: the store is embedded, in the folder. */
  readonly influx: InfluxTarget | null;
  readonly clock: Clock;
  readonly after: After;
  readonly onTrouble: (trouble: StoreTrouble) => void;
  /**
   * Gives up all that is in the folder, and the database in InfluxDB if it was made from here: one that was there before,
   * or that others made, is never dropped.
   */
  readonly startsAfresh?: boolean;
}

/** A journal with the store that drains it. */
export interface Readings {
  readonly journal: Journal;
  readonly store: ReadingStore;
  /** Drains what can be drained and lets both go. */
  close(): Promise<void>;
}

/** The folders within `DATA_DIR`: what the program runs on in a mode, and what was imported. */
export const runFolder = (dataDirectory: string, mode: 'demo' | 'live'): string => join(dataDirectory, mode);
export const archiveFolder = (dataDirectory: string): string => join(dataDirectory, 'archive');

/** The database of what was imported, beside that of the live readings. */
export const archiveTarget = (influx: InfluxTarget | null): InfluxTarget | null =>
  influx === null ? null : { ...influx, database: `${influx.database}_archive` };

async function giveUp(folder: string): Promise<void> {
  const ownership = await readOwnership(folder);
  // First, so that a death in between leaves no database behind that counts as current.
  if (ownership !== null) await writeOwnership(folder, { ...ownership, isStale: true });
  for (const name of existsSync(folder) ? await readdir(folder) : []) {
    if (name !== OWNERSHIP_FILE) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/**
 * Opens the readings of a folder. One process at a time has them.
 * @throws Error (rejects) when another process has the journal, or journal or store cannot be opened.
 */
export async function openReadings(options: OpenReadingsOptions): Promise<Readings> {
  const { folder, influx, clock, after, onTrouble } = options;
  if (options.startsAfresh === true) await giveUp(folder);
  await mkdir(folder, { recursive: true });
  const journal = await openJournal({ directory: journalFolder(folder), onTrouble });
  try {
    const store =
      influx === null
        ? await openDuckdbStore({ journal, file: join(folder, 'readings.duckdb'), clock, after, onTrouble })
        : await openInfluxStore({ journal, directory: folder, ...influx, clock, after, onTrouble });
    return {
      journal,
      store,
      async close() {
        await store.close();
        await journal.close();
      },
    };
  } catch (error) {
    await journal.close();
    throw error;
  }
}
