import { startOfHour, type HourNumber } from '../model/instant.ts';
import type { Jurisdiction, Subject } from '../model/jurisdiction.ts';
import { higher, type Level } from '../model/level.ts';
import type { HourlyRule, InstantRule, Plan } from '../model/plan.ts';
import type { Reading } from '../model/reading.ts';
import type { AqiStandard } from '../model/standard.ts';
import type { Correction, Evidence, RuleState, Verdict } from '../model/verdict.ts';
import { ArrivalJudge, type GridEvent } from './arrival.ts';
import { CityAir, WINDOW_HOURS } from './city.ts';
import { boundaryFrom, HourlyJudge, LATE_MS, type Approval, type Outcome, type RuleLevel } from './hourly.ts';
import { together, UNJUDGED, type PastHour } from './past.ts';
import type { Advice } from './recommend.ts';

/** A recommendation that stands for a plan's area. */
export interface StandingAdvice {
  readonly plan: string;
  readonly subject: string;
  readonly at: number;
  readonly from: Level;
  readonly advice: Advice;
}

/** Old hours are dropped this often: looking through them costs more than keeping them for some days. */
const FORGET_EVERY_HOURS = 120;

const isHourly = (rule: { kind: string }): rule is HourlyRule =>
  rule.kind === 'run-of-hours' || rule.kind === 'days' || rule.kind === 'severe-now';

/**
 * The judge of one jurisdiction: all its plans over its readings. The same readings give the same verdicts, in whatever
 * order they come; live, backtest and replay differ only in when they ask.
 */
export class Judge {
  private readonly airs = new Map<string, CityAir>();
  private readonly hourly: HourlyJudge[] = [];
  private readonly arrival: ArrivalJudge[] = [];
  /** Readings that were too old to be judged. */
  private tooOldCount = 0;
  private forgottenAt: HourNumber = 0;

  /** @param options `approval`: who answers recommendations */
  constructor(options: {
    readonly plans: readonly Plan[];
    readonly jurisdiction: Jurisdiction;
    readonly standards: readonly AqiStandard[];
    readonly approval: Approval;
  }) {
    const { plans, jurisdiction, standards, approval } = options;
    for (const plan of plans) {
      const subject = areaOf(plan, jurisdiction);
      if (subject === null) continue;
      const hourly = plan.rules.filter(isHourly);
      if (hourly.length > 0) {
        let air = this.airs.get(subject.id);
        if (air === undefined) {
          air = new CityAir(subject, jurisdiction, standards);
          this.airs.set(subject.id, air);
        }
        this.hourly.push(new HourlyJudge(plan, hourly, air, approval));
      }
      const arrival = plan.rules.filter((rule): rule is InstantRule => !isHourly(rule));
      if (arrival.length > 0) this.arrival.push(new ArrivalJudge(plan, arrival, subject, jurisdiction, approval));
    }
  }

  /**
   * Takes readings in any order. Rules on arriving readings are judged at once; hourly ones wait for `closeHours`, or,
   * where the hour was judged already, for `settle`.
   */
  take(readings: readonly Reading[]): Outcome {
    for (const air of this.airs.values()) {
      const oldest = this.oldestJudged(air);
      for (const reading of readings) {
        if (!air.concerns(reading)) continue;
        if (reading.time < oldest && reading.kind === 'observed') this.tooOldCount += 1;
        else air.take(reading);
      }
    }
    const verdicts: Verdict[] = [];
    const corrections: Correction[] = [];
    for (const judge of this.arrival) {
      const outcome = judge.take(readings);
      verdicts.push(...outcome.verdicts);
      corrections.push(...outcome.corrections);
    }
    return { verdicts, corrections };
  }

  /** Judges every hour boundary up to and with the start of hour `t`, after what late data changed. */
  closeHours(t: HourNumber): Outcome {
    const verdicts: Verdict[] = [];
    const corrections: Correction[] = [];
    // Day by day: the hours of a city are kept for a window, which must not run ahead of what is judged.
    for (let end = Math.min(t, (this.nextHour ?? t) + 24); ; end = Math.min(t, end + 24)) {
      corrections.push(...this.settle(end).corrections);
      for (const judge of this.hourly) verdicts.push(...judge.judgeUpTo(end).verdicts);
      if (end >= t) break;
    }
    if (t - this.forgottenAt >= FORGET_EVERY_HOURS) {
      for (const air of this.airs.values()) air.forget(t);
      this.forgottenAt = t;
    }
    return { verdicts, corrections };
  }

  /** Judges again what late data changed; gives corrections. */
  settle(upTo: HourNumber = 0): Outcome {
    const corrections: Correction[] = [];
    for (const air of this.airs.values()) {
      const judges = this.hourly.filter((judge) => judge.subject.id === air.city.id);
      let judged = -Infinity;
      for (const judge of judges) judged = Math.max(judged, (judge.next ?? -Infinity) - 1);
      const changed = air.refresh(Math.max(judged, upTo));
      const issued = air.forecasts.takeEarliestNew();
      const from = Math.min(
        changed === null ? Infinity : changed + 1,
        issued === null ? Infinity : boundaryFrom(issued),
      );
      if (from > judged) continue;
      for (const judge of judges) corrections.push(...judge.rejudge(Math.max(from, judged - WINDOW_HOURS)).corrections);
    }
    return { verdicts: [], corrections };
  }

  /** The next hour boundary to judge, or null before any data. */
  get nextHour(): HourNumber | null {
    let next: HourNumber | null = null;
    for (const judge of this.hourly) {
      const own = judge.next;
      if (own !== null && (next === null || own < next)) next = own;
    }
    return next;
  }

  /** How far observed readings of the cities reach, epoch ms; null before any. */
  get reach(): number | null {
    let reach: number | null = null;
    for (const air of this.airs.values()) {
      if (air.reach !== null && (reach === null || air.reach > reach)) reach = air.reach;
    }
    return reach;
  }

  /** Changes of level and recommendations of the kept window, as they stand after all corrections, in order of time. */
  transitions(): Verdict[] {
    return [...this.hourly, ...this.arrival].flatMap((judge) => judge.transitions()).toSorted(compareVerdicts);
  }

  /** How every rule stands on every subject, as seen at `now` (epoch ms). */
  states(now: number): RuleState[] {
    const hourly = this.hourly.flatMap((judge) =>
      judge.states().map((state) => {
        const isOld = state.at === null || now - state.at > LATE_MS;
        return isOld ? { ...state, indeterminate: true } : state;
      }),
    );
    return [...hourly, ...this.arrival.flatMap((judge) => judge.states(now))];
  }

  /**
   * What the rules of a plan said in the hours from `from` to `to` (without), as known at `now` (epoch ms), after all
   * corrections.
   */
  past(plan: string, from: HourNumber, to: HourNumber, now: number): PastHour[] {
    const parts = [...this.hourly, ...this.arrival].flatMap((judge) =>
      judge.plan.id === plan ? [judge.past(from, to, now)] : [],
    );
    return Array.from({ length: to - from }, (_, i) => together(parts.map((part) => part[i] ?? UNJUDGED)));
  }

  /** The level of every rule on every subject, without what is worked out for people. */
  marks(): RuleLevel[] {
    return [...this.hourly, ...this.arrival].flatMap((judge) => judge.levels());
  }

  /** The proof of a rule's level on a subject; null before its first evaluation. */
  evidenceOf({ plan, rule, subject }: Pick<RuleLevel, 'plan' | 'rule' | 'subject'>): Evidence | null {
    for (const judge of [...this.hourly, ...this.arrival]) {
      const evidence = judge.plan.id === plan ? judge.evidenceOf(rule, subject) : null;
      if (evidence !== null) return evidence;
    }
    return null;
  }

  /** Recommendations that stand and wait for people. */
  advices(): StandingAdvice[] {
    return [...this.hourly, ...this.arrival].flatMap((judge) => {
      const standing = judge.advice;
      return standing === null ? [] : [{ plan: judge.plan.id, subject: judge.subject.id, ...standing }];
    });
  }

  /** An operator closed the inferred event of a grid. */
  closeEvent(grid: string, at: number): Outcome {
    const outcomes = this.arrival.map((judge) => judge.close(grid, at));
    return {
      verdicts: outcomes.flatMap((outcome) => outcome.verdicts),
      corrections: outcomes.flatMap((outcome) => outcome.corrections),
    };
  }

  /** People put a level of a plan in force. */
  putInForce(plan: string, level: Level, at: number): void {
    for (const judge of [...this.hourly, ...this.arrival]) if (judge.plan.id === plan) judge.putInForce(level, at);
  }

  /** The highest level of a plan's rules that count for it, as they stand. */
  conditionOf(plan: string): Level {
    let condition: Level = 'none';
    for (const judge of [...this.hourly, ...this.arrival]) {
      if (judge.plan.id === plan) condition = higher(condition, judge.condition);
    }
    return condition;
  }

  /** Outages inferred, standing still or ended since the last call; each plan that looks at the grid says so once. */
  takeChangedEvents(): GridEvent[] {
    return this.arrival.flatMap((judge) => judge.takeChangedEvents());
  }

  /** Takes up an outage that was inferred longer ago than readings are read again; before any reading. */
  seedEvent(event: GridEvent): void {
    for (const judge of this.arrival) judge.seedEvent(event);
  }

  /** The air of each city, for charts. */
  get cities(): readonly CityAir[] {
    return [...this.airs.values()];
  }

  /** The judges of arriving readings, for charts. */
  get arrivals(): readonly ArrivalJudge[] {
    return this.arrival;
  }

  get counts(): { readonly tooOld: number; readonly duplicates: number } {
    let duplicates = 0;
    for (const air of this.airs.values()) duplicates += air.duplicates;
    return { tooOld: this.tooOldCount, duplicates };
  }

  private oldestJudged(air: CityAir): number {
    let judged = -Infinity;
    for (const judge of this.hourly) {
      if (judge.subject.id === air.city.id && judge.next !== null) judged = Math.max(judged, judge.next - 1);
    }
    return judged === -Infinity ? -Infinity : startOfHour(judged - WINDOW_HOURS);
  }
}

/** The subject that a plan's recommendation speaks of: the jurisdiction's city or county; null when it has neither. */
export function areaOf(plan: Plan, jurisdiction: Jurisdiction): Subject | null {
  const other = plan.area === 'city' ? 'county' : 'city';
  const find = (kind: string): Subject | undefined =>
    jurisdiction.subjects.find((subject) => subject.kind === kind && !subject.neighbour);
  return find(plan.area) ?? find(other) ?? null;
}

/** The order of the backtest output: time, then type, plan, rule, subject. */
export function compareVerdicts(a: Verdict, b: Verdict): number {
  if (a.at !== b.at) return a.at - b.at;
  const keyA = `${a.type}\u0000${a.plan}\u0000${a.type === 'level' ? a.rule : ''}\u0000${a.subject}`;
  const keyB = `${b.type}\u0000${b.plan}\u0000${b.type === 'level' ? b.rule : ''}\u0000${b.subject}`;
  if (keyA === keyB) return 0;
  return keyA < keyB ? -1 : 1;
}
