/** A process that appends and drains until it is killed: what `contract.ts` kills. Prints how many readings stand so far. */
import { join } from 'node:path';
import type { Reading } from '../model/reading.ts';
import { openDuckdbStore } from './duckdb/store.ts';
import { openInfluxStore } from './influx/store.ts';
import { journalFolder, openJournal } from './journal.ts';
import type { After } from './reading-store.ts';

const [, , directory = '', begun = '0', adapter = '', url = '', database = ''] = process.argv;
const fail = (trouble: unknown): void => console.error('trouble', trouble);
const after: After = (ms, work) => {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
};
const clock = { now: () => Date.now() };
const journal = await openJournal({
  directory: journalFolder(directory),
  onTrouble: (trouble) => {
    if (trouble.kind !== 'cut') fail(trouble);
  },
});
const common = { journal, clock, after, onTrouble: fail, restMs: 1 };
if (adapter === 'duckdb') await openDuckdbStore({ ...common, file: join(directory, 'readings.duckdb') });
else await openInfluxStore({ ...common, directory, url, database, username: null, password: null });

let count = Number(begun);
for (;;) {
  const readings: Reading[] = [];
  for (let number = 0; number < 50; number += 1, count += 1)
    readings.push({
      source: `yq-${count % 3}`,
      metric: 'grid.load',
      time: Date.UTC(2016, 11, 19, 4) + count,
      value: count,
      period: null,
      kind: 'observed',
      issuedAt: null,
      upper: null,
      quality: null,
      receivedAt: 1,
    });
  await journal.append(readings);
  // The parent hears of a reading only after it was acknowledged.
  process.stdout.write(`${count}\n`);
  await new Promise((resolve) => setImmediate(resolve));
}
