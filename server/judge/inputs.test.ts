import { expect, test } from 'vitest';
import { bareSubject } from '../model/jurisdiction.ts';
import { observedNow } from '../model/reading.ts';
import { Inputs, Slots } from './inputs.ts';

const name = { zh: '样', en: 'Sample' };
const area = bareSubject('shire', 'county', name);
const subjects = [area, bareSubject('grid', 'grid', name), bareSubject('mine', 'coal-producer', name)];
const place = { id: 'shire', name, timezone: 'Asia/Shanghai', plans: [], subjects };

test('only observed readings of the subjects that rules judge are used', () => {
  const slots = new Slots(place, area, { forms: [], kinds: new Set(['band', 'stock']) });
  const load = observedNow('grid', 'grid.load', 100, 0);
  expect(slots.grids.map(({ id }) => id)).toEqual(['grid']);
  expect(slots.enterprises.map(({ id }) => id)).toEqual(['mine']);
  expect(slots.numberOf(load)).toBeGreaterThanOrEqual(0);
  for (const other of [
    { ...load, kind: 'forecast', issuedAt: 0 } as const,
    { ...load, source: 'mine' },
    { ...load, metric: 'air.so2' },
  ]) {
    expect(slots.numberOf(other)).toBe(-1);
  }
});

test('what no rule of the plan looks at is not kept', () => {
  const slots = new Slots(place, area, { forms: [], kinds: new Set(['stock']) });
  expect(slots.numberOf(observedNow('grid', 'grid.load', 100, 0))).toBe(-1);
  expect(slots.numberOf(observedNow('mine', 'coal.stock', 100, 0))).toBe(0);
});

test('of two readings of a series at one time the one that came last stands, flagged or not', () => {
  const inputs = new Inputs();
  const reading = observedNow('grid', 'grid.load', 100, 0);
  inputs.put(7, reading);
  inputs.put(8, reading);
  inputs.put(7, { ...reading, value: 70 });
  expect([inputs.numbers, inputs.values]).toEqual([
    [7, 8],
    [70, 100],
  ]);
  inputs.put(8, { ...reading, quality: 'D' });
  expect(inputs.values).toEqual([70, Number.NaN]);
});
