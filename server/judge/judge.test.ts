import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../model/instant.ts';
import { bareSubject, type Jurisdiction, type Subject } from '../model/jurisdiction.ts';
import type { InstantRule, Plan } from '../model/plan.ts';
import type { Reading } from '../model/reading.ts';
import type { Verdict } from '../model/verdict.ts';
import { loadThresholds } from '../plans/load.ts';
import { ArrivalJudge } from './arrival.ts';
import { areaOf, compareVerdicts, Judge } from './judge.ts';

const loaded = loadThresholds({ root: fileURLToPath(new URL('../../thresholds', import.meta.url)) });
if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
const { plans, standards } = loaded.value;
function plan(id: string): Plan {
  const found = plans.get(id);
  if (found === undefined) throw new RangeError(`no plan ${id}`);
  return found;
}
const POLLUTION = 'yangquan-heavy-pollution';
const OUTAGE = 'yangcheng-outage';

const name = { zh: '样', en: 'Sample' };
const town = bareSubject('town', 'city', name);
const shire = bareSubject('shire', 'county', name);
const grid: Subject = { ...bareSubject('grid', 'grid', name), scope: 'county', customers: 1000, ratedLoad: 100 };
const placeOf = (...subjects: readonly Subject[]): Jurisdiction => ({
  id: 'place',
  name,
  timezone: 'Asia/Shanghai',
  plans: [],
  subjects,
});
const judgeOf = (
  subjects: readonly Subject[],
  ids: readonly string[],
  approval: 'at-once' | 'people' = 'at-once',
): Judge => new Judge({ plans: ids.map(plan), jurisdiction: placeOf(...subjects), standards, approval });

/** 2026-11-20 00:00 there. */
const HOUR = Date.parse('2026-11-19T16:00:00Z') / HOUR_MS;
const at = (hours: number): number => (HOUR + hours) * HOUR_MS;
const reading = (
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
const hour = (hours: number, metric: string, value: number): Reading =>
  reading('town', metric, at(hours), value, { period: 3600 });
const hours = (from: number, to: number, metric: string, value: number): Reading[] =>
  Array.from({ length: to - from }, (_, i) => hour(from + i, metric, value));

const linesOf = (verdicts: readonly Verdict[]): string[] =>
  verdicts.map((one) =>
    one.type === 'level'
      ? `${one.at / HOUR_MS - HOUR} ${one.rule} ${one.from} -> ${one.to}`
      : `${one.at / HOUR_MS - HOUR} ${one.action} ${one.from} -> ${one.to}`,
  );

describe('a judge of hours', () => {
  const so2 = (judge: Judge, now: number) => judge.states(now).find(({ rule }) => rule === 'so2-hourly');

  test('knows nothing before any data', () => {
    const judge = judgeOf([town], [POLLUTION]);
    expect([judge.nextHour, judge.reach, judge.transitions(), judge.advices()]).toEqual([null, null, [], []]);
    expect(so2(judge, at(0))).toEqual({
      plan: POLLUTION,
      rule: 'so2-hourly',
      subject: 'town',
      level: 'none',
      since: null,
      at: null,
      indeterminate: true,
      progress: null,
      gauges: [],
      evidence: null,
    });
    expect(judge.marks().map(({ rule }) => rule)).toEqual(['so2-hourly', 'aqi-days', 'severe-now']);
    expect(judge.marks()[0]).toEqual({
      plan: POLLUTION,
      rule: 'so2-hourly',
      subject: 'town',
      level: 'none',
      since: null,
      indeterminate: true,
    });
    expect(judge.evidenceOf({ plan: POLLUTION, rule: 'so2-hourly', subject: 'town' })).toBeNull();
    expect(judge.closeHours(HOUR)).toEqual({ verdicts: [], corrections: [] });
  });

  test('says what each hour brings, and since when a level stands', () => {
    const judge = judgeOf([town], [POLLUTION]);
    judge.take([...hours(0, 13, 'air.so2', 501), hour(13, 'air.so2', 80)]);
    expect([judge.nextHour, judge.reach]).toEqual([HOUR + 1, at(14)]);
    expect(linesOf(judge.closeHours(HOUR + 11).verdicts)).toEqual([]);
    expect([judge.nextHour, so2(judge, at(11))?.since]).toEqual([HOUR + 12, at(1)]);
    expect(linesOf(judge.closeHours(HOUR + 13).verdicts)).toEqual([
      '12 so2-hourly none -> III',
      '12 start none -> III',
    ]);
    expect(so2(judge, at(13))).toMatchObject({ level: 'III', since: at(12), at: at(13), indeterminate: false });
    expect(linesOf(judge.closeHours(HOUR + 14).verdicts)).toEqual(['14 so2-hourly III -> none']);
    expect(so2(judge, at(14))).toMatchObject({
      level: 'none',
      since: at(14),
      progress: { to: 'III', value: 0, of: 12 },
    });
    expect(linesOf(judge.transitions())).toEqual([
      '12 so2-hourly none -> III',
      '12 start none -> III',
      '14 so2-hourly III -> none',
    ]);
    expect(judge.marks().map(({ level, since }) => [level, since])).toEqual([
      ['none', at(14)],
      ['none', at(1)],
      ['none', at(1)],
    ]);
  });

  test('is unsure of an hour without data, and of one that was not judged in time', () => {
    const judge = judgeOf([town], [POLLUTION]);
    judge.take([hour(0, 'air.so2', 80), hour(1, 'air.pm25', 30)]);
    judge.closeHours(HOUR + 1);
    const unsure = (now: number): boolean[] => judge.states(now).map(({ indeterminate }) => indeterminate);
    expect(unsure(at(1))).toEqual([false, true, true]);
    expect(unsure(at(3.5))).toEqual([false, true, true]);
    expect(unsure(at(3.5) + 1)).toEqual([true, true, true]);
    judge.closeHours(HOUR + 2);
    expect(unsure(at(2))).toEqual([true, false, false]);
    expect(judge.marks().map(({ indeterminate }) => indeterminate)).toEqual([true, false, false]);
  });

  test('proves each rule on its own subject', () => {
    const judge = judgeOf([town], [POLLUTION, 'national-guideline-2024']);
    judge.take(hours(0, 12, 'air.so2', 501));
    judge.closeHours(HOUR + 12);
    const of = { plan: POLLUTION, rule: 'so2-hourly', subject: 'town' };
    expect(judge.evidenceOf(of)).toMatchObject({ facts: { counted: 12 } });
    expect(judge.evidenceOf({ ...of, rule: 'aqi-days' })?.unit).toBe('AQI');
    expect(judge.evidenceOf({ ...of, plan: 'national-guideline-2024', rule: 'aqi-days' })?.clause).toBe(
      plan('national-guideline-2024').rules[0]?.clause,
    );
    for (const other of [{ rule: 'none' }, { subject: 'shire' }, { plan: 'national-guideline-2024' }]) {
      expect(judge.evidenceOf({ ...of, ...other })).toBeNull();
    }
  });

  test('takes late data back to where it belongs, and says what changed', () => {
    const judge = judgeOf([town], [POLLUTION]);
    const late = hour(5, 'air.so2', 501);
    judge.take([...hours(0, 5, 'air.so2', 501), hour(5, 'air.so2', 80), ...hours(6, 14, 'air.so2', 501)]);
    judge.closeHours(HOUR + 14);
    expect(judge.transitions()).toEqual([]);
    judge.take([late]);
    const correction = {
      type: 'correction',
      plan: POLLUTION,
      rule: 'so2-hourly',
      subject: 'town',
      was: 'none',
      now: 'III',
    };
    expect(judge.settle()).toEqual({
      verdicts: [],
      corrections: [12, 13, 14].map((hoursOn) => ({ ...correction, at: at(hoursOn) })),
    });
    expect(linesOf(judge.transitions())).toEqual(['12 so2-hourly none -> III', '12 start none -> III']);
    expect(judge.settle().corrections).toEqual([]);
    // What comes late and changes nothing is no correction.
    judge.take([late]);
    expect(judge.settle().corrections).toEqual([]);
    expect(judge.counts.duplicates).toBe(2);
  });

  test('begins earlier when an earlier reading comes', () => {
    const judge = judgeOf([town], [POLLUTION]);
    judge.take(hours(0, 3, 'air.so2', 501));
    judge.closeHours(HOUR + 3);
    judge.take(hours(-12, 0, 'air.so2', 501));
    judge.settle();
    expect(linesOf(judge.transitions())).toEqual(['0 so2-hourly none -> III', '0 start none -> III']);
    expect(so2(judge, at(3))?.since).toBe(at(0));
  });

  test('judges again as far back as 300 hours, and counts what is older', () => {
    const judge = judgeOf([town], [POLLUTION]);
    judge.take([...hours(0, 320, 'air.so2', 80)]);
    judge.closeHours(HOUR + 320);
    const issued = { kind: 'forecast', issuedAt: at(5), period: 3600 } as const;
    judge.take([hour(20, 'air.so2', 81), reading('town', 'air.aqi', at(5), 50, issued)]);
    expect(judge.counts.tooOld).toBe(0);
    judge.take([hour(19, 'air.so2', 81)]);
    expect(judge.counts).toEqual({ tooOld: 1, duplicates: 1 });
  });

  test('weighs a forecast that comes late from when it was issued', () => {
    const judge = judgeOf([town], [POLLUTION]);
    judge.take(hours(0, 5, 'air.so2', 80));
    judge.closeHours(HOUR + 5);
    const forecast = Array.from({ length: 12 }, (_, i) =>
      reading('town', 'air.so2', at(5 + i), 900, { kind: 'forecast', issuedAt: at(2.5), period: 3600 }),
    );
    judge.take(forecast);
    expect(judge.settle().corrections.map(({ at: time, now }) => [time, now])).toEqual([
      [at(3), 'I'],
      [at(4), 'I'],
      [at(5), 'I'],
    ]);
  });

  test('leaves what it recommends to people when they approve', () => {
    const judge = judgeOf([town], [POLLUTION], 'people');
    judge.take(hours(0, 13, 'air.so2', 501));
    expect(linesOf(judge.closeHours(HOUR + 11).verdicts)).toEqual([]);
    expect(judge.advices()).toEqual([]);
    expect(linesOf(judge.closeHours(HOUR + 13).verdicts)).toEqual(['12 so2-hourly none -> III']);
    expect(judge.advices()).toMatchObject([
      { plan: POLLUTION, subject: 'town', at: at(13), from: 'none', advice: { action: 'start', to: 'III' } },
    ]);
  });

  test('has a city for each area that a plan of hours speaks of', () => {
    const judge = judgeOf([town, shire, grid], [POLLUTION, 'national-guideline-2024', OUTAGE]);
    expect(judge.cities.map(({ city }) => city.id)).toEqual(['town']);
    expect(judge.arrivals.map(({ plan: { id } }) => id)).toEqual([OUTAGE]);
    expect(judgeOf([], [POLLUTION, OUTAGE]).marks()).toEqual([]);
  });
});

describe('a judge of arrivals', () => {
  const load = (minutes: number, value: number): Reading =>
    reading('grid', 'grid.load', at(0) + minutes * MINUTE_MS, value);

  test('says what each reading brings, beside the hours', () => {
    const judge = judgeOf([town, shire, grid], [POLLUTION, OUTAGE]);
    const loads = [load(0, 100), load(1, 100), load(2, 70)];
    expect(linesOf(judge.take([...loads, hour(0, 'air.so2', 80)]).verdicts)).toMatchObject([
      expect.stringContaining('county-loss none -> III'),
      expect.stringContaining('start none -> III'),
    ]);
    expect(judge.evidenceOf({ plan: OUTAGE, rule: 'county-loss', subject: 'grid' })?.facts['referenceMw']).toBe(100);
    expect(judge.take([load(1, 60)]).corrections).toMatchObject([{ rule: 'county-loss', subject: 'grid' }]);
  });

  test('takes up what an operator closes', () => {
    const judge = judgeOf([shire, grid], [OUTAGE]);
    judge.take([load(0, 100), load(1, 100), load(2, 70)]);
    const closed = judge.closeEvent('grid', at(0) + 3 * MINUTE_MS);
    expect(linesOf(closed.verdicts)).toMatchObject([
      expect.stringContaining('county-loss III -> none'),
      expect.stringContaining('end III -> none'),
    ]);
    expect(closed.corrections).toEqual([]);
    expect(judge.closeEvent('no grid', at(1))).toEqual({ verdicts: [], corrections: [] });
  });
});

describe('readings that come too thick to keep 300 hours of', () => {
  const outage = plan(OUTAGE);
  const rules = outage.rules.filter((rule): rule is InstantRule => rule.kind === 'band');
  const make = (max: number): ArrivalJudge =>
    new ArrivalJudge(outage, rules, shire, placeOf(shire, grid), 'people', max);
  const load = (second: number, value: number): Reading => reading('grid', 'grid.load', at(0) + second * 1000, value);
  const steady = Array.from({ length: 3000 }, (_, i) => load(10 * i, 100 + (i % 5)));
  const levelsOf = (judge: ArrivalJudge): unknown =>
    judge.states(at(9)).map(({ level, since, at: judged }) => [level, since, judged]);

  test('the oldest give way; late ones behind them are not judged, those before are, as if all were there', () => {
    const [few, all] = [make(1000), make(1_000_000)];
    for (const each of steady) for (const judge of [few, all]) judge.take([each]);
    expect(few.take([load(5005, 20)])).toEqual({ verdicts: [], corrections: [] });
    const lost = [load(29_985, 70), reading('grid', 'grid.shed', at(0) + 29_985_000, 30)];
    expect(few.take(lost)).toEqual(all.take(lost));
    expect(few.take([load(30_000, 75)]).verdicts).toEqual(all.take([load(30_000, 75)]).verdicts);
    expect(levelsOf(few)).toEqual(levelsOf(all));
  });
});

describe('the area of a plan', () => {
  const next = { ...bareSubject('next', 'city', name), neighbour: true };
  const of = (id: string, ...subjects: readonly Subject[]): string | undefined =>
    areaOf(plan(id), placeOf(...subjects))?.id;

  test('is the city or county that it speaks of, the other where there is none, and never a neighbour', () => {
    expect([of(POLLUTION, shire, town), of(OUTAGE, town, shire)]).toEqual(['town', 'shire']);
    expect([of(POLLUTION, shire), of(OUTAGE, town)]).toEqual(['shire', 'town']);
    expect([of(POLLUTION, next, shire), of(POLLUTION, next, town), of(POLLUTION, next)]).toEqual([
      'shire',
      'town',
      undefined,
    ]);
  });
});

test('verdicts are in order of time, then type, plan, rule and subject', () => {
  const evidence = {
    clause: '',
    summary: name,
    window: null,
    unit: '',
    thresholds: [],
    values: [],
    missing: 0,
    facts: {},
  };
  const level = (time: number, of: string, rule: string, subject: string): Verdict => ({
    type: 'level',
    at: time,
    plan: of,
    rule,
    subject,
    from: 'none',
    to: 'III',
    evidence,
  });
  const advice = (time: number, of: string, subject: string): Verdict => ({
    type: 'recommendation',
    at: time,
    plan: of,
    subject,
    action: 'start',
    from: 'none',
    to: 'III',
    immediate: null,
    publishBy: null,
  });
  const ordered = [
    level(1, 'z', 'z', 'z'),
    level(2, 'a', 'a', 'b'),
    level(2, 'a', 'b', 'a'),
    level(2, 'b', 'a', 'a'),
    advice(2, 'a', 'b'),
    advice(2, 'b', 'a'),
    level(3, 'a', 'a', 'a'),
  ];
  for (const [i, a] of ordered.entries()) {
    for (const [j, b] of ordered.entries()) expect(Math.sign(compareVerdicts(a, b))).toBe(Math.sign(i - j));
  }
});
