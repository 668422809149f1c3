/** The session as React sees it. */
import { createContext, useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import type { SessionState, SessionStore } from './session.ts';
import type { WireAlarm } from '../../server/wire/shapes.ts';
import { eventNow, levelKey } from './state.ts';

const SessionContext = createContext<SessionStore | null>(null);

/** Gives its children a session. The nearest one counts: a replay inside a live page shows the replay. */
export function SessionProvider({ session, children }: { session: SessionStore; children: ReactNode }): ReactNode {
  return <SessionContext value={session}>{children}</SessionContext>;
}

/**
 * The session itself, for its commands.
 * @throws Error outside a `SessionProvider`: that is our bug.
 */
export function useSessionStore(): SessionStore {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSessionStore outside a SessionProvider');
  return session;
}

/** A part of what the session knows. The selector gives a part as it stands (a field, a map, an entry), nothing made anew. */
export function useSession<T>(selector: (state: SessionState) => T): T {
  const session = useSessionStore();
  return useSyncExternalStore(session.subscribe, () => selector(session.getState()));
}

/**
 * Whether an input of what an alarm stands on is missing now. The alarm itself says how that was at its last change; its
 * inputs grow old without one.
 */
export function useIsDoubtful(alarm: WireAlarm): boolean {
  const { plan } = alarm;
  return useSession(
    (state) =>
      alarm.indeterminate ||
      (plan !== null && alarm.active && state.levels.get(levelKey({ ...alarm, plan }))?.indeterminate === true),
  );
}

/** Event time that runs on by more than this much wall time at once has been moved: a replay has jumped. */
const JUMP_WALL_MS = 2000;

/** The event time now, epoch ms, carried on between heartbeats; changes once a second, and at once when it jumps. */
export function useNow(): number {
  const session = useSessionStore();
  const [nowMs, setNowMs] = useState(() => eventNow(session.getState().clock, Date.now()));
  useEffect(() => {
    const update = (): void => setNowMs(eventNow(session.getState().clock, Date.now()));
    update();
    const timer = setInterval(update, 1000);
    // A picture of one day must not stand under the time of another, not even for a second.
    const unsubscribe = session.subscribe(() => {
      const { clock } = session.getState();
      const next = eventNow(clock, Date.now());
      setNowMs((now) => (Math.abs(next - now) > JUMP_WALL_MS * Math.max(1, clock.speed) ? next : now));
    });
    return () => {
      clearInterval(timer);
      unsubscribe();
    };
  }, [session]);
  return nowMs;
}

/** The clock of the room, epoch ms; changes once a second. For ages of the connection, never for ages of data. */
export function useWallNow(): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}
