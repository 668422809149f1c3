import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { compareRun } from '../../server/scenarios/compare.ts';
import { runScenario } from '../../server/scenarios/run.ts';
import { readPrepared } from './prepared.ts';

const { standards, scenarios } = readPrepared();

test.each(scenarios.map((scenario) => [nameOf(scenario), scenario] as const))('%s', (_, scenario) => {
  expect(compareRun(scenario, runScenario(scenario, standards))).toBe('');
});

function nameOf({ plan, file, line, title }: (typeof scenarios)[number]): string {
  return `${plan.id} ${basename(file)}:${line} ${title.en}`;
}
