import { TestScheduler } from 'rxjs/testing';
import { expect, test } from 'vitest';
import { bareSubject } from '../model/jurisdiction.ts';
import { judging, splitByRegion, type RegionEffect } from './judging.ts';
import { Region } from './region.ts';
import type { Reading } from '../model/reading.ts';

const name = { zh: '示例', en: 'Sample' };
const region = (id: string, sources: readonly string[]): Region =>
  new Region(
    { id, name, timezone: 'UTC', plans: [], subjects: sources.map((source) => bareSubject(source, 'grid', name)) },
    [],
    [],
  );
const reading = (source: string, time = 0): Reading => ({
  source,
  metric: 'grid.load',
  time,
  value: 1,
  period: null,
  kind: 'observed',
  issuedAt: null,
  upper: null,
  quality: null,
  receivedAt: 0,
});

test('a batch is split by the jurisdictions that know its sources; one that two know goes to both', () => {
  const east = region('east', ['a', 'shared']);
  const west = region('west', ['b', 'shared']);
  const parts = splitByRegion([reading('a'), reading('b'), reading('shared')], [east, west]);
  expect(parts.get(east)?.map((each) => each.source)).toEqual(['a', 'shared']);
  expect(parts.get(west)?.map((each) => each.source)).toEqual(['b', 'shared']);
});

test('effects are recorded in the order of judging, and a tick finds what has fallen silent', async () => {
  const subject = region('east', ['a', 'b']);
  const recorded: RegionEffect[] = [];
  let now = 0;
  const scheduler = new TestScheduler(() => undefined);
  const done: RegionEffect[] = [];
  scheduler.run(({ cold }) => {
    const batch$ = cold('a-b-----|', { a: [reading('a')], b: [reading('b', 60_000)] });
    const tick$ = cold('----t-u-|');
    judging(batch$, tick$, {
      regions: [subject],
      now: () => {
        now += 300_000;
        return now;
      },
      record: (effect) => {
        recorded.push(effect);
        return Promise.resolve();
      },
    }).subscribe((effect) => done.push(effect));
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(recorded.flatMap((effect) => effect.events.map((event) => event.kind))).toEqual([
    'alarm-raised',
    'alarm-raised',
    'alarm-raised',
  ]);
  expect(done).toEqual(recorded);
});
