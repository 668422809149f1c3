import type { DrillEpisode, DrillSpeed } from '../../server/model/drill.ts';
import type { WireDrill } from '../../server/wire/drill.ts';
import { ask } from '../session/account.ts';

// Our own server, and the same build: the shapes are those of `wire`. All of these reject with a `SignInRefused`.

/** All drills, the newest first; also those that are over. */
export const fetchDrills = async (): Promise<readonly WireDrill[]> =>
  (await ask('/api/drills', 'GET')) as readonly WireDrill[];

/** Begins a drill. Resolves when its world is there to be joined. */
export const startDrill = async (drill: {
  readonly jurisdiction: string;
  readonly episode: DrillEpisode;
  readonly speed: DrillSpeed;
  readonly title: string;
  readonly sends: boolean;
}): Promise<WireDrill> => (await ask('/api/drills', 'POST', drill)) as WireDrill;

/** What can be changed while a drill goes on. */
export interface DrillChange {
  readonly speed?: DrillSpeed;
  readonly state?: WireDrill['state'];
}

/** Moves a drill on. */
export const changeDrill = async (id: string, change: DrillChange): Promise<WireDrill> =>
  (await ask(`/api/drills/${encodeURIComponent(id)}`, 'PATCH', change)) as WireDrill;
