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
  /** From now on this many event seconds per wall second, once the present is reached; 0 stands still. */
  setSpeed(speed: number): void;
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
  /** Since when, and from which event time, the clock runs as it does beyond the present. */
  let beyond = { wall: present, event: present, speed };
  const target = (): number => {
    const now = wall.now();
    return now < present ? present - (present - now) * ahead : beyond.event + (now - beyond.wall) * beyond.speed;
  };
  return {
    present,
    now: () => reached,
    speed: () => (reached < present ? ahead : beyond.speed),
    target,
    reach: (instant) => {
      reached = Math.max(reached, instant);
    },
    setSpeed: (next) => {
      beyond = { wall: Math.max(present, wall.now()), event: Math.max(present, target()), speed: next };
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
  setSpeed: () => undefined,
});

/** A clock that stands still: what is over is only looked at. */
export const stoppedClock = (instant: number): DemoClock => ({
  present: instant,
  now: () => instant,
  speed: () => 0,
  target: () => instant,
  reach: () => undefined,
  setSpeed: () => undefined,
});
