/** The thread that holds the embedded database: it drains the journal's files by itself and answers one ask after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { createJournalReader } from '../segments.ts';
import { openDatabase, type Database } from './database.ts';
import type { Ask, ExchangeKind, Exchanges, Told, WorkerSettings } from './protocol.ts';

/** An answer and the buffers that move to the main thread with it. */
interface Answer<K extends ExchangeKind> {
  readonly answer: Exchanges[K]['answer'];
  readonly move: readonly ArrayBuffer[];
}

async function answerTo(database: Database, ask: Ask): Promise<Answer<ExchangeKind>> {
  switch (ask.kind) {
    case 'drain':
      return { answer: { rows: database.rows() }, move: [] };
    case 'query':
      return { answer: await database.query(ask.query), move: [] };
    case 'plan':
      return { answer: { windows: await database.plan(ask, ask.sources, ask.most), seq: database.rows() }, move: [] };
    case 'window': {
      const columns = await database.window(ask, ask);
      const move = [
        columns.series,
        columns.event,
        columns.time,
        columns.value,
        columns.upper,
        columns.receivedAt,
        columns.flag,
      ];
      return { answer: columns, move: move.map((column) => column.buffer as ArrayBuffer) };
    }
    case 'close':
      database.close();
      return { answer: null, move: [] };
  }
}

async function run(settings: WorkerSettings, tell: (told: Told, move?: readonly ArrayBuffer[]) => void): Promise<void> {
  const read = createJournalReader(settings.journalDirectory, (trouble) => tell({ kind: 'trouble', trouble }));
  let database: Database;
  try {
    database = await openDatabase(settings);
  } catch (error) {
    tell({ kind: 'failed', id: null, fatal: true, message: String(error) });
    parentPort?.close();
    return;
  }
  let turn: Promise<void> = Promise.resolve();
  const take = async (ask: Ask): Promise<void> => {
    try {
      if (database.drained() < ask.upTo) await database.drain(read, ask.upTo);
    } catch (error) {
      // A transaction may stand open here: this connection is not to be trusted with anything more.
      return tell({ kind: 'failed', id: ask.id, fatal: true, message: String(error) });
    }
    try {
      const { answer, move } = await answerTo(database, ask);
      tell({ kind: 'answer', id: ask.id, drained: database.drained(), answer }, move);
    } catch (error) {
      tell({ kind: 'failed', id: ask.id, fatal: false, message: String(error) });
    }
    if (ask.kind === 'close') parentPort?.close();
  };
  parentPort?.on('message', (ask: Ask) => {
    turn = turn.then(() => take(ask));
  });
  tell({ kind: 'opened', drained: database.drained(), rows: database.rows() });
}

await run(workerData as WorkerSettings, (told, move = []) => parentPort?.postMessage(told, [...move]));
