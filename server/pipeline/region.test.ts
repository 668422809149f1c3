import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { decideCase } from '../cases/index.ts';
import { HOUR_MS, MINUTE_MS } from '../model/instant.ts';
import { bareSubject, type Jurisdiction } from '../model/jurisdiction.ts';
import type { Reading } from '../model/reading.ts';
import { loadThresholds } from '../plans/load.ts';
import { Region, type RegionEvent } from './region.ts';

const loaded = loadThresholds({ root: fileURLToPath(new URL('../../thresholds', import.meta.url)) });
if (!loaded.ok) throw new Error('thresholds do not load');
const { plans, standards } = loaded.value;
const name = { zh: '示例', en: 'Sample' };
const START = Date.UTC(2026, 10, 1);

const jurisdiction: Jurisdiction = {
  id: 'sample',
  name,
  timezone: 'Asia/Shanghai',
  plans: ['yangquan-heavy-pollution', 'yangcheng-outage'],
  subjects: [
    bareSubject('city', 'city', name),
    { ...bareSubject('st-1', 'air-station', name), parent: 'city', assessed: true },
    { ...bareSubject('st-2', 'air-station', name), parent: 'city', assessed: true },
    { ...bareSubject('grid', 'grid', name), scope: 'county', customers: 1000, ratedLoad: 100 },
  ],
};
const region = (): Region =>
  new Region(
    jurisdiction,
    jurisdiction.plans.flatMap((id) => plans.get(id) ?? []),
    standards,
  );

function reading(source: string, metric: string, time: number, value: number, period: number | null = null): Reading {
  return {
    source,
    metric,
    time,
    value,
    period,
    kind: 'observed',
    issuedAt: null,
    upper: null,
    quality: null,
    receivedAt: time,
  };
}
/** An hour mean; it moves a little, as a live sensor does. */
const hour = (source: string, n: number, value: number): Reading =>
  reading(source, 'air.so2', START + n * HOUR_MS, value + (n % 2), 3600);
/** Takes hours `[from, to)` of both stations, each as it ends. */
function takeHours(into: Region, from: number, to: number, value: number): RegionEvent[] {
  const events: RegionEvent[] = [];
  for (let n = from; n < to; n += 1) {
    events.push(...into.take([hour('st-1', n, value), hour('st-2', n, value)], START + (n + 1) * HOUR_MS));
  }
  return events;
}
const kinds = (events: readonly RegionEvent[]): string[] => events.map((event) => event.kind);

describe('when an hour is judged', () => {
  test('as soon as every station that is not stale has delivered it', () => {
    const subject = region();
    takeHours(subject, 0, 1, 10);
    expect(subject.judge.nextHour).toBe(START / HOUR_MS + 2);
  });

  test('else 65 minutes after its end for hourly feeds', () => {
    const subject = region();
    takeHours(subject, 0, 1, 10);
    subject.take([hour('st-1', 1, 10)], START + 2 * HOUR_MS);
    const end = START + 2 * HOUR_MS;
    subject.tick(end + 65 * MINUTE_MS - 1);
    expect(subject.judge.nextHour).toBe(START / HOUR_MS + 2);
    subject.tick(end + 65 * MINUTE_MS);
    expect(subject.judge.nextHour).toBe(START / HOUR_MS + 3);
  });

  test('and 2 minutes after its end for finer ones', () => {
    const subject = region();
    const fine = Array.from({ length: 60 }, (_, minute) =>
      reading('st-1', 'air.so2', START + minute * MINUTE_MS, 10, 60),
    );
    subject.take([...fine, reading('st-2', 'air.so2', START + 58 * MINUTE_MS, 10, 60)], START + HOUR_MS);
    expect(subject.judge.nextHour).toBe(START / HOUR_MS + 1);
    subject.tick(START + HOUR_MS + 2 * MINUTE_MS);
    expect(subject.judge.nextHour).toBe(START / HOUR_MS + 2);
  });
});

describe('alarms and recommendations', () => {
  test('twelve hours of SO2 above 500 raise one alarm, one recommendation and one case, on record once', () => {
    const subject = region();
    const events = takeHours(subject, 0, 13, 550);
    expect(kinds(events)).toEqual(['alarm-raised', 'recommended', 'case-opened']);
    expect(subject.alarms.openAlarms()[0]).toMatchObject({
      rule: 'so2-hourly',
      level: 'III',
      since: START + 12 * HOUR_MS,
    });
    expect(subject.recommendations.standing('yangquan-heavy-pollution', 'city')).toMatchObject({
      action: 'start',
      to: 'III',
    });
  });

  test('a higher level supersedes the recommendation, its end withdraws it', () => {
    const subject = region();
    const events = [...takeHours(subject, 0, 12, 550), ...takeHours(subject, 12, 24, 700)];
    expect(kinds(events)).toEqual([
      'alarm-raised',
      'recommended',
      'case-opened',
      'alarm-level',
      'recommendation-superseded',
      'recommended',
      'case-round',
    ]);
    expect(kinds(takeHours(subject, 24, 25, 100))).toEqual([
      'alarm-returned',
      'recommendation-withdrawn',
      'case-withdrawn',
    ]);
  });

  test('a late reading that changes a verdict is published as a correction', () => {
    const subject = region();
    takeHours(subject, 0, 6, 550);
    takeHours(subject, 6, 7, 400);
    takeHours(subject, 7, 13, 550);
    expect(subject.alarms.openAlarms()).toEqual([]);
    subject.take([hour('st-1', 6, 560), hour('st-2', 6, 560)], START + 13 * HOUR_MS);
    const events = subject.tick(START + 13 * HOUR_MS + 1);
    expect(kinds(events)).toEqual(['correction', 'correction', 'alarm-raised', 'recommended', 'case-opened']);
    expect(events[0]).toMatchObject({ at: START + 12 * HOUR_MS, was: 'none', now: 'III' });
  });

  test('load and customers lost in one instant raise the alarm at its own time', () => {
    const subject = region();
    const at = START + 90_000;
    const events = subject.take(
      [reading('grid', 'grid.load', at, 75), reading('grid', 'grid.shed', at, 25)],
      at + 1000,
    );
    expect(events[0]).toMatchObject({ kind: 'alarm-raised', rule: 'county-loss', level: 'III', at });
  });
});

describe('the watchdog', () => {
  test('a station that falls silent is one alarm of quality, whatever its metrics, and returns with its data', () => {
    const subject = region();
    const both = (n: number): Reading[] => [
      hour('st-1', n, 20),
      reading('st-1', 'air.no2', START + n * HOUR_MS, 30, 3600),
    ];
    subject.take(both(0), START + HOUR_MS);
    const silent = subject.tick(START + 4 * HOUR_MS + 1);
    expect(silent).toMatchObject([
      { kind: 'alarm-raised', class: 'quality', rule: 'stale', subject: 'st-1', level: 'none' },
    ]);
    expect(subject.tick(START + 5 * HOUR_MS)).toEqual([]);
    const back = subject.take(both(5), START + 6 * HOUR_MS);
    expect(kinds([...back, ...subject.tick(START + 6 * HOUR_MS)])).toContain('alarm-returned');
  });
});

test('a shelf ends by itself when its time is over', () => {
  const subject = region();
  takeHours(subject, 0, 12, 550);
  const [alarm] = subject.alarms.openAlarms();
  const now = START + 12 * HOUR_MS;
  if (alarm === undefined) throw new Error('no alarm');
  subject.alarms.apply({ kind: 'alarm-shelved', id: alarm.id, at: now, by: 'x', until: now + 10, reason: 'works' });
  expect(kinds(subject.tick(now + 9))).toEqual([]);
  expect(kinds(subject.tick(now + 10))).toEqual(['alarm-unshelved']);
});

test('what was acknowledged in the replayed time is acknowledged where it stands, once', () => {
  const subject = region();
  takeHours(subject, 0, 12, 550);
  const at = START + 12 * HOUR_MS;
  const plan = 'yangquan-heavy-pollution';
  const said = { plan, rule: 'so2-hourly', subject: 'city', at, by: 'operator', note: null };
  expect(subject.repeatAcknowledgement({ ...said, rule: 'aqi-days' })).toBeNull();
  expect(subject.repeatAcknowledgement(said)).toMatchObject({ kind: 'alarm-acknowledged', by: 'operator' });
  expect(subject.repeatAcknowledgement(said)).toBeNull();
  expect(subject.alarms.openAlarms()[0]).toMatchObject({ state: 'acknowledged' });
});

test('after a restart it stands where it stood and records nothing again', () => {
  const before = region();
  const events = takeHours(before, 0, 13, 550);
  const after = region();
  after.restore([], events);
  const readings = Array.from({ length: 13 }, (_, n) => [hour('st-1', n, 550), hour('st-2', n, 550)]).flat();
  after.restore(readings);
  expect(after.resume(START + 13 * HOUR_MS + MINUTE_MS * 3)).toEqual([]);
  expect(after.alarms.openAlarms()).toEqual(before.alarms.openAlarms());
  expect(after.judge.transitions()).toEqual(before.judge.transitions());
});

describe('what is remembered longer than readings are read again', () => {
  const load = (at: number, value: number): Reading => reading('grid', 'grid.load', at, value);
  /** A load that moves a little, as a live one does. */
  const wiggle = (n: number): number => 58 - (n % 2) / 2;

  test('an inferred outage: the reference frozen 400 hours ago still stands, and ends when the load is back', () => {
    const first = region();
    const events: RegionEvent[] = [];
    const take = (at: number, value: number): void => void events.push(...first.take([load(at, value)], at));
    for (let minute = 0; minute < 5; minute += 1) take(START + minute * MINUTE_MS, 100);
    // 45 % lost, and so for 17 days: after two hours the ratio stands still, whatever demand does.
    for (let n = 0; n <= 2400; n += 1) take(START + (5 + 10 * n) * MINUTE_MS, n < 6 ? 55 : wiggle(n));
    const inferred = events.filter((event) => event.kind === 'outage-inferred');
    expect(inferred).toMatchObject([
      { grid: 'grid', event: { reference: 100, start: START + 5 * MINUTE_MS }, ratio: expect.closeTo(45) },
      { grid: 'grid', event: { reference: 100 }, ratio: expect.closeTo(42) },
    ]);
    const now = START + 24_005 * MINUTE_MS;
    const again = region();
    again.restore([], events);
    again.restoreMemory(now - 300 * HOUR_MS);
    again.restore(Array.from({ length: 1800 }, (_, n) => load(now - (1799 - n) * 10 * MINUTE_MS, wiggle(n))));
    expect(kinds(again.resume(now))).toEqual([]);
    const level = (of: Region) => of.states(now).find(({ rule }) => rule === 'county-loss');
    expect(level(again)).toMatchObject({ level: 'II', gauges: [{ value: 42 }, {}] });
    expect(level(again)?.level).toBe(level(first)?.level);
    const back = again.take([load(now + MINUTE_MS, 96)], now + MINUTE_MS);
    expect(kinds(back)).toEqual(expect.arrayContaining(['alarm-returned', 'outage-inferred']));
    expect(again.hasInferredEvent('grid')).toBe(false);
  });

  test('one that is younger is found again in the readings', () => {
    const first = region();
    const values = [100, 100, 100, 100, 55, ...Array.from({ length: 130 }, (_, n) => wiggle(n))];
    const readings = values.map((value, minute) => load(START + minute * MINUTE_MS, value));
    const events = readings.flatMap((each) => first.take([each], each.time));
    const again = region();
    again.restore([], events);
    again.restoreMemory(START - HOUR_MS);
    again.restore(readings);
    const now = START + values.length * MINUTE_MS;
    expect(kinds(again.resume(now))).toEqual([]);
    expect(again.states(now)).toEqual(first.states(now));
  });
});

test('an hour with ozone first is a health notice on record, once, and no level', () => {
  const into = region();
  const hourOf = (n: number, o3: number): Reading[] =>
    ['st-1', 'st-2'].flatMap((station) => [
      reading(station, 'air.o3', START + n * HOUR_MS, o3, 3600),
      reading(station, 'air.pm25', START + n * HOUR_MS, 60 + n, 3600),
    ]);
  // 1 h ozone of 400 is an IAQI of 200, 405 of 202 (HJ 633).
  const events = [400, 405, 405].flatMap((o3, n) => into.take(hourOf(n, o3), START + (n + 1) * HOUR_MS));
  expect(events).toEqual(
    [2, 3].map((n) => ({
      kind: 'ozone-notice',
      at: START + n * HOUR_MS,
      subject: 'city',
      plan: 'yangquan-heavy-pollution',
      clause: '1.4',
      aqi: 202,
    })),
  );
  const again = region();
  again.restore([], events);
  again.restore([0, 1, 2].flatMap((n) => hourOf(n, n === 0 ? 400 : 405)));
  expect(again.resume(START + 3 * HOUR_MS + MINUTE_MS * 3)).toEqual([]);
});

describe('what people put in force', () => {
  const by = (role: 'office' | 'deputy-commander') => ({ name: role, role });
  /** Does steps of the open case, each by its role; gives what went on record. */
  const carry = (into: Region, at: number, steps: readonly (readonly ['office' | 'deputy-commander', string])[]) =>
    steps.flatMap(([role, step]) => {
      const of = into.cases.openCases()[0];
      const plan = into.plans.find(({ id }) => id === of?.plan);
      if (of === undefined || plan === undefined) throw new Error('no case is open');
      const context = { plan, at, by: by(role), revision: of.revision, note: null, condition: 'none' as const };
      const decision = decideCase(of, { kind: 'step', step }, context);
      if (!decision.ok) throw new Error(decision.refusal.detail);
      return into.act(decision.event, at);
    });
  const PUBLISH = [
    ['office', 'consult'],
    ['office', 'draft'],
    ['deputy-commander', 'approve'],
    ['office', 'publish'],
  ] as const;

  test('answers the recommendation; what is recommended next is weighed against it, also after a restart', () => {
    const subject = region();
    const events = takeHours(subject, 0, 13, 550);
    const now = START + 13 * HOUR_MS;
    const published = carry(subject, now, PUBLISH);
    expect(kinds(published)).toEqual(['case-step', 'case-step', 'case-step', 'case-step', 'recommendation-answered']);
    expect(subject.cases.openCases()).toMatchObject([{ level: 'III', plan: 'yangquan-heavy-pollution' }]);
    const quiet = takeHours(subject, 13, 20, 550);
    expect(kinds(quiet)).toEqual([]);
    const raise = takeHours(subject, 20, 32, 700);
    expect(kinds(raise)).toEqual(['alarm-level', 'recommended', 'case-round']);
    expect(raise[1]).toMatchObject({ action: 'raise', from: 'III', to: 'II' });
    const again = region();
    again.restore([], [...events, ...published, ...quiet, ...raise]);
    again.restoreMemory(START);
    const readings = Array.from({ length: 32 }, (_, n) => {
      const value = n < 20 ? 550 : 700;
      return [hour('st-1', n, value), hour('st-2', n, value)];
    });
    again.restore(readings.flat());
    expect(again.cases.all()).toEqual(subject.cases.all());
    // Nobody did what was due while it was away: that is said, and nothing else is recorded again.
    const said = again.resume(START + 32 * HOUR_MS + 3 * MINUTE_MS);
    expect([...new Set(kinds(said))]).toEqual(['case-overdue']);
    expect(said).toContainEqual(expect.objectContaining({ escalatedTo: 'office' }));
  });

  test('a refused recommendation stays quiet until another level is met', () => {
    const subject = region();
    takeHours(subject, 0, 13, 550);
    const now = START + 13 * HOUR_MS;
    carry(subject, now, PUBLISH.slice(0, 2));
    const of = subject.cases.openCases()[0];
    if (of === undefined) throw new Error('no case is open');
    const refused = subject.act(
      { kind: 'case-refused', id: of.id, at: now, by: by('deputy-commander'), reason: '预报转好' },
      now,
    );
    expect(kinds(refused)).toEqual(['case-refused', 'recommendation-answered']);
    expect(kinds(takeHours(subject, 13, 20, 550))).toEqual([]);
    expect(kinds(takeHours(subject, 20, 32, 700))).toEqual(['alarm-level', 'recommended', 'case-opened']);
  });
});
