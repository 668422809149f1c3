import type { Alarm, AlarmOf, OutOfService } from '../model/alarm.ts';
import { isOver, stepAlarm, type AlarmEvent, type ServiceEvent } from './alarm.ts';

/** Occurrences that are over and still at hand; older ones are in the ledger. */
const KEEP_OVER = 5000;

/** What an alarm is of: one rule (or watchdog) on one subject. */
export const alarmKey = (of: AlarmOf): string => `${of.plan ?? ''}\u0000${of.rule}\u0000${of.subject}`;

/** A rule on a subject that is out of service. */
export type RuleOutOfService = AlarmOf & OutOfService;

/** The alarms of one jurisdiction: the fold of its alarm events. */
export class AlarmBook {
  private readonly byId = new Map<string, Alarm>();
  private readonly openByKey = new Map<string, string>();
  private readonly over: string[] = [];
  private readonly service = new Map<string, RuleOutOfService>();

  /** Takes an event. Gives the alarm after it. */
  apply(event: AlarmEvent): Alarm {
    const alarm = stepAlarm(this.byId.get(event.id) ?? null, event);
    this.byId.set(alarm.id, alarm);
    if (!isOver(alarm)) {
      this.openByKey.set(alarmKey(alarm), alarm.id);
      return alarm;
    }
    this.openByKey.delete(alarmKey(alarm));
    this.over.push(alarm.id);
    if (this.over.length > KEEP_OVER) {
      const oldest = this.over.shift();
      if (oldest !== undefined) this.byId.delete(oldest);
    }
    return alarm;
  }

  /** Takes that a rule on a subject goes out of service, or comes back. What stands there moves by events of its own. */
  applyService(event: ServiceEvent): void {
    const { plan, rule, subject, at, by } = event;
    const key = alarmKey(event);
    if (event.kind === 'put-back-in-service') this.service.delete(key);
    else this.service.set(key, { plan, rule, subject, at, by, reason: event.reason });
  }

  /** Since when a rule is out of service on a subject, or null. */
  outOfService(key: string): RuleOutOfService | null {
    return this.service.get(key) ?? null;
  }

  /** What is out of service, the longest first. */
  allOutOfService(): RuleOutOfService[] {
    return [...this.service.values()];
  }

  get(id: string): Alarm | null {
    return this.byId.get(id) ?? null;
  }

  /** The occurrence that is not over, or null. */
  open(key: string): Alarm | null {
    const id = this.openByKey.get(key);
    return id === undefined ? null : this.get(id);
  }

  /** Occurrences that are not over. */
  openAlarms(): Alarm[] {
    return [...this.openByKey.values()].flatMap((id) => this.get(id) ?? []);
  }

  /** All occurrences at hand, oldest first. */
  all(): Alarm[] {
    return [...this.byId.values()];
  }
}
