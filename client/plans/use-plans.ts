import { useEffect, useState } from 'react';
import type { Plan } from '../../server/wire/shapes.ts';
import { useSession } from '../session/context.tsx';
import { apiPath } from '../session/world.ts';

/**
 * The plans as they were loaded, whole; null until they are there. Screens know only what is judged of them. Asked for
 * again after a restart of the server, which may have read other files.
 */
export function usePlans(): readonly Plan[] | null {
  const [plans, setPlans] = useState<readonly Plan[] | null>(null);
  const epoch = useSession((state) => state.seq?.epoch ?? null);
  useEffect(() => {
    if (epoch === null) return undefined;
    const asked = new AbortController();
    const load = async (): Promise<void> => {
      const answer = await fetch(apiPath('/plans'), { signal: asked.signal });
      // Our own server, and the same build: its shape is the one of `wire`.
      if (answer.ok) setPlans((await answer.json()) as readonly Plan[]);
    };
    // What could not be loaded is asked for again with the next connection.
    load().catch(() => undefined);
    return () => asked.abort();
  }, [epoch]);
  return plans;
}
