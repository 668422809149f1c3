import { setTimeout as rest } from 'node:timers/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { toIso } from '../model/instant.ts';
import type { Reading } from '../model/reading.ts';
import type { Settings } from '../settings.ts';
import { openDuckdbStore } from '../store/duckdb/store.ts';
import { openInfluxStore } from '../store/influx/store.ts';
import { journalFolder, openJournal } from '../store/journal.ts';
import type { After } from '../store/reading-store.ts';

/** Where an import puts readings. They are durable when `append` resolves. */
export interface ImportTarget {
  append(readings: readonly Reading[], signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** How long the address may take to say whether a server is there, ms. */
const PROBE_MS = 2000;
/** Readings in one request; the server takes 50,000. */
const REQUEST_READINGS = 10_000;

/** The running server of these settings when there is one, else its store. */
export async function openImportTarget(settings: Settings): Promise<ImportTarget> {
  const server = `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${settings.port}`;
  return (await isServer(server)) ? throughServer(server, settings.ingestToken) : openStore(settings);
}

async function isServer(address: string): Promise<boolean> {
  try {
    // It may say that it is not well (503); it is there all the same.
    const answer = await fetch(`${address}/api/health`, { signal: AbortSignal.timeout(PROBE_MS) });
    await answer.body?.cancel();
    return answer.headers.get('content-type')?.includes('json') === true;
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') {
      throw new Error(`${address} does not answer within ${PROBE_MS / 1000} s; is the server there in trouble?`, {
        cause: error,
      });
    }
    return false;
  }
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
  JSON.stringify({ source, metric, time, value, kind, period, issuedAt, upper, quality });

const after: After = (ms, work) => {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
};

async function openStore({ dataDir, influx }: Settings): Promise<ImportTarget> {
  const journal = await openJournal({
    directory: journalFolder(dataDir),
    onTrouble: ({ kind, file, offset, bytes }) =>
      console.error(`${file}: ${bytes} damaged bytes at ${offset} were ${kind}`),
  });
  const clock = { now: () => Date.now() };
  try {
    const store =
      influx === null
        ? await openDuckdbStore({
            journal,
            file: join(dataDir, 'readings.duckdb'),
            clock,
            after,
            onTrouble: ({ file, bytes }) => console.error(`${file}: ${bytes} damaged bytes were read over`),
          })
        : await openInfluxStore({
            journal,
            directory: dataDir,
            ...influx,
            clock,
            after,
            onTrouble: ({ message }) => console.error(`InfluxDB refused: ${message}`),
          });
    return {
      append: async (readings) => {
        await journal.append(readings);
      },
      async close() {
        const { state, since, detail } = store.health();
        await store.close();
        await journal.close();
        // What InfluxDB could not take yet stays in the journal, and goes there when the server runs.
        if (state !== 'ok') console.error(`the store is not well since ${toIso(since)}: ${detail.en}`);
      },
    };
  } catch (error) {
    await journal.close();
    throw error;
  }
}
