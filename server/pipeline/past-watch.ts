import { alarmKey, noteReading, qualityOf, type Delays, type SeriesWatch } from '../judge/index.ts';
import type { Reading } from '../model/reading.ts';

/** A series under the watchdog, and what a reading of it without a period covers. */
export interface Watched {
  readonly watch: SeriesWatch;
  readonly intervalMs: number;
}

export interface PastWatchOptions {
  readonly jurisdiction: string;
  /** From when on it must be known how data stood, epoch ms: the longest delay before the restart. */
  readonly from: number;
  /** A watch over the series of a reading; null when its source is none of ours. */
  readonly begin: (reading: Reading) => Watched | null;
}

/** The watchdog looks with each tick of a second; of a long stretch not more often than this in all. */
const STEP_MS = 1000;
const MOST_STEPS = 3600;

/**
 * How data stood before a restart. A delay that was under way is nowhere on record, but what it waited for is: the readings,
 * and when each of them was received. They are gone through once more, in that order, from the longest delay ago.
 */
export class PastWatch {
  private readonly series = new Map<string, Watched>();
  /** What was received from then on. */
  private readonly later: Reading[] = [];

  constructor(private readonly options: PastWatchOptions) {}

  /** Takes a stored reading; in any order. */
  take(reading: Reading): void {
    if (reading.receivedAt < this.options.from) this.note(reading);
    else this.later.push(reading);
  }

  /**
   * Tells delays what has been turning since when: what is wrong with data and stands as no alarm, or stands and is wrong no
   * more. `standing`: the keys of the alarms that stand; `now`: epoch ms, event time.
   */
  tell(delays: Delays, standing: ReadonlySet<string>, now: number): void {
    const { from, jurisdiction } = this.options;
    const step = Math.max(STEP_MS, (now - from) / MOST_STEPS);
    const later = this.later.toSorted((a, b) => a.receivedAt - b.receivedAt);
    let next = 0;
    for (let at = from; at < now; at += step) {
      for (let reading = later[next]; reading !== undefined && reading.receivedAt <= at; reading = later[next]) {
        this.note(reading);
        next += 1;
      }
      const watches = [...this.series.values()].map(({ watch }) => watch);
      const wrong = new Set(qualityOf(watches, jurisdiction, at).map((each) => alarmKey({ plan: null, ...each })));
      const turning = [...wrong, ...standing].filter((key) => wrong.has(key) !== standing.has(key));
      delays.sawTurning(new Set(turning), at);
    }
  }

  private note(reading: Reading): void {
    const key = `${reading.source} ${reading.metric}`;
    const series = this.series.get(key) ?? this.options.begin(reading);
    if (series === null) return;
    this.series.set(key, series);
    noteReading(series.watch, reading, series.intervalMs);
  }
}
