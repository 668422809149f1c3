import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { HOUR_MS } from '../model/instant.ts';
import { bareSubject, type Jurisdiction, type Subject } from '../model/jurisdiction.ts';
import type { Plan } from '../model/plan.ts';
import type { Reading } from '../model/reading.ts';
import type { AqiStandard } from '../model/standard.ts';
import { loadPlan, loadStandard } from '../plans/load.ts';
import { CityAir, ozoneNoticeOf } from './city.ts';

const pathOf = (name: string): string => fileURLToPath(new URL(`../../thresholds/${name}`, import.meta.url));
function standard(name: string): AqiStandard {
  const loaded = loadStandard(pathOf(`standards/${name}.yaml`));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return loaded.value;
}
const standards = [standard('hj633-2012'), standard('hj633-2026')];

const name = { zh: '样', en: 'Sample' };
const town = bareSubject('town', 'city', name);
const station = (id: string, parent: string | null = 'town', more: Partial<Subject> = {}): Subject => ({
  ...bareSubject(id, 'air-station', name),
  parent,
  assessed: true,
  ...more,
});
const placeOf = (...subjects: readonly Subject[]): Jurisdiction => ({
  id: 'place',
  name,
  timezone: 'Asia/Shanghai',
  plans: [],
  subjects,
});
const airOf = (...stations: readonly Subject[]): CityAir => new CityAir(town, placeOf(town, ...stations), standards);

/** 2026-11-20 00:00 there. */
const HOUR = Date.parse('2026-11-19T16:00:00Z') / HOUR_MS;
const reading = (source: string, metric: string, value: number, more: Partial<Reading> = {}): Reading => ({
  source,
  metric,
  time: HOUR * HOUR_MS,
  value,
  period: 3600,
  kind: 'observed',
  issuedAt: null,
  upper: null,
  quality: null,
  receivedAt: 0,
  ...more,
});
const later = (hours: number, each: Reading): Reading => ({ ...each, time: each.time + hours * HOUR_MS });
function taken(air: CityAir, ...readings: readonly Reading[]): CityAir {
  for (const each of readings) air.take(each);
  air.refresh(HOUR + 100);
  return air;
}
const ids = ['a', 'b', 'c', 'd'];

describe('the stations of a city', () => {
  const stationsIn = (...subjects: readonly Subject[]): readonly string[] =>
    new CityAir(town, placeOf(town, ...subjects), standards).stationIds;
  const district = { ...bareSubject('district', 'district', name), parent: 'town' };
  const otherTown = bareSubject('other-town', 'city', name);

  test('are the assessed ones below it, at any depth', () => {
    expect(
      stationsIn(station('a'), station('b', 'town', { assessed: false }), district, station('c', 'district')),
    ).toEqual(['a', 'c']);
    expect(stationsIn({ ...bareSubject('grid', 'grid', name), parent: 'town', assessed: true })).toEqual(['town']);
  });

  test('are those below no city when there is only this one', () => {
    expect(stationsIn(station('a', null), station('b', 'nowhere'))).toEqual(['a', 'b']);
    expect(stationsIn(otherTown, station('a', null), station('b'))).toEqual(['b']);
    expect(stationsIn(otherTown, station('a', 'other-town'), station('b'))).toEqual(['b']);
  });

  test('are found although parents run in a circle', () => {
    const circle = [
      { ...bareSubject('x', 'district', name), parent: 'y' },
      { ...bareSubject('y', 'district', name), parent: 'x' },
    ];
    expect(stationsIn(...circle, station('a', 'x'))).toEqual(['a']);
    expect(stationsIn(otherTown, ...circle, station('a', 'x'), station('b'))).toEqual(['b']);
  });

  test('are the city itself where there are none', () => {
    expect(stationsIn()).toEqual(['town']);
    expect(taken(airOf(), reading('town', 'air.so2', 7)).so2(HOUR)).toBe(7);
  });
});

describe('an hour of a city', () => {
  const four = (): CityAir => airOf(...ids.map((id) => station(id)));

  test('is the mean of its stations, three of four at least', () => {
    expect(taken(four(), ...ids.map((id, i) => reading(id, 'air.so2', 10 * i))).so2(HOUR)).toBe(15);
    expect(taken(four(), ...ids.slice(1).map((id, i) => reading(id, 'air.so2', 10 * i))).so2(HOUR)).toBe(10);
    expect(taken(four(), ...ids.slice(2).map((id) => reading(id, 'air.so2', 10))).so2(HOUR)).toBeNaN();
    // With stations of its own, what names the city is not their mean.
    expect(taken(four(), reading('town', 'air.so2', 7)).so2(HOUR)).toBeNaN();
    expect(taken(four()).so2(HOUR)).toBeNaN();
  });

  test('has the AQI of its concentrations, and says what it was made of', () => {
    const air = taken(airOf(station('a')), reading('a', 'air.pm25', 150), reading('a', 'air.so2', 700));
    expect(air.detail(HOUR)).toMatchObject({
      hour: HOUR,
      aqi: 200,
      ruleAqi: 200,
      published: 200,
      primary: ['air.pm25'],
      concentrations: { 'air.pm25': 150, 'air.so2': 700 },
      standard: { id: standards[1]?.id },
      dust: false,
    });
    expect([air.aqi(HOUR), air.ruleAqi(HOUR), air.so2(HOUR)]).toEqual([200, 200, 700]);
    expect([air.stationMean('a', 'air.so2', HOUR), air.stationMean('b', 'air.so2', HOUR)]).toEqual([700, Number.NaN]);
    expect([air.stationMean('a', 'air.no2', HOUR), air.stationMean('a', 'air.so2', HOUR + 1)]).toEqual([_, _]);
  });

  test('of sand-dust has an AQI and no rule AQI', () => {
    const air = taken(airOf(station('a')), reading('a', 'air.pm25', 150), reading('town', 'air.dust', 1));
    expect(air.detail(HOUR)).toMatchObject({ aqi: 200, ruleAqi: null, dust: true });
    expect([air.aqi(HOUR), air.ruleAqi(HOUR)]).toEqual([200, _]);
    // Only the city is marked.
    expect(taken(airOf(station('a')), reading('a', 'air.dust', 1)).detail(HOUR).dust).toBe(false);
  });

  test('takes an AQI as it is given where no station gives particles', () => {
    const aqi = (...readings: readonly Reading[]): number => taken(four(), ...readings).ruleAqi(HOUR);
    const own = reading('town', 'air.aqi', 222);
    const ofStations = ids.map((id) => reading(id, 'air.aqi', 111));
    expect(aqi(own)).toBe(222);
    expect(aqi(own, ...ofStations)).toBe(111);
    expect(aqi(...ofStations.slice(2), own)).toBe(222);
    expect(aqi(own, reading('a', 'air.so2', 700))).toBe(222);
    expect(aqi(own, reading('a', 'air.pm25', 30))).toBeNaN();
    expect(aqi(own, reading('a', 'air.pm10', 30, { quality: 'D' }))).toBeNaN();
    expect(aqi(own, later(1, reading('a', 'air.pm25', 30)))).toBe(222);
    expect(taken(four(), own).detail(HOUR)).toMatchObject({ aqi: 222, published: 222, primary: [], iaqi: {} });
  });

  test('is one of the local date, by the edition of that date', () => {
    const air = airOf();
    expect([air.dateOf(HOUR - 1), air.dateOf(HOUR)]).toEqual(['2026-11-19', '2026-11-20']);
    const change = Date.parse('2026-02-28T16:00:00Z') / HOUR_MS;
    const [old, young] = standards.map(({ id }) => id);
    expect(air.standardsIn(change - 30, change)).toEqual([old]);
    expect(air.standardsIn(change - 30, change + 1)).toEqual([old, young]);
    expect(air.standardsIn(change, change + 50)).toEqual([young]);
    expect(air.standardsIn(change, change)).toEqual([young]);
    expect(air.detail(change - 1).standard.id).toBe(old);
  });

  test('reads what a reading without a period covers from its station', () => {
    const slow = station('a', 'town', { interval: 3600 });
    const bare = { ...reading('a', 'air.so2', 7), period: null };
    expect(taken(airOf(slow), bare).so2(HOUR)).toBe(7);
    expect(taken(airOf(station('a')), bare).so2(HOUR)).toBeNaN();
    expect([taken(airOf(slow), bare).reach, taken(airOf(station('a')), bare).reach]).toEqual([
      (HOUR + 1) * HOUR_MS,
      HOUR * HOUR_MS + 60_000,
    ]);
  });
});

const _ = Number.NaN;

describe('readings of a city', () => {
  test('are those of its stations and its own', () => {
    const air = airOf(station('a'));
    expect(['a', 'town', 'b'].map((source) => air.concerns(reading(source, 'air.so2', 1)))).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('tell when it began and how far it reaches', () => {
    const air = airOf(station('a'));
    expect([air.first, air.reach]).toEqual([null, null]);
    taken(air, later(2, reading('a', 'air.so2', 1)), reading('a', 'air.so2', 1, { period: 86_400 }));
    expect([air.first, air.reach]).toEqual([HOUR * HOUR_MS, (HOUR + 24) * HOUR_MS]);
    taken(air, later(1, reading('a', 'air.so2', 1)));
    expect([air.first, air.reach]).toEqual([HOUR * HOUR_MS, (HOUR + 24) * HOUR_MS]);
    // A forecast is no observation.
    taken(air, later(99, reading('town', 'air.aqi', 1, { kind: 'forecast', issuedAt: 0 })));
    expect(air.reach).toBe((HOUR + 24) * HOUR_MS);
  });

  test('that take the place of others are counted', () => {
    const air = airOf(station('a'));
    const forecast = reading('town', 'air.aqi', 1, { kind: 'forecast', issuedAt: 0 });
    const all = [reading('a', 'air.so2', 1), reading('town', 'air.dust', 1), reading('town', 'air.aqi', 1), forecast];
    taken(air, ...all);
    expect(air.duplicates).toBe(0);
    taken(air, ...all);
    expect(air.duplicates).toBe(4);
    // What is not judged is not kept, and no duplicate.
    const others = [reading('a', 'wind.speed', 1), reading('town', 'air.so2', 1), { ...forecast, source: 'a' }];
    taken(air, ...others, ...others);
    expect(air.duplicates).toBe(4);
    expect(air.forecasts.takeEarliestNew()).toBe(0);
  });

  test('change hours, of which the earliest that came out differently is named', () => {
    const air = airOf(station('a'));
    const so2 = reading('a', 'air.so2', 7);
    for (const each of [later(3, so2), later(1, so2)]) air.take(each);
    expect(air.refresh(HOUR + 1)).toBeNull();
    expect(air.so2(HOUR + 1)).toBeNaN();
    expect(air.refresh(HOUR + 4)).toBe(HOUR + 1);
    expect(air.refresh(HOUR + 4)).toBeNull();
    air.take(later(1, so2));
    expect(air.refresh(HOUR + 4)).toBeNull();
    air.take(later(2, reading('a', 'air.no2', 7)));
    expect(air.refresh(HOUR + 4)).toBeNull();
    air.take(later(2, reading('a', 'air.pm25', 7)));
    expect(air.refresh(HOUR + 4)).toBe(HOUR + 2);
    // A day's mark changes each of its hours.
    air.take(reading('town', 'air.dust', 1, { period: null }));
    expect(air.refresh(HOUR + 4)).toBe(HOUR + 2);
    expect(air.ruleAqi(HOUR + 2)).toBeNaN();
  });

  test('are copied hour by hour', () => {
    const air = taken(airOf(station('a')), reading('a', 'air.so2', 7), later(1, reading('a', 'air.pm25', 150)));
    const [so2, aqi] = [new Float64Array(3), new Float64Array(3)];
    air.copySo2(so2, HOUR - 1, 3);
    air.copyRuleAqi(aqi, HOUR - 1, 3);
    expect([Array.from(so2), Array.from(aqi)]).toEqual([
      [_, 7, _],
      [_, _, 200],
    ]);
  });

  test('are forgotten when nothing looks back on them any more', () => {
    const air = taken(
      airOf(station('a')),
      reading('a', 'air.so2', 7),
      reading('town', 'air.aqi', 9),
      reading('town', 'air.dust', 1, { period: 3600 }),
      reading('town', 'air.aqi', 1, { kind: 'forecast', issuedAt: HOUR * HOUR_MS }),
    );
    // Two windows of 300 hours, and the two days of a mark of dust and a forecast.
    air.forget(HOUR + 648);
    expect([air.stationMean('a', 'air.so2', HOUR), air.detail(HOUR).dust, air.detail(HOUR).aqi]).toEqual([7, true, 9]);
    air.forget(HOUR + 649);
    expect([air.stationMean('a', 'air.so2', HOUR), air.detail(HOUR).aqi]).toEqual([_, null]);
    const issued = taken(airOf(), reading('town', 'air.aqi', 1, { kind: 'forecast', issuedAt: HOUR * HOUR_MS }));
    issued.forget(HOUR + 349);
    expect(issued.forecasts.at('air.aqi', HOUR).reach).toBe(1);
    issued.forget(HOUR + 350);
    expect(issued.forecasts.at('air.aqi', HOUR).reach).toBe(0);
  });
});

describe('the notice of ozone', () => {
  const loaded = loadPlan(pathOf('plans/yangquan-heavy-pollution/plan.yaml'));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const plan: Plan = loaded.value;
  const without: Plan = {
    ...plan,
    id: 'without',
    recommendation: { ...plan.recommendation, ozone: null } as Plan['recommendation'],
  };
  const hour = (o3: number, pm25: number) =>
    taken(airOf(station('a')), reading('a', 'air.o3', o3), reading('a', 'air.pm25', pm25)).detail(HOUR);

  test('is given for an AQI above the line with ozone first', () => {
    expect(ozoneNoticeOf(hour(401, 60), [without, plan])).toMatchObject({ plan: plan.id, aqi: 201 });
    expect(ozoneNoticeOf(hour(400, 60), [plan])).toBeNull();
    expect(ozoneNoticeOf(hour(401, 260), [plan])).toBeNull();
    expect(ozoneNoticeOf(hour(401, 60), [without])).toBeNull();
    expect(ozoneNoticeOf(airOf().detail(HOUR), [plan])).toBeNull();
    const response = {
      ...plan,
      recommendation: { kind: 'response', clause: '', recovery: null, confirm: [] },
    } as const;
    expect(ozoneNoticeOf(hour(401, 60), [response])).toBeNull();
  });
});
