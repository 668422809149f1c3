import { describe, expect, it } from 'vitest';
import { bareSubject, type Jurisdiction } from '../../server/model/jurisdiction.ts';
import { newestAge, viewSources } from './sources.ts';

const name = { zh: '站', en: 'station' };
const jurisdiction: Jurisdiction = {
  id: 'j',
  name,
  timezone: 'Asia/Shanghai',
  plans: [],
  subjects: [
    bareSubject('city', 'city', name),
    bareSubject('station', 'air-station', name),
    bareSubject('grid', 'grid', name),
    bareSubject('mine', 'coal-producer', name),
  ],
};
const HOUR = 3_600_000;

describe('the sources', () => {
  it('count areas out, and a source that has never spoken as not live', () => {
    const view = viewSources([jurisdiction], [['grid', 'grid.load', 0, 1]], { nowMs: 30_000, slackMs: 0 });
    expect(view).toMatchObject({ total: 3, live: 1 });
    expect(view.oldest).toMatchObject({ ageMs: 30_000, isStale: false });
  });

  it('name the series that is furthest behind its own interval', () => {
    const now = 10 * HOUR;
    const view = viewSources(
      [jurisdiction],
      [
        ['station', 'air.so2', now - 2 * HOUR, 1],
        ['grid', 'grid.load', now - 600_000, 1],
        ['mine', 'coal.stock', now - 30 * HOUR, 1],
      ],
      { nowMs: now, slackMs: 0 },
    );
    expect(view.oldest).toMatchObject({ subject: { id: 'grid' }, ageMs: 600_000, isStale: true });
    expect(view.live).toBe(2);
  });

  it('leave out what is only reported when it happens', () => {
    expect(viewSources([jurisdiction], [['grid', 'grid.shed', 0, 1]], { nowMs: HOUR, slackMs: 0 }).oldest).toBeNull();
  });
});

describe('the age of a panel', () => {
  const MIN = 60_000;
  const ageAt = (nowMs: number, rows: Parameters<typeof newestAge>[1], slackMs = 0) =>
    newestAge([jurisdiction], rows, (_, metric) => !metric.startsWith('coal.'), { nowMs, slackMs });

  it('is not told while the newest datum is no older than it should be', () => {
    expect(ageAt(80_000, [['grid', 'grid.load', 0, 1]])).toBeNull();
    // An hour's reading carries its beginning, and the next one comes some minutes after its end.
    expect(ageAt(2 * HOUR + 20 * MIN, [['station', 'air.so2', 0, 1]])).toBeNull();
  });

  it('is told when it is older, and stale after three intervals', () => {
    expect(ageAt(2 * MIN, [['grid', 'grid.load', 0, 1]])).toEqual({ ageMs: 2 * MIN, isStale: false });
    expect(ageAt(4 * MIN, [['grid', 'grid.load', 0, 1]])).toEqual({ ageMs: 4 * MIN, isStale: true });
    expect(ageAt(5 * HOUR, [['station', 'air.so2', 0, 1]])).toEqual({ ageMs: 4 * HOUR, isStale: true });
  });

  it('is that of the newest of what the panel shows', () => {
    const rows = [
      ['grid', 'grid.load', 0, 1],
      ['station', 'air.so2', 9 * HOUR, 1],
      ['mine', 'coal.stock', 10 * HOUR, 1],
      ['elsewhere', 'grid.load', 10 * HOUR, 1],
    ] as const;
    expect(ageAt(10 * HOUR, rows)).toBeNull();
    expect(ageAt(13 * HOUR, rows)).toEqual({ ageMs: 3 * HOUR, isStale: false });
    expect(ageAt(10 * HOUR, [])).toBeNull();
  });

  it('leaves room for the way to the screen when the clock runs fast', () => {
    expect(ageAt(10 * MIN, [['grid', 'grid.load', 0, 1]], HOUR)).toBeNull();
  });
});
