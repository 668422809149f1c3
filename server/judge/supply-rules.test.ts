import { describe, expect, test } from 'vitest';
import { MINUTE_MS } from '../model/instant.ts';
import { bareSubject, type Subject } from '../model/jurisdiction.ts';
import type { Level } from '../model/level.ts';
import type { BandRule, BandValues, StockRule, StockValues } from '../model/plan.ts';
import type { Gauge } from '../model/verdict.ts';
import { findBand, nearest, outRatioAt, proveBand, viewBand, type GridView } from './band.ts';
import { INITIAL_GRID, type GridState, type Sample } from './grid.ts';
import { denominatorOf, findStock, proveStock, stockAt, trackStock, viewStock, type StockView } from './stock.ts';

const NOW = Date.parse('2026-06-01T00:00:00Z');
const name = { zh: '样', en: 'Sample' };
const base = {
  id: 'r',
  title: name,
  clause: '4',
  clauses: { III: '4.3', I: '4.1' },
  role: 'plan',
  interpretation: null,
  confirm: [],
  editions: [],
} as const;
/** A reading so long ago. */
const minutesAgo = (minutes: number, value: number): Sample => ({ time: NOW - minutes * MINUTE_MS, value });
const hoursAgo = (hours: number, value: number): Sample => minutesAgo(60 * hours, value);

describe('the stock of coal', () => {
  const mine = (id: string, stock: Sample | null, before: Sample | null = null): StockView => ({
    enterprise: { ...bareSubject(id, 'coal-producer', name), key: true, designDailyOutput: 1000 },
    stock,
    before,
  });
  const plant = (stock: Sample | null): StockView => ({
    enterprise: { ...bareSubject('plant', 'coal-user', name), threeYearMeanStock: 10_000 },
    stock,
    before: null,
  });
  const values: StockValues = {
    kinds: [
      { kind: 'coal-producer', measure: 'days-of-output', below: { III: 5, II: 3, I: 1 } },
      { kind: 'coal-user', measure: 'percent-of-mean', below: { III: 40, II: 30, I: 20 } },
    ],
  };
  const rule: StockRule = { ...base, kind: 'stock', over: 'sum' };
  const now = (value: number): Sample => minutesAgo(0, value);

  test('counts for 48 hours', () => {
    expect(stockAt(mine('a', hoursAgo(48, 7)), NOW)).toBe(7);
    expect(stockAt(mine('a', minutesAgo(48 * 60 + 1, 7)), NOW)).toBeNull();
    expect(stockAt(mine('a', null), NOW)).toBeNull();
  });

  test('is divided by what its kind is measured by', () => {
    const bare = bareSubject('x', 'coal-user', name);
    const subject: Subject = { ...bare, designDailyOutput: 1, dailySales: 2, threeYearMeanStock: 300 };
    const measures = ['days-of-output', 'days-of-sales', 'percent-of-mean'] as const;
    expect(measures.map((measure) => denominatorOf(subject, measure))).toEqual([1, 2, 3]);
    expect(measures.map((measure) => denominatorOf(bare, measure))).toEqual([null, null, null]);
  });

  test.each<[string, readonly StockView[], Level, boolean]>([
    ['nothing known', [mine('a', null)], 'none', false],
    ['at a line', [mine('a', now(5000))], 'none', false],
    ['below it', [mine('a', now(4999))], 'III', false],
    ['below all lines', [mine('a', now(999))], 'I', false],
    ['two together, at the second line', [mine('a', now(1000)), mine('b', now(5000))], 'III', false],
    ['two together, below the second line', [mine('a', now(900)), mine('b', now(5000))], 'II', false],
    ['one that is silent is left out', [mine('a', now(2000)), mine('b', hoursAgo(49, 9000))], 'II', true],
    ['one that never spoke is not missing', [mine('a', now(2000)), mine('b', null)], 'II', false],
    ['one kind is enough', [mine('a', now(9000)), plant(now(2999))], 'II', false],
    ['the higher of two kinds', [mine('a', now(999)), plant(now(3999))], 'I', false],
  ])('%s', (_, views, level, missing) => {
    // Two mines together are measured by their sum: 6000 t of 2000 t a day are three days.
    expect(findStock(values, views, NOW)).toEqual({ level, missing });
  });

  test('an enterprise without a denominator is left out, whatever its stock', () => {
    const unknown = { ...mine('b', now(0)), enterprise: bareSubject('b', 'coal-producer', name) };
    expect(findStock(values, [mine('a', now(9000)), unknown], NOW)).toEqual({ level: 'none', missing: false });
    expect(findStock(values, [unknown], NOW)).toEqual({ level: 'none', missing: false });
  });

  test('is tracked so that there is a reading of a day or more before', () => {
    const at = (hours: number): Sample => hoursAgo(-hours, 100 - hours);
    const after = (...hours: readonly number[]) =>
      hours.map(at).reduce<ReturnType<typeof trackStock> | null>((track, each) => trackStock(track, each), null);
    expect(after(0)).toEqual({ newest: at(0), before: null, next: at(0) });
    expect(after(0, 23)).toEqual({ newest: at(23), before: null, next: at(0) });
    expect(after(0, 24)).toEqual({ newest: at(24), before: at(0), next: at(24) });
    expect(after(0, 24, 47)).toEqual({ newest: at(47), before: at(0), next: at(24) });
    expect(after(0, 24, 48)).toEqual({ newest: at(48), before: at(24), next: at(48) });
  });

  describe('in numbers for people', () => {
    test('one enterprise has one gauge', () => {
      expect(viewStock(values, [mine('a', now(4321))], NOW, 'none')).toEqual({
        progress: { to: 'III', value: 4.32, of: 5, unit: 'd', inHours: null },
        gauges: [
          {
            label: { zh: '储煤', en: 'Coal stock' },
            value: 4.32,
            unit: 'd',
            direction: 'down',
            marks: [
              { level: 'III', at: 5 },
              { level: 'II', at: 3 },
              { level: 'I', at: 1 },
            ],
            note: null,
          },
        ],
      });
    });

    test('several have one for each of their kinds, and those that are silent are counted', () => {
      const { gauges } = viewStock(
        values,
        [mine('a', now(6000)), mine('b', hoursAgo(49, 1)), plant(now(3500))],
        NOW,
        'none',
      );
      expect(gauges.map(({ label, value, unit, note }) => [label.en, value, unit, note?.en ?? null])).toEqual([
        ['Stock of key producers', 6, 'd', '1 without a valid reading'],
        ['Stock of key users', 35, '%', null],
      ]);
      const silent = viewStock(values, [plant(hoursAgo(49, 1))], NOW, 'none');
      expect(silent.gauges).toMatchObject([{ value: null, unit: '%' }]);
      expect(silent.progress).toBeNull();
    });

    test.each<[string, readonly StockView[], number | null]>([
      [
        '4.8 t an hour less: 1500 t are gone in 312.5 hours, which is too far to tell',
        [mine('a', now(6500), hoursAgo(24, 6615.2))],
        null,
      ],
      ['100 t an hour less', [mine('a', now(6500), hoursAgo(24, 8900))], 15],
      ['part of an hour counts as one', [mine('a', now(6550), hoursAgo(24, 8950))], 16],
      ['240 hours can be told', [mine('a', now(7400), hoursAgo(24, 7640))], 240],
      ['241 cannot', [mine('a', now(7401), hoursAgo(24, 7641))], null],
      ['more than before', [mine('a', now(6500), hoursAgo(24, 6400))], null],
      ['as before', [mine('a', now(6500), hoursAgo(24, 6500))], null],
      ['over three days', [mine('a', now(6500), hoursAgo(72, 13_700))], 15],
      ['over more than three days', [mine('a', now(6500), hoursAgo(73, 13_800))], null],
      ['at the same time', [mine('a', now(6500), now(8900))], null],
      [
        'of two the pace of both',
        [mine('a', now(6500), hoursAgo(24, 8900)), mine('b', now(6500), hoursAgo(24, 7700))],
        20,
      ],
      ['of two one without a pace', [mine('a', now(6500), hoursAgo(24, 8900)), mine('b', now(6500))], null],
    ])('the pace: %s', (_, views, inHours) => {
      expect(viewStock(values, views, NOW, 'none').progress?.inHours).toBe(inHours);
    });

    test('a bound that is passed already is no hours away', () => {
      expect(viewStock(values, [mine('a', now(4000), hoursAgo(24, 6400))], NOW, 'none').progress?.inHours).toBe(0);
      expect(viewStock(values, [mine('a', now(4000), hoursAgo(24, 6400))], NOW, 'III').progress).toMatchObject({
        to: 'II',
        inHours: 10,
      });
    });
  });

  test('a level is proved by the sums of each kind, and drawn by the worst of them', () => {
    const views = [mine('a', hoursAgo(2, 4500)), mine('b', hoursAgo(49, 1)), plant(hoursAgo(1, 2500))];
    expect(proveStock(rule, values, views, NOW, 'II')).toEqual({
      clause: '4',
      summary: {
        zh: '重点煤矿储煤 4.50 天，重点用煤企业库存 25.00 %',
        en: 'Stock of key producers 4.50 days, Stock of key users 25.00 %',
      },
      window: { from: NOW - 49 * 60 * MINUTE_MS, to: NOW },
      unit: '%',
      thresholds: [
        { level: 'III', at: 40 },
        { level: 'II', at: 30 },
        { level: 'I', at: 20 },
      ],
      values: [[NOW, 25]],
      missing: 1,
      facts: {
        'coal-producer stockT': 4500,
        'coal-producer denominator': 1000,
        'coal-producer measure': 4.5,
        'coal-producer counted': 1,
        'coal-user stockT': 2500,
        'coal-user denominator': 100,
        'coal-user measure': 25,
        'coal-user counted': 1,
      },
    });
    const alike = proveStock(rule, values, [mine('a', hoursAgo(2, 4500)), plant(hoursAgo(1, 3500))], NOW, 'III');
    expect([alike.clause, alike.unit, alike.missing]).toEqual(['4.3', 'd', 0]);
    expect(proveStock(rule, values, [mine('a', null)], NOW, 'none')).toMatchObject({
      clause: '4',
      summary: { en: 'Stock of key producers – days' },
      window: null,
      values: [],
    });
    expect(proveStock(rule, values, [], NOW, 'none')).toMatchObject({
      unit: '',
      thresholds: [],
      values: [],
      facts: {},
    });
  });
});

describe('the loss of a grid', () => {
  const subject = (more: Partial<Subject> = {}): Subject => ({
    ...bareSubject('county', 'grid', name),
    scope: 'county',
    customers: 1000,
    ratedLoad: 900,
    ...more,
  });
  /** A grid with a measured loss, percent of 100 MW. */
  const losing = (percent: number, more: Partial<GridState> = {}, of: Partial<Subject> = {}): GridView => ({
    grid: subject(of),
    state: {
      ...INITIAL_GRID,
      load: minutesAgo(0, 100 - percent),
      shed: minutesAgo(0, percent),
      hadRatio: true,
      everRatio: true,
      ...more,
    },
  });
  const out = (customers: number, minutes = 0): Partial<GridState> => ({
    customersOut: minutesAgo(minutes, customers),
    hadCustomers: true,
  });
  const silent: Partial<GridState> = { load: minutesAgo(16, 100), shed: null };
  const values: BandValues = {
    shed: { III: 20, II: 40, I: 60 },
    customers: { III: 30, II: 50, I: 70 },
    classes: null,
    severalCities: null,
  };
  const byShed = { ...values, customers: {} };
  const rule: BandRule = { ...base, kind: 'band', scope: 'county' };
  const found = (view: GridView, given = values): [Level, boolean] => {
    const { level, missing } = findBand(given, view, [], NOW);
    return [level, missing];
  };

  test('is that of the load or of the customers, whichever is higher', () => {
    expect(found(losing(19.9))).toEqual(['none', false]);
    expect(found(losing(20))).toEqual(['III', false]);
    expect(found(losing(20, out(499)))).toEqual(['III', false]);
    expect(found(losing(20, out(500)))).toEqual(['II', false]);
    expect(found(losing(60, out(500)))).toEqual(['I', false]);
  });

  test('is missing while an input that was there is silent', () => {
    expect(found(losing(0, silent))).toEqual(['none', true]);
    expect(found(losing(0, { ...silent, hadRatio: false }))).toEqual(['none', false]);
    expect(found(losing(20, out(500, 61)))).toEqual(['III', true]);
    expect(found(losing(20, { ...out(500, 61), hadCustomers: false }))).toEqual(['III', false]);
    // Without a number of customers, or a rule that asks for them, they are no input.
    expect(found(losing(20, out(500, 61), { customers: null }))).toEqual(['III', false]);
    expect(found(losing(20, out(500, 61), { customers: 0 }))).toEqual(['III', false]);
    expect(found(losing(20, out(500, 61)), byShed)).toEqual(['III', false]);
  });

  test('in customers is a share of those supplied', () => {
    expect(outRatioAt(losing(0, out(250)), NOW)).toBe(25);
    expect(outRatioAt(losing(0, out(250, 60)), NOW)).toBe(25);
    expect(outRatioAt(losing(0, out(250, 61)), NOW)).toBeNull();
    expect(outRatioAt(losing(0, out(250), { customers: 0 }), NOW)).toBeNull();
    expect(outRatioAt(losing(0, out(250), { customers: null }), NOW)).toBeNull();
  });

  describe('where bounds go by the load before', () => {
    const classes: BandValues = {
      ...byShed,
      shed: {},
      classes: [
        { loadFrom: 1000, shed: { III: 5 }, customers: {} },
        { loadFrom: 100, shed: { III: 10 }, customers: { II: 50 } },
        { loadFrom: 10, shed: { III: 40 }, customers: {} },
      ],
    };
    const event = { start: NOW, reference: 1000, floor: 0 };
    const none = { ...INITIAL_GRID, hadRatio: true };
    const levelOf = (state: Partial<GridState>, of: Partial<Subject> = {}): Level =>
      found({ grid: subject(of), state: { ...none, ...state } }, classes)[0];

    test('it is load and loss together, or the reference of the event', () => {
      expect(levelOf({ load: minutesAgo(0, 950), shed: minutesAgo(0, 50) })).toBe('III');
      expect(levelOf({ load: minutesAgo(0, 949), shed: minutesAgo(0, 50) })).toBe('none');
      expect(levelOf({ load: minutesAgo(0, 900), inferred: 5, event })).toBe('III');
      expect(levelOf({ load: minutesAgo(0, 900), inferred: 5, event: { ...event, reference: 999 } })).toBe('none');
    });

    test('without both it is what was measured last, the load known last, or the rated load', () => {
      const customers = out(500);
      const level = (state: Partial<GridState>, of: Partial<Subject> = {}): Level =>
        levelOf({ ...customers, ...state }, of);
      expect(level({ event: { ...event, reference: 100 } })).toBe('II');
      expect(level({ event: { ...event, reference: 99 } })).toBe('none');
      expect(level({ measured: { ratio: 0, base: 100 }, load: minutesAgo(30, 5) })).toBe('II');
      expect(level({ measured: { ratio: 0, base: 99 }, load: minutesAgo(30, 500) })).toBe('none');
      expect(level({ load: minutesAgo(30, 100) })).toBe('II');
      expect(level({ load: minutesAgo(30, 99) }, { ratedLoad: 500 })).toBe('none');
      expect(level({}, { ratedLoad: 100 })).toBe('II');
      expect(level({}, { ratedLoad: 99 })).toBe('none');
    });

    test('of a load that nobody knows the lowest class is taken; below all classes there are no bounds', () => {
      const unknown: Partial<GridState> = { load: minutesAgo(0, 60), inferred: 40 };
      expect(levelOf(unknown, { ratedLoad: null })).toBe('III');
      expect(levelOf({ ...unknown, load: minutesAgo(0, 9) }, { ratedLoad: null })).toBe('none');
      const nobody = found({ grid: subject({ ratedLoad: null }), state: { ...none, ...out(900) } }, classes);
      expect(nobody).toEqual(['none', true]);
      const lowest = { ...classes, classes: [{ loadFrom: 10, shed: {}, customers: { I: 50 } }] };
      expect(found({ grid: subject({ ratedLoad: null }), state: { ...none, ...out(900) } }, lowest)[0]).toBe('I');
      expect(
        found({ grid: subject({ ratedLoad: null }), state: { ...none, ...out(900) } }, { ...lowest, classes: [] })[0],
      ).toBe('none');
    });
  });

  describe('where several cities must be out', () => {
    const several: BandValues = { ...byShed, severalCities: { shed: 20, customers: 30 } };
    const city = (percent: number, neighbour: boolean, more: Partial<GridState> = {}): GridView =>
      losing(percent, more, { id: neighbour ? 'next' : 'home', scope: 'city', neighbour });
    const level = (...cities: readonly GridView[]): [Level, boolean] => {
      const { level: of, missing } = findBand(several, losing(60), cities, NOW);
      return [of, missing];
    };

    test('the home city and another are', () => {
      expect(level(city(20, false), city(20, true))).toEqual(['I', false]);
      expect(level(city(19, false), city(20, true))).toEqual(['none', false]);
      expect(level(city(20, false), city(19, true))).toEqual(['none', false]);
      expect(level(city(20, false), city(20, false))).toEqual(['none', false]);
      expect(level(city(20, true), city(20, true))).toEqual(['none', false]);
      expect(level(city(0, false, out(300)), city(0, true, out(300)))).toEqual(['I', false]);
      expect(level(city(0, false, out(299)), city(0, true, out(300)))).toEqual(['none', false]);
      expect(level(city(20, false), city(0, true), city(20, true))).toEqual(['I', false]);
    });

    test('a city that is silent is missing', () => {
      expect(level(city(20, false), city(20, true), city(0, true, silent))).toEqual(['I', true]);
      expect(level(city(20, false), city(0, true, out(300, 61)))).toEqual(['none', true]);
      const uncounted = losing(0, out(300, 61), { scope: 'city', neighbour: true, customers: null });
      expect(level(city(20, false), uncounted)).toEqual(['none', false]);
      // Whether cities are asked for or not, the grid's own silence counts.
      expect(findBand(several, losing(0, silent), [city(0, false)], NOW).missing).toBe(true);
    });

    test('they stand in the proof', () => {
      const cities = [city(25, false, out(100)), city(0, true, silent)];
      const { facts } = proveBand(rule, several, losing(60), cities, NOW, 'I');
      expect(facts).toMatchObject({
        'home shedPercent': 25,
        'home outPercent': 10,
        'next shedPercent': null,
        'next outPercent': null,
      });
      expect(Object.keys(proveBand(rule, values, losing(60), cities, NOW, 'I').facts)).not.toContain('home outPercent');
    });
  });

  test('is shown against the bounds, and says how it is known', () => {
    const gauges = (view: GridView, given = values): [string, number | null, string | null][] =>
      viewBand(given, view, NOW, 'none').gauges.map(({ label, value, note }) => [label.en, value, note?.en ?? null]);
    expect(viewBand(values, losing(12.34, out(255)), NOW, 'none')).toEqual({
      progress: { to: 'III', value: 25.5, of: 30, unit: '%', inHours: null },
      gauges: [
        {
          label: { zh: '减供负荷', en: 'Load lost' },
          value: 12.3,
          unit: '%',
          direction: 'up',
          marks: [
            { level: 'III', at: 20 },
            { level: 'II', at: 40 },
            { level: 'I', at: 60 },
          ],
          note: null,
        },
        {
          label: { zh: '停电用户', en: 'Customers out' },
          value: 25.5,
          unit: '%',
          direction: 'up',
          marks: [
            { level: 'III', at: 30 },
            { level: 'II', at: 50 },
            { level: 'I', at: 70 },
          ],
          note: null,
        },
      ],
    });
    const inferred = { shed: null, inferred: 33 };
    expect(gauges(losing(0, inferred), byShed)).toEqual([['Load lost', 33, 'inferred from load']]);
    expect(gauges(losing(0, { ...inferred, unconfirmed: true }), byShed)).toEqual([
      ['Load lost', 33, 'inferred, to be confirmed'],
    ]);
    expect(gauges(losing(0, silent))).toEqual([
      ['Load lost', null, null],
      ['Customers out', null, null],
    ]);
    expect(gauges(losing(0, {}, { customers: null }))).toEqual([['Load lost', 0, null]]);
    expect(gauges(losing(0, out(100)), { ...values, shed: {} })).toEqual([['Customers out', 10, null]]);
  });

  test('is proved by the readings and the ratios', () => {
    const event = { start: NOW, reference: 120, floor: 0 };
    const view = losing(25, { ...out(100, 30), shed: minutesAgo(4, 25), event });
    expect(proveBand(rule, values, view, [], NOW, 'III')).toEqual({
      clause: '4.3',
      summary: { zh: '减供负荷 25.0 %，停电用户 10.0 %', en: 'Load lost 25.0 %, customers out 10.0 %' },
      window: { from: NOW - 30 * MINUTE_MS, to: NOW },
      unit: '%',
      thresholds: [
        { level: 'III', at: 20 },
        { level: 'II', at: 40 },
        { level: 'I', at: 60 },
      ],
      values: [[NOW, 25]],
      missing: 0,
      facts: {
        shedPercent: 25,
        shedFrom: 'measured',
        outPercent: 10,
        loadMw: 75,
        shedMw: 25,
        loadBeforeMw: 100,
        referenceMw: 120,
        customersOut: 100,
        customers: 1000,
      },
    });
    expect(proveBand(rule, values, { grid: subject(), state: INITIAL_GRID }, [], NOW, 'none')).toEqual({
      clause: '4',
      summary: { zh: '减供负荷 未知，停电用户 未知', en: 'Load lost unknown, customers out unknown' },
      window: null,
      unit: '%',
      thresholds: [
        { level: 'III', at: 20 },
        { level: 'II', at: 40 },
        { level: 'I', at: 60 },
      ],
      values: [],
      missing: 2,
      facts: {
        shedPercent: null,
        shedFrom: null,
        outPercent: null,
        loadMw: null,
        shedMw: null,
        loadBeforeMw: null,
        referenceMw: null,
        customersOut: null,
        customers: 1000,
      },
    });
    expect(proveBand(rule, values, losing(40), [], NOW, 'II').clause).toBe('4');
  });
});

describe('the nearest bound of the next level', () => {
  const gauge = (value: number | null, direction: Gauge['direction'], ...bounds: readonly number[]): Gauge => ({
    label: name,
    value,
    unit: '%',
    direction,
    marks: bounds.map((at, i) => ({ level: (['III', 'II', 'I'] as const)[i] ?? 'I', at })),
    note: null,
  });
  const of = (level: Level, ...gauges: readonly Gauge[]) => nearest(gauges, level);

  test('is the one with the largest share, up or down', () => {
    expect(of('none', gauge(10, 'up', 20), gauge(20, 'up', 30))).toMatchObject({ value: 20, of: 30 });
    expect(of('none', gauge(20, 'up', 30), gauge(10, 'up', 20))).toMatchObject({ value: 20, of: 30 });
    expect(of('none', gauge(10, 'down', 5), gauge(9, 'down', 3))).toMatchObject({ value: 10, of: 5 });
    expect(of('none', gauge(1, 'down', 5), gauge(0, 'down', 3))).toMatchObject({ value: 0, of: 3 });
    // Of two alike the first.
    expect(of('none', gauge(10, 'up', 20), gauge(20, 'up', 40))).toMatchObject({ value: 10, of: 20 });
  });

  test('is above the present level, and of a number that is known', () => {
    expect(of('III', gauge(25, 'up', 20, 40))).toMatchObject({ to: 'II', of: 40 });
    expect(of('I', gauge(70, 'up', 20, 40, 60))).toBeNull();
    expect(of('none', gauge(null, 'up', 20))).toBeNull();
    expect(of('none', gauge(5, 'up', 0))).toBeNull();
    expect(of('none', gauge(5, 'up', 0), gauge(5, 'up', 9))).toMatchObject({ of: 9 });
  });

  test('has the pace that is given for it', () => {
    const pace = nearest([gauge(1, 'up', 20), gauge(20, 'up', 30, 50)], 'III', (i, bound) => 100 * i + bound);
    expect(pace).toEqual({ to: 'II', value: 20, of: 50, unit: '%', inHours: 150 });
  });
});
