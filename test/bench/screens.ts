/** Many screens in one process: a child of the fan-out benchmark, which tells it what to do by messages. */
import { io, type Socket } from 'socket.io-client';
import { quantile } from './report.ts';

type Row = [source: string, metric: string, time: number, value: number];

export type Command =
  /** Connect screens to a server; `name` is what they are called later. */
  | { readonly kind: 'connect'; readonly name: string; readonly url: string; readonly count: number }
  /** Forget what has been seen, and begin to look at one server's screens. */
  | { readonly kind: 'watch'; readonly name: string }
  | { readonly kind: 'report' };

export type Report =
  | { readonly kind: 'connected' }
  | {
      readonly kind: 'seen';
      /** Messages over all screens; milliseconds from the newest row of a message to its arrival. */
      readonly messages: number;
      readonly p50: number;
      readonly p99: number;
      /** The rows of the last message. */
      readonly rows: readonly Row[];
    };

/** Screens that connect at the same time. */
const AT_ONCE = 50;

const sockets: Socket[] = [];
let watched: string | null = null;
let ages: number[] = [];
let lastRows: readonly Row[] = [];

const say = (report: Report): void => {
  process.send?.(report);
};

function connectOne(name: string, url: string): Promise<void> {
  const socket = io(url, { transports: ['websocket'], forceNew: true });
  sockets.push(socket);
  socket.on('readings', ({ rows }: { readonly rows: readonly Row[] }) => {
    if (watched !== name) return;
    let newest = -Infinity;
    for (const row of rows) if (row[2] > newest) newest = row[2];
    ages.push(Date.now() - newest);
    lastRows = rows;
  });
  return new Promise((done, failed) => {
    socket.once('connect', done);
    socket.once('connect_error', failed);
  });
}

process.on('message', (command: Command) => {
  switch (command.kind) {
    case 'connect':
      void (async () => {
        for (let i = 0; i < command.count; i += AT_ONCE) {
          const batch = Math.min(AT_ONCE, command.count - i);
          await Promise.all(Array.from({ length: batch }, () => connectOne(command.name, command.url)));
        }
        say({ kind: 'connected' });
      })();
      return;
    case 'watch':
      watched = command.name;
      ages = [];
      return;
    case 'report':
      watched = null;
      say({ kind: 'seen', messages: ages.length, p50: quantile(ages, 0.5), p99: quantile(ages, 0.99), rows: lastRows });
  }
});
process.on('disconnect', () => process.exit(0));
