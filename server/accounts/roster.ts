/** Who has an account and what it may do, as a fold over the events; and the rules by which events come about. */
import { EVERYWHERE, type Grant } from '../model/grant.ts';
import type { AccountEvent } from './events.ts';

/** An account. */
export interface Account {
  readonly id: string;
  /** What the person signs in with, and what stands on record for what the person did. It never changes. */
  readonly name: string;
  readonly roles: readonly Grant[];
  /** Of a member unit, its id in the plans. */
  readonly unit: string | null;
  readonly disabled: boolean;
  readonly mustChangePassword: boolean;
  /** Epoch ms. */
  readonly createdAt: number;
  /** Moves when sessions that are open must end: with a new password, and when the account is disabled. */
  readonly epoch: number;
}

/** A wall that may look. */
export interface Wall {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
}

/** All accounts and walls by id. */
export interface Roster {
  /** null before the first event. */
  readonly mode: 'demo' | 'live' | null;
  readonly accounts: ReadonlyMap<string, Account>;
  /** Those that are not revoked. */
  readonly walls: ReadonlyMap<string, Wall>;
}

/** Nobody yet. */
export const EMPTY_ROSTER: Roster = { mode: null, accounts: new Map(), walls: new Map() };

const withAccount = (roster: Roster, id: string, change: (account: Account) => Account): Roster => {
  const account = roster.accounts.get(id);
  if (account === undefined) throw new Error(`the ledger of accounts speaks of an unknown account ${id}`);
  return { ...roster, accounts: new Map(roster.accounts).set(id, change(account)) };
};

/**
 * The roster after an event.
 * @throws Error when the event speaks of an account that is not there: the record is not ours.
 */
export function applyAccountEvent(roster: Roster, event: AccountEvent): Roster {
  switch (event.kind) {
    case 'accounts-opened':
      return { ...roster, mode: event.data.mode };
    case 'account-created': {
      const { id, name, roles, unit } = event.data;
      const account: Account = {
        id,
        name,
        roles,
        unit,
        disabled: false,
        mustChangePassword: true,
        createdAt: event.at,
        epoch: 0,
      };
      return { ...roster, accounts: new Map(roster.accounts).set(id, account) };
    }
    case 'roles-changed': {
      const { id, roles, unit } = event.data;
      return withAccount(roster, id, (account) => ({ ...account, roles, unit }));
    }
    case 'password-set': {
      const { id, temporary } = event.data;
      return withAccount(roster, id, (account) => ({
        ...account,
        mustChangePassword: temporary,
        epoch: account.epoch + 1,
      }));
    }
    case 'account-disabled':
      return withAccount(roster, event.data.id, (account) => ({
        ...account,
        disabled: true,
        epoch: account.epoch + 1,
      }));
    case 'account-enabled':
      return withAccount(roster, event.data.id, (account) => ({ ...account, disabled: false }));
    case 'wall-created': {
      const { id, name } = event.data;
      return { ...roster, walls: new Map(roster.walls).set(id, { id, name, createdAt: event.at }) };
    }
    case 'wall-revoked': {
      const walls = new Map(roster.walls);
      walls.delete(event.data.id);
      return { ...roster, walls };
    }
  }
}

/** One spelling of a name for comparing: width and case of letters do not count. */
export const nameKey = (name: string): string => name.normalize('NFKC').trim().toLowerCase();

/** The account of a name, however its letters are written. */
export function findByName(roster: Roster, name: string): Account | null {
  const key = nameKey(name);
  return [...roster.accounts.values()].find((account) => nameKey(account.name) === key) ?? null;
}

/** Whether an account looks after all others, and may be used. */
const isChief = ({ disabled, roles }: Pick<Account, 'disabled' | 'roles'>): boolean =>
  !disabled && roles.some(({ role, jurisdiction }) => role === 'administrator' && jurisdiction === EVERYWHERE);

/** Whether a change would leave nobody who looks after the accounts everywhere. */
export function leavesNoChief(roster: Roster, id: string, after: Pick<Account, 'disabled' | 'roles'>): boolean {
  const before = roster.accounts.get(id);
  if (before === undefined || !isChief(before) || isChief(after)) return false;
  return ![...roster.accounts.values()].some((account) => account.id !== id && isChief(account));
}

/** What a name in an account may refer to. */
export interface Known {
  readonly jurisdictions: ReadonlySet<string>;
  readonly units: ReadonlySet<string>;
}

/** What is wrong with the roles and the unit of an account; null when nothing is. */
export function faultOfRoles(roles: readonly Grant[], unit: string | null, known: Known): string | null {
  if (roles.length === 0) return 'roles: an account needs one at least';
  const stranger = roles.find(
    ({ jurisdiction }) => jurisdiction !== EVERYWHERE && !known.jurisdictions.has(jurisdiction),
  );
  if (stranger !== undefined) {
    return `roles: there is no jurisdiction "${stranger.jurisdiction}" (${[...known.jurisdictions].join(', ')}, or *)`;
  }
  const isMember = roles.some(({ role }) => role === 'member-unit');
  if (isMember && unit === null) return `unit: a member unit says which one it is (${[...known.units].join(', ')})`;
  if (!isMember && unit !== null) return 'unit: only a member unit has one';
  if (unit !== null && !known.units.has(unit)) {
    return `unit: no plan knows "${unit}" (${[...known.units].join(', ')})`;
  }
  return null;
}

const SHORTEST = 12;
const LONGEST = 200;

/** One spelling of a password, so that two keyboards that compose a sign differently give the same one. */
export const passwordKey = (password: string): string => password.normalize('NFKC');

/** What is wrong with a new password; null when nothing is. Length is what counts; no kind of sign is asked for. */
export function faultOfPassword(password: string, name: string): string | null {
  const signs = Array.from(passwordKey(password));
  if (signs.length < SHORTEST) return `a password has at least ${SHORTEST} characters`;
  if (signs.length > LONGEST) return `a password has at most ${LONGEST} characters`;
  if (new Set(signs).size < 5) return 'a password has at least 5 different characters';
  if (nameKey(password).includes(nameKey(name)) && nameKey(name).length > 2) return 'a password does not hold the name';
  return null;
}
