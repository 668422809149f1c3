import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { eventTime, readFiles } from '../server/feeds/files/index.ts';
import { CityAir, hourlyAqi, standardOn } from '../server/judge/index.ts';
import { HOUR_MS, hourOf } from '../server/model/instant.ts';
import { bareSubject, type Jurisdiction } from '../server/model/jurisdiction.ts';
import type { Level } from '../server/model/level.ts';
import type { Reading } from '../server/model/reading.ts';
import type { LevelChange, Verdict } from '../server/model/verdict.ts';
import { loadThresholds } from '../server/plans/load.ts';
import { backtest } from '../server/replay/backtest.ts';
import { oracle } from './oracle/index.ts';
import { textOf } from './oracle/line.ts';
import { findRealData } from './services/real-data.ts';

const file = findRealData('shanxi_and_neighbours_daily_aqi_2013_2017.csv');
const PLAN = 'yangquan-heavy-pollution';
/** Cities of Shanxi in the file. */
const SHANXI = ['太原', '大同', '阳泉', '长治', '晋城', '朔州', '晋中', '运城', '忻州', '临汾', '吕梁'];

const loaded = loadThresholds({ root: join(import.meta.dirname, '../thresholds') });
if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
const { plans, standards } = loaded.value;

const cityOf = (id: string): Jurisdiction => ({
  id,
  name: { zh: id, en: id },
  timezone: 'Asia/Shanghai',
  plans: [PLAN],
  subjects: [bareSubject(id, 'city', { zh: id, en: id })],
});

/** A local time `2017-01-01 10:00` of an instant, epoch ms. */
const local = (instant: number): string => new Date(instant + 8 * HOUR_MS).toISOString().slice(0, 16).replace('T', ' ');
/** Epoch ms of a local time. */
const at = (text: string): number => Date.parse(`${text.replace(' ', 'T')}:00+08:00`);

/** The verdicts over a city's readings, every recommendation approved at once. */
async function judge(city: string, readings: readonly Reading[]): Promise<Verdict[]> {
  const plan = plans.get(PLAN);
  if (plan === undefined) throw new RangeError(`no plan ${PLAN}`);
  async function* inOrder(): AsyncGenerator<readonly Reading[]> {
    yield readings.toSorted((a, b) => a.time - b.time);
  }
  const verdicts: Verdict[] = [];
  for await (const verdict of backtest(inOrder(), {
    plans: [plan],
    jurisdiction: () => cityOf(city),
    standards,
    eventTime,
  })) {
    verdicts.push(verdict);
  }
  return verdicts;
}

/** The changes to and from a level, as `2017-01-01 10:00 aqi-days II -> I`. */
const changes = (verdicts: readonly Verdict[], level: Level): string[] =>
  verdicts.flatMap((one) =>
    one.type === 'level' && (one.from === level || one.to === level)
      ? [`${local(one.at)} ${one.rule} ${one.from} -> ${one.to}`]
      : [],
  );

/** What was in force: one stretch for each level, as local times. */
function inForce(
  verdicts: readonly Verdict[],
): { readonly level: Level; readonly from: string; readonly to: string }[] {
  const steps = verdicts.filter((one) => one.type === 'recommendation');
  return steps.flatMap(({ at: from, to: level }, i) =>
    level === 'none' ? [] : [{ level, from: local(from), to: local(steps[i + 1]?.at ?? at('2017-02-01 00:00')) }],
  );
}

/** Daily records of 28 cities, 2013-12-02 to 2017-01-31, by the Yangquan pollution plan. */
describe.skipIf(file === null)('the daily records of Shanxi and its neighbours', () => {
  const counts = { rows: 0, problems: 0 };
  const byCity = new Map<string, Reading[]>();
  const of = (city: string, from = '2013-12-02'): Reading[] =>
    (byCity.get(city) ?? []).filter(({ time }) => time >= at(`${from} 00:00`));
  const judged = new Map<string, Promise<readonly Verdict[]>>();
  /** The verdicts over all days of a city. */
  const verdictsOf = (city: string): Promise<readonly Verdict[]> => {
    const known = judged.get(city) ?? judge(city, of(city));
    judged.set(city, known);
    return known;
  };

  beforeAll(async () => {
    for await (const batch of readFiles([file ?? ''], { format: null, receivedAt: 0 })) {
      counts.rows += batch.rows;
      counts.problems += batch.problems.length;
      for (const reading of batch.readings) {
        const own = byCity.get(reading.source);
        if (own === undefined) byCity.set(reading.source, [reading]);
        else own.push(reading);
      }
    }
  });

  test('are read without a problem; what is 0 is missing', () => {
    expect(counts).toEqual({ rows: 29_580, problems: 0 });
    expect(byCity.size).toBe(28);
    expect(SHANXI.filter((city) => !byCity.has(city))).toEqual([]);
    const readings = [...byCity.values()].flat();
    const count = (metric: string): number => readings.filter((one) => one.metric === metric).length;
    expect([...new Set(readings.map(({ metric }) => metric))].toSorted()).toEqual([
      'air.aqi',
      'air.co',
      'air.no2',
      'air.so2',
    ]);
    // One SO2, four NO2 and seven CO of the file are 0.
    expect(['air.aqi', 'air.so2', 'air.no2', 'air.co'].map(count)).toEqual([29_580, 29_579, 29_576, 29_573]);
    expect(readings.every(({ period, value }) => period === 86_400 && value > 0)).toBe(true);
  });

  test('every hour of a day has the published AQI and the mean SO2 of its day', () => {
    const city = '临汾';
    const air = new CityAir(bareSubject(city, 'city', { zh: city, en: city }), cityOf(city), standards);
    const days = of(city, '2016-12-28');
    for (const reading of days) air.take(reading);
    air.refresh(hourOf(at('2017-02-01 00:00')));
    const wrong = days.flatMap(({ metric, time, value }) =>
      Array.from({ length: 24 }, (_, i) => hourOf(time) + i).filter((hour) =>
        metric === 'air.aqi'
          ? air.ruleAqi(hour) !== value || air.aqi(hour) !== value
          : metric === 'air.so2' && air.so2(hour) !== value,
      ),
    );
    expect(wrong).toEqual([]);
    expect(air.ruleAqi(hourOf(at('2017-01-02 12:00')))).toBe(498);
  });

  test('give the published AQI, which their particles would not', () => {
    const [header = '', ...lines] = readFileSync(file ?? '', 'utf8')
      .trimEnd()
      .split('\n');
    const columns = header.split(',');
    const rows = lines.map((line) => line.split(','));
    const number = (row: readonly string[], name: string): number => Number(row[columns.indexOf(name)]);
    const byParticles = (row: readonly string[]): number =>
      hourlyAqi(standardOn(standards, '2016-12-31'), {
        'air.pm25': number(row, 'pm25_ugm3'),
        'air.pm10': number(row, 'pm10_ugm3'),
        'air.no2': number(row, 'no2_ugm3'),
        'air.co': number(row, 'co_mgm3'),
      }).ruleAqi ?? 0;
    const bad = rows.filter((row) => number(row, 'aqi') > 200);
    const off = bad.filter((row) => Math.abs(byParticles(row) - number(row, 'aqi')) > 5);
    expect([bad.length, off.length]).toEqual([3251, 1124]);
    // A day of 500 is red on its own: particles would say so of six days of Shanxi, two of them Linfen's of January 2017.
    const shanxi = rows.filter((row) => row[0] === '山西');
    const day = (row: readonly string[]): string => `${row[1]} ${row[2]}`;
    expect(shanxi.filter((row) => byParticles(row) >= 500).map(day)).toEqual([
      '阳泉 2013-12-25',
      '长治 2014-02-13',
      '运城 2017-01-04',
      '临汾 2013-12-13',
      '临汾 2017-01-02',
      '临汾 2017-01-03',
    ]);
    expect(shanxi.filter((row) => number(row, 'aqi') >= 500).map(day)).toEqual(['运城 2017-01-04']);
  });

  describe('Linfen in January 2017', () => {
    let verdicts: Verdict[] = [];
    beforeAll(async () => {
      verdicts = (await verdictsOf('临汾')).filter((one) => one.at >= at('2016-12-29 00:00'));
    });

    // By hand, from the published days. A block of 24 hours that begins at hour h of a day takes 24 - h of its hours from
    // that day and h from the next.
    //
    // First episode: 28 Dec 182, 227, 300, 413, 458, 498, 473, 462, 336, 6 Jan 244, 143.
    //   Earliest block above 200: (24 - h) 182 + 227 h > 4800 from h = 10 on, so from 28 Dec 10:00.
    //   Four such blocks in a row end on 1 Jan 10:00. Inside them 30 Dec 01:00 to 1 Jan 01:00 is a pair above 300
    //   (23 x 300 + 413 = 7313 > 7200, then 413 and 458). So red at 1 Jan 10:00, by days (3.1), not by a day of 500.
    //   The last block above 300 ends on 6 Jan 09:00: (24 - h) 336 + 244 h > 7200 up to h = 9 (7236; h = 10 gives 7144).
    //   No longer red at 6 Jan 10:00.
    // SO2 by day: 519.4, 521.8, 541.3, 606.8, 800.5 on 4 Jan, 546.3. The 12th hour above 800 ends on 4 Jan 12:00; the run
    //   ends with the day, so red by so2-hourly from 4 Jan 12:00 until the evaluation of 5 Jan 01:00.
    //
    // Second: 13 Jan 230, 219, 166, 309, 425, 276, 19 Jan 133.
    //   Blocks across the 15th are above 200 when they begin at h = 6, 7, 8: (24 - h) 166 + 309 h > 4800 from 6 on,
    //   (24 - h) 219 + 166 h > 4800 up to 8. So the stretch begins on 13 Jan 06:00 and grows by a day at 06:00.
    //   The first pair above 300 is 15 Jan 23:00 to 17 Jan 23:00 (166 + 23 x 309 = 7273), inside it first on 18 Jan 06:00.
    //   The last block above 300 ends on 18 Jan 20:00 ((24 - h) 425 + 276 h > 7200 up to h = 20): red until 21:00.
    //
    // Third: 22 Jan 158, 235, 278, 338, 300, 27 Jan 109.
    //   (24 - h) 158 + 235 h > 4800 from h = 14 on; the fourth block ends on 26 Jan 14:00. The pair: (24 - h) 278 + 338 h
    //   > 7200 from h = 9 on, 24 Jan 09:00 to 26 Jan 09:00. At 26 Jan 24:00 the last 24 hours have a mean of 300 and not
    //   above: no longer red.
    test('is red three times by four days above 200 with two above 300, and once by hours of SO2', () => {
      expect(changes(verdicts, 'I')).toEqual([
        '2017-01-01 10:00 aqi-days II -> I',
        '2017-01-04 12:00 so2-hourly III -> I',
        '2017-01-05 01:00 so2-hourly I -> III',
        '2017-01-06 10:00 aqi-days I -> II',
        '2017-01-18 06:00 aqi-days II -> I',
        '2017-01-18 21:00 aqi-days I -> II',
        '2017-01-26 14:00 aqi-days II -> I',
        '2017-01-27 00:00 aqi-days I -> II',
      ]);
    });

    test('names clause 3.1 and the days that made it red', () => {
      const red = verdicts.filter((one): one is LevelChange => one.type === 'level' && one.to === 'I');
      expect(red.map(({ evidence }) => evidence.clause)).toEqual(['3.1', '3.1', '3.1', '3.1']);
      const [first, so2] = red;
      // 28 Dec 10:00 on: (14 x 182 + 10 x 227) / 24 = 200.75, then 227 and 300: 257.4, 300 and 413: 347.1, 413 and
      // 458: 431.75.
      expect(first?.evidence.facts).toMatchObject({ days: 4, means: '200.8 / 257.4 / 347.1 / 431.8' });
      expect([first?.evidence.window?.from ?? 0, first?.evidence.window?.to ?? 0].map(local)).toEqual([
        '2016-12-28 10:00',
        '2017-01-01 10:00',
      ]);
      expect(so2?.evidence.values.map(([, value]) => value)).toEqual(Array.from({ length: 12 }, () => 800.5));
    });

    // Two days above 200 make III on 30 Dec 10:00, three II on 31 Dec 10:00. Without a forecast a level is lowered after
    // 36 evaluations below it (from 6 Jan 10:00: on 7 Jan 21:00; II goes on 7 Jan 11:00, so the next step is due at
    // 8 Jan 22:00), and lifted after 36 hours of at most 150: 8 and 9 Jan have 158 and 185, 10 and 11 Jan 115 and 138.
    test('has a warning in force from 30 December to 11 January, raised, lowered and lifted step by step', () => {
      expect(inForce(verdicts).slice(0, 5)).toEqual([
        { level: 'III', from: '2016-12-30 10:00', to: '2016-12-31 10:00' },
        { level: 'II', from: '2016-12-31 10:00', to: '2017-01-01 10:00' },
        { level: 'I', from: '2017-01-01 10:00', to: '2017-01-07 21:00' },
        { level: 'II', from: '2017-01-07 21:00', to: '2017-01-08 22:00' },
        { level: 'III', from: '2017-01-08 22:00', to: '2017-01-11 12:00' },
      ]);
    });
  });

  // Yangquan by hand, February 2014: 12 Feb 133, 272, 215, 212, 436, 273, 18 Feb 151.
  //   Blocks from h = 10 on take 10 hours of 436 beside 14 of 212: 305.3, the first above 300, and the next is 368.1. The
  //   pair ends on 17 Feb 10:00; the four blocks from 13 Feb 10:00 end there too. Nothing earlier: with h = 9 it is 296.
  //   20 Feb 195, 297, 322, 406, 434, 365, 385, 27 Feb 79: from 20 Feb 02:00 ((22 x 195 + 2 x 297) / 24 = 203.5), so the
  //   fourth block ends on 24 Feb 02:00; 300 is passed from 21 Feb 03:00 on. The last block above 300 ends on 27 Feb
  //   06:00 ((24 - h) 385 + 79 h > 7200 up to h = 6).
  test('Yangquan is red twice in February 2014 and never after', async () => {
    expect(changes(await verdictsOf('阳泉'), 'I')).toEqual([
      '2014-02-17 10:00 aqi-days II -> I',
      '2014-02-17 21:00 aqi-days I -> II',
      '2014-02-24 02:00 aqi-days II -> I',
      '2014-02-27 07:00 aqi-days I -> II',
    ]);
  });

  // Jincheng by hand: 14 Dec 2016 150, 277, 154, 243, 269, 351, 323, 21 Dec 150. The pair above 300 begins where
  // (24 - h) 269 + 351 h > 7200, h = 10, on 18 Dec, and ends on 20 Dec 10:00. Blocks across the 16th are above 200 when
  // they begin at h = 13 to 15 ((24 - h) 154 + 243 h > 4800 from 13, (24 - h) 277 + 154 h > 4800 up to 15), so the stretch
  // that holds the pair ends at 13:00.
  test('Jincheng is red on 20 December 2016 only', async () => {
    expect(changes(await verdictsOf('晋城'), 'I')).toEqual([
      '2016-12-20 13:00 aqi-days II -> I',
      '2016-12-21 04:00 aqi-days I -> II',
    ]);
  });

  // Yuncheng by hand: 29 Dec 2016 175, 234, 353, 420, 424, 484, 4 Jan 2017 500, 283, 43. From 29 Dec 11:00 blocks are above
  // 200 ((13 x 175 + 11 x 234) / 24 = 202.04), so four of them end on 2 Jan 11:00. The day of 500 is over on 5 Jan
  // 00:00, in the third day of red; the last block above 300 ends on 5 Jan 22:00 ((24 - h) 500 + 283 h > 7200 up to 22).
  test('Yuncheng, the one day of 500, was red before it', async () => {
    const verdicts = await verdictsOf('运城');
    expect(changes(verdicts, 'I').filter((line) => line.startsWith('2017-01-0'))).toEqual([
      '2017-01-02 11:00 aqi-days II -> I',
      '2017-01-05 23:00 aqi-days I -> II',
    ]);
  });

  // Days in force by level, the first and the last time. Worked out by the program: a change of this table is a change of
  // what the plan says about real winters.
  test.each`
    city      | III     | II      | I       | first                 | last
    ${'太原'} | ${55.2} | ${26.2} | ${2.9}  | ${'2013-12-23 19:00'} | ${'2017-01-30 12:00'}
    ${'大同'} | ${9.6}  | ${3.3}  | ${0}    | ${'2013-12-22 17:00'} | ${'2017-01-30 12:00'}
    ${'阳泉'} | ${42.2} | ${30.9} | ${6.3}  | ${'2013-12-20 11:00'} | ${'2017-01-30 12:00'}
    ${'长治'} | ${50.9} | ${32.7} | ${0}    | ${'2013-12-19 14:00'} | ${'2017-01-31 12:00'}
    ${'晋城'} | ${26}   | ${27.7} | ${2}    | ${'2015-11-28 17:00'} | ${'2017-01-31 12:00'}
    ${'朔州'} | ${20.2} | ${9}    | ${0}    | ${'2015-01-14 02:00'} | ${'2017-01-30 12:00'}
    ${'晋中'} | ${34.1} | ${11}   | ${0}    | ${'2015-01-16 07:00'} | ${'2017-01-30 12:00'}
    ${'运城'} | ${34.8} | ${20.3} | ${15.2} | ${'2015-01-05 00:00'} | ${'2017-01-30 12:00'}
    ${'忻州'} | ${23.7} | ${25}   | ${2.7}  | ${'2015-01-04 17:00'} | ${'2017-01-31 12:00'}
    ${'临汾'} | ${46.6} | ${45.5} | ${18}   | ${'2013-12-14 10:00'} | ${'2017-02-01 00:00'}
    ${'吕梁'} | ${4}    | ${0}    | ${0}    | ${'2017-01-26 12:00'} | ${'2017-01-30 12:00'}
  `('$city has $III days of yellow, $II of orange and $I of red in force', async (row) => {
    const { city, ...expected } = row as { readonly city: string };
    const stretches = inForce(await verdictsOf(city));
    const days = (level: Level): number => {
      const own = stretches.filter((one) => one.level === level);
      const ms = own.reduce((sum, one) => sum + at(one.to) - at(one.from), 0);
      return Math.round((10 * ms) / (24 * HOUR_MS)) / 10;
    };
    const found = { III: days('III'), II: days('II'), I: days('I') };
    expect({ ...found, first: stretches[0]?.from, last: stretches.at(-1)?.to }).toEqual(expected);
  });

  // The slow second writing of SEMANTICS.md over the worst two months.
  test.each(['阳泉', '晋城', '运城', '临汾'])(
    '%s: the text says the same of December 2016 and January 2017',
    async (city) => {
      const readings = of(city, '2016-12-01');
      const verdicts = (await judge(city, readings)).map(textOf);
      expect(verdicts).toEqual(oracle({ jurisdiction: cityOf(city), readings }));
    },
  );
});
