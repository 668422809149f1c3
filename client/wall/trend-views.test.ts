import { describe, expect, it } from 'vitest';
import type { ReadingRow } from '../../server/wire/shapes.ts';
import { pairLoad, type GridNow } from './trend-views.ts';

const grid = (shedPercent: number): GridNow['grid'] => ({
  subject: 'g',
  load: [],
  reference: null,
  shedPercent,
  shedFrom: 'inferred',
  customersPercent: null,
});
const reading = (time: number, load: number): ReadingRow => ['g', 'grid.load', time, load];

describe('load and share of a grid', () => {
  const held: GridNow = { grid: grid(0), newest: reading(1000, 54) };
  it('stay together: a newer load waits for the trends that bring its share', () => {
    const fallen = reading(3000, 6);
    expect(pairLoad(held, { grid: held.grid, newest: fallen }, 2000)).toBe(held);
    const next = { grid: grid(89), newest: fallen };
    expect(pairLoad(held, next, 4000)).toBe(next);
  });
  it('take a load that the trends knew already, though it comes after them', () => {
    const next = { grid: held.grid, newest: reading(1500, 53) };
    expect(pairLoad(held, next, 2000)).toBe(next);
  });
  it('are the same pair while nothing changes', () => {
    expect(pairLoad(held, { ...held }, 2000)).toBe(held);
  });
});
