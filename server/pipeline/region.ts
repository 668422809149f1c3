import {
  alarmKey,
  AlarmBook,
  Delays,
  dueRung,
  eventOf,
  isStale,
  Judge,
  noteReading,
  ozoneNoticeOf,
  POLLUTANTS,
  qualityOf,
  RecommendationBook,
  watchSeries,
  type AlarmEvent,
  type Condition,
  type GridEvent,
  type OzoneNotice,
  type Pollutant,
  type QualityCondition,
  type RecommendationEvent,
  type RuleLevel,
  type SeriesWatch,
  type ServiceEvent,
} from '../judge/index.ts';
import { callOverdue, CaseBook, followRecommendations } from '../cases/index.ts';
import type { Alarm, AlarmOf } from '../model/alarm.ts';
import { isCaseEvent, type Case, type CaseEvent } from '../model/case.ts';
import { HOUR_MS, MINUTE_MS, startOfHour } from '../model/instant.ts';
import type { Jurisdiction, Subject } from '../model/jurisdiction.ts';
import { clauseOf, type Plan } from '../model/plan.ts';
import { QUALITY_RULES, type Delay, type QualityRule } from '../model/quality.ts';
import { METRICS, observedNow, type Reading } from '../model/reading.ts';
import type { AqiStandard } from '../model/standard.ts';
import { PastWatch, type Watched } from './past-watch.ts';
import { SeriesHistory } from './series-history.ts';
import type { Correction, Evidence, RuleState } from '../model/verdict.ts';

/** How long after an hour's end it is judged without the stations that are late (SEMANTICS 1). */
const DELAY_MS = { fine: 2 * MINUTE_MS, hourly: 65 * MINUTE_MS } as const;

/** What a region wants recorded. */
export type RegionEvent =
  | AlarmEvent
  | ServiceEvent
  | RecommendationEvent
  | ({ readonly kind: 'correction'; readonly knownAt: number } & Correction)
  | HumanEvent
  | CaseEvent
  /** An outage was inferred for a grid from its load, stands still, or is over: longer than readings are read again. */
  | ({ readonly kind: 'outage-inferred' } & GridEvent)
  /** An hour with ozone first: the public is told, no level is met. `at` is the end of the hour. */
  | ({ readonly kind: 'ozone-notice'; readonly at: number; readonly subject: string } & OzoneNotice);

/** What people told the engine. */
export type HumanEvent =
  /** An incident report; its facts are readings as well. Words by field, for people. */
  | {
      readonly kind: 'report-filed';
      readonly id: string;
      readonly at: number;
      readonly plan: string;
      readonly edition: string;
      readonly form: string;
      readonly subject: string;
      readonly facts: Readonly<Record<string, number>>;
      readonly words: Readonly<Record<string, string>>;
      readonly by: string;
    }
  /** The outage that was inferred for a grid is over. */
  | { readonly kind: 'event-closed'; readonly at: number; readonly grid: string; readonly by: string };

/** An acknowledgement on record, by what was acknowledged. */
export interface Acknowledgement {
  readonly plan: string | null;
  readonly rule: string;
  readonly subject: string;
  /** Event time, epoch ms. */
  readonly at: number;
  readonly by: string;
  readonly note: string | null;
}

const GRID_INTERVAL_MS = 60_000;

/** Metrics whose week is kept for charts. */
const CHARTED: ReadonlySet<string> = new Set(['grid.load', 'coal.stock']);

/** Names in the two languages of what can be wrong with data. */
const FAULTS: Readonly<Record<QualityRule, { zh: string; en: string }>> = {
  'feed-lost': { zh: '全部数据源中断', en: 'Feed lost' },
  silent: { zh: '站点中断', en: 'Station silent' },
  stale: { zh: '数据中断', en: 'No data' },
  flatline: { zh: '数值不变', en: 'Value stuck' },
  'out-of-range': { zh: '数值超出物理范围', en: 'Value out of range' },
};

/** What is kept of one series. */
interface Series extends Watched {
  /** `source metric`. */
  readonly key: string;
  /** null where no chart shows it. */
  readonly history: SeriesHistory | null;
}

/**
 * One jurisdiction as it lives: its judge, the watchdog over its series, its alarms and recommendations. Knows when an
 * hour may be judged; what it says is the judge's. Live, demo and replay drive the same region by other clocks.
 */
export class Region {
  readonly alarms = new AlarmBook();
  readonly recommendations = new RecommendationBook();
  readonly cases = new CaseBook();
  readonly judge: Judge;
  /** Newest observed value of each series: `source metric`. */
  readonly latest = new Map<string, Reading>();
  /** The series by source and metric: the one look-up that a reading costs. */
  private readonly bySource = new Map<string, Map<string, Series>>();
  private readonly watches = new Map<string, SeriesWatch>();
  private readonly histories = new Map<string, SeriesHistory>();
  private readonly delays = new Delays();
  /** How data stood before a restart that is under way; null when there is none, or nothing waits here. */
  private pastWatch: PastWatch | null = null;
  private readonly subjects: ReadonlyMap<string, Subject>;
  private readonly plansById: ReadonlyMap<string, Plan>;
  /** Inferred outages on record that are not over, by grid. */
  private readonly inferred = new Map<string, GridEvent>();
  /** End of the last hour that was looked at for a health notice, epoch ms. */
  private noticedAt = -Infinity;
  /** What people told the engine, until it is taken up after a restart. */
  private readonly remembered: HumanEvent[] = [];
  private needsSettling = false;
  /** Recommendations or cases changed since the cases were last looked at. */
  private followsDue = true;
  private counter = 0;

  constructor(
    readonly jurisdiction: Jurisdiction,
    readonly plans: readonly Plan[],
    standards: readonly AqiStandard[],
  ) {
    this.judge = new Judge({ plans, jurisdiction, standards, approval: 'people' });
    this.subjects = new Map(jurisdiction.subjects.map((subject) => [subject.id, subject]));
    this.plansById = new Map(plans.map((plan) => [plan.id, plan]));
  }

  knows(source: string): boolean {
    return this.subjects.has(source);
  }

  /** Takes readings of this jurisdiction and judges what can be judged at `now` (epoch ms, event time). */
  take(readings: readonly Reading[], now: number): RegionEvent[] {
    for (const reading of readings) this.note(reading);
    const judged = this.judge.nextHour;
    if (judged !== null && readings.some((reading) => (reading.issuedAt ?? reading.time) < startOfHour(judged - 1))) {
      this.needsSettling = true;
    }
    const outcome = this.judge.take(readings);
    return [...toEvents(outcome.corrections, now), ...this.close(now), ...this.reconcile(now)];
  }

  /** Time has passed: hours that may be judged now, late data, the watchdog, shelves that are over. */
  tick(now: number): RegionEvent[] {
    const events = this.settle(now);
    events.push(...this.close(now), ...this.reconcile(now), ...this.watch(now), ...this.unshelve(now));
    events.push(...this.escalate(now));
    events.push(...callOverdue(this.cases, this.plansById, this.jurisdiction.timezone, now));
    return events;
  }

  /**
   * Takes up what the ledger remembers longer than readings are read again: outages inferred before `from` (epoch ms),
   * reports, which stand until the next one, and what people closed. After the ledger and before the readings.
   */
  restoreMemory(from: number): void {
    for (const event of this.inferred.values()) {
      if (event.event !== null && event.event.start < from + HOUR_MS) this.judge.seedEvent(event);
    }
    for (const event of this.remembered.splice(0)) {
      if (event.kind === 'report-filed') this.judge.take(toFacts(event));
      else this.judge.closeEvent(event.grid, event.at);
    }
  }

  /**
   * Has alarms about data that wait go on waiting from when they began. Before the readings of a restart at `now` (epoch
   * ms, event time).
   */
  watchAgain(now: number): void {
    const delays = Object.values(this.jurisdiction.watch?.delays ?? {});
    const longest = Math.max(0, ...delays.flatMap(({ onMs, offMs }) => [onMs, offMs]));
    if (longest === 0) return;
    this.pastWatch = new PastWatch({
      jurisdiction: this.jurisdiction.id,
      from: now - longest,
      begin: (reading) => this.watched(reading),
    });
  }

  /** Takes back after a restart what is on record, and stored readings: judged, with nothing recorded. */
  restore(readings: readonly Reading[], events: readonly RegionEvent[] = []): void {
    for (const event of events) this.fold(event);
    for (const reading of readings) {
      this.note(reading);
      if (reading.kind === 'observed') this.pastWatch?.take(reading);
    }
    this.judge.take(readings);
  }

  /** Ends a restart: the hours that were due by `now` are judged; what differs from the alarms on record is recorded. */
  resume(now: number): RegionEvent[] {
    this.judge.settle();
    this.judge.closeHours(Math.floor((now - DELAY_MS.fine) / HOUR_MS));
    this.pastWatch?.tell(this.delays, new Set(this.standingFaults().map(alarmKey)), now);
    this.pastWatch = null;
    return this.tick(now);
  }

  /** Somebody acknowledged, in the time that is replayed, what stands here too; null when it does not. */
  repeatAcknowledgement({ plan, rule, subject, at, by, note }: Acknowledgement): RegionEvent | null {
    const open = this.alarms.open(alarmKey({ plan, rule, subject }));
    if (open === null || (open.state !== 'unacknowledged' && open.state !== 'returned')) return null;
    const event: AlarmEvent = { kind: 'alarm-acknowledged', id: open.id, at, by, note };
    this.alarms.apply(event);
    return event;
  }

  /** Whether an alarm of a rule (or watchdog) on a subject could be raised here. */
  canRaise({ plan, rule, subject }: AlarmOf): boolean {
    const isPlace = this.subjects.has(subject);
    if (plan !== null) return isPlace && (this.plansById.get(plan)?.rules.some(({ id }) => id === rule) ?? false);
    if (rule === 'feed-lost') return subject === this.jurisdiction.id;
    return isPlace && QUALITY_RULES.some((known) => known === rule);
  }

  /** Whether an outage is inferred for a grid from its load alone. */
  hasInferredEvent(grid: string): boolean {
    return this.judge.arrivals.some((judge) =>
      judge.gridViews().some((view) => view.grid.id === grid && view.state.event !== null),
    );
  }

  /** An operator closes the outage that was inferred for a grid; gives what belongs on record. */
  closeEvent(grid: string, at: number, by: string): RegionEvent[] {
    const outcome = this.judge.closeEvent(grid, at);
    return [{ kind: 'event-closed', at, grid, by }, ...toEvents(outcome.corrections, at), ...this.reconcile(at)];
  }

  /** How every rule stands at `now`. One whose grid or enterprise has fallen silent is indeterminate (SEMANTICS 8). */
  states(now: number): RuleState[] {
    return this.judge
      .states(now)
      .map((state) =>
        state.indeterminate || !this.isFedBySilence(state, now) ? state : { ...state, indeterminate: true },
      );
  }

  /** Rules on hours see by themselves how old their hours are. */
  private isFedBySilence({ plan, rule, subject }: RuleState, now: number): boolean {
    const found = this.plansById.get(plan)?.rules.find(({ id }) => id === rule);
    const isSilent = (source: string, metric: string): boolean => {
      const watch = this.watches.get(`${source} ${metric}`);
      return watch !== undefined && isStale(watch, now);
    };
    if (found?.kind === 'band') return isSilent(subject, 'grid.load');
    if (found?.kind !== 'stock') return false;
    return found.over === 'each'
      ? isSilent(subject, 'coal.stock')
      : this.jurisdiction.subjects.some(({ id }) => isSilent(id, 'coal.stock'));
  }

  /** A week of a series in quarters of an hour, for charts; null before its first reading. */
  history(source: string, metric: string): SeriesHistory | null {
    return this.histories.get(`${source} ${metric}`) ?? null;
  }

  private note(reading: Reading): void {
    if (reading.kind !== 'observed') return;
    const series = this.bySource.get(reading.source)?.get(reading.metric) ?? this.begin(reading);
    if (series === null) return;
    const { watch, history } = series;
    if (reading.time >= watch.lastTime) this.latest.set(series.key, reading);
    if (history !== null) history.take(reading.time, reading.value);
    noteReading(watch, reading, series.intervalMs);
  }

  /** A series at its first reading; null when its source is none of ours. */
  private begin(reading: Reading): Series | null {
    const watched = this.watched(reading);
    if (watched === null) return null;
    const key = `${reading.source} ${reading.metric}`;
    const series: Series = {
      ...watched,
      key,
      history: CHARTED.has(reading.metric) ? new SeriesHistory() : null,
    };
    const ofSource = this.bySource.get(reading.source);
    if (ofSource === undefined) this.bySource.set(reading.source, new Map([[reading.metric, series]]));
    else ofSource.set(reading.metric, series);
    this.watches.set(key, series.watch);
    if (series.history !== null) this.histories.set(key, series.history);
    return series;
  }

  /** A watch over the series of a reading; null when its source is none of ours. */
  private watched(reading: Reading): Watched | null {
    const subject = this.subjects.get(reading.source);
    if (subject === undefined) return null;
    return {
      watch: watchSeries(subject, reading, this.jurisdiction.watch?.deadband[reading.metric]),
      intervalMs: subject.kind === 'grid' ? GRID_INTERVAL_MS : subject.interval * 1000,
    };
  }

  private fold(event: RegionEvent): void {
    if (isCaseEvent(event)) {
      this.takeCase(event);
      return;
    }
    switch (event.kind) {
      case 'correction':
        return;
      case 'ozone-notice':
        this.noticedAt = Math.max(this.noticedAt, event.at);
        return;
      case 'report-filed':
        this.remembered.push(event);
        return;
      case 'event-closed':
        this.inferred.delete(event.grid);
        this.remembered.push(event);
        return;
      case 'outage-inferred':
        if (event.event === null) this.inferred.delete(event.grid);
        else this.inferred.set(event.grid, event);
        return;
      case 'taken-out-of-service':
      case 'put-back-in-service':
        this.alarms.applyService(event);
        return;
      case 'recommended':
      case 'recommendation-superseded':
      case 'recommendation-withdrawn':
      case 'recommendation-answered':
        this.recommendations.apply(event);
        return;
      default:
        this.alarms.apply(event);
    }
  }

  /** Folds an event of a case; what it puts in force the judge must know. */
  private takeCase(event: CaseEvent): Case {
    this.followsDue = true;
    const after = this.cases.apply(event);
    if (event.kind === 'case-step' && event.effect !== null) {
      this.judge.putInForce(after.plan, after.level, event.at);
    }
    return after;
  }

  /** Takes what somebody did to a case, and what follows from it; gives what belongs on record. */
  act(event: CaseEvent, now: number): RegionEvent[] {
    const before = this.cases.get(event.id);
    const after = this.takeCase(event);
    return [event, ...this.answer(before, after, event, now), ...this.reconcile(now)];
  }

  /** The recommendation that a step or a refusal answers. */
  private answer(before: Case | null, after: Case, event: CaseEvent, at: number): RegionEvent[] {
    const isEffect = event.kind === 'case-step' && event.effect !== null;
    if (!isEffect && event.kind !== 'case-refused') return [];
    const standing = this.recommendations.standing(after.plan, after.subject);
    if (standing === null) return [];
    const origin = before?.round?.origin;
    const isOwn = origin?.kind === 'recommendation' && origin.recommendation === standing.id;
    if (!isOwn && !(isEffect && standing.to === after.level)) return [];
    const answered = { kind: 'recommendation-answered', id: standing.id, at, refused: !isEffect } as const;
    this.recommendations.apply(answered);
    return [answered];
  }

  private settle(now: number): RegionEvent[] {
    if (!this.needsSettling) return [];
    this.needsSettling = false;
    return toEvents(this.judge.settle().corrections, now);
  }

  /** Judges the hours that are complete, or late enough. */
  private close(now: number): RegionEvent[] {
    const events: RegionEvent[] = [];
    for (let t = this.judge.nextHour; t !== null && this.isClosed(t, now); t = this.judge.nextHour) {
      events.push(...toEvents(this.judge.closeHours(t).corrections, now));
      events.push(...this.noticeOzone(t));
    }
    return events;
  }

  /** The health notices of the hour that ended at the start of `t`. */
  private noticeOzone(t: number): RegionEvent[] {
    const at = startOfHour(t);
    if (at <= this.noticedAt) return [];
    const events = this.judge.cities.flatMap((city): RegionEvent[] => {
      const notice = ozoneNoticeOf(city.detail(t - 1), this.plans);
      return notice === null ? [] : [{ kind: 'ozone-notice', at, subject: city.city.id, ...notice }];
    });
    this.noticedAt = at;
    return events;
  }

  /** Whether the hour that ends at the start of `t` may be judged. */
  private isClosed(t: number, now: number): boolean {
    const end = startOfHour(t);
    if (now < end) return false;
    if (now >= end + DELAY_MS.hourly) return true;
    let delivered = 0;
    let isHourly = false;
    let isWaiting = false;
    for (const city of this.judge.cities) {
      for (const station of city.stationIds) {
        for (const pollutant of [...POLLUTANTS, 'air.aqi'] as (Pollutant | 'air.aqi')[]) {
          const watch = this.watches.get(`${station} ${pollutant}`);
          if (watch === undefined || isStale(watch, now)) continue;
          delivered += 1;
          if (watch.periodMs >= HOUR_MS) isHourly = true;
          if (watch.reach < end) isWaiting = true;
        }
      }
    }
    if (delivered > 0 && !isWaiting) return true;
    return now >= end + (isHourly ? DELAY_MS.hourly : DELAY_MS.fine);
  }

  /** Compares what the judge says with what is on record, and records the difference. */
  private reconcile(now: number): RegionEvent[] {
    const events: RegionEvent[] = [];
    for (const mark of this.judge.marks()) {
      const open = this.alarms.open(alarmKey(mark));
      const isActive = mark.level !== 'none';
      if (!isActive && (open === null || !open.active)) continue;
      if (isActive && open !== null && open.active && open.level === mark.level) continue;
      events.push(...this.record(mark, this.judge.evidenceOf(mark), now));
    }
    const advised = this.reviewRecommendations(now);
    if (advised.length > 0) this.followsDue = true;
    events.push(...advised, ...this.followRecommendations(now));
    events.push(...this.reviewInferred());
    return events;
  }

  /** What the recommendations that stand make of the cases. */
  private followRecommendations(now: number): RegionEvent[] {
    if (!this.followsDue) return [];
    this.followsDue = false;
    return followRecommendations({
      book: this.cases,
      plans: this.plansById,
      zone: this.jurisdiction.timezone,
      at: now,
      standing: this.recommendations.allStanding(),
      evidenceOf: (plan) =>
        this.judge
          .marks()
          .filter((mark) => mark.plan === plan && mark.level !== 'none')
          .flatMap((mark) => this.judge.evidenceOf(mark) ?? []),
    });
  }

  /** What changed in the outages that are inferred; plans that look at the same grid find the same. */
  private reviewInferred(): RegionEvent[] {
    const events: RegionEvent[] = [];
    // Of several changes at once, as when readings are read again, the last one counts.
    const changes = new Map(this.judge.takeChangedEvents().map((change) => [change.grid, change]));
    for (const change of changes.values()) {
      const known = this.inferred.get(change.grid) ?? null;
      if (known?.event?.start === change.event?.start && known?.ratio === change.ratio) continue;
      if (known === null && change.event === null) continue;
      if (change.event === null) this.inferred.delete(change.grid);
      else this.inferred.set(change.grid, change);
      events.push({ kind: 'outage-inferred', ...change });
    }
    return events;
  }

  private record(mark: RuleLevel, evidence: Evidence | null, now: number): RegionEvent[] {
    const rule = this.plansById.get(mark.plan)?.rules.find((each) => each.id === mark.rule);
    return this.raise(
      { plan: mark.plan, rule: mark.rule, subject: mark.subject, class: 'plan', indeterminate: mark.indeterminate },
      {
        active: mark.level !== 'none',
        level: mark.level,
        at: mark.since ?? now,
        evidence,
        clause: rule === undefined ? null : clauseOf(rule, mark.level),
      },
      now,
    );
  }

  /** Applies a condition to the alarm of its rule and subject; gives the event, if any. */
  private raise(
    of: Pick<Alarm, 'plan' | 'rule' | 'subject' | 'class' | 'indeterminate'>,
    condition: Condition,
    knownAt: number,
    parent: string | null = null,
  ): AlarmEvent[] {
    const open = this.alarms.open(alarmKey(of));
    const suppressed = parent === null ? {} : { suppressedBy: parent };
    const { at, level, evidence, clause } = condition;
    const what = eventOf(open, condition);
    if (what === null) return [];
    const event: AlarmEvent =
      what === 'raised' || open === null
        ? {
            kind: 'alarm-raised',
            id: this.newId('a', at),
            at,
            knownAt,
            level,
            evidence,
            clause,
            ...of,
            ...this.serviceOf(of),
            ...suppressed,
          }
        : what === 'returned'
          ? { kind: 'alarm-returned', id: open.id, at }
          : what === 'level'
            ? { kind: 'alarm-level', id: open.id, at, knownAt, level, evidence, clause }
            : { kind: 'alarm-reraised', id: open.id, at, knownAt, level, evidence, clause, ...suppressed };
    this.alarms.apply(event);
    return [event];
  }

  /** Keeps one standing recommendation a plan and subject: what the judge advises now. */
  private reviewRecommendations(now: number): RegionEvent[] {
    const events: RecommendationEvent[] = [];
    const advices = this.judge.advices();
    const record = (event: RecommendationEvent): void => {
      this.recommendations.apply(event);
      events.push(event);
    };
    for (const standing of this.recommendations.allStanding()) {
      const advice = advices.find((each) => each.plan === standing.plan && each.subject === standing.subject);
      if (advice === undefined) record({ kind: 'recommendation-withdrawn', id: standing.id, at: now });
      else if (advice.advice.to !== standing.to || advice.advice.action !== standing.action) {
        record({ kind: 'recommendation-superseded', id: standing.id, at: advice.at });
      }
    }
    for (const { plan, subject, at, from, advice } of advices) {
      if (this.recommendations.standing(plan, subject) !== null) continue;
      // What was refused stays quiet until something else is advised.
      const last = this.recommendations.newest(plan, subject);
      if (last?.state === 'refused' && last.to === advice.to && last.action === advice.action) continue;
      record({ kind: 'recommended', id: this.newId('w', at), at, plan, subject, from, ...advice });
    }
    return events;
  }

  /** Since when a rule is out of service on a subject, for its raise. */
  private serviceOf(of: AlarmOf): Pick<Extract<AlarmEvent, { kind: 'alarm-raised' }>, 'outOfService'> {
    const known = this.alarms.outOfService(alarmKey(of));
    return known === null ? {} : { outOfService: { at: known.at, by: known.by, reason: known.reason } };
  }

  /**
   * One alarm a source and fault: a dead station is one alarm, not one for each of its metrics. What stands for others
   * comes before them, and what has gone goes first, so that what it stood for calls again in the same turn.
   */
  private watch(now: number): RegionEvent[] {
    const conditions = new Map(
      qualityOf(this.watches.values(), this.jurisdiction.id, now).map((condition) => [
        alarmKey({ plan: null, ...condition }),
        condition,
      ]),
    );
    const standing = this.standingFaults();
    const events: RegionEvent[] = [];
    for (const alarm of standing) {
      const key = alarmKey(alarm);
      if (this.delays.stands(key, conditions.has(key), true, now, this.delayOf(alarm.rule))) continue;
      events.push(...this.raise(alarm, { active: false, level: 'none', at: now, evidence: null, clause: null }, now));
    }
    for (const [key, condition] of conditions) {
      const { rule, subject, series } = condition;
      if (this.alarms.open(key)?.active === true) continue;
      if (!this.delays.stands(key, true, false, now, this.delayOf(rule))) continue;
      const of = { plan: null, rule, subject, class: 'quality' as const, indeterminate: false };
      const evidence = faultEvidence(rule, series);
      const stands: Condition = { active: true, level: 'none', at: now, evidence, clause: null };
      events.push(...this.raise(of, stands, now, this.parentOf(condition)));
    }
    this.delays.keep(new Set([...conditions.keys(), ...standing.map(alarmKey)]));
    events.push(...standing.flatMap((alarm) => this.suppress(alarm.id, conditions.get(alarmKey(alarm)), now)));
    return events;
  }

  /** The alarms about data whose condition stands. */
  private standingFaults(): readonly Alarm[] {
    return this.alarms.openAlarms().filter((alarm) => alarm.class === 'quality' && alarm.active);
  }

  private delayOf(rule: string): Delay | undefined {
    const known = QUALITY_RULES.find((each) => each === rule);
    return known === undefined ? undefined : this.jurisdiction.watch?.delays[known];
  }

  /** The alarm that stands for a condition, or null. */
  private parentOf({ parent }: QualityCondition): string | null {
    const alarm = parent === null ? null : this.alarms.open(alarmKey({ plan: null, ...parent }));
    return alarm?.active === true ? alarm.id : null;
  }

  /** Suppresses an alarm that stands, or lets it call again. One that only its off-delay keeps stays with its parent. */
  private suppress(id: string, condition: QualityCondition | undefined, now: number): AlarmEvent[] {
    const alarm = this.alarms.get(id);
    if (alarm === null || !alarm.active) return [];
    const before = alarm.suppressedBy;
    const kept = before !== null && this.alarms.get(before)?.active === true ? before : null;
    const parent = condition === undefined ? kept : this.parentOf(condition);
    if (parent === before) return [];
    const event: AlarmEvent =
      parent === null ? { kind: 'alarm-unsuppressed', id, at: now } : { kind: 'alarm-suppressed', id, at: now, parent };
    this.alarms.apply(event);
    return [event];
  }

  private unshelve(now: number): RegionEvent[] {
    const events: AlarmEvent[] = [];
    for (const alarm of this.alarms.openAlarms()) {
      if (alarm.shelvedUntil === null || alarm.shelvedUntil > now) continue;
      const event: AlarmEvent = { kind: 'alarm-unshelved', id: alarm.id, at: now, by: null };
      this.alarms.apply(event);
      events.push(event);
    }
    return events;
  }

  /** Tells the next person of each alarm that nobody acknowledged in the time of its plan's order. */
  private escalate(now: number): RegionEvent[] {
    return this.alarms.openAlarms().flatMap((alarm): RegionEvent[] => {
      const order = alarm.plan === null ? null : (this.plansById.get(alarm.plan)?.escalation ?? null);
      const due = order === null ? null : dueRung(alarm, order, now);
      if (due === null) return [];
      const event: AlarmEvent = { kind: 'alarm-escalated', id: alarm.id, at: now, ...due };
      this.alarms.apply(event);
      return [event];
    });
  }

  /** Ids are unique in a ledger: the jurisdiction, the event time and a count that goes on after a restart. */
  private newId(prefix: string, at: number): string {
    let id: string;
    do {
      this.counter += 1;
      id = `${prefix}-${this.jurisdiction.id}-${at.toString(36)}-${this.counter.toString(36)}`;
    } while (this.alarms.get(id) !== null || this.recommendations.all().some((record) => record.id === id));
    return id;
  }
}

/** The facts of a report as the readings that they are. */
const toFacts = ({ facts, subject, at }: Extract<HumanEvent, { kind: 'report-filed' }>): Reading[] =>
  Object.entries(facts).map(([metric, value]) => observedNow(subject, metric, value, at));

/** @param knownAt event time at which the correction came about, epoch ms */
const toEvents = (corrections: readonly Correction[], knownAt: number): RegionEvent[] =>
  corrections.map((correction) => ({ kind: 'correction', knownAt, ...correction }));

function faultEvidence(fault: QualityRule, series: readonly SeriesWatch[]): Evidence {
  if (fault === 'feed-lost') return feedEvidence(series);
  const names = series.map((watch) => METRICS.get(watch.metric)?.name ?? { zh: watch.metric, en: watch.metric });
  const first = series[0];
  return {
    clause: '',
    summary: {
      zh: `${FAULTS[fault].zh}：${names.map((name) => name.zh).join('、')}`,
      en: `${FAULTS[fault].en}: ${names.map((name) => name.en).join(', ')}`,
    },
    window:
      first === undefined ? null : { from: fault === 'flatline' ? first.sameSince : first.lastTime, to: first.reach },
    unit: first === undefined ? '' : (METRICS.get(first.metric)?.unit ?? ''),
    thresholds: [],
    values: series.map((watch) => [watch.lastTime, watch.lastValue]),
    missing: 0,
    facts: Object.fromEntries(series.map((watch) => [watch.metric, watch.lastValue])),
  };
}

function feedEvidence(series: readonly SeriesWatch[]): Evidence {
  const sources = new Set(series.map(({ source }) => source)).size;
  const lastTime = Math.max(...series.map((watch) => watch.lastTime));
  return {
    clause: '',
    summary: {
      zh: `${FAULTS['feed-lost'].zh}：${sources} 个来源`,
      en: `${FAULTS['feed-lost'].en}: ${sources} sources`,
    },
    window: { from: lastTime, to: Math.max(...series.map((watch) => watch.reach)) },
    unit: '',
    thresholds: [],
    values: [],
    missing: 0,
    facts: { sources, lastTime },
  };
}
