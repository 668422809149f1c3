import { describe, expect, it } from 'vitest';
import { HistoryBook } from './history-book.ts';
import { alarmKpis, type AlarmKpis, type KpiRange } from './kpis.ts';
import type { Recorded } from './recorded.ts';
import { rate, RECOMMENDED } from './recommended.ts';
import { HOUR, MIN, raised, recordAll, recorder, T, type TestEvent } from './test-record.ts';

const CHINA = 'Asia/Shanghai';
const SHIFTS = ['00:00', '08:00', '16:00'];

/** The measures of a record over a range, from its history as it stood at the end. */
function kpisOf(
  record: readonly Recorded[],
  { from = T, to = T + 2 * HOUR, zone = CHINA, shifts = SHIFTS }: Partial<KpiRange> & { zone?: string } = {},
): AlarmKpis {
  const book = new HistoryBook({ from, to, as: 'at-end' });
  for (const each of record) book.take(each);
  return alarmKpis(book.records(), { from, to, zoneOf: () => zone, shifts });
}
const acknowledged = (id: string, at: number) =>
  ({ kind: 'alarm-acknowledged', id, at, by: '甲', note: null }) as const;
const returned = (id: string, at: number) => ({ kind: 'alarm-returned', id, at }) as const;

describe('without alarms', () => {
  it('every measure is there and none is made up', () => {
    const kpis = kpisOf([]);
    expect(kpis.rate).toMatchObject({
      calls: 0,
      average: 0,
      peak: 0,
      peakAt: null,
      periods: 12,
      over: 0,
      overShare: 0,
    });
    expect(kpis.rate.series.points).toHaveLength(12);
    expect(kpis.floods).toEqual({ list: [], share: 0 });
    expect(kpis.stale).toEqual({ now: [], worst: null });
    expect(kpis.nuisance).toEqual({ chattering: [], fleeting: [] });
    expect(kpis.frequent).toEqual({ top: [], share: 0 });
    expect(kpis.acknowledging.all).toEqual({ waits: 0, unanswered: 0, medianMs: null, p90Ms: null, maxMs: null });
    expect(kpis.acknowledging.shifts.map(({ begins }) => begins)).toEqual(SHIFTS);
  });

  it('an empty range is one too', () => {
    const kpis = kpisOf([], { from: T, to: T });
    expect(kpis.rate).toMatchObject({ periods: 0, average: 0, overShare: 0, series: { points: [] } });
    expect(kpis.floods.share).toBe(0);
  });
});

describe('calls per 10 minutes', () => {
  it('are counted in periods from the beginning on; a call on the edge belongs to the next', () => {
    const at = [0, 5, 9.999, 10, 19, 30];
    const kpis = kpisOf(recordAll(at.map((minute, i) => raised(`a${i}`, T + minute * MIN, 'III'))), {
      to: T + 35 * MIN,
    });
    expect(kpis.rate.series.points).toEqual([
      [T, 3, 3],
      [T + 10 * MIN, 2, 2],
      [T + 20 * MIN, 0, 0],
      [T + 30 * MIN, 1, 1],
    ]);
    // 6 in 35 minutes: 6 * 10 / 35.
    expect(kpis.rate).toMatchObject({ calls: 6, peak: 3, peakAt: T, periods: 4, over: 0 });
    expect(kpis.rate.average).toBeCloseTo(60 / 35, 10);
    expect(kpis.rate.perDay).toBeCloseTo((6 * 24 * 60) / 35, 8);
  });

  it('more than ten in a period make it one over, ten do not', () => {
    const burst = (name: string, from: number, count: number) =>
      Array.from({ length: count }, (_, i) => raised(`${name}${i}`, T + from * MIN + i * 1000, 'III'));
    const kpis = kpisOf(recordAll([...burst('a', 0, 10), ...burst('b', 30, 11)]), { to: T + HOUR });
    expect(kpis.rate).toMatchObject({ over: 1, periods: 6, peak: 11, peakAt: T + 30 * MIN });
    expect(kpis.rate.overShare).toBeCloseTo(1 / 6, 10);
    expect(kpis.floods.list).toEqual([
      {
        begin: T + 30 * MIN + 10_000,
        end: T + 40 * MIN + 6_000,
        calls: 11,
        peak: 11,
        firstOut: { id: 'b0', jurisdiction: 'yangquan', plan: 'plan', rule: 'rule', subject: 's-b0', class: 'plan' },
      },
    ]);
    expect(kpis.floods.share).toBeCloseTo((10 * MIN - 4000) / HOUR, 10);
  });

  it('count an alarm each time that it calls, when people could know, and only within the range', () => {
    const record = recorder();
    record.put(raised('old', T - HOUR, 'III'));
    record.put(raised('late', T - MIN, 'III'), T + 5 * MIN);
    record.put({ kind: 'alarm-level', id: 'old', at: T + MIN, level: 'II', evidence: null, clause: null });
    record.put({ kind: 'alarm-level', id: 'old', at: T + 2 * MIN, level: 'III', evidence: null, clause: null });
    record.put(returned('old', T + 3 * MIN));
    record.put({ kind: 'alarm-reraised', id: 'old', at: T + 4 * MIN, level: 'III', evidence: null, clause: null });
    record.put(raised('next', T + HOUR, 'I'));
    const kpis = kpisOf(record.all, { to: T + HOUR });
    // The raise in level, the return of the condition, and what was known five minutes on; not the raise an hour ago.
    expect(kpis.rate.calls).toBe(3);
    expect(kpis.mix.levels).toEqual([
      { level: 'I', calls: 0, share: 0 },
      { level: 'II', calls: 1, share: 1 / 3 },
      { level: 'III', calls: 2, share: 2 / 3 },
      { level: 'IV', calls: 0, share: 0 },
    ]);
  });

  it('of a long range are gathered, and nothing is lost', () => {
    const day = 24 * HOUR;
    const record = recordAll([0, 7, 20].map((days, i) => raised(`a${i}`, T + days * day, 'III')));
    const { rate: measured } = kpisOf(record, { to: T + 30 * day });
    // 4320 periods in points of five.
    expect(measured.series.stepMs).toBe(50 * MIN);
    expect(measured.series.points).toHaveLength(864);
    expect(measured.series.points.filter(([, calls]) => calls > 0)).toEqual([
      [T, 1, 1],
      [T + 7 * day - ((7 * day) % (50 * MIN)), 1, 1],
      [T + 20 * day, 1, 1],
    ]);
  });
});

describe('the mix', () => {
  it('is by class over all calls, by level over those of plans', () => {
    const kpis = kpisOf(
      recordAll([
        raised('a', T, 'III'),
        raised('b', T, 'I'),
        raised('c', T, 'none', { class: 'quality', plan: null, rule: 'stale' }),
        raised('d', T, 'none', { class: 'quality', plan: null, rule: 'flatline' }),
      ]),
    );
    expect(kpis.mix.classes).toEqual({
      plan: { calls: 2, share: 0.5 },
      quality: { calls: 2, share: 0.5 },
      system: { calls: 0, share: 0 },
    });
    expect(kpis.mix.levels.map(({ share }) => share)).toEqual([0.5, 0, 0.5, 0]);
  });
});

describe('stale alarms', () => {
  it('stand for more than 24 hours, acknowledged or not; exactly 24 are not yet too long', () => {
    const record = recordAll([
      raised('older', T - 30 * HOUR, 'III'),
      acknowledged('older', T - 29 * HOUR),
      raised('day', T - 22 * HOUR, 'III'),
      raised('gone', T - 40 * HOUR, 'III'),
      returned('gone', T - 15 * HOUR),
    ]);
    expect(kpisOf(record).stale).toMatchObject({
      now: [{ id: 'older', since: T - 30 * HOUR, forMs: 32 * HOUR }],
      worst: { date: '2026-11-22', count: 1 },
    });
    // 24 h since 10:00 of the day before are over at 10:00, the end of the range.
    expect(kpisOf(record, { to: T + 2 * HOUR + 1 }).stale.now.map(({ id }) => id)).toEqual(['older', 'day']);
  });

  it('begin anew when the condition came back', () => {
    const record = recordAll([
      raised('a', T - 30 * HOUR, 'III'),
      returned('a', T - 20 * HOUR),
      { kind: 'alarm-reraised', id: 'a', at: T - 19 * HOUR, level: 'III', evidence: null, clause: null },
    ]);
    expect(kpisOf(record).stale.now).toEqual([]);
  });

  it('are counted by local days, also where a day has 25 hours', () => {
    const from = Date.parse('2026-10-24T00:00:00+02:00');
    const to = Date.parse('2026-10-27T00:00:00+01:00');
    const record = recordAll([
      raised('a', from - 24 * HOUR, 'III'),
      // Stale from the end of the 25-hour day, 23:30 on the second time, on.
      raised('b', Date.parse('2026-10-24T23:30:00+01:00'), 'III'),
      returned('a', Date.parse('2026-10-25T23:45:00+01:00')),
      raised('c', Date.parse('2026-10-24T23:50:00+01:00'), 'III'),
    ]);
    expect(kpisOf(record, { from, to, zone: 'Europe/Berlin' }).stale).toMatchObject({
      now: [{ id: 'b' }, { id: 'c' }],
      worst: { date: '2026-10-25', count: 3 },
    });
  });
});

describe('nuisances', () => {
  /** An alarm of one rule and subject that comes at some seconds, and goes after so long. */
  const blinking = (seconds: readonly number[], forSeconds: number, subject = 's'): TestEvent[] =>
    seconds.flatMap((second, i) => {
      const id = `${subject}${i}`;
      const at = T + second * 1000;
      return [
        raised(id, at, 'III', { subject }),
        acknowledged(id, at + 100),
        returned(id, at + forSeconds * 1000),
      ] as const;
    });

  it('chattering is three raises within a minute; a run counts once, and is not fleeting as well', () => {
    const { nuisance } = kpisOf(recordAll(blinking([0, 20, 60, 80, 600, 630, 660], 10)));
    expect(nuisance).toMatchObject({ chattering: [{ subject: 's', times: 2 }], fleeting: [] });
  });

  it('three in 61 seconds are not chattering; each that went within a minute is fleeting', () => {
    expect(kpisOf(recordAll(blinking([0, 30, 61], 10))).nuisance).toMatchObject({
      chattering: [],
      fleeting: [{ subject: 's', times: 3 }],
    });
    expect(kpisOf(recordAll(blinking([0], 61))).nuisance.fleeting).toEqual([]);
    expect(kpisOf(recordAll(blinking([0], 60))).nuisance.fleeting).toHaveLength(1);
  });

  it('another subject does not chatter with it', () => {
    const record = recordAll([...blinking([0, 20], 10, 's'), ...blinking([40], 10, 'other')]);
    expect(kpisOf(record).nuisance).toMatchObject({ chattering: [], fleeting: [{ times: 2 }, { times: 1 }] });
  });
});

describe('the most frequent', () => {
  it('are ten at most, with their share of all', () => {
    const events = Array.from({ length: 12 }, (_, i) =>
      Array.from({ length: i + 1 }, (_unused, n) =>
        raised(`a${i}-${n}`, T + (i * 20 + n) * 1000, 'III', { subject: `s${i}` }),
      ),
    ).flat();
    const { top, share } = kpisOf(recordAll(events)).frequent;
    // 1 + 2 + ... + 12 = 78, without the first two subjects 75.
    expect(top.map(({ subject, calls }) => [subject, calls])).toEqual(
      [11, 10, 9, 8, 7, 6, 5, 4, 3, 2].map((i) => [`s${i}`, i + 1]),
    );
    expect(share).toBeCloseTo(75 / 78, 10);
    expect(top[0]?.share).toBeCloseTo(12 / 78, 10);
  });
});

describe('the time to acknowledge', () => {
  it('is median, nine in ten, and the longest, by shift and level', () => {
    // 08:00 in China. Ten answered after 1, 2, ... 10 minutes, one not at all.
    const answered = Array.from({ length: 10 }, (_, i) => i + 1).flatMap((minutes) => [
      raised(`a${minutes}`, T, minutes > 8 ? 'I' : 'III'),
      acknowledged(`a${minutes}`, T + minutes * MIN),
    ]);
    const { all, shifts, levels } = kpisOf(recordAll([...answered, raised('never', T + MIN, 'II')])).acknowledging;
    expect(all).toEqual({ waits: 11, unanswered: 1, medianMs: 5 * MIN, p90Ms: 9 * MIN, maxMs: 10 * MIN });
    expect(shifts.map(({ begins, waits }) => [begins, waits])).toEqual([
      ['00:00', 0],
      ['08:00', 11],
      ['16:00', 0],
    ]);
    expect(levels.map(({ level, waits, unanswered, medianMs }) => [level, waits, unanswered, medianMs])).toEqual([
      ['I', 2, 0, 9 * MIN],
      ['II', 1, 1, null],
      ['III', 8, 0, 4 * MIN],
      ['IV', 0, 0, null],
      ['none', 0, 0, null],
    ]);
  });

  it('belongs to the shift in which the wait began, also when the range ends before it is over', () => {
    const record = recordAll([
      raised('night', T - 1, 'III'),
      raised('day', T, 'III'),
      acknowledged('night', T + 10 * MIN),
      acknowledged('day', T + HOUR),
    ]);
    const { all, shifts } = kpisOf(record, { from: T - HOUR, to: T + HOUR }).acknowledging;
    expect(all).toMatchObject({ waits: 2, unanswered: 1, maxMs: 10 * MIN + 1 });
    expect(shifts).toMatchObject([
      { begins: '00:00', waits: 1, unanswered: 0 },
      { begins: '08:00', waits: 1, unanswered: 1 },
      { begins: '16:00', waits: 0 },
    ]);
    // What began before the range was asked of another one.
    expect(kpisOf(record, { from: T, to: T + 2 * HOUR }).acknowledging.all.waits).toBe(1);
  });

  it('goes by the clock on the wall where the clocks change', () => {
    // 02:30 comes twice in Berlin; both are before the shift of 03:00.
    const at = ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-10-25T02:00:00Z'].map((one) => Date.parse(one));
    const record = recordAll(at.map((instant, i) => raised(`a${i}`, instant, 'III')));
    const { shifts } = kpisOf(record, {
      from: (at[0] ?? 0) - HOUR,
      to: (at[2] ?? 0) + HOUR,
      zone: 'Europe/Berlin',
      shifts: ['03:00', '15:00'],
    }).acknowledging;
    expect(shifts.map(({ waits }) => waits)).toEqual([1, 2]);
  });
});

describe('what is recommended', () => {
  it('is within up to its number, tolerable up to the most, and beyond above', () => {
    expect([0, 1, 1.5, 2, 2.1].map((value) => rate('average', value))).toEqual([
      'within',
      'within',
      'tolerable',
      'tolerable',
      'beyond',
    ]);
    expect([4, 5].map((value) => rate('stale', value))).toEqual(['within', 'beyond']);
    for (const { target, most } of Object.values(RECOMMENDED)) expect(target).toBeLessThanOrEqual(most);
  });
});
