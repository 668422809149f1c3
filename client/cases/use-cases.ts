import { useMemo, useState } from 'react';
import type { WireWarning } from '../../server/wire/shapes.ts';
import { useSession } from '../session/context.tsx';
import { useAsked, type Loaded } from '../shared/use-asked.ts';
import { fetchCases } from './api.ts';
import { mergeCases } from './case-view.ts';

export interface Cases {
  /** All at hand, over or not, by id. */
  readonly cases: ReadonlyMap<string, WireWarning>;
  /** What became of the question for those that are over; the others are there without it. */
  readonly listed: Loaded<readonly WireWarning[]>;
  /** Takes what the server answered; an older revision than the known one changes nothing. */
  readonly take: (warning: WireWarning) => void;
}

const NONE: readonly WireWarning[] = [];

/** The cases as the server tells them. Those that are over leave the live picture and are asked for. */
export function useCases(): Cases {
  const live = useSession((state) => state.warnings);
  const epoch = useSession((state) => state.seq?.epoch ?? null);
  const ids = useMemo(() => [...live.keys()].toSorted().join(' '), [live]);
  // Asked for anew after a restart, and when a case has come or gone.
  const listed = useAsked(epoch === null ? null : '', `${epoch ?? ''} ${ids}`, fetchCases);
  const list = listed.kind === 'ready' ? listed.value : NONE;
  const [taken, setTaken] = useState<readonly WireWarning[]>([]);
  // What was taken before a list came is in that list.
  const [before, setBefore] = useState(list);
  if (before !== list) {
    setBefore(list);
    setTaken([]);
  }
  const cases = useMemo(() => mergeCases(list, taken, live.values()), [list, taken, live]);
  return { cases, listed, take: (warning) => setTaken((present) => [...present, warning]) };
}
