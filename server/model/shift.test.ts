import { describe, expect, it } from 'vitest';
import { shiftAt, shiftBefore, shiftNameAt } from './shift.ts';

const CHINA = 'Asia/Shanghai';
const BERLIN = 'Europe/Berlin';
const at = (text: string): number => Date.parse(text);
const hours = ({ from, to }: { readonly from: number; readonly to: number }): number => (to - from) / 3_600_000;

describe('a shift', () => {
  it.each([
    ['2026-11-22T08:00:00+08:00', '2026-11-22T08:00:00+08:00', '08:00'],
    ['2026-11-22T15:59:59.999+08:00', '2026-11-22T08:00:00+08:00', '08:00'],
    ['2026-11-22T16:00:00+08:00', '2026-11-22T16:00:00+08:00', '16:00'],
    ['2026-11-22T23:30:00+08:00', '2026-11-22T16:00:00+08:00', '16:00'],
    ['2026-11-23T00:00:00+08:00', '2026-11-23T00:00:00+08:00', '00:00'],
  ])('holds %s from %s on', (instant, from, begins) => {
    expect(shiftAt(at(instant), CHINA)).toEqual({ from: at(from), to: at(from) + 8 * 3_600_000, begins });
    expect(shiftNameAt(at(instant), CHINA)).toBe(begins);
  });

  it('may begin the day before, where none begins at midnight', () => {
    const night = shiftAt(at('2026-11-22T03:00:00+08:00'), CHINA, ['07:30', '19:30']);
    expect(night).toEqual({
      from: at('2026-11-21T19:30:00+08:00'),
      to: at('2026-11-22T07:30:00+08:00'),
      begins: '19:30',
    });
    expect(shiftNameAt(at('2026-11-22T03:00:00+08:00'), CHINA, ['07:30', '19:30'])).toBe('19:30');
    expect(shiftBefore(night, CHINA, ['07:30', '19:30']).begins).toBe('07:30');
  });

  it('lasts an hour less or more where the clocks change, and none is left out', () => {
    // 2026-03-29 02:00 becomes 03:00; 2026-10-25 03:00 becomes 02:00.
    const spring = shiftAt(at('2026-03-29T01:00:00Z'), BERLIN);
    expect([hours(spring), spring.begins]).toEqual([7, '00:00']);
    const autumn = shiftAt(at('2026-10-25T01:00:00Z'), BERLIN);
    expect([hours(autumn), autumn.begins]).toEqual([9, '00:00']);
    expect(shiftBefore(autumn, BERLIN)).toEqual({
      from: at('2026-10-24T14:00:00Z'),
      to: autumn.from,
      begins: '16:00',
    });
    // Both half past two of the autumn night are one shift by the clock on the wall.
    expect(['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'].map((one) => shiftNameAt(at(one), BERLIN))).toEqual([
      '00:00',
      '00:00',
    ]);
  });

  it('that would begin in the hour left out begins after it', () => {
    const shift = shiftAt(at('2026-03-29T01:30:00Z'), BERLIN, ['02:30', '14:30']);
    expect(shift).toEqual({ from: at('2026-03-29T01:30:00Z'), to: at('2026-03-29T12:30:00Z'), begins: '02:30' });
  });

  it('needs a time of day', () => {
    expect(() => shiftAt(0, CHINA, [])).toThrow(RangeError);
  });
});
