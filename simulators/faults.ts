/** What goes wrong with instruments, by script: readings that stay away, stand still, jump, come late or say the wrong thing. */

interface FaultBase {
  readonly source: string;
  /** The metric that is hit; null: all of the source. */
  readonly metric: string | null;
  /** Readings with a time in `[from, to)` are hit, epoch ms. */
  readonly from: number;
  readonly to: number;
}

export type Fault =
  /** Nothing is sent, nor later. */
  | (FaultBase & { readonly kind: 'gap' })
  /** The value of `from` is sent again and again. */
  | (FaultBase & { readonly kind: 'stuck' })
  /** Values are this many times too high for a moment. */
  | (FaultBase & { readonly kind: 'spike'; readonly factor: number })
  /** Values come in another unit, this many of which make one of the right one. */
  | (FaultBase & { readonly kind: 'wrong-unit'; readonly factor: number })
  /** The line is down; the station keeps its readings and sends them all at `deliveredAt`. */
  | (FaultBase & { readonly kind: 'late'; readonly deliveredAt: number })
  /** The station's clock is this far ahead (behind when negative), ms. */
  | (FaultBase & { readonly kind: 'clock'; readonly offsetMs: number });

/** What a fault makes of one reading; null: it is not sent. */
export interface Sent {
  readonly time: number;
  readonly value: number;
  /** When it leaves the station, epoch ms. */
  readonly deliveredAt: number;
}

/** What is asked of the faults: one series at one time, sampled for the device by `valueAt`. */
export interface Measured {
  readonly source: string;
  readonly metric: string;
  /** The reading's own time, epoch ms. */
  readonly time: number;
  readonly deliveredAt: number;
  /** The value that the series has for a reading with this time. */
  readonly valueAt: (time: number) => number;
}

/** A reading as it leaves the station, through every fault that is on. */
export function sentThrough(faults: readonly Fault[], measured: Measured): Sent | null {
  const { source, metric, time } = measured;
  let sent: Sent = { time, value: Number.NaN, deliveredAt: measured.deliveredAt };
  let sampledAt = time;
  let factor = 1;
  for (const fault of faults) {
    if (fault.source !== source || (fault.metric !== null && fault.metric !== metric)) continue;
    if (time < fault.from || time >= fault.to) continue;
    switch (fault.kind) {
      case 'gap':
        return null;
      case 'stuck':
        sampledAt = fault.from;
        break;
      case 'spike':
      case 'wrong-unit':
        factor *= fault.factor;
        break;
      case 'late':
        sent = { ...sent, deliveredAt: fault.deliveredAt };
        break;
      case 'clock':
        sent = { ...sent, time: sent.time + fault.offsetMs };
        break;
    }
  }
  return { ...sent, value: measured.valueAt(sampledAt) * factor };
}
