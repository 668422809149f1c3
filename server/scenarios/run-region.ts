import { decideBeginning, decideCase, type CaseRefusal, type Decision } from '../cases/index.ts';
import { WINDOW_HOURS } from '../judge/index.ts';
import { isCaseEvent, type Case } from '../model/case.ts';
import { HOUR_MS, MINUTE_MS } from '../model/instant.ts';
import type { AqiStandard } from '../model/standard.ts';
import type { Evidence } from '../model/verdict.ts';
import { Region, type RegionEvent } from '../pipeline/region.ts';
import type { Act } from './acts.ts';
import { lineOfCaseEvent, lineOfRecommendation, lineOfRefusal } from './case-lines.ts';
import { lineOfCorrection, lineOfState, lineOfVerdict, type Line } from './lines.ts';
import type { ProvenLine, ScenarioRun } from './run.ts';
import type { Scenario } from './scenario.ts';

/**
 * Runs a scenario in which people act, over the region as it lives: readings as they arrive, a tick every minute, then
 * what people do; restarts from what is on record and the readings received so far.
 */
export function runRegion(scenario: Scenario, people: readonly Act[], standards: readonly AqiStandard[]): ScenarioRun {
  const { readings, closes, restarts, checks, words } = scenario;
  const living = new LivingRegion(scenario, standards);
  const states: ProvenLine[] = [];
  const first = Math.min(scenario.start, ...readings.slice(0, 1).map(({ receivedAt }) => receivedAt));
  let next = 0;
  for (let now = first; now <= scenario.end; now += MINUTE_MS) {
    const arrivedBefore = next;
    while ((readings[next]?.receivedAt ?? Infinity) <= now) next += 1;
    if (next > arrivedBefore) living.record(living.region.take(readings.slice(arrivedBefore, next), now));
    living.record(living.region.tick(now));
    for (const { at, grid } of closes) if (at === now) living.record(living.region.closeEvent(grid, now, 'operator'));
    for (const act of people) if (act.at === now) living.act(act);
    if (restarts.includes(now)) living.restart(readings.slice(0, next), now);
    for (const check of checks) {
      if (check.at !== now) continue;
      const state = living.region
        .states(now)
        .find(({ rule, subject }) => rule === check.rule && subject === check.subject);
      if (state !== undefined) states.push({ ...lineOfState(now, state, words), evidence: state.evidence });
    }
  }
  return { ...living.lines(), checks: states };
}

/** A region, what is on record of it, and the lines that are made of that. */
class LivingRegion {
  region: Region;
  private readonly recorded: RegionEvent[] = [];
  private readonly cases: Line[] = [];
  private opened = 0;

  constructor(
    private readonly scenario: Scenario,
    private readonly standards: readonly AqiStandard[],
  ) {
    this.region = this.create();
  }

  private create(): Region {
    return new Region(this.scenario.jurisdiction, [this.scenario.plan], this.standards);
  }

  /** Puts events on record, in the order in which they came. */
  record(events: readonly RegionEvent[]): void {
    const { words } = this.scenario;
    for (const event of events) {
      this.recorded.push(event);
      if (isCaseEvent(event)) this.cases.push(lineOfCaseEvent(event, words));
      else if (
        event.kind === 'recommendation-answered' ||
        event.kind === 'recommendation-superseded' ||
        event.kind === 'recommendation-withdrawn'
      ) {
        const of = this.region.recommendations.all().find(({ id }) => id === event.id);
        if (of !== undefined) this.cases.push(lineOfRecommendation(event, of, words));
      }
    }
  }

  /** What the desk does with what somebody sends. */
  act(act: Act): void {
    const decision = this.weigh(act);
    if (decision.ok) this.record(this.region.act(decision.event, act.at));
    else this.cases.push(lineOfRefusal(act, decision.refusal.code, this.scenario.words));
  }

  private weigh({ at, role, doing, words, seen }: Act): Decision {
    const { plan } = this.scenario;
    const { area, zone } = this.scenario.words;
    const by = { name: role, role };
    const open = this.region.cases.open(plan.id, area);
    const newId = (): string => `w-${(this.opened += 1)}`;
    const context = { plan, subject: area, open, at, zone, newId };
    const reason = words ?? '';
    if (doing.kind === 'declare') return decideBeginning({ ...doing, kind: 'declaration', by, reason }, context);
    if (doing.kind === 'notice') return decideBeginning({ ...doing, by, reason }, context);
    const of: Case | null = open ?? this.region.cases.all()[0] ?? null;
    if (of === null) return refuse({ code: 'unknown-id', detail: 'there is no case' });
    const condition = this.region.judge.conditionOf(plan.id);
    return decideCase(of, doing, { plan, at, by, revision: seen ?? of.revision, note: words, condition });
  }

  /** The program ends and begins again: from the record and the readings that it has. */
  restart(readings: Scenario['readings'], now: number): void {
    this.region = this.create();
    this.region.restore([], this.recorded);
    this.region.restoreMemory(now - WINDOW_HOURS * HOUR_MS);
    this.region.watchAgain(now);
    this.region.restore(readings);
    this.record(this.region.resume(now));
  }

  /** Everything that came, as the lines of a scenario file. */
  lines(): Omit<ScenarioRun, 'checks'> {
    const { words } = this.scenario;
    const proven = (line: Line, evidence: Evidence | null): ProvenLine => ({ ...line, evidence });
    const transitions = [
      ...this.region.judge.transitions().map((verdict) => {
        return proven(lineOfVerdict(verdict, words), verdict.type === 'level' ? verdict.evidence : null);
      }),
      ...this.recorded.flatMap((event) => {
        if (event.kind !== 'recommended') return [];
        return [proven(lineOfVerdict({ ...event, type: 'recommendation' }, words), null)];
      }),
    ].toSorted((a, b) => a.at - b.at);
    const corrections = this.recorded.flatMap((event) =>
      event.kind === 'correction' ? [lineOfCorrection(event, words)] : [],
    );
    return { transitions, corrections, cases: this.cases };
  }
}

const refuse = (refusal: CaseRefusal): Decision => ({ ok: false, refusal });
