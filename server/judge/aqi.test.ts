import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { AqiStandard } from '../model/standard.ts';
import { loadStandard } from '../plans/load.ts';
import { hourlyAqi, iaqiOf, POLLUTANTS, roundHalfEven, standardOn, type HourlyAqi, type Pollutant } from './aqi.ts';

function standard(name: string): AqiStandard {
  const loaded = loadStandard(fileURLToPath(new URL(`../../thresholds/standards/${name}.yaml`, import.meta.url)));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return loaded.value;
}
const of2012 = standard('hj633-2012');
const of2026 = standard('hj633-2026');

describe('individual index (HJ 633, exact arithmetic)', () => {
  const cases: [pollutant: Pollutant, concentration: number, in2012: number | null, in2026: number | null][] = [
    ['air.pm25', 45, 63, 70],
    ['air.pm25', 60, 82, 100],
    ['air.pm25', 61, 83, 101],
    ['air.pm25', 75, 100, 114],
    ['air.pm25', 115, 150, 150],
    ['air.pm25', 116, 152, 152],
    ['air.pm25', 150, 200, 200],
    ['air.pm25', 151, 201, 201],
    ['air.pm25', 251, 301, 301],
    ['air.pm25', 351, 401, 401],
    ['air.pm25', 900, 500, 500],
    ['air.pm10', 120, 85, 100],
    ['air.pm10', 121, 86, 101],
    ['air.pm10', 150, 100, 112],
    ['air.o3', 201, 101, 101],
    ['air.so2', 800, 200, 200],
    ['air.so2', 801, null, 200],
    ['air.no2', 201, 101, 101],
    ['air.co', 10.1, 101, 101],
    ['air.co', 65.4, 218, 218],
  ];
  test.each(cases)('%s %d is %s in 2012 and %s in 2026', (pollutant, concentration, in2012, in2026) => {
    expect(iaqiOf(of2012, pollutant, concentration)).toBe(in2012);
    expect(iaqiOf(of2026, pollutant, concentration)).toBe(in2026);
  });

  test('2012 does not round a concentration first, 2026 does', () => {
    expect(iaqiOf(of2012, 'air.pm25', 75.4)).toBe(101);
    expect(iaqiOf(of2026, 'air.pm25', 60.4)).toBe(100);
    expect(iaqiOf(of2026, 'air.so2', 800.4)).toBe(200);
  });
});

test('rounds half to even, decimals that a float cannot hold included', () => {
  expect([0.5, 1.5, 2.5, 112.5].map((value) => roundHalfEven(value, 0))).toEqual([0, 2, 2, 112]);
  expect([0.25, 0.35, 10.05].map((value) => roundHalfEven(value, 1))).toEqual([0.2, 0.4, 10]);
});

describe('AQI of an hour', () => {
  test('names all pollutants that tie for the largest index', () => {
    const hour = hourlyAqi(of2012, { 'air.pm25': 75, 'air.pm10': 150 });
    expect([hour.aqi, hour.primary]).toEqual([100, ['air.pm25', 'air.pm10']]);
  });

  test('names none at 50 and below', () => {
    expect(hourlyAqi(of2012, { 'air.pm25': 35 }).primary).toEqual([]);
  });

  test('leaves ozone out of the rule AQI, not out of the AQI', () => {
    const hour = hourlyAqi(of2012, { 'air.pm25': 75, 'air.o3': 400 });
    expect([hour.aqi, hour.ruleAqi, hour.primary]).toEqual([200, 100, ['air.o3']]);
  });

  test('has no rule AQI without PM2.5 and PM10', () => {
    const hour = hourlyAqi(of2012, { 'air.so2': 600 });
    expect([hour.published, hour.ruleAqi]).toEqual([134, null]);
  });

  test('2026 publishes an incomplete hour only above 100', () => {
    expect(hourlyAqi(of2026, { 'air.pm25': 60 }).published).toBeNull();
    expect(hourlyAqi(of2026, { 'air.pm25': 61 }).published).toBe(101);
    expect(hourlyAqi(of2012, { 'air.pm25': 60 }).published).toBe(82);
  });
});

describe('an AQI that is easily overlooked', () => {
  const CLEAN = Object.fromEntries(POLLUTANTS.map((pollutant) => [pollutant, 0]));

  test('is 0 in clean air, also where that is published only when nothing is missing', () => {
    const isZero = ({ aqi, ruleAqi, published }: HourlyAqi): boolean => aqi === 0 && ruleAqi === 0 && published === 0;
    expect([of2012, of2026].map((standard) => isZero(hourlyAqi(standard, CLEAN)))).toEqual([true, true]);
    expect(isZero(hourlyAqi(of2012, { 'air.pm25': 0 }))).toBe(true);
    expect(hourlyAqi(of2026, { 'air.pm25': 0 }).published).toBeNull();
    expect(hourlyAqi(of2012, {})).toEqual({ aqi: null, ruleAqi: null, published: null, primary: [], iaqi: {} });
  });

  test('has no index of a pollutant that is left out, or that the table does not know', () => {
    expect(hourlyAqi(of2012, { 'air.pm10': 50, 'air.so2': 801 }).iaqi).toEqual({ 'air.pm10': 50 });
    const { 'air.co': _co, ...breakpoints } = of2012.breakpoints;
    expect(iaqiOf({ ...of2012, breakpoints }, 'air.co', 3)).toBeNull();
  });
});

test('the edition is chosen by the local date', () => {
  const editions = [of2012, of2026];
  expect(standardOn(editions, '2026-02-28').id).toBe(of2012.id);
  expect(standardOn(editions, '2026-03-01').id).toBe(of2026.id);
  expect(standardOn(editions, '2010-01-01').id).toBe(of2012.id);
  expect(() => standardOn([], '2026-01-01')).toThrow(RangeError);
});
