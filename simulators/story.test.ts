import { describe, expect, it } from 'vitest';
import {
  canDrill,
  createDrillStory,
  createStory,
  EPISODES,
  STORY,
  type Cadence,
  type DrillEpisode,
  type SimulatedReading,
  type Story,
  type SubjectDescription,
} from './index.ts';

const PRESENT = Date.UTC(2026, 0, 15, 3, 17, 42);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function subject(
  id: string,
  kind: SubjectDescription['kind'],
  more: Partial<SubjectDescription> = {},
): SubjectDescription {
  return {
    id,
    kind,
    parent: null,
    at: null,
    assessed: kind === 'air-station',
    scope: null,
    customers: null,
    ratedLoad: null,
    neighbour: false,
    keyArea: false,
    key: true,
    designDailyOutput: null,
    dailySales: null,
    threeYearMeanStock: null,
    ...more,
  };
}

const several = (count: number, make: (n: number) => SubjectDescription): SubjectDescription[] =>
  Array.from({ length: count }, (_, index) => make(index + 1));

const SUBJECTS: readonly SubjectDescription[] = [
  subject('hill', 'city'),
  subject('hill-west', 'district', { parent: 'hill' }),
  ...several(9, (n) => subject(`hill-${n}`, 'air-station', { parent: n > 4 ? 'hill-west' : 'hill' })),
  subject('hill-grid', 'grid', { parent: 'hill', scope: 'city', customers: 500_000, ratedLoad: 1_100 }),
  subject('hill-west-grid', 'grid', { parent: 'hill-west', scope: 'county', customers: 90_000, ratedLoad: 200 }),
  subject('dale', 'county'),
  ...several(4, (n) => subject(`dale-${n}`, 'air-station', { parent: 'dale' })),
  subject('upper-grid', 'grid', { scope: 'city', customers: 1_000_000, ratedLoad: 2_600 }),
  subject('dale-grid', 'grid', { parent: 'dale', scope: 'county', customers: 170_000, ratedLoad: 420 }),
  subject('town-grid', 'grid', { parent: 'dale', scope: 'township', customers: 40_000, ratedLoad: 80 }),
  subject('dale-mine', 'coal-producer', { parent: 'dale', designDailyOutput: 9_000 }),
  subject('dale-depot', 'coal-trader', { parent: 'dale', dailySales: 1_500 }),
  subject('dale-plant', 'coal-user', { parent: 'dale', threeYearMeanStock: 150_000 }),
];

const COARSE: { before: Cadence; after: Cadence } = {
  before: { airPeriod: 1_800, loadEvery: 600 },
  after: { airPeriod: 60, loadEvery: 10 },
};
const tell = (more: Partial<Parameters<typeof createStory>[0]> = {}): Story =>
  createStory({ seed: 7, present: PRESENT, subjects: SUBJECTS, cadence: COARSE, ...more });

const only = (readings: readonly SimulatedReading[], source: string, metric: string): SimulatedReading[] =>
  readings.filter((reading) => reading.source === source && reading.metric === metric && reading.kind !== 'forecast');

const meanOf = (readings: readonly SimulatedReading[]): number =>
  readings.reduce((sum, reading) => sum + reading.value, 0) / readings.length;

describe('a story', () => {
  const story = tell();
  const week = story.readingsBetween(story.start, PRESENT);
  const after = story.readingsBetween(PRESENT, PRESENT + 10 * MINUTE);

  it('is the same for the same seed and another for another', () => {
    expect(tell().readingsBetween(story.start, PRESENT)).toEqual(week);
    expect(tell({ seed: 8 }).readingsBetween(story.start, PRESENT)).not.toEqual(week);
  });

  it('is the same in one piece and in many', () => {
    const from = PRESENT - 5 * DAY;
    const to = PRESENT + 3 * MINUTE;
    const pieces: SimulatedReading[] = [];
    let at = from;
    for (let n = 0; at < to; n++) {
      const next = Math.min(to, at + 1 + ((n * 2_654_435_761) % (7 * HOUR)));
      pieces.push(...story.readingsBetween(at, next));
      at = next;
    }
    expect(pieces).toEqual(story.readingsBetween(from, to));
  });

  it('gives nothing for an empty stretch', () => {
    expect(story.readingsBetween(PRESENT, PRESENT)).toEqual([]);
  });

  it('gives history and live values of the same world', () => {
    const readings = only(week, 'hill-1', 'air.pm25');
    expect(readings.filter((reading) => reading.period === 1_800).length).toBe(7 * 48);
    for (const { time, value, period = 0 } of readings) {
      expect(story.sample('hill-1', 'air.pm25', time + period * 500)).toBe(value);
    }
    expect(story.sample('hill-1', 'grid.load', PRESENT)).toBeNull();
    expect(story.sample('nobody', 'air.pm25', PRESENT)).toBeNull();
  });

  it('passes from long periods to short ones without a gap or an overlap', () => {
    const readings = only([...week, ...after], 'hill-1', 'air.pm10');
    let expected = readings[0]?.time;
    for (const { time, period = 0 } of readings) {
      expect(time).toBe(expected);
      expected = time + period * SECOND;
    }
    expect(new Set(readings.map((reading) => reading.period))).toEqual(new Set([1_800, 60]));
  });

  it('keeps every value within what nature and the instruments allow', () => {
    const beyond = [...week, ...after].filter(
      ({ metric, value }) => !(value >= 0 && value < (metric.startsWith('air.') ? 10_000 : 1e6)),
    );
    expect(beyond).toEqual([]);
  });

  it('turns clean air into smog that lasts to the present', () => {
    const pm25 = Array.from({ length: 7 }, (_, day) =>
      meanOf(
        week.filter(
          ({ source, metric, time }) =>
            metric === 'air.pm25' && source.startsWith('hill-') && Math.floor((time - story.start) / DAY) === day,
        ),
      ),
    );
    const [calm = 0, , rising = 0, thick = 0, peak = 0, , last = 0] = pm25;
    expect(calm).toBeGreaterThan(20);
    expect(calm).toBeLessThan(60);
    expect(rising).toBeGreaterThan(1.5 * calm);
    expect(thick).toBeGreaterThan(4 * calm);
    expect(peak).toBeGreaterThan(200);
    expect(peak).toBeLessThan(260);
    expect(last).toBeGreaterThan(170);
    expect(last).toBeLessThan(peak);
  });

  it('has a day of sulphur in the middle of it', () => {
    const dayOf = (day: number): SimulatedReading[] =>
      week.filter(
        ({ source, metric, time }) =>
          metric === 'air.so2' && source.startsWith('hill-') && Math.floor((time - story.start) / DAY) === day,
      );
    expect(meanOf(dayOf(4))).toBeGreaterThan(20 * meanOf(dayOf(0)));
    expect(meanOf(dayOf(6))).toBeLessThan(0.3 * meanOf(dayOf(4)));
  });

  it('leaves the county hazy only', () => {
    const worst = Math.max(...only(week, 'dale-1', 'air.pm25').map((reading) => reading.value));
    expect(worst).toBeGreaterThan(60);
    expect(worst).toBeLessThan(150);
  });

  it('takes load from the county after the present and gives it back', () => {
    const at = (second: number): number => PRESENT + second * SECOND;
    const shares = only(after, 'dale-grid', 'grid.shed').map((shed) => {
      const load = only(after, 'dale-grid', 'grid.load').find((reading) => reading.time === shed.time)?.value ?? 0;
      return { time: shed.time, share: shed.value / (shed.value + load) };
    });
    const during = shares.filter(({ time }) => time < at(STORY.outage.toSeconds));
    expect(during[0]?.time).toBeGreaterThanOrEqual(at(40));
    expect(during[0]?.time).toBeLessThan(at(62));
    expect(during[0]?.share).toBeGreaterThan(0.2);
    expect(during[0]?.share).toBeLessThan(0.3);
    const worst = Math.max(...shares.map(({ share }) => share));
    expect(worst).toBeGreaterThan(0.42);
    expect(worst).toBeLessThan(0.5);
    const restoring = during.filter(({ time }) => time > at(200)).map(({ share }) => share);
    restoring.forEach((share, index) => expect(share).toBeLessThanOrEqual((restoring[index - 1] ?? 1) + 0.005));
    expect(shares.at(-1)?.share).toBe(0);
    expect(only(after, 'dale-grid', 'grid.customers_out').at(-1)?.value).toBe(0);
    expect(only(after, 'dale-grid', 'grid.customers_out').some((reading) => reading.value > 80_000)).toBe(true);
  });

  it('shows the loss of a county on the grid that supplies it', () => {
    const load = (second: number): number => story.sample('upper-grid', 'grid.load', PRESENT + second * SECOND) ?? 0;
    expect(load(130)).toBeLessThan(0.97 * load(45));
  });

  it('says twice an hour that no customer is out while none is', () => {
    const zeros = only(week, 'hill-grid', 'grid.customers_out');
    expect(zeros.length).toBe(7 * 48);
    expect(zeros.every((reading) => reading.value === 0 && reading.time % (30 * MINUTE) === 0)).toBe(true);
  });

  it('runs the coal down over the week, further after the present, and up again', () => {
    for (const source of ['dale-mine', 'dale-plant']) {
      const days = only(week, source, 'coal.stock');
      expect(days.length).toBe(7);
      expect(days.every((reading) => (reading.time + 8 * HOUR) % DAY === 8 * HOUR)).toBe(true);
      const stocks = only(after, source, 'coal.stock').map((reading) => reading.value);
      const [first = 0, last = 0] = [days[0]?.value, days.at(-1)?.value];
      expect(last).toBeLessThan(0.8 * first);
      expect(Math.min(...stocks)).toBeLessThan(0.6 * last);
      expect(stocks.at(-1)).toBeGreaterThan(1.2 * last);
    }
    expect(only(after, 'dale-depot', 'coal.stock')).toEqual([]);
  });

  it('has a station that falls silent, one that is stuck, and one whose readings come late', () => {
    const silent = only(week, 'hill-3', 'air.pm25').map((reading) => reading.time);
    const longest = Math.max(...silent.map((time, index) => time - (silent[index - 1] ?? time)));
    expect(longest).toBeGreaterThan(4 * HOUR);
    const stuck = only(week, 'hill-6', 'air.no2');
    const same = stuck.filter((reading, index) => reading.value === stuck[index - 1]?.value);
    expect(same.length).toBeGreaterThan(14);
    const late = only(week, 'hill-9', 'air.so2').filter((reading) => reading.period === 1_800);
    expect(late.some((reading, index) => reading.time < (late[index - 1]?.time ?? 0))).toBe(true);
    expect(new Set(late.map((reading) => reading.time)).size).toBe(7 * 48);
  });

  it('loses one grid from sight after the present', () => {
    const load = only(after, 'hill-west-grid', 'grid.load').map((reading) => reading.time);
    expect(Math.max(...load.map((time, index) => time - (load[index - 1] ?? time)))).toBeGreaterThan(5 * MINUTE);
  });

  it('forecasts for both areas every six hours, each before what it speaks of', () => {
    const forecasts = week.filter((reading) => reading.kind === 'forecast');
    expect(new Set(forecasts.map((reading) => reading.source))).toEqual(new Set(['hill', 'dale']));
    expect(new Set(forecasts.map((reading) => reading.metric))).toEqual(new Set(['air.aqi', 'air.so2']));
    expect(new Set(forecasts.map((reading) => reading.issuedAt)).size).toBe(28);
    expect(forecasts.every((reading) => reading.issuedAt !== undefined && reading.time >= reading.issuedAt)).toBe(true);
  });
});

describe('the other episodes', () => {
  it.each(EPISODES.filter((name) => name !== 'story'))('%s is told from start to end', (episode) => {
    const story = tell({ episode });
    const from = PRESENT - HOUR;
    const readings = story.readingsBetween(from, PRESENT + 10 * MINUTE);
    const peak = (metric: string): number =>
      Math.max(...readings.filter((reading) => reading.metric === metric).map((reading) => reading.value));
    expect(peak('air.pm25') > 150).toBe(episode === 'smog');
    expect(peak('grid.shed') > 0).toBe(episode === 'outage');
    expect(readings.some((reading) => reading.metric === 'coal.stock')).toBe(episode === 'coal');
  });

  it('a list without grids, mines or areas gives what it can', () => {
    expect(tell({ subjects: [] }).readingsBetween(PRESENT - DAY, PRESENT + HOUR)).toEqual([]);
    const lonely = tell({ subjects: [subject('s', 'air-station')] });
    expect(lonely.readingsBetween(PRESENT - DAY, PRESENT)).toEqual([]);
  });
});

it('a week of both regions stays within what a demo can swallow', () => {
  const story = createStory({ seed: 1, present: PRESENT, subjects: SUBJECTS });
  const perHour = story.readingsBetween(PRESENT - 2 * DAY, PRESENT - 2 * DAY + HOUR).length;
  // 13 stations of 6 pollutants in 5 minutes, 5 loads a minute, and a little more.
  expect(perHour).toBeLessThan(13 * 6 * 12 + 5 * 60 + 1_000);
});

describe('a drill', () => {
  const hill = SUBJECTS.filter(({ id }) => id.startsWith('hill'));
  const dale = SUBJECTS.filter(({ id }) => !id.startsWith('hill'));
  const BEGIN = PRESENT;
  const drill = (episode: DrillEpisode, subjects: readonly SubjectDescription[]): Story =>
    createDrillStory({ seed: 7, begin: BEGIN, episode, subjects });

  it('takes place only where there is something for it', () => {
    expect([canDrill('smog', hill), canDrill('outage', hill), canDrill('coal', hill)]).toEqual([true, true, false]);
    expect([canDrill('smog', dale), canDrill('outage', dale), canDrill('coal', dale)]).toEqual([false, true, true]);
  });

  it('begins its smog in good air, and the lid is forecast within the hours that follow', () => {
    const story = drill('smog', hill);
    const before = story.readingsBetween(BEGIN - 6 * HOUR, BEGIN);
    expect(meanOf(only(before, 'hill-1', 'air.pm25'))).toBeLessThan(75);
    const forecasts = story.readingsBetween(BEGIN, BEGIN + 13 * HOUR).filter(({ kind }) => kind === 'forecast');
    const worst = Math.max(...forecasts.filter(({ metric }) => metric === 'air.aqi').map(({ value }) => value));
    expect(worst).toBeGreaterThan(200);
    const there = story.readingsBetween(BEGIN + 60 * HOUR, BEGIN + 66 * HOUR);
    expect(meanOf(only(there, 'hill-1', 'air.pm25'))).toBeGreaterThan(150);
    const gone = story.readingsBetween(BEGIN + 102 * HOUR, BEGIN + 108 * HOUR);
    expect(meanOf(only(gone, 'hill-1', 'air.pm25'))).toBeLessThan(75);
  });

  it('trips the line of the city that stands alone, a short while after its beginning', () => {
    const lost = only(drill('outage', hill).readingsBetween(BEGIN - HOUR, BEGIN + 5 * MINUTE), 'hill-grid', 'grid.shed')
      .filter(({ value }) => value > 0)
      .map(({ time }) => time - BEGIN);
    expect(lost[0]).toBeGreaterThan(MINUTE);
    expect(lost[0]).toBeLessThan(3 * MINUTE);
  });

  it('lets the coal of a county run down', () => {
    const stocks = only(drill('coal', dale).readingsBetween(BEGIN, BEGIN + 10 * MINUTE), 'dale-plant', 'coal.stock');
    const first = stocks[0]?.value ?? 0;
    expect(Math.min(...stocks.map(({ value }) => value))).toBeLessThan(first * 0.7);
  });
});
