import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseCnemc, type PublishedAqi, type RowProblem } from '../server/feeds/files/index.ts';
import { hourlyAqi, POLLUTANTS, type Concentrations, type Pollutant } from '../server/judge/index.ts';
import type { AqiStandard } from '../server/model/standard.ts';
import { loadStandard } from '../server/plans/load.ts';
import { findRealData } from './services/real-data.ts';

const isPollutant = (metric: string): metric is Pollutant => POLLUTANTS.some((pollutant) => pollutant === metric);

function edition2012(): AqiStandard {
  const loaded = loadStandard(join(import.meta.dirname, '../thresholds/standards/hj633-2012.yaml'));
  if (!loaded.ok) throw new Error('the table of HJ 633-2012 cannot be read');
  return loaded.value;
}

const file = findRealData('cnemc/china_sites_20170101.csv');

/** CNEMC's own publication of one day, all stations of the country: what it measured and the AQI that it made of it. */
describe.skipIf(file === null)('the hourly AQI that CNEMC published on 2017-01-01', () => {
  const published: PublishedAqi[] = [];
  const problems: RowProblem[] = [];
  const hours = new Map<string, Partial<Record<Pollutant, number>>>();
  const hourOf = ({ source, time }: { source: string; time: number }): string => `${source} ${time}`;

  beforeAll(async () => {
    for await (const batch of parseCnemc(createReadStream(file ?? ''), { receivedAt: 0 })) {
      published.push(...batch.published);
      problems.push(...batch.problems);
      for (const reading of batch.readings) {
        const hour = hours.get(hourOf(reading)) ?? {};
        if (isPollutant(reading.metric)) hour[reading.metric] = reading.value;
        hours.set(hourOf(reading), hour);
      }
    }
  });

  test('the file is read without a problem', () => {
    expect(problems).toEqual([]);
  });

  test('follows from the concentrations at every one of 25,736 station-hours', () => {
    const standard = edition2012();
    const different = published.flatMap((hour) => {
      const { published: aqi } = hourlyAqi(standard, hours.get(hourOf(hour)) ?? {});
      return aqi === hour.aqi ? [] : [{ ...hour, computed: aqi, from: hours.get(hourOf(hour)) }];
    });
    expect(different).toEqual([]);
    expect(published).toHaveLength(25_736);
  });

  test('is published for 184 station-hours without particles too, which judge nothing', () => {
    const standard = edition2012();
    const bare = published
      .map((hour): Concentrations => hours.get(hourOf(hour)) ?? {})
      .filter((hour) => hour['air.pm25'] === undefined && hour['air.pm10'] === undefined);
    expect(bare).toHaveLength(184);
    expect(bare.filter((hour) => hourlyAqi(standard, hour).ruleAqi !== null)).toEqual([]);
  });
});
