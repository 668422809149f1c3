/** What moves often, merged once for all screens: readings and trend lines, the newest of each. */
import type { ReadingRow, Trends } from '../wire/shapes.ts';

/** Most series that wait or are remembered; beyond that new ones are left out until there is room again. */
const MAX_SERIES = 50_000;

/** What one message to some screens holds. */
export interface Sending {
  readonly rows: ReadingRow[];
  readonly trends: readonly Trends[];
  /** The screens that it is for; null means all of them but those in `except`. */
  readonly to: ReadonlySet<string> | null;
  readonly except: ReadonlySet<string>;
}

/**
 * Collects what moves and hands it out step by step. A screen that is not ready is passed over and gets, once it is, the
 * newest of everything that it missed: a slow screen gets fewer messages, never older values, and no series is lost to it.
 */
export interface Pace {
  add(rows: readonly ReadingRow[]): void;
  addTrends(trends: Trends): void;
  /** What is to be sent now. `screens` are the ids of all that watch. */
  step(screens: Iterable<string>, isReady: (id: string) => boolean): Sending[];
  /** Forgets everything, what it has seen included. */
  reset(): void;
}

/** The newest of each series and each line. */
class Batch {
  readonly #rows = new Map<string, Map<string, ReadingRow>>();
  readonly #trends = new Map<string, Trends>();
  #count = 0;

  put(row: ReadingRow): void {
    const [source, metric] = row;
    let bySource = this.#rows.get(source);
    if (bySource === undefined) this.#rows.set(source, (bySource = new Map()));
    if (!bySource.has(metric)) {
      if (this.#count >= MAX_SERIES) return;
      this.#count++;
    }
    bySource.set(metric, row);
  }

  putTrends(trends: Trends): void {
    this.#trends.set(trends.jurisdiction, trends);
  }

  putAll(other: Batch): void {
    for (const row of other.rows()) this.put(row);
    for (const trends of other.trends()) this.putTrends(trends);
  }

  get isEmpty(): boolean {
    return this.#count === 0 && this.#trends.size === 0;
  }

  rows(): ReadingRow[] {
    return [...this.#rows.values()].flatMap((byMetric) => [...byMetric.values()]);
  }

  trends(): readonly Trends[] {
    return [...this.#trends.values()];
  }
}

const NOBODY: ReadonlySet<string> = new Set();

export function createPace(): Pace {
  let waiting = new Batch();
  /** What the screens that are behind have missed; null when none is. */
  let missed: Batch | null = null;
  let behind: ReadonlySet<string> = NOBODY;
  /** Time of the newest row of each series. */
  const newest = new Map<string, Map<string, number>>();
  let known = 0;

  return {
    add(rows) {
      for (const row of rows) {
        const [source, metric, time] = row;
        let times = newest.get(source);
        if (times === undefined) newest.set(source, (times = new Map()));
        const last = times.get(metric);
        if (last !== undefined && time < last) continue;
        if (last === undefined && ++known > MAX_SERIES) {
          newest.clear();
          known = 0;
        } else times.set(metric, time);
        waiting.put(row);
      }
    },
    addTrends(trends) {
      waiting.putTrends(trends);
    },
    step(screens, isReady) {
      const batch = waiting;
      if (batch.isEmpty && behind.size === 0) return [];
      waiting = new Batch();
      const nowBehind = new Set<string>();
      const caughtUp = new Set<string>();
      for (const id of screens) {
        if (!isReady(id)) {
          if (behind.has(id) || !batch.isEmpty) nowBehind.add(id);
        } else if (behind.has(id)) caughtUp.add(id);
      }
      if (missed !== null || nowBehind.size > 0) {
        missed ??= new Batch();
        missed.putAll(batch);
      }
      const sendings: Sending[] = [];
      if (!batch.isEmpty) {
        const except = nowBehind.size + caughtUp.size === 0 ? NOBODY : new Set([...nowBehind, ...caughtUp]);
        sendings.push({ rows: batch.rows(), trends: batch.trends(), to: null, except });
      }
      if (caughtUp.size > 0 && missed !== null) {
        sendings.push({ rows: missed.rows(), trends: missed.trends(), to: caughtUp, except: NOBODY });
      }
      behind = nowBehind;
      if (behind.size === 0) missed = null;
      return sendings;
    },
    reset() {
      waiting = new Batch();
      missed = null;
      behind = NOBODY;
      newest.clear();
      known = 0;
    },
  };
}
