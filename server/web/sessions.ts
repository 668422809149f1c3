import { randomBytes } from 'node:crypto';
import { EVERYWHERE, highestRole, jurisdictionsOf, type Grant } from '../model/grant.ts';
import type { Clock } from '../model/instant.ts';
import type { Role, Session } from '../wire/shapes.ts';
import { FOR_LONG_S, readCookie, SESSION_COOKIE, setCookie, WALL_COOKIE } from './cookies.ts';

const IDLE_MS = 12 * 3_600_000;

/** An account as far as a session needs it. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Grant[];
  readonly unit: string | null;
  readonly disabled: boolean;
  readonly mustChangePassword: boolean;
  /** Moves when open sessions must end. */
  readonly epoch: number;
}

/** Where sessions look up whom they belong to. */
export interface Persons {
  account(id: string): Person | null;
  /** The wall that a token opens, or null; without an id it is the one of the settings. */
  wallOf(token: string): { readonly id: string | null; readonly name: string } | null;
}

/** Who is signed in. In memory: a restart signs all persons out. */
export interface Sessions {
  /** Opens the session of an account. Gives the value of the `Set-Cookie` header. */
  open(person: Person, isSecure: boolean): string;
  /** Opens a session of the demo, which needs a role only. */
  openDemo(who: { readonly name: string; readonly role: Role }, isSecure: boolean): string;
  /** The session of a `Cookie` header, or null. Being asked for keeps it alive. */
  read(cookieHeader: string | undefined): Session | null;
  /** Ends the session of a `Cookie` header, a wall's included. Gives the values of the `Set-Cookie` header. */
  close(cookieHeader: string | undefined): string[];
}

/** A wall's cookie. It holds the token itself: nobody stands at a wall to sign in again after a restart of the server. */
export const wallCookie = (token: string, isSecure: boolean): string =>
  setCookie(WALL_COOKIE, token, { maxAgeS: FOR_LONG_S, isSecure });

type Kept =
  | { readonly kind: 'demo'; readonly session: Session }
  | { readonly kind: 'person'; readonly id: string; readonly epoch: number };

const sessionOf = (person: Person): Session => ({
  name: person.name,
  role: highestRole(person.roles.map(({ role }) => role)),
  roles: person.roles,
  jurisdictions: jurisdictionsOf(person.roles),
  accountId: person.id,
  unit: person.unit,
  purpose: 'person',
  mustChangePassword: person.mustChangePassword,
});

const withoutAccount = (name: string, role: Role, purpose: 'demo' | 'wall'): Session => ({
  name,
  role,
  roles: [{ role, jurisdiction: EVERYWHERE }],
  jurisdictions: [EVERYWHERE],
  accountId: null,
  unit: null,
  purpose,
  mustChangePassword: false,
});

/**
 * Sessions in memory, `max` at most: beyond that the one that was used longest ago ends. They end after 12 idle hours, and
 * when the account gets another password or is disabled; roles are always those that the account has now.
 * `clock` is the wall's, not the demo's.
 */
export function createSessions({
  clock,
  persons,
  max = 1000,
}: {
  readonly clock: Clock;
  readonly persons: Persons;
  readonly max?: number;
}): Sessions {
  /** In the order of last use. */
  const open = new Map<string, { readonly kept: Kept; readonly usedAt: number }>();

  const begin = (kept: Kept, isSecure: boolean): string => {
    if (open.size >= max) {
      const [oldest] = open.keys();
      if (oldest !== undefined) open.delete(oldest);
    }
    const id = randomBytes(32).toString('base64url');
    open.set(id, { kept, usedAt: clock.now() });
    return setCookie(SESSION_COOKIE, id, { maxAgeS: null, isSecure });
  };
  const present = (kept: Kept): Session | null => {
    if (kept.kind === 'demo') return kept.session;
    const person = persons.account(kept.id);
    return person === null || person.disabled || person.epoch !== kept.epoch ? null : sessionOf(person);
  };

  return {
    open: ({ id, epoch }, isSecure) => begin({ kind: 'person', id, epoch }, isSecure),
    openDemo: ({ name, role }, isSecure) =>
      begin({ kind: 'demo', session: withoutAccount(name, role, 'demo') }, isSecure),
    read(cookieHeader) {
      const id = readCookie(cookieHeader, SESSION_COOKIE);
      const found = id === null ? undefined : open.get(id);
      if (id !== null && found !== undefined) {
        open.delete(id);
        const now = clock.now();
        const session = now - found.usedAt > IDLE_MS ? null : present(found.kept);
        if (session !== null) {
          open.set(id, { kept: found.kept, usedAt: now });
          return session;
        }
      }
      const token = readCookie(cookieHeader, WALL_COOKIE);
      const wall = token === null || token === '' ? null : persons.wallOf(token);
      if (wall === null) return null;
      const session = withoutAccount(wall.name, 'viewer', 'wall');
      return wall.id === null ? session : { ...session, wall: wall.id };
    },
    close(cookieHeader) {
      const id = readCookie(cookieHeader, SESSION_COOKIE);
      if (id !== null) open.delete(id);
      const gone = { maxAgeS: 0, isSecure: false };
      const cookies = [setCookie(SESSION_COOKIE, '', gone)];
      // Whoever signs out at a wall's screen leaves the wall what it was.
      if (id === null && readCookie(cookieHeader, WALL_COOKIE) !== null) cookies.push(setCookie(WALL_COOKIE, '', gone));
      return cookies;
    },
  };
}

/** What a role is called on duty, where nobody gave a name. */
export const DUTY_NAMES: Readonly<Record<Role, { readonly zh: string; readonly en: string }>> = {
  viewer: { zh: '访客', en: 'Viewer' },
  operator: { zh: '值班员', en: 'Duty operator' },
  office: { zh: '应急办', en: 'Emergency office' },
  'office-director': { zh: '应急办主任', en: 'Office director' },
  'deputy-commander': { zh: '副总指挥', en: 'Deputy commander' },
  commander: { zh: '指挥长', en: 'Commander' },
  'general-commander': { zh: '总指挥', en: 'General commander' },
  'member-unit': { zh: '成员单位', en: 'Member unit' },
  administrator: { zh: '管理员', en: 'Administrator' },
};
