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
