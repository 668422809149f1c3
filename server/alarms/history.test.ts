import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AlarmBook, eventOf, type AlarmEvent } from '../judge/index.ts';
import type { CaseEvent } from '../model/case.ts';
import { LEVELS, type Level } from '../model/level.ts';
import type { Evidence } from '../model/verdict.ts';
import { HistoryBook, OpenAt, type HistoryRange } from './history-book.ts';
import { alarmKpis } from './kpis.ts';
import type { Recorded } from './recorded.ts';
import { raised, recordAll, recorder, T, MIN, HOUR } from './test-record.ts';

const ALL: HistoryRange = { from: 0, to: Infinity, as: 'at-end' };
const fold = (record: readonly Recorded[], range: HistoryRange = ALL): HistoryBook => {
  const book = new HistoryBook(range);
  for (const each of record) book.take(each);
  return book;
};
const evidence = (zh: string): Evidence => ({
  clause: '',
  summary: { zh, en: zh },
  window: null,
  unit: '',
  thresholds: [],
  values: [],
  missing: 0,
  facts: {},
});

describe('the record of an alarm', () => {
  it('has all that happened: raised -> shelved -> raised in level -> acknowledged -> returned', () => {
    const record = recordAll([
      { ...raised('a', T, 'III'), evidence: evidence('二氧化硫 510') },
      { kind: 'alarm-shelved', id: 'a', at: T + 5 * MIN, by: '甲', until: T + 65 * MIN, reason: '检修' },
      {
        kind: 'alarm-level',
        id: 'a',
        at: T + 10 * MIN,
        level: 'II',
        evidence: evidence('二氧化硫 660'),
        clause: '3.2',
      },
      { kind: 'alarm-acknowledged', id: 'a', at: T + 12 * MIN, by: '乙', note: '已通知' },
      { kind: 'alarm-level', id: 'a', at: T + 20 * MIN, level: 'III', evidence: null, clause: '3.1' },
      { kind: 'alarm-returned', id: 'a', at: T + HOUR },
    ]);
    expect(fold(record).records()).toMatchObject([
      {
        jurisdiction: 'yangquan',
        first: 'III',
        summary: { zh: '二氧化硫 660' },
        calls: [
          { at: T, what: 'raised', level: 'III' },
          { at: T + 10 * MIN, what: 'level-raised', level: 'II' },
        ],
        // It waited from its raise on: another level on the way does not begin the wait anew.
        waits: [{ from: T, until: T + 12 * MIN, level: 'II', by: '乙' }],
        turns: [
          { at: T, what: 'raised', level: 'III' },
          { at: T + 10 * MIN, what: 'level-raised', level: 'II' },
          { at: T + 20 * MIN, what: 'level-lowered', level: 'III' },
          { at: T + HOUR, what: 'returned', level: 'none' },
        ],
        standings: [{ from: T, to: T + HOUR }],
        acknowledgements: [{ at: T + 12 * MIN, by: '乙', note: '已通知' }],
        // A raise in level ends it: nobody took it from the shelf.
        shelvings: [{ at: T + 5 * MIN, endedAt: T + 10 * MIN, endedBy: null, reason: '检修' }],
        endedAt: T + HOUR,
        people: ['甲', '乙'],
        alarm: { state: 'normal', highest: 'II', level: 'none' },
      },
    ]);
  });

  it('waits anew when an acknowledged one rises, and goes on waiting when it comes back unseen', () => {
    const record = recordAll([
      raised('a', T, 'III'),
      { kind: 'alarm-acknowledged', id: 'a', at: T + MIN, by: '甲', note: null },
      { kind: 'alarm-level', id: 'a', at: T + 5 * MIN, level: 'I', evidence: null, clause: null },
      { kind: 'alarm-returned', id: 'a', at: T + 6 * MIN },
      { kind: 'alarm-reraised', id: 'a', at: T + 7 * MIN, level: 'III', evidence: null, clause: null },
      { kind: 'alarm-acknowledged', id: 'a', at: T + 9 * MIN, by: '甲', note: null },
    ]);
    const [alarm] = fold(record).records();
    expect(alarm?.waits).toEqual([
      { from: T, level: 'III', until: T + MIN, by: '甲' },
      { from: T + 5 * MIN, level: 'I', until: T + 9 * MIN, by: '甲' },
    ]);
    expect(alarm?.calls.map(({ what }) => what)).toEqual(['raised', 'level-raised', 'reraised']);
    expect(alarm?.standings).toEqual([
      { from: T, to: T + 6 * MIN },
      { from: T + 7 * MIN, to: null },
    ]);
    expect(alarm?.people).toEqual(['甲']);
  });

  it('ends with the acknowledgement when that comes last, whatever late data date the return', () => {
    const record = recordAll([
      raised('a', T, 'III'),
      { kind: 'alarm-acknowledged', id: 'a', at: T + 90 * MIN, by: '甲', note: null },
      // The hour is judged when its data are in; the condition had gone before it was acknowledged.
      { kind: 'alarm-returned', id: 'a', at: T + HOUR },
    ]);
    expect(fold(record).records()).toMatchObject([{ endedAt: T + 90 * MIN, standings: [{ from: T, to: T + HOUR }] }]);
  });

  it('counts a call from when people could know of it', () => {
    const record = recorder();
    record.put(raised('a', T, 'III'), T + 64 * MIN);
    record.put({ kind: 'alarm-acknowledged', id: 'a', at: T + 65 * MIN, by: '甲', note: null }, T + 65 * MIN);
    expect(fold(record.all).records()).toMatchObject([
      { alarm: { since: T }, knownAt: T + 64 * MIN, waits: [{ from: T + 64 * MIN, until: T + 65 * MIN }] },
    ]);
  });

  it('has what people said of it, to whom it was given, and its service with the words of who put it back', () => {
    const of = { plan: 'plan', rule: 'rule', subject: 's-a' };
    const out = { at: T + 4 * MIN, by: '办', reason: '检修' };
    const [alarm] = fold(
      recordAll([
        raised('a', T, 'III'),
        { kind: 'alarm-commented', id: 'a', at: T + MIN, by: '甲', text: '已派人' },
        { kind: 'alarm-assigned', id: 'a', at: T + 2 * MIN, by: '甲', to: { kind: 'person', name: '乙' } },
        { kind: 'alarm-assigned', id: 'a', at: T + 3 * MIN, by: '乙', to: null },
        { kind: 'taken-out-of-service', ...of, ...out },
        { kind: 'alarm-out-of-service', id: 'a', ...out },
        // Nobody is called, and it is told all the same.
        { kind: 'alarm-level', id: 'a', at: T + 5 * MIN, level: 'II', evidence: null, clause: null },
        { kind: 'put-back-in-service', ...of, at: T + 6 * MIN, by: '任', note: '修好了' },
        { kind: 'alarm-in-service', id: 'a', at: T + 6 * MIN, by: '任' },
      ]),
    ).records();
    expect(alarm).toMatchObject({
      alarm: { comments: [{ at: T + MIN, by: '甲', text: '已派人' }] },
      assignments: [
        { at: T + 2 * MIN, by: '甲', to: { kind: 'person', name: '乙' } },
        { at: T + 3 * MIN, by: '乙', to: null },
      ],
      services: [{ ...out, endedAt: T + 6 * MIN, endedBy: '任', note: '修好了' }],
      calls: [{ what: 'raised' }, { at: T + 6 * MIN, what: 'reraised', level: 'II' }],
      turns: [{ what: 'raised' }, { at: T + 5 * MIN, what: 'level-raised', level: 'II' }],
      people: ['甲', '乙', '办', '任'],
    });
  });

  it('was out of service before it came: since when, and nobody put it back', () => {
    const out = { at: T - HOUR, by: '办', reason: '检修' };
    const old = { plan: 'plan', rule: 'rule', subject: 's-a' };
    const record = recordAll([
      { kind: 'put-back-in-service', ...old, at: T - 2 * HOUR, by: '任', note: '上一次' },
      raised('a', T, 'III', { outOfService: out }),
      { kind: 'alarm-in-service', id: 'a', at: T + MIN, by: '任' },
      raised('b', T, 'III', { outOfService: out }),
    ]);
    expect(fold(record).records()).toMatchObject([
      // The words of another time are not those of this one.
      { services: [{ ...out, endedAt: T + MIN, endedBy: '任', note: null }] },
      { services: [{ ...out, endedAt: null }], turns: [{ at: T, what: 'raised' }], calls: [] },
    ]);
  });

  it('names what stood for it: from its raise, from later on, another one in its place, and none', () => {
    const silent = raised('silent', T, 'none', { plan: null, rule: 'silent', class: 'quality' });
    const record = recordAll([
      silent,
      raised('a', T + MIN, 'none', { plan: null, rule: 'stale', class: 'quality', suppressedBy: 'silent' }),
      { kind: 'alarm-suppressed', id: 'a', at: T + 2 * MIN, parent: 'before the range' },
      { kind: 'alarm-unsuppressed', id: 'a', at: T + 3 * MIN },
      { kind: 'alarm-returned', id: 'a', at: T + 4 * MIN },
      {
        kind: 'alarm-reraised',
        id: 'a',
        at: T + 5 * MIN,
        level: 'none',
        evidence: null,
        clause: null,
        suppressedBy: 'silent',
      },
    ]);
    const of = { jurisdiction: 'yangquan', plan: null, rule: 'silent', subject: 's-silent', class: 'quality' };
    expect(fold(record).records()[1]?.suppressions).toEqual([
      { at: T + MIN, parent: 'silent', of, endedAt: T + 2 * MIN },
      { at: T + 2 * MIN, parent: 'before the range', of: null, endedAt: T + 3 * MIN },
      { at: T + 5 * MIN, parent: 'silent', of, endedAt: null },
    ]);
  });

  it('has the corrections of its rule over its time, and the cases of its plan that were open in it', () => {
    const correction = (at: number) =>
      ({
        kind: 'correction',
        type: 'correction',
        at,
        knownAt: at + HOUR,
        plan: 'plan',
        rule: 'rule',
        subject: 's-a',
        was: 'none',
        now: 'III',
      }) as const;
    const opened = (id: string, plan: string, at: number): CaseEvent => ({
      kind: 'case-opened',
      id,
      at,
      plan,
      edition: 'e',
      subject: 'city',
      round: {
        action: 'start',
        to: 'III',
        origin: { kind: 'recommendation', recommendation: id },
        steps: [],
        evidence: [],
        by: null,
      },
    });
    const record = recordAll([
      correction(T - HOUR),
      correction(T),
      raised('a', T, 'III'),
      opened('w-1', 'plan', T + MIN),
      opened('w-2', 'another', T + MIN),
      { kind: 'case-withdrawn', id: 'w-1', at: T + 2 * MIN },
      opened('w-3', 'plan', T + 2 * HOUR),
      { kind: 'alarm-acknowledged', id: 'a', at: T + HOUR, by: '甲', note: null },
      { kind: 'alarm-returned', id: 'a', at: T + HOUR },
    ]);
    const [alarm] = fold(record).records();
    expect(alarm?.corrections.map(({ at }) => at)).toEqual([T]);
    expect(alarm?.cases).toEqual(['w-1']);
    expect(
      fold(record)
        .happenings()
        .map(({ what }) => what),
    ).toEqual(['correction', 'correction', 'round', 'round', 'withdrawn', 'round', 'acknowledged']);
  });
});

describe('a range', () => {
  const record = recordAll([
    raised('before', T, 'III'),
    { kind: 'alarm-acknowledged', id: 'before', at: T + MIN, by: '甲', note: null },
    { kind: 'alarm-returned', id: 'before', at: T + HOUR - 1 },
    raised('across', T + MIN, 'III'),
    raised('inside', T + 90 * MIN, 'II'),
    { kind: 'alarm-acknowledged', id: 'inside', at: T + 100 * MIN, by: '乙', note: null },
    { kind: 'alarm-returned', id: 'inside', at: T + 3 * HOUR },
    raised('after', T + 2 * HOUR, 'I'),
    { kind: 'alarm-acknowledged', id: 'across', at: T + 4 * HOUR, by: '丙', note: null },
  ]);
  const range = { from: T + HOUR, to: T + 2 * HOUR };
  const states = (book: HistoryBook) => book.records().map(({ alarm }) => [alarm.id, alarm.state]);

  it('at its end shows what stood in it as it stood then', () => {
    const book = fold(record, { ...range, as: 'at-end' });
    expect(states(book)).toEqual([
      ['across', 'unacknowledged'],
      ['inside', 'acknowledged'],
    ]);
    expect(book.happenings().map(({ by }) => by)).toEqual(['乙']);
  });

  it('since then shows what stood in it with all that became of it', () => {
    const book = fold(record, { ...range, as: 'since' });
    expect(states(book)).toEqual([
      ['across', 'acknowledged'],
      ['inside', 'normal'],
    ]);
    expect(book.isSettled()).toBe(false);
  });

  it('is folded from where the oldest thing that was open began', () => {
    const open = new OpenAt();
    const oldest = record.map((each) => {
      open.take(each);
      return open.oldest();
    });
    // `before` is over with the third event.
    expect(oldest).toEqual([1, 1, null, 4, 4, 4, 4, 4, 4]);
  });

  it('takes kinds that it does not know without a word', () => {
    const strange = { seq: 1, jurisdiction: 'yangquan', event: { kind: 'alarm-something', at: T }, knownAt: T };
    expect(fold([strange, ...record], { ...range, as: 'at-end' }).records()).toHaveLength(2);
  });
});

/** A life of some alarms that the judge and people could have brought about. */
const lives = fc.array(
  fc.record({
    subject: fc.constantFrom('s-1', 's-2', 's-3'),
    level: fc.constantFrom<Level>('none', 'III', 'II', 'I'),
    wait: fc.integer({ min: 0, max: 20 }),
    person: fc.constantFrom('acknowledge', 'shelve', 'unshelve', 'nobody'),
  }),
  { maxLength: 60 },
);
function liveOut(steps: typeof lives extends fc.Arbitrary<infer T> ? T : never): Recorded[] {
  const book = new AlarmBook();
  const record = recorder();
  let at = T;
  const put = (event: AlarmEvent): void => {
    book.apply(event);
    record.put(event);
  };
  steps.forEach(({ subject, level, wait, person }, i) => {
    at += wait * 30_000;
    const open = book.openAlarms().find((alarm) => alarm.subject === subject) ?? null;
    const condition = { active: level !== 'none', level, at, evidence: null, clause: null };
    const what = eventOf(open, condition);
    if (what === 'raised') put({ ...raised(`a-${i}`, at, level), subject });
    else if (open !== null && what === 'returned') put({ kind: 'alarm-returned', id: open.id, at });
    else if (open !== null && what !== null) {
      put({
        kind: what === 'level' ? 'alarm-level' : 'alarm-reraised',
        id: open.id,
        at,
        level,
        evidence: null,
        clause: null,
      });
    }
    const now = book.openAlarms().find((alarm) => alarm.subject === subject);
    if (now === undefined) return;
    if (person === 'acknowledge' && (now.state === 'unacknowledged' || now.state === 'returned')) {
      put({ kind: 'alarm-acknowledged', id: now.id, at, by: '甲', note: null });
    }
    if (person === 'shelve' && now.state !== 'shelved') {
      put({ kind: 'alarm-shelved', id: now.id, at, by: '乙', until: at + HOUR, reason: 'r' });
    }
    if (person === 'unshelve' && now.state === 'shelved') put({ kind: 'alarm-unshelved', id: now.id, at, by: null });
  });
  return record.all;
}

describe('any life of alarms', () => {
  it('can be folded up to any entry and from any place where nothing older is open, and its counts add up', () => {
    fc.assert(
      fc.property(lives, fc.nat(200), fc.nat(200), (steps, cut, begin) => {
        const record = liveOut(steps).slice(0, cut);
        const to = (record.at(-1)?.knownAt ?? T) + 1;
        const kinds = (kind: AlarmEvent['kind']): number => record.filter(({ event }) => event.kind === kind).length;
        const records = fold(record).records();
        expect(records).toHaveLength(kinds('alarm-raised'));
        const sum = (count: (one: (typeof records)[number]) => number): number =>
          records.reduce((total, one) => total + count(one), 0);
        expect(sum(({ acknowledgements }) => acknowledgements.length)).toBe(kinds('alarm-acknowledged'));
        expect(sum(({ shelvings }) => shelvings.length)).toBe(kinds('alarm-shelved'));
        expect(sum(({ waits }) => waits.filter(({ until }) => until !== null).length)).toBe(
          kinds('alarm-acknowledged'),
        );
        expect(sum(({ standings }) => standings.length)).toBe(kinds('alarm-raised') + kinds('alarm-reraised'));
        for (const { endedAt, alarm, waits, standings, shelvings } of records) {
          expect(endedAt !== null).toBe(alarm.state === 'normal');
          expect(waits.filter(({ until }) => until === null).length).toBe(alarm.acknowledgedBy === null ? 1 : 0);
          expect(standings.filter(({ to: end }) => end === null).length).toBe(alarm.active ? 1 : 0);
          expect(shelvings.filter(({ endedAt: end }) => end === null).length).toBe(alarm.state === 'shelved' ? 1 : 0);
        }

        const kpis = alarmKpis(records, { from: T, to, zoneOf: () => 'Asia/Shanghai', shifts: ['00:00', '12:00'] });
        const { rate, mix, frequent, acknowledging } = kpis;
        expect(rate.calls).toBe(sum(({ calls }) => calls.length));
        expect(rate.series.points.reduce((total, [, calls]) => total + calls, 0)).toBe(rate.calls);
        expect(mix.levels.reduce((total, { calls }) => total + calls, 0)).toBe(rate.calls);
        expect(frequent.top.reduce((total, { calls }) => total + calls, 0)).toBe(rate.calls);
        expect(mix.levels.map(({ level }) => level)).toEqual(LEVELS.filter((level) => level !== 'none').toReversed());
        const waits = sum((one) => one.waits.length);
        expect(acknowledging.all.waits).toBe(waits);
        expect(acknowledging.shifts.reduce((total, shift) => total + shift.waits, 0)).toBe(waits);
        expect(acknowledging.levels.reduce((total, level) => total + level.waits, 0)).toBe(waits);

        // Read from what was open at some entry on, the range after it is the same.
        const open = new OpenAt();
        const entry = Math.min(begin, record.length);
        for (const each of record.slice(0, entry)) open.take(each);
        const from = record[entry]?.knownAt ?? to;
        const range: HistoryRange = { from, to, as: 'at-end' };
        const needed = record.slice((open.oldest() ?? entry + 1) - 1);
        expect(fold(needed, range).records()).toEqual(
          fold(record, range)
            .records()
            .filter(({ seq }) => seq >= (open.oldest() ?? entry + 1)),
        );
      }),
    );
  });
});
