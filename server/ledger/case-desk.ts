import {
  type Beginning,
  type CaseCommand,
  type CaseRefusal,
  compilePaper,
  decideBeginning,
  decideCase,
} from '../cases/index.ts';
import { areaOf } from '../judge/index.ts';
import type { Actor, CaseEvent } from '../model/case.ts';
import type { Paper, PaperKind, PaperMark } from '../model/paper.ts';
import type { Text } from '../model/text.ts';
import type { RegionEffect } from '../pipeline/judging.ts';
import type { Region } from '../pipeline/region.ts';

/** What came of a command: the id of the case, or why not. `revision` is the present one where there is a case. */
export type CaseAnswer =
  | { readonly ok: true; readonly id: string }
  | { readonly ok: false; readonly refusal: CaseRefusal; readonly id: string | null };

export interface CaseDeskOptions {
  readonly regions: readonly Region[];
  /** Event time, epoch ms. */
  readonly now: () => number;
  /** What its papers say of themselves. */
  readonly mark: PaperMark;
  /** Makes an effect durable and shows it. */
  readonly record: (effect: RegionEffect) => Promise<unknown>;
}

/** A level that people begin, and where. */
export type Begin = Beginning & {
  readonly plan: string;
  /** The city or county; null: the only one in which the plan holds. */
  readonly subject: string | null;
};

const unknown = (detail: string): CaseAnswer => ({ ok: false, refusal: { code: 'unknown-id', detail }, id: null });

/**
 * What people do to warnings and responses. A command is weighed against the present case and answered when it is on
 * record; of two at the same revision one wins.
 * @source SEMANTICS 9
 */
export class CaseDesk {
  private counter = 0;

  constructor(private readonly options: CaseDeskOptions) {}

  async act(command: {
    readonly id: string;
    readonly revision: number;
    readonly by: Actor;
    readonly note: string | null;
    readonly what: CaseCommand;
  }): Promise<CaseAnswer> {
    const { id, revision, by, note, what } = command;
    const region = this.options.regions.find((each) => each.cases.get(id) !== null);
    const of = region?.cases.get(id) ?? null;
    const plan = region?.plans.find((each) => each.id === of?.plan);
    if (region === undefined || of === null || plan === undefined) return unknown(`there is no case ${id}`);
    const at = this.options.now();
    const condition = region.judge.conditionOf(of.plan);
    const decision = decideCase(of, what, { plan, at, by, revision, note, condition });
    if (!decision.ok) return { ok: false, refusal: decision.refusal, id };
    await this.carryOut(region, decision.event, at);
    return { ok: true, id };
  }

  /** A paper of a case, compiled now; null when there is no such case. */
  paper(id: string, kind: PaperKind): Paper | null {
    const region = this.options.regions.find((each) => each.cases.get(id) !== null);
    const of = region?.cases.get(id) ?? null;
    const plan = region?.plans.find((each) => each.id === of?.plan);
    if (region === undefined || of === null || plan === undefined) return null;
    const nameOf = (subject: string): Text =>
      region.jurisdiction.subjects.find((each) => each.id === subject)?.name ?? { zh: subject, en: subject };
    const alarms = region.alarms
      .all()
      .filter((alarm) => alarm.plan === plan.id && (alarm.active || alarm.changedAt >= of.openedAt))
      .map(({ rule, subject, highest, since, acknowledgedBy }) => {
        const place = nameOf(subject);
        const title = plan.rules.find((each) => each.id === rule)?.title ?? { zh: rule, en: rule };
        const words = { zh: `${place.zh} · ${title.zh}`, en: `${place.en} · ${title.en}` };
        return { title: words, level: highest, since, by: acknowledgedBy };
      });
    const { timezone: zone } = region.jurisdiction;
    const { mark } = this.options;
    return compilePaper(kind, { of, plan, place: nameOf(of.subject), zone, at: this.options.now(), mark, alarms });
  }

  /** Begins a case, or a round in the one that is open. */
  async begin(asked: Begin): Promise<CaseAnswer> {
    const places = this.options.regions.flatMap((region) => {
      const plan = region.plans.find(({ id }) => id === asked.plan);
      const area = plan === undefined ? null : areaOf(plan, region.jurisdiction);
      return plan === undefined || area === null ? [] : [{ region, plan, subject: area.id }];
    });
    const fitting = places.filter(({ subject }) => asked.subject === null || subject === asked.subject);
    const [place] = fitting;
    if (place === undefined || fitting.length > 1) {
      const known = places.map(({ subject }) => subject).join(', ') || 'nowhere';
      return unknown(`the plan ${asked.plan} holds in ${known}; asked for ${asked.subject ?? 'none'}`);
    }
    const { region, plan, subject } = place;
    const open = region.cases.open(plan.id, subject);
    const at = this.options.now();
    const zone = region.jurisdiction.timezone;
    const newId = (): string => this.newId(region, at);
    const decision = decideBeginning(asked, { plan, subject, open, at, zone, newId });
    if (!decision.ok) return { ok: false, refusal: decision.refusal, id: open?.id ?? null };
    await this.carryOut(region, decision.event, at);
    return { ok: true, id: decision.event.id };
  }

  private async carryOut(region: Region, event: CaseEvent, at: number): Promise<void> {
    await this.options.record({ jurisdiction: region.jurisdiction.id, events: region.act(event, at) });
  }

  private newId(region: Region, at: number): string {
    let id: string;
    do {
      this.counter += 1;
      id = `w-${region.jurisdiction.id}-${at.toString(36)}-p${this.counter.toString(36)}`;
    } while (region.cases.get(id) !== null);
    return id;
  }
}
