/** A clock that is moved by hand, with the work that waits for it. */
import type { Clock } from '../../server/model/instant.ts';

export class ManualTimers implements Clock {
  private waiting: { at: number; work: () => void }[] = [];

  constructor(private instant = 1_768_003_200_000) {}

  now(): number {
    return this.instant;
  }

  readonly after = (ms: number, work: () => void): (() => void) => {
    const entry = { at: this.instant + ms, work };
    this.waiting.push(entry);
    return () => {
      this.waiting = this.waiting.filter((each) => each !== entry);
    };
  };

  /** When the next work is due, or null. */
  next(): number | null {
    return this.waiting.length === 0 ? null : Math.min(...this.waiting.map(({ at }) => at));
  }

  /** Goes on so far; work is done at its time. */
  advance(ms: number): void {
    const end = this.instant + ms;
    for (let at = this.next(); at !== null && at <= end; at = this.next()) {
      this.instant = Math.max(this.instant, at);
      const due = this.waiting.filter((each) => each.at <= this.instant);
      this.waiting = this.waiting.filter((each) => !due.includes(each));
      for (const { work } of due) work();
    }
    this.instant = end;
  }
}
