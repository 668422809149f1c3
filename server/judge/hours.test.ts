import { describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../model/instant.ts';
import type { Reading } from '../model/reading.ts';
import { DustHours, SeriesHours } from './hours.ts';

const HOUR = 400_000;
const START = HOUR * HOUR_MS;

function reading(minute: number, value: number, period: number | null, more: Partial<Reading> = {}): Reading {
  return {
    source: 's',
    metric: 'air.so2',
    time: START + minute * MINUTE_MS,
    value,
    period,
    kind: 'observed',
    issuedAt: null,
    upper: null,
    quality: null,
    receivedAt: 0,
    ...more,
  };
}

function hoursOf(readings: readonly Reading[], intervalMs = MINUTE_MS): SeriesHours {
  const hours = new SeriesHours(intervalMs);
  for (const each of readings) hours.take(each);
  return hours;
}
const minutes = (from: number, to: number, value: number): Reading[] =>
  Array.from({ length: to - from }, (_, i) => reading(from + i, value, 60));

describe('the mean of an hour (GB 3095)', () => {
  test('44 minutes are not enough, 45 are', () => {
    expect(hoursOf(minutes(0, 44, 10)).mean(HOUR)).toBeNaN();
    expect(hoursOf(minutes(15, 60, 10)).mean(HOUR)).toBe(10);
  });

  test('is weighted by the time that a reading covers inside the hour', () => {
    const across = reading(-30, 100, 3000);
    expect(hoursOf([across, reading(20, 40, 2400)]).mean(HOUR)).toBeCloseTo((100 * 20 + 40 * 40) / 60, 9);
  });

  test('time that two readings cover counts once for validity', () => {
    const twice = minutes(0, 40, 10).flatMap((each) => [each, { ...each, period: null }]);
    expect(hoursOf(twice).mean(HOUR)).toBeNaN();
  });

  test('an hour mean goes before shorter readings, shorter ones before a day', () => {
    const day = reading(-60, 7, 86_400);
    expect(hoursOf([day]).mean(HOUR)).toBe(7);
    expect(hoursOf([...minutes(0, 60, 10), day]).mean(HOUR)).toBe(10);
    expect(hoursOf([...minutes(0, 60, 10), reading(0, 99, 3600), day]).mean(HOUR)).toBe(99);
  });

  test('a flagged or impossible reading does not count; a later one with its identity stands', () => {
    expect(hoursOf([reading(0, 50, 3600, { quality: 'D' })]).mean(HOUR)).toBeNaN();
    expect(hoursOf([reading(0, -1, 3600)]).mean(HOUR)).toBeNaN();
    expect(hoursOf([reading(0, 50, 3600), reading(0, 60, 3600)]).mean(HOUR)).toBe(60);
    expect(hoursOf([reading(0, 50, 3600), reading(0, 60, 3600, { quality: 'M' })]).mean(HOUR)).toBeNaN();
  });

  test('a reading without a period covers the interval of its subject', () => {
    const every15 = [0, 15, 30].map((minute) => reading(minute, 20, null));
    expect(hoursOf(every15, 15 * MINUTE_MS).mean(HOUR)).toBe(20);
    expect(hoursOf(every15).mean(HOUR)).toBeNaN();
  });
});

describe('sand-dust hours', () => {
  const dust = (minute: number, value: number, period: number | null = null): Reading =>
    reading(minute, value, period, { metric: 'air.dust' });
  const marked = (readings: readonly Reading[]): boolean[] => {
    const hours = new DustHours();
    for (const each of readings) hours.take(each);
    return [0, 1, 23, 24].map((after) => hours.isDust(HOUR + after));
  };

  test('a mark without a period holds for 24 hours', () => {
    expect(marked([dust(0, 1)])).toEqual([true, true, true, false]);
  });

  test('or until the next one', () => {
    expect(marked([dust(0, 1), dust(90, 0)])).toEqual([true, true, false, false]);
    expect(marked([dust(0, 1), dust(89, 0)])).toEqual([true, false, false, false]);
  });

  test('half of the hour is enough, less is not', () => {
    expect(marked([dust(30, 1, 3600)])).toEqual([true, true, false, false]);
    expect(marked([dust(31, 1, 3600)])).toEqual([false, true, false, false]);
  });
});
