/** Drills on the wire: what is asked of them, and how they are seen. */
import { z } from 'zod';
import { DRILL_EPISODES, DRILL_SPEEDS, type DrillEpisode, type DrillSpeed } from '../model/drill.ts';

export { DRILL_EPISODES, DRILL_SPEEDS, type DrillEpisode, type DrillSpeed };

const speed = z.union(DRILL_SPEEDS.map((each) => z.literal(each)));

/** Begins a drill. */
export const drillCreateSchema = z.strictObject({
  jurisdiction: z.string().min(1).max(128),
  episode: z.enum(DRILL_EPISODES),
  speed,
  title: z.string().trim().min(1).max(60),
  /** Whether its messages go to those whom the settings name, marked as an exercise. */
  sends: z.boolean(),
});

/** Moves a drill on. An ended one cannot be moved. */
export const drillChangeSchema = z
  .strictObject({ speed: speed.optional(), state: z.enum(['running', 'paused', 'ended']).optional() })
  .refine((change) => change.speed !== undefined || change.state !== undefined, { error: 'expected speed or state' });

/** A drill (演练): a world of its own, beside the live one, in which people practise on a simulated feed. */
export interface WireDrill {
  readonly id: string;
  readonly jurisdiction: string;
  readonly title: string;
  readonly episode: DrillEpisode;
  readonly state: 'running' | 'paused' | 'ended';
  readonly speed: number;
  readonly sends: boolean;
  /** Time of the room, ISO 8601. */
  readonly startedAt: string;
  readonly startedBy: string;
  /** Event time at which the drill begins; what is before it is its history, ISO 8601. */
  readonly beginsAt: string;
  /** Event time at which the drill ended, ISO 8601. */
  readonly endedAt: string | null;
  /** null: still running, or nobody ended it. */
  readonly endedBy: string | null;
  /** What people should know of it beyond that, such as that the program was stopped in its middle. */
  readonly detail: { readonly zh: string; readonly en: string } | null;
}
