import { join } from 'node:path';
import { loadThresholds } from '../../server/plans/load.ts';
import { readScenarios, scenarioFilesOf } from '../../server/scenarios/index.ts';
import { writePrepared } from './prepared.ts';

/** Reads the scenarios of all plans, once for all runs. */
export function setup(): void {
  const root = join(import.meta.dirname, '../../thresholds');
  const loaded = loadThresholds({ root });
  if (!loaded.ok) throw new Error('thresholds/ has problems: npm run plans -- check');
  const { plans, standards } = loaded.value;
  const scenarios = [...plans.values()].flatMap((plan) =>
    scenarioFilesOf(root, plan.id).flatMap((file) => {
      const read = readScenarios(file, plan, loaded.value);
      if (!read.ok) throw new Error(`${file} has problems: npm run plans -- check`);
      // What people do takes long and says little of the judge.
      return read.value.scenarios.filter(({ people }) => people === null);
    }),
  );
  writePrepared({ standards, scenarios });
}
