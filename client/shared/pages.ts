import type { World } from '../session/world.ts';

const PAGES = [
  'wall',
  'console',
  'cases',
  'reports',
  'handover',
  'history',
  'replay',
  'drills',
  'plans',
  'feeds',
] as const;

/** A page of the navigation: the path that it has, and the key of its words. */
export type PageName = (typeof PAGES)[number];

/** What is beside the live world and no part of a drill's. */
const LIVE_ONLY: readonly PageName[] = ['replay', 'drills'];

/** The pages of a world, in the order of the navigation. */
export const pagesOf = (world: World): readonly PageName[] =>
  world.kind === 'live' ? PAGES : PAGES.filter((page) => !LIVE_ONLY.includes(page));
