import { describe, expect, it } from 'vitest';
import type { WireDrill } from '../../server/wire/drill.ts';
import type { Snapshot, WireAlarm, WireLevel } from '../../server/wire/shapes.ts';
import {
  applyChange,
  applyDrill,
  applyDrills,
  applyHeartbeat,
  applyReadings,
  applyRefusal,
  applySilence,
  applySnapshot,
  eventNow,
  initialState,
  levelKey,
  type SessionState,
} from './state.ts';

const level = (rule: string, to: WireLevel['level'] = 'none'): WireLevel => ({
  jurisdiction: 'yangquan',
  plan: 'p',
  rule,
  subject: 'yangquan',
  level: to,
  since: null,
  at: null,
  indeterminate: false,
  progress: null,
  gauges: [],
  evidence: null,
  clause: '3.1',
});

const alarm = (state: WireAlarm['state']): WireAlarm => ({
  id: 'a-1',
  jurisdiction: 'yangquan',
  plan: 'p',
  rule: 'so2-hourly',
  subject: 'yangquan',
  class: 'plan',
  state,
  active: true,
  level: 'III',
  highest: 'III',
  since: '2026-01-01T00:00:00Z',
  changedAt: '2026-01-01T00:00:00Z',
  revision: 1,
  acknowledgedBy: null,
  acknowledgedAt: null,
  note: null,
  shelvedUntil: null,
  shelvedBy: null,
  shelvedReason: null,
  escalated: [],
  indeterminate: false,
  evidence: null,
  clause: '3.1',
});

const seq = { epoch: 'e1', level: 10, alarm: 5, warning: 2, health: 1, correction: 0 };

const snapshot: Snapshot = {
  now: '2026-01-01T00:00:00Z',
  mode: 'demo',
  speed: 60,
  jurisdictions: [],
  plans: [],
  latest: [['yq-01', 'air.so2', 1000, 5]],
  levels: [level('so2-hourly')],
  alarms: [],
  warnings: [],
  health: [],
  corrections: [],
  trends: [],
  seq,
  replay: null,
  drill: null,
  drills: [],
};

const loaded = (): SessionState => applySnapshot(initialState(0), snapshot, 0);
const beat = (more: Partial<Snapshot['seq']> = {}) => ({
  now: '2026-01-01T00:00:01Z',
  speed: 60,
  seq: { ...seq, ...more },
});

describe('a numbered change', () => {
  it('is applied when it is the next one', () => {
    const row = { ...level('so2-hourly', 'III'), epoch: 'e1', seq: 11 };
    const { state, gap } = applyChange(loaded(), { stream: 'level', row });
    expect(gap).toBe(false);
    expect(state.levels.get(levelKey(row))?.level).toBe('III');
    expect(state.seq?.level).toBe(11);
  });

  it('changes nothing when it is known already', () => {
    const before = loaded();
    const row = { ...level('so2-hourly', 'III'), epoch: 'e1', seq: 10 };
    expect(applyChange(before, { stream: 'level', row })).toEqual({ state: before, gap: false });
  });

  it('is taken after a gap, and the gap is told and stays until a snapshot', () => {
    const row = { ...level('so2-hourly', 'III'), epoch: 'e1', seq: 13 };
    const { state, gap } = applyChange(loaded(), { stream: 'level', row });
    expect(gap).toBe(true);
    expect(state.levels.get(levelKey(row))?.level).toBe('III');
    expect(state.seq?.level).toBe(10);
    expect(state.caughtUpSeq).toBeNull();
    expect(applySnapshot(state, { ...snapshot, seq: { ...seq, level: 13 } }, 1).caughtUpSeq?.level).toBe(13);
  });

  it('of another epoch asks for a snapshot', () => {
    const row = { ...level('so2-hourly', 'III'), epoch: 'e2', seq: 1 };
    const { state, gap } = applyChange(loaded(), { stream: 'level', row });
    expect(gap).toBe(true);
    expect(state.levels.get(levelKey(row))?.level).toBe('none');
  });

  it('waits for the first snapshot', () => {
    const before = initialState(0);
    const row = { ...level('so2-hourly', 'III'), epoch: 'e1', seq: 4 };
    expect(applyChange(before, { stream: 'level', row })).toEqual({ state: before, gap: false });
  });

  it('takes an alarm in and, when it is over, out', () => {
    const raised = applyChange(loaded(), { stream: 'alarm', row: { ...alarm('unacknowledged'), epoch: 'e1', seq: 6 } });
    expect(raised.state.alarms.size).toBe(1);
    const over = applyChange(raised.state, { stream: 'alarm', row: { ...alarm('normal'), epoch: 'e1', seq: 7 } });
    expect(over.state.alarms.size).toBe(0);
  });
});

describe('the connection', () => {
  it('connecting -> live -> interrupted -> live, and remembers the gap', () => {
    const waiting = applyHeartbeat(initialState(0), beat(), 500);
    expect(waiting.state.connection.state).toBe('connecting');
    const live = applyHeartbeat(loaded(), beat(), 1000).state;
    expect(live.connection).toEqual({ state: 'live', sinceMs: 1000 });
    expect(applySilence(live, { lastBeatMs: 1000, wallMs: 4999, limitMs: 4000 })).toBe(live);
    const cut = applySilence(live, { lastBeatMs: 1000, wallMs: 5000, limitMs: 4000 });
    expect(cut.connection).toEqual({ state: 'interrupted', sinceMs: 1000 });
    expect(cut.caughtUpSeq).toBeNull();
    const back = applyHeartbeat(cut, beat(), 9000).state;
    expect(back.connection).toEqual({ state: 'live', sinceMs: 9000 });
    expect(back.lastGap).toEqual({ fromMs: 1000, untilMs: 9000 });
    expect(back.caughtUpSeq).toEqual(seq);
  });

  it('is not live again before it has what it missed', () => {
    const cut = applySilence(loaded(), { lastBeatMs: 0, wallMs: 5000, limitMs: 4000 });
    const behind = applyHeartbeat(cut, beat({ alarm: 6 }), 6000);
    expect(behind.behind).toBe(true);
    expect(behind.state.connection.state).toBe('interrupted');
    const filled = applySnapshot(behind.state, { ...snapshot, seq: { ...seq, alarm: 6 } }, 6100);
    expect(applyHeartbeat(filled, beat({ alarm: 6 }), 7000).state.connection.state).toBe('live');
  });
});

describe('readings', () => {
  it('replace older values only', () => {
    const state = applyReadings(loaded(), [
      ['yq-01', 'air.so2', 900, 1],
      ['yq-02', 'air.so2', 900, 2],
    ]);
    expect(state.latest.get('yq-01|air.so2')?.[3]).toBe(5);
    expect(state.latest.get('yq-02|air.so2')?.[3]).toBe(2);
  });
});

describe('event time', () => {
  const clock = { eventMs: 1_000_000, atWallMs: 0, speed: 60 };
  it('runs on at the speed of the server', () => {
    expect(eventNow(clock, 2000)).toBe(1_120_000);
  });
  it('stands still after five seconds without word', () => {
    expect(eventNow(clock, 60_000)).toBe(1_300_000);
  });
});

describe('drills', () => {
  const drill = (state: WireDrill['state']): WireDrill => ({
    id: 'd-1',
    jurisdiction: 'yangquan',
    title: '演练',
    episode: 'smog',
    state,
    speed: 60,
    sends: false,
    startedAt: '2026-01-01T00:00:00Z',
    startedBy: 'office',
    beginsAt: '2026-01-01T00:00:12Z',
    endedAt: null,
    endedBy: null,
    detail: null,
  });
  it('are named by a snapshot and move by events of their own; the streams stand where they stood', () => {
    const inDrill = applySnapshot(initialState(0), { ...snapshot, drill: drill('running') }, 0);
    const paused = applyDrill(inDrill, drill('paused'));
    expect(paused.drill?.state).toBe('paused');
    expect(paused.seq).toBe(inDrill.seq);
    const beside = applyDrills(loaded(), [drill('running')]);
    expect(beside.drills.map(({ id }) => id)).toEqual(['d-1']);
    expect(beside.drill).toBeNull();
    expect(applySnapshot(beside, snapshot, 0).drills).toEqual([]);
  });
  it('a refusal stands until the server lets the screen in', () => {
    const refused = applyRefusal(initialState(0), 'not-found');
    expect(refused.refusedWith).toBe('not-found');
    expect(applySnapshot(refused, snapshot, 0).refusedWith).toBeNull();
  });
});
