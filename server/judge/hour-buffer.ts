import type { HourNumber } from '../model/instant.ts';

const CAPACITY = 2048;

/** One number an hour over a moving window; NaN where there is none. Keeps at least `keep` hours behind the newest. */
export class HourBuffer {
  private readonly values = new Float64Array(CAPACITY).fill(Number.NaN);
  private base: HourNumber = Number.NaN;

  constructor(private readonly keep: number) {
    if (keep >= CAPACITY) throw new RangeError('an hour buffer keeps less than its capacity');
  }

  get(hour: HourNumber): number {
    const at = hour - this.base;
    return at >= 0 && at < CAPACITY ? (this.values[at] ?? Number.NaN) : Number.NaN;
  }

  /** Sets an hour; one older than the window is left out. */
  set(hour: HourNumber, value: number): void {
    if (Number.isNaN(this.base)) this.base = hour - this.keep;
    let at = hour - this.base;
    if (at < 0) return;
    if (at >= CAPACITY) {
      const base = hour - this.keep;
      const shift = base - this.base;
      if (shift >= CAPACITY) this.values.fill(Number.NaN);
      else {
        this.values.copyWithin(0, shift);
        this.values.fill(Number.NaN, CAPACITY - shift);
      }
      this.base = base;
      at = hour - base;
    }
    this.values[at] = value;
  }

  /** Copies the hours `[from, from + count)` to the start of `target`. */
  copyTo(target: Float64Array, from: HourNumber, count: number): void {
    const start = from - this.base;
    if (start >= 0 && start + count <= CAPACITY) {
      target.set(this.values.subarray(start, start + count));
      return;
    }
    for (let i = 0; i < count; i += 1) target[i] = this.get(from + i);
  }
}
