import { describe, expect, it } from 'vitest';
import { bareSubject, type Jurisdiction } from '../../server/model/jurisdiction.ts';
import { viewSources } from './sources.ts';

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
