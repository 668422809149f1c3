import { describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../model/instant.ts';
import { bareSubject } from '../model/jurisdiction.ts';
import type { Reading } from '../model/reading.ts';
import { faultOf, noteReading, watchSeries, type SeriesWatch } from './watchdog.ts';

const subject = bareSubject('x', 'grid', { zh: 'x', en: 'x' });
const reading = (metric: string, time: number, value: number, period: number | null = null): Reading => ({
  source: 'x',
  metric,
  time,
  value,
  period,
  kind: 'observed',
  issuedAt: null,
  upper: null,
  quality: null,
  receivedAt: time,
});

function watchOf(readings: readonly Reading[], every: Record<string, number> = {}): SeriesWatch {
  const [first] = readings;
  if (first === undefined) throw new Error('no reading');
  const watch = watchSeries({ ...subject, every }, first);
  for (const each of readings) noteReading(watch, each, MINUTE_MS);
  return watch;
}

describe('stale', () => {
  test('a load after three intervals, three minutes at least, counted from what it covers', () => {
    const watch = watchOf([reading('grid.load', 0, 100)]);
    expect(faultOf(watch, 4 * MINUTE_MS)).toBeNull();
    expect(faultOf(watch, 4 * MINUTE_MS + 1)).toBe('stale');
  });

  test('hourly air after three hours', () => {
    const watch = watchOf([reading('air.so2', 0, 30, 3600)]);
    expect(faultOf(watch, 4 * HOUR_MS)).toBeNull();
    expect(faultOf(watch, 4 * HOUR_MS + 1)).toBe('stale');
  });

  test('the expected interval of the subject goes first', () => {
    const watch = watchOf([reading('grid.load', 0, 100)], { 'grid.load': 600 });
    expect(faultOf(watch, 31 * MINUTE_MS)).toBeNull();
    expect(faultOf(watch, 31 * MINUTE_MS + 1)).toBe('stale');
  });

  test('shed and customers out are event-driven: never stale', () => {
    expect(faultOf(watchOf([reading('grid.shed', 0, 0)]), 1000 * HOUR_MS)).toBeNull();
  });
});

describe('flatline', () => {
  const stuck = (value: number, hours: number): SeriesWatch =>
    watchOf(Array.from({ length: hours }, (_, hour) => reading('air.so2', hour * HOUR_MS, value, 3600)));

  test('six hours of the same value above the reporting floor', () => {
    expect(faultOf(stuck(42, 5), 5 * HOUR_MS)).toBeNull();
    expect(faultOf(stuck(42, 6), 6 * HOUR_MS)).toBe('flatline');
    expect(faultOf(stuck(4, 12), 12 * HOUR_MS)).toBeNull();
  });
});

test('out of range until a possible value comes', () => {
  const wrong = [reading('air.so2', 0, -3, 3600)];
  expect(faultOf(watchOf(wrong), HOUR_MS)).toBe('out-of-range');
  expect(faultOf(watchOf([...wrong, reading('air.so2', HOUR_MS, 10, 3600)]), 2 * HOUR_MS)).toBeNull();
});

describe('what a watch remembers', () => {
  const newest = {
    everyMs: 60_000,
    lastTime: MINUTE_MS,
    reach: 2 * MINUTE_MS,
    lastValue: 7,
    sameSince: 0,
    periodMs: 0,
  };

  test('of its newest reading', () => {
    expect(watchOf([reading('grid.load', 0, 7), reading('grid.load', MINUTE_MS, 7)])).toEqual({
      ...newest,
      source: 'x',
      metric: 'grid.load',
      outOfRange: false,
      deadband: 0,
    });
    const hour = watchOf([reading('air.so2', 0, 7, 3600)]);
    expect([hour.everyMs, hour.reach, hour.periodMs]).toEqual([HOUR_MS, HOUR_MS, HOUR_MS]);
    expect(watchOf([reading('unknown', 0, 7)]).everyMs).toBeNull();
  });

  test('an older one changes nothing but how far readings reach; one of the same time counts', () => {
    const late = [reading('grid.load', 0, 7), reading('grid.load', MINUTE_MS, 7), reading('grid.load', 0, 9)];
    expect(watchOf(late)).toMatchObject(newest);
    expect(watchOf([...late, reading('grid.load', 0, 9, 3600)])).toMatchObject({ ...newest, reach: HOUR_MS });
    expect(watchOf([...late, reading('grid.load', MINUTE_MS, 9)])).toMatchObject({
      lastValue: 9,
      sameSince: MINUTE_MS,
    });
  });
});

describe('what is no fault', () => {
  const steady = (metric: string, minutes: number, value = 100): SeriesWatch =>
    watchOf(Array.from({ length: minutes }, (_, minute) => reading(metric, minute * MINUTE_MS, value)));

  test('a load that stands still for less than half an hour; longer is', () => {
    expect(faultOf(steady('grid.load', 29), 29 * MINUTE_MS)).toBeNull();
    expect(faultOf(steady('grid.load', 30), 30 * MINUTE_MS)).toBe('flatline');
    expect(faultOf(steady('grid.load', 30, 0), 30 * MINUTE_MS)).toBeNull();
  });

  test('a value that may stand still, and a single reading that covers the time', () => {
    expect(faultOf(steady('coal.stock', 600), 600 * MINUTE_MS)).toBeNull();
    expect(faultOf(steady('unknown', 600), 600 * MINUTE_MS)).toBeNull();
    expect(faultOf(watchOf([reading('grid.load', 0, 100, 3600)]), HOUR_MS)).toBeNull();
  });

  test('a value that the device itself calls wrong', () => {
    const flagged = { ...reading('air.so2', 0, -3, 3600), quality: 'D' };
    expect(faultOf(watchOf([flagged]), HOUR_MS)).toBeNull();
    // Out of range goes before stale.
    expect(faultOf(watchOf([reading('air.so2', 0, -3, 3600)]), 100 * HOUR_MS)).toBe('out-of-range');
  });
});
