import type { Clock } from '../model/instant.ts';

/** The clock of the demo: it runs ahead through the story's past, then goes on from the present. */
export interface DemoClock extends Clock {
  /** The present of the story, epoch ms: where running ahead ends. */
  readonly present: number;
  /** Event seconds per wall second now. */
  speed(): number;
  /** Where the clock should be by now; it gets there with `reach`, when the feed has delivered up to it. */
  target(): number;
  /** The feed has delivered everything up to this instant. */
  reach(instant: number): void;
}

/**
 * A clock that starts `leadMs` before the present and catches up with it in `catchUpMs` of wall time, then runs at
 * `speed`. It moves only as far as the feed has delivered, so that nothing looks stale while it runs ahead.
 */
export function createDemoClock(options: {
  readonly wall: Clock;
  readonly leadMs: number;
  readonly catchUpMs: number;
  readonly speed: number;
}): DemoClock {
  const { wall, leadMs, catchUpMs, speed } = options;
  const startedAt = wall.now();
  const present = startedAt + (leadMs > 0 ? catchUpMs : 0);
  const ahead = leadMs > 0 ? leadMs / catchUpMs : 1;
  let reached = present - leadMs;
  const target = (): number => {
    const now = wall.now();
    return now < present ? present - (present - now) * ahead : present + (now - present) * speed;
  };
  return {
    present,
    now: () => reached,
    speed: () => (reached < present ? ahead : speed),
    target,
    reach: (instant) => {
      reached = Math.max(reached, instant);
    },
  };
}

/** A clock of the present, for a demo without a feed of its own. */
export const realTimeClock = (wall: Clock): DemoClock => ({
  present: wall.now(),
  now: () => wall.now(),
  speed: () => 1,
  target: () => wall.now(),
  reach: () => undefined,
});
