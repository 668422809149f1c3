import { describe, expect, test } from 'vitest';
import { HOUR_MS } from '../model/instant.ts';
import type { Reading } from '../model/reading.ts';
import { DataSources } from './data-sources.ts';

const reading = (more: Partial<Reading>): Reading => ({
  source: 'a',
  metric: 'air.so2',
  time: 0,
  value: 1,
  period: 3600,
  kind: 'observed',
  issuedAt: null,
  upper: null,
  quality: null,
  receivedAt: 0,
  ...more,
});

function sourcesOf(
  readings: readonly Partial<Reading>[],
  { known = null, kept = [], cities = false }: { known?: string[] | null; kept?: string[]; cities?: boolean } = {},
): DataSources {
  const sources = new DataSources(known === null ? null : new Set(known), new Set(kept));
  for (const one of readings) sources.take(reading(one), cities);
  return sources;
}

const madeOf = (sources: DataSources): string[] =>
  sources.madeCity(['plan']).subjects.map(({ kind, id }) => `${kind} ${id}`);

describe('the city of what was read', () => {
  test('is made of all stations', () => {
    expect(madeOf(sourcesOf([{ source: 'b' }, { source: 'a' }]))).toEqual([
      'city city',
      'air-station a',
      'air-station b',
    ]);
  });

  test.each([
    ['is forecast', { kind: 'forecast', issuedAt: 0 } as const],
    ['is marked as dust', { metric: 'air.dust' }],
  ])('is the source that %s', (_, more) => {
    const sources = sourcesOf([{ source: 'a' }, { source: 'town' }, { source: 'town', ...more }]);
    expect(madeOf(sources)).toEqual(['city town', 'air-station a']);
  });

  test('is the city of a file of cities', () => {
    const sources = sourcesOf([{ source: '临汾' }], { cities: true });
    expect(sources.problem).toBeNull();
    expect(sources.madeCity(['plan'])).toMatchObject({ id: '临汾', name: { zh: '临汾', en: '临汾' }, plans: ['plan'] });
    expect(madeOf(sources)).toEqual(['city 临汾']);
  });
});

describe('what cannot be judged', () => {
  const cities = ['临汾', '阳泉'].map((source) => ({ source }));

  test('are several cities without a choice', () => {
    expect(sourcesOf(cities, { cities: true }).problem).toBe(
      'the files hold 2 cities (临汾, 阳泉): a backtest without --jurisdiction judges one, name it with --source NAME',
    );
    expect(sourcesOf(cities, { cities: true, kept: ['阳泉'] }).problem).toBeNull();
    expect(sourcesOf(cities, { cities: true, known: ['阳泉'] }).problem).toBeNull();
    expect(sourcesOf(cities).problem).toBeNull();
  });

  test('is a city beside the forecasts of another', () => {
    const sources = new DataSources(null, new Set());
    sources.take(reading({ source: '临汾' }), true);
    sources.take(reading({ source: 'linfen', kind: 'forecast', issuedAt: 0 }), false);
    expect(sources.problem).toContain('2 cities (临汾, linfen)');
  });

  test('is a source that no file has', () => {
    expect(sourcesOf(cities, { kept: ['晋城', '阳泉'] }).problem).toBe(
      '--source 晋城: no file has it; the files have 临汾, 阳泉',
    );
  });
});

test('each reading is told apart', () => {
  const sources = new DataSources(new Set(['a']), new Set(['a', 'b']));
  expect(['a', 'a', 'b', 'c'].map((source) => sources.take(reading({ source }), false))).toEqual([
    'judged',
    'judged',
    'unknown-source',
    'left-out',
  ]);
});

describe('the time that is covered', () => {
  test('is that of observed readings that are judged', () => {
    const sources = sourcesOf(
      [
        { time: 5 * HOUR_MS },
        { time: 2 * HOUR_MS, period: null },
        { time: 0, source: 'b' },
        { time: 0, kind: 'forecast', issuedAt: 0 },
      ],
      { known: ['a'] },
    );
    expect(sources.span).toEqual({ from: 2 * HOUR_MS, to: 6 * HOUR_MS });
    expect(sourcesOf([]).span).toBeNull();
  });

  test('has gaps of a day and more, whatever the order', () => {
    const hours = (from: number, to: number): Partial<Reading>[] =>
      Array.from({ length: to - from }, (_, i) => ({ time: (from + i) * HOUR_MS }));
    const day = { time: 96 * HOUR_MS, period: 86_400 };
    // A reading touches its whole piece of six hours: 40 to 42 is none of the gap.
    expect(sourcesOf([day, ...hours(36, 40), ...hours(0, 12)]).gaps).toEqual([
      { from: 12 * HOUR_MS, to: 36 * HOUR_MS },
      { from: 42 * HOUR_MS, to: 96 * HOUR_MS },
    ]);
    expect(sourcesOf([...hours(0, 12), ...hours(35, 40)]).gaps).toEqual([]);
  });
});
