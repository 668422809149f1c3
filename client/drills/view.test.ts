import { describe, expect, it } from 'vitest';
import type { WireDrill } from '../../server/wire/drill.ts';
import type { Grant, Jurisdiction, Session, WireAlarm } from '../../server/wire/shapes.ts';
import { happensIn, isWaiting, mergeDrills, placesToLead, stageOf, viewReal } from './view.ts';
import { bareAlarm } from '../session/bare-alarm.ts';

const drill = (id: string, over: Partial<WireDrill> = {}): WireDrill => ({
  id,
  jurisdiction: 'yangcheng',
  title: id,
  episode: 'outage',
  state: 'running',
  speed: 1,
  sends: false,
  startedAt: '2026-11-22T08:00:00Z',
  startedBy: 'office',
  beginsAt: '2026-11-22T08:00:12Z',
  endedAt: null,
  endedBy: null,
  detail: null,
  ...over,
});

const alarm = (over: Partial<WireAlarm>): WireAlarm => ({
  ...bareAlarm,
  jurisdiction: 'yangcheng',
  plan: 'yangcheng-outage',
  rule: 'county-loss',
  subject: 'yc-grid',
  since: '2026-11-22T08:00:00Z',
  changedAt: '2026-11-22T08:00:00Z',
  ...over,
});

describe('what is real while a drill is looked at', () => {
  it('is not known while live is not heard, whatever was last seen', () => {
    expect(viewReal('interrupted', [alarm({})])).toEqual({ kind: 'unknown' });
    expect(viewReal('connecting', [])).toEqual({ kind: 'unknown' });
  });
  it('is quiet when somebody has seen every alarm, and quality alarms do not count', () => {
    const seen = [alarm({ state: 'acknowledged' }), alarm({ state: 'returned', level: 'none' })];
    expect(
      viewReal('live', [...seen, alarm({ state: 'shelved' }), alarm({ class: 'quality', level: 'none' })]),
    ).toEqual({
      kind: 'quiet',
    });
  });
  it('waits for people at a level of a plan, and not as what has returned, is shelved or is about data', () => {
    const states = ['unacknowledged', 'acknowledged', 'returned', 'shelved', 'suppressed', 'out-of-service'] as const;
    expect(states.filter((state) => isWaiting(alarm({ state })))).toEqual(['unacknowledged']);
    expect(isWaiting(alarm({ class: 'quality', level: 'none' }))).toBe(false);
  });
  it('counts the others and tells the highest level that they have now', () => {
    const alarms = [alarm({ level: 'III' }), alarm({ level: 'II', highest: 'I' }), alarm({ level: 'IV' })];
    expect(viewReal('live', alarms)).toEqual({ kind: 'alarms', count: 3, highest: 'II' });
  });
});

describe('the stage of a drill', () => {
  const begins = Date.parse('2026-11-22T08:00:12Z');
  it('preparing -> running at its beginning', () => {
    expect(stageOf(drill('d'), begins - 1)).toBe('preparing');
    expect(stageOf(drill('d'), begins)).toBe('running');
  });
  it('is what people made it, also before its beginning', () => {
    expect(stageOf(drill('d', { state: 'paused' }), begins - 1)).toBe('paused');
    expect(stageOf(drill('d', { state: 'ended' }), begins - 1)).toBe('ended');
  });
});

describe('the list of drills', () => {
  it('has those that are not over first, then the newest; the live picture is ahead', () => {
    const listed = [
      drill('over-new', { state: 'ended', startedAt: '2026-11-22T11:00:00Z' }),
      drill('moved', { startedAt: '2026-11-22T10:00:00Z' }),
      drill('over-old', { state: 'ended', startedAt: '2026-11-22T09:00:00Z' }),
    ];
    const live = [
      drill('moved', { state: 'paused', startedAt: '2026-11-22T10:00:00Z' }),
      drill('new', { startedAt: '2026-11-22T08:00:00Z' }),
    ];
    expect(mergeDrills(listed, live).map(({ id, state }) => `${id} ${state}`)).toEqual([
      'moved paused',
      'new running',
      'over-new ended',
      'over-old ended',
    ]);
  });
});

const place = (id: string, subjects: readonly object[]): Jurisdiction =>
  ({ id, name: { zh: id, en: id }, timezone: 'Asia/Shanghai', plans: [], subjects }) as unknown as Jurisdiction;

describe('who may lead a drill', () => {
  const places = [place('yangquan', []), place('yangcheng', [])];
  const person = (roles: readonly Grant[], purpose: Session['purpose'] = 'person'): Session => ({
    name: '值班甲',
    role: 'operator',
    roles,
    jurisdictions: [],
    accountId: 'u-1',
    unit: null,
    purpose,
    mustChangePassword: false,
  });
  const idsOf = (who: Session | null) => placesToLead(who, places).map(({ id }) => id);

  it('is nobody who is not signed in, no wall, no operator', () => {
    expect(idsOf(null)).toEqual([]);
    expect(idsOf(person([{ role: 'operator', jurisdiction: '*' }]))).toEqual([]);
    expect(idsOf(person([{ role: 'office', jurisdiction: '*' }], 'wall'))).toEqual([]);
  });
  it.each([
    'office',
    'office-director',
    'deputy-commander',
    'commander',
    'general-commander',
    'administrator',
  ] as const)('is the %s, where the role holds', (role) => {
    expect(idsOf(person([{ role, jurisdiction: 'yangcheng' }]))).toEqual(['yangcheng']);
    expect(idsOf(person([{ role, jurisdiction: '*' }]))).toEqual(['yangquan', 'yangcheng']);
  });
});

describe('an episode', () => {
  const county = place('yangcheng', [
    { kind: 'county' },
    { kind: 'grid', scope: 'county', neighbour: false },
    { kind: 'coal-user', key: true },
  ]);
  it('finds something to happen to, or does not', () => {
    expect(happensIn('smog', county)).toBe(false);
    expect(happensIn('outage', county)).toBe(true);
    expect(happensIn('coal', county)).toBe(true);
  });
  it('passes over grids of others, and enterprises that are not key ones', () => {
    const bare = place('x', [
      { kind: 'city' },
      { kind: 'grid', scope: 'city', neighbour: true },
      { kind: 'grid', scope: 'county', neighbour: false },
      { kind: 'coal-user', key: false },
      { kind: 'coal-trader', key: true },
    ]);
    expect(happensIn('smog', bare)).toBe(true);
    expect(happensIn('outage', bare)).toBe(false);
    expect(happensIn('coal', bare)).toBe(false);
  });
});
