import { join } from 'node:path';
import { z } from 'zod';
import { COMMAND_LINE, type Done } from '../accounts/desk.ts';
import { argon2id } from '../accounts/hashing.ts';
import { openAccounts } from '../accounts/open.ts';
import type { Known } from '../accounts/roster.ts';
import { readAddress, readCommandKey } from '../address.ts';
import { ROLES, type Grant } from '../model/grant.ts';
import type { Settings } from '../settings.ts';
import { journalFolder, journalHolder } from '../store/journal.ts';
import { archiveFolder, runFolder } from '../store/open.ts';
import type { WireAccount, WireWall } from '../wire/shapes.ts';

/** Everybody who has an account, and the walls. */
export interface Listed {
  readonly accounts: readonly WireAccount[];
  readonly walls: readonly WireWall[];
}

/** A command that was refused; its message says why. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** Where `npm run accounts` works: a running server, or its folder. Rejects with a `Refused`. */
export interface AccountsTarget {
  /** Where that is, for people. */
  readonly place: string;
  list(): Promise<Listed>;
  add(asked: { name: string; roles: readonly Grant[]; unit: string | null }): Promise<string>;
  reset(id: string): Promise<string>;
  change(id: string, asked: { roles?: readonly Grant[]; unit?: string | null; disabled?: boolean }): Promise<void>;
  /** Gives the token. */
  wall(name: string): Promise<string>;
  revokeWall(id: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * The accounts of the server that runs on this `DATA_DIR`, whatever its mode; else those in the folder of the mode that
 * is set.
 * @throws Error (rejects) when another process has them and is no server that can be reached.
 */
export async function openAccountsTarget(settings: Settings, known: () => Known): Promise<AccountsTarget> {
  const holder = await journalHolder(journalFolder(archiveFolder(settings.dataDir)));
  const server = holder === null ? null : readAddress(settings.dataDir, holder);
  if (server !== null) return throughServer(server, readCommandKey(settings.dataDir));
  return inFolder(settings, known());
}

const grantSchema = z.object({ role: z.enum(ROLES), jurisdiction: z.string() });
const accountSchema = z.object({
  id: z.string(),
  name: z.string(),
  roles: z.array(grantSchema),
  unit: z.string().nullable(),
  disabled: z.boolean(),
  mustChangePassword: z.boolean(),
  createdAt: z.string(),
});
const wallSchema = z.object({ id: z.string(), name: z.string(), createdAt: z.string() });
const listSchema = z.object({ accounts: z.array(accountSchema), walls: z.array(wallSchema) });
const madeSchema = z.object({ password: z.string() });
const tokenSchema = z.object({ token: z.string() });
const problemSchema = z.object({ detail: z.string() });

function throughServer(server: string, key: string): AccountsTarget {
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${server}/api${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (answer.ok) return text === '' ? null : JSON.parse(text);
    const problem = answer.status < 500 ? problemSchema.safeParse(JSON.parse(text)) : null;
    if (problem?.success === true) throw new Refused(problem.data.detail);
    throw new Error(`the server at ${server} answered ${answer.status}: ${text.slice(0, 300)}`);
  };
  return {
    place: server,
    list: async () => listSchema.parse(await ask('GET', '/accounts')),
    add: async (asked) => madeSchema.parse(await ask('POST', '/accounts', asked)).password,
    reset: async (id) => madeSchema.parse(await ask('POST', `/accounts/${id}/reset`)).password,
    change: async (id, asked) => {
      await ask('PATCH', `/accounts/${id}`, asked);
    },
    wall: async (name) => tokenSchema.parse(await ask('POST', '/walls', { name })).token,
    revokeWall: async (id) => {
      await ask('DELETE', `/walls/${id}`);
    },
    async close() {
      // Each request stands for itself.
    },
  };
}

async function inFolder(settings: Settings, known: Known): Promise<AccountsTarget> {
  const folder = join(runFolder(settings.dataDir, settings.mode), 'accounts');
  const accounts = await openAccounts({
    folder,
    mode: settings.mode,
    clock: { now: () => Date.now() },
    hasher: argon2id(),
    known,
    wallToken: null,
    onTrouble: (trouble) => console.error(JSON.stringify(trouble)),
  });
  const { desk } = accounts;
  const done = <T>(answer: Done<T>): T => {
    if (!answer.ok) throw new Refused(answer.detail);
    return answer;
  };
  return {
    place: folder,
    list: () => Promise.resolve({ accounts: desk.accounts(COMMAND_LINE), walls: desk.walls(COMMAND_LINE) }),
    add: async (asked) => done(await desk.create(asked, COMMAND_LINE)).password,
    reset: async (id) => done(await desk.reset(id, COMMAND_LINE)).password,
    change: async (id, asked) => {
      done(await desk.change(id, asked, COMMAND_LINE));
    },
    wall: async (name) => done(await desk.createWall(name, COMMAND_LINE)).token,
    revokeWall: async (id) => {
      done(await desk.revokeWall(id, COMMAND_LINE));
    },
    close: () => accounts.close(),
  };
}
