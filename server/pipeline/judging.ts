import { concatMap, filter, map, merge, type Observable } from 'rxjs';
import type { Reading } from '../model/reading.ts';
import type { Region, RegionEvent } from './region.ts';

/** Events of one jurisdiction that belong on record, in order. */
export interface RegionEffect {
  readonly jurisdiction: string;
  readonly events: readonly RegionEvent[];
}

export interface JudgingOptions {
  readonly regions: readonly Region[];
  /** Event time, epoch ms. */
  readonly now: () => number;
  /** Makes events durable; what it gives goes on in the order of its calls. */
  readonly record: (effect: RegionEffect) => Promise<unknown>;
}

/** Splits a batch by the jurisdictions that know its sources. */
export function splitByRegion(readings: readonly Reading[], regions: readonly Region[]): Map<Region, Reading[]> {
  const parts = new Map<Region, Reading[]>();
  for (const reading of readings) {
    for (const region of regions) {
      if (!region.knows(reading.source)) continue;
      const part = parts.get(region);
      if (part === undefined) parts.set(region, [reading]);
      else part.push(reading);
    }
  }
  return parts;
}

/**
 * From durable batches and ticks of the clock to events on record. Batches are judged when they come, in their order;
 * an effect is given once it is durable, in the order in which it was judged.
 */
export function judging(
  accepted$: Observable<readonly Reading[]>,
  tick$: Observable<unknown>,
  options: JudgingOptions,
): Observable<RegionEffect> {
  const { regions, now, record } = options;
  const fromBatches$ = accepted$.pipe(
    concatMap((readings) =>
      [...splitByRegion(readings, regions)].map(([region, part]): RegionEffect => ({
        jurisdiction: region.jurisdiction.id,
        events: region.take(part, now()),
      })),
    ),
  );
  const fromTicks$ = tick$.pipe(
    concatMap(() =>
      regions.map((region): RegionEffect => ({ jurisdiction: region.jurisdiction.id, events: region.tick(now()) })),
    ),
  );
  return merge(fromBatches$, fromTicks$).pipe(
    filter((effect) => effect.events.length > 0),
    // Recording begins at once, so that the order on record is the order of judging; what follows waits its turn.
    map(async (effect) => {
      await record(effect);
      return effect;
    }),
    concatMap((recorded) => recorded),
  );
}
