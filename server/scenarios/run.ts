import { Judge } from '../judge/index.ts';
import { HOUR_MS, hourOf } from '../model/instant.ts';
import type { AqiStandard } from '../model/standard.ts';
import type { Correction, Evidence, Verdict } from '../model/verdict.ts';
import { lineOfCorrection, lineOfState, lineOfVerdict, type Line } from './lines.ts';
import { runRegion } from './run-region.ts';
import type { Scenario } from './scenario.ts';

/** A line of what came, with its proof; null where it has none of its own. */
export interface ProvenLine extends Line {
  readonly evidence: Evidence | null;
}

/** What came of a scenario, as the lines of its file. */
export interface ScenarioRun {
  readonly transitions: readonly ProvenLine[];
  readonly corrections: readonly Line[];
  /** How the rules of the scenario's checks stood then. */
  readonly checks: readonly ProvenLine[];
  /** What came of the cases; empty where nobody acts. */
  readonly cases: readonly Line[];
}

/** What happens at one instant; within one, in the order of this list. */
type Step = 'readings' | 'close-event' | 'close-hour' | 'restart' | 'check';
const ORDER: readonly Step[] = ['readings', 'close-event', 'close-hour', 'restart', 'check'];

/**
 * Runs a scenario as the program would live: readings as they arrive, hours closed as the clock passes them, restarts
 * from the readings received so far.
 */
export function runScenario(scenario: Scenario, standards: readonly AqiStandard[]): ScenarioRun {
  return scenario.people === null ? runJudge(scenario, standards) : runRegion(scenario, scenario.people, standards);
}

/** The judge alone, every recommendation approved at once. */
function runJudge(scenario: Scenario, standards: readonly AqiStandard[]): ScenarioRun {
  const { plan, jurisdiction, words, readings, closes } = scenario;
  const createJudge = (): Judge => new Judge({ plans: [plan], jurisdiction, standards, approval: 'at-once' });
  let judge = createJudge();
  const corrections: Correction[] = [];
  const checks: ProvenLine[] = [];
  for (const { at, step } of stepsOf(scenario)) {
    switch (step) {
      case 'readings': {
        const arrived = readings.filter((reading) => reading.receivedAt === at);
        corrections.push(...judge.take(arrived).corrections, ...judge.settle().corrections);
        break;
      }
      case 'close-event':
        for (const close of closes) {
          if (close.at === at) corrections.push(...judge.closeEvent(close.grid, at).corrections);
        }
        break;
      case 'close-hour':
        corrections.push(...judge.closeHours(hourOf(at)).corrections);
        break;
      case 'restart':
        judge = createJudge();
        judge.take(readings.filter((reading) => reading.receivedAt <= at));
        for (const close of closes) if (close.at <= at) judge.closeEvent(close.grid, close.at);
        judge.closeHours(hourOf(at));
        break;
      case 'check':
        for (const check of scenario.checks) {
          if (check.at !== at) continue;
          const state = judge.states(at).find(({ rule, subject }) => rule === check.rule && subject === check.subject);
          if (state !== undefined) checks.push({ ...lineOfState(at, state, words), evidence: state.evidence });
        }
        break;
    }
  }
  return {
    transitions: linesOf(judge.transitions(), scenario),
    corrections: corrections.map((correction) => lineOfCorrection(correction, words)),
    checks,
    cases: [],
  };
}

const linesOf = (verdicts: readonly Verdict[], { words }: Scenario): readonly ProvenLine[] =>
  verdicts.map((verdict) => ({
    ...lineOfVerdict(verdict, words),
    evidence: verdict.type === 'level' ? verdict.evidence : null,
  }));

function stepsOf(scenario: Scenario): readonly { at: number; step: Step }[] {
  const steps: { at: number; step: Step }[] = [];
  const add = (step: Step, times: readonly number[]): void => {
    for (const at of new Set(times)) steps.push({ at, step });
  };
  add(
    'readings',
    scenario.readings.map(({ receivedAt }) => receivedAt),
  );
  add(
    'close-event',
    scenario.closes.map(({ at }) => at),
  );
  const hours: number[] = [];
  for (let at = Math.ceil(scenario.start / HOUR_MS) * HOUR_MS; at <= scenario.end; at += HOUR_MS) hours.push(at);
  add('close-hour', hours);
  add('restart', scenario.restarts);
  add(
    'check',
    scenario.checks.map(({ at }) => at),
  );
  return steps.toSorted((a, b) => a.at - b.at || ORDER.indexOf(a.step) - ORDER.indexOf(b.step));
}
