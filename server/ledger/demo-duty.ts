import { concatMap, EMPTY, filter, merge, mergeMap, share, takeWhile, type Observable } from 'rxjs';
import { duesOf, localInstantIn, openSteps, rolesOf, type CaseCommand } from '../cases/index.ts';
import type { Case } from '../model/case.ts';
import { HOUR_MS, MINUTE_MS, type Clock } from '../model/instant.ts';
import type { Role } from '../model/procedure.ts';
import type { Region } from '../pipeline/region.ts';
import type { AlarmDesk } from './alarm-desk.ts';
import type { CaseDesk } from './case-desk.ts';

/** How long the scripted staff takes to answer, in event time. */
const ANSWERS_AFTER_MS = 20 * MINUTE_MS;
/** Measures and reports are done this long before they are due. */
const AHEAD_MS = HOUR_MS;
/** What is done to one case at one moment at most. */
const MOST_A_TICK = 20;
/** What happened this shortly before the present is left for the newcomer. */
const LEAVES_MS = 3 * HOUR_MS;
const NAME = '演示 demo';
const NOTE = '演示：按预案处置 / demo: handled by the plan';

/** What the scripted staff does to a case next, or null: the step that is open, what is confirmed, ticked or reported. */
function nextOf(of: Case, zone: string, now: number): { readonly role: Role; readonly what: CaseCommand } | null {
  const last = of.log.at(-1)?.at ?? of.openedAt;
  const [step] = of.round === null ? [] : openSteps(of, of.round);
  if (step !== undefined && now - last >= ANSWERS_AFTER_MS) {
    const missing = of.round?.to === 'none' ? of.confirm.findIndex((_, i) => !of.confirmed.includes(i)) : -1;
    if (missing >= 0) return { role: 'office', what: { kind: 'confirm', item: missing } };
    const [role] = rolesOf(step, of.starter);
    if (role !== undefined) return { role, what: { kind: 'step', step: step.id } };
  }
  for (const due of duesOf(of, zone, localInstantIn(zone))) {
    const [role] = due.roles;
    if (due.at - now > AHEAD_MS || role === undefined) continue;
    if (due.kind === 'report') return { role, what: { kind: 'report', report: due.id } };
    if (due.kind === 'measure' && due.unit !== null) {
      return { role, what: { kind: 'measure', measure: due.id, unit: due.unit, file: null } };
    }
  }
  return null;
}

/**
 * Scripted staff of the demo: while it runs through its past, alarms are acknowledged and cases carried on after a while,
 * so that a newcomer finds the present as a real shift would leave it. Ends at `until` (epoch ms).
 */
export function dutyStaff(options: {
  readonly regions: readonly Region[];
  readonly desk: AlarmDesk;
  readonly cases: CaseDesk;
  readonly clock: Clock;
  readonly until: number;
  readonly tick$: Observable<unknown>;
}): Observable<unknown> {
  const { regions, desk, cases, clock, until, tick$ } = options;
  const past$ = tick$.pipe(
    takeWhile(() => clock.now() < until),
    filter(() => clock.now() < until - LEAVES_MS),
    share(),
  );
  const alarms$ = past$.pipe(
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
  const cases$ = past$.pipe(
    concatMap(() =>
      regions.flatMap((region) => region.cases.openCases().map((of) => ({ of, zone: region.jurisdiction.timezone }))),
    ),
    concatMap(async ({ of, zone }) => {
      const { id } = of;
      for (let done = 0; done < MOST_A_TICK; done += 1) {
        const now = regions.find((region) => region.cases.get(id) !== null)?.cases.get(id) ?? null;
        const next = now === null ? null : nextOf(now, zone, clock.now());
        if (now === null || next === null) return;
        const by = { name: NAME, role: next.role };
        const answer = await cases.act({ id, revision: now.revision, by, note: NOTE, what: next.what });
        if (!answer.ok) return;
      }
    }),
  );
  return merge(alarms$, cases$);
}
