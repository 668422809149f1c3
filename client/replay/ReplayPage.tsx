import { useEffect, useRef, useState, type ReactNode } from 'react';
import { SessionProvider } from '../session/context.tsx';
import { createSession, type SessionStore } from '../session/session.ts';
import { ReplayChooser } from './ReplayForm.tsx';
import { ReplayPlayer } from './ReplayPlayer.tsx';
import { removeReplay } from './api.ts';
import type { AskedPlan } from './plan-choice.ts';
import '../shared/desk.css';
import './replay.css';

/** A replay of this screen's own, with the session that watches it. */
interface Running {
  readonly id: string;
  readonly session: SessionStore;
  readonly asked: AskedPlan | null;
}

/** One replay; leaving it ends it here and on the server. */
function RunningReplay({ id, session, asked, onAgain }: Running & { readonly onAgain: () => void }): ReactNode {
  const ending = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    // Mounted anew at once (a development build does so): the replay is still wanted.
    clearTimeout(ending.current);
    const leave = (): void => {
      session.close();
      removeReplay(id);
    };
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      ending.current = setTimeout(leave, 100);
    };
  }, [id, session]);
  return (
    <SessionProvider session={session}>
      <ReplayPlayer id={id} asked={asked} onAgain={onAgain} />
    </SessionProvider>
  );
}

/** Plays any stored stretch of time through the panels of the wall. */
export function ReplayPage(): ReactNode {
  const [running, setRunning] = useState<Running | null>(null);
  return (
    <div className="desk replay">
      {running === null ? (
        <ReplayChooser
          onStart={(id, asked) =>
            setRunning({ id, asked, session: createSession({ namespace: '/replay', query: { id } }) })
          }
        />
      ) : (
        <RunningReplay key={running.id} {...running} onAgain={() => setRunning(null)} />
      )}
    </div>
  );
}
