import { useEffect, useMemo, useState } from 'react';
import type { Boundary } from '../../server/model/boundary.ts';
import type { Jurisdiction } from '../../server/wire/shapes.ts';
import { useSession } from '../session/context.tsx';

/** An outline that could not be had is asked for again after this long. */
const AGAIN_MS = 30_000;

/** The outline of a jurisdiction; null: it could not be had so far. */
export type Outline = Boundary | null;

/**
 * The outlines of those jurisdictions that have one, by id, as they come in. Asked for once, and again after a restart of
 * the server and where there was no answer; a map does without meanwhile, and says so.
 */
export function useBoundaries(jurisdictions: readonly Jurisdiction[]): ReadonlyMap<string, Outline> {
  const [outlines, setOutlines] = useState<ReadonlyMap<string, Outline>>(new Map());
  const epoch = useSession((state) => state.seq?.epoch ?? null);
  const ids = useMemo(
    () =>
      jurisdictions
        .filter(({ hasBoundary }) => hasBoundary === true)
        .map(({ id }) => id)
        .join('\n'),
    [jurisdictions],
  );
  useEffect(() => {
    if (epoch === null || ids === '') return undefined;
    const asked = new AbortController();
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const load = async (id: string): Promise<void> => {
      try {
        // A place has one outline, in a drill or a replay too.
        const path = `/api/jurisdictions/${encodeURIComponent(id)}/boundary`;
        const answer = await fetch(path, { signal: asked.signal });
        if (!answer.ok) throw new Error(answer.statusText);
        // Our own server, and the same build: its shape is the one of `wire`.
        const outline = (await answer.json()) as Boundary;
        setOutlines((known) => new Map([...known, [id, outline]]));
      } catch {
        if (asked.signal.aborted) return;
        // What was there before a restart stays.
        setOutlines((known) => (known.has(id) ? known : new Map([...known, [id, null]])));
        timers.add(setTimeout(() => void load(id), AGAIN_MS));
      }
    };
    for (const id of ids.split('\n')) void load(id);
    return () => {
      asked.abort();
      for (const timer of timers) clearTimeout(timer);
    };
  }, [epoch, ids]);
  return outlines;
}
