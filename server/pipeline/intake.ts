import { Subject, type Observable } from 'rxjs';
import type { Reading } from '../model/reading.ts';
import { checkReadings } from './check.ts';

/** Readings that wait for the disk at most; beyond it a batch is refused whole. */
const MAX_PENDING = 500_000;

/** One reading of a batch that was not taken. `index` counts from 0 in the batch as it came. */
export interface Rejected {
  readonly index: number;
  readonly reason: string;
}

/** `ok: false` means that nothing was taken because the way in is full; try again after `retryAfterS` seconds. */
export type IntakeAnswer =
  | { readonly ok: true; readonly accepted: number; readonly rejected: readonly Rejected[] }
  | { readonly ok: false; readonly retryAfterS: number };

export interface IntakeOptions {
  /** Ids of all subjects; null takes readings of any source. */
  readonly sources: ReadonlySet<string> | null;
  /** What "now" is for the check of future times, epoch ms. */
  readonly now: () => number;
  /** Makes a batch durable; rejects when it cannot. */
  readonly append: (readings: readonly Reading[]) => Promise<unknown>;
  /** Whether a rejection of `append` means "try again later". */
  readonly isOverload: (error: unknown) => boolean;
}

/** What came in since the start. */
export interface IntakeCounts {
  accepted: number;
  rejected: number;
  refusedBatches: number;
}

/**
 * The one way in for readings: checked, made durable, then handed on in the order in which they became so.
 * A batch is answered when it is durable and handed on.
 */
export class Intake {
  private readonly subject = new Subject<readonly Reading[]>();
  private pending = 0;
  readonly counts: IntakeCounts = { accepted: 0, rejected: 0, refusedBatches: 0 };

  constructor(private readonly options: IntakeOptions) {}

  /** Batches that are durable. */
  get accepted$(): Observable<readonly Reading[]> {
    return this.subject.asObservable();
  }

  /** Rejects when the store cannot take the batch: nothing of it is promised then. */
  async accept(readings: readonly Reading[]): Promise<IntakeAnswer> {
    const { accepted, rejected } = checkReadings(readings, this.options.sources, this.options.now());
    if (this.pending + accepted.length > MAX_PENDING) return this.refuse();
    this.pending += accepted.length;
    try {
      if (accepted.length > 0) await this.options.append(accepted);
    } catch (error) {
      if (this.options.isOverload(error)) return this.refuse();
      throw error;
    } finally {
      this.pending -= accepted.length;
    }
    this.counts.accepted += accepted.length;
    this.counts.rejected += rejected.length;
    if (accepted.length > 0) this.subject.next(accepted);
    return { ok: true, accepted: accepted.length, rejected };
  }

  private refuse(): IntakeAnswer {
    this.counts.refusedBatches += 1;
    return { ok: false, retryAfterS: 1 };
  }
}
