import { expect, it } from 'vitest';
import { KNOWN_DEVICE, STRANGER, TryBook, waitOf } from './delays.ts';

it('wrong passwords cost nothing, then twice as long each, never more than the bound', () => {
  const waits = Array.from({ length: 14 }, (_, count) => waitOf({ count, lastAt: 0 }, 0, STRANGER) / 1000);
  expect(waits).toEqual([0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
  expect(waitOf({ count: 1_000_000, lastAt: 0 }, 0, KNOWN_DEVICE)).toBe(30_000);
  expect(waitOf({ count: 4, lastAt: 1000 }, 3500, STRANGER)).toBe(1500);
  // A clock that was set back makes nobody wait longer than the pause itself.
  expect(waitOf({ count: 4, lastAt: 1_000_000 }, 0, STRANGER)).toBe(4000);
});

it('a try counts while it is being looked at; a wait is no try; the right password forgives', () => {
  const book = new TryBook();
  expect([1, 2, 3, 4].map(() => book.begin('a', 0, STRANGER))).toEqual([0, 0, 0, 2000]);
  expect(book.begin('a', 1500, STRANGER)).toBe(500);
  expect(book.begin('b', 0, STRANGER)).toBe(0);
  expect(book.begin('a', 2000, STRANGER)).toBe(0);
  expect(book.begin('a', 2000, STRANGER)).toBe(4000);
  book.forgive('a');
  expect(book.begin('a', 2000, STRANGER)).toBe(0);
});

it('all is forgotten after a quiet day, and of many the longest untouched first', () => {
  const book = new TryBook(2);
  for (let i = 0; i < 3; i++) book.begin('a', 0, STRANGER);
  expect(book.begin('a', 86_400_001, STRANGER)).toBe(0);
  expect(book.begin('a', 86_400_001, STRANGER)).toBe(0);
  book.begin('b', 86_400_002, STRANGER);
  book.begin('c', 86_400_003, STRANGER);
  for (let i = 0; i < 3; i++) expect(book.begin('a', 86_400_004, STRANGER)).toBe(0);
});
