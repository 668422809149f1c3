import { useMemo, useState } from 'react';
import type { WireDrill } from '../../server/wire/drill.ts';
import { useSession } from '../session/context.tsx';
import { useAsked, type Loaded } from '../shared/use-asked.ts';
import { fetchDrills } from './api.ts';
import { mergeDrills } from './view.ts';

export interface DrillList {
  /** Those that are not over first; null before the first answer. */
  readonly drills: readonly WireDrill[] | null;
  /** What became of the question for all of them. */
  readonly listed: Loaded<readonly WireDrill[]>;
  /** Takes what the server answered. */
  readonly take: (drill: WireDrill) => void;
}

/** All drills. Those that are over leave the live picture and are asked for, anew whenever that has changed. */
export function useDrills(): DrillList {
  const live = useSession((state) => state.drills);
  const epoch = useSession((state) => state.seq?.epoch ?? null);
  const asked = useMemo(() => live.map(({ id, state, speed }) => `${id} ${state} ${speed}`).join(' '), [live]);
  const listed = useAsked(epoch === null ? null : '', `${epoch ?? ''} ${asked}`, fetchDrills);
  const list = listed.kind === 'ready' ? listed.value : null;
  const [taken, setTaken] = useState<readonly WireDrill[]>([]);
  // What was taken before a list came is in that list.
  const [before, setBefore] = useState(list);
  if (before !== list) {
    setBefore(list);
    setTaken([]);
  }
  const drills = useMemo(() => (list === null ? null : mergeDrills([...list, ...taken], live)), [list, taken, live]);
  return { drills, listed, take: (drill) => setTaken((present) => [...present, drill]) };
}
