import type { Grant, WireAccount, WireWall } from '../../server/wire/shapes.ts';
import { ask } from '../session/account.ts';

/** Everybody in an administrator's care, and the walls. */
export interface Accounts {
  readonly accounts: readonly WireAccount[];
  readonly walls: readonly WireWall[];
}

/** What an account is made of. */
export interface AccountDraft {
  readonly name: string;
  readonly roles: readonly Grant[];
  readonly unit: string | null;
}

// Our own server, and the same build: the shapes are those of `wire`. All of these reject with a `SignInRefused`.

/** The accounts. */
export const fetchAccounts = async (): Promise<Accounts> => (await ask('/api/accounts', 'GET')) as Accounts;

/** Makes an account; gives its one-time password. */
export const createAccount = async (draft: AccountDraft): Promise<string> =>
  ((await ask('/api/accounts', 'POST', draft)) as { password: string }).password;

/** Gives an account a new one-time password. */
export const resetAccount = async (id: string): Promise<string> =>
  ((await ask(`/api/accounts/${id}/reset`, 'POST')) as { password: string }).password;

/** Changes the roles of an account, or whether it may be used. */
export const changeAccount = async (
  id: string,
  change: { readonly roles: readonly Grant[]; readonly unit: string | null } | { readonly disabled: boolean },
): Promise<void> => {
  await ask(`/api/accounts/${id}`, 'PATCH', change);
};

/** Makes a wall; gives the path by which it is opened. */
export const createWall = async (name: string): Promise<string> =>
  ((await ask('/api/walls', 'POST', { name })) as { path: string }).path;

/** Takes the address of a wall back. */
export const revokeWall = async (id: string): Promise<void> => {
  await ask(`/api/walls/${id}`, 'DELETE');
};
