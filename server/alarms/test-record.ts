/** Records for tests: events in order, each known when it happened unless it is said otherwise. */
import type { AlarmEvent } from '../judge/index.ts';
import type { Level } from '../model/level.ts';
import type { CaseEvent } from '../model/case.ts';
import type { OtherEvent, Recorded } from './recorded.ts';

export const MIN = 60_000;
export const HOUR = 60 * MIN;
/** 2026-11-22 08:00 in China. */
export const T = Date.parse('2026-11-22T00:00:00Z');

/** An event that the history has something to say of. */
export type TestEvent = AlarmEvent | CaseEvent | OtherEvent;

type Raised = Extract<AlarmEvent, { kind: 'alarm-raised' }>;

/** An alarm of a plan is raised, on a subject of its own. */
export const raised = (id: string, at: number, level: Level, more: Partial<Raised> = {}): Raised => ({
  kind: 'alarm-raised',
  id,
  at,
  plan: 'plan',
  rule: 'rule',
  subject: `s-${id}`,
  class: 'plan',
  level,
  indeterminate: false,
  evidence: null,
  clause: '3.1',
  ...more,
});

/** A record that grows. */
export function recorder(jurisdiction = 'yangquan'): {
  readonly all: Recorded[];
  readonly put: (event: TestEvent, knownAt?: number) => void;
} {
  const all: Recorded[] = [];
  return {
    all,
    put: (event, knownAt = event.at) => {
      all.push({ seq: all.length + 1, jurisdiction, event, knownAt });
    },
  };
}

/** A record of some events. */
export function recordAll(events: readonly TestEvent[]): readonly Recorded[] {
  const record = recorder();
  for (const event of events) record.put(event);
  return record.all;
}
