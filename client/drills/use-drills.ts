import { useEffect, useMemo, useState } from 'react';
import type { WireDrill } from '../../server/wire/drill.ts';
import { useSession } from '../session/context.tsx';
import { fetchDrills } from './api.ts';
import { mergeDrills } from './view.ts';

export interface DrillList {
  /** Those that are not over first; null before the first answer. */
  readonly drills: readonly WireDrill[] | null;
  /** What went wrong with the last question, or null. */
  readonly failure: unknown;
  /** Takes what the server answered. */
  readonly take: (drill: WireDrill) => void;
}

/** All drills. Those that are over leave the live picture and are asked for, anew whenever that has changed. */
export function useDrills(): DrillList {
  const live = useSession((state) => state.drills);
  const epoch = useSession((state) => state.seq?.epoch ?? null);
  const [listed, setListed] = useState<readonly WireDrill[] | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    if (epoch === null) return undefined;
    let isGone = false;
    fetchDrills().then(
      (drills) => {
        if (isGone) return;
        setListed(drills);
        setFailure(null);
      },
      (error: unknown) => {
        if (!isGone) setFailure(error);
      },
    );
    return () => {
      isGone = true;
    };
  }, [epoch, live]);
  const drills = useMemo(() => (listed === null ? null : mergeDrills(listed, live)), [listed, live]);
  return {
    drills,
    failure,
    take: (drill) => setListed((present) => mergeDrills(present ?? [], [drill])),
  };
}
