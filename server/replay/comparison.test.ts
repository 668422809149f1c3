import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Level, RaisedLevel } from '../model/level.ts';
import { daysOf, differencesBetween, stretchesOf, summarise, totalOf, type LevelStretch } from './comparison.ts';

const of = (level: RaisedLevel, from: number, to: number): LevelStretch => ({ level, from, to });
const levelAt = (stretches: readonly LevelStretch[], at: number): Level =>
  stretches.find(({ from, to }) => from <= at && at < to)?.level ?? 'none';

/** Steps at ascending hours. */
const steps = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.constantFrom<Level>('none', 'III', 'II', 'I')), {
    selector: ([at]) => at,
  })
  .map((list) => list.toSorted((a, b) => a[0] - b[0]).map(([at, to]) => ({ at, to })));

describe('what was in force', () => {
  test('lasts to the next step, and the last one to the end', () => {
    expect(
      stretchesOf(
        [
          { at: 10, to: 'III' },
          { at: 20, to: 'I' },
          { at: 30, to: 'none' },
          { at: 40, to: 'II' },
        ],
        50,
      ),
    ).toEqual([of('III', 10, 20), of('I', 20, 30), of('II', 40, 50)]);
  });

  test('is nothing where a step has no length', () => {
    expect(
      stretchesOf(
        [
          { at: 10, to: 'III' },
          { at: 10, to: 'II' },
          { at: 50, to: 'I' },
        ],
        50,
      ),
    ).toEqual([of('II', 10, 50)]);
  });
});

describe('the summary', () => {
  test('counts an episode once, however often its level changes', () => {
    const summary = summarise([of('III', 10, 20), of('I', 20, 30), of('III', 30, 35), of('II', 40, 50)]);
    expect(summary).toEqual({
      inForceMs: { III: 15, I: 10, II: 10 },
      totalMs: 35,
      episodes: 2,
      first: 10,
      last: 50,
    });
  });

  test('of nothing has no first and no last', () => {
    expect(summarise([])).toEqual({ inForceMs: {}, totalMs: 0, episodes: 0, first: null, last: null });
  });
});

describe('differences from the first', () => {
  test('are missed, added, or at another level, each with both levels', () => {
    const first = [of('III', 10, 20), of('II', 20, 30)];
    const other = [of('III', 5, 12), of('I', 25, 40)];
    expect(differencesBetween(first, other)).toEqual([
      { kind: 'added', from: 5, to: 10, first: 'none', other: 'III' },
      { kind: 'missed', from: 12, to: 20, first: 'III', other: 'none' },
      { kind: 'missed', from: 20, to: 25, first: 'II', other: 'none' },
      { kind: 'different', from: 25, to: 30, first: 'II', other: 'I' },
      { kind: 'added', from: 30, to: 40, first: 'none', other: 'I' },
    ]);
  });

  test('hold at every instant, and only there', () => {
    fc.assert(
      fc.property(steps, steps, (a, b) => {
        const [first, other] = [stretchesOf(a, 60), stretchesOf(b, 60)];
        const found = differencesBetween(first, other);
        for (let at = 0; at < 60; at += 1) {
          const here = found.filter(({ from, to }) => from <= at && at < to);
          const levels = [levelAt(first, at), levelAt(other, at)];
          expect(here.map((one) => [one.first, one.other])).toEqual(levels[0] === levels[1] ? [] : [levels]);
        }
        expect(found.every(({ from, to }, i) => from < to && from >= (found[i - 1]?.to ?? 0))).toBe(true);
      }),
    );
  });

  test('seen from the other side change their sign', () => {
    fc.assert(
      fc.property(steps, steps, (a, b) => {
        const [first, other] = [stretchesOf(a, 60), stretchesOf(b, 60)];
        const turned = { missed: 'added', added: 'missed', different: 'different' } as const;
        expect(differencesBetween(other, first)).toEqual(
          differencesBetween(first, other).map((one) => ({
            ...one,
            kind: turned[one.kind],
            first: one.other,
            other: one.first,
          })),
        );
      }),
    );
  });

  test('are counted once where they touch', () => {
    const found = differencesBetween([of('III', 10, 20), of('II', 20, 30), of('III', 40, 50)], []);
    expect(totalOf(found, 'missed')).toEqual({ ms: 30, count: 2 });
    expect(totalOf(found, 'added')).toEqual({ ms: 0, count: 0 });
  });
});

test.each([
  [0, '0.0'],
  [86_400_000, '1.0'],
  [4_320_000, '0.1'],
  [4_319_999, '0.0'],
])('%i ms are %s days', (ms, days) => {
  expect(daysOf(ms)).toBe(days);
});
