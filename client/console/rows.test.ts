import { describe, expect, it } from 'vitest';
import { bareSubject } from '../../server/model/jurisdiction.ts';
import type { WireAlarm, WireService } from '../../server/wire/shapes.ts';
import type { Places } from './alarm-view.ts';
import { countChildren, serviceAge, serviceRows, suppressedOf, suppressedRows, withParent } from './aside.ts';
import { serviceKey } from '../session/state.ts';
import type { HeldRow } from './order.ts';
import { groupedByCause, groupId, portionOf, startFor, ungrouped, windowOf, WINDOW, type ListRow } from './rows.ts';
import { bareAlarm } from '../session/bare-alarm.ts';

const alarm = (id: string, more: Partial<WireAlarm> = {}): WireAlarm => ({
  ...bareAlarm,
  id,
  since: '2026-11-20T00:00:00Z',
  changedAt: '2026-11-20T00:00:00Z',
  ...more,
});

const name = { zh: '示例', en: 'Sample' };
const places: Places = {
  plans: new Map(),
  jurisdictions: [
    {
      id: 'yangquan',
      name,
      timezone: 'Asia/Shanghai',
      plans: [],
      subjects: [
        bareSubject('yangquan', 'city', name),
        { ...bareSubject('st-1', 'air-station', name), parent: 'yangquan' },
        { ...bareSubject('st-2', 'air-station', name), parent: 'yangquan' },
      ],
    },
  ],
};
const held = (...alarms: readonly WireAlarm[]): HeldRow[] => alarms.map((each) => ({ alarm: each, gone: false }));
const data = { class: 'quality', plan: null, rule: 'stale', level: 'none', highest: 'none' } as const;
const said = (rows: readonly ListRow[]): string[] =>
  rows.map((row) =>
    row.kind === 'alarm'
      ? `${row.isMember ? '- ' : ''}${row.id}`
      : `${row.group.rows.length} of ${row.group.key}, ${row.group.awaiting} ask, worst ${row.group.worst}`,
  );

describe('alarms by cause', () => {
  const rows = held(
    alarm('red', { level: 'I' }),
    alarm('dead-1', { ...data, subject: 'st-1' }),
    alarm('yellow', { subject: 'st-1', state: 'acknowledged' }),
    alarm('dead-2', { ...data, subject: 'st-2', state: 'acknowledged' }),
    alarm('elsewhere', { subject: 'unknown' }),
  );
  const plan = 'yangquan|yangquan-heavy-pollution|yangquan';

  it('the same plan under the same subject, where the first of them stood; what is alone stays as it is', () => {
    expect(said(groupedByCause(rows, places, new Set()))).toEqual([
      `2 of ${plan}, 1 ask, worst I`,
      '2 of yangquan|quality|yangquan, 1 ask, worst none',
      'elsewhere',
    ]);
  });

  it('an open group is followed by its alarms', () => {
    expect(said(groupedByCause(rows, places, new Set([plan]))).slice(0, 4)).toEqual([
      `2 of ${plan}, 1 ask, worst I`,
      '- red',
      '- yellow',
      '2 of yangquan|quality|yangquan, 1 ask, worst none',
    ]);
  });

  it('what is gone neither asks nor counts for the worst', () => {
    const [group] = groupedByCause(
      [{ alarm: alarm('red', { level: 'I' }), gone: true }, ...held(alarm('yellow'))],
      places,
      new Set(),
    );
    expect(group).toMatchObject({ id: groupId(plan), group: { awaiting: 1, worst: 'III' } });
  });
});

describe('the part of the list that is drawn', () => {
  const many = held(
    ...Array.from({ length: 300 }, (_, n) => alarm(`a-${n}`, n % 3 === 0 ? { state: 'acknowledged' } : {})),
  );

  it('says how many stand above and below, and how many of those ask', () => {
    const part = windowOf(ungrouped(many), 60);
    expect(part.rows).toHaveLength(WINDOW);
    expect(part.rows[0]?.id).toBe('a-60');
    expect(part.above).toEqual({ count: 60, awaiting: 40 });
    expect(part.below.count).toBe(300 - 60 - WINDOW);
    expect(
      part.above.awaiting +
        part.below.awaiting +
        part.rows.filter((row) => row.kind === 'alarm' && row.held.alarm.state === 'unacknowledged').length,
    ).toBe(200);
  });

  it('ends with the list, and has all of a short one', () => {
    expect(windowOf(ungrouped(many), 1000).start).toBe(300 - WINDOW);
    expect(windowOf(ungrouped(many.slice(0, 5)), 50)).toMatchObject({
      start: 0,
      above: { count: 0, awaiting: 0 },
      below: { count: 0, awaiting: 0 },
    });
  });

  it('counts the alarms of a closed group that is not drawn, and those of an open one once', () => {
    const lone = Array.from({ length: WINDOW }, (_, n) => alarm(`b-${n}`, { subject: `lone-${n}` }));
    const grouped = held(...lone, alarm('x'), alarm('y', { state: 'acknowledged' }));
    const key = 'yangquan|yangquan-heavy-pollution|yangquan';
    for (const open of [new Set<string>(), new Set([key])]) {
      expect(windowOf(groupedByCause(grouped, places, open), 0).below).toEqual({ count: 2, awaiting: 1 });
    }
  });

  it('moves only when the row that is gone to is not drawn', () => {
    expect(startFor(5, 0)).toBe(0);
    expect(startFor(WINDOW - 1, 0)).toBe(0);
    expect(startFor(WINDOW, 0)).toBe(WINDOW / 2);
    expect(startFor(3, 100)).toBe(0);
  });
});

describe('what is put aside', () => {
  it('stands under what stands for it', () => {
    const alarms = [
      alarm('feed', { ...data, rule: 'feed-lost' }),
      alarm('st-1', { ...data, state: 'suppressed', suppressedBy: 'feed' }),
      alarm('st-2', { ...data, state: 'suppressed', suppressedBy: 'feed' }),
      alarm('orphan', { ...data, state: 'suppressed', suppressedBy: 'over' }),
      alarm('taken out as well', { ...data, state: 'out-of-service', suppressedBy: 'feed' }),
    ];
    const found = suppressedOf(new Map(alarms.map((each) => [each.id, each])));
    expect(found.map(({ parent, children }) => [parent?.id ?? null, children.map(({ id }) => id)])).toEqual([
      ['feed', ['st-1', 'st-2']],
      [null, ['orphan']],
    ]);
  });

  it('is drawn in part: what stands for an alarm is said where the part begins, and the rest is counted', () => {
    const children = (parent: string, from: number, to: number): WireAlarm[] =>
      Array.from({ length: to - from }, (_, n) =>
        alarm(`${parent}-${String(from + n).padStart(3, '0')}`, { ...data, state: 'suppressed', suppressedBy: parent }),
      );
    const alarms = [alarm('x', data), alarm('y', data), ...children('x', 0, 40), ...children('y', 0, 80)];
    const rows = suppressedRows(suppressedOf(new Map(alarms.map((each) => [each.id, each]))));
    expect(countChildren(rows)).toBe(120);
    const inShort = (start: number): (string | number)[] => {
      const { above, rows: drawn, below } = portionOf(rows, start);
      const seen = withParent(drawn);
      const [first] = seen;
      return [
        countChildren(above),
        first?.kind === 'parent' ? (first.of.parent?.id ?? 'gone') : 'none',
        countChildren(seen),
        countChildren(below),
      ];
    };
    // 1 + 40 + 1 + 80 lines, 50 of them drawn; the parents are lines as well.
    expect(inShort(0)).toEqual([0, 'x', 48, 72]);
    expect(inShort(30)).toEqual([29, 'x', 49, 42]);
    // It begins with the parent itself, and between its alarms.
    expect(inShort(41)).toEqual([40, 'y', 49, 31]);
    expect(inShort(1000)).toEqual([70, 'y', 50, 0]);
  });

  it('out of service the longest stands first, with the alarm that stands there', () => {
    const service = (subject: string, at: string): WireService => {
      const { jurisdiction, plan, rule } = bareAlarm;
      return { jurisdiction, plan, rule, subject, out: { at, by: '甲', reason: '检修' } };
    };
    const services = [service('a', '2026-11-03T00:00:00Z'), service('b', '2026-11-01T00:00:00Z')];
    const alarms = [
      alarm('on a', { subject: 'a', outOfService: services[0]?.out ?? null }),
      // Nothing is out of service there.
      alarm('on c', { subject: 'c' }),
    ];
    const found = serviceRows(
      new Map(services.map((each) => [serviceKey(each), each])),
      new Map(alarms.map((each) => [each.id, each])),
    );
    expect(found.map(({ service: { subject }, standing }) => [subject, standing?.id ?? null])).toEqual([
      ['b', null],
      ['a', 'on a'],
    ]);
  });

  it('out of service is to be looked at again after seven days', () => {
    const out = { at: '2026-11-01T00:00:00Z', by: '甲', reason: '检修' };
    const week = Date.parse('2026-11-08T00:00:00Z');
    expect(serviceAge(out, week - 1).isDue).toBe(false);
    expect(serviceAge(out, week)).toEqual({ forMs: 7 * 24 * 3_600_000, isDue: true });
    expect(serviceAge(out, Date.parse(out.at) - 5)).toEqual({ forMs: 0, isDue: false });
  });
});
