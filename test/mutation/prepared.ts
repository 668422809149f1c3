import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { AqiStandard } from '../../server/model/standard.ts';
import type { Scenario } from '../../server/scenarios/scenario.ts';

/** What the scenarios need, read once: thousands of runs would else read and check the same YAML. */
export interface Prepared {
  readonly standards: readonly AqiStandard[];
  readonly scenarios: readonly Scenario[];
}

const FILE = join(import.meta.dirname, '../../.cache/mutation/prepared.bin');

/** Leaves what was read for `readPrepared`. */
export function writePrepared({ standards, scenarios }: Prepared): void {
  const plain = scenarios.map(({ words: { judges: _judges, ...words }, ...scenario }) => ({ ...scenario, words }));
  mkdirSync(dirname(FILE), { recursive: true });
  // Two runners prepare side by side; neither may read half a file.
  const own = `${FILE}.${process.pid}`;
  writeFileSync(own, serialize({ standards, scenarios: plain }));
  renameSync(own, FILE);
}

/** What `writePrepared` left. */
export function readPrepared(): Prepared {
  const { standards, scenarios } = deserialize(readFileSync(FILE)) as Prepared;
  // Only reading a scenario file asks what a rule judges.
  const judges = (): boolean => true;
  return { standards, scenarios: scenarios.map((one) => ({ ...one, words: { ...one.words, judges } })) };
}
