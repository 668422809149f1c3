import { describe, expect, it } from 'vitest';
import type { WireDrill } from '../../server/wire/drill.ts';
import type { Snapshot, WireAlarm, WireLevel } from '../../server/wire/shapes.ts';
import {
  applyChange,
  applyDrill,
  applyDrills,
  applyHeartbeat,
  applyLayoutChange,
  applyReadings,
  applyRefusal,
  applySilence,
  applySnapshot,
  eventNow,
  initialState,
  levelKey,
  serviceKey,
  type SessionState,
} from './state.ts';
import { bareAlarm } from './bare-alarm.ts';

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
  ...bareAlarm,
  plan: 'p',
  state,
});

const seq = { epoch: 'e1', level: 10, alarm: 5, warning: 2, health: 1, correction: 0, service: 0 };

const snapshot: Snapshot = {
  now: '2026-01-01T00:00:00Z',
  mode: 'demo',
  speed: 60,
  jurisdictions: [],
  plans: [],
  latest: [['yq-01', 'air.so2', 1000, 5]],
  levels: [level('so2-hourly')],
  alarms: [],
  outOfService: [],
  calls: [],
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

  it('remembers the alarm that was over last, until a snapshot does not tell what was over meanwhile', () => {
    const over = applyChange(loaded(), { stream: 'alarm', row: { ...alarm('normal'), epoch: 'e1', seq: 6 } }).state;
    expect(over.lastOver?.id).toBe(bareAlarm.id);
    const row = { ...alarm('unacknowledged'), id: 'a-2', epoch: 'e1', seq: 7 };
    expect(applyChange(over, { stream: 'alarm', row }).state.lastOver?.id).toBe(bareAlarm.id);
    expect(applySnapshot(over, snapshot, 0).lastOver).toBeNull();
  });
});

describe('what calls, and what is out of service', () => {
  const at = (seconds: number): string => new Date(Date.parse(snapshot.now) + seconds * 1000).toISOString();
  const change = (state: SessionState, row: Partial<WireAlarm>, number: number): SessionState =>
    applyChange(state, { stream: 'alarm', row: { ...alarm('unacknowledged'), ...row, epoch: 'e1', seq: number } })
      .state;

  it('an alarm that asks for attention is a call, each time once', () => {
    const raised = change(loaded(), { calledAt: at(1) }, 6);
    const commented = change(raised, { calledAt: at(1), comments: [{ at: at(2), by: '甲', text: '看过' }] }, 7);
    const again = change(commented, { calledAt: at(9), revision: 2 }, 8);
    const silent = change(again, { id: 'b', state: 'out-of-service', calledAt: null }, 9);
    expect(silent.calls.map((call) => call.at)).toEqual([Date.parse(at(1)), Date.parse(at(9))]);
    // An alarm that is over is no new call, also where this screen has forgotten it.
    const over = change(silent, { state: 'normal', calledAt: at(9) }, 10);
    expect(change(over, { state: 'normal', calledAt: at(9) }, 11).calls).toEqual(silent.calls);
  });

  it('calls of long ago are forgotten', () => {
    const first = change(loaded(), { calledAt: at(0) }, 6);
    const later = change(first, { id: 'b', calledAt: at(601) }, 7);
    expect(later.calls.map(({ alarm: id }) => id)).toEqual(['b']);
  });

  it('a rule goes out of service and comes back', () => {
    const rule = { jurisdiction: 'j', plan: null, rule: 'stale', subject: 's' };
    const out = { at: at(0), by: '甲', reason: '检修' };
    const taken = applyChange(loaded(), { stream: 'service', row: { ...rule, out, epoch: 'e1', seq: 1 } }).state;
    expect(taken.outOfService.get(serviceKey(rule))?.out).toEqual(out);
    const back = applyChange(taken, { stream: 'service', row: { ...rule, out: null, epoch: 'e1', seq: 2 } }).state;
    expect(back.outOfService.size).toBe(0);
    const started = applySnapshot(initialState(0), { ...snapshot, outOfService: [{ ...rule, out }] }, 0);
    expect(started.outOfService.size).toBe(1);
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

describe('what else a screen counts', () => {
  it('beats of the server, and nothing else', () => {
    const before = loaded();
    const seq = snapshot.seq;
    const { state } = applyHeartbeat(before, { now: snapshot.now, speed: 1, seq }, 1000);
    expect([before.beats, state.beats]).toEqual([0, 1]);
    expect(applySilence(state, { lastBeatMs: 1000, wallMs: 60_000, limitMs: 4000 }).beats).toBe(1);
    expect(applySnapshot(state, snapshot, 2000).beats).toBe(1);
  });

  it('when a layout of a wall may be another: it was saved, or the screen was away', () => {
    const before = loaded();
    expect(applyLayoutChange(before).layoutsSeen).toBe(before.layoutsSeen + 1);
    expect(applySnapshot(before, snapshot, 0).layoutsSeen).toBe(before.layoutsSeen + 1);
  });
});
