import { describe, expect, it } from 'vitest';
import { CaseBook } from '../cases/index.ts';
import type { CaseEvent } from '../model/case.ts';
import { HOUR_MS } from '../model/instant.ts';
import type { Level } from '../model/level.ts';
import type { PastHour } from '../judge/index.ts';
import type { Region } from './region.ts';
import { WEEK_HOURS, weeksOf } from './weeks.ts';

const NOW = Date.parse('2026-11-22T08:20:00Z');
const END = Math.floor(NOW / HOUR_MS) + 1;
const ago = (hours: number): number => (END - hours) * HOUR_MS;
/** A region of which a week needs no more than what its judge says of the past. */
const regionOf = (said: (hour: number) => PastHour): Region =>
  ({
    plans: [{ id: 'smog' }],
    judge: {
      past: (_plan: string, from: number, to: number) => Array.from({ length: to - from }, (_, i) => said(from + i)),
    },
  }) as unknown as Region;
const quiet = regionOf(() => ({ level: 'none', knowledge: 'known' }));

const by = { name: '甲', role: 'commander' } as const;
const round = {
  action: 'start',
  to: 'III',
  origin: { kind: 'declaration', declaration: 'x', reason: '' },
  steps: [],
  evidence: [],
  by,
} as const;
const opened = (id: string, at: number, plan = 'smog'): CaseEvent => ({
  kind: 'case-opened',
  id,
  at,
  plan,
  edition: '2021',
  subject: 'town',
  round,
});
/** A round whose one step puts a level in force, or nothing. */
const step = (id: string, at: number, level: Level | null): CaseEvent[] => [
  { kind: 'case-round', id, at, round },
  {
    kind: 'case-step',
    id,
    at,
    step: 'publish',
    by,
    note: null,
    condition: 'none',
    effect: level === null ? null : { level, measures: [], reporting: [], confirm: [] },
  },
];
function inForce(...events: readonly (CaseEvent | readonly CaseEvent[])[]): unknown {
  const cases = new CaseBook();
  for (const event of events.flat()) cases.apply(event);
  return weeksOf(quiet, cases, NOW)[0]?.inForce;
}

describe('the week of a plan', () => {
  it('runs to the end of the hour under way, as stretches that say what was not known', () => {
    const region = regionOf((hour) =>
      hour < END - 100
        ? { level: 'none', knowledge: 'silent' }
        : hour < END - 50
          ? { level: 'II', knowledge: 'known' }
          : { level: 'II', knowledge: hour < END - 40 ? 'lost' : 'known' },
    );
    expect(weeksOf(region, new CaseBook(), NOW)).toEqual([
      {
        plan: 'smog',
        condition: [
          [ago(WEEK_HOURS), 'none', false],
          [ago(100), 'II', true],
          [ago(50), 'II', false],
          [ago(40), 'II', true],
        ],
        inForce: [[ago(WEEK_HOURS), 'none']],
      },
    ]);
  });

  it('begins with what was in force before it, and follows what was raised, lowered and ended', () => {
    expect(
      inForce(
        opened('c-1', ago(300)),
        step('c-1', ago(290), 'III'),
        step('c-1', ago(90), 'II'),
        // A step that puts nothing in force, and one to the level that there is.
        step('c-1', ago(80), null),
        step('c-1', ago(70), 'II'),
        step('c-1', ago(20), 'none'),
        opened('c-2', ago(10), 'coal'),
        step('c-2', ago(9), 'I'),
      ),
    ).toEqual([
      [ago(WEEK_HOURS), 'III'],
      [ago(90), 'II'],
      [ago(20), 'none'],
    ]);
  });

  it('keeps the newest of very many changes', () => {
    const events: (CaseEvent | CaseEvent[])[] = [opened('c-1', ago(160))];
    for (let i = 0; i < 120; i += 1) events.push(step('c-1', ago(150 - i), i % 2 === 0 ? 'III' : 'II'));
    const stretches = inForce(...events) as unknown[];
    expect([stretches.length, stretches.at(-1)]).toEqual([50, [ago(31), 'II']]);
  });
});
