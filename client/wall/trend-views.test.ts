import { describe, expect, it } from 'vitest';
import { bareSubject, type Subject } from '../../server/model/jurisdiction.ts';
import type { ReadingRow } from '../../server/wire/shapes.ts';
import { pairLoad, shownGrids, type GridNow, type TrendSource } from './trend-views.ts';

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

describe('the grids of a place', () => {
  const subject = (id: string, more: Partial<Subject>): Subject => ({
    ...bareSubject(id, 'grid', { zh: '', en: '' }),
    ...more,
  });
  const source = (grids: TrendSource['trends']['grids']): TrendSource => ({
    jurisdiction: {
      id: 'j',
      name: { zh: '', en: '' },
      timezone: 'UTC',
      plans: [],
      subjects: [
        subject('county', { scope: 'county' }),
        subject('town', { scope: 'township' }),
        subject('next', { scope: 'county', neighbour: true }),
      ],
    },
    plans: [],
    trends: { jurisdiction: 'j', at: '2026-01-01T00:00:00Z', air: null, grids, coal: [], weeks: [] },
  });
  const told = (id: string): TrendSource['trends']['grids'][number] => ({ ...grid(0), subject: id, load: [[1000, 5]] });

  it('have their place before anything of them has come in', () => {
    expect(shownGrids(source([])).map((one) => [one.subject, one.load, one.shedPercent])).toEqual([
      ['county', [], null],
    ]);
  });
  it('are there once, with what they told', () => {
    expect(shownGrids(source([told('county'), told('next')])).map((one) => [one.subject, one.load.length])).toEqual([
      ['county', 1],
    ]);
  });
});
