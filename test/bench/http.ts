/** A lean HTTP client for one server of the loopback: what it costs counts in every figure, so it does little. */
import { Agent, request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface Client {
  get(path: string): Promise<Answer>;
  /** @throws Error when the answer is not of the 200s. */
  post(path: string, body: Buffer | string): Promise<Answer>;
  close(): void;
}

/** A client with connections that stay open. @param url as `http://127.0.0.1:8080` */
export function createClient(url: string): Client {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, noDelay: true, maxSockets: 16 });
  const send = (method: string, path: string, body: Buffer | string | null): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const headers = body === null ? {} : { 'content-length': Buffer.byteLength(body), 'content-type': 'text/plain' };
      const sent = request({ hostname, port, method, path, agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
        );
      });
      sent.on('error', reject);
      sent.end(body ?? undefined);
    });
  return {
    get: (path) => send('GET', path, null),
    async post(path, body) {
      const answer = await send('POST', path, body);
      if (answer.status < 200 || answer.status > 299) {
        throw new Error(`POST ${path}: ${answer.status} ${answer.body.slice(0, 300)}`);
      }
      return answer;
    },
    close: () => agent.destroy(),
  };
}
