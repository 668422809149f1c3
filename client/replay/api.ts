import type { ReplayStatus } from '../../server/wire/shapes.ts';

/** What a replay is made of; instants are epoch ms. */
export interface ReplayRequest {
  readonly from: number;
  readonly to: number;
  readonly speed: number;
  /** `ID[@EDITION][:counting=…]`; null: all plans. */
  readonly plan: string | null;
  readonly jurisdiction: string | null;
}

/** What can be changed while it plays. */
export interface ReplayControl {
  readonly speed?: number;
  readonly state?: 'playing' | 'paused';
  /** Jump to this event time, epoch ms. */
  readonly at?: number;
}

async function ask(method: 'POST' | 'PATCH', path: string, body: object): Promise<unknown> {
  const answer = await fetch(path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const json: unknown = await answer.json().catch(() => null);
  if (answer.ok) return json;
  const detail =
    typeof json === 'object' && json !== null && 'detail' in json ? String(json.detail) : answer.statusText;
  throw new Error(`${answer.status} ${detail}`);
}

/**
 * Makes a replay of one's own; gives its id.
 * @throws Error with what the server said when it refuses or cannot be reached
 */
export async function createReplay(request: ReplayRequest): Promise<string> {
  const { plan, jurisdiction, ...rest } = request;
  const body = await ask('POST', '/api/replays', {
    ...rest,
    ...(plan === null ? {} : { plan }),
    ...(jurisdiction === null ? {} : { jurisdiction }),
  });
  if (typeof body === 'object' && body !== null && 'id' in body && typeof body.id === 'string') return body.id;
  throw new Error('the answer names no replay');
}

/**
 * Plays, pauses, jumps, or changes the speed.
 * @throws Error with what the server said, also when the replay is no more
 */
export async function controlReplay(id: ReplayStatus['id'], control: ReplayControl): Promise<void> {
  await ask('PATCH', `/api/replays/${encodeURIComponent(id)}`, control);
}

/** Ends a replay. Goes out even while the page closes; one that is missed ends by itself on the server. */
export function removeReplay(id: string): void {
  fetch(`/api/replays/${encodeURIComponent(id)}`, { method: 'DELETE', keepalive: true }).catch(() => undefined);
}
