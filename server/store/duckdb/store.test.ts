import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exampleReading, holdTimers, scanned, testReadingStore } from '../contract.ts';
import { journalFolder, openJournal } from '../journal.ts';
import { StoreUnavailable } from '../reading-store.ts';
import { openDuckdbStore } from './store.ts';

const clock = { now: () => 1_480_000_000_000 };

testReadingStore('DuckDB', {
  open: ({ journal, directory, after }) =>
    openDuckdbStore({ journal, file: join(directory, 'readings.duckdb'), clock, after, onTrouble: () => undefined }),
  childArguments: () => ['duckdb'],
});

describe('the embedded store', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'wanglou-duckdb-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));
  const file = (): string => join(directory, 'readings.duckdb');
  const openLog = (more = {}) =>
    openJournal({ directory: journalFolder(directory), onTrouble: () => undefined, ...more });
  const range = { from: 0, to: 2e12 };

  test('a file that is no database stops the start with its name', async () => {
    writeFileSync(file(), 'not a database'.repeat(1000));
    const journal = await openLog();
    const opened = openDuckdbStore({
      journal,
      file: file(),
      clock,
      after: holdTimers().after,
      onTrouble: () => undefined,
    });
    await expect(opened).rejects.toThrow(/readings\.duckdb/);
    await journal.close();
  });

  test('when the journal was taken away, the new one is drained from its beginning', async () => {
    const given = { file: file(), clock, after: holdTimers().after, onTrouble: () => undefined };
    let journal = await openLog();
    let store = await openDuckdbStore({ journal, ...given });
    await journal.append([exampleReading(), exampleReading({ time: 5 })]);
    expect(await scanned(store, range)).toHaveLength(2);
    await store.close();
    await journal.close();
    rmSync(journalFolder(directory), { recursive: true });
    journal = await openLog();
    store = await openDuckdbStore({ journal, ...given });
    expect(store.drained()).toBe(0);
    await journal.append([exampleReading({ value: 1 }), exampleReading({ time: 6 })]);
    expect((await scanned(store, range)).map((reading) => reading.value)).toEqual([512.5, 512.5, 1]);
    await store.close();
    await journal.close();
  });

  test('when its thread fails it says so, reads are refused, and it is started again with growing rests', async () => {
    const journal = await openLog();
    const timers = holdTimers();
    const store = await openDuckdbStore({
      journal,
      file: file(),
      clock,
      after: timers.after,
      onTrouble: () => undefined,
    });
    await journal.append([exampleReading()]);
    expect(await scanned(store, range)).toHaveLength(1);
    timers.run();
    // What comes now goes into the open file, which cannot be found by its name to be drained.
    renameSync(journalFolder(directory), `${directory}-away`);
    await journal.append([exampleReading({ time: 5 })]);
    await expect(scanned(store, range)).rejects.toBeInstanceOf(StoreUnavailable);
    expect(store.health()).toMatchObject({ state: 'down', detail: { en: /cannot be used/ } });
    await expect(scanned(store, range)).rejects.toBeInstanceOf(StoreUnavailable);
    const rests: number[] = [];
    for (let number = 0; number < 3; number += 1)
      await expect.poll(() => rests.push(...timers.run()) > number, { timeout: 10_000 }).toBe(true);
    expect(rests.slice(0, 3)).toEqual([500, 1000, 2000]);
    renameSync(`${directory}-away`, journalFolder(directory));
    await expect.poll(() => [...timers.run(), store.health().state].at(-1), { timeout: 10_000 }).toBe('ok');
    expect((await scanned(store, range)).map((reading) => reading.time)).toEqual([5, exampleReading().time]);
    expect((await store.stats()).rows).toBe(2);
    await store.close();
    await journal.close();
  });

  test('segments of the journal go once they are drained', async () => {
    const journal = await openLog({ segmentBytes: 1_000_000 });
    const store = await openDuckdbStore({
      journal,
      file: file(),
      clock,
      after: holdTimers().after,
      onTrouble: () => undefined,
    });
    for (let batch = 0; batch < 30; batch += 1)
      await journal.append(
        Array.from({ length: 20_000 }, (_, number) => exampleReading({ time: batch * 20_000 + number })),
      );
    await store.stats();
    await expect.poll(() => readdirSync(journalFolder(directory)).length).toBeLessThan(12);
    expect((await store.stats()).rows).toBe(600_000);
    await store.close();
    await journal.close();
  });
});
