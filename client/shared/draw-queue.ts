/** Lets charts draw one after the other, each in a task of its own and not too often, so that no task grows long. */
export interface DrawQueue {
  /** Draws when it is this key's turn; a newer request of the same key replaces the waiting one. */
  readonly request: (key: string, draw: () => void) => void;
  readonly cancel: (key: string) => void;
}

export interface DrawQueueTiming {
  /** Least time between two drawings of one key. */
  readonly everyMs: number;
  readonly nowMs: () => number;
  readonly later: (work: () => void, delayMs: number) => void;
}

/** A queue that draws the one that has waited longest first. */
export function createDrawQueue(timing: DrawQueueTiming): DrawQueue {
  const waiting = new Map<string, () => void>();
  const drawnMs = new Map<string, number>();
  let isScheduled = false;
  const dueMs = (key: string): number => (drawnMs.get(key) ?? Number.NEGATIVE_INFINITY) + timing.everyMs;

  const schedule = (): void => {
    if (isScheduled || waiting.size === 0) return;
    isScheduled = true;
    const soonest = Math.min(...[...waiting.keys()].map(dueMs));
    timing.later(step, Math.max(0, soonest - timing.nowMs()));
  };
  const step = (): void => {
    isScheduled = false;
    const now = timing.nowMs();
    for (const [key, draw] of waiting) {
      if (dueMs(key) > now) continue;
      waiting.delete(key);
      drawnMs.set(key, now);
      draw();
      break;
    }
    schedule();
  };
  return {
    request: (key, draw) => {
      waiting.set(key, draw);
      schedule();
    },
    cancel: (key) => {
      waiting.delete(key);
      drawnMs.delete(key);
    },
  };
}
