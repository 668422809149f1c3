import fc from 'fast-check';
import { HOUR_MS, MINUTE_MS } from '../../server/model/instant.ts';
import { bareSubject, type GridScope, type Jurisdiction, type Subject } from '../../server/model/jurisdiction.ts';
import type { Reading } from '../../server/model/reading.ts';

/** Readings in the order in which they came, with the jurisdiction that they speak of. */
export interface World {
  readonly jurisdiction: Jurisdiction;
  readonly readings: readonly Reading[];
}

const name = { zh: '样', en: 'Sample' };

/** A reading with every optional field at its neutral value. */
export const reading = (
  source: string,
  metric: string,
  time: number,
  value: number,
  more: Partial<Reading> = {},
): Reading => ({
  source,
  metric,
  time,
  value,
  period: null,
  kind: 'observed',
  issuedAt: null,
  upper: null,
  quality: null,
  receivedAt: 0,
  ...more,
});

const inOrder = (readings: readonly Reading[]): Reading[] =>
  readings.map((one, i) => ({ ...one, receivedAt: one.receivedAt + i }));

/** A repeatable fraction in [0, 1) for some whole numbers. */
function fraction(...keys: readonly number[]): number {
  let hash = 0x811c9dc5;
  for (const key of keys) {
    hash = Math.imul(hash ^ (key & 0xffff), 0x01000193);
    hash = Math.imul(hash ^ (key >>> 16), 0x01000193);
    hash ^= hash >>> 13;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

/** A city with so many assessed stations and one that is not assessed. */
export function cityOf(stations: number): Jurisdiction {
  const station = (id: string, assessed: boolean): Subject => ({
    ...bareSubject(id, 'air-station', name),
    parent: 'town',
    assessed,
  });
  return {
    id: 'town',
    name,
    timezone: 'Asia/Shanghai',
    plans: ['yangquan-heavy-pollution'],
    subjects: [
      bareSubject('town', 'city', name),
      ...Array.from({ length: stations }, (_, i) => station(`st-${i}`, true)),
      station('st-extra', false),
    ],
  };
}

const pick = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const spanOf = fc.oneof(
  pick(1, 2, 3, 4, 11, 12, 13, 20, 23, 24, 25, 29, 30, 35, 36, 37, 47, 48, 49, 72),
  fc.integer({ min: 1, max: 60 }),
);
const pmOf = pick(60, 100, 115, 116, 149, 150, 151, 152, 160, 250, 251, 260, 350, 500, 501, 700);
const so2Of = pick(null, 80, 499, 500, 500.5, 501, 650, 651, 800, 801, 900);
const aqiOf = pick(90, 150, 151, 199.9, 200, 200.1, 200.5, 201, 210, 300, 301, 310, 400, 499, 500, 520);

const segmentWith = (hours: fc.Arbitrary<number>, pm: fc.Arbitrary<number | null>, so2: fc.Arbitrary<number | null>) =>
  fc.record({
    hours,
    pm,
    so2,
    /** Share of station-hours that are missing or flagged. */
    gaps: pick(0, 0, 0.05, 0.25),
    /** Spread of the stations around the value. */
    spread: pick(0, 0, 1, 40),
    form: pick('hour', 'hour', 'quarters', 'minutes-10', 'mixed'),
    others: pick(null, 'o3', 'no2-co'),
  });
const segmentOf = segmentWith(
  spanOf,
  fc.oneof({ weight: 6, arbitrary: pmOf }, { weight: 1, arbitrary: pick(null) }),
  so2Of,
);
/** What a warning is lifted by, or not quite. */
const reliefOf = segmentWith(pick(29, 30, 35, 36, 37, 60), pick(60, 100, 115, 115, 116), pick(null, 80, 80, 500, 501));
const issueOf = fc.record({
  at: fc.integer({ min: -10, max: 240 }),
  atMinutes: pick(0, 0, 0, 1, 59),
  lead: pick(-6, 0, 0, 1, 12, 24),
  days: fc.array(
    fc.record({
      hours: spanOf,
      aqi: fc.option(fc.oneof(aqiOf, aqiOf, pick(90, 150))),
      more: pick(0, 0, 1, 50, 150),
      so2: so2Of,
    }),
    { minLength: 1, maxLength: 4 },
  ),
  period: pick(3600, 3600, 86_400),
  dropped: pick(0, 0, 0.1),
});
const dustOf = fc.record({
  at: fc.integer({ min: 0, max: 150 }),
  minute: pick(0, 0, 29, 30, 31, 59),
  value: pick(0, 1, 1),
  period: pick(null, null, 3600, 1800, 7200),
});

/** A city's air around the lines of the plan: gaps, flags, duplicates, forecasts, dust. */
export const airWorld: fc.Arbitrary<World> = fc
  .record({
    start: pick('2016-12-19T16:00:00Z', '2026-02-26T05:00:00Z', '2026-11-03T00:00:00Z'),
    stations: fc.integer({ min: 0, max: 4 }),
    segments: fc.array(fc.oneof({ weight: 5, arbitrary: segmentOf }, { weight: 2, arbitrary: reliefOf }), {
      minLength: 1,
      maxLength: 9,
    }),
    issues: fc.oneof(pick([]), fc.array(issueOf, { maxLength: 8 })),
    dust: fc.oneof({ weight: 3, arbitrary: pick([]) }, { weight: 1, arbitrary: fc.array(dustOf, { maxLength: 4 }) }),
    isAqiOnly: pick(false, false, false, false, true),
    salt: fc.nat(1000),
  })
  .map(({ start, stations, segments, issues, dust, isAqiOnly, salt }) => {
    const jurisdiction = cityOf(stations);
    const sources = stations === 0 ? ['town'] : jurisdiction.subjects.filter((one) => one.assessed).map(({ id }) => id);
    const origin = Date.parse(start);
    const readings: Reading[] = [];

    const put = (source: string, metric: string, hour: number, value: number, form: string, chance: number): void => {
      const time = origin + hour * HOUR_MS;
      const add = (offset: number, seconds: number | null, one: number, quality: string | null = null): void => {
        readings.push(reading(source, metric, time + offset * MINUTE_MS, one, { period: seconds, quality }));
      };
      if (chance < 0.3) {
        // An hour in pieces: 45 minutes are enough, a minute less is not.
        if (chance < 0.1) for (const at of [0, 15, 30]) add(at, 900, value + (at - 15) / 15);
        else if (chance < 0.2) for (const at of [0, 15, 30, 44]) add(at, at === 44 ? 60 : 840, value);
        else add(0, 3600, value, 'F');
        return;
      }
      if (form === 'quarters') for (const at of [0, 15, 30, 45]) add(at, 900, value + (at - 22.5) / 7.5);
      else if (form === 'minutes-10') for (const at of [0, 10, 20, 30, 40, 50]) add(at, 600, value);
      else {
        add(0, 3600, value);
        if (form === 'mixed' && chance > 0.7) add(0, 3600, value + (chance > 0.85 ? 1 : -1));
        if (form === 'mixed' && chance > 0.9) for (const at of [0, 15, 30, 45]) add(at, 900, 3 * value);
      }
    };

    let hour = 0;
    for (const segment of segments) {
      for (let i = 0; i < segment.hours; i += 1, hour += 1) {
        sources.forEach((source, s) => {
          const chance = (metric: number): number => fraction(salt, hour, s, metric);
          const isGone = (metric: number): boolean => chance(metric + 10) < segment.gaps;
          const spread = segment.spread * (s % 2 === 0 ? 1 : -1);
          const form = segment.form;
          const give = (metric: string, value: number, key: number): void => {
            if (!isGone(key))
              put(source, metric, hour, value, form, segment.gaps > 0 ? chance(key) : 0.5 + chance(key) / 2);
          };
          if (isAqiOnly) {
            if (segment.pm !== null) give('air.aqi', segment.pm, 0);
          } else {
            if (segment.pm !== null) give(i % 2 === 0 ? 'air.pm25' : 'air.pm10', segment.pm + spread, 0);
            if (segment.pm !== null && i % 3 === 0) give('air.pm25', segment.pm + spread, 4);
            if (segment.others === 'o3') give('air.o3', 900, 1);
            if (segment.others === 'no2-co') {
              give('air.no2', 1300 + i, 2);
              give('air.co', 58.05 + i / 10, 3);
            }
          }
          if (segment.so2 !== null) give('air.so2', segment.so2, 5);
        });
      }
    }

    for (const issue of issues) {
      const issuedAt = origin + issue.at * HOUR_MS + issue.atMinutes * MINUTE_MS;
      let at = issue.at + issue.lead;
      for (const part of issue.days) {
        const step = issue.period / 3600;
        for (let i = 0; i < part.hours; i += step, at += step) {
          if (fraction(salt, at, issue.at, 99) < issue.dropped) continue;
          const more = { kind: 'forecast', issuedAt, period: issue.period } as const;
          const time = origin + at * HOUR_MS;
          if (part.aqi !== null) {
            const upper = part.more === 0 ? null : part.aqi + part.more;
            readings.push(reading('town', 'air.aqi', time, part.aqi, { ...more, upper }));
          }
          if (part.so2 !== null) readings.push(reading('town', 'air.so2', time, part.so2, more));
        }
      }
    }
    for (const { at, minute, value, period } of dust) {
      readings.push(reading('town', 'air.dust', origin + at * HOUR_MS + minute * MINUTE_MS, value, { period }));
    }
    return { jurisdiction, readings: inOrder(readings) };
  });

const gridOf = (id: string, scope: GridScope, more: Partial<Subject> = {}): Subject => ({
  ...bareSubject(id, 'grid', name),
  scope,
  customers: 1000,
  ratedLoad: 1000,
  ...more,
});

/** A county with grids of every scope and enterprises of every kind. */
export const county: Jurisdiction = {
  id: 'shire',
  name,
  timezone: 'Asia/Shanghai',
  plans: ['yangcheng-outage', 'yangcheng-energy-supply'],
  subjects: [
    bareSubject('shire', 'county', name),
    gridOf('province', 'province'),
    gridOf('home-city', 'city'),
    gridOf('next-city', 'city', { neighbour: true }),
    gridOf('far-city', 'city', { neighbour: true, customers: null }),
    gridOf('county', 'county'),
    gridOf('village', 'township'),
    gridOf('hamlet', 'township', { customers: null }),
    gridOf('key-village', 'township', { keyArea: true }),
    ...(['mine-a', 'mine-b', 'mine-c'] as const).map((id, i): Subject => ({
      ...bareSubject(id, 'coal-producer', name),
      key: id !== 'mine-c',
      designDailyOutput: 1000 * (i + 1),
    })),
    { ...bareSubject('depot', 'coal-trader', name), key: true, dailySales: 300 },
    { ...bareSubject('plant-a', 'coal-user', name), key: true, threeYearMeanStock: 7000 },
    { ...bareSubject('plant-b', 'coal-user', name), key: true, threeYearMeanStock: 3000 },
  ],
};

const phaseOf = fc.record({
  /** Minutes between the readings of the load. */
  step: pick(1, 1, 2, 4, 5, 6, 15, 16, 20, 61),
  steps: fc.integer({ min: 1, max: 20 }),
  /** Percent of the usual load; null: the load is silent. */
  percent: pick(100, 100, 100, 101, 98, 95, 94.99, 94, 90, 88, 87, 80, 79, 75, 60, 59, 40, 20, 10, 5, 2, 0, null),
  shed: pick('no', 'no', 'no', 'rest', 'rest', 'half', 'once', 'zero', 'some'),
  out: pick(null, null, null, null, 0, 299, 300, 500, 699, 700, 900),
});
const gridStory = (id: string, usual: readonly number[]): fc.Arbitrary<Reading[]> =>
  fc
    .record({
      usual: pick(...usual),
      delay: fc.integer({ min: 0, max: 20 }),
      phases: fc.array(phaseOf, { minLength: 1, maxLength: 9 }),
    })
    .map(({ usual: full, delay, phases }) => {
      const readings: Reading[] = [];
      let minute = delay;
      for (const { step, steps, percent, shed, out } of phases) {
        for (let i = 0; i < steps; i += 1) {
          const time = ORIGIN + minute * MINUTE_MS;
          const left = percent ?? 50;
          const lost = Math.max(0, full - (full * left) / 100);
          if (percent !== null) readings.push(reading(id, 'grid.load', time, (full * left) / 100));
          if (out !== null && i === 0) readings.push(reading(id, 'grid.customers_out', time, out));
          if (shed === 'rest' || (shed === 'half' && i % 2 === 0) || (shed === 'once' && i === 0)) {
            readings.push(reading(id, 'grid.shed', time, lost));
          }
          if (shed === 'zero') readings.push(reading(id, 'grid.shed', time, 0));
          if (shed === 'some' && i % 3 === 1) readings.push(reading(id, 'grid.shed', time + MINUTE_MS, lost / 2));
          minute += step;
        }
      }
      return readings;
    });
const ORIGIN = Date.parse('2026-06-01T00:00:00Z');

const coalStory = (id: string, lines: readonly number[]): fc.Arbitrary<Reading[]> =>
  fc
    .array(fc.record({ afterHours: pick(1, 12, 24, 47, 48, 49, 72), stock: pick(...lines) }), { maxLength: 5 })
    .map((steps) => {
      let hours = 0;
      return steps.map(({ afterHours, stock }) => {
        hours += afterHours;
        return reading(id, 'coal.stock', ORIGIN + hours * HOUR_MS, stock);
      });
    });
const around = (of: number, lines: readonly number[]): number[] =>
  lines.flatMap((line) => [of * line, of * line - 1, of * line * 1.3]);
const gasStory = fc
  .array(
    fc.record({
      afterHours: pick(0, 1, 24),
      metric: pick('gas.days_interrupted', 'gas.county_gap', 'gas.local_gap'),
      value: pick(0, 0.5, 1, 2, 3, 9.9, 10, 20, 20.1, 29, 30, 39, 40),
    }),
    { maxLength: 8 },
  )
  .map((steps) => {
    let hours = 0;
    return steps.map(({ afterHours, metric, value }) => {
      hours += afterHours;
      return reading('shire', metric, ORIGIN + hours * HOUR_MS, value);
    });
  });

const some = (story: fc.Arbitrary<Reading[]>): fc.Arbitrary<Reading[]> => fc.oneof(story, pick([]));
const DAYS = [1, 3, 5];
const SHARES = [0.2, 0.3, 0.4];

const merge = (stories: readonly Reading[][], repeats: number): World => {
  const readings = stories.flat().toSorted((a, b) => a.time - b.time);
  // Now and then a reading is sent again with another value, or comes flagged.
  const sent = readings.flatMap((one, i) => {
    const chance = fraction(repeats, i, 7);
    if (repeats === 0 || chance > 0.1) return [one];
    if (chance > 0.05) return [{ ...one, value: one.value * 0.7 }, one];
    return [one, { ...one, time: one.time + MINUTE_MS / 2, value: one.value * 0.1, quality: 'D' }];
  });
  return { jurisdiction: county, readings: inOrder(sent) };
};

/** One or two grids of the county with falls, gaps, shed readings that fall silent, and recoveries. */
export const outageWorld: fc.Arbitrary<World> = fc
  .tuple(
    fc.tuple(
      some(gridStory('county', [100, 400])),
      some(gridStory('village', [50])),
      some(gridStory('key-village', [60, 4.6])),
      some(gridStory('hamlet', [30])),
    ),
    pick(0, 0, 1, 2, 3),
  )
  .map(([stories, repeats]) => merge(stories, repeats));

/** A few readings of one grid at and just past every age and share that the text names. */
export const gridEdgeWorld: fc.Arbitrary<World> = fc
  .array(
    fc.record({
      after: pick(1, 1, 1, 4, 5, 5, 6, 9, 10, 11, 14, 15, 16, 30, 44, 45, 46, 60, 61, 119, 120, 121),
      load: pick(100, 100, 100, 100, 100, 105, 96, 95, 94.9, 90, 79, 75, 60, 57, 56.9, 40, 38, 37, 20, null),
      shed: pick(null, null, null, null, null, null, 0, 5, 20, 60),
      out: pick(null, null, null, null, null, null, 0, 300, 700),
    }),
    { minLength: 3, maxLength: 16 },
  )
  .map((steps) => {
    let minute = 0;
    const readings = steps.flatMap(({ after, load, shed, out }) => {
      minute += after;
      const time = ORIGIN + minute * MINUTE_MS;
      return [
        ...(load === null ? [] : [reading('county', 'grid.load', time, load)]),
        ...(shed === null ? [] : [reading('county', 'grid.shed', time, shed)]),
        ...(out === null ? [] : [reading('county', 'grid.customers_out', time, out)]),
      ];
    });
    return merge([readings], 0);
  });

/** The provincial grid with its cities. */
export const provinceWorld: fc.Arbitrary<World> = fc
  .tuple(
    gridStory('province', [900, 1000, 4999, 5000, 19_999, 20_000, 30_000]),
    gridStory('home-city', [800]),
    some(gridStory('next-city', [600])),
    some(gridStory('far-city', [700])),
  )
  .map((stories) => merge(stories, 0));

/** Coal and gas. */
export const supplyWorld: fc.Arbitrary<World> = fc
  .tuple(
    fc.tuple(
      some(coalStory('mine-a', around(1000, DAYS))),
      some(coalStory('mine-b', around(2000, DAYS))),
      some(coalStory('mine-c', around(3000, DAYS))),
      some(coalStory('depot', around(300, DAYS))),
      some(coalStory('plant-a', around(7000, SHARES))),
      some(coalStory('plant-b', around(3000, SHARES))),
      some(gasStory),
    ),
    pick(0, 0, 1),
  )
  .map(([stories, repeats]) => merge(stories, repeats));
