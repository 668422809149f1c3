import { describe, expect, it } from 'vitest';
import { bareSubject } from '../../server/model/jurisdiction.ts';
import type { Jurisdiction } from '../../server/wire/shapes.ts';
import { countStates, seriesRows, seriesState, sortSeries, staleAfterMs } from './series.ts';

const HOUR = 3_600_000;
const name = { zh: '名', en: 'name' };
const jurisdiction: Jurisdiction = {
  id: 'j',
  name,
  timezone: 'Asia/Shanghai',
  plans: [],
  subjects: [
    bareSubject('city', 'city', name),
    bareSubject('station', 'air-station', name),
    { ...bareSubject('grid', 'grid', name), every: { 'grid.load': 900 } },
    bareSubject('mine', 'coal-producer', name),
  ],
};
const now = 100 * HOUR;

describe('how a series stands', () => {
  it.each([
    ['nothing ever came', null, 3600, 'never'],
    ['nothing is expected', 50 * HOUR, null, 'event-driven'],
    ['an hour mean is labelled by its start', 1.9 * HOUR, 3600, 'fresh'],
    ['the next one is overdue', 2.6 * HOUR, 3600, 'late'],
    ['three intervals are over', 3 * HOUR, 3600, 'stale'],
    ['three minutes at least', 170_000, 10, 'late'],
    ['three minutes are over', 180_000, 10, 'stale'],
  ] as const)('%s', (_words, ageMs, every, state) => {
    expect(seriesState(ageMs, every)).toBe(state);
  });

  it('is stale after three intervals', () => {
    expect(staleAfterMs(3600)).toBe(3 * HOUR);
    expect(staleAfterMs(10)).toBe(180_000);
  });
});

describe('the rows of the feeds', () => {
  const rows = seriesRows(
    [jurisdiction],
    [
      ['station', 'air.so2', now - 4 * HOUR, 20],
      ['station', 'air.no2', now - HOUR, 30],
      ['grid', 'grid.load', now - 2000, 300],
      ['grid', 'unheard.of', now, 1],
    ],
    [],
    now,
  );

  it('have every series with its unit and its own interval, and watched subjects that never said anything', () => {
    expect(rows.map(({ source, metric, unit, every, state }) => [source, metric, unit, every, state])).toEqual([
      ['station', 'air.no2', 'µg/m³', 3600, 'fresh'],
      ['station', 'air.so2', 'µg/m³', 3600, 'stale'],
      ['grid', 'grid.load', 'MW', 900, 'fresh'],
      ['grid', 'unheard.of', '', null, 'event-driven'],
      ['mine', 'coal.stock', 't', 86_400, 'never'],
    ]);
    expect(countStates(rows)).toEqual({ fresh: 2, late: 0, stale: 1, 'event-driven': 1, never: 1 });
  });

  it('can have trouble or the oldest first', () => {
    expect(sortSeries(rows, 'trouble').map(({ state }) => state)).toEqual([
      'stale',
      'never',
      'fresh',
      'fresh',
      'event-driven',
    ]);
    expect(sortSeries(rows, 'age').map(({ ageMs }) => ageMs)).toEqual([null, 4 * HOUR, HOUR, 2000, 0]);
  });
});
