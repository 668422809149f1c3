import { setTimeout as rest } from 'node:timers/promises';
import { z } from 'zod';
import { readAddress } from '../address.ts';
import { toIso } from '../model/instant.ts';
import type { Reading } from '../model/reading.ts';
import type { Settings } from '../settings.ts';
import { journalFolder, journalHolder } from '../store/journal.ts';
import { archiveFolder, archiveTarget, openReadings } from '../store/open.ts';
import type { After } from '../store/reading-store.ts';

/** Where an import puts readings. They are durable when `append` resolves. */
export interface ImportTarget {
  append(readings: readonly Reading[], signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Readings in one request; the server takes 50,000. */
const REQUEST_READINGS = 10_000;

/**
 * The running server of this `DATA_DIR` when there is one, else its archive.
 * @throws Error (rejects) when another process has the archive and is no server that can be reached.
 */
export async function openImportTarget(settings: Settings): Promise<ImportTarget> {
  const folder = archiveFolder(settings.dataDir);
  const holder = await journalHolder(journalFolder(folder));
  if (holder === null) return openArchive(folder, settings);
  const server = readAddress(settings.dataDir, holder);
  if (server !== null) return throughServer(server, settings.ingestToken);
  throw new Error(
    `${folder} is in use by process ${holder}, which names no address: a server that is starting, or another import; try again`,
  );
}

const answerSchema = z.object({
  accepted: z.number(),
  rejected: z.array(z.object({ index: z.number(), reason: z.string() })),
});

function throughServer(server: string, token: string | null): ImportTarget {
  const post = async (readings: readonly Reading[], signal: AbortSignal): Promise<void> => {
    for (;;) {
      const answer = await fetch(`${server}/api/imports`, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-ndjson',
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        },
        body: readings.map(toLine).join('\n'),
        signal,
      });
      const text = await answer.text();
      if (answer.status === 429) {
        await rest(1000 * Number(answer.headers.get('retry-after') ?? 1), undefined, { signal });
        continue;
      }
      if (!answer.ok) throw new Error(`the server at ${server} answered ${answer.status}: ${text.slice(0, 500)}`);
      const { rejected } = answerSchema.parse(JSON.parse(text));
      const [first] = rejected;
      if (first !== undefined) {
        throw new Error(
          `the server at ${server} refused ${rejected.length} readings, the first because: ${first.reason}`,
        );
      }
      return;
    }
  };
  return {
    async append(readings, signal) {
      for (let from = 0; from < readings.length; from += REQUEST_READINGS) {
        await post(readings.slice(from, from + REQUEST_READINGS), signal);
      }
    },
    async close() {
      // Each request stands for itself.
    },
  };
}

/** A reading as `POST /api/readings` and `/api/imports` take it. */
const toLine = ({ source, metric, time, value, kind, period, issuedAt, upper, quality }: Reading): string =>
  JSON.stringify({
    source,
    metric,
    time,
    value,
    kind,
    period: period ?? undefined,
    issuedAt: issuedAt ?? undefined,
    upper: upper ?? undefined,
    quality: quality ?? undefined,
  });

const after: After = (ms, work) => {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
};

async function openArchive(folder: string, { influx }: Settings): Promise<ImportTarget> {
  const archive = await openReadings({
    folder,
    influx: archiveTarget(influx),
    clock: { now: () => Date.now() },
    after,
    onTrouble: (trouble) =>
      console.error(
        trouble.kind === 'refused'
          ? `InfluxDB refused: ${trouble.message}`
          : `${trouble.file}: ${trouble.bytes} damaged bytes at ${trouble.offset}: ${trouble.kind}`,
      ),
  });
  return {
    append: async (readings) => {
      await archive.journal.append(readings);
    },
    async close() {
      await archive.close();
      const { state, since, detail } = archive.store.health();
      // What InfluxDB could not take yet stays in the journal, and goes there when the server runs.
      if (state !== 'ok') console.error(`the store is not well since ${toIso(since)}: ${detail.en}`);
    },
  };
}
