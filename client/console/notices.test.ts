import { describe, expect, it } from 'vitest';
import type { AirTrend, Jurisdiction, Trends } from '../../server/wire/shapes.ts';
import { ozoneNotices } from './notices.ts';

const START = '2026-07-01T06:00:00Z';
const HOUR = 3_600_000;
const jurisdiction: Jurisdiction = { id: 'j', name: { zh: '', en: '' }, timezone: 'UTC', plans: [], subjects: [] };
const trends = (hour: Partial<NonNullable<AirTrend['hour']>> | null): ReadonlyMap<string, Trends> => {
  const air: AirTrend = {
    subject: 'city',
    hour:
      hour === null
        ? null
        : {
            start: START,
            aqi: 215,
            primary: ['air.o3'],
            edition: 'HJ 633-2026',
            ozoneNotice: true,
            dust: false,
            concentrations: {},
            ...hour,
          },
    aqi: [],
    dayMean: [],
    dayMeanForecast: [],
    so2: [],
    so2Forecast: [],
    so2Stations: [],
  };
  return new Map([['j', { jurisdiction: 'j', at: START, air, grids: [], coal: [], weeks: [] }]]);
};
const at = (hours: number): number => Date.parse(START) + hours * HOUR;

describe('the ozone notice', () => {
  it('stands for the hour that brought it', () => {
    expect(ozoneNotices([jurisdiction], trends({}), at(1))).toEqual([{ jurisdiction, start: START, aqi: 215 }]);
  });
  it.each([
    ['without the notice', trends({ ozoneNotice: false }), 1],
    ['without an index', trends({ aqi: null }), 1],
    ['before the first hour', trends(null), 1],
    ['without air', new Map<string, Trends>(), 1],
    ['when no newer hour has come', trends({}), 4],
  ])('is none %s', (_name, known, hours) => {
    expect(ozoneNotices([jurisdiction], known, at(hours))).toEqual([]);
  });
});
