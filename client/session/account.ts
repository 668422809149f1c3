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
import { ROLES, type Role, type Session } from '../../server/wire/shapes.ts';

export interface Account {
  /** null: nobody is signed in. */
  readonly session: Session | null;
  /** Demo only: signs in with one click. Rejects with an Error that says why when the server refuses. */
  readonly signInAs: (role: Role) => Promise<void>;
  readonly signOut: () => Promise<void>;
}

const AccountContext = createContext<Account | null>(null);

function asSession(body: unknown): Session | null {
  if (typeof body !== 'object' || body === null) return null;
  if ('session' in body) return asSession(body.session);
  if (!('name' in body) || !('role' in body) || typeof body.name !== 'string') return null;
  const role = ROLES.find((one) => one === body.role);
  return role === undefined ? null : { name: body.name, role };
}

async function ask(method: 'GET' | 'POST' | 'DELETE', body?: { role: Role }): Promise<Session | null> {
  const answer = await fetch('/api/session', {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  let json: unknown = null;
  try {
    json = text === '' ? null : JSON.parse(text);
  } catch {
    json = null;
  }
  if (!answer.ok && method !== 'GET') {
    const detail =
      typeof json === 'object' && json !== null && 'detail' in json ? String(json.detail) : answer.statusText;
    throw new Error(`${answer.status} ${detail}`);
  }
  return answer.ok ? asSession(json) : null;
}

/** Asks the server once who is signed in and keeps it for all pages. `onChange` runs after a sign-in or sign-out. */
export function AccountProvider({ onChange, children }: { onChange?: () => void; children?: ReactNode }): ReactNode {
  const [session, setSession] = useState<Session | null>(null);
  useEffect(() => {
    let isGone = false;
    ask('GET').then(
      (found) => {
        if (!isGone) setSession(found);
      },
      // Unreachable: the connection says so on every page; nobody is signed in until it is back.
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, []);
  const signInAs = useCallback(
    async (role: Role) => {
      setSession(await ask('POST', { role }));
      onChange?.();
    },
    [onChange],
  );
  const signOut = useCallback(async () => {
    await ask('DELETE');
    setSession(null);
    onChange?.();
  }, [onChange]);
  const account = useMemo(() => ({ session, signInAs, signOut }), [session, signInAs, signOut]);
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
