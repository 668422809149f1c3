import { setTimeout as wait } from 'node:timers/promises';

const STEP_MS = 20;

/**
 * Asks again and again until there is an answer other than null, and gives it.
 * @throws Error (rejects) when there is none within `withinMs` (60 s), and whatever `ask` throws.
 */
export async function waitUntil<T>(
  what: string,
  ask: () => T | null | Promise<T | null>,
  withinMs = 60_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await wait(STEP_MS);
  }
}
