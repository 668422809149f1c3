import { isCaseOver, stepCase } from '../cases/index.ts';
import { isOver, stepAlarm } from '../judge/index.ts';
import type { Alarm } from '../model/alarm.ts';
import { isCaseEvent, type Case } from '../model/case.ts';
import { happeningOfAlarm, happeningOfCase, happeningOfOther, type Happening } from './happenings.ts';
import { AlarmRecords, type AlarmRecord, type CaseRecord } from './records.ts';
import { isAlarmEvent, isOtherEvent, type Recorded } from './recorded.ts';

/** What a history is asked for. */
export interface HistoryRange {
  /** Epoch ms, inclusive. */
  readonly from: number;
  /** Epoch ms, exclusive. */
  readonly to: number;
  /**
   * `at-end`: everything as it stood at `to`; what people could not know by then does not count, so that the same
   * question has the same answer tomorrow. `since`: what stood in the range, with all that became of it later.
   */
  readonly as: 'at-end' | 'since';
}

/**
 * The history of a range: the fold of the record from something at or before `OpenAt` on. It keeps the alarms and cases
 * that stood in the range, and what happened in it.
 */
export class HistoryBook {
  private readonly alarms = new AlarmRecords();
  private readonly caseById = new Map<string, CaseRecord>();
  private readonly happened: Happening[] = [];

  constructor(private readonly range: HistoryRange) {}

  take(recorded: Recorded): void {
    const { event, knownAt, jurisdiction } = recorded;
    const isLater = knownAt >= this.range.to;
    if (isLater && this.range.as === 'at-end') return;
    if (isAlarmEvent(event)) {
      if (event.kind === 'alarm-raised' && isLater) return;
      const before = this.alarms.get(event.id);
      this.alarms.take(recorded, event);
      if (before !== null) this.note(happeningOfAlarm(recorded, event, before.alarm));
    } else if (isCaseEvent(event)) {
      const before = this.caseById.get(event.id)?.of ?? null;
      if (before === null && (event.kind !== 'case-opened' || isLater)) return;
      const of = stepCase(before, event);
      this.caseById.set(of.id, { jurisdiction, of });
      this.note(happeningOfCase(recorded, event, before, of));
    } else if (isOtherEvent(event)) {
      if (event.kind === 'correction') this.alarms.correct(jurisdiction, event);
      if (event.kind === 'put-back-in-service') this.alarms.putBack(jurisdiction, event);
      this.note(happeningOfOther(recorded, event));
    }
  }

  /** Whether nothing that stood in the range can change any more. */
  isSettled(): boolean {
    return this.alarms.countOpen() === 0;
  }

  /** The alarms that stood in the range, in the order of their raises. */
  records(): readonly AlarmRecord[] {
    const { from } = this.range;
    return this.alarms.all([...this.caseById.values()]).filter(({ endedAt }) => endedAt === null || endedAt >= from);
  }

  /** What happened in the range, in the order of the record. */
  happenings(): readonly Happening[] {
    return this.happened;
  }

  /** The cases that were open in the range, in the order in which they were opened. */
  cases(): readonly CaseRecord[] {
    return [...this.caseById.values()].filter(({ of }) => of.endedAt === null || of.endedAt >= this.range.from);
  }

  private note(happening: Happening | null): void {
    if (happening !== null && happening.at >= this.range.from && happening.at < this.range.to) {
      this.happened.push(happening);
    }
  }
}

/** What is open as a record goes on: from where on it must be read to know all that stands. */
export class OpenAt {
  /** In the order in which they began. */
  private readonly open = new Map<string, { readonly seq: number; readonly of: Alarm | Case }>();

  take({ seq, event }: Recorded): void {
    if (isAlarmEvent(event)) {
      const known = this.alarmOf(event.id);
      if (known === null && event.kind !== 'alarm-raised') return;
      const alarm = stepAlarm(known, 'evidence' in event ? { ...event, evidence: null } : event);
      this.keep(alarm, isOver(alarm), seq);
    } else if (isCaseEvent(event)) {
      const known = this.caseOf(event.id);
      if (known === null && event.kind !== 'case-opened') return;
      const of = stepCase(known, event);
      // Only what decides whether it is over is needed.
      this.keep({ ...of, log: [] }, isCaseOver(of), seq);
    }
  }

  /** The number of the entry that began the oldest thing that is open, or null. */
  oldest(): number | null {
    for (const { seq } of this.open.values()) return seq;
    return null;
  }

  private keep(of: Alarm | Case, isDone: boolean, seq: number): void {
    if (isDone) this.open.delete(of.id);
    else this.open.set(of.id, { seq: this.open.get(of.id)?.seq ?? seq, of });
  }

  private alarmOf(id: string): Alarm | null {
    const of = this.open.get(id)?.of;
    return of !== undefined && 'class' in of ? of : null;
  }

  private caseOf(id: string): Case | null {
    const of = this.open.get(id)?.of;
    return of !== undefined && 'rounds' in of ? of : null;
  }
}
