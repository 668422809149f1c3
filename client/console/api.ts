import { half } from '../i18n/index.ts';
import { apiPath } from '../session/world.ts';
import type { Seen } from './commands/command.ts';

/** What became of one alarm of a batch. */
export interface BatchResult {
  readonly id: string;
  /** null when it was done; else the code of the refusal. */
  readonly refused: string | null;
}

const isObject = (body: unknown): body is Record<string, unknown> => typeof body === 'object' && body !== null;

/**
 * The JSON that the server answers.
 * @throws Error when it refuses or cannot be reached, with what it said
 */
export async function ask(path: string, init: RequestInit): Promise<unknown> {
  const answer = await fetch(path, init);
  const body: unknown = await answer.json().catch(() => null);
  if (answer.ok) return body;
  const { title, detail }: Record<string, unknown> = isObject(body) ? body : {};
  // Of what went wrong inside the server the log tells more.
  const said = (answer.status === 500 ? [title] : [title, detail]).filter((each) => typeof each === 'string');
  throw new Error(`${answer.status} ${said.length === 0 ? answer.statusText : said.map(half).join(': ')}`);
}

/**
 * Acknowledges several alarms at the revisions that were seen; gives what became of each.
 * @throws Error when the server refuses the whole batch or cannot be reached, with what it said
 */
export async function acknowledgeMany(items: readonly Seen[], note: string): Promise<readonly BatchResult[]> {
  const words = note.trim();
  const body = await ask(apiPath('/alarms/acknowledge'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      items: items.map(({ id, revision }) => ({ id, revision })),
      ...(words === '' ? {} : { note: words }),
    }),
  });
  return readBatch(body);
}

/**
 * Says that the outage inferred for a grid is over.
 * @throws Error when the server refuses or cannot be reached, with what it said
 */
export async function closeEvent(grid: string): Promise<void> {
  await ask(apiPath(`/events/${encodeURIComponent(grid)}/close`), { method: 'POST' });
}

/** The server's answer to a batch, item by item. */
function readBatch(body: unknown): readonly BatchResult[] {
  const items = isObject(body) ? body['items'] : null;
  if (!Array.isArray(items)) return [];
  return items.flatMap((item: unknown): BatchResult[] => {
    if (!isObject(item) || typeof item['id'] !== 'string') return [];
    const problem = item['problem'];
    const code = isObject(problem) && typeof problem['code'] === 'string' ? problem['code'] : 'unknown';
    return [{ id: item['id'], refused: item['ok'] === true ? null : code }];
  });
}
