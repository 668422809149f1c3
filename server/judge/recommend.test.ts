import { describe, expect, test } from 'vitest';
import { HOUR_MS } from '../model/instant.ts';
import type { Level } from '../model/level.ts';
import type { RecommendationPolicy } from '../model/plan.ts';
import { adviseWarning, type Advice, type WarningCase } from './recommend.ts';
import { BACK_HOURS, type Timeline } from './timeline.ts';

type Policy = Extract<RecommendationPolicy, { kind: 'warning' }>;
const POLICY: Policy = {
  kind: 'warning',
  clause: '3.5',
  leadHours: 24,
  calm: { aqi: 150, so2: 500, hours: 36, minHours: 30 },
  lowest: 'III',
  ozone: null,
};
const WITHOUT_SO2: Policy = { ...POLICY, calm: { ...POLICY.calm, so2: null } };
/** The hour that starts at `T`. */
const T = 480_000;

const of = <V>(hours: number, value: V): V[] => Array.from({ length: hours }, () => value);
type Hours = readonly (number | null)[];

/** Hours that end at `T`, and hours from it on; null is missing. */
function values(past: Hours, ahead: Hours): Float64Array {
  const all = new Float64Array(BACK_HOURS + ahead.length).fill(Number.NaN);
  past.forEach((value, i) => (all[BACK_HOURS - past.length + i] = value ?? Number.NaN));
  ahead.forEach((value, i) => (all[BACK_HOURS + i] = value ?? Number.NaN));
  return all;
}

interface Air {
  readonly aqi: Hours;
  readonly aqiAhead?: Hours;
  readonly so2?: Hours;
  readonly so2Ahead?: Hours;
}
function timelineOf({ aqi, aqiAhead = [], so2 = [], so2Ahead = [] }: Air): Timeline {
  const ruleAqi = values(aqi, aqiAhead);
  return {
    t: T,
    ruleAqi,
    ruleAqiUpper: ruleAqi,
    so2: values(so2, so2Ahead),
    aqiReach: aqiAhead.length,
    dateOf: () => '2026-11-20',
  };
}

const advise = (air: Air, more: Partial<WarningCase>, policy = POLICY): Advice | null =>
  adviseWarning(policy, {
    timeline: timelineOf(air),
    condition: 'none',
    inForce: 'III',
    findings: [],
    isSevereNow: false,
    recent: of(36, more.condition ?? 'none'),
    ...more,
  });
const actionOf = (air: Air, more: Partial<WarningCase>, policy = POLICY): string | null => {
  const advice = advise(air, more, policy);
  return advice === null ? null : `${advice.action} ${advice.to}`;
};

const CLEAN: Air = { aqi: of(36, 150) };
const lift = 'lift none';

describe('lifting without a forecast', () => {
  test.each<[string, Air, string | null]>([
    ['36 hours at the line', CLEAN, lift],
    ['the newest hour above it', { aqi: [...of(35, 150), 150.1] }, null],
    ['the oldest of 36 above it', { aqi: [151, ...of(35, 150)] }, null],
    ['the hour before those above it', { aqi: [151, ...of(36, 150)] }, lift],
    ['30 of 36 hours', { aqi: [...of(6, null), ...of(30, 150)] }, lift],
    ['29 of 36 hours', { aqi: [...of(7, null), ...of(29, 150)] }, null],
    ['the newest hour missing', { aqi: [...of(35, 150), null] }, null],
    ['SO2 at its line', { ...CLEAN, so2: of(36, 500) }, lift],
    ['the oldest SO2 of 36 hours above its line', { ...CLEAN, so2: [501, ...of(35, 500)] }, null],
    ['the SO2 before those above it', { ...CLEAN, so2: [501, ...of(36, 500)] }, lift],
    ['SO2 that was watched and is silent', { ...CLEAN, so2: [80, null] }, null],
    ['SO2 that was watched 240 hours ago', { ...CLEAN, so2: [80, ...of(239, null)] }, null],
    ['SO2 that was watched before that', { ...CLEAN, so2: [80, ...of(240, null)] }, lift],
    ['29 hours of forecast, which are none', { ...CLEAN, aqiAhead: of(29, 400) }, lift],
  ])('%s', (_, air, action) => {
    expect(actionOf(air, {})).toBe(action);
  });

  test('a plan without a line for SO2 does not look at it', () => {
    expect(actionOf({ ...CLEAN, so2: [900, null] }, {}, WITHOUT_SO2)).toBe(lift);
    expect(actionOf({ ...CLEAN, so2: of(36, 900) }, {}, WITHOUT_SO2)).toBe(lift);
  });

  test('nothing is lifted that is not in force, or while its condition stands', () => {
    expect(actionOf(CLEAN, { inForce: 'none' })).toBeNull();
    expect(actionOf(CLEAN, { condition: 'III' })).toBeNull();
  });
});

describe('lifting with a forecast', () => {
  test.each<[string, Air, string | null]>([
    ['36 hours ahead and the newest hour at the line', { aqi: [400, 150], aqiAhead: of(36, 150) }, lift],
    ['the newest hour above it', { aqi: [150, 151], aqiAhead: of(36, 150) }, null],
    ['the last of 36 hours above it', { aqi: [150], aqiAhead: [...of(35, 150), 151] }, null],
    ['the hour after those above it', { aqi: [150], aqiAhead: [...of(36, 150), 400] }, lift],
    ['30 of 36 hours', { aqi: [150], aqiAhead: [...of(6, null), ...of(30, 150)] }, lift],
    ['SO2 ahead above its line', { aqi: [150], aqiAhead: of(36, 150), so2Ahead: [501] }, null],
    ['the newest SO2 above its line', { aqi: [150], aqiAhead: of(36, 150), so2: [501], so2Ahead: of(36, 80) }, null],
  ])('%s', (_, air, action) => {
    expect(actionOf(air, {})).toBe(action);
  });
});

describe('lowering', () => {
  const restless: Air = { aqi: of(36, 180) };
  const ahead: Air = { aqi: [180], aqiAhead: of(36, 180) };
  const recent = (...levels: readonly Level[]): Partial<WarningCase> => ({ recent: levels });
  test.each<[string, Air, Partial<WarningCase>, string | null]>([
    ['with a forecast at once', ahead, { inForce: 'I', condition: 'II' }, 'lower II'],
    ['to III at least', ahead, { inForce: 'I', condition: 'none' }, 'lower III'],
    ['not below III', ahead, { inForce: 'III', condition: 'none' }, null],
    ['not without a fall', ahead, { inForce: 'II', condition: 'II' }, null],
    ['not while the newest hour is silent', { ...ahead, aqi: [180, null] }, { inForce: 'I', condition: 'II' }, null],
    ['without a forecast after 36 evaluations', restless, { inForce: 'I', condition: 'II' }, 'lower II'],
    ['not after 35', restless, { inForce: 'I', condition: 'II', ...recent(...of<Level>(35, 'II')) }, null],
    [
      'not when one of the 36 was not below',
      restless,
      { inForce: 'I', condition: 'II', ...recent('I', ...of<Level>(35, 'II')) },
      null,
    ],
    [
      'what was before the 36 does not count',
      restless,
      { inForce: 'I', condition: 'II', ...recent('I', ...of<Level>(36, 'II')) },
      'lower II',
    ],
    [
      'to the highest of the 36',
      restless,
      { inForce: 'I', condition: 'none', ...recent('II', ...of<Level>(35, 'none')) },
      'lower II',
    ],
  ])('%s', (_, air, more, action) => {
    expect(actionOf(air, more)).toBe(action);
  });
});

describe('starting and raising', () => {
  const start = (hours: number): WarningCase['findings'] => [{ level: 'II', starts: { II: T + hours } }];
  const begin = { inForce: 'none', condition: 'II' } as const;

  test('come before anything else, to the condition level', () => {
    expect(actionOf({ aqi: [null] }, begin)).toBe('start II');
    expect(actionOf({ aqi: [null] }, { inForce: 'III', condition: 'II' })).toBe('raise II');
  });

  test.each([
    ['25 hours ahead', 25, false],
    ['24 hours ahead', 24, true],
    ['behind', -48, true],
  ])('are published 24 hours before a stretch that begins %s', (_, hours, immediate) => {
    const publishBy = (T + hours - 24) * HOUR_MS;
    expect(advise(CLEAN, { ...begin, findings: start(hours) })).toEqual({
      action: 'start',
      to: 'II',
      immediate,
      publishBy,
    });
  });

  test('go by the earliest stretch that meets the level', () => {
    const findings = [30, 28, 40].flatMap((hours) => start(hours));
    const others = [
      { level: 'III', starts: { III: T } },
      { level: 'none', starts: {} },
    ] as const;
    expect(advise(CLEAN, { ...begin, findings: [...others, ...findings] })?.publishBy).toBe((T + 4) * HOUR_MS);
  });

  test('are immediate when severe pollution is here, and when no stretch gives a time', () => {
    expect(advise(CLEAN, { ...begin, findings: start(48), isSevereNow: true })).toMatchObject({
      immediate: true,
      publishBy: (T + 24) * HOUR_MS,
    });
    expect(advise(CLEAN, begin)).toMatchObject({ immediate: true, publishBy: null });
  });
});
