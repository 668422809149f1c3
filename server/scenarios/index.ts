export { compareRun, differenceOf, type Difference } from './compare.ts';
export { describeDifference } from './describe.ts';
export { readScenarios, scenarioFilesOf, type ScenarioSet, type Surroundings } from './read.ts';
export { runScenario, type ScenarioRun } from './run.ts';
export { loadSurroundings, runFile, targetsOf, type FileOutcome, type Target } from './run-files.ts';
export type { Scenario } from './scenario.ts';
