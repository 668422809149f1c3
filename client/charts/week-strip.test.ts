import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../server/model/instant.ts';
import { buildWeekStrip, dayMarks, weekRange } from './week-strip.ts';

const NOW = Date.parse('2026-11-22T08:30:00Z');
const { from, to } = weekRange(NOW);
const after = (hours: number): number => from + hours * HOUR_MS;

describe('the strip of a week', () => {
  it('ends with the hour under way, and says nothing of what is to come', () => {
    expect([to - NOW, to - from]).toEqual([HOUR_MS / 2, 168 * HOUR_MS]);
    const { condition } = buildWeekStrip({ plan: 'p', condition: [[from, 'none', true]], inForce: [] }, NOW);
    expect(condition).toEqual([{ from, to: NOW, left: 0, width: 167.5 / 168, level: 'none', known: true }]);
  });

  it('has stretches that touch each other, and those in force alone above them', () => {
    const strip = buildWeekStrip(
      {
        plan: 'p',
        condition: [
          [from, 'none', false],
          [after(42), 'III', true],
          [after(84), 'III', false],
        ],
        inForce: [
          [from, 'none'],
          [after(84), 'III'],
          [after(126), 'none'],
        ],
      },
      NOW,
    );
    expect(strip.condition.map(({ left, level, known }) => [left, level, known])).toEqual([
      [0, 'none', false],
      [0.25, 'III', true],
      [0.5, 'III', false],
    ]);
    expect(strip.inForce).toEqual([{ from: after(84), to: after(126), left: 0.5, width: 0.25, level: 'III' }]);
  });

  it('cuts off what lies before it, such as the beginning of a picture that is some hours old', () => {
    const strip = buildWeekStrip(
      {
        plan: 'p',
        condition: [
          [from - 5 * HOUR_MS, 'II', true],
          [from - 2 * HOUR_MS, 'I', true],
          [after(168), 'II', true],
        ],
        inForce: [[from - HOUR_MS, 'II']],
      },
      NOW,
    );
    expect(strip.condition.map(({ level, left, width }) => [level, left, width])).toEqual([['I', 0, 167.5 / 168]]);
    expect(strip.inForce).toHaveLength(1);
  });
});

it('days begin at local midnight, also where the clocks change and where zones have half hours', () => {
  expect(dayMarks(NOW, 'Asia/Shanghai').map(({ date }) => date)).toEqual(
    ['16', '17', '18', '19', '20', '21', '22'].map((day) => `2026-11-${day}`),
  );
  expect(dayMarks(NOW, 'Asia/Shanghai')[0]?.left).toBe(7 / 168);
  expect(dayMarks(NOW, 'America/St_Johns')[0]?.left).toBe(18.5 / 168);
  const fallBack = dayMarks(Date.parse('2026-11-03T12:00:00Z'), 'America/New_York').map(({ left }) => left * 168);
  expect(fallBack.slice(1).map((left, i) => Math.round(left - (fallBack[i] ?? 0)))).toContain(25);
});
