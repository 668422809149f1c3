/** A case by the plans in `thresholds/`, for tests. */
import { join } from 'node:path';
import { stepCase } from '../../server/cases/index.ts';
import type { Case, CaseEvent, CaseMeasure, RoundStart } from '../../server/model/case.ts';
import type { Level } from '../../server/model/level.ts';
import type { Plan } from '../../server/model/plan.ts';
import type { Action, Evidence } from '../../server/model/verdict.ts';
import { loadThresholds } from '../../server/plans/load.ts';
import { bulletinsOf, type Bulletin, type BulletinContext } from '../../server/notify/bulletin.ts';

const loaded = loadThresholds({ root: join(import.meta.dirname, '../../thresholds') });
if (!loaded.ok) throw new Error('the thresholds cannot be read');
export const { plans, jurisdictions, standards } = loaded.value;

/** 2026-01-10 08:00 in Asia/Shanghai. */
export const START = Date.parse('2026-01-10T00:00:00Z');
const HOUR = 3_600_000;

/** A context of bulletins. */
export function contextOf(plan: string, jurisdiction: string, standing: Bulletin['standing'] = 'actual') {
  const found = { plan: plans.get(plan), jurisdiction: jurisdictions.find(({ id }) => id === jurisdiction) };
  if (found.plan === undefined || found.jurisdiction === undefined) throw new Error(`${plan} in ${jurisdiction}`);
  return { plan: found.plan, jurisdiction: found.jurisdiction, standards, standing } satisfies BulletinContext;
}

/** Forecast hours with these AQI values, from an hour after the start on. */
export const aqiEvidence = (values: readonly number[], clause = '3.1'): Evidence => ({
  clause,
  summary: { zh: `连续 ${values.length} 小时`, en: `${values.length} h in a row` },
  window: { from: START + 24 * HOUR, to: START + (24 + values.length) * HOUR },
  unit: 'AQI',
  thresholds: [],
  values: values.map((value, i) => [START + (24 + i) * HOUR, value, 'forecast'] as const),
  missing: 0,
  facts: {},
});

export interface Stage {
  readonly to: Level;
  readonly action?: Action;
  readonly evidence?: readonly Evidence[];
}

/** The events of a case in which each stage is put in force an hour after the one before. */
export function eventsOf(id: string, plan: Plan, subject: string, stages: readonly Stage[]): CaseEvent[] {
  const by = { name: '某人', role: 'commander' } as const;
  const events: CaseEvent[] = [];
  stages.forEach(({ to, action = 'start', evidence = [] }, i) => {
    const at = START + i * HOUR;
    const step = { id: 'publish', act: 'publish', by: ['office'], within: null, clause: '', text: { zh: '', en: '' } };
    const round = {
      action,
      to,
      origin: { kind: 'proposal', reason: '' },
      steps: [step],
      evidence,
      by: null,
    } as RoundStart;
    events.push(
      i === 0
        ? { kind: 'case-opened', id, at, plan: plan.id, edition: '', subject, round }
        : { kind: 'case-round', id, at, round },
    );
    const measures = plan.measures.flatMap(({ id: measure, levels, group, text, dailyAt }): CaseMeasure[] => {
      const clause = to === 'none' ? undefined : levels[to];
      return clause === undefined ? [] : [{ id: measure, unit: 'x', group, clause, text, withinMs: null, dailyAt }];
    });
    const effect = { level: to, measures, reporting: [], confirm: [] };
    events.push({ kind: 'case-step', id, at: at + 60_000, step: 'publish', by, note: null, condition: to, effect });
  });
  return events;
}

/** The fold of events. */
export function foldCase(events: readonly CaseEvent[]): Case {
  let of: Case | null = null;
  for (const event of events) of = stepCase(of, event);
  if (of === null) throw new Error('no events');
  return of;
}

/** Bulletins of the heavy pollution plan in Yangquan. */
export function pollutionBulletins(stages: readonly Stage[], id = 'w-yangquan-a-1', standing?: Bulletin['standing']) {
  const context = contextOf('yangquan-heavy-pollution', 'yangquan', standing);
  return bulletinsOf(foldCase(eventsOf(id, context.plan, 'yangquan', stages)), context);
}

/** One bulletin of its own case. */
export function oneBulletin(id = 'w-yangquan-a-1'): Bulletin {
  const [bulletin] = pollutionBulletins([{ to: 'III', evidence: [aqiEvidence([210, 260])] }], id);
  if (bulletin === undefined) throw new Error('no bulletin');
  return bulletin;
}
