import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { bareSubject, type Jurisdiction } from '../model/jurisdiction.ts';
import { observedNow } from '../model/reading.ts';
import { loadThresholds } from '../plans/load.ts';
import type { RegionEffect } from '../pipeline/judging.ts';
import { Picture, type PictureChange } from '../pipeline/picture.ts';
import { Region, type RegionEvent } from '../pipeline/region.ts';
import { AlarmDesk } from './alarm-desk.ts';
import { ledgerBodySchema, streamOf, toEntries } from './events.ts';

const loaded = loadThresholds({ root: fileURLToPath(new URL('../../thresholds', import.meta.url)) });
if (!loaded.ok) throw new Error('thresholds do not load');
const { plans, standards } = loaded.value;
const name = { zh: '示例', en: 'Sample' };
const jurisdiction: Jurisdiction = {
  id: 'here',
  name,
  timezone: 'Asia/Shanghai',
  plans: ['yangcheng-outage'],
  subjects: [
    bareSubject('county', 'county', name),
    { ...bareSubject('grid', 'grid', name), parent: 'county', scope: 'county', customers: 1000, ratedLoad: 100 },
  ],
};
const NOW = Date.UTC(2026, 10, 1);
const RULE = { jurisdiction: 'here', plan: 'yangcheng-outage', rule: 'county-loss', subject: 'grid' };

/** A region with its desk and picture; what went on record, and what screens were told. */
function place() {
  const region = new Region(
    jurisdiction,
    [...plans.values()].filter(({ id }) => id === RULE.plan),
    standards,
  );
  const picture = new Picture({
    regions: [region],
    mode: 'live',
    now: () => NOW,
    speed: () => 1,
    replay: null,
    drill: null,
    elsewhere: [],
  });
  const record: RegionEvent[] = [];
  const told: PictureChange[] = [];
  picture.changes$.subscribe((change) => void told.push(change));
  const keep = (effect: RegionEffect): void => {
    record.push(...effect.events);
    picture.showEffect(effect);
  };
  const desk = new AlarmDesk({ regions: [region], now: () => NOW, record: async (effect) => keep(effect) });
  /** So much of 100 MW is lost. */
  const lose = (percent: number, at: number): void => {
    const readings = [
      observedNow('grid', 'grid.load', 100 - percent, at),
      observedNow('grid', 'grid.shed', percent, at),
    ];
    keep({ jurisdiction: 'here', events: region.take(readings, at) });
  };
  const alarm = () => region.alarms.openAlarms().find(({ class: kind }) => kind === 'plan') ?? null;
  return { region, picture, record, told, desk, lose, alarm };
}

describe('a rule out of service', () => {
  test('goes on record with what stands there, and screens are told of both', async () => {
    const { desk, lose, alarm, record, told, picture } = place();
    lose(25, NOW);
    const before = record.length;
    told.length = 0;
    const answer = await desk.takeOut({ ...RULE, revision: 1, reason: '检修', by: '值班甲' });
    const out = { at: '2026-11-01T00:00:00Z', by: '值班甲', reason: '检修' };
    expect(answer).toMatchObject({
      ok: true,
      service: { ...RULE, out },
      alarm: { state: 'out-of-service', level: 'III', revision: 2, outOfService: out },
    });
    expect(record.slice(before).map(({ kind }) => kind)).toEqual(['taken-out-of-service', 'alarm-out-of-service']);
    expect(told.filter(({ stream }) => stream === 'service' || stream === 'alarm')).toMatchObject([
      { stream: 'service', value: { out } },
      { stream: 'alarm', value: { state: 'out-of-service' } },
    ]);
    expect(picture.snapshot().outOfService).toEqual([{ ...RULE, out }]);
    // What is judged goes on: the level is the same, and rises with the loss.
    lose(45, NOW + 60_000);
    expect(alarm()).toMatchObject({ state: 'out-of-service', level: 'II' });
    expect(picture.levels().find(({ rule }) => rule === RULE.rule)).toMatchObject({ level: 'II' });
  });

  test('comes back with a note, and what stands calls from then on', async () => {
    const { desk, lose, alarm, picture } = place();
    await desk.takeOut({ ...RULE, revision: null, reason: '检修', by: '值班甲' });
    lose(25, NOW);
    expect(picture.snapshot().calls).toEqual([]);
    expect(await desk.putBack({ ...RULE, note: '完毕', by: '值班甲' })).toMatchObject({
      ok: true,
      service: { out: null },
      alarm: { state: 'unacknowledged', outOfService: null },
    });
    expect(alarm()?.escalation.waitsSince).toBe(NOW);
    expect(picture.snapshot().outOfService).toEqual([]);
    expect(picture.snapshot().calls).toMatchObject([{ at: '2026-11-01T00:00:00Z', subject: 'grid' }]);
    expect(await desk.putBack({ ...RULE, note: '完毕', by: '值班甲' })).toMatchObject({ code: 'wrong-state' });
  });

  test('is refused for a raise that was not seen, twice, and for what cannot be', async () => {
    const { desk, lose } = place();
    lose(25, NOW);
    const asked = { ...RULE, reason: '检修', by: '值班甲' };
    expect(await desk.takeOut({ ...asked, revision: null })).toMatchObject({
      ok: false,
      code: 'stale-revision',
      alarm: { revision: 1 },
    });
    lose(45, NOW + 60_000);
    expect(await desk.takeOut({ ...asked, revision: 1 })).toMatchObject({ code: 'stale-revision' });
    expect((await desk.takeOut({ ...asked, revision: 2 })).ok).toBe(true);
    expect(await desk.takeOut({ ...asked, revision: 3 })).toMatchObject({ code: 'wrong-state' });
    for (const wrong of [{ jurisdiction: 'there' }, { rule: 'none' }, { subject: 'county-2' }, { plan: null }]) {
      expect(await desk.takeOut({ ...asked, ...wrong, revision: null })).toMatchObject({ code: 'unknown-id' });
    }
  });
});

test('what is said of an alarm moves no revision and no stream of the ledger', async () => {
  const { desk, lose, alarm, record } = place();
  lose(25, NOW);
  const id = alarm()?.id ?? '';
  const before = record.length;
  expect(await desk.comment({ id, by: '值班甲', text: '已派人' })).toMatchObject({
    ok: true,
    alarm: { revision: 1, comments: [{ by: '值班甲', text: '已派人' }] },
  });
  expect(await desk.assign({ id, by: '值班甲', to: { kind: 'role', role: 'office' } })).toMatchObject({
    alarm: { revision: 1, assignment: { by: '值班甲', to: { kind: 'role', role: 'office' } } },
  });
  expect(await desk.comment({ id: 'none', by: '值班甲', text: 'x' })).toMatchObject({ code: 'not-found' });
  const entries = toEntries({ jurisdiction: 'here', events: record.slice(before) });
  expect(entries.map(streamOf)).toEqual([null, null]);
});

test('all of it comes back from the ledger as it went in, and makes the same picture', async () => {
  const first = place();
  first.lose(25, NOW);
  const id = first.alarm()?.id ?? '';
  await first.desk.comment({ id, by: '值班甲', text: '已派人' });
  await first.desk.assign({ id, by: '值班甲', to: { kind: 'person', name: '值班乙' } });
  await first.desk.takeOut({ ...RULE, revision: 1, reason: '检修', by: '值班甲' });
  const again = place();
  for (const entry of toEntries({ jurisdiction: 'here', events: first.record })) {
    const { event } = ledgerBodySchema.parse(JSON.parse(JSON.stringify(entry))).data;
    again.region.restore([], [event]);
    again.picture.restore({ jurisdiction: 'here', events: [event] });
  }
  const { alarms, outOfService, calls } = first.picture.snapshot();
  expect(again.picture.snapshot()).toMatchObject({ alarms, outOfService, calls });
  expect(again.region.alarms.openAlarms()).toEqual(first.region.alarms.openAlarms());
});
