/** How long wrong passwords keep somebody waiting. Nobody is ever shut out: the wait grows up to a bound and is forgotten. */

/** How waits grow. */
export interface DelayRule {
  /** Wrong passwords that cost nothing. */
  readonly free: number;
  /** The wait after the next one; it doubles with each. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** After this long without a try all is forgotten. */
  readonly forgetMs: number;
}

/** For an address that never signed in to the account from the device in use. */
export const STRANGER: DelayRule = { free: 3, firstMs: 2000, longestMs: 300_000, forgetMs: 86_400_000 };
/** For a device on which somebody signed in to the account before. It counts by itself, so that nobody elsewhere can slow it. */
export const KNOWN_DEVICE: DelayRule = { free: 5, firstMs: 1000, longestMs: 30_000, forgetMs: 3_600_000 };

/** Tries that did not succeed, and when the last one began, epoch ms. */
export interface Tries {
  readonly count: number;
  readonly lastAt: number;
}

/** ms until the next try is taken; 0 for now. */
export function waitOf(tries: Tries | null, at: number, rule: DelayRule): number {
  if (tries === null || tries.count < rule.free) return 0;
  const pause = Math.min(rule.longestMs, rule.firstMs * 2 ** Math.min(30, tries.count - rule.free));
  return Math.max(0, Math.min(pause, tries.lastAt + pause - at));
}

/** The tries with one more. */
export const oneMore = (tries: Tries | null, at: number, rule: DelayRule): Tries => ({
  count: tries === null || at - tries.lastAt > rule.forgetMs ? 1 : tries.count + 1,
  lastAt: at,
});

/** The tries by who makes them; of more than `max` the longest untouched are forgotten. */
export class TryBook {
  private readonly byKey = new Map<string, Tries>();

  constructor(private readonly max = 10_000) {}

  /**
   * Takes a try, or says how many ms it has to wait. A taken one counts as wrong until `forgive`: tries at the same time
   * do not slip through together.
   */
  begin(key: string, at: number, rule: DelayRule): number {
    const tries = this.byKey.get(key) ?? null;
    const wait = waitOf(tries, at, rule);
    if (wait > 0) return wait;
    this.byKey.delete(key);
    this.byKey.set(key, oneMore(tries, at, rule));
    if (this.byKey.size > this.max) {
      const [oldest] = this.byKey.keys();
      if (oldest !== undefined) this.byKey.delete(oldest);
    }
    return 0;
  }

  /** Forgets the tries of one who has shown the right password. */
  forgive(key: string): void {
    this.byKey.delete(key);
  }
}
