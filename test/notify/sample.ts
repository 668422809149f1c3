/** A case and an alarm by the plans in `thresholds/`, for tests. */
import { join } from 'node:path';
import { CaseBook, callOverdue, startRound, stepCase } from '../../server/cases/index.ts';
import { stepAlarm, type AlarmEvent } from '../../server/judge/index.ts';
import type { Alarm } from '../../server/model/alarm.ts';
import type { Case, CaseEvent, CaseMeasure, RoundStart } from '../../server/model/case.ts';
import type { Level } from '../../server/model/level.ts';
import type { Plan } from '../../server/model/plan.ts';
import type { Role } from '../../server/model/procedure.ts';
import type { Action, Evidence } from '../../server/model/verdict.ts';
import { loadThresholds } from '../../server/plans/load.ts';
import { bulletinsOf, type Bulletin, type BulletinContext } from '../../server/notify/bulletin.ts';
import { callOfAlarm, type Call } from '../../server/notify/call.ts';

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

const MINUTE = 60_000;

/** An alarm of the outage plan's county grid that nobody acknowledges: raised, raised in level, and told on at these minutes. */
export function alarmEvents(
  id: string,
  told: readonly (readonly [minute: number, to: Role, rung: number])[],
  raisedTo: { readonly minute: number; readonly level: Level } | null = null,
): AlarmEvent[] {
  const proof = {
    evidence: { ...aqiEvidence([]), summary: { zh: '减供 45 %', en: '45 % lost' }, unit: '%' },
    clause: '4.3.2',
  };
  const of = { plan: 'yangcheng-outage', rule: 'county-loss', subject: 'yc-grid', class: 'plan' } as const;
  const events: AlarmEvent[] = [
    { kind: 'alarm-raised', id, at: START, knownAt: START, level: 'II', indeterminate: false, ...proof, ...of },
    ...told.map(([minute, to, rung]): AlarmEvent => {
      return { kind: 'alarm-escalated', id, at: START + minute * MINUTE, to, rung };
    }),
  ];
  if (raisedTo !== null) {
    const at = START + raisedTo.minute * MINUTE;
    events.push({ kind: 'alarm-level', id, at, knownAt: at, level: raisedTo.level, ...proof });
  }
  return events.toSorted((a, b) => a.at - b.at);
}

/** The calls that the events of an alarm bring. */
export function callsOf(events: readonly AlarmEvent[], standing: Call['standing'] = 'actual'): Call[] {
  const context = { ...contextOf('yangcheng-outage', 'yangcheng', standing), base: '' };
  let alarm: Alarm | null = null;
  return events.flatMap((event) => {
    alarm = stepAlarm(alarm, event);
    return event.kind === 'alarm-escalated' ? (callOfAlarm(alarm, event, context) ?? []) : [];
  });
}

/** A call to the office about an alarm of its own. */
export function oneCall(id = 'a-yangcheng-1'): Call {
  const [call] = callsOf(alarmEvents(id, [[10, 'office', 1]]));
  if (call === undefined) throw new Error('no call');
  return call;
}

/** A case of a plan in which people did these steps at the start and nothing after that, and what became overdue by an instant. */
export function neglected(plan: string, jurisdiction: string, at: number, done: readonly string[] = []) {
  const context = { ...contextOf(plan, jurisdiction), base: '/drills/d-1' };
  const level = context.plan.levels[0]?.id ?? 'III';
  const origin = { kind: 'recommendation', recommendation: 'w-1' } as const;
  const round = startRound(context.plan, {
    to: level,
    inForce: 'none',
    action: 'start',
    origin,
    evidence: [],
    by: null,
  });
  const book = new CaseBook();
  const opened = { kind: 'case-opened', id: 'w-1', at: START, plan, edition: '', subject: 'x', round } as const;
  const by = { name: '某人', role: 'office' } as const;
  const steps = done.map((step): CaseEvent => {
    return { kind: 'case-step', id: 'w-1', at: START, step, by, note: null, condition: level, effect: null };
  });
  const begun = [opened, ...steps];
  for (const event of begun) book.apply(event);
  const overdue = callOverdue(book, new Map([[plan, context.plan]]), context.jurisdiction.timezone, at);
  return { context, begun, events: [...begun, ...overdue], opened, book };
}
