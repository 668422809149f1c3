import { describe, expect, it } from 'vitest';
import { padTo, widthOf, wrapTo } from './columns.ts';

describe('columns', () => {
  it.each([
    ['', 0],
    ['4.2.1 (6)', 9],
    ['超出处置能力', 12],
    ['Ⅰ级（红色）', 11],
    ['SO₂小时', 7],
    ['e\u0301', 1],
  ])('%j takes %d columns', (text, width) => {
    expect(widthOf(text)).toBe(width);
    expect(widthOf(padTo(text, 20))).toBe(20);
  });

  it('leaves what is too wide as it is', () => {
    expect(padTo('超出处置能力', 4)).toBe('超出处置能力');
  });

  it('breaks at spaces', () => {
    expect(wrapTo('判断 computed: a, b', 10)).toEqual(['判断', 'computed:', 'a, b']);
    expect(wrapTo('a-very-long-word b', 4)).toEqual(['a-very-long-word', 'b']);
    expect(wrapTo('', 4)).toEqual(['']);
  });
});
