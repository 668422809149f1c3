import { hourOf, HOUR_MS, startOfHour, type HourNumber } from '../model/instant.ts';
import type { Subject } from '../model/jurisdiction.ts';
import { higher, isAbove, type Level } from '../model/level.ts';
import { editionOn, valuesOn, type HourlyRule, type Plan } from '../model/plan.ts';
import type { Correction, Evidence, Recommendation, RuleState, Verdict } from '../model/verdict.ts';
import { WINDOW_HOURS, type CityAir } from './city.ts';
import { findDays, proveDays, viewDays } from './days.ts';
import { UNJUDGED, type PastHour } from './past.ts';
import { adviseWarning, type Advice } from './recommend.ts';
import { findRunOfHours, proveRunOfHours, viewRunOfHours, type Finding } from './run-of-hours.ts';
import { findSevereNow, proveSevereNow, viewSevereNow } from './severe-now.ts';
import { BACK_HOURS, timelineAt, type Timeline } from './timeline.ts';

/** How a rule stood after one evaluation. */
interface RuleMark {
  readonly level: Level;
  readonly since: number | null;
  readonly indeterminate: boolean;
}

/** One evaluation: what came out, and what the next one needs to go on from it. */
interface Evaluation {
  readonly t: HourNumber;
  readonly marks: readonly RuleMark[];
  readonly condition: Level;
  readonly inForce: Level;
  readonly advice: Advice | null;
  readonly verdicts: readonly Verdict[];
}

/** Who answers recommendations: the engine at once (backtest), or people, who put levels in force (`putInForce`). */
export type Approval = 'at-once' | 'people';

/** An hour that should be judged and is not is unknown, not normal: two hours and a little after its end. */
export const LATE_MS = 2.5 * HOUR_MS;

/** The level of one rule on one subject. */
export interface RuleLevel {
  readonly plan: string;
  readonly rule: string;
  readonly subject: string;
  readonly level: Level;
  /** Event time of the evaluation that brought the level; null before the first. */
  readonly since: number | null;
  readonly indeterminate: boolean;
}

/** What a judgement brought. */
export interface Outcome {
  readonly verdicts: readonly Verdict[];
  readonly corrections: readonly Correction[];
}

export const NOTHING: Outcome = { verdicts: [], corrections: [] };

/** Twice the window: what is judged again must find all behind it that it looks back on. */
const KEEP_EVALUATIONS = 2 * WINDOW_HOURS;

/**
 * One plan's hourly rules on one city: evaluated at every hour boundary in order, and again from an hour on that late
 * data changed. What a boundary says depends on the data alone, never on when it was judged.
 * @source SEMANTICS 1 and 5
 */
export class HourlyJudge {
  private evaluations: Evaluation[] = [];
  /** What people put in force, oldest first. */
  private readonly inForceLog: { readonly at: number; readonly level: Level }[] = [];

  constructor(
    readonly plan: Plan,
    private readonly rules: readonly HourlyRule[],
    private readonly air: CityAir,
    private readonly approval: Approval,
  ) {}

  get subject(): Subject {
    return this.air.city;
  }

  /** The next boundary to judge (the hour that starts there), or null before any data. */
  get next(): HourNumber | null {
    const last = this.evaluations.at(-1);
    if (last !== undefined) return last.t + 1;
    const { first } = this.air;
    return first === null ? null : hourOf(first) + 1;
  }

  /** The recommendation that stands by the newest evaluation, or null. */
  get advice(): { at: number; advice: Advice; from: Level } | null {
    const last = this.evaluations.at(-1);
    if (last === undefined || last.advice === null) return null;
    return { at: startOfHour(last.t), advice: last.advice, from: this.inForceBefore(this.evaluations.length - 1) };
  }

  /** Judges every boundary up to and with `t`. */
  judgeUpTo(t: HourNumber): Outcome {
    const verdicts: Verdict[] = [];
    let next = this.next;
    while (next !== null && next <= t) {
      const evaluation = this.evaluate(next, this.evaluations.at(-1) ?? null, this.evaluations.length);
      this.evaluations.push(evaluation);
      verdicts.push(...evaluation.verdicts);
      if (this.evaluations.length > 2 * KEEP_EVALUATIONS) this.evaluations = this.evaluations.slice(-KEEP_EVALUATIONS);
      next += 1;
    }
    return { verdicts, corrections: [] };
  }

  /**
   * Judges again from the boundary `from` on. A level that comes out differently at a boundary is a correction; those
   * older than the window stand.
   */
  rejudge(from: HourNumber): Outcome {
    this.beginEarlier();
    const start = this.evaluations.findIndex((evaluation) => evaluation.t >= from);
    if (start < 0) return NOTHING;
    const corrections: Correction[] = [];
    for (let i = start; i < this.evaluations.length; i += 1) {
      const was = this.evaluations[i];
      if (was === undefined) break;
      const now = this.evaluate(was.t, this.evaluations[i - 1] ?? null, i);
      this.evaluations[i] = now;
      this.rules.forEach((rule, r) => {
        const before = was.marks[r]?.level ?? 'none';
        const after = now.marks[r]?.level ?? 'none';
        if (before === after) return;
        corrections.push({
          type: 'correction',
          at: startOfHour(was.t),
          plan: this.plan.id,
          rule: rule.id,
          subject: this.subject.id,
          was: before,
          now: after,
        });
      });
    }
    return { verdicts: [], corrections };
  }

  /** Makes room for boundaries before the first one judged, when an older reading has come within the window. */
  private beginEarlier(): void {
    const oldest = this.evaluations[0];
    const newest = this.evaluations.at(-1);
    const { first } = this.air;
    if (oldest === undefined || newest === undefined || first === null) return;
    const begin = Math.max(hourOf(first) + 1, newest.t - WINDOW_HOURS);
    const marks = this.rules.map((): RuleMark => ({ level: 'none', since: null, indeterminate: true }));
    const blank = { marks, condition: 'none', inForce: 'none', advice: null, verdicts: [] } as const;
    const added: Evaluation[] = [];
    for (let t = begin; t < oldest.t; t += 1) added.push({ ...blank, t });
    if (added.length > 0) this.evaluations = [...added, ...this.evaluations];
  }

  /** Changes of level and recommendations of the kept window, oldest first, as they stand after all corrections. */
  transitions(): Verdict[] {
    return this.evaluations.flatMap((evaluation) => evaluation.verdicts);
  }

  /**
   * What the rules that count for the plan said in the hours from `from` to `to` (without). An hour is what the boundary
   * at its beginning said; one that was not judged in time, as seen at `now`, is lost.
   */
  past(from: HourNumber, to: HourNumber, now: number): PastHour[] {
    const oldest = this.evaluations[0]?.t ?? Infinity;
    const last = this.evaluations.at(-1);
    return Array.from({ length: to - from }, (_, i) => {
      const hour = from + i;
      const evaluation = this.evaluations[hour - oldest] ?? (hour < oldest ? undefined : last);
      if (evaluation === undefined) return UNJUDGED;
      const isLate = evaluation.t < hour && now - startOfHour(evaluation.t) > LATE_MS;
      const isSilent = this.rules.some(
        (rule, r) => rule.role === 'plan' && evaluation.marks[r]?.indeterminate === true,
      );
      return { level: evaluation.condition, knowledge: isLate || isSilent ? 'lost' : 'known' };
    });
  }

  /** The level of each rule after the newest evaluation. */
  levels(): RuleLevel[] {
    const last = this.evaluations.at(-1);
    return this.rules.map((rule, r) => ({
      plan: this.plan.id,
      rule: rule.id,
      subject: this.subject.id,
      ...(last?.marks[r] ?? { level: 'none' as const, since: null, indeterminate: true }),
    }));
  }

  /** The proof of a rule's level on this city; null before the first evaluation. */
  evidenceOf(rule: string, subject: string): Evidence | null {
    const last = this.evaluations.at(-1);
    const index = this.rules.findIndex((each) => each.id === rule);
    const found = this.rules[index];
    if (last === undefined || found === undefined || subject !== this.subject.id) return null;
    return this.prove(found, timelineAt(this.air, last.t), last.marks[index]?.level ?? 'none');
  }

  /** How each rule stands after the newest evaluation, with what people need to follow it. */
  states(): RuleState[] {
    const last = this.evaluations.at(-1);
    const timeline = last === undefined ? null : timelineAt(this.air, last.t);
    return this.rules.map((rule, r) => {
      const mark = last?.marks[r] ?? { level: 'none' as const, since: null, indeterminate: true };
      const view = timeline === null ? { progress: null, gauges: [] } : this.view(rule, timeline, mark.level);
      return {
        plan: this.plan.id,
        rule: rule.id,
        subject: this.subject.id,
        level: mark.level,
        since: mark.since,
        at: last === undefined ? null : startOfHour(last.t),
        indeterminate: mark.indeterminate,
        progress: view.progress,
        gauges: view.gauges,
        evidence: timeline === null ? null : this.prove(rule, timeline, mark.level),
      };
    });
  }

  /** The highest level of the rules that count for the plan, after the newest evaluation. */
  get condition(): Level {
    return this.evaluations.at(-1)?.condition ?? 'none';
  }

  /** People put a level in force at an instant (epoch ms): what is recommended is weighed again. */
  putInForce(level: Level, at: number): void {
    this.inForceLog.push({ at, level });
    const last = this.evaluations.at(-1);
    const index = this.evaluations.length - 1;
    if (last !== undefined) this.evaluations[index] = this.evaluate(last.t, this.evaluations[index - 1] ?? null, index);
  }

  private inForceBefore(i: number): Level {
    if (this.approval === 'people') return this.evaluations[i]?.inForce ?? 'none';
    return this.evaluations[i - 1]?.inForce ?? 'none';
  }

  /** The level that people had in force at a boundary; at the newest one, what is in force now. */
  private levelOfPeople(t: HourNumber, isNewest: boolean): Level {
    const at = isNewest ? Infinity : startOfHour(t);
    return this.inForceLog.findLast((entry) => entry.at <= at)?.level ?? 'none';
  }

  private evaluate(t: HourNumber, before: Evaluation | null, index: number): Evaluation {
    const timeline = timelineAt(this.air, t);
    const at = startOfHour(t);
    const verdicts: Verdict[] = [];
    const findings: Finding[] = [];
    let condition: Level = 'none';
    let isSevereNow = false;
    const marks = this.rules.map((rule, r): RuleMark => {
      const finding = this.find(rule, timeline);
      findings.push(finding);
      const last = before?.marks[r] ?? { level: 'none' as const, since: null, indeterminate: true };
      const isSilent = Number.isNaN(
        (rule.kind === 'run-of-hours' ? timeline.so2 : timeline.ruleAqi)[BACK_HOURS - 1] ?? Number.NaN,
      );
      // Silence is not recovery: without the newest hour a level may rise but not fall.
      const level = isSilent ? higher(last.level, finding.level) : finding.level;
      if (rule.role === 'plan') condition = higher(condition, level);
      if (rule.kind === 'severe-now' && finding.level !== 'none') isSevereNow = true;
      if (level !== last.level) {
        verdicts.push({
          type: 'level',
          at,
          plan: this.plan.id,
          rule: rule.id,
          subject: this.subject.id,
          from: last.level,
          to: level,
          evidence: this.prove(rule, timeline, level),
        });
      }
      return { level, since: level === last.level && last.since !== null ? last.since : at, indeterminate: isSilent };
    });
    const inForce =
      this.approval === 'people'
        ? this.levelOfPeople(t, index >= this.evaluations.length - 1)
        : (before?.inForce ?? 'none');
    const advice = this.advise(timeline, condition, inForce, findings, isSevereNow, index);
    if (advice !== null && this.approval === 'at-once') {
      verdicts.push(recommendationOf(advice, at, this.plan.id, this.subject.id, inForce));
    }
    return {
      t,
      marks,
      condition,
      inForce: advice !== null && this.approval === 'at-once' ? advice.to : inForce,
      advice,
      verdicts,
    };
  }

  private advise(
    timeline: Timeline,
    condition: Level,
    inForce: Level,
    findings: readonly Finding[],
    isSevereNow: boolean,
    index: number,
  ): Advice | null {
    const policy = this.plan.recommendation;
    if (policy.kind !== 'warning' || (inForce === 'none' && !isAbove(condition, inForce))) return null;
    const recent = this.evaluations
      .slice(Math.max(0, index - policy.calm.hours + 1), index)
      .map((evaluation) => evaluation.condition);
    return adviseWarning(policy, {
      timeline,
      condition,
      inForce,
      findings,
      isSevereNow,
      recent: [...recent, condition],
    });
  }

  private find(rule: HourlyRule, timeline: Timeline): Finding {
    const date = this.air.dateOf(timeline.t);
    switch (rule.kind) {
      case 'run-of-hours':
        return findRunOfHours(timeline, valuesOn(rule.editions, date));
      case 'days':
        return findDays(timeline, valuesOn(rule.editions, date));
      case 'severe-now':
        return findSevereNow(timeline, valuesOn(rule.editions, date));
    }
  }

  private view(rule: HourlyRule, timeline: Timeline, level: Level): Pick<RuleState, 'progress' | 'gauges'> {
    const date = this.air.dateOf(timeline.t);
    switch (rule.kind) {
      case 'run-of-hours':
        return viewRunOfHours(timeline, valuesOn(rule.editions, date), level);
      case 'days':
        return viewDays(timeline, valuesOn(rule.editions, date), level);
      case 'severe-now':
        return viewSevereNow(timeline, valuesOn(rule.editions, date), level);
    }
  }

  /** The proof of a level, with the edition of the plan and those of the AQI tables that it stands on. */
  private prove(rule: HourlyRule, timeline: Timeline, level: Level): Evidence {
    const evidence = this.proofOf(rule, timeline, level);
    const edition = editionOn(this.plan, this.air.dateOf(timeline.t)).id;
    const { window } = evidence;
    // Rules on concentrations use no table.
    if (rule.kind === 'run-of-hours' || window === null) return { ...evidence, facts: { ...evidence.facts, edition } };
    const standard = this.air.standardsIn(hourOf(window.from), hourOf(window.to)).join(', ');
    return { ...evidence, facts: { ...evidence.facts, edition, standard } };
  }

  private proofOf(rule: HourlyRule, timeline: Timeline, level: Level): Evidence {
    const date = this.air.dateOf(timeline.t);
    switch (rule.kind) {
      case 'run-of-hours':
        return proveRunOfHours(rule, timeline, valuesOn(rule.editions, date), level);
      case 'days': {
        const values = valuesOn(rule.editions, date);
        return proveDays(rule, timeline, values, findDays(timeline, values), level);
      }
      case 'severe-now':
        return proveSevereNow(rule, timeline, valuesOn(rule.editions, date), level);
    }
  }
}

/** An advice as a recommendation. */
export function recommendationOf(
  advice: Advice,
  at: number,
  plan: string,
  subject: string,
  from: Level,
): Recommendation {
  return {
    type: 'recommendation',
    at,
    plan,
    subject,
    action: advice.action,
    from,
    to: advice.to,
    immediate: advice.immediate,
    publishBy: advice.publishBy,
  };
}

/** The boundary from which a forecast issued at an instant counts. */
export const boundaryFrom = (instant: number): HourNumber => Math.ceil(instant / HOUR_MS);
