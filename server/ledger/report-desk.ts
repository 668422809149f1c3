import { areaOf } from '../judge/index.ts';
import { localDate } from '../model/instant.ts';
import { editionOn } from '../model/plan.ts';
import { observedNow, type Reading } from '../model/reading.ts';
import { readReport, type FieldFault, type FieldValue } from '../model/report.ts';
import type { IntakeAnswer } from '../pipeline/intake.ts';
import type { RegionEffect } from '../pipeline/judging.ts';
import type { Region } from '../pipeline/region.ts';
import { toWireAlarm, toWireLevel } from '../pipeline/wire-shapes.ts';
import type { WireAlarm, WireLevel } from '../wire/shapes.ts';

/** An incident report as somebody filed it. */
export interface FiledReport {
  readonly plan: string;
  /** null: the only form of the plan. */
  readonly form: string | null;
  /** The city or county that it speaks of; null: the only one in which the plan holds. */
  readonly subject: string | null;
  /** Event time, epoch ms; null: now. */
  readonly time: number | null;
  readonly values: Readonly<Record<string, FieldValue>>;
  readonly by: string;
}

/** What came of a report: how the plan's rules stand now, and the alarms that they raised. */
export type ReportAnswer =
  | {
      readonly ok: true;
      readonly id: string;
      /** Facts that were taken as readings. */
      readonly accepted: number;
      readonly levels: readonly WireLevel[];
      readonly alarms: readonly WireAlarm[];
    }
  | {
      readonly ok: false;
      readonly code: 'unknown-id' | 'invalid-report';
      readonly detail: string;
      readonly faults: readonly FieldFault[];
    }
  | { readonly ok: false; readonly code: 'overloaded'; readonly retryAfterS: number };

/** How the rules of a grid stand after its inferred event was closed, or why it was not. */
export type CloseAnswer =
  | { readonly ok: true; readonly levels: readonly WireLevel[] }
  | { readonly ok: false; readonly code: 'not-found' | 'wrong-state'; readonly detail: string };

export interface ReportDeskOptions {
  readonly regions: readonly Region[];
  /** Event time, epoch ms. */
  readonly now: () => number;
  /** The way in of every reading: durable and judged when it answers. */
  readonly accept: (readings: readonly Reading[]) => Promise<IntakeAnswer>;
  /** Makes an effect durable and shows it. */
  readonly record: (effect: RegionEffect) => Promise<unknown>;
}

/**
 * What people tell the engine: incident reports, whose facts go the way of every reading, and that an inferred outage is
 * over. Both are on record with who said so.
 * @source SEMANTICS 6 (an operator closes the event), 7
 */
export class ReportDesk {
  private counter = 0;

  constructor(private readonly options: ReportDeskOptions) {}

  async file(report: FiledReport): Promise<ReportAnswer> {
    const refuse = (code: 'unknown-id' | 'invalid-report', detail: string, faults: readonly FieldFault[] = []) =>
      ({ ok: false, code, detail, faults }) as const;
    const holds = this.options.regions.filter((region) => region.plans.some(({ id }) => id === report.plan));
    const places = holds.flatMap((region) => {
      const plan = region.plans.find(({ id }) => id === report.plan);
      const area = plan === undefined ? null : areaOf(plan, region.jurisdiction);
      return plan === undefined || area === null ? [] : [{ region, plan, area }];
    });
    if (places.length === 0) return refuse('unknown-id', `no plan ${JSON.stringify(report.plan)} holds here`);
    const fitting = places.filter(({ area }) => report.subject === null || area.id === report.subject);
    const [place] = fitting;
    if (place === undefined || fitting.length > 1) {
      const known = places.map(({ area }) => area.id).join(', ');
      return refuse('unknown-id', `subject: expected one of ${known}, found ${JSON.stringify(report.subject)}`);
    }
    const { region, plan, area } = place;
    const forms = plan.forms.filter(({ id }) => report.form === null || id === report.form);
    const [form] = forms;
    if (form === undefined || forms.length > 1) {
      const known = plan.forms.map(({ id }) => id).join(', ') || 'none';
      return refuse('unknown-id', `form: the plan ${plan.id} has ${known}, found ${JSON.stringify(report.form)}`);
    }
    const read = readReport(form, report.values);
    if (!read.ok) {
      const detail = read.faults.map(({ field, reason }) => (field === '' ? reason : `${field}: ${reason}`)).join('; ');
      return refuse('invalid-report', detail, read.faults);
    }
    const at = report.time ?? this.options.now();
    const readings = read.value.facts.map(({ metric, value }) => ({
      ...observedNow(area.id, metric, value, at),
      receivedAt: this.options.now(),
    }));
    const answer = await this.options.accept(readings);
    if (!answer.ok) return { ok: false, code: 'overloaded', retryAfterS: answer.retryAfterS };
    if (answer.rejected.length > 0) return refuse('invalid-report', `time: ${answer.rejected[0]?.reason ?? ''}`);
    this.counter += 1;
    const id = `r-${region.jurisdiction.id}-${at.toString(36)}-${this.counter.toString(36)}`;
    await this.options.record({
      jurisdiction: region.jurisdiction.id,
      events: [
        {
          kind: 'report-filed',
          id,
          at,
          plan: plan.id,
          edition: editionOn(plan, localDate(at, region.jurisdiction.timezone)).id,
          form: form.id,
          subject: area.id,
          facts: Object.fromEntries(read.value.facts.map(({ metric, value }) => [metric, value])),
          words: read.value.words,
          by: report.by,
        },
      ],
    });
    const rules = plan.rules.flatMap((rule) => (rule.kind === 'report' && rule.form === form.id ? [rule.id] : []));
    const standing = this.standing(region, (each) => each.plan === plan.id && rules.includes(each.rule));
    return { ok: true, id, accepted: answer.accepted, ...standing };
  }

  /** An operator says that the outage inferred for a grid is over. */
  async closeEvent({ grid, by }: { readonly grid: string; readonly by: string }): Promise<CloseAnswer> {
    const regions = this.options.regions.filter((region) =>
      region.jurisdiction.subjects.some(({ id, kind }) => id === grid && kind === 'grid'),
    );
    if (regions.length === 0)
      return { ok: false, code: 'not-found', detail: `there is no grid ${JSON.stringify(grid)}` };
    const open = regions.filter((region) => region.hasInferredEvent(grid));
    if (open.length === 0) return { ok: false, code: 'wrong-state', detail: `no outage is inferred for ${grid} now` };
    const at = this.options.now();
    const levels: WireLevel[] = [];
    for (const region of open) {
      const events = region.closeEvent(grid, at, by);
      await this.options.record({ jurisdiction: region.jurisdiction.id, events });
      levels.push(...this.standing(region, ({ subject }) => subject === grid).levels);
    }
    return { ok: true, levels };
  }

  private standing(
    region: Region,
    isOf: (each: { readonly plan: string | null; readonly rule: string; readonly subject: string }) => boolean,
  ): { levels: WireLevel[]; alarms: WireAlarm[] } {
    const { id } = region.jurisdiction;
    return {
      levels: region
        .states(this.options.now())
        .filter(isOf)
        .map((state) =>
          toWireLevel(
            state,
            id,
            region.plans.find((plan) => plan.id === state.plan),
          ),
        ),
      alarms: region.alarms
        .openAlarms()
        .filter(isOf)
        .map((alarm) => toWireAlarm(alarm, id)),
    };
  }
}
