/**
 * The world that a page stands in: the live one, or that of a drill. The address says which, and says so for as long as
 * the page is loaded: another world is another load of the page.
 */

export type World =
  | { readonly kind: 'live'; readonly base: '' }
  | {
      readonly kind: 'drill';
      readonly id: string;
      /** What all addresses of its pages begin with. */
      readonly base: string;
    };

export const LIVE: World = { kind: 'live', base: '' };

/** The world of the pages of a drill. */
export const drillWorld = (id: string): World => ({ kind: 'drill', id, base: `/drills/${id}` });

/** The world of an address (its path): `/drills/ID` and everything under it is the drill's; `/drills` alone is live. */
export function worldOf(pathname: string): World {
  const id = /^\/drills\/([\w-]+)(?:\/|$)/.exec(pathname)?.[1];
  return id === undefined ? LIVE : drillWorld(id);
}

/** The world of the page that this runs in. */
export const worldHere = (): World => worldOf(location.pathname);

/**
 * Where the server answers for a world: `/warnings` is `/api/warnings` live, and `/api/drills/ID/warnings` in a drill.
 * What all worlds share (sessions, accounts, walls, replays, the list of drills) is under `/api/` itself.
 */
export const apiPath = (path: `/${string}`, world: World = worldHere()): string => `/api${world.base}${path}`;

/** The path of a page within its world: `/console` live and in a drill. */
export const pathInWorld = (pathname: string): string => pathname.slice(worldOf(pathname).base.length) || '/';

/** The live page that is most like a page of a drill. What was chosen there has no counterpart and is left behind. */
export function liveAddress(pathname: string): string {
  const [, page = ''] = pathInWorld(pathname).split('/');
  if (page === 'papers') return '/cases';
  return `/${page}`;
}
