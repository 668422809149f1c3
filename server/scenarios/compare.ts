import type { Line } from './lines.ts';
import type { ProvenLine, ScenarioRun } from './run.ts';
import type { Scenario } from './scenario.ts';

/** What a scenario expects and did not come, and what came and was not expected, each in order of time. */
export interface Difference {
  readonly missing: readonly Line[];
  readonly surplus: readonly ProvenLine[];
}

/** The difference between what a scenario expects and what came; empty lists when all is as expected. */
export function differenceOf(scenario: Scenario, run: ScenarioRun): Difference {
  const parts: readonly { readonly expected: readonly Line[]; readonly came: readonly ProvenLine[] }[] = [
    { expected: scenario.expect, came: run.transitions },
    { expected: scenario.corrections, came: run.corrections.map((line) => ({ ...line, evidence: null })) },
    { expected: scenario.checks, came: run.checks },
    { expected: scenario.cases, came: run.cases.map((line) => ({ ...line, evidence: null })) },
  ];
  const inOrder = <L extends Line>(lines: readonly L[]): readonly L[] => lines.toSorted((a, b) => a.at - b.at);
  return {
    missing: inOrder(parts.flatMap(({ expected, came }) => without(expected, came))),
    surplus: inOrder(parts.flatMap(({ expected, came }) => without(came, expected))),
  };
}

/** Lines that others do not hold; of several alike as many as there are more. */
function without<L extends Line>(lines: readonly L[], others: readonly Line[]): L[] {
  const counts = new Map<string, number>();
  for (const { text } of others) counts.set(text, (counts.get(text) ?? 0) + 1);
  return lines.filter(({ text }) => {
    const count = counts.get(text) ?? 0;
    counts.set(text, count - 1);
    return count <= 0;
  });
}

/**
 * What differs between what a scenario expects and what came, for people: one line each in order of time, `-` is
 * expected and did not come, `+` came and was not expected. Empty when all is as expected.
 */
export function compareRun(scenario: Scenario, run: ScenarioRun): string {
  const parts = [
    compareLines('expect', scenario.expect, run.transitions),
    compareLines('corrections', scenario.corrections, run.corrections),
    compareLines('checks', scenario.checks, run.checks),
    compareLines('cases', scenario.cases, run.cases),
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : [`${scenario.file}:${scenario.line}: ${scenario.title.en}`, ...parts].join('\n');
}

function compareLines(name: string, expected: readonly Line[], got: readonly Line[]): string {
  const marked = new Map<string, { at: number; count: number }>();
  const note = ({ at, text }: Line, by: number): void => {
    marked.set(text, { at, count: (marked.get(text)?.count ?? 0) + by });
  };
  for (const line of expected) note(line, -1);
  for (const line of got) note(line, 1);
  if ([...marked.values()].every(({ count }) => count === 0)) return '';
  const lines = [...marked].toSorted(([a, x], [b, y]) => x.at - y.at || (a < b ? -1 : 1));
  return [
    `  ${name}:`,
    ...lines.map(([text, { count }]) => `  ${count < 0 ? '-' : count > 0 ? '+' : ' '} ${text}`),
  ].join('\n');
}
