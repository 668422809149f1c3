import { refuseAcknowledge, refuseShelve, refuseUnshelve, type AlarmEvent, type AlarmRefusal } from '../judge/index.ts';
import type { Alarm } from '../model/alarm.ts';
import { MINUTE_MS } from '../model/instant.ts';
import type { RegionEffect } from '../pipeline/judging.ts';
import type { Region } from '../pipeline/region.ts';
import { toWireAlarm } from '../pipeline/wire-shapes.ts';
import type { WireAlarm } from '../wire/shapes.ts';

/** The alarm after a command, or why not; `alarm` is the present one where there is one. */
export type DeskAnswer =
  | { readonly ok: true; readonly alarm: WireAlarm }
  | { readonly ok: false; readonly code: AlarmRefusal; readonly alarm: WireAlarm | null };

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
