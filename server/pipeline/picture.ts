import { Subject, type Observable } from 'rxjs';
import { CaseBook } from '../cases/index.ts';
import { AlarmBook, type AlarmEvent } from '../judge/index.ts';
import { isCaseEvent, type Case } from '../model/case.ts';
import type { Alarm } from '../model/alarm.ts';
import { callsToKeep } from '../model/floods.ts';
import { toIso } from '../model/instant.ts';
import type { Jurisdiction } from '../model/jurisdiction.ts';
import { judgedPart, type Plan } from '../model/plan.ts';
import type { Reading } from '../model/reading.ts';
import type { RuleState } from '../model/verdict.ts';
import type { WireDrill } from '../wire/drill.ts';
import type {
  ReadingRow,
  ReplayStatus,
  Snapshot,
  Trends,
  WireAlarm,
  WireCorrection,
  WireHealth,
  WireLevel,
  WireService,
  WireWarning,
} from '../wire/shapes.ts';
import type { RegionEffect } from './judging.ts';
import type { Region, RegionEvent } from './region.ts';
import { toWireAlarm, toWireCorrection, toWireLevel, toWireService, trendsOf } from './wire-shapes.ts';
import { toWireWarning, type Lead } from './wire-case.ts';

/** A change as it leaves the picture. The gateway numbers it. */
export type PictureChange =
  | { readonly stream: 'level'; readonly value: WireLevel }
  | { readonly stream: 'alarm'; readonly value: WireAlarm }
  | { readonly stream: 'warning'; readonly value: WireWarning }
  | { readonly stream: 'health'; readonly value: WireHealth }
  | { readonly stream: 'correction'; readonly value: WireCorrection }
  | { readonly stream: 'service'; readonly value: WireService }
  /** Everything may be different (a replay has jumped): every screen gets a fresh snapshot. */
  | { readonly stream: 'reset' };

export interface PictureOptions {
  readonly regions: readonly Region[];
  readonly mode: Snapshot['mode'];
  /** Event time, epoch ms. */
  readonly now: () => number;
  /** Event seconds per wall second. */
  readonly speed: () => number;
  /** Replay only. */
  readonly replay: (() => ReplayStatus) | null;
  /** The drill that it shows; null: what is real, or was. */
  readonly drill: (() => WireDrill) | null;
  /** Plans that hold in no region, to be read and compared with. */
  readonly elsewhere: readonly Plan[];
}

/** An alarm asked for attention. `at` is epoch ms, as far as people could know. */
interface Call {
  readonly at: number;
  readonly alarm: Alarm;
}

/** What is published of one jurisdiction: the fold of what is on record, never ahead of it. */
interface Published {
  readonly region: Region;
  readonly plans: ReadonlyMap<string, Plan>;
  readonly alarms: AlarmBook;
  readonly cases: CaseBook;
  /** When the engine's recommendations must be published, by id. */
  readonly leads: Map<string, Lead>;
  /** Levels as last sent, with what they are compared by. */
  readonly levels: Map<string, { readonly signature: string; readonly level: WireLevel }>;
  /** The newest, newest first. */
  readonly corrections: WireCorrection[];
  /** Those of the last 10 minutes, or of the flood that is under way. */
  calls: readonly Call[];
  trends: Trends | null;
}

/**
 * What screens see: levels, alarms, warnings, the newest values and the lines of charts, and how they change. It shows
 * what is on record and what the judge says, and decides nothing.
 */
export class Picture {
  private published: readonly Published[];
  private readonly health = new Map<string, WireHealth>();
  private readonly changes = new Subject<PictureChange>();
  private readonly rows = new Subject<readonly ReadingRow[]>();
  private readonly trendLines = new Subject<Trends>();

  constructor(private readonly options: PictureOptions) {
    this.published = options.regions.map(publish);
  }

  /** Shows other regions from now on (a replay has jumped); `reset` tells the screens. */
  replace(regions: readonly Region[]): void {
    this.published = regions.map(publish);
  }

  get changes$(): Observable<PictureChange> {
    return this.changes.asObservable();
  }

  get readings$(): Observable<readonly ReadingRow[]> {
    return this.rows.asObservable();
  }

  get trends$(): Observable<Trends> {
    return this.trendLines.asObservable();
  }

  now(): number {
    return this.options.now();
  }

  speed(): number {
    return this.options.speed();
  }

  /** Readings came in. */
  showReadings(readings: readonly Reading[]): void {
    const rows: ReadingRow[] = [];
    for (const { kind, source, metric, time, value } of readings) {
      if (kind === 'observed') rows.push([source, metric, time, value]);
    }
    if (rows.length > 0) this.rows.next(rows);
  }

  /** Events are on record: alarms and recommendations move. Levels are looked at again. */
  showEffect(effect: RegionEffect): void {
    const published = this.published.find((each) => each.region.jurisdiction.id === effect.jurisdiction);
    if (published === undefined) return;
    for (const event of effect.events) this.showEvent(published, event);
    this.showLevels(published);
  }

  /** Takes events from the ledger at a start, saying nothing. */
  restore(effect: RegionEffect): void {
    const published = this.published.find((each) => each.region.jurisdiction.id === effect.jurisdiction);
    if (published === undefined) return;
    for (const event of effect.events) applyEvent(published, event, event.at);
  }

  /** Looks at all levels again, for distances that moved and inputs that have grown old. */
  refreshLevels(): void {
    for (const published of this.published) this.showLevels(published);
  }

  /** Works the lines of the charts out again. */
  refreshTrends(): void {
    for (const published of this.published) {
      published.trends = trendsOf(published.region, published.cases, this.options.now());
      this.trendLines.next(published.trends);
    }
  }

  /** Everything may be different: screens ask anew. */
  reset(): void {
    for (const published of this.published) published.levels.clear();
    this.changes.next({ stream: 'reset' });
  }

  setHealth(health: WireHealth): void {
    const before = this.health.get(health.part);
    if (before?.state === health.state && before.detail === health.detail) return;
    const since = before?.state === health.state ? before.since : health.since;
    const next = { ...health, since };
    this.health.set(health.part, next);
    this.changes.next({ stream: 'health', value: next });
  }

  levels(): readonly WireLevel[] {
    return this.published.flatMap((published) =>
      published.region
        .states(this.options.now())
        .map((state) => toWireLevel(state, published.region.jurisdiction.id, published.plans.get(state.plan))),
    );
  }

  /** Alarms that stood in a range of event time; `active` are those that are not over. */
  alarms(query: { state: 'active' | 'all'; from: number | null; to: number | null }): readonly WireAlarm[] {
    const isIn = (alarm: Alarm): boolean =>
      (query.to === null || alarm.since < query.to) &&
      (query.from === null || alarm.state !== 'normal' || alarm.changedAt >= query.from);
    return this.published.flatMap(({ region, alarms }) =>
      (query.state === 'active' ? alarms.openAlarms() : alarms.all())
        .filter(isIn)
        .map((alarm) => toWireAlarm(alarm, region.jurisdiction.id)),
    );
  }

  /** What is out of service, the longest first in each jurisdiction. */
  outOfService(): readonly WireService[] {
    return this.published.flatMap(({ region, alarms }) =>
      alarms.allOutOfService().map((out) => toWireService(out, out, region.jurisdiction.id)),
    );
  }

  /** All cases at hand, newest first. */
  warnings(): readonly WireWarning[] {
    return this.published
      .flatMap((published) => published.cases.all().map((each) => toWireWarning(each, published)))
      .toSorted((a, b) => (a.since < b.since ? 1 : -1));
  }

  /** The plans of the regions, then those that hold nowhere. */
  plans(): readonly Plan[] {
    const plans = new Map<string, Plan>();
    for (const { region } of this.published) for (const plan of region.plans) plans.set(plan.id, plan);
    for (const plan of this.options.elsewhere) if (!plans.has(plan.id)) plans.set(plan.id, plan);
    return [...plans.values()];
  }

  jurisdictions(): readonly Jurisdiction[] {
    return this.published.map(({ region }) => region.jurisdiction);
  }

  healthParts(): readonly WireHealth[] {
    return [...this.health.values()];
  }

  snapshot(): Omit<Snapshot, 'seq'> {
    const now = this.options.now();
    return {
      now: toIso(now),
      mode: this.options.mode,
      speed: this.options.speed(),
      jurisdictions: this.jurisdictions(),
      plans: this.plans().map(judgedPart),
      latest: this.published.flatMap(({ region }) =>
        [...region.latest.values()].map(({ source, metric, time, value }): ReadingRow => [source, metric, time, value]),
      ),
      levels: this.levels(),
      alarms: this.alarms({ state: 'active', from: null, to: null }),
      outOfService: this.outOfService(),
      calls: this.published
        .flatMap(({ region, calls }) =>
          callsToKeep(calls, now).map(({ at, alarm: { id, plan, rule, subject } }) => ({
            at: toIso(at),
            alarm: id,
            jurisdiction: region.jurisdiction.id,
            plan,
            rule,
            subject,
          })),
        )
        .toSorted((a, b) => (a.at < b.at ? -1 : 1)),
      warnings: this.published
        .flatMap((published) => published.cases.openCases().map((each) => toWireWarning(each, published)))
        .toSorted((a, b) => (a.since < b.since ? 1 : -1)),
      health: this.healthParts(),
      corrections: this.published
        .flatMap(({ corrections }) => corrections)
        .toSorted((a, b) => (a.knownAt < b.knownAt ? 1 : -1)),
      trends: this.published.map((published) => published.trends ?? trendsOf(published.region, published.cases, now)),
      replay: this.options.replay?.() ?? null,
      drill: this.options.drill?.() ?? null,
      drills: [],
    };
  }

  private showEvent(published: Published, event: RegionEvent): void {
    const jurisdiction = published.region.jurisdiction.id;
    const shown = applyEvent(published, event, this.options.now());
    if (shown === null) return;
    if (shown.kind === 'correction') this.changes.next({ stream: 'correction', value: shown.correction });
    else if (shown.kind === 'alarm')
      this.changes.next({ stream: 'alarm', value: toWireAlarm(shown.alarm, jurisdiction) });
    else if (shown.kind === 'service') this.changes.next({ stream: 'service', value: shown.service });
    else this.changes.next({ stream: 'warning', value: toWireWarning(shown.of, published) });
  }

  private showLevels(published: Published): void {
    const jurisdiction = published.region.jurisdiction.id;
    for (const state of published.region.states(this.options.now())) {
      const key = `${state.plan}\u0000${state.rule}\u0000${state.subject}`;
      const signature = signatureOf(state);
      if (published.levels.get(key)?.signature === signature) continue;
      const level = toWireLevel(state, jurisdiction, published.plans.get(state.plan));
      published.levels.set(key, { signature, level });
      this.changes.next({ stream: 'level', value: level });
    }
  }
}

const publish = (region: Region): Published => ({
  region,
  plans: new Map(region.plans.map((plan) => [plan.id, plan])),
  alarms: new AlarmBook(),
  cases: new CaseBook(),
  leads: new Map(),
  levels: new Map(),
  corrections: [],
  calls: [],
  trends: null,
});

/** Corrections that a screen gets when it comes. */
const KEEP_CORRECTIONS = 50;

type Shown =
  | { readonly kind: 'correction'; readonly correction: WireCorrection }
  | { readonly kind: 'alarm'; readonly alarm: Alarm }
  | { readonly kind: 'service'; readonly service: WireService }
  | { readonly kind: 'warning'; readonly of: Case };

/** Folds an event into what is published at `now`; null where nothing is shown but the levels that follow from it. */
function applyEvent(published: Published, event: RegionEvent, now: number): Shown | null {
  if (isCaseEvent(event)) return { kind: 'warning', of: published.cases.apply(event) };
  switch (event.kind) {
    case 'report-filed':
    case 'event-closed':
    case 'outage-inferred':
    case 'ozone-notice':
      return null;
    case 'correction': {
      const correction = toWireCorrection(event, published.region.jurisdiction.id);
      published.corrections.unshift(correction);
      published.corrections.length = Math.min(published.corrections.length, KEEP_CORRECTIONS);
      return { kind: 'correction', correction };
    }
    case 'taken-out-of-service':
    case 'put-back-in-service': {
      published.alarms.applyService(event);
      const out = event.kind === 'taken-out-of-service' ? event : null;
      return { kind: 'service', service: toWireService(event, out, published.region.jurisdiction.id) };
    }
    case 'recommended':
      published.leads.set(event.id, { immediate: event.immediate, publishBy: event.publishBy });
      return null;
    // What becomes of a recommendation is seen in its case.
    case 'recommendation-superseded':
    case 'recommendation-withdrawn':
    case 'recommendation-answered':
      return null;
    default:
      return { kind: 'alarm', alarm: applyAlarm(published, event, now) };
  }
}

/** Folds an event of an alarm, and notes when it calls. */
function applyAlarm(published: Published, event: AlarmEvent, now: number): Alarm {
  const before = published.alarms.get(event.id)?.calledAt ?? null;
  const alarm = published.alarms.apply(event);
  if (alarm.calledAt !== null && alarm.calledAt !== before) {
    published.calls = callsToKeep([...published.calls, { at: alarm.calledAt, alarm }], now);
  }
  return alarm;
}

/** What makes a level worth sending again: everything but its evidence and the time of its last evaluation. */
const signatureOf = ({ level, since, indeterminate, gauges, progress }: RuleState): string =>
  JSON.stringify([level, since, indeterminate, gauges, progress]);
