import {
  alarmKey,
  refuseAcknowledge,
  refuseRemark,
  refuseShelve,
  refuseTakeOut,
  refuseUnshelve,
  type AlarmEvent,
  type AlarmRefusal,
  type ServiceEvent,
} from '../judge/index.ts';
import type { Alarm, AlarmOf, Assignee } from '../model/alarm.ts';
import { MINUTE_MS } from '../model/instant.ts';
import type { RegionEffect } from '../pipeline/judging.ts';
import type { Region } from '../pipeline/region.ts';
import { toWireAlarm, toWireService } from '../pipeline/wire-shapes.ts';
import type { WireAlarm, WireService } from '../wire/shapes.ts';

/** The alarm after a command, or why not; `alarm` is the present one where there is one. */
export type DeskAnswer =
  | { readonly ok: true; readonly alarm: WireAlarm }
  | { readonly ok: false; readonly code: AlarmRefusal; readonly alarm: WireAlarm | null };

/** What is so after a rule went out of service, or was put back; `alarm`: the one that stands there. */
export type ServiceAnswer =
  | { readonly ok: true; readonly service: WireService; readonly alarm: WireAlarm | null }
  | { readonly ok: false; readonly code: AlarmRefusal | 'unknown-id'; readonly alarm: WireAlarm | null };

/** A rule (or watchdog) on a subject, and where. */
export type PlacedRule = AlarmOf & { readonly jurisdiction: string };

export interface AlarmDeskOptions {
  readonly regions: readonly Region[];
  /** Event time, epoch ms. */
  readonly now: () => number;
  /** Makes an effect durable and shows it. */
  readonly record: (effect: RegionEffect) => Promise<unknown>;
}

/** What people do to alarms. A command is checked against the present alarm and answered when it is on record. */
export class AlarmDesk {
  constructor(private readonly options: AlarmDeskOptions) {}

  /** Where an alarm belongs; null when there is none that is not over. */
  jurisdictionOf(id: string): string | null {
    return this.options.regions.find((each) => each.alarms.get(id) !== null)?.jurisdiction.id ?? null;
  }

  acknowledge(command: { id: string; revision: number; by: string; note: string | null }): Promise<DeskAnswer> {
    const { id, revision, by, note } = command;
    return this.carryOut(
      id,
      (alarm) => refuseAcknowledge(alarm, revision, note),
      (at) => ({ kind: 'alarm-acknowledged', id, at, by, note: note?.trim() === '' ? null : note }),
    );
  }

  shelve(command: { id: string; revision: number; by: string; minutes: number; reason: string }): Promise<DeskAnswer> {
    const { id, revision, by, minutes, reason } = command;
    return this.carryOut(
      id,
      (alarm) => refuseShelve(alarm, revision),
      (at) => ({ kind: 'alarm-shelved', id, at, by, until: at + minutes * MINUTE_MS, reason }),
    );
  }

  unshelve(command: { id: string; revision: number; by: string }): Promise<DeskAnswer> {
    const { id, revision, by } = command;
    return this.carryOut(
      id,
      (alarm) => refuseUnshelve(alarm, revision),
      (at) => ({ kind: 'alarm-unshelved', id, at, by }),
    );
  }

  comment(command: { id: string; by: string; text: string }): Promise<DeskAnswer> {
    const { id, by, text } = command;
    return this.carryOut(id, refuseRemark, (at) => ({ kind: 'alarm-commented', id, at, by, text }));
  }

  assign(command: { id: string; by: string; to: Assignee | null }): Promise<DeskAnswer> {
    const { id, by, to } = command;
    return this.carryOut(id, refuseRemark, (at) => ({ kind: 'alarm-assigned', id, at, by, to }));
  }

  /** Takes a rule on a subject out of service, whether something stands there or not, until it is put back. */
  takeOut(command: PlacedRule & { revision: number | null; reason: string; by: string }): Promise<ServiceAnswer> {
    const { plan, rule, subject, revision, reason, by } = command;
    return this.changeService(command, (region) => {
      const key = alarmKey(command);
      const standing = region.alarms.open(key);
      const refusal = refuseTakeOut(standing, region.alarms.outOfService(key), revision);
      if (refusal !== null) return refusal;
      const at = this.options.now();
      return {
        service: { kind: 'taken-out-of-service', at, plan, rule, subject, by, reason },
        alarm: standing === null ? null : { kind: 'alarm-out-of-service', id: standing.id, at, by, reason },
      };
    });
  }

  /** Puts a rule on a subject back in service: what stands there calls from now on. */
  putBack(command: PlacedRule & { note: string; by: string }): Promise<ServiceAnswer> {
    const { plan, rule, subject, note, by } = command;
    return this.changeService(command, (region) => {
      const key = alarmKey(command);
      if (region.alarms.outOfService(key) === null) return 'wrong-state';
      const standing = region.alarms.open(key);
      const at = this.options.now();
      return {
        service: { kind: 'put-back-in-service', at, plan, rule, subject, by, note },
        alarm: standing === null ? null : { kind: 'alarm-in-service', id: standing.id, at, by },
      };
    });
  }

  private async changeService(
    of: PlacedRule,
    decide: (region: Region) => AlarmRefusal | { readonly service: ServiceEvent; readonly alarm: AlarmEvent | null },
  ): Promise<ServiceAnswer> {
    const region = this.options.regions.find(({ jurisdiction }) => jurisdiction.id === of.jurisdiction);
    if (region === undefined || !region.canRaise(of)) return { ok: false, code: 'unknown-id', alarm: null };
    const wire = (alarm: Alarm | null): WireAlarm | null =>
      alarm === null ? null : toWireAlarm(alarm, of.jurisdiction);
    const decided = decide(region);
    const key = alarmKey(of);
    if (typeof decided === 'string') return { ok: false, code: decided, alarm: wire(region.alarms.open(key)) };
    const { service, alarm } = decided;
    region.alarms.applyService(service);
    const after = alarm === null ? null : region.alarms.apply(alarm);
    const out = region.alarms.outOfService(key);
    await this.options.record({
      jurisdiction: of.jurisdiction,
      events: alarm === null ? [service] : [service, alarm],
    });
    return { ok: true, service: toWireService(of, out, of.jurisdiction), alarm: wire(after) };
  }

  private async carryOut(
    id: string,
    refuse: (alarm: Alarm | null) => AlarmRefusal | null,
    eventAt: (at: number) => AlarmEvent,
  ): Promise<DeskAnswer> {
    const region = this.options.regions.find((each) => each.alarms.get(id) !== null);
    const before = region?.alarms.get(id) ?? null;
    const refusal = refuse(before);
    if (region === undefined || refusal !== null) {
      const alarm = region === undefined || before === null ? null : toWireAlarm(before, region.jurisdiction.id);
      return { ok: false, code: refusal ?? 'not-found', alarm };
    }
    const event = eventAt(this.options.now());
    const after = region.alarms.apply(event);
    await this.options.record({ jurisdiction: region.jurisdiction.id, events: [event] });
    return { ok: true, alarm: toWireAlarm(after, region.jurisdiction.id) };
  }
}
