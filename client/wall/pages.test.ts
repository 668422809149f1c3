import { describe, expect, it } from 'vitest';
import type { Level } from '../../server/model/level.ts';
import { FIRST_PAGE, countPages, findRisen, holdPage, turnPage } from './pages.ts';

const timing = { turnMs: 12_000, holdMs: 36_000 };

describe('pages', () => {
  it('stay for their time, turn, and begin again', () => {
    const first = turnPage(FIRST_PAGE, 2, 1000, timing);
    expect(first.page).toBe(0);
    expect(turnPage(first, 2, 12_999, timing).page).toBe(0);
    const second = turnPage(first, 2, 13_000, timing);
    expect(second.page).toBe(1);
    expect(turnPage(second, 2, 25_000, timing).page).toBe(0);
  });

  it('are held after a rise', () => {
    const held = holdPage(2, 1000, timing);
    expect(turnPage(held, 3, 36_999, timing).page).toBe(2);
    expect(turnPage(held, 3, 37_000, timing).page).toBe(0);
  });

  it('come back when there are fewer', () => {
    expect(turnPage(holdPage(4, 0, timing), 2, 100, timing).page).toBe(1);
    expect(turnPage(holdPage(4, 0, timing), 1, 100, timing).page).toBe(0);
  });

  it('are one at least', () => {
    expect(countPages(0, 6)).toBe(1);
    expect(countPages(13, 6)).toBe(3);
  });
});

describe('a rise', () => {
  const levels = (entries: Readonly<Record<string, Level>>): ReadonlyMap<string, Level> =>
    new Map(Object.entries(entries));
  const after = levels({ a: 'III', b: 'II', c: 'I', d: 'II' });

  it.each([
    ['the highest of those that rose', levels({ a: 'none', b: 'III', c: 'I', d: 'II' }), 'b'],
    ['of equals the first', levels({ a: 'III', b: 'III', c: 'I', d: 'none' }), 'b'],
    ['nothing that is new', levels({ c: 'I' }), null],
    ['nothing that fell or stayed', levels({ a: 'I', b: 'II', c: 'I', d: 'I' }), null],
  ])('names %s', (_, before, key) => {
    expect(findRisen(before, after)).toBe(key);
  });
});
