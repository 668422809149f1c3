import { concatMap, EMPTY, filter, mergeMap, takeWhile, type Observable } from 'rxjs';
import { HOUR_MS, MINUTE_MS, type Clock } from '../model/instant.ts';
import type { Region } from '../pipeline/region.ts';
import type { AlarmDesk } from './alarm-desk.ts';

/** How long the scripted staff takes to answer, in event time. */
const ANSWERS_AFTER_MS = 20 * MINUTE_MS;
/** What happened this shortly before the present is left for the newcomer. */
const LEAVES_MS = 3 * HOUR_MS;
const NAME = '演示脚本 / demo script';
const NOTE = '演示：按预案处置 / demo: handled by the plan';

/**
 * Scripted staff of the demo: while it runs through its past, alarms are acknowledged after a while, so that a newcomer
 * finds the present as a real shift would leave it. Ends at `until` (epoch ms).
 */
export function dutyStaff(options: {
  readonly regions: readonly Region[];
  readonly desk: AlarmDesk;
  readonly clock: Clock;
  readonly until: number;
  readonly tick$: Observable<unknown>;
}): Observable<unknown> {
  const { regions, desk, clock, until, tick$ } = options;
  return tick$.pipe(
    takeWhile(() => clock.now() < until),
    filter(() => clock.now() < until - LEAVES_MS),
    concatMap(() => {
      const due = regions
        .flatMap((region) => region.alarms.openAlarms())
        .filter((alarm) => alarm.state === 'unacknowledged' || alarm.state === 'returned')
        .filter((alarm) => clock.now() - alarm.changedAt >= ANSWERS_AFTER_MS);
      if (due.length === 0) return EMPTY;
      return due;
    }),
    mergeMap((alarm) => desk.acknowledge({ id: alarm.id, revision: alarm.revision, by: NAME, note: NOTE })),
  );
}
