import { expect, it } from 'vitest';
import type { Point, ReadingRow } from '../../server/wire/shapes.ts';
import { withNewest } from './newest.ts';

const line: readonly Point[] = [
  [1000, 300],
  [2000, 302],
  [3000, 262],
];
const reading = (time: number): ReadingRow => ['yc-grid', 'grid.load', time, 165];

it.each([
  { name: 'nothing newer', newest: undefined, expected: line },
  { name: 'newer than every mean', newest: reading(3400), expected: [...line, [3400, 165]] },
  { name: 'the last mean stands ahead of it', newest: reading(2600), expected: [...line.slice(0, 2), [2600, 165]] },
])('a line ends in the newest reading: $name', ({ newest, expected }) => {
  expect(withNewest(line, newest)).toEqual(expected);
});
