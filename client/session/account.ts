/** Who is signed in at this screen. */
import {
  createContext,
  createElement,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
  type ReactNode,
} from 'react';
import { ROLES, type Grant, type Role, type Session, type WaysIn } from '../../server/wire/shapes.ts';
import { useSessionStore } from './context.tsx';

export interface Account {
  /** null: nobody is signed in. */
  readonly session: Session | null;
  /** How one signs in here; null before the server has said so. */
  readonly ways: WaysIn | null;
  /** Why the server has not said who is signed in when it was asked last; null when it has. Asked again by itself. */
  readonly failure: unknown;
  /** Asks at once who is signed in. */
  readonly askAgain: () => void;
  /** Demo only: signs in with one click. Rejects with an Error that says why when the server refuses. */
  readonly signInAs: (role: Role) => Promise<void>;
  /** Rejects with a `SignInRefused` when the server refuses. */
  readonly signIn: (name: string, password: string) => Promise<void>;
  /** Rejects with a `SignInRefused` when the server refuses. */
  readonly changePassword: (current: string, next: string) => Promise<void>;
  readonly signOut: () => Promise<void>;
}

/** Why the server let nobody in. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';
  /** Code of the problem; `no-answer` when nothing that can be read came back. */
  readonly code: string;
  /** When the next try is taken; null: at once. */
  readonly retryAfterS: number | null;
  constructor(code: string, detail: string, retryAfterS: number | null) {
    super(detail);
    this.code = code;
    this.retryAfterS = retryAfterS;
  }
}

const AccountContext = createContext<Account | null>(null);

const isObject = (body: unknown): body is Record<string, unknown> => typeof body === 'object' && body !== null;
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const roleOf = (value: unknown): Role | undefined => ROLES.find((one) => one === value);

function grantsOf(value: unknown): readonly Grant[] {
  return (Array.isArray(value) ? value : []).flatMap((one: unknown): Grant[] => {
    const role = isObject(one) ? roleOf(one['role']) : undefined;
    return role !== undefined && isObject(one) && typeof one['jurisdiction'] === 'string'
      ? [{ role, jurisdiction: one['jurisdiction'] }]
      : [];
  });
}

/** The session in an answer of the server; null when there is none. */
function asSession(body: unknown): Session | null {
  if (!isObject(body) || typeof body['name'] !== 'string') return null;
  const role = roleOf(body['role']);
  if (role === undefined) return null;
  const { purpose, jurisdictions } = body;
  return {
    name: body['name'],
    role,
    roles: grantsOf(body['roles']),
    jurisdictions: Array.isArray(jurisdictions) ? jurisdictions.filter((id) => typeof id === 'string') : [],
    accountId: textOrNull(body['accountId']),
    unit: textOrNull(body['unit']),
    purpose: purpose === 'person' || purpose === 'wall' ? purpose : 'demo',
    mustChangePassword: body['mustChangePassword'] === true,
    ...(typeof body['wall'] === 'string' ? { wall: body['wall'] } : {}),
  };
}

/**
 * Asks the server; gives what it answers, null where that is nothing.
 * @throws SignInRefused (rejects) when it refuses or does not answer.
 */
export async function ask(
  path: string,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  body?: object,
): Promise<unknown> {
  let answer: Response;
  let json: unknown = null;
  try {
    answer = await fetch(path, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    json = text === '' ? null : JSON.parse(text);
  } catch {
    throw new SignInRefused('no-answer', 'the server did not answer', null);
  }
  if (answer.ok) return json;
  const retryAfterS = Number(answer.headers.get('retry-after') ?? Number.NaN);
  throw new SignInRefused(
    isObject(json) ? (textOrNull(json['code']) ?? 'no-answer') : 'no-answer',
    isObject(json) ? (textOrNull(json['detail']) ?? answer.statusText) : answer.statusText,
    Number.isFinite(retryAfterS) ? retryAfterS : null,
  );
}

function asWays(body: unknown): WaysIn | null {
  if (!isObject(body)) return null;
  const { mode, guests, oneClick } = body;
  return { mode: mode === 'live' ? 'live' : 'demo', guests: guests === true, oneClick: oneClick === true };
}

/** After this long without an answer the question counts as failed, and is asked again. */
export const ASK_AGAIN_MS = 5000;

/**
 * Asks the server who is signed in, once and again whenever the line is opened or closed or there was no answer, and keeps
 * it for all pages. `onChange` runs after a sign-in or sign-out.
 */
export function AccountProvider({ onChange, children }: { onChange?: () => void; children?: ReactNode }): ReactNode {
  const line = useSessionStore();
  const [session, setSession] = useState<Session | null>(null);
  const [ways, setWays] = useState<WaysIn | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  const askAgain = useCallback(() => setTries((now) => now + 1), []);
  useEffect(() => {
    let isGone = false;
    let later: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      clearTimeout(later);
      // A screen that hangs on this would show nothing at all, and nobody stands at a wall to load it anew.
      let isSettled = false;
      later = setTimeout(() => {
        if (!isSettled) setFailure(new SignInRefused('no-answer', 'the server did not answer', null));
        void look();
      }, ASK_AGAIN_MS);
      try {
        const [found, how] = await Promise.all([ask('/api/session', 'GET'), ask('/api/sign-in', 'GET')]);
        if (isGone) return;
        clearTimeout(later);
        setSession(asSession(found));
        setWays(asWays(how));
        setFailure(null);
      } catch (error) {
        isSettled = true;
        if (!isGone) setFailure(error);
      }
    };
    void look();
    const stop = line.onDoor(() => void look());
    return () => {
      isGone = true;
      clearTimeout(later);
      stop();
    };
  }, [line, tries]);
  const take = useCallback(
    (body: unknown) => {
      setSession(asSession(body));
      onChange?.();
    },
    [onChange],
  );
  const account = useMemo(
    (): Account => ({
      session,
      ways,
      failure,
      askAgain,
      signInAs: async (role) => take(await ask('/api/session', 'POST', { role })),
      signIn: async (name, password) => take(await ask('/api/session', 'POST', { name, password })),
      changePassword: async (current, next) => take(await ask('/api/session/password', 'PUT', { current, next })),
      signOut: async () => take(await ask('/api/session', 'DELETE')),
    }),
    [session, ways, failure, askAgain, take],
  );
  return createElement(AccountContext, { value: account }, children);
}

/**
 * Who is signed in, and how to sign in and out.
 * @throws Error outside an `AccountProvider`: that is our bug.
 */
export function useAccount(): Account {
  const account = useContext(AccountContext);
  if (account === null) throw new Error('useAccount outside an AccountProvider');
  return account;
}
