import { describe, expect, test } from 'vitest';
import { parseDuration, parseSeries } from './series-text.ts';

const valuesOf = (text: string): unknown => {
  const series = parseSeries(text);
  return typeof series === 'string' ? series : series.cells.map((cell) => cell?.value ?? null);
};

describe('a series in short text', () => {
  test.each([
    ['values', '48 49', [48, 49]],
    ['repeated', '51x3', [51, 51, 51]],
    ['missing', '48 _ _x2 49', [48, null, null, null, 49]],
    ['a ramp up', '80+5x4', [80, 85, 90, 95]],
    ['a ramp down', '10-2.5x3', [10, 7.5, 5]],
    ['decimals added as decimals', '0.1+0.1x3', [0.1, 0.2, 0.3]],
    ['below zero', '-1', [-1]],
    ['flagged', '900!D', [900]],
  ])('%s: %s', (_, text, values) => {
    expect(valuesOf(text)).toEqual(values);
  });

  test('keeps the flag of the device, and that the source falls silent', () => {
    expect(parseSeries('1 2!Dx2 stale')).toEqual({
      cells: [
        { value: 1, quality: null },
        { value: 2, quality: 'D' },
        { value: 2, quality: 'D' },
      ],
      isStale: true,
    });
  });

  test.each([
    ['empty', '', 'values such as 48 51x3 _'],
    ['only silence', 'stale', 'values such as 48 51x3 _'],
    ['no number', '48 NaN', 'values such as 48 51x3 _ 80+5x4 900!D, not "NaN"'],
    ['nothing repeated', '48x0', 'each value at least once, not "48x0"'],
    ['silence in between', '48 stale 49', 'values such as 48 51x3 _ 80+5x4 900!D, not "stale"'],
    ['without end', '48x99999999', 'at most 20000 values'],
  ])('is refused when %s', (_, text, reason) => {
    expect(parseSeries(text)).toBe(reason);
  });
});

test.each([
  ['1m', 60_000],
  ['1h', 3_600_000],
  ['1d', 86_400_000],
  ['0h', null],
  ['1.5h', null],
  ['1 h', null],
])('a duration %s is %s ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});
