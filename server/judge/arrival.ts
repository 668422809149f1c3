import { HOUR_MS, hourOf, localDate, MINUTE_MS, startOfHour, type HourNumber } from '../model/instant.ts';
import type { Jurisdiction, Subject } from '../model/jurisdiction.ts';
import { higher, isAbove, type Level } from '../model/level.ts';
import { editionOn, valuesOn, type InstantRule, type Plan } from '../model/plan.ts';
import type { Form } from '../model/procedure.ts';
import type { Reading } from '../model/reading.ts';
import type { Correction, Evidence, RuleState, Verdict } from '../model/verdict.ts';
import { findBand, proveBand, viewBand, type GridView, type InstantFinding } from './band.ts';
import { WINDOW_HOURS } from './city.ts';
import {
  closeEvent,
  customersOutAt,
  INITIAL_GRID,
  shedRatioAt,
  stepGrid,
  type GridState,
  type InferredEvent,
  type Sample,
} from './grid.ts';
import { NOTHING, recommendationOf, type Approval, type Outcome, type RuleLevel } from './hourly.ts';
import { Inputs, Slots, type Slot } from './inputs.ts';
import { together, UNJUDGED, type PastHour } from './past.ts';
import type { Advice } from './recommend.ts';
import { findReport, proveReport, viewReport, type ReportView } from './report.ts';
import { findStock, proveStock, trackStock, viewStock, type StockTrack, type StockView } from './stock.ts';

const WINDOW_MS = WINDOW_HOURS * HOUR_MS;
/** States are kept for the newest instants and, behind them, for one in so many and the last of each hour. */
const DENSE = 64;
const SPARSE = 32;
/** Readings that are kept at most: where they come thicker than this, what is late is judged again less far back. */
const MAX_READINGS = 2_000_000;

interface RuleMark {
  readonly level: Level;
  readonly since: number | null;
  /** Event time of the last evaluation. */
  readonly at: number | null;
  readonly indeterminate: boolean;
}

/** Largest loss of a grid since a response or its condition began. */
interface Peak {
  readonly loadMw: number;
  readonly customers: number;
}

/** Everything that the rules know after an instant. Arrays are by the judge's own indexes and never changed in place. */
interface State {
  readonly grids: readonly GridState[];
  readonly stocks: readonly (StockTrack | null)[];
  /** What was reported, by the index of the fact; null before the first report. */
  readonly facts: readonly (Sample | null)[];
  readonly marks: readonly RuleMark[];
  readonly peaks: readonly Peak[];
  readonly inForce: Level;
  readonly advice: Advice | null;
  readonly adviceFrom: Level;
}

/** The outage that is inferred for a grid from its load, as it stands from an instant on. */
export interface GridEvent {
  readonly grid: string;
  readonly at: number;
  /** null: it is over. */
  readonly event: InferredEvent | null;
  /** The inferred ratio, percent. */
  readonly ratio: number | null;
}

/** The readings of one event time, and what came of them. */
interface Instant {
  readonly at: number;
  readonly inputs: Inputs;
  /** Grids whose event an operator closed, by index; null when none. */
  closed: number[] | null;
  state: State | null;
  verdicts: readonly Verdict[];
}

/** One rule on one subject. */
interface Instance {
  readonly rule: InstantRule;
  readonly subject: Subject;
  readonly grid: number;
  readonly stocks: readonly number[];
  /** The form of a rule on reports, else null. */
  readonly form: Form | null;
}

const newInstant = (at: number): Instant => ({ at, inputs: new Inputs(), closed: null, state: null, verdicts: [] });

/** A rule whose form is missing: its file would not have been accepted. */
const NO_FORM: Form = { id: '', title: { zh: '', en: '' }, clause: '', fields: [] };

/** There are numbers to look at, and none of them is known: a lone load from which no loss can be told, say. */
const isBlind = ({ gauges }: Pick<RuleState, 'gauges'>): boolean =>
  gauges.length > 0 && gauges.every(({ value }) => value === null);

const QUIET: RuleMark = { level: 'none', since: null, at: null, indeterminate: true };

/**
 * One plan's rules on arriving readings: judged in event time at each instant at which a reading that they use was
 * taken, and again from an instant on when an older or same-time reading comes.
 * @source SEMANTICS 1 and 6
 */
export class ArrivalJudge {
  private instants: Instant[] = [];
  private readonly slots: Slots;
  private readonly grids: readonly Subject[];
  private readonly enterprises: readonly Subject[];
  private readonly loads: Sample[][];
  private readonly instances: readonly Instance[];
  /** By series: the instances to evaluate when it gave a reading. */
  private readonly triggers: readonly (readonly number[])[];
  private readonly cities: readonly number[];
  /** Grids whose recovery an end waits for: those that rules judge, and city and county grids and key areas. */
  private readonly watched: readonly number[];
  private initial: State;
  /** Instants up to this one cannot be judged again, epoch ms. */
  private forgotten = -Infinity;
  /** Readings of the instants, replaced ones among them until the next cut. */
  private kept = 0;
  /** Outages inferred, confirmed to stand still, or ended since they were last asked for. */
  private changedEvents: GridEvent[] = [];
  /** What people put in force, oldest first. */
  private readonly inForceLog: { readonly at: number; readonly level: Level }[] = [];
  /** Room for the readings of one instant by grid, NaN where there is none. */
  private readonly room: { readonly load: Float64Array; readonly shed: Float64Array; readonly customers: Float64Array };
  /** Hours that are over, as they were last asked for. */
  private readonly pastHours = new Map<HourNumber, PastHour>();
  private dateBucket = Number.NaN;
  private date = '';

  constructor(
    readonly plan: Plan,
    rules: readonly InstantRule[],
    readonly subject: Subject,
    private readonly jurisdiction: Jurisdiction,
    private readonly approval: Approval,
    private readonly maxReadings = MAX_READINGS,
  ) {
    this.slots = new Slots(jurisdiction, subject, { forms: plan.forms, kinds: new Set(rules.map(({ kind }) => kind)) });
    this.grids = this.slots.grids;
    this.enterprises = this.slots.enterprises;
    this.loads = this.grids.map(() => []);
    this.cities = this.grids.flatMap((grid, i) => (grid.scope === 'city' ? [i] : []));
    this.instances = rules.flatMap((rule) => this.instancesOf(rule));
    const isJudged = new Set(this.instances.map(({ grid }) => grid));
    this.watched = this.grids.flatMap((grid, i) =>
      isJudged.has(i) || (!grid.neighbour && isKeyGrid(grid)) ? [i] : [],
    );
    this.triggers = this.slots.slots.map((slot) =>
      this.instances.flatMap((instance, i) => (isTriggeredBy(instance, slot, this.slots.facts) ? [i] : [])),
    );
    const room = (): Float64Array => new Float64Array(this.grids.length).fill(Number.NaN);
    this.room = { load: room(), shed: room(), customers: room() };
    this.initial = {
      grids: this.grids.map(() => INITIAL_GRID),
      stocks: this.enterprises.map(() => null),
      facts: this.slots.facts.map(() => null),
      marks: this.instances.map(() => QUIET),
      peaks: this.grids.map(() => ({ loadMw: 0, customers: 0 })),
      inForce: 'none',
      advice: null,
      adviceFrom: 'none',
    };
  }

  /** The recommendation that stands by the newest instant, or null. */
  get advice(): { at: number; advice: Advice; from: Level } | null {
    const last = this.instants.at(-1);
    const state = this.present;
    return last === undefined || state.advice === null
      ? null
      : { at: last.at, advice: state.advice, from: state.adviceFrom };
  }

  /**
   * Takes readings, those that the plan's rules use among them, and judges their instants. Readings older than the
   * window are not judged.
   */
  take(readings: readonly Reading[]): Outcome {
    const numbers: number[] = [];
    const used: Reading[] = [];
    let isSorted = true;
    for (let i = 0; i < readings.length; i += 1) {
      const reading = readings[i];
      if (reading === undefined) continue;
      const number = this.slots.numberOf(reading);
      if (number < 0) continue;
      const last = used[used.length - 1];
      if (last !== undefined && reading.time < last.time) isSorted = false;
      used.push(reading);
      numbers.push(number);
    }
    if (used.length === 0) return NOTHING;
    this.kept += used.length;
    const order = used.map((_, i) => i);
    if (!isSorted) order.sort((a, b) => (used[a]?.time ?? 0) - (used[b]?.time ?? 0));
    const newest = this.instants.at(-1)?.at ?? -Infinity;
    let late: number | null = null;
    let next = 0;
    for (; next < order.length; next += 1) {
      const i = order[next] ?? 0;
      const reading = used[i];
      if (reading === undefined || reading.time > newest) break;
      if (reading.time < newest - WINDOW_MS || reading.time <= this.forgotten) continue;
      this.insert(reading.time).inputs.put(numbers[i] ?? -1, reading);
      late ??= reading.time;
    }
    const corrected = late === null ? NOTHING : this.judgeFrom(late);
    const verdicts = [...corrected.verdicts];
    while (next < order.length) {
      const instant = newInstant(used[order[next] ?? 0]?.time ?? 0);
      for (; next < order.length; next += 1) {
        const i = order[next] ?? 0;
        const reading = used[i];
        if (reading === undefined || reading.time !== instant.at) break;
        instant.inputs.put(numbers[i] ?? -1, reading);
      }
      const before = this.present;
      this.instants.push(instant);
      this.fold(instant, before);
      verdicts.push(...instant.verdicts);
      this.thin();
    }
    return { verdicts, corrections: corrected.corrections };
  }

  /** An operator closed the inferred event of a grid. */
  close(grid: string, at: number): Outcome {
    const index = this.grids.findIndex((each) => each.id === grid);
    if (index < 0) return NOTHING;
    const instant = this.insert(at);
    instant.closed = [...(instant.closed ?? []), index];
    return this.judgeFrom(at);
  }

  /** The highest level of the rules that count for the plan. */
  get condition(): Level {
    return this.conditionOf(this.present.marks);
  }

  /** People put a level in force at an instant (epoch ms): what is recommended is weighed again. */
  putInForce(level: Level, at: number): void {
    this.inForceLog.push({ at, level });
    const last = this.instants.at(-1);
    if (last?.state === undefined || last.state === null) {
      this.initial = { ...this.initial, inForce: level };
      return;
    }
    const { state } = last;
    const condition = this.conditionOf(state.marks);
    const peaks = condition === 'none' && level === 'none' ? this.initial.peaks : state.peaks;
    const advice = this.advise(condition, level, state.grids, peaks, last.at);
    last.state = { ...state, inForce: level, peaks, advice, adviceFrom: level };
  }

  /** The level that people had in force at an instant; at the newest one, what is in force now. */
  private levelOfPeople(at: number): Level {
    const until = at >= (this.instants.at(-1)?.at ?? -Infinity) ? Infinity : at;
    return this.inForceLog.findLast((entry) => entry.at <= until)?.level ?? 'none';
  }

  /** Outages inferred, standing still or ended since the last call, in order. */
  takeChangedEvents(): readonly GridEvent[] {
    const changed = this.changedEvents;
    if (changed.length > 0) this.changedEvents = [];
    return changed;
  }

  /** Takes up, before any reading, an outage that was inferred longer ago than readings are read again. */
  seedEvent({ grid, event, ratio }: GridEvent): void {
    const index = this.grids.findIndex((each) => each.id === grid);
    if (index < 0 || event === null || this.instants.length > 0) return;
    const known = { event, inferred: ratio, unconfirmed: true, hadRatio: true, everRatio: true };
    this.initial = { ...this.initial, grids: this.initial.grids.with(index, { ...INITIAL_GRID, ...known }) };
  }

  private noteEvent(index: number, before: GridState, after: GridState, at: number): void {
    if (before.event === after.event && before.unconfirmed === after.unconfirmed) return;
    const grid = this.grids[index];
    if (grid === undefined || (before.event === null && after.event === null)) return;
    this.changedEvents.push({ grid: grid.id, at, event: after.event, ratio: after.inferred });
  }

  transitions(): Verdict[] {
    return this.instants.flatMap((instant) => instant.verdicts);
  }

  /**
   * What the rules that count for the plan said in the hours from `from` to `to` (without), as known at `now`. What was
   * missing is looked at at the end of each hour.
   */
  past(from: HourNumber, to: HourNumber, now: number): PastHour[] {
    const newest = this.instants.at(-1)?.at ?? -Infinity;
    for (const hour of this.pastHours.keys()) if (hour < from) this.pastHours.delete(hour);
    return Array.from({ length: to - from }, (_, i) => {
      const hour = from + i;
      const kept = this.pastHours.get(hour);
      if (kept !== undefined) return kept;
      const end = startOfHour(hour + 1);
      const found = this.pastHour(startOfHour(hour), Math.min(end, now));
      // Readings of a later hour are there: only late ones can change this one.
      if (end <= newest) this.pastHours.set(hour, found);
      return found;
    });
  }

  private pastHour(start: number, end: number): PastHour {
    const before = this.indexFrom(start);
    let first = before - 1;
    while (first >= 0 && this.instants[first]?.state === null) first -= 1;
    let state = this.instants[first]?.state ?? this.initial;
    const levels = state.marks.map(({ level }) => level);
    let i = first + 1;
    for (; i < before; i += 1) this.note(levels, this.instants[i]?.verdicts ?? []);
    let highest = levels.slice();
    for (; (this.instants[i]?.at ?? Infinity) < end; i += 1) {
      state = this.instants[i]?.state ?? state;
      this.note(levels, this.instants[i]?.verdicts ?? []);
      highest = highest.map((level, k) => higher(level, levels[k] ?? 'none'));
    }
    const counted = this.instances.flatMap((instance, k) => (instance.rule.role === 'plan' ? [{ instance, k }] : []));
    const areAllReports = counted.every(({ instance }) => instance.rule.kind === 'report');
    return together(
      counted.map(({ instance, k }): PastHour => {
        const level = highest[k] ?? 'none';
        const isJudged = (state.marks[k] ?? QUIET).at !== null;
        // A report that nobody filed is no missing data; nor does it stand in for numbers that never came.
        if (instance.rule.kind === 'report')
          return { level, knowledge: isJudged || areAllReports ? 'known' : 'silent' };
        if (!isJudged) return UNJUDGED;
        const isUnknown = this.find(instance, state, end).missing || isBlind(this.view(instance, state, end, level));
        return { level, knowledge: isUnknown ? 'lost' : 'known' };
      }),
    );
  }

  /** The level of each rule on each subject. */
  levels(): RuleLevel[] {
    const { marks } = this.present;
    return this.instances.map((instance, i) => {
      const { level, since, indeterminate } = marks[i] ?? QUIET;
      return { plan: this.plan.id, rule: instance.rule.id, subject: instance.subject.id, level, since, indeterminate };
    });
  }

  /** The proof of a rule's level on a subject at its last evaluation; null before the first. */
  evidenceOf(rule: string, subject: string): Evidence | null {
    const index = this.instances.findIndex((each) => each.rule.id === rule && each.subject.id === subject);
    const instance = this.instances[index];
    const state = this.present;
    const mark = state.marks[index] ?? QUIET;
    return instance === undefined || mark.at === null ? null : this.prove(instance, state, mark.at, mark.level);
  }

  /** How each rule stands on each subject; what has grown old by `now` is shown as missing. */
  states(now: number): RuleState[] {
    const state = this.present;
    const at = Math.max(now, this.instants.at(-1)?.at ?? now);
    return this.instances.map((instance, i) => {
      const mark = state.marks[i] ?? QUIET;
      const view = this.view(instance, state, at, mark.level);
      return {
        plan: this.plan.id,
        rule: instance.rule.id,
        subject: instance.subject.id,
        level: mark.level,
        since: mark.since,
        at: mark.at,
        indeterminate:
          this.find(instance, state, at).missing ||
          // A report that nobody filed is no missing data.
          (instance.rule.kind !== 'report' && (mark.indeterminate || isBlind(view))),
        progress: view.progress,
        gauges: view.gauges,
        evidence: mark.at === null ? null : this.prove(instance, state, mark.at, mark.level),
      };
    });
  }

  /** What is known of each grid, for charts. */
  gridViews(): readonly GridView[] {
    return this.viewsOf(this.present);
  }

  /** What is known of each enterprise, for charts. */
  stockViews(): readonly StockView[] {
    const state = this.present;
    return this.enterprises.map((enterprise, i) => this.stockView(enterprise, state.stocks[i]));
  }

  private get present(): State {
    return this.instants.at(-1)?.state ?? this.initial;
  }

  private instancesOf(rule: InstantRule): Instance[] {
    const none = { rule, grid: -1, stocks: [], form: null };
    if (rule.kind === 'band') {
      return this.grids.flatMap((grid, i) =>
        grid.scope === rule.scope && !grid.neighbour ? [{ ...none, subject: grid, grid: i }] : [],
      );
    }
    if (rule.kind === 'report') {
      return [{ ...none, subject: this.subject, form: this.plan.forms.find(({ id }) => id === rule.form) ?? null }];
    }
    if (rule.over === 'each') {
      return this.enterprises.map((subject, i) => ({ ...none, subject, stocks: [i] }));
    }
    const key = this.enterprises.flatMap((enterprise, i) => (enterprise.key ? [i] : []));
    return [{ ...none, subject: this.subject, stocks: key }];
  }

  /** The place of an instant among the kept ones: the index of the first that is not before `at`. */
  private indexFrom(at: number): number {
    let low = 0;
    let high = this.instants.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.instants[middle]?.at ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private insert(at: number): Instant {
    const index = this.indexFrom(at);
    const found = this.instants[index];
    if (found?.at === at) return found;
    const instant = newInstant(at);
    this.instants.splice(index, 0, instant);
    return instant;
  }

  /** Folds again from the instant `at` on; what comes out differently at an instant is a correction. */
  private judgeFrom(at: number): Outcome {
    for (const hour of this.pastHours.keys()) if (hour >= hourOf(at)) this.pastHours.delete(hour);
    let start = this.indexFrom(at);
    while (start > 0 && this.instants[start - 1]?.state === null) start -= 1;
    let state = this.instants[start - 1]?.state ?? this.initial;
    const from = this.instants[start - 1]?.at ?? -Infinity;
    for (const loads of this.loads) while ((loads.at(-1)?.time ?? -Infinity) > from) loads.pop();
    const was = state.marks.map((mark) => mark.level);
    const now = was.slice();
    const corrections: Correction[] = [];
    const verdicts: Verdict[] = [];
    const newest = this.instants.length - 1;
    for (let i = start; i <= newest; i += 1) {
      const instant = this.instants[i];
      if (instant === undefined) break;
      const before = instant.verdicts;
      this.fold(instant, state);
      state = instant.state ?? state;
      const changed = new Set([...this.note(was, before), ...this.note(now, instant.verdicts)]);
      // Of the newest instant nothing may have been said yet: what comes first is a verdict, not a correction.
      if (i === newest && before.length === 0) {
        verdicts.push(...instant.verdicts);
        continue;
      }
      for (const index of changed) {
        const instance = this.instances[index];
        const wasLevel = was[index];
        const nowLevel = now[index];
        if (instance === undefined || wasLevel === undefined || nowLevel === undefined || wasLevel === nowLevel)
          continue;
        corrections.push({
          type: 'correction',
          at: instant.at,
          plan: this.plan.id,
          rule: instance.rule.id,
          subject: instance.subject.id,
          was: wasLevel,
          now: nowLevel,
        });
      }
    }
    for (let i = start; i < this.instants.length; i += 1) this.thinAt(i);
    return { verdicts, corrections };
  }

  /** Notes the level that each change led to. Gives the instances that changed. */
  private note(levels: Level[], verdicts: readonly Verdict[]): number[] {
    const changed: number[] = [];
    for (const verdict of verdicts) {
      if (verdict.type !== 'level') continue;
      const index = this.instances.findIndex(
        (instance) => instance.rule.id === verdict.rule && instance.subject.id === verdict.subject,
      );
      levels[index] = verdict.to;
      changed.push(index);
    }
    return changed;
  }

  private thinAt(index: number): void {
    const instant = this.instants[index];
    const next = this.instants[index + 1];
    if (instant === undefined || next === undefined || index >= this.instants.length - DENSE) return;
    // The last of an hour says what was missing in it.
    if (index % SPARSE !== 0 && hourOf(next.at) === hourOf(instant.at)) instant.state = null;
  }

  /** Drops states and instants that will not be needed. */
  private thin(): void {
    this.thinAt(this.instants.length - 1 - DENSE);
    const newest = this.instants.at(-1)?.at ?? 0;
    // Slack of a day, or of a tenth, so that the cut is made seldom.
    const isLong = (this.instants[0]?.at ?? newest) < newest - WINDOW_MS - 24 * HOUR_MS;
    if (!isLong && this.kept < this.maxReadings * 1.1) return;
    let cut = this.instants.length - 1;
    const from = this.indexFrom(newest - WINDOW_MS);
    for (let kept = 0; cut > from && kept < this.maxReadings; cut -= 1)
      kept += this.instants[cut]?.inputs.numbers.length ?? 0;
    while (cut > 0 && this.instants[cut]?.state === null) cut -= 1;
    this.instants = this.instants.slice(cut);
    this.kept = this.instants.reduce((sum, { inputs }) => sum + inputs.numbers.length, 0);
    const first = this.instants[0]?.at ?? 0;
    if (cut > 0) this.forgotten = first;
    this.loads.forEach((loads, i) => {
      const keep = loads.findIndex((load) => load.time >= first - 2 * HOUR_MS);
      if (keep > 0) this.loads[i] = loads.slice(keep);
    });
  }

  /** Folds the readings of one instant into the state before it. */
  private fold(instant: Instant, before: State): void {
    const { at } = instant;
    const grids = before.grids.slice();
    let { stocks, facts } = before;
    const touched: number[] = [];
    const triggered: number[] = [];
    for (const i of instant.closed ?? []) {
      grids[i] = closeEvent(grids[i] ?? INITIAL_GRID, at);
      this.noteEvent(i, before.grids[i] ?? INITIAL_GRID, grids[i] ?? INITIAL_GRID, at);
      this.instances.forEach((instance, k) => {
        if (instance.grid === i) triggered.push(k);
      });
    }
    const { numbers, values } = instant.inputs;
    for (let k = 0; k < numbers.length; k += 1) {
      const number = numbers[k] ?? -1;
      const value = values[k] ?? Number.NaN;
      const slot = this.slots.slots[number];
      if (slot === undefined || Number.isNaN(value)) continue;
      for (const i of this.triggers[number] ?? []) if (!triggered.includes(i)) triggered.push(i);
      switch (slot.kind) {
        case 'load':
        case 'shed':
        case 'customers':
          this.room[slot.kind][slot.index] = value;
          if (!touched.includes(slot.index)) touched.push(slot.index);
          break;
        case 'stock':
          stocks = stocks.with(slot.index, trackStock(stocks[slot.index] ?? null, { time: at, value }));
          break;
        case 'fact':
          facts = facts.with(slot.index, { time: at, value });
          break;
      }
    }
    const { load, shed, customers } = this.room;
    for (const i of touched) {
      const earlier = this.loads[i] ?? [];
      const loadMw = load[i] ?? Number.NaN;
      grids[i] = stepGrid(
        grids[i] ?? INITIAL_GRID,
        loadMw,
        shed[i] ?? Number.NaN,
        customers[i] ?? Number.NaN,
        at,
        earlier,
      );
      if (!Number.isNaN(loadMw)) earlier.push({ time: at, value: loadMw });
      this.noteEvent(i, before.grids[i] ?? INITIAL_GRID, grids[i] ?? INITIAL_GRID, at);
      load[i] = Number.NaN;
      shed[i] = Number.NaN;
      customers[i] = Number.NaN;
    }
    const inputs = { ...before, grids, stocks, facts };
    const marks = before.marks.slice();
    const verdicts: Verdict[] = [];
    for (const i of triggered) {
      const instance = this.instances[i];
      const last = before.marks[i] ?? QUIET;
      if (instance === undefined) continue;
      const finding = this.find(instance, inputs, at);
      // Silence is not recovery: while an input that was there is missing a level may rise but not fall.
      const level = finding.missing ? higher(last.level, finding.level) : finding.level;
      marks[i] = {
        level,
        since: level === last.level && last.since !== null ? last.since : at,
        at,
        indeterminate: finding.missing,
      };
      if (level === last.level) continue;
      verdicts.push({
        type: 'level',
        at,
        plan: this.plan.id,
        rule: instance.rule.id,
        subject: instance.subject.id,
        from: last.level,
        to: level,
        evidence: this.prove(instance, inputs, at, level),
      });
    }
    const inForce = this.approval === 'people' ? this.levelOfPeople(at) : before.inForce;
    const condition = this.conditionOf(marks);
    const peaks = this.peaksOf(before.peaks, grids, at, condition !== 'none' || inForce !== 'none');
    const isJudged = triggered.length > 0;
    const advice = isJudged ? this.advise(condition, inForce, grids, peaks, at) : before.advice;
    const isAnswered = advice !== null && isJudged && this.approval === 'at-once';
    if (isAnswered) verdicts.push(recommendationOf(advice, at, this.plan.id, this.subject.id, inForce));
    instant.verdicts = verdicts;
    instant.state = {
      grids,
      stocks,
      facts,
      marks,
      // What the response that ends here lost is not carried into the next one.
      peaks: isAnswered && advice.action === 'end' ? this.initial.peaks : peaks,
      inForce: isAnswered ? advice.to : inForce,
      advice: isAnswered ? null : advice,
      adviceFrom: inForce,
    };
  }

  private conditionOf(marks: readonly RuleMark[]): Level {
    let condition: Level = 'none';
    for (let i = 0; i < this.instances.length; i += 1) {
      const level = marks[i]?.level ?? 'none';
      if (level !== 'none' && this.instances[i]?.rule.role === 'plan') condition = higher(condition, level);
    }
    return condition;
  }

  private peaksOf(before: readonly Peak[], grids: readonly GridState[], at: number, isOn: boolean): readonly Peak[] {
    if (!isOn) return this.initial.peaks;
    return grids.map((state, i) => {
      const last = before[i] ?? { loadMw: 0, customers: 0 };
      const loadMw = Math.max(last.loadMw, lostLoadAt(state, at) ?? 0);
      const customers = Math.max(last.customers, customersOutAt(state, at) ?? 0);
      return loadMw === last.loadMw && customers === last.customers ? last : { loadMw, customers };
    });
  }

  private advise(
    condition: Level,
    inForce: Level,
    grids: readonly GridState[],
    peaks: readonly Peak[],
    at: number,
  ): Advice | null {
    if (isAbove(condition, inForce)) {
      return { action: inForce === 'none' ? 'start' : 'raise', to: condition, immediate: null, publishBy: null };
    }
    const policy = this.plan.recommendation;
    if (policy.kind !== 'response' || inForce === 'none' || condition !== 'none') return null;
    // Where the text names no recovery (energy plan 4.4) it is over when no condition stands: silence would hold one.
    const isOver = policy.recovery === null || this.isRecovered(policy.recovery, grids, peaks, at);
    return isOver ? { action: 'end', to: 'none', immediate: null, publishBy: null } : null;
  }

  /**
   * Whether every grid that lost load has it back: 80 % of its peak, city and county grids and key areas 90 %. A grid
   * whose load lost was never known is taken by its customers.
   * @source Yangcheng outage plan 4.4.2 (2)
   */
  private isRecovered(
    recovery: { grids: number; keyGrids: number },
    grids: readonly GridState[],
    peaks: readonly Peak[],
    at: number,
  ): boolean {
    for (const i of this.watched) {
      const grid = this.grids[i];
      const state = grids[i];
      const peak = peaks[i];
      if (grid === undefined || state === undefined || peak === undefined) continue;
      const left = (100 - (isKeyGrid(grid) ? recovery.keyGrids : recovery.grids)) / 100;
      // Without its number of customers a grid's customers out are not judged, here neither.
      if (!state.everRatio && (grid.customers ?? 0) <= 0) continue;
      const [worst, now] = state.everRatio
        ? [peak.loadMw, lostLoadAt(state, at)]
        : [peak.customers, customersOutAt(state, at)];
      if (worst > 0 && (now === null || now > left * worst + 1e-9 * worst)) return false;
    }
    return true;
  }

  private viewsOf(state: Pick<State, 'grids'>): GridView[] {
    return this.grids.map((grid, i) => ({ grid, state: state.grids[i] ?? INITIAL_GRID }));
  }

  private gridAt(i: number, state: Pick<State, 'grids'>): GridView[] {
    const grid = this.grids[i];
    return grid === undefined ? [] : [{ grid, state: state.grids[i] ?? INITIAL_GRID }];
  }

  private gridOf(instance: Instance, state: Pick<State, 'grids'>): GridView {
    return { grid: instance.subject, state: state.grids[instance.grid] ?? INITIAL_GRID };
  }

  /** The city grids that a rule looks at: those of the provincial rule only. */
  private citiesFor(values: { readonly severalCities: unknown }, state: Pick<State, 'grids'>): readonly GridView[] {
    return values.severalCities === null ? [] : this.cities.flatMap((i) => this.gridAt(i, state));
  }

  private stocksOf(instance: Instance, state: Pick<State, 'stocks'>): StockView[] {
    return instance.stocks.flatMap((i) => {
      const enterprise = this.enterprises[i];
      return enterprise === undefined ? [] : [this.stockView(enterprise, state.stocks[i])];
    });
  }

  private stockView(enterprise: Subject, track: StockTrack | null | undefined): StockView {
    return { enterprise, stock: track?.newest ?? null, before: track?.before ?? null };
  }

  private reportOf({ form }: Instance, { facts }: Pick<State, 'facts'>): ReportView {
    const known = new Map<string, Sample>();
    for (const { id, metric } of form?.fields ?? []) {
      const sample = metric === null ? null : (facts[this.slots.facts.indexOf(metric)] ?? null);
      if (sample !== null) known.set(id, sample);
    }
    return { form: form ?? NO_FORM, facts: known };
  }

  /** The local date of an instant. Zones differ by quarters of an hour, so one look-up holds for a quarter. */
  private dateOf(at: number): string {
    const bucket = Math.floor(at / (15 * MINUTE_MS));
    if (bucket !== this.dateBucket) {
      this.date = localDate(at, this.jurisdiction.timezone);
      this.dateBucket = bucket;
    }
    return this.date;
  }

  private find(instance: Instance, state: State, at: number): InstantFinding {
    const { rule } = instance;
    const date = this.dateOf(at);
    switch (rule.kind) {
      case 'band': {
        const values = valuesOn(rule.editions, date);
        return findBand(values, this.gridOf(instance, state), this.citiesFor(values, state), at);
      }
      case 'stock':
        return findStock(valuesOn(rule.editions, date), this.stocksOf(instance, state), at);
      case 'report':
        return findReport(rule, valuesOn(rule.editions, date), this.reportOf(instance, state));
    }
  }

  private view(instance: Instance, state: State, at: number, level: Level): Pick<RuleState, 'progress' | 'gauges'> {
    const { rule } = instance;
    const date = this.dateOf(at);
    switch (rule.kind) {
      case 'band':
        return viewBand(valuesOn(rule.editions, date), this.gridOf(instance, state), at, level);
      case 'stock':
        return viewStock(valuesOn(rule.editions, date), this.stocksOf(instance, state), at, level);
      case 'report':
        return viewReport(rule, valuesOn(rule.editions, date), this.reportOf(instance, state), level);
    }
  }

  /** The proof of a level, with the edition of the plan that it stands on. */
  private prove(instance: Instance, state: State, at: number, level: Level): Evidence {
    const evidence = this.proofOf(instance, state, at, level);
    return { ...evidence, facts: { ...evidence.facts, edition: editionOn(this.plan, this.dateOf(at)).id } };
  }

  private proofOf(instance: Instance, state: State, at: number, level: Level): Evidence {
    const { rule } = instance;
    const date = this.dateOf(at);
    switch (rule.kind) {
      case 'band': {
        const values = valuesOn(rule.editions, date);
        return proveBand(rule, values, this.gridOf(instance, state), this.citiesFor(values, state), at, level);
      }
      case 'stock':
        return proveStock(rule, valuesOn(rule.editions, date), this.stocksOf(instance, state), at, level);
      case 'report':
        return proveReport(rule, this.reportOf(instance, state), at, level);
    }
  }
}

/** Whether a grid is bound by the stricter recovery. */
const isKeyGrid = (grid: Subject): boolean => grid.scope === 'city' || grid.scope === 'county' || grid.keyArea;

/** Whether a reading of a series calls for an evaluation: one that the rule uses itself (SEMANTICS 6). */
function isTriggeredBy(instance: Instance, slot: Slot, facts: readonly string[]): boolean {
  switch (slot.kind) {
    case 'load':
    case 'shed':
    case 'customers':
      return instance.rule.kind === 'band' && instance.grid === slot.index;
    case 'stock':
      return instance.rule.kind === 'stock' && instance.stocks.includes(slot.index);
    case 'fact':
      return instance.form?.fields.some(({ metric }) => metric !== null && metric === facts[slot.index]) ?? false;
  }
}

/** Load lost at an instant, MW; null when it is not known. */
function lostLoadAt(state: GridState, at: number): number | null {
  const ratio = shedRatioAt(state, at);
  if (ratio === null) return null;
  return ratio.base === null ? 0 : (ratio.percent / 100) * ratio.base;
}
