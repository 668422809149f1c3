import { describe, expect, it } from 'vitest';
import { createDrawQueue } from './draw-queue.ts';

function harness() {
  let now = 0;
  const jobs: { at: number; work: () => void }[] = [];
  const drawn: string[] = [];
  const queue = createDrawQueue({
    everyMs: 500,
    nowMs: () => now,
    later: (work, delayMs) => jobs.push({ at: now + delayMs, work }),
  });
  return {
    drawn,
    queue,
    draw: (key: string, mark = key) => queue.request(key, () => drawn.push(mark)),
    /** Runs the tasks up to a time; gives how many ran. */
    runUntil: (end: number): number => {
      let ran = 0;
      for (;;) {
        const next = jobs.toSorted((a, b) => a.at - b.at)[0];
        if (next === undefined || next.at > end) break;
        jobs.splice(jobs.indexOf(next), 1);
        now = Math.max(now, next.at);
        next.work();
        ran += 1;
      }
      now = end;
      return ran;
    },
  };
}

describe('the draw queue', () => {
  it('draws one chart a task', () => {
    const { drawn, draw, runUntil } = harness();
    draw('a');
    draw('b');
    expect(runUntil(0)).toBe(2);
    expect(drawn).toEqual(['a', 'b']);
  });

  it('draws a chart at most twice a second, and then its newest picture', () => {
    const { drawn, draw, runUntil } = harness();
    draw('a', 'first');
    runUntil(0);
    draw('a', 'second');
    draw('a', 'third');
    runUntil(499);
    expect(drawn).toEqual(['first']);
    runUntil(500);
    expect(drawn).toEqual(['first', 'third']);
  });

  it('forgets a chart that has gone', () => {
    const { drawn, draw, queue, runUntil } = harness();
    draw('a');
    queue.cancel('a');
    runUntil(1000);
    expect(drawn).toEqual([]);
  });
});
