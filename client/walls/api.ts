import type { WireWall } from '../../server/wire/shapes.ts';
import type { WallLayout, WireLayout } from '../../server/wire/walls.ts';
import { ask } from '../session/account.ts';

// Our own server, and the same build: the shapes are those of `wire`. All of these reject with a `SignInRefused`.

/** All layouts. */
export const fetchLayouts = async (): Promise<readonly WireLayout[]> =>
  (await ask('/api/wall-layouts', 'GET')) as readonly WireLayout[];

/** The walls with an address of their own; none for whoever does not look after all of them. */
export const fetchWalls = async (): Promise<readonly WireWall[]> =>
  ((await ask('/api/accounts', 'GET')) as { walls: readonly WireWall[] }).walls;

/** Saves a layout over the revision that was seen; 0 for a new one. Refused with `stale-revision` when somebody else saved. */
export const saveLayout = async (id: string, revision: number, layout: WallLayout): Promise<WireLayout> =>
  (await ask(`/api/wall-layouts/${encodeURIComponent(id)}`, 'PUT', { revision, layout })) as WireLayout;

/** Takes a layout away. */
export const removeLayout = async ({ id, revision }: Pick<WireLayout, 'id' | 'revision'>): Promise<void> => {
  await ask(`/api/wall-layouts/${encodeURIComponent(id)}?revision=${revision}`, 'DELETE');
};
