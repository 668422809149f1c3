import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makePlace, planAlarms, type Place, type Program } from './program.ts';
import { waitUntil } from '../services/wait-until.ts';

vi.setConfig({ testTimeout: 180_000 });

let place: Place;
beforeEach(() => {
  place = makePlace();
});
afterEach(() => place.remove());

const COMMAND = 'server/commands/ledger.ts';
const KEEP = { KEEP_DATA: '1' };
const file = (): string => join(place.dataDir, 'demo', 'ledger.ndjson');
/** Raises and clears the alarm of the town's grid, so that the ledger grows. */
const post = async (program: Program, customersOut: number): Promise<void> => {
  const reading = { source: 'ts-grid-town', metric: 'grid.customers_out', time: Date.now(), value: customersOut };
  expect((await program.post('/api/readings', { readings: [reading] })).status).toBe(200);
};

test('a ledger is verified beside the running server, and a change behind its back keeps the next one from starting', async () => {
  const program = await place.start(KEEP);
  await post(program, 500);
  await waitUntil('the alarm', async () => ((await planAlarms(program)).length > 0 ? true : null));
  let isOver = false;
  const busy = (async () => {
    for (let turn = 0; !isOver; turn += 1) await post(program, turn % 2 === 0 ? 0 : 500);
  })();
  for (let look = 0; look < 2; look += 1) {
    const beside = await place.run(COMMAND, ['verify']);
    expect(beside).toMatchObject({ status: 0, error: '' });
    expect(beside.out).toMatch(/ledger\.ndjson: as it was written, [\d,]+ entr(?:y|ies)\n/);
  }
  isOver = true;
  await busy;
  expect(await program.stop()).toBe(0);

  const whole = readFileSync(file(), 'utf8');
  const shown = await place.run(COMMAND, ['show', '--kind', 'alarm-raised', '--jurisdiction', 'testshire']);
  expect(shown).toMatchObject({ status: 0, error: '' });
  expect(shown.out).toMatch(/^ +1 .*alarm-raised  testshire .*rule=township-loss .*level=III/m);

  // Somebody makes the first alarm a lesser one.
  const refuses = async (what: RegExp): Promise<void> => {
    expect(await place.run(COMMAND, ['verify'])).toMatchObject({ status: 1, error: expect.stringMatching(what) });
    const before = readFileSync(file());
    const start = await place.run('server/main.ts', [], KEEP);
    expect(start.status).toBe(2);
    expect(start.error).toMatch(what);
    expect(readFileSync(file())).toEqual(before);
  };
  writeFileSync(file(), whole.replace('"level":"III"', '"level":"IV"'));
  await refuses(/ledger\.ndjson, line 1, entry 1: changed: its hash is not that of its content/);
  // Somebody takes away everything but the first.
  writeFileSync(file(), whole);
  truncateSync(file(), Buffer.byteLength(whole.slice(0, whole.indexOf('\n') + 1)));
  await refuses(/ledger\.ndjson, line 2, entry 2: \d+ entr(?:y is|ies are) missing at the end/);

  // What a power cut leaves is repaired.
  writeFileSync(file(), `${whole}{"seq":`);
  const again = await place.start(KEEP);
  expect(await again.stop()).toBe(0);
  expect(readFileSync(file(), 'utf8').startsWith(whole)).toBe(true);
  expect(await place.run(COMMAND, ['verify'])).toMatchObject({ status: 0 });
});
