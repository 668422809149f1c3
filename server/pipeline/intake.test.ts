import { describe, expect, test } from 'vitest';
import type { Reading } from '../model/reading.ts';
import { Intake } from './intake.ts';

const NOW = Date.UTC(2026, 10, 22);
const reading = (more: Partial<Reading> = {}): Reading => ({
  source: 'st-1',
  metric: 'air.so2',
  time: NOW,
  value: 1,
  period: null,
  kind: 'observed',
  issuedAt: null,
  upper: null,
  quality: null,
  receivedAt: NOW,
  ...more,
});

class Full extends Error {}

function intake(append: (readings: readonly Reading[]) => Promise<unknown> = () => Promise.resolve()): Intake {
  return new Intake({
    sources: new Set(['st-1']),
    now: () => NOW,
    append,
    isOverload: (error) => error instanceof Full,
  });
}

describe('what is refused', () => {
  const cases: [what: string, reading: Partial<Reading>, reason: string | null][] = [
    ['an unknown source', { source: 'st-9' }, 'unknown source "st-9"'],
    ['5 min ahead is taken', { time: NOW + 300_000 }, null],
    [
      'more than 5 min ahead',
      { time: NOW + 300_001 },
      'future: reaches 2026-11-22T00:05:00.001Z, more than 5 min ahead',
    ],
    [
      'a period that reaches too far',
      { time: NOW - 3_000_000, period: 3600 },
      'future: reaches 2026-11-22T00:10:00.000Z, more than 5 min ahead',
    ],
    ['a forecast may reach ahead', { kind: 'forecast', time: NOW + 864e5, period: 3600, issuedAt: NOW }, null],
    [
      'a forecast without an issue',
      { kind: 'forecast', period: 3600 },
      'a forecast needs its issue time and its period',
    ],
  ];
  test.each(cases)('%s', async (_what, more, reason) => {
    const answer = await intake().accept([reading(), reading(more)]);
    expect(answer).toEqual({
      ok: true,
      accepted: reason === null ? 2 : 1,
      rejected: reason === null ? [] : [{ index: 1, reason }],
    });
  });
});

test('a batch goes on when it is durable, not before', async () => {
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const subject = intake(() => gate);
  const seen: number[] = [];
  subject.accepted$.subscribe((readings) => seen.push(readings.length));
  const answer = subject.accept([reading()]);
  expect(seen).toEqual([]);
  release();
  await answer;
  expect(seen).toEqual([1]);
});

test('a full disk queue is answered with "try again", any other failure with an error', async () => {
  const full = intake(() => Promise.reject(new Full('full')));
  expect(await full.accept([reading()])).toEqual({ ok: false, retryAfterS: 1 });
  const broken = intake(() => Promise.reject(new Error('disk')));
  await expect(broken.accept([reading()])).rejects.toThrow('disk');
});

test('what waits for the disk is bounded', async () => {
  const waiting = intake(() => new Promise(() => undefined));
  void waiting.accept(Array.from({ length: 300_000 }, () => reading()));
  expect(await waiting.accept(Array.from({ length: 300_000 }, () => reading()))).toEqual({ ok: false, retryAfterS: 1 });
});
