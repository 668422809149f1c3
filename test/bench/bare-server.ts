/**
 * A bare Socket.IO server that only passes on: what is posted to `/echo` goes to all screens at once as `alarm`; while
 * `/play` is on, a batch of readings goes out four times a second.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { Server } from 'socket.io';

const EVERY_MS = 250;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** The rows that are played, with their times set to the present at each sending; null while nothing is. */
let played: [source: string, metric: string, time: number, value: number][] | null = null;

const server = createServer((request, response) => {
  void bodyOf(request).then((body) => {
    if (request.url === '/echo') io.emit('alarm', JSON.parse(body));
    if (request.url === '/play') played = body === '' ? null : JSON.parse(body);
    response.writeHead(204).end();
  });
});
const io = new Server(server, { serveClient: false });
setInterval(() => {
  if (played === null) return;
  const now = Date.now();
  for (const row of played) row[2] = now;
  io.emit('readings', { rows: played, now: new Date(now).toISOString() });
}, EVERY_MS);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.stdout.write(`http://127.0.0.1:${address.port}\n`);
});
process.on('SIGTERM', () => process.exit(0));
