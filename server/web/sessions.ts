import { randomBytes } from 'node:crypto';
import type { Clock } from '../model/instant.ts';
import type { Role, Session } from '../wire/shapes.ts';

export const SESSION_COOKIE = 'wanglou_session';
const IDLE_MS = 12 * 3_600_000;

/** Who is signed in. In memory: a restart signs everybody out. */
export interface Sessions {
  /** Opens a session. Gives the value of the `Set-Cookie` header. */
  open(session: Session): string;
  /** The session of a `Cookie` header, or null. Being asked for keeps it alive. */
  read(cookieHeader: string | undefined): Session | null;
  /** Ends the session of a `Cookie` header. Gives the value of the `Set-Cookie` header. */
  close(cookieHeader: string | undefined): string;
}

function sessionId(cookieHeader: string | undefined): string | null {
  for (const part of (cookieHeader ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === SESSION_COOKIE && value !== undefined) return value;
  }
  return null;
}

const setCookie = (value: string, maxAgeS: number): string =>
  `${SESSION_COOKIE}=${value}; Path=/; Max-Age=${maxAgeS}; HttpOnly; SameSite=Strict`;

/**
 * Sessions in memory, `max` at most: beyond that the one that was used longest ago ends. They end after 12 idle hours.
 * `clock` is the wall's, not the demo's.
 */
export function createSessions({ clock, max = 1000 }: { readonly clock: Clock; readonly max?: number }): Sessions {
  /** In the order of last use. */
  const open = new Map<string, { readonly session: Session; readonly usedAt: number }>();
  return {
    open(session) {
      if (open.size >= max) {
        const [oldest] = open.keys();
        if (oldest !== undefined) open.delete(oldest);
      }
      const id = randomBytes(32).toString('base64url');
      open.set(id, { session, usedAt: clock.now() });
      return setCookie(id, IDLE_MS / 1000);
    },
    read(cookieHeader) {
      const id = sessionId(cookieHeader);
      const found = id === null ? undefined : open.get(id);
      if (id === null || found === undefined) return null;
      open.delete(id);
      const now = clock.now();
      if (now - found.usedAt > IDLE_MS) return null;
      open.set(id, { session: found.session, usedAt: now });
      return found.session;
    },
    close(cookieHeader) {
      const id = sessionId(cookieHeader);
      if (id !== null) open.delete(id);
      return setCookie('', 0);
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

/** Operators and those above them act on alarms; viewers look, member units carry out measures. */
export const mayHandleAlarms = (role: Role): boolean => role !== 'viewer' && role !== 'member-unit';
