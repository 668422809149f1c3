import type { HourNumber } from '../model/instant.ts';

/** Hours that are kept in the ring: what is judged looks back on fewer. */
const CAPACITY = 1024;
/** Stands for "there is a reading, and it does not count": values are finite, and NaN stands for "none". */
const DOES_NOT_COUNT = Infinity;

/**
 * Hour means by hour. Those of a moving window are numbers in a row; the few outside it, ahead or behind, wait in a map.
 */
export class HourMeans {
  private readonly row = new Float64Array(CAPACITY).fill(Number.NaN);
  private readonly outside = new Map<HourNumber, number>();
  private base: HourNumber = Number.NaN;

  /** Sets an hour; NaN means a reading that does not count. Gives whether it took the place of another. */
  set(hour: HourNumber, value: number): boolean {
    if (Number.isNaN(this.base)) this.base = hour;
    const stored = Number.isNaN(value) ? DOES_NOT_COUNT : value;
    const at = hour - this.base;
    if (at >= 0 && at < CAPACITY) {
      const replaced = this.has(hour);
      this.row[at] = stored;
      return replaced;
    }
    const replaced = this.outside.has(hour);
    this.outside.set(hour, stored);
    return replaced;
  }

  /** Whether there is a reading for the hour, be it one that counts or not. */
  has(hour: HourNumber): boolean {
    return !Number.isNaN(this.at(hour));
  }

  /** The hour's mean; NaN when there is none that counts. */
  get(hour: HourNumber): number {
    const value = this.at(hour);
    return value === DOES_NOT_COUNT ? Number.NaN : value;
  }

  /** Forgets the hours before this one and lets the window begin there. */
  forgetBefore(hour: HourNumber): void {
    for (const key of this.outside.keys()) if (key < hour) this.outside.delete(key);
    const shift = hour - this.base;
    if (!(shift > 0)) return;
    if (shift < CAPACITY) {
      this.row.copyWithin(0, shift);
      this.row.fill(Number.NaN, CAPACITY - shift);
    } else this.row.fill(Number.NaN);
    this.base = hour;
    for (const [key, value] of this.outside) {
      if (key - hour >= CAPACITY) continue;
      this.row[key - hour] = value;
      this.outside.delete(key);
    }
  }

  private at(hour: HourNumber): number {
    const at = hour - this.base;
    if (at >= 0 && at < CAPACITY) return this.row[at] ?? Number.NaN;
    return this.outside.get(hour) ?? Number.NaN;
  }
}
