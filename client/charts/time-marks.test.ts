import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../server/model/instant.ts';
import { formatTime } from '../i18n/format.ts';
import { isMidnight, timeMarks } from './time-marks.ts';

const SHANGHAI = 'Asia/Shanghai';
const marks = (from: string, to: string, zone = SHANGHAI, most = 5): string[] =>
  timeMarks({ from: Date.parse(from), to: Date.parse(to), zone }, most).map((at) => formatTime(at, zone, 'short'));

describe('the labels of a time axis', () => {
  it('stand at local midnights over days, each day once', () => {
    expect(marks('2026-11-21T03:20:00Z', '2026-11-25T19:40:00Z')).toEqual([
      '11-22 00:00',
      '11-23 00:00',
      '11-24 00:00',
      '11-25 00:00',
    ]);
  });

  it('stand at half days over two days, at hours within a day, at minutes within minutes', () => {
    expect(marks('2026-11-24T01:00:00Z', '2026-11-26T01:00:00Z')).toEqual([
      '11-24 12:00',
      '11-25 00:00',
      '11-25 12:00',
      '11-26 00:00',
    ]);
    expect(marks('2026-11-24T14:10:00Z', '2026-11-25T04:10:00Z')).toEqual([
      '11-25 00:00',
      '11-25 03:00',
      '11-25 06:00',
      '11-25 09:00',
    ]);
    expect(marks('2026-11-24T14:10:20Z', '2026-11-24T14:16:00Z')).toEqual(['11-24 22:12', '11-24 22:14']);
  });

  it('are whole days apart over weeks', () => {
    const found = marks('2026-10-01T00:00:00Z', '2026-11-25T00:00:00Z');
    expect(found.length).toBeLessThanOrEqual(5);
    expect(found.every((label) => label.endsWith('00:00'))).toBe(true);
  });

  it('keep to local midnights over a change of the clocks', () => {
    expect(marks('2026-10-23T00:00:00Z', '2026-10-28T00:00:00Z', 'Europe/Berlin')).toEqual([
      '10-24 00:00',
      '10-25 00:00',
      '10-26 00:00',
      '10-27 00:00',
    ]);
    // A zone of half hours.
    expect(marks('2026-11-24T01:00:00Z', '2026-11-24T07:00:00Z', 'Asia/Kolkata')).toEqual([
      '11-24 08:00',
      '11-24 10:00',
      '11-24 12:00',
    ]);
  });

  it('are none on an axis without length', () => {
    expect(timeMarks({ from: 5, to: 5, zone: SHANGHAI }, 5)).toEqual([]);
    expect(timeMarks({ from: 5, to: Number.NaN, zone: SHANGHAI }, 5)).toEqual([]);
  });

  it('are few and within the axis, whatever its length', () => {
    const from = Date.parse('2026-11-24T14:13:37Z');
    for (let hours = 0.2; hours < 24 * 400; hours *= 1.31) {
      const to = from + hours * HOUR_MS;
      const found = timeMarks({ from, to, zone: SHANGHAI }, 5);
      expect(found.length, `${hours} h`).toBeLessThanOrEqual(6);
      expect(found.every((at) => at > from && at < to)).toBe(true);
      expect(found.length, `${hours} h`).toBeGreaterThanOrEqual(1);
    }
  });
});

it('a midnight is one of the zone', () => {
  expect(isMidnight(Date.parse('2026-11-24T16:00:00Z'), SHANGHAI)).toBe(true);
  expect(isMidnight(Date.parse('2026-11-24T00:00:00Z'), SHANGHAI)).toBe(false);
});
