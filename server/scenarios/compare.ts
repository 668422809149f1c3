import type { Line } from './lines.ts';
import type { ScenarioRun } from './run.ts';
import type { Scenario } from './scenario.ts';

/**
 * What differs between what a scenario expects and what came, for people: one line each in order of time, `-` is
 * expected and did not come, `+` came and was not expected. Empty when all is as expected.
 */
export function compareRun(scenario: Scenario, run: ScenarioRun): string {
  const parts = [
    compareLines('expect', scenario.expect, run.transitions),
    compareLines('corrections', scenario.corrections, run.corrections),
    compareLines('checks', scenario.checks, run.checks),
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
