import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'csv-parse/sync';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Names } from '../alarms/index.ts';
import type { LedgerBody } from '../ledger/events.ts';
import { HistoryDesk } from '../ledger/history-desk.ts';
import { LedgerHistory } from '../ledger/history.ts';
import type { LedgerEntry } from '../ledger/log.ts';
import { bareSubject, type Jurisdiction } from '../model/jurisdiction.ts';
import type { Plan } from '../model/plan.ts';
import type { RegionEvent } from '../pipeline/region.ts';
import type { WireHandover, WireHistory, WireKpis } from '../wire/history.ts';
import { addHistoryRoutes } from './history-routes.ts';
import { Refusal } from './problems.ts';

const MIN = 60_000;
const HOUR = 60 * MIN;
/** 08:00 in China. */
const T = Date.parse('2026-11-22T00:00:00Z');
const text = (zh: string, en: string) => ({ zh, en });

const place = (id: string, zh: string, en: string): Jurisdiction => ({
  id,
  name: text(zh, en),
  timezone: 'Asia/Shanghai',
  plans: ['smog'],
  subjects: [bareSubject(`${id}-city`, 'city', text(`${zh}区`, `${en} proper`))],
});
const PLACES = [place('yangquan', '阳泉', 'Yangquan'), place('yangcheng', '阳城', 'Yangcheng')];
/** What the history needs of a plan. */
const PLAN = {
  id: 'smog',
  short: text('重污染', 'Smog'),
  rules: [{ id: 'so2', title: text('二氧化硫小时值', 'Hours of SO₂') }],
  units: [{ id: 'ecology', text: text('生态环境局', 'Ecology bureau') }],
} as unknown as Plan;

const raised = (id: string, at: number, more: Partial<Extract<RegionEvent, { kind: 'alarm-raised' }>> = {}) =>
  ({
    kind: 'alarm-raised',
    id,
    at,
    plan: 'smog',
    rule: 'so2',
    subject: 'yangquan-city',
    class: 'plan',
    level: 'III',
    indeterminate: false,
    evidence: null,
    clause: '3.1',
    ...more,
  }) as const;

let server: Server;
let url: string;
let record: LedgerEntry<LedgerBody>[];
let now: number;
/** What the history waits for before it reads on. */
let turn: Promise<void>;

function put(jurisdiction: string, ...events: readonly RegionEvent[]): void {
  for (const event of events) {
    const seq = record.length + 1;
    record.push({
      seq,
      at: event.at,
      recordedAt: event.at,
      kind: event.kind,
      data: { jurisdiction, event },
      prev: '',
      hash: '',
    });
  }
}

beforeEach(async () => {
  record = [];
  now = T + 4 * HOUR;
  turn = Promise.resolve();
  const app = express();
  app.set('query parser', 'simple');
  const names = () => new Names(PLACES, [PLAN]);
  addHistoryRoutes(app, {
    history: new HistoryDesk({
      history: new LedgerHistory({
        ledger: {
          *read(from = 1) {
            yield* record.slice(from - 1);
          },
        },
        breathe: () => turn,
      }),
      names,
      now: () => now,
    }),
    kind: () => 'demo',
    state: { now: () => now, jurisdictions: () => PLACES, plans: () => [PLAN] },
  });
  app.use((error: unknown, _request: express.Request, response: express.Response, _next: express.NextFunction) => {
    const problem = error instanceof Refusal ? error.problem : { status: 500, code: String(error), detail: '' };
    response.status(problem.status).json(problem);
  });
  server = createServer(app);
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => server.close());

async function get<T>(path: string): Promise<T> {
  const answer = await fetch(`${url}${path}`);
  expect([path, answer.status]).toEqual([path, 200]);
  return (await answer.json()) as T;
}
const history = (query = ''): Promise<WireHistory> => get(`/history?${query}`);
/** The rows in short: the id of an alarm, or what happened. */
const inShort = ({ rows }: WireHistory): string[] =>
  rows.map((row) => (row.kind === 'alarm' ? row.id : `${row.what} ${row.by ?? '-'}`));

/** A morning: two alarms of two places, a station that falls silent, and a case that somebody declares. */
function aMorning(): void {
  put(
    'yangquan',
    raised('a-1', T),
    { kind: 'alarm-acknowledged', id: 'a-1', at: T + 3 * MIN, by: '王', note: '已电话核实' },
    { kind: 'alarm-level', id: 'a-1', at: T + HOUR, level: 'II', evidence: null, clause: '3.1' },
    { kind: 'alarm-acknowledged', id: 'a-1', at: T + HOUR + 5 * MIN, by: '李', note: null },
    {
      kind: 'case-opened',
      id: 'w-1',
      at: T + HOUR,
      plan: 'smog',
      edition: 'e',
      subject: 'yangquan-city',
      round: {
        action: 'start',
        to: 'II',
        origin: { kind: 'declaration', declaration: 'd', reason: '形势判断' },
        steps: [
          {
            id: 'draft',
            act: 'draft',
            by: ['office'],
            within: { ms: HOUR, after: 'recommendation' },
            clause: '4.1',
            text: text('拟稿', 'Draft it'),
          },
          {
            id: 'approve',
            act: 'approve',
            by: ['commander'],
            within: null,
            clause: '4.2',
            text: text('批准', 'Approve it'),
          },
        ],
        evidence: [],
        by: { name: '张', role: 'commander' },
      },
    },
    {
      kind: 'case-step',
      id: 'w-1',
      at: T + 90 * MIN,
      step: 'draft',
      by: { name: '赵', role: 'office' },
      note: null,
      condition: 'II',
      effect: null,
    },
  );
  put('yangcheng', raised('a-2', T + 2 * HOUR, { subject: 'yangcheng-city', level: 'I' }));
  put(
    'yangquan',
    raised('a-3', T + 3 * HOUR, { class: 'quality', plan: null, rule: 'stale', level: 'none', clause: null }),
    {
      kind: 'correction',
      type: 'correction',
      at: T,
      knownAt: T + 3 * HOUR,
      plan: 'smog',
      rule: 'so2',
      subject: 'yangquan-city',
      was: 'III',
      now: 'II',
    },
  );
}

describe('GET /history', () => {
  beforeEach(aMorning);

  it('gives alarms and what happened, the newest first', async () => {
    const answer = await history();
    expect(inShort(answer)).toEqual([
      'correction -',
      'a-3',
      'a-2',
      'step 赵',
      'acknowledged 李',
      'round 张',
      'acknowledged 王',
      'a-1',
    ]);
    expect(answer).toMatchObject({ total: 8, next: null, to: '2026-11-22T04:00:00.001Z' });
    expect(answer.rows.at(-1)).toMatchObject({
      kind: 'alarm',
      at: '2026-11-22T00:00:00Z',
      highest: 'II',
      first: 'III',
      state: 'acknowledged',
      waitedMs: 3 * MIN,
      people: ['王', '李'],
      cases: ['w-1'],
      corrections: [{ was: 'III', now: 'II', at: '2026-11-22T00:00:00Z' }],
    });
  });

  it.each([
    ['a person', 'person=王', ['acknowledged 王', 'a-1']],
    ['a level that an alarm reached', 'level=I', ['a-2']],
    ['a class', 'class=quality', ['a-3']],
    ['a jurisdiction', 'jurisdiction=yangcheng', ['a-2']],
    ['a subject', 'subject=yangcheng-city', ['a-2']],
    ['acts', 'kind=act', ['step 赵', 'acknowledged 李', 'round 张', 'acknowledged 王']],
    ['corrections', 'kind=correction', ['correction -']],
    ['words in English', 'text=yangcheng+proper+so₂', ['a-2']],
    ['words in Chinese', 'text=阳城 二氧化硫', ['a-2']],
    ['a note', 'text=电话', ['acknowledged 王', 'a-1']],
    ['a step', 'text=draft', ['step 赵']],
    ['a case and all that belongs to it', 'text=w-1', ['step 赵', 'round 张', 'a-1']],
    ['nothing', 'text=nothing', []],
    ['a range', `from=${T + HOUR}&to=${T + 2 * HOUR}`, ['step 赵', 'acknowledged 李', 'round 张', 'a-1']],
  ])('finds %s', async (_what, query, found) => {
    expect(inShort(await history(query))).toEqual(found);
  });

  it('tells all that was done with an alarm, and finds it by the words of it', async () => {
    const at = T + 3 * HOUR;
    const of = { plan: null, rule: 'stale', subject: 'yangquan-city' };
    put(
      'yangquan',
      raised('a-4', at, { class: 'quality', plan: null, rule: 'silent', level: 'none', clause: null }),
      { kind: 'alarm-suppressed', id: 'a-3', at: at + MIN, parent: 'a-4' },
      { kind: 'alarm-commented', id: 'a-3', at: at + 2 * MIN, by: '王', text: '光缆中断' },
      { kind: 'alarm-assigned', id: 'a-3', at: at + 3 * MIN, by: '王', to: { kind: 'role', role: 'office' } },
      { kind: 'taken-out-of-service', ...of, at: at + 4 * MIN, by: '李', reason: '检修' },
      { kind: 'alarm-out-of-service', id: 'a-3', at: at + 4 * MIN, by: '李', reason: '检修' },
      { kind: 'put-back-in-service', ...of, at: at + 5 * MIN, by: '李', note: '修好了' },
      { kind: 'alarm-in-service', id: 'a-3', at: at + 5 * MIN, by: '李' },
    );
    const [found, ...others] = (await history('kind=alarm&text=光缆')).rows;
    expect(others).toEqual([]);
    expect((await history('kind=alarm&text=修好了')).total).toBe(1);
    expect(found).toMatchObject({
      id: 'a-3',
      turns: [{ at: '2026-11-22T03:00:00Z', what: 'raised', level: 'none' }],
      suppressions: [{ at: '2026-11-22T03:01:00Z', parent: 'a-4', of: { rule: 'silent' }, endedAt: null }],
      comments: [{ at: '2026-11-22T03:02:00Z', by: '王', text: '光缆中断' }],
      assignments: [{ at: '2026-11-22T03:03:00Z', by: '王', to: { kind: 'role', role: 'office' } }],
      services: [{ at: '2026-11-22T03:04:00Z', reason: '检修', endedAt: '2026-11-22T03:05:00Z', note: '修好了' }],
    });
    expect(await (await fetch(`${url}/history.csv?kind=alarm&text=光缆`)).text()).toContain('检修; 修好了; 光缆中断');
  });

  it('turns pages without leaving out or repeating a row', async () => {
    const all = inShort(await history());
    const seen: string[] = [];
    let next: string | null = null;
    do {
      const page = await history(`limit=3${next === null ? '' : `&cursor=${next}`}`);
      seen.push(...inShort(page));
      next = page.next;
      // What is new on the first page moves nothing on the others.
      if (seen.length === 3) put('yangquan', raised('a-9', T + 3 * HOUR + 30 * MIN));
    } while (next !== null);
    expect(seen).toEqual(all);
    expect(await history()).toMatchObject({ total: 9, rows: [{ id: 'a-9' }, {}, {}, {}, {}, {}, {}, {}, {}] });
  });

  it.each([
    ['from=x', 400, 'invalid-query'],
    ['level=V', 400, 'invalid-query'],
    ['kind=x', 400, 'invalid-query'],
    ['limit=0', 400, 'invalid-query'],
    ['limit=201', 400, 'invalid-query'],
    ['cursor=x', 400, 'invalid-query'],
    ['level=I&level=II', 400, 'invalid-query'],
    [`from=${T}&to=${T}`, 422, 'bad-range'],
    [`from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z`, 422, 'range-too-wide'],
    ['jurisdiction=nowhere', 422, 'unknown-id'],
  ])('refuses %s', async (query, status, code) => {
    const answer = await fetch(`${url}/history?${query}`);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([status, code]);
  });

  it('sends away who asks while too many wait', async () => {
    let go = (): void => undefined;
    turn = new Promise((resolve) => {
      go = resolve;
    });
    const statuses: number[] = [];
    const asked = Array.from({ length: 12 }, async () => {
      const { status } = await fetch(`${url}/history`);
      statuses.push(status);
      // Those who are sent away are answered first; then the others have their turn.
      if (statuses.length === 4) go();
    });
    await Promise.all(asked);
    expect(statuses).toEqual([429, 429, 429, 429, 200, 200, 200, 200, 200, 200, 200, 200]);
  });
});

describe('GET /history.csv', () => {
  it('is the same as a table, in local time, and works nothing out', async () => {
    aMorning();
    put('yangcheng', { kind: 'alarm-acknowledged', id: 'a-2', at: T + 2 * HOUR + MIN, by: '王', note: '=1+1' });
    const answer = await fetch(`${url}/history.csv?person=王&lang=zh`);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="history_demo_2026-11-15_2026-11-22.csv"',
    );
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const rows = parse(bytes, { bom: true, columns: true }) as Record<string, string>[];
    expect(rows.map((row) => [row['时间'], row['类型'], row['对象'], row['最高或原级别'], row['备注']])).toEqual([
      ['2026-11-22 10:01', '人员操作', '阳城区', '', "'=1+1"],
      ['2026-11-22 10:00', '报警', '阳城区', 'Ⅰ级', "'=1+1"],
      ['2026-11-22 08:03', '人员操作', '阳泉区', '', '已电话核实'],
      ['2026-11-22 08:00', '报警', '阳泉区', 'Ⅱ级', '已电话核实'],
    ]);
    expect(rows.at(-1)).toMatchObject({
      时区: 'Asia/Shanghai',
      预案: '重污染',
      原因: '二氧化硫小时值',
      '确认用时（分）': '3',
      '时间（UTC）': '2026-11-22T00:00:00Z',
    });
    const english = await (await fetch(`${url}/history.csv?kind=act&lang=en`)).text();
    expect(english.split('\r\n')[0]).toMatch(/^\uFEFF?time,time zone,kind,what,/u);
    expect(english).toContain('step done,Yangquan,Yangquan proper,Smog,Draft it,4.1');
  });
});

describe('GET /kpis', () => {
  it('measures up to now, beside what is recommended', async () => {
    aMorning();
    const kpis = await get<WireKpis>(`/kpis?from=${T}&to=${T + 8 * HOUR}&shifts=08:00,20:00`);
    // Raised three times, raised in level once; four hours have passed.
    expect(kpis).toMatchObject({
      to: '2026-11-22T04:00:00.001Z',
      calls: 4,
      figures: {
        average: { rating: 'within', target: 1, most: 2 },
        topShare: { value: 1, rating: 'beyond' },
        stale: { value: 0, rating: 'within' },
      },
      acknowledging: {
        all: { waits: 4, unanswered: 2, medianMs: 3 * MIN, maxMs: 5 * MIN },
        shifts: [
          { begins: '08:00', waits: 4 },
          { begins: '20:00', waits: 0 },
        ],
      },
    });
    expect(kpis.figures.average.value).toBeCloseTo(4 / 24, 4);
    expect(kpis.series.points).toHaveLength(25);
    expect(await get<WireKpis>(`/kpis?jurisdiction=yangcheng&from=${T}`)).toMatchObject({ calls: 1 });
  });

  it('refuses times of day that are none', async () => {
    expect((await fetch(`${url}/kpis?shifts=24:00`)).status).toBe(400);
  });
});

describe('GET /handover', () => {
  it('is how things stood at the end of the shift, whatever came later', async () => {
    aMorning();
    put('yangquan', { kind: 'alarm-returned', id: 'a-1', at: T + 3 * HOUR + MIN });
    const early = await get<WireHandover>(`/handover?from=${T}&to=${T + 3 * HOUR - 1}`);
    expect(early).toMatchObject({
      raised: ['a-2', 'a-1'],
      ended: [],
      standing: ['a-2', 'a-1'],
      unacknowledged: ['a-2'],
      data: [],
      corrections: [],
      levels: [
        { subject: 'yangcheng-city', was: 'none', now: 'I' },
        { subject: 'yangquan-city', was: 'none', now: 'II', highest: 'II' },
      ],
    });
    expect(early.alarms.map(({ id }) => id)).toEqual(['a-2', 'a-1']);
    const late = await get<WireHandover>(`/handover?from=${T + 2 * HOUR}&to=${T + 10 * HOUR}`);
    expect(late).toMatchObject({
      to: '2026-11-22T04:00:00.001Z',
      raised: ['a-2', 'a-3'],
      ended: ['a-1'],
      standing: ['a-2', 'a-3'],
      data: ['a-3'],
      levels: [
        { subject: 'yangcheng-city', was: 'none', now: 'I' },
        { subject: 'yangquan-city', was: 'II', now: 'none' },
      ],
      corrections: [{ was: 'III', level: 'II' }],
    });
  });

  it('says of each case what was done, what may be done now, what is due and what is late', async () => {
    aMorning();
    const first = await get<WireHandover>(`/handover?from=${T}&to=${T + 80 * MIN}`);
    expect(first.cases).toMatchObject([
      {
        id: 'w-1',
        state: 'recommended',
        was: null,
        wish: 'II',
        happenings: [{ what: 'round', by: '张', note: '形势判断' }],
        open: [{ clause: '4.1', roles: ['office'] }],
        dues: [
          { kind: 'step', id: 'draft', late: false, at: '2026-11-22T02:00:00Z', item: { text: { en: 'Draft it' } } },
        ],
      },
    ]);
    const second = await get<WireHandover>(`/handover?from=${T + 80 * MIN}&to=${T + 3 * HOUR}`);
    expect(second.cases).toMatchObject([
      { state: 'drafted', was: 'none', happenings: [{ what: 'step', by: '赵' }], open: [{ clause: '4.2' }], dues: [] },
    ]);
  });

  it('needs to know which shift', async () => {
    expect((await fetch(`${url}/handover`)).status).toBe(400);
  });
});
