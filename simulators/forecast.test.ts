import { describe, expect, it } from 'vitest';
import { forecastIssuedAt, indexOf, ISSUE_EVERY_MS, type AirCourse, type ForecastView } from './forecast.ts';
import { regionalAir } from './air.ts';
import { weatherAt } from './weather.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);

/** Weather that keeps changing, so that there is something to foresee. */
const COURSE: AirCourse = {
  ventilation: Array.from({ length: 60 }, (_, n) => [START + n * 18 * HOUR, n % 2 === 0 ? 1_100 : 4_800] as const),
  sulphur: [[START, 1]],
};
const view = (seed: number): ForecastView => ({ seed, source: 'hill', weatherKey: 5, believedAt: () => COURSE });

const truthAt = (time: number): number => {
  const weather = weatherAt(5, COURSE.ventilation, time);
  const of = (metric: 'air.pm25' | 'air.pm10'): number => indexOf(metric, regionalAir(metric, weather, 1, time));
  return Math.max(of('air.pm25'), of('air.pm10'));
};

describe('a forecast', () => {
  it('has 72 hours and then four days, without a gap, each with an upper end', () => {
    const aqi = forecastIssuedAt(view(1), START).filter((reading) => reading.metric === 'air.aqi');
    expect(aqi.map((reading) => reading.period)).toEqual([
      ...Array.from({ length: 72 }, () => 3_600),
      ...Array.from({ length: 4 }, () => 86_400),
    ]);
    let expected = START;
    for (const { time, period = 0, kind, issuedAt, value, upper = 0 } of aqi) {
      expect(time).toBe(expected);
      expect(kind).toBe('forecast');
      expect(issuedAt).toBe(START);
      expect(upper).toBeGreaterThan(value);
      expected += period * 1_000;
    }
  });

  it('errs more the further it looks, and says so', () => {
    const bands = [
      [0, 12],
      [30, 42],
      [60, 72],
    ] as const;
    const sums = bands.map(() => ({ squares: 0, width: 0, count: 0 }));
    for (let n = 0; n < 60; n++) {
      for (const seed of [1, 2, 3]) {
        const issuedAt = START + n * ISSUE_EVERY_MS;
        for (const { metric, time, value, upper = 0, period } of forecastIssuedAt(view(seed), issuedAt)) {
          if (metric !== 'air.aqi' || period !== 3_600) continue;
          const lead = (time - issuedAt) / HOUR;
          bands.forEach(([from, to], index) => {
            const sum = sums[index];
            if (lead < from || lead >= to || sum === undefined) return;
            sum.squares += (value - truthAt(time + HOUR / 2)) ** 2;
            sum.width += upper / value - 1;
            sum.count += 1;
          });
        }
      }
    }
    const errors = sums.map((sum) => Math.sqrt(sum.squares / sum.count));
    const widths = sums.map((sum) => sum.width / sum.count);
    for (const series of [errors, widths]) {
      const [near = 0, middle = 0, far = 0] = series;
      expect(middle).toBeGreaterThan(1.5 * near);
      expect(far).toBeGreaterThan(1.3 * middle);
    }
    expect(errors[0]).toBeLessThan(8);
  });
});

describe('the index of a concentration', () => {
  it.each([
    ['air.pm25', 0, 0],
    ['air.pm25', 35, 50],
    ['air.pm25', 200, 250],
    ['air.pm25', 900, 500],
    ['air.pm10', 385, 250],
  ] as const)('%s %d is %d', (metric, concentration, index) => {
    expect(indexOf(metric, concentration)).toBeCloseTo(index, 9);
  });
});
