import { createHash, timingSafeEqual } from 'node:crypto';
import { EVERYWHERE, mayAdminister, type Grant } from '../model/grant.ts';
import { toIso, type Clock } from '../model/instant.ts';
import type { WireAccount, WireWall } from '../wire/shapes.ts';
import { KNOWN_DEVICE, STRANGER, TryBook, type DelayRule } from './delays.ts';
import { readDevice, writeDevice } from './devices.ts';
import type { AccountEvent, AccountEventBody } from './events.ts';
import { Busy, createGate, type Hasher } from './hashing.ts';
import { newId, newToken, oneTimePassword } from './one-time.ts';
import {
  applyAccountEvent,
  EMPTY_ROSTER,
  faultOfPassword,
  faultOfRoles,
  findByName,
  leavesNoChief,
  nameKey,
  passwordKey,
  type Account,
  type Known,
  type Roster,
  type Wall,
} from './roster.ts';
import type { Secrets } from './secrets.ts';

/** The record of accounts. */
export interface AccountLog {
  read(): Iterable<AccountEvent>;
  /** Resolves when the events are on the disk. */
  append(events: readonly AccountEvent[]): Promise<unknown>;
}

export interface AccountDeskOptions {
  readonly log: AccountLog;
  readonly secrets: Secrets;
  readonly hasher: Hasher;
  /** The wall's, not the demo's. */
  readonly clock: Clock;
  readonly known: Known;
  /** A token that opens a wall without being on record; null: none. */
  readonly wallToken: string | null;
  /** Told of each try to sign in. `account` is null for a name that is nobody's, which may be a mistyped password. */
  readonly onSignIn?: (tried: {
    readonly account: string | null;
    readonly address: string;
    readonly outcome: 'ok' | 'wrong-password' | 'account-disabled' | 'overloaded' | 'slow-down';
  }) => void;
}

/** Who changes accounts: a name for the record, and the grants that allow it. */
export interface Administrator {
  readonly name: string;
  readonly roles: readonly Grant[];
}

/** Whoever has the machine has the accounts. */
export const COMMAND_LINE: Administrator = {
  name: 'npm run accounts',
  roles: [{ role: 'administrator', jurisdiction: EVERYWHERE }],
};

/** Why a change of accounts was not made. */
export type AccountRefusal =
  | 'not-found'
  | 'not-allowed'
  | 'name-taken'
  | 'invalid-account'
  | 'last-administrator'
  | 'weak-password'
  | 'wrong-password';

export type Done<T> =
  | ({ readonly ok: true } & T)
  | { readonly ok: false; readonly code: AccountRefusal; readonly detail: string };

/** A name and a password, and whence they come. */
export interface SignInTry {
  readonly name: string;
  readonly password: string;
  readonly address: string;
  /** The value of the device's cookie. */
  readonly device: string | null;
}

/** What came of a sign-in. */
export type SignInAnswer =
  | {
      readonly ok: true;
      readonly account: Account;
      /** The value of the cookie by which the device is known from now on. */
      readonly device: string;
    }
  | { readonly ok: false; readonly code: 'wrong-password' | 'account-disabled' | 'overloaded' }
  | { readonly ok: false; readonly code: 'slow-down'; readonly retryAfterS: number };

const digest = (token: string): Buffer => createHash('sha256').update(token).digest();

const refuse = (code: AccountRefusal, detail: string) => ({ ok: false, code, detail }) as const;

const toWireAccount = (account: Account): WireAccount => ({
  id: account.id,
  name: account.name,
  roles: account.roles,
  unit: account.unit,
  disabled: account.disabled,
  mustChangePassword: account.mustChangePassword,
  createdAt: toIso(account.createdAt),
});
const toWireWall = ({ id, name, createdAt }: Wall): WireWall => ({ id, name, createdAt: toIso(createdAt) });

/** Passwords that are checked at the same time; each takes 64 MiB. */
const PARALLEL = 2;
const MOST_WAITING = 24;

/** Accounts: who signs in, and what administrators do. A change is answered when it is on record. */
export class AccountDesk {
  private roster: Roster = EMPTY_ROSTER;
  private turn: Promise<unknown> = Promise.resolve();
  private readonly tries = new TryBook();
  private readonly pass = createGate({ parallel: PARALLEL, maxWaiting: MOST_WAITING });
  private readonly listeners = new Set<() => void>();
  /** What a password of nobody is compared with. */
  private readonly nobody: Promise<string>;

  constructor(private readonly options: AccountDeskOptions) {
    for (const event of options.log.read()) this.roster = applyAccountEvent(this.roster, event);
    this.nobody = options.hasher.hash(oneTimePassword());
  }

  /** What the accounts were opened for; null when nothing is on record yet. */
  mode(): 'demo' | 'live' | null {
    return this.roster.mode;
  }

  isEmpty(): boolean {
    return this.roster.accounts.size === 0;
  }

  account(id: string): Account | null {
    return this.roster.accounts.get(id) ?? null;
  }

  /** Calls the listener after each change that may end somebody's session. */
  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** The name of the wall that a token opens; null when it opens none. Takes the same time for any wrong token. */
  wallOf(token: string): { readonly id: string | null; readonly name: string } | null {
    const given = digest(token);
    const { wallToken, secrets } = this.options;
    let found: { readonly id: string | null; readonly name: string } | null = null;
    for (const [id, known] of secrets.walls()) {
      const wall = this.roster.walls.get(id);
      if (timingSafeEqual(given, Buffer.from(known, 'hex')) && wall !== undefined) found = { id, name: wall.name };
    }
    if (wallToken !== null && timingSafeEqual(given, digest(wallToken))) found = { id: null, name: 'WALL_TOKEN' };
    return found;
  }

  /**
   * Checks a name and a password. A wrong password and an unknown name cannot be told apart, by the answer or by the time
   * it takes.
   */
  async signIn(asked: SignInTry): Promise<SignInAnswer> {
    const account = findByName(this.roster, asked.name);
    const answer = await this.answerTry(asked, account);
    const outcome = answer.ok ? 'ok' : answer.code;
    this.options.onSignIn?.({ account: account?.name ?? null, address: asked.address, outcome });
    return answer;
  }

  private async answerTry(asked: SignInTry, account: Account | null): Promise<SignInAnswer> {
    const device = readDevice(this.options.secrets.deviceKey, asked.device);
    const isKnown = account !== null && device !== null && device.accounts.includes(account.id);
    const [key, rule]: [string, DelayRule] = isKnown
      ? [`device ${device.id} ${account.id}`, KNOWN_DEVICE]
      : [`address ${asked.address} ${nameKey(asked.name)}`, STRANGER];
    const waitMs = this.tries.begin(key, this.options.clock.now(), rule);
    if (waitMs > 0) return { ok: false, code: 'slow-down', retryAfterS: Math.ceil(waitMs / 1000) };
    const fits = await this.fits(account?.id ?? null, asked.password, isKnown);
    if (fits === null) return { ok: false, code: 'overloaded' };
    // The account may have changed while the password was looked at.
    const present = account === null ? null : this.account(account.id);
    if (!fits || present === null || present.epoch !== account?.epoch) return { ok: false, code: 'wrong-password' };
    if (present.disabled) return { ok: false, code: 'account-disabled' };
    this.tries.forgive(key);
    return {
      ok: true,
      account: present,
      device: writeDevice(this.options.secrets.deviceKey, device, present.id),
    };
  }

  /** Sets the password of one who knows the present one. Ends the sessions of the account. */
  async changePassword(asked: {
    readonly id: string;
    readonly current: string;
    readonly next: string;
  }): Promise<
    | Done<{ readonly account: Account }>
    | { readonly ok: false; readonly code: 'slow-down'; readonly retryAfterS: number }
  > {
    const account = this.account(asked.id);
    if (account === null) return refuse('not-found', 'there is no such account');
    const key = `change ${account.id}`;
    const waitMs = this.tries.begin(key, this.options.clock.now(), KNOWN_DEVICE);
    if (waitMs > 0) return { ok: false, code: 'slow-down', retryAfterS: Math.ceil(waitMs / 1000) };
    if ((await this.fits(account.id, asked.current, true)) !== true) {
      return refuse('wrong-password', 'the present password is another one');
    }
    this.tries.forgive(key);
    const fault = faultOfPassword(asked.next, account.name);
    if (fault !== null) return refuse('weak-password', fault);
    if (passwordKey(asked.next) === passwordKey(asked.current)) {
      return refuse('weak-password', 'the new password is the old one');
    }
    return this.inTurn(async () => {
      await this.setPassword(account.id, asked.next, account.name, false);
      return { ok: true, account: this.account(account.id) ?? account };
    });
  }

  /** The accounts in an administrator's care, by name. */
  accounts(by: Administrator): readonly WireAccount[] {
    return [...this.roster.accounts.values()]
      .filter(({ roles }) => mayAdminister(by.roles, roles))
      .map(toWireAccount)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The walls, for whoever looks after everything; else none. */
  walls(by: Administrator): readonly WireWall[] {
    return mayAdminister(by.roles, EVERYTHING) ? [...this.roster.walls.values()].map(toWireWall) : [];
  }

  /** Makes an account with a one-time password, which is told here and never again. */
  create(
    asked: { readonly name: string; readonly roles: readonly Grant[]; readonly unit: string | null },
    by: Administrator,
  ): Promise<Done<{ readonly account: WireAccount; readonly password: string }>> {
    return this.inTurn(async () => {
      const { roles, unit } = asked;
      const name = asked.name.normalize('NFKC').trim();
      if (!mayAdminister(by.roles, roles)) return refuse('not-allowed', OUT_OF_CARE);
      if (!/^[\p{L}\p{N}][\p{L}\p{N} ._@-]{0,39}$/u.test(name)) {
        return refuse(
          'invalid-account',
          'name: 1 to 40 letters, digits, blanks and . _ @ -, the first a letter or digit',
        );
      }
      const fault = faultOfRoles(roles, unit, this.options.known);
      if (fault !== null) return refuse('invalid-account', fault);
      if (findByName(this.roster, name) !== null) return refuse('name-taken', `there is an account "${name}" already`);
      const id = newId('u');
      const password = oneTimePassword();
      const hash = await this.options.hasher.hash(password);
      // The secret first: a hash without an account opens nothing.
      await this.options.secrets.setPassword(id, hash);
      await this.record(
        { kind: 'account-created', data: { id, by: by.name, name, roles: [...roles], unit } },
        { kind: 'password-set', data: { id, by: by.name, temporary: true } },
      );
      return this.present(id, { password });
    });
  }

  /** Gives an account a new one-time password and lets it be used again. */
  reset(id: string, by: Administrator): Promise<Done<{ readonly account: WireAccount; readonly password: string }>> {
    return this.inTurn(async () => {
      const account = this.account(id);
      if (account === null) return refuse('not-found', 'there is no such account');
      if (!mayAdminister(by.roles, account.roles)) return refuse('not-allowed', OUT_OF_CARE);
      const password = oneTimePassword();
      await this.setPassword(id, password, by.name, true);
      return this.present(id, { password });
    });
  }

  /** Changes what an account may do, or whether it may be used; what is not named stays. */
  change(
    id: string,
    asked: {
      readonly roles?: readonly Grant[] | undefined;
      readonly unit?: string | null | undefined;
      readonly disabled?: boolean | undefined;
    },
    by: Administrator,
  ): Promise<Done<{ readonly account: WireAccount }>> {
    return this.inTurn(async () => {
      const account = this.account(id);
      if (account === null) return refuse('not-found', 'there is no such account');
      const roles = asked.roles ?? account.roles;
      const isMember = roles.some(({ role }) => role === 'member-unit');
      // Who is no longer a member unit has no unit.
      const unit = asked.unit === undefined ? (isMember ? account.unit : null) : asked.unit;
      const disabled = asked.disabled ?? account.disabled;
      if (!mayAdminister(by.roles, account.roles) || !mayAdminister(by.roles, roles)) {
        return refuse('not-allowed', OUT_OF_CARE);
      }
      const movesRoles = asked.roles !== undefined || asked.unit !== undefined;
      const fault = movesRoles ? faultOfRoles(roles, unit, this.options.known) : null;
      if (fault !== null) return refuse('invalid-account', fault);
      if (leavesNoChief(this.roster, id, { roles, disabled })) {
        return refuse('last-administrator', 'nobody would be left to look after the accounts');
      }
      if (movesRoles) await this.record({ kind: 'roles-changed', data: { id, by: by.name, roles: [...roles], unit } });
      if (disabled !== account.disabled) {
        await this.record({ kind: disabled ? 'account-disabled' : 'account-enabled', data: { id, by: by.name } });
      }
      return this.present(id, {});
    });
  }

  /** Makes a wall with a token, which is told here and never again. */
  createWall(name: string, by: Administrator): Promise<Done<{ readonly wall: WireWall; readonly token: string }>> {
    return this.inTurn(async () => {
      if (!mayAdminister(by.roles, EVERYTHING)) return refuse('not-allowed', WALLS_OUT_OF_CARE);
      if ([...this.roster.walls.values()].some((wall) => nameKey(wall.name) === nameKey(name))) {
        return refuse('name-taken', `there is a wall "${name}" already`);
      }
      const id = newId('w');
      const token = newToken();
      await this.options.secrets.setWall(id, digest(token).toString('hex'));
      await this.record({ kind: 'wall-created', data: { id, by: by.name, name: name.trim() } });
      const wall = this.roster.walls.get(id);
      if (wall === undefined) throw new Error(`the wall ${id} is not on record`);
      return { ok: true, wall: toWireWall(wall), token };
    });
  }

  /** Takes a wall's token back; its screens go dark. */
  revokeWall(id: string, by: Administrator): Promise<Done<object>> {
    return this.inTurn(async () => {
      if (!mayAdminister(by.roles, EVERYTHING)) return refuse('not-allowed', WALLS_OUT_OF_CARE);
      if (!this.roster.walls.has(id)) return refuse('not-found', 'there is no such wall');
      await this.record({ kind: 'wall-revoked', data: { id, by: by.name } });
      await this.options.secrets.removeWall(id);
      return { ok: true };
    });
  }

  /**
   * Says what the accounts are for, once.
   * @throws Error (rejects) when they are already for the other mode.
   */
  async openFor(mode: 'demo' | 'live'): Promise<void> {
    if (this.roster.mode === null) await this.record({ kind: 'accounts-opened', data: { mode } });
    if (this.roster.mode !== mode)
      throw new Error(`these are accounts of ${this.roster.mode ?? 'nothing'}, not of ${mode}`);
  }

  /** Whether a password is that of an account; null when too many are being checked. */
  private async fits(id: string | null, password: string, isPrivileged: boolean): Promise<boolean | null> {
    const known = id === null ? null : this.options.secrets.passwordOf(id);
    const hash = known ?? (await this.nobody);
    try {
      const fits = await this.pass(isPrivileged, () => this.options.hasher.verify(hash, passwordKey(password)));
      return known !== null && fits;
    } catch (error) {
      if (error instanceof Busy) return null;
      throw error;
    }
  }

  private async setPassword(id: string, password: string, by: string, temporary: boolean): Promise<void> {
    await this.options.secrets.setPassword(id, await this.options.hasher.hash(passwordKey(password)));
    await this.record({ kind: 'password-set', data: { id, by, temporary } });
  }

  private present<T extends object>(id: string, more: T): { readonly ok: true; readonly account: WireAccount } & T {
    const account = this.account(id);
    if (account === null) throw new Error(`the account ${id} is not on record`);
    return { ok: true, account: toWireAccount(account), ...more };
  }

  private async record(...events: readonly AccountEventBody[]): Promise<void> {
    const at = this.options.clock.now();
    const dated = events.map((event): AccountEvent => ({ ...event, at }));
    await this.options.log.append(dated);
    this.roster = dated.reduce(applyAccountEvent, this.roster);
    for (const listener of this.listeners) listener();
  }

  /** One change after the other: each is checked against what the one before made. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }
}

const EVERYTHING: readonly Grant[] = [{ role: 'viewer', jurisdiction: EVERYWHERE }];
const OUT_OF_CARE = 'this needs an administrator of every jurisdiction in which the account has or gets a role';
const WALLS_OUT_OF_CARE = 'walls show everything; this needs an administrator of everything';
