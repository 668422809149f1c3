import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../../model/instant.ts';
import type { Reading } from '../../model/reading.ts';
import type { Journal } from '../journal.ts';
import { StoreUnavailable, type After, type ReadingStore, type ScanRange, type StoreHealth } from '../reading-store.ts';
import type { JournalTrouble, Position } from '../segments.ts';
import type { Ask, ExchangeKind, Exchanges, StoredSeries, Told, WindowColumns, WorkerSettings } from './protocol.ts';

export interface DuckdbOptions {
  readonly journal: Journal;
  /** The database file; its folder is made when it is not there. */
  readonly file: string;
  readonly clock: Clock;
  readonly after: After;
  readonly onTrouble: (trouble: JournalTrouble) => void;
  /** Rest between two turns of draining, ms; 200. A read drains at once. */
  readonly restMs?: number;
  /** DuckDB's own setting; `1GB`. */
  readonly memoryLimit?: string;
}

const WINDOW_ROWS = 100_000;
const BATCH_ROWS = 10_000;
const RELEASE_EVERY_BYTES = 8 * 1024 * 1024;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;

interface Pending {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A running worker thread with an open database. */
interface Thread {
  ask<K extends ExchangeKind>(kind: K, upTo: Position, more: Exchanges[K]['ask']): Promise<Exchanges[K]['answer']>;
  end(): Promise<void>;
  readonly opened: { readonly drained: Position; readonly rows: number };
}

/** Starts a worker and waits for its database. Rejects when that does not open. */
function startThread(
  settings: WorkerSettings,
  on: {
    readonly drained: (position: Position) => void;
    readonly trouble: (trouble: JournalTrouble) => void;
    readonly gone: (error: Error) => void;
  },
): Promise<Thread> {
  const worker = new Worker(new URL('./boot.mjs', import.meta.url), { workerData: settings, execArgv: [] });
  const pending = new Map<number, Pending>();
  let next = 1;
  let ended: Error | null = null;
  const thread = (opened: Thread['opened']): Thread => ({
    opened,
    ask: (kind, upTo, more) =>
      new Promise((resolve, reject) => {
        if (ended !== null) return reject(ended);
        const id = next++;
        // The answer to an ask has the type that the ask's kind says: both ends are this program.
        pending.set(id, { resolve: resolve as (answer: unknown) => void, reject });
        worker.postMessage({ kind, id, upTo, ...more } as Ask);
      }),
    async end() {
      await worker.terminate();
    },
  });
  return new Promise((resolve, reject) => {
    let opened = false;
    const gone = (error: Error): void => {
      if (ended !== null) return;
      ended = error;
      for (const entry of pending.values()) entry.reject(error);
      pending.clear();
      if (opened) on.gone(error);
      else reject(error);
    };
    worker.on('message', (told: Told) => {
      switch (told.kind) {
        case 'opened':
          opened = true;
          return resolve(thread(told));
        case 'trouble':
          return on.trouble(told.trouble);
        case 'answer': {
          on.drained(told.drained);
          pending.get(told.id)?.resolve(told.answer);
          pending.delete(told.id);
          return;
        }
        case 'failed': {
          const error = new StoreUnavailable(`${settings.file}: ${told.message}`);
          if (told.fatal) {
            gone(error);
            void worker.terminate();
            return;
          }
          if (told.id === null) return;
          pending.get(told.id)?.reject(error);
          pending.delete(told.id);
        }
      }
    });
    worker.on('error', (error) => gone(new StoreUnavailable(`${settings.file}: ${String(error)}`, { cause: error })));
    worker.on('exit', (code) => gone(new StoreUnavailable(`${settings.file}: the store's thread ended (${code})`)));
  });
}

/**
 * Opens the embedded store. Its thread drains the journal by itself; when it fails, it is started anew with growing
 * rests, reads reject with `StoreUnavailable` meanwhile, and the journal keeps what comes.
 * @throws StoreUnavailable (rejects) when the database cannot be opened at the start: held by another process, damaged.
 */
export async function openDuckdbStore(options: DuckdbOptions): Promise<ReadingStore> {
  const { journal, file, clock, after, onTrouble } = options;
  const restMs = options.restMs ?? 200;
  const settings: WorkerSettings = {
    journalDirectory: journal.directory,
    journalId: journal.id,
    file,
    memoryLimit: options.memoryLimit ?? '1GB',
  };
  await mkdir(dirname(file), { recursive: true });

  let thread: Thread | null = null;
  let drained: Position = 0;
  let released: Position = 0;
  let rows: number | null = null;
  let closed = false;
  let resting: (() => void) | null = null;
  let draining = false;
  let retryMs = FIRST_RETRY_MS;
  let health: StoreHealth = { state: 'ok', since: clock.now(), detail: { zh: '正常', en: 'In order' } };
  // Both lists only grow, with the database's; they are those of the present thread.
  let series: StoredSeries[] = [];
  let flags: string[] = [];

  const down = (error: Error): void => {
    thread = null;
    rows = null;
    series = [];
    flags = [];
    if (closed) return;
    health = {
      state: 'down',
      since: health.state === 'down' ? health.since : clock.now(),
      detail: {
        zh: `内置存储不可用，读数暂存于日志：${error.message}`,
        en: `The embedded store cannot be used; readings wait in the journal: ${error.message}`,
      },
    };
    resting?.();
    resting = after(retryMs, () => void restart());
    retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
  };
  const start = async (): Promise<void> => {
    const started: Thread = await startThread(settings, {
      drained: (position) => {
        drained = Math.max(drained, position);
        if (drained - released < RELEASE_EVERY_BYTES) return;
        released = drained;
        // A segment that cannot be removed now is removed with a later one.
        journal.release(drained).catch(() => undefined);
      },
      trouble: onTrouble,
      gone: (error) => {
        if (thread === started) down(error);
      },
    });
    thread = started;
    drained = started.opened.drained;
    rows = started.opened.rows;
  };
  const restart = async (): Promise<void> => {
    resting = null;
    try {
      await start();
    } catch (error) {
      return down(error instanceof Error ? error : new Error(String(error)));
    }
    if (closed) return void thread?.end();
    health = { state: 'ok', since: clock.now(), detail: { zh: '正常', en: 'In order' } };
    pump();
  };

  const drain = async (from: Thread): Promise<void> => {
    draining = true;
    try {
      const answer = await from.ask('drain', journal.durable(), {});
      rows = answer.rows;
      retryMs = FIRST_RETRY_MS;
    } catch {
      // The thread is gone, which `down` has been told of.
    } finally {
      draining = false;
    }
  };
  const pump = (): void => {
    if (closed || draining || resting !== null || thread === null || drained >= journal.durable()) return;
    void drain(thread).then(() => {
      if (closed || thread === null) return;
      resting = after(restMs, () => {
        resting = null;
        pump();
      });
    });
  };

  const ask = <K extends ExchangeKind>(kind: K, more: Exchanges[K]['ask']): Promise<Exchanges[K]['answer']> => {
    if (thread === null) return Promise.reject(new StoreUnavailable(health.detail.en));
    return thread.ask(kind, journal.durable(), more);
  };

  const toReadings = (columns: WindowColumns, from: number, to: number): Reading[] => {
    const batch: Reading[] = [];
    for (let row = from; row < to; row += 1) {
      const key = series[columns.series[row] ?? -1];
      if (key === undefined) throw new RangeError(`series ${columns.series[row]} of ${series.length}`);
      const upper = columns.upper[row] ?? Number.NaN;
      const flag = columns.flag[row] ?? 0;
      batch.push({
        source: key.source,
        metric: key.metric,
        time: columns.time[row] ?? 0,
        value: columns.value[row] ?? 0,
        period: key.period,
        kind: key.kind,
        issuedAt: key.kind === 'forecast' ? (columns.event[row] ?? 0) : null,
        upper: Number.isNaN(upper) ? null : upper,
        quality: flag === 0 ? null : (flags[flag] ?? null),
        receivedAt: columns.receivedAt[row] ?? 0,
      });
    }
    return batch;
  };

  async function* scan(range: ScanRange): AsyncGenerator<Reading[], void, undefined> {
    const sources = range.sources ?? null;
    const { windows, seq } = await ask('plan', { from: range.from, to: range.to, sources, most: WINDOW_ROWS });
    const fetch = (number: number): Promise<WindowColumns> | null => {
      const window = windows[number];
      if (window === undefined) return null;
      const fetched = ask('window', { ...window, sources, seq, knownSeries: series.length, knownFlags: flags.length });
      // Whoever awaits it hears of a failure; a scan that was given up has nobody to hear it.
      fetched.catch(() => undefined);
      return fetched;
    };
    let coming = fetch(0);
    for (let number = 1; coming !== null; number += 1) {
      const columns = await coming;
      // Another scan may have brought some of these in the meantime: the lists grow only by what is behind their end.
      series.push(...columns.newSeries.slice(series.length - columns.knownSeries));
      flags.push(...columns.newFlags.slice(flags.length - columns.knownFlags));
      // The next window is on its way while this one is used.
      coming = fetch(number);
      for (let from = 0; from < columns.count; from += BATCH_ROWS)
        yield toReadings(columns, from, Math.min(from + BATCH_ROWS, columns.count));
    }
  }

  await start();
  const stopListening = journal.onDurable(pump);
  pump();

  return {
    query: (query) => ask('query', { query }).then((answer) => [...answer]),
    scan,
    async stats() {
      if (thread !== null) rows = (await ask('drain', {})).rows;
      return { rows, lagBytes: journal.durable() - drained };
    },
    health: () => health,
    drained: () => drained,
    async close() {
      if (closed) return;
      stopListening();
      const last = thread;
      closed = true;
      resting?.();
      if (last === null) return;
      await last.ask('close', journal.durable(), {}).catch(() => undefined);
      await last.end();
    },
  };
}
