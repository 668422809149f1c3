import { useEffect, useState } from 'react';
import type { WireLayout } from '../../server/wire/walls.ts';
import { SignInRefused, ask } from '../session/account.ts';
import { useSession } from '../session/context.tsx';

/** All layouts; there are few. Our own server, and the same build: the shape is that of `wire`. Rejects when it refuses. */
const fetchLayouts = async (): Promise<readonly WireLayout[]> =>
  (await ask('/api/wall-layouts', 'GET')) as readonly WireLayout[];

/** `waiting` until the server has answered once; `none`: it has no such layout; `failed`: it could not be had so far. */
export type FoundLayout =
  | { readonly kind: 'waiting' | 'none' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'found'; readonly saved: WireLayout };

/** A layout that could not be had is asked for again after this long. */
export const LAYOUT_AGAIN_MS = 5000;

/**
 * The layout with an id, kept up to date: asked for again when somebody saved one, and after every new picture. While
 * the server is away what was there stays. null: no layout is asked for.
 */
export function useLayout(id: string | null): FoundLayout {
  const seen = useSession((state) => state.layoutsSeen);
  const [found, setFound] = useState<{ readonly of: string | null; readonly layout: FoundLayout }>({
    of: null,
    layout: { kind: 'none' },
  });
  useEffect(() => {
    let isGone = false;
    let again: ReturnType<typeof setTimeout> | undefined;
    // What was there stays; without anything the wall must not wait for ever.
    const fail = (error: unknown): void => {
      if (isGone) return;
      setFound((now) =>
        now.of === id && now.layout.kind !== 'failed' ? now : { of: id, layout: { kind: 'failed', error } },
      );
    };
    const look = (): void => {
      if (id === null) return;
      let isSettled = false;
      again = setTimeout(() => {
        if (!isSettled) fail(new SignInRefused('no-answer', 'the server did not answer', null));
        look();
      }, LAYOUT_AGAIN_MS);
      fetchLayouts().then(
        (layouts) => {
          if (isGone) return;
          clearTimeout(again);
          const saved = layouts.find((one) => one.id === id);
          setFound({ of: id, layout: saved === undefined ? { kind: 'none' } : { kind: 'found', saved } });
        },
        (error: unknown) => {
          isSettled = true;
          fail(error);
        },
      );
    };
    look();
    return () => {
      isGone = true;
      clearTimeout(again);
    };
  }, [id, seen]);
  if (id === null) return { kind: 'none' };
  return found.of === id ? found.layout : { kind: 'waiting' };
}
