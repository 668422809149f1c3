import { expect, test } from 'vitest';
import { valuesOn } from './plan.ts';

test('numbers hold from their date on; the first ones also before it', () => {
  const editions = [
    { from: '2021-12-31', values: 500 },
    { from: '2027-01-01', values: 450 },
  ];
  expect(
    ['2015-01-01', '2021-12-31', '2026-12-31', '2027-01-01', '2030-01-01'].map((date) => valuesOn(editions, date)),
  ).toEqual([500, 500, 500, 450, 450]);
});

test('a rule without numbers is our bug', () => {
  expect(() => valuesOn([], '2026-01-01')).toThrow(RangeError);
});
