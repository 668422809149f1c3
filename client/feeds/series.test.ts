import { describe, expect, it } from 'vitest';
import { bareSubject } from '../../server/model/jurisdiction.ts';
import type { Jurisdiction, JudgedPlan } from '../../server/wire/shapes.ts';
import { barePlan } from '../plans/bare-plan.ts';
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
const plan: JudgedPlan = {
  ...barePlan('p'),
  short: { zh: '事故', en: 'Accident' },
  forms: [
    {
      id: 'f',
      title: name,
      clause: '4',
      fields: [
        {
          id: 'deaths',
          title: { zh: '死亡人数', en: 'Deaths' },
          clause: '4',
          type: 'count',
          unit: { zh: '人', en: 'persons' },
          metric: 'report.p.deaths',
          options: [],
        },
        {
          id: 'ended',
          title: { zh: '已结束', en: 'Ended' },
          clause: '4',
          type: 'yes-no',
          unit: null,
          metric: 'report.p.ended',
          options: [],
        },
      ],
    },
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
    {
      jurisdictions: [jurisdiction],
      plans: [plan],
      latest: [
        ['station', 'air.so2', now - 4 * HOUR, 20],
        ['station', 'air.no2', now - HOUR, 30],
        ['grid', 'grid.load', now - 2000, 300],
        ['grid', 'unheard.of', now, 1],
        ['city', 'report.p.deaths', now, 2],
        ['city', 'report.p.ended', now, 0],
      ],
      alarms: [],
    },
    now,
  );

  it('call a reported fact by its plan and the field of its form', () => {
    expect(rows[0]).toMatchObject({
      metricName: { zh: '事故：死亡人数', en: 'Accident: Deaths' },
      unit: { zh: '人', en: 'persons' },
      state: 'event-driven',
      words: null,
    });
    expect(rows[1]).toMatchObject({ value: 0, words: { zh: '否', en: 'no' } });
  });

  it('have every series with its unit and its own interval, and watched subjects that never said anything', () => {
    expect(
      rows.slice(2).map(({ source, metric, unit, every, state }) => [source, metric, unit.en, every, state]),
    ).toEqual([
      ['station', 'air.no2', 'µg/m³', 3600, 'fresh'],
      ['station', 'air.so2', 'µg/m³', 3600, 'stale'],
      ['grid', 'grid.load', 'MW', 900, 'fresh'],
      ['grid', 'unheard.of', '', null, 'event-driven'],
      ['mine', 'coal.stock', 't', 86_400, 'never'],
    ]);
    expect(countStates(rows)).toEqual({ fresh: 2, late: 0, stale: 1, 'event-driven': 3, never: 1 });
  });

  it('can have trouble or the oldest first', () => {
    expect(sortSeries(rows, 'trouble').map(({ state }) => state)).toEqual([
      'stale',
      'never',
      'fresh',
      'fresh',
      'event-driven',
      'event-driven',
      'event-driven',
    ]);
    expect(sortSeries(rows, 'age').map(({ ageMs }) => ageMs)).toEqual([null, 4 * HOUR, HOUR, 2000, 0, 0, 0]);
  });
});
