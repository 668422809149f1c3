import { describe as suite, expect, test } from 'vitest';
import {
  alarmEvents,
  callsOf,
  contextOf,
  foldCase,
  jurisdictions,
  neglected,
  plans,
  START,
} from '../../test/notify/sample.ts';
import { CaseBook, callOverdue } from '../cases/index.ts';
import type { CaseEvent } from '../model/case.ts';
import { describe } from './bulletin.ts';
import { callOfOverdue, callSchema, type Call, type CallContext } from './call.ts';

const HOUR = 3_600_000;

suite('a call about an alarm', () => {
  const calls = callsOf(
    alarmEvents('a-1', [
      [10, 'office', 1],
      [20, 'office-director', 2],
    ]),
  );

  test('says who is called, about what, since when, and who was told before', () => {
    const [, call] = calls;
    expect(call).toMatchObject({
      kind: 'call',
      about: 'alarm',
      of: 'a-1',
      plan: { id: 'yangcheng-outage' },
      place: { id: 'yc-grid', name: { zh: '示例·阳城电网' } },
      role: { id: 'office-director', name: { zh: '办公室主任', en: 'Director of the office' } },
      level: 'II',
      color: 'orange',
      since: START,
      dueAt: null,
      link: '/console?alarm=a-1',
    });
    if (call === undefined) throw new Error('no call');
    expect(call.headline.zh).toBe(
      '催办 办公室主任：示例·阳城电网 阳城县电网减供负荷或用户停电，已达大面积停电Ⅱ级响应条件，报警未确认',
    );
    expect(describe(call, 'zh').split('\n')).toEqual([
      '地区：示例·阳城电网',
      '报警：阳城县电网减供负荷或用户停电',
      '已达条件：Ⅱ级响应',
      '开始时间：2026-01-10 08:00',
      '依据：减供 45 %',
      '此前已告知：县指挥部办公室 2026-01-10 08:10',
      '条款：4.3.2',
      '预案：阳城县大面积停电事件应急预案',
      '办理：请确认报警，或指定专人处理：/console?alarm=a-1',
    ]);
    expect(describe(call, 'en')).toContain('Told before: Office of the county command 2026-01-10 08:10');
  });

  test('is one of its own for each rung, also when a raise in level begins anew', () => {
    const told = callsOf(
      alarmEvents(
        'a-1',
        [
          [10, 'office', 1],
          [20, 'office', 1],
        ],
        { minute: 15, level: 'I' },
      ),
    );
    expect(told.map(({ id, level }) => [id, level])).toEqual([
      ['a-1.1.1', 'II'],
      ['a-1.2.1', 'I'],
    ]);
  });

  test('of a drill says so in its headline', () => {
    const [call] = callsOf(alarmEvents('a-1', [[10, 'office', 1]]), 'exercise');
    expect(call?.headline.zh).toMatch(/^【演练】催办 县指挥部办公室：/);
    expect(call?.headline.en).toMatch(/^\[EXERCISE\] Call to Office of the county command: /);
    expect(call?.standing).toBe('exercise');
  });

  test('to somebody who is called by nobody is none', () => {
    expect(callsOf(alarmEvents('a-1', [[10, 'operator', 1]]))).toEqual([]);
  });
});

/** The calls that the events of a case bring. */
function callsOfCase(events: readonly CaseEvent[], context: CallContext): Call[] {
  return events.flatMap((event, i) =>
    event.kind === 'case-overdue' ? (callOfOverdue(foldCase(events.slice(0, i + 1)), event, context) ?? []) : [],
  );
}

suite('a call about what is overdue', () => {
  test('names the step, who should have done it and when it was due', () => {
    const { context, events } = neglected('yangquan-heavy-pollution', 'yangquan', START + 90 * 60_000, ['consult']);
    const calls = callsOfCase(events, context);
    expect(calls).toMatchObject([
      {
        id: `w-1.overdue.${START + 90 * 60_000}.deputy-commander`,
        about: 'overdue',
        of: 'w-1',
        level: 'III',
        role: { id: 'deputy-commander', name: { zh: '副总指挥' } },
        dueAt: START + HOUR,
        since: START + HOUR,
        link: '/drills/d-1/cases?case=w-1',
      },
    ]);
    expect(calls[0]?.headline.zh).toMatch(/^催办 副总指挥：阳泉市重污染天气，“.+”已超期$/);
    expect(calls[0]?.headline.en).toMatch(/: “.+” is overdue$/);
    expect(describe(calls[0] ?? { points: [] }, 'zh')).toContain('应急指挥部办公室，应于 2026-01-10 09:00 前完成');
  });

  test('is one for all that goes to one role at one instant, each thing once', () => {
    const { opened, context } = neglected('yangquan-heavy-pollution', 'yangquan', START);
    const { plan } = context;
    const unit = (n: number): string => plan.units[n]?.id ?? '';
    const book = new CaseBook();
    const steps = opened.round.steps.filter(({ act }) => act === 'publish');
    const text = { zh: '停止户外课', en: 'No classes outdoors' };
    const measures = Array.from({ length: 12 }, (_, n) => {
      return {
        id: `m-${n}`,
        unit: unit(n % 3),
        group: 'health',
        clause: '4',
        text,
        withinMs: HOUR,
        dailyAt: null,
      } as const;
    });
    const events: CaseEvent[] = [
      { ...opened, round: { ...opened.round, steps } },
      {
        kind: 'case-step',
        id: 'w-1',
        at: START,
        step: 'publish',
        by: { name: '某人', role: 'office' },
        note: null,
        condition: 'III',
        effect: { level: 'III', measures, reporting: [], confirm: [] },
      },
    ];
    for (const event of events) book.apply(event);
    const overdue = callOverdue(book, new Map([[plan.id, plan]]), 'Asia/Shanghai', START + 2 * HOUR);
    expect(overdue).toHaveLength(12);
    const calls = callsOfCase([...events, ...overdue], context);
    expect(calls.map(({ role }) => role.id)).toEqual(['office']);
    expect(calls[0]?.headline.zh).toContain('12项已超期，最早为“停止户外课”');
    const points = calls[0]?.points.map(({ label }) => label.zh) ?? [];
    expect(points.filter((label) => label === '超期事项')).toHaveLength(8);
    expect(describe(calls[0] ?? { points: [] }, 'en')).toContain('Besides: 4 more');
    // Called once already, whatever else becomes overdue later.
    expect(callOverdue(book, new Map([[plan.id, plan]]), 'Asia/Shanghai', START + 3 * HOUR)).toEqual([]);
  });

  test('is made for nobody where the order of the plan says so', () => {
    const { plan } = contextOf('yangquan-heavy-pollution', 'yangquan');
    if (plan.escalation === null) throw new Error('no escalation');
    const quiet = { ...plan, escalation: { ...plan.escalation, overdue: false } };
    const { book, begun, context } = neglected(plan.id, 'yangquan', START, ['consult']);
    const overdue = callOverdue(book, new Map([[plan.id, quiet]]), 'Asia/Shanghai', START + 2 * HOUR);
    expect(overdue).toMatchObject([{ kind: 'case-overdue', escalatedTo: null }]);
    expect(callsOfCase([...begun, ...overdue], context)).toEqual([]);
  });
});

const places = jurisdictions.flatMap(({ id, plans: held }) => held.map((plan) => [plan, id] as const));
test.each(places)('what is overdue by %s in %s makes calls of the right shape that name nobody', (plan, place) => {
  const { context, events } = neglected(plan, place, START + 100 * HOUR);
  for (const call of callsOfCase(events, context)) {
    expect(callSchema.parse(call)).toEqual(call);
    expect(JSON.stringify(call)).not.toContain('某人');
  }
});

test.each(places)('%s in %s has an order of who is told when nobody acts, and says that it is not its text', (plan) => {
  expect(plans.get(plan)?.escalation).toMatchObject({ overdue: true, interpretation: { zh: expect.any(String) } });
});
