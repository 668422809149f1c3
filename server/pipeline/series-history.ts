import { MINUTE_MS } from '../model/instant.ts';

const BUCKET_MS = 15 * MINUTE_MS;
/** A week. */
const BUCKETS = (7 * 24 * 60) / 15;

/** Means of a series over quarters of an hour, the newest week of them. */
export class SeriesHistory {
  private readonly buckets = new Map<number, { sum: number; count: number }>();
  private newest = -Infinity;

  take(time: number, value: number): void {
    const number = Math.floor(time / BUCKET_MS);
    if (number <= this.newest - BUCKETS) return;
    const bucket = this.buckets.get(number);
    if (bucket === undefined) this.buckets.set(number, { sum: value, count: 1 });
    else {
      bucket.sum += value;
      bucket.count += 1;
    }
    if (number <= this.newest) return;
    this.newest = number;
    for (const old of this.buckets.keys()) if (old <= number - BUCKETS) this.buckets.delete(old);
  }

  /** Means from an instant on, ascending: `[middle of the quarter, mean]`; every `step`-th quarter. */
  points(from: number, step = 1): [number, number][] {
    const rows: [number, number][] = [];
    for (const [number, bucket] of this.buckets) {
      if (number * BUCKET_MS < from || (number % step !== 0 && number !== this.newest)) continue;
      rows.push([(number + 0.5) * BUCKET_MS, bucket.sum / bucket.count]);
    }
    return rows.toSorted((a, b) => a[0] - b[0]);
  }
}
