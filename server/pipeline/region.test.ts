import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { decideCase } from '../cases/index.ts';
import { alarmKey } from '../judge/index.ts';
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
const region = (of = jurisdiction): Region =>
  new Region(
    of,
    of.plans.flatMap((id) => plans.get(id) ?? []),
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
      reading('st-1', 'air.no2', START + n * HOUR_MS, 30 + n, 3600),
    ];
    subject.take(both(0), START + HOUR_MS);
    const silent = subject.tick(START + 4 * HOUR_MS + 1);
    expect(silent).toMatchObject([
      { kind: 'alarm-raised', class: 'quality', rule: 'silent', subject: 'st-1', level: 'none' },
      { kind: 'alarm-raised', class: 'quality', rule: 'stale', subject: 'st-1', suppressedBy: expect.any(String) },
    ]);
    const [parent, child] = subject.alarms.openAlarms();
    expect([parent?.state, child?.state]).toEqual(['unacknowledged', 'suppressed']);
    expect(child?.suppressedBy).toBe(parent?.id);
    expect(subject.tick(START + 5 * HOUR_MS)).toEqual([]);
    const back = subject.take(both(5), START + 6 * HOUR_MS);
    expect(kinds([...back, ...subject.tick(START + 6 * HOUR_MS)])).toContain('alarm-returned');
    expect(subject.alarms.openAlarms().map(({ rule, state }) => `${rule} ${state}`)).toEqual(['silent returned']);
  });

  test('what a parent stood for calls again when the parent goes and it still stands', () => {
    const subject = region();
    const no2 = (n: number): Reading => reading('st-1', 'air.no2', START + n * HOUR_MS, 30 + n, 3600);
    subject.take([hour('st-1', 0, 20), no2(0)], START + HOUR_MS);
    subject.tick(START + 5 * HOUR_MS);
    // Only one of the two comes back.
    subject.take([no2(5)], START + 6 * HOUR_MS);
    expect(subject.tick(START + 6 * HOUR_MS)).toMatchObject([
      { kind: 'alarm-returned' },
      { kind: 'alarm-unsuppressed', at: START + 6 * HOUR_MS },
    ]);
    const stale = subject.alarms.openAlarms().find(({ rule }) => rule === 'stale');
    expect(stale).toMatchObject({ state: 'unacknowledged', calledAt: START + 6 * HOUR_MS, suppressedBy: null });
  });

  test('an alarm that called before its parent came is suppressed then, by the feed where all are silent', () => {
    const subject = region();
    subject.take([hour('st-1', 0, 20), hour('st-2', 1, 20)], START + 2 * HOUR_MS);
    expect(kinds(subject.tick(START + 4 * HOUR_MS + 1))).toEqual(['alarm-raised']);
    const lost = subject.tick(START + 5 * HOUR_MS + 1);
    expect(lost).toMatchObject([
      { kind: 'alarm-raised', rule: 'feed-lost', subject: 'sample' },
      { kind: 'alarm-raised', rule: 'stale', subject: 'st-2', suppressedBy: expect.any(String) },
      { kind: 'alarm-suppressed' },
    ]);
    expect(subject.alarms.openAlarms().map(({ state }) => state)).toEqual([
      'suppressed',
      'unacknowledged',
      'suppressed',
    ]);
    // Nothing more is recorded while nothing changes, and nobody acknowledges what comes back with the feed.
    expect(subject.tick(START + 5 * HOUR_MS + 2)).toEqual([]);
    subject.take([hour('st-1', 5, 20), hour('st-2', 5, 20)], START + 6 * HOUR_MS);
    subject.tick(START + 6 * HOUR_MS);
    expect(subject.alarms.openAlarms().map(({ rule, state }) => `${rule} ${state}`)).toEqual(['feed-lost returned']);
  });

  test('waits as the jurisdiction says', () => {
    const subject = region({
      ...jurisdiction,
      watch: { delays: { stale: { onMs: 10 * MINUTE_MS, offMs: 5 * MINUTE_MS } }, deadband: {} },
    });
    subject.take([hour('st-1', 0, 20)], START + HOUR_MS);
    const stale = START + 4 * HOUR_MS + 1;
    expect(kinds(subject.tick(stale))).toEqual([]);
    expect(kinds(subject.tick(stale + 10 * MINUTE_MS - 1))).toEqual([]);
    expect(kinds(subject.tick(stale + 10 * MINUTE_MS))).toEqual(['alarm-raised']);
    const back = START + 6 * HOUR_MS;
    subject.take([hour('st-1', 5, 20)], back);
    expect(kinds(subject.tick(back))).toEqual([]);
    expect(kinds(subject.tick(back + 5 * MINUTE_MS))).toEqual(['alarm-returned']);
  });
});

describe('a wait of the watchdog goes on over a restart', () => {
  const [ON, OFF] = [10 * MINUTE_MS, 5 * MINUTE_MS];
  const waiting: Jurisdiction = {
    ...jurisdiction,
    watch: {
      delays: {
        stale: { onMs: ON, offMs: OFF },
        'out-of-range': { onMs: ON, offMs: OFF },
        silent: { onMs: 0, offMs: OFF },
      },
      deadband: {},
    },
  };
  const arriving = (readings: readonly Reading[], receivedAt: number): Reading[] =>
    readings.map((each) => ({ ...each, receivedAt }));
  /** A region at `now` from its record and readings, in the order in which a store gives them. */
  function restarted(readings: readonly Reading[], events: readonly RegionEvent[], now: number) {
    const after = region(waiting);
    after.restore([], events);
    after.restoreMemory(now - 300 * HOUR_MS);
    after.watchAgain(now);
    after.restore(readings.toSorted((a, b) => a.time - b.time));
    return { after, resumed: after.resume(now) };
  }
  const first = arriving([hour('st-1', 0, 20)], START + HOUR_MS);
  const stale = START + 4 * HOUR_MS + 1;

  test('before an alarm comes, as it would have without one, however often it begins again', () => {
    const before = region(waiting);
    before.take(first, START + HOUR_MS);
    expect(kinds(before.tick(stale))).toEqual([]);
    for (const minutes of [2, 6, 9]) {
      const { after, resumed } = restarted(first, [], stale + minutes * MINUTE_MS);
      expect(resumed).toEqual([]);
      // What it finds is right to one tick of the watchdog.
      expect(kinds(after.tick(stale + ON - 1000))).toEqual([]);
      expect(kinds(after.tick(stale + ON + 1000))).toEqual(['alarm-raised']);
    }
  });

  test('and is over when it would have been over while the program was away', () => {
    expect(kinds(restarted(first, [], stale + ON + 1000).resumed)).toEqual(['alarm-raised']);
    expect(kinds(restarted(first, [], stale + 5 * HOUR_MS).resumed)).toEqual(['alarm-raised']);
  });

  test('of what had turned back in between it begins with the last turn', () => {
    const wrong = START + HOUR_MS;
    const minute = (n: number): number => wrong + n * MINUTE_MS;
    const readings = [
      [0, -3],
      [4, 12],
      [6, -3],
    ].flatMap(([n = 0, value = 0]) => arriving([reading('st-2', 'air.so2', minute(n), value, 60)], minute(n + 1)));
    const { after, resumed } = restarted(readings, [], minute(12));
    expect(resumed).toEqual([]);
    expect(kinds(after.tick(minute(16)))).toEqual([]);
    expect(kinds(after.tick(minute(7) + ON + 1000))).toEqual(['alarm-raised']);
  });

  test('before one returns: from when the data came, not from the time that they speak of', () => {
    const before = region(waiting);
    before.take(first, START + HOUR_MS);
    before.tick(stale);
    const events = before.tick(stale + ON);
    expect(kinds(events)).toEqual(['alarm-raised']);
    // The station sends at once what it had kept for hours.
    const back = stale + 30 * MINUTE_MS;
    const kept = arriving([hour('st-1', 1, 21), hour('st-1', 2, 22), hour('st-1', 3, 23)], back);
    const readings = [...first, ...kept];
    const { after, resumed } = restarted(readings, events, back + 3 * MINUTE_MS);
    expect(resumed).toEqual([]);
    expect(kinds(after.tick(back + OFF - 1000))).toEqual([]);
    expect(kinds(after.tick(back + OFF + 1000))).toEqual(['alarm-returned']);
    expect(kinds(restarted(readings, events, back + OFF + 1000).resumed)).toEqual(['alarm-returned']);
  });

  test('nothing waits where nothing is to wait, and nothing is told of what stands as it should', () => {
    const before = region(waiting);
    before.take(first, START + HOUR_MS);
    before.tick(stale);
    const events = before.tick(stale + ON);
    const { after, resumed } = restarted(first, events, stale + 20 * MINUTE_MS);
    expect(resumed).toEqual([]);
    expect(after.alarms.openAlarms()).toEqual(before.alarms.openAlarms());
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
  const now = START + 13 * HOUR_MS + MINUTE_MS * 3;
  // The alarm has stood for an hour: the first of the ladder is told.
  const events = [...takeHours(before, 0, 13, 550), ...before.tick(now)];
  expect(kinds(events)).toContain('alarm-escalated');
  const after = region();
  after.restore([], events);
  const readings = Array.from({ length: 13 }, (_, n) => [hour('st-1', n, 550), hour('st-2', n, 550)]).flat();
  after.restore(readings);
  expect(after.resume(now)).toEqual([]);
  expect(after.alarms.openAlarms()).toEqual(before.alarms.openAlarms());
  expect(after.judge.transitions()).toEqual(before.judge.transitions());
});

describe('a rule out of service', () => {
  const of = { plan: 'yangquan-heavy-pollution', rule: 'so2-hourly', subject: 'city' };
  const readings = (to: number, value = 550): Reading[] =>
    Array.from({ length: to }, (_, n) => [hour('st-1', n, value), hour('st-2', n, value)]).flat();
  const out = { at: START, by: 'office', reason: 'works' };

  test('is judged and recommended as ever, and calls nobody until it is put back', () => {
    const subject = region();
    subject.alarms.applyService({ kind: 'taken-out-of-service', ...of, ...out });
    const events = takeHours(subject, 0, 13, 550);
    expect(kinds(events)).toEqual(['alarm-raised', 'recommended', 'case-opened']);
    expect(events[0]).toMatchObject({ level: 'III', outOfService: out, evidence: { thresholds: expect.anything() } });
    const now = START + 13 * HOUR_MS;
    // Two hours on, nobody was told of it; a raise to a higher level tells nobody either.
    const quiet = Array.from({ length: 120 }, (_, n) => subject.tick(now + n * MINUTE_MS)).flat();
    expect(kinds(quiet).filter((kind) => kind.startsWith('alarm-'))).toEqual([]);
    takeHours(subject, 13, 25, 700);
    expect(subject.alarms.open(alarmKey(of))).toMatchObject({
      state: 'out-of-service',
      level: 'II',
      highest: 'II',
      calledAt: null,
    });
  });

  test('stays so over a restart, for what stands and for what comes later', () => {
    const first = region();
    const taken: RegionEvent = { kind: 'taken-out-of-service', ...of, ...out };
    first.alarms.applyService({ ...taken });
    const events = [taken, ...takeHours(first, 0, 13, 550)];
    const again = region();
    again.restore([], events);
    again.restore(readings(13));
    again.resume(START + 13 * HOUR_MS + 3 * MINUTE_MS);
    expect(again.alarms.openAlarms()).toEqual(first.alarms.openAlarms());
    expect(again.alarms.allOutOfService()).toEqual([{ ...of, ...out }]);
    // It goes and comes back: another occurrence, out of service as well.
    takeHours(again, 13, 14, 100);
    expect(again.alarms.open(alarmKey(of))).toBeNull();
    takeHours(again, 14, 27, 550);
    expect(again.alarms.open(alarmKey(of))).toMatchObject({ state: 'out-of-service', outOfService: out });
  });

  test('is one that could be raised here', () => {
    const subject = region();
    expect(subject.canRaise(of)).toBe(true);
    expect(subject.canRaise({ plan: null, rule: 'stale', subject: 'st-1' })).toBe(true);
    expect(subject.canRaise({ plan: null, rule: 'feed-lost', subject: 'sample' })).toBe(true);
    expect(subject.canRaise({ plan: null, rule: 'feed-lost', subject: 'st-1' })).toBe(false);
    expect(subject.canRaise({ ...of, rule: 'so3' })).toBe(false);
    expect(subject.canRaise({ ...of, subject: 'elsewhere' })).toBe(false);
    expect(subject.canRaise({ ...of, plan: null })).toBe(false);
  });
});

describe('an alarm that nobody acknowledges', () => {
  const at = (minute: number): number => START + 12 * HOUR_MS + minute * MINUTE_MS;
  /** Ticks every minute of a stretch; who was told, with the minute. */
  const tick = (of: Region, from: number, to: number, record: RegionEvent[] = []): string[] => {
    const told: string[] = [];
    for (let minute = from; minute <= to; minute += 1) {
      for (const event of of.tick(at(minute))) {
        record.push(event);
        if (event.kind === 'alarm-escalated') told.push(`${minute} ${event.rung} ${event.to}`);
      }
    }
    return told;
  };
  const idOf = (of: Region): string => of.alarms.openAlarms().find(({ class: kind }) => kind === 'plan')?.id ?? '';

  test('is told on by the order of its plan, and no more once it is acknowledged', () => {
    const subject = region();
    takeHours(subject, 0, 12, 550);
    expect(tick(subject, 0, 31)).toEqual(['15 1 office', '30 2 deputy-commander']);
    const alarm = subject.alarms.get(idOf(subject));
    expect(alarm).toMatchObject({ revision: 1, state: 'unacknowledged' });
    subject.alarms.apply({ kind: 'alarm-acknowledged', id: idOf(subject), at: at(32), by: 'x', note: null });
    expect(tick(subject, 32, 50)).toEqual([]);
  });

  test('goes on after a restart from who was told, and a late one wakes nobody twice and not all at once', () => {
    const first = region();
    const record = takeHours(first, 0, 12, 550);
    expect(tick(first, 0, 16, record)).toEqual(['15 1 office']);
    const again = region();
    again.restore([], record);
    again.restore(Array.from({ length: 12 }, (_, n) => [hour('st-1', n, 550), hour('st-2', n, 550)]).flat());
    const resumed = again.resume(at(50));
    expect(resumed.filter(({ kind }) => kind === 'alarm-escalated')).toMatchObject([
      { rung: 2, to: 'deputy-commander', at: at(50) },
    ]);
    expect(tick(again, 51, 64)).toEqual([]);
    expect(tick(again, 65, 65)).toEqual(['65 3 commander']);
  });

  test('of an hour that was judged late has its whole time from when it could be seen', () => {
    const subject = region();
    takeHours(subject, 0, 11, 550);
    expect(tick(subject, 0, 39)).toEqual([]);
    subject.take([hour('st-1', 11, 550), hour('st-2', 11, 550)], at(40));
    expect(tick(subject, 40, 56)).toEqual(['55 1 office']);
    expect(subject.alarms.get(idOf(subject))?.since).toBe(START + 12 * HOUR_MS);
  });

  test('about data is told to nobody', () => {
    const subject = region();
    subject.take([hour('st-1', 0, 20)], START + HOUR_MS);
    const events = Array.from({ length: 600 }, (_, n) => subject.tick(START + 4 * HOUR_MS + n * MINUTE_MS)).flat();
    expect(kinds(events)).toEqual(['alarm-raised']);
  });
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
    // The first region was never asked the time.
    expect(kinds(again.resume(now))).toEqual(['alarm-escalated']);
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
    // The first region was never asked the time.
    expect(kinds(again.resume(now))).toEqual(['alarm-escalated']);
    expect(again.states(now)).toEqual(first.states(now));
  });
});

test('a rule whose grid has fallen silent is indeterminate, before its last load stops to count', () => {
  const grid = region();
  for (let minute = 0; minute < 20; minute += 1)
    grid.take([reading('grid', 'grid.load', START + minute * MINUTE_MS, 100)], START + minute * MINUTE_MS);
  const last = START + 19 * MINUTE_MS;
  const seen = (now: number) => grid.states(now).find(({ rule }) => rule === 'county-loss');
  expect(seen(last + MINUTE_MS)).toMatchObject({ level: 'none', indeterminate: false, gauges: [{ value: 0 }, {}] });
  expect(seen(last + 5 * MINUTE_MS)).toMatchObject({ level: 'none', indeterminate: true, gauges: [{ value: 0 }, {}] });
  grid.take([reading('grid', 'grid.load', last + 6 * MINUTE_MS, 100)], last + 6 * MINUTE_MS);
  expect(seen(last + 6 * MINUTE_MS)).toMatchObject({ indeterminate: false });
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
