import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HistoryBook, type HistoryRange } from '../alarms/index.ts';
import type { RegionEvent } from '../pipeline/region.ts';
import { ledgerBodySchema, toEntries, type LedgerBody } from './events.ts';
import { LedgerHistory } from './history.ts';
import { openFileLedger, type Ledger } from './log.ts';

const MIN = 60_000;
const HOUR = 60 * MIN;
const START = Date.parse('2026-01-01T00:00:00Z');
/** Alarms in the ledger; each has three events or, every seventh, two. */
const ALARMS = 700;

const folder = mkdtempSync(join(tmpdir(), 'wanglou-history-'));
let ledger: Ledger<LedgerBody>;
let breaths = 0;
const makeHistory = (): LedgerHistory =>
  new LedgerHistory({
    ledger,
    breathe: async () => {
      breaths += 1;
      await Promise.resolve();
    },
  });

const placeOf = (i: number): string => (i % 3 === 0 ? 'here' : 'there');
const raised = (i: number, at: number): RegionEvent => ({
  kind: 'alarm-raised',
  id: `a-${i}`,
  at,
  plan: 'p',
  rule: 'r',
  subject: `s-${i % 5}`,
  class: 'plan',
  level: 'III',
  indeterminate: false,
  evidence: null,
  clause: null,
});

beforeAll(async () => {
  ledger = await openFileLedger({
    file: join(folder, 'ledger.ndjson'),
    schema: ledgerBodySchema,
    clock: { now: () => 0 },
    onTrouble: () => undefined,
  });
  const events: [string, RegionEvent][] = [];
  for (let i = 0; i < ALARMS; i += 1) {
    const place = placeOf(i);
    // Every so often one is dated back, as an hour that is judged late.
    const at = START + i * HOUR - (i % 11 === 0 ? 5 * HOUR : 0);
    events.push([place, raised(i, at)]);
    if (i % 7 !== 0)
      events.push([place, { kind: 'alarm-acknowledged', id: `a-${i}`, at: at + 9 * MIN, by: '甲', note: null }]);
    events.push([place, { kind: 'alarm-returned', id: `a-${i}`, at: at + 20 * MIN }]);
    // The fourteenth before is answered long after: something is open nearly always.
    if (i % 7 === 0 && i >= 14) {
      const late = START + i * HOUR + 30 * MIN;
      events.push([placeOf(i - 14), { kind: 'alarm-acknowledged', id: `a-${i - 14}`, at: late, by: '乙', note: null }]);
    }
  }
  await ledger.append(events.flatMap(([jurisdiction, event]) => toEntries({ jurisdiction, events: [event] })));
});
afterAll(async () => {
  await ledger.close();
  rmSync(folder, { recursive: true });
});

/** The same from the whole ledger, without any place to begin at. */
function slowly(range: HistoryRange, jurisdiction: string | null): HistoryBook {
  const book = new HistoryBook(range);
  for (const { seq, at, data } of ledger.read()) {
    if (jurisdiction !== null && data.jurisdiction !== jurisdiction) continue;
    book.take({ seq, jurisdiction: data.jurisdiction, event: data.event, knownAt: at });
  }
  return book;
}

describe('the history of a range', () => {
  const hours = (from: number, to: number) => ({ from: START + from * HOUR, to: START + to * HOUR });
  it.each([
    ['before anything', hours(-100, -90)],
    ['at the beginning', hours(-10, 3)],
    ['in the middle', hours(333, 340)],
    ['over blocks', hours(100, 420)],
    ['of an instant', { from: START + 250 * HOUR, to: START + 250 * HOUR + 1 }],
    ['at the end', hours(690, 1000)],
    ['after everything', hours(2000, 2001)],
    ['of all', hours(-100, 2000)],
  ])('%s is what the whole ledger says', async (_name, span) => {
    for (const as of ['at-end', 'since'] as const) {
      for (const jurisdiction of [null, 'here']) {
        const range = { ...span, as };
        const found = await makeHistory().of(range, jurisdiction);
        const wanted = slowly(range, jurisdiction);
        expect(found?.records()).toEqual(wanted.records());
        expect(found?.happenings()).toEqual(wanted.happenings());
      }
    }
  });

  it('is not read from the first entry, nor to the last, and lets others have a turn', async () => {
    const history = makeHistory();
    await history.of({ ...hours(600, 601), as: 'at-end' }, null);
    breaths = 0;
    await history.of({ ...hours(600, 601), as: 'at-end' }, null);
    // 2100 entries are eight blocks; the range needs its own and what was open before it.
    expect(breaths).toBeGreaterThan(0);
    expect(breaths).toBeLessThanOrEqual(2);
    breaths = 0;
    await history.of({ ...hours(10, 11), as: 'since' }, null);
    expect(breaths).toBeLessThanOrEqual(2);
  });

  it('takes up what was recorded meanwhile, and sends away who comes when too many wait', async () => {
    const history = makeHistory();
    const range = { ...hours(3000, 3001), as: 'at-end' } as const;
    expect((await history.of(range, null))?.records().map(({ alarm }) => alarm.id)).not.toContain('a-9999');
    await ledger.append(toEntries({ jurisdiction: 'here', events: [raised(9999, START + 3000 * HOUR)] }));
    const answers = await Promise.all(Array.from({ length: 10 }, () => history.of(range, null)));
    expect(answers.map((answer) => answer?.records().at(-1)?.alarm.id)).toEqual([
      ...Array.from({ length: 8 }, () => 'a-9999'),
      undefined,
      undefined,
    ]);
    expect(answers.slice(8)).toEqual([null, null]);
  });

  it('that cannot be read is the trouble of whoever asked, not of the next', async () => {
    let fails = true;
    const history = new LedgerHistory({
      ledger: {
        *read(from) {
          if (fails) throw new Error('the disk');
          yield* ledger.read(from);
        },
      },
      breathe: () => Promise.resolve(),
    });
    const range = { ...hours(0, 1), as: 'at-end' } as const;
    await expect(history.of(range, null)).rejects.toThrow('the disk');
    fails = false;
    expect((await history.of(range, null))?.records().length).toBeGreaterThan(0);
  });
});
