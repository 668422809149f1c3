import { useEffect, useMemo, useState } from 'react';
import type { WireWarning } from '../../server/wire/shapes.ts';
import { useSession } from '../session/context.tsx';
import { fetchCases } from './api.ts';
import { mergeCases } from './case-view.ts';

export interface Cases {
  /** All at hand, over or not, by id. */
  readonly cases: ReadonlyMap<string, WireWarning>;
  /** Whether those that are over are among them. */
  readonly isLoaded: boolean;
  /** Takes what the server answered; an older revision than the known one changes nothing. */
  readonly take: (warning: WireWarning) => void;
}

/** The cases as the server tells them. Those that are over leave the live picture and are asked for. */
export function useCases(): Cases {
  const live = useSession((state) => state.warnings);
  const epoch = useSession((state) => state.seq?.epoch ?? null);
  const [known, setKnown] = useState<ReadonlyMap<string, WireWarning>>(new Map());
  const [isLoaded, setLoaded] = useState(false);
  const ids = useMemo(() => [...live.keys()].toSorted().join(' '), [live]);
  useEffect(() => {
    if (epoch === null) return undefined;
    const asked = new AbortController();
    fetchCases(asked.signal).then(
      (cases) => {
        if (asked.signal.aborted) return;
        setKnown(mergeCases(cases));
        setLoaded(true);
      },
      // Without the list the open ones are still there; it is asked for again when one comes or goes.
      () => undefined,
    );
    return () => asked.abort();
    // Asked for anew after a restart, and when a case has come or gone.
  }, [epoch, ids]);
  const cases = useMemo(() => mergeCases(known.values(), live.values()), [known, live]);
  return { cases, isLoaded, take: (warning) => setKnown((present) => mergeCases(present.values(), [warning])) };
}
