/** How the parts of the program stand: in words for people, in numbers for Prometheus. */
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { DemoClock } from './feeds/demo-clock.ts';
import { toIso, type Clock } from './model/instant.ts';
import type { IntakeCounts } from './pipeline/intake.ts';
import type { Region } from './pipeline/region.ts';
import type { Readings } from './store/open.ts';
import type { WireHealth } from './wire/shapes.ts';

/** A feed this far behind its clock is said to be late, s. */
const LATE_FEED_S = 5;

export interface Observed {
  /** By what they are called in front of the name of a part; empty for the one that is judged from. */
  readonly stores: readonly (readonly [name: string, readings: Readings])[];
  /** Name of the store behind all of them. */
  readonly storeName: string;
  /** The clock that the simulated feed drives; null without that feed. */
  readonly simulated: DemoClock | null;
  /** What the judge could not take back at the start; null when it stands where it stood. */
  readonly restoredWithout: { readonly zh: string; readonly en: string } | null;
  readonly wall: Clock;
}

/** Each part now. A store that is away holds nothing up while its journal takes readings: that is degraded, not down. */
export function healthParts({ stores, storeName, simulated, restoredWithout, wall }: Observed): WireHealth[] {
  const since = toIso(wall.now());
  const stored = (name: string, { store, journal }: Readings): WireHealth => {
    const { state, since: began, detail } = store.health();
    const holdsUp = state === 'down' && journal.state().failure !== null;
    return {
      part: name === '' ? 'store' : name,
      state: state === 'down' && !holdsUp ? 'degraded' : state,
      since: toIso(began),
      detail: `${storeName} ${detail.zh} / ${storeName}: ${detail.en}`,
    };
  };
  const written = (name: string, { journal }: Readings): WireHealth => {
    const { failure } = journal.state();
    return {
      part: `${name} journal`.trim(),
      state: failure === null ? 'ok' : 'down',
      since,
      detail: failure?.message ?? 'ok',
    };
  };
  const parts: WireHealth[] = [
    ...stores.flatMap(([name, readings]) => [stored(name, readings), written(name, readings)]),
    // An event that cannot be written ends the program.
    { part: 'ledger', state: 'ok', since, detail: 'ok' },
  ];
  if (restoredWithout !== null) {
    const detail = `${restoredWithout.zh} / ${restoredWithout.en}`;
    parts.push({ part: 'judge', state: 'degraded', since, detail });
  }
  if (simulated !== null) {
    const lagS = Math.round((simulated.target() - simulated.now()) / 1000 / simulated.speed());
    const isLate = lagS > LATE_FEED_S;
    const detail = isLate ? `落后 ${lagS} s / ${lagS} s behind` : 'ok';
    parts.push({ part: 'feed simulated', state: isLate ? 'degraded' : 'ok', since, detail });
  }
  return parts;
}

/** The registry that the ways in and the gateway add theirs to. */
export function createMetrics(options: {
  readonly live: Readings;
  readonly archive: Readings;
  readonly counts: IntakeCounts;
  readonly regions: readonly Region[];
}): Registry {
  const { live, archive, counts, regions } = options;
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  new Gauge({
    name: 'wanglou_store_lag_bytes',
    help: 'Bytes of the journal that are not in the store yet',
    labelNames: ['store'],
    registers: [metrics],
    collect() {
      for (const [store, { journal, store: of }] of Object.entries({ live, archive })) {
        this.set({ store }, journal.durable() - of.drained());
      }
    },
  });
  new Gauge({
    name: 'wanglou_intake_readings',
    help: 'Readings since the start, by what became of them',
    labelNames: ['outcome'],
    registers: [metrics],
    collect() {
      this.set({ outcome: 'accepted' }, counts.accepted);
      this.set({ outcome: 'rejected' }, counts.rejected);
    },
  });
  new Gauge({
    name: 'wanglou_intake_refused_batches',
    help: 'Batches since the start that were refused whole because the way in was full',
    registers: [metrics],
    collect() {
      this.set(counts.refusedBatches);
    },
  });
  new Gauge({
    name: 'wanglou_judge_readings',
    help: 'Air readings since the start that took the place of another, or were too old to be judged',
    labelNames: ['outcome', 'jurisdiction'],
    registers: [metrics],
    collect() {
      for (const { jurisdiction, judge } of regions) {
        this.set({ outcome: 'duplicate', jurisdiction: jurisdiction.id }, judge.counts.duplicates);
        this.set({ outcome: 'too-old', jurisdiction: jurisdiction.id }, judge.counts.tooOld);
      }
    },
  });
  return metrics;
}
