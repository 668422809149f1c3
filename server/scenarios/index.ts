export { compareRun } from './compare.ts';
export { readScenarios, scenarioFilesOf, type ScenarioSet } from './read.ts';
export { runScenario, type ScenarioRun } from './run.ts';
export type { Scenario } from './scenario.ts';
