import { describe, expect, test } from 'vitest';
import { formatLocal, parseLocal } from './local-time.ts';

describe('local times', () => {
  test.each([
    ['Shanghai', 'Asia/Shanghai', '2025-12-01 05:00', '2025-11-30T21:00:00Z'],
    ['midnight', 'Asia/Shanghai', '2025-12-01 00:00', '2025-11-30T16:00:00Z'],
    ['a zone with half hours', 'Asia/Kolkata', '2025-12-01 05:00', '2025-11-30T23:30:00Z'],
    ['the first of an hour that comes twice', 'Europe/Berlin', '2025-10-26 02:30', '2025-10-26T00:30:00Z'],
    ['after it', 'Europe/Berlin', '2025-10-26 03:30', '2025-10-26T02:30:00Z'],
    ['before the clocks go forward', 'Europe/Berlin', '2025-03-30 01:30', '2025-03-30T00:30:00Z'],
    ['after the clocks go forward', 'Europe/Berlin', '2025-03-30 03:30', '2025-03-30T01:30:00Z'],
  ])('%s', (_, zone, text, utc) => {
    expect(parseLocal(text, zone)).toBe(Date.parse(utc));
    expect(formatLocal(Date.parse(utc), zone)).toBe(text);
  });

  test.each([
    ['a day that is none', 'Asia/Shanghai', '2025-02-30 05:00'],
    ['an hour that is none', 'Asia/Shanghai', '2025-12-01 24:00'],
    ['an hour that the clocks leave out', 'Europe/Berlin', '2025-03-30 02:30'],
    ['another form', 'Asia/Shanghai', '2025-12-01T05:00'],
  ])('%s is no time', (_, zone, text) => {
    expect(parseLocal(text, zone)).toBe(null);
  });
});
