import { expect, test } from 'vitest';
import type { WireCorrection } from '../../server/wire/shapes.ts';
import { groupCorrections } from './corrections.ts';

const correction = (hour: number, more: Partial<WireCorrection> = {}): WireCorrection => ({
  jurisdiction: 'j',
  plan: 'p',
  rule: 'so2-hourly',
  subject: 's',
  at: `2026-11-22T0${hour}:00:00Z`,
  knownAt: '2026-11-22T09:00:00Z',
  was: 'none',
  now: 'III',
  ...more,
});

test('evaluations of one rule that came together are one line with their range', () => {
  expect(groupCorrections([correction(3), correction(2), correction(1)])).toMatchObject([
    { from: '2026-11-22T01:00:00Z', to: '2026-11-22T03:00:00Z', count: 3 },
  ]);
});

test('another rule, another change or another moment is another line', () => {
  const groups = groupCorrections([
    correction(3),
    correction(2, { rule: 'aqi-days' }),
    correction(1, { now: 'II' }),
    correction(1, { knownAt: '2026-11-22T10:00:00Z' }),
  ]);
  expect(groups.map((group) => group.count)).toEqual([1, 1, 1, 1]);
});
