import { useEffect, useMemo, useState } from 'react';
import type { Boundary } from '../../server/model/boundary.ts';
import type { Jurisdiction } from '../../server/wire/shapes.ts';
import { useSession } from '../session/context.tsx';

/**
 * The outlines of those jurisdictions that have one, by id, as they come in. Asked for once, and again after a restart of
 * the server; a map does without what cannot be had.
 */
export function useBoundaries(jurisdictions: readonly Jurisdiction[]): ReadonlyMap<string, Boundary> {
  const [boundaries, setBoundaries] = useState<ReadonlyMap<string, Boundary>>(new Map());
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
    const load = async (id: string): Promise<void> => {
      // A place has one outline, in a drill or a replay too.
      const path = `/api/jurisdictions/${encodeURIComponent(id)}/boundary`;
      const answer = await fetch(path, { signal: asked.signal });
      if (!answer.ok) return;
      // Our own server, and the same build: its shape is the one of `wire`.
      const boundary = (await answer.json()) as Boundary;
      setBoundaries((known) => new Map([...known, [id, boundary]]));
    };
    for (const id of ids.split('\n')) load(id).catch(() => undefined);
    return () => asked.abort();
  }, [epoch, ids]);
  return boundaries;
}
