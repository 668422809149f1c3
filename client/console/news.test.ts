import { expect, it } from 'vitest';
import type { WireAlarm } from '../../server/wire/shapes.ts';
import { askingOf, newsSince } from './news.ts';
import { bareAlarm } from '../session/bare-alarm.ts';

const alarm = (id: string, more: Partial<WireAlarm> = {}): WireAlarm => ({
  ...bareAlarm,
  id,
  since: '2026-11-20T00:00:00Z',
  changedAt: '2026-11-20T00:00:00Z',
  ...more,
});

/** What is told at each of some pictures of the alarms, one after the other. */
const told = (...pictures: readonly (readonly WireAlarm[])[]): string[][] =>
  pictures.slice(1).map((now, i) => newsSince(askingOf(pictures[i] ?? []), now).map(({ id }) => id));

it('raised -> told once -> raised higher -> told again -> lowered and returned -> nothing', () => {
  const yellow = alarm('a');
  const orange = alarm('a', { level: 'II', highest: 'II' });
  const lowered = alarm('a', { level: 'III', highest: 'II' });
  const returned = alarm('a', { level: 'none', highest: 'II', state: 'returned', active: false });
  expect(told([], [yellow], [yellow], [orange], [lowered], [returned])).toEqual([['a'], [], ['a'], [], []]);
});

it('acknowledged -> nothing -> asks again at the same level -> told', () => {
  const owned = alarm('a', { state: 'acknowledged' });
  expect(told([alarm('a')], [owned], [alarm('a')])).toEqual([[], ['a']]);
});

it('came back from shelving -> told', () => {
  expect(told([alarm('a', { state: 'shelved' })], [alarm('a')])).toEqual([['a']]);
});

it('many at once -> the most urgent first', () => {
  const red = alarm('red', { level: 'I', highest: 'I' });
  const silence = alarm('silence', { class: 'quality', plan: null, level: 'none', highest: 'none' });
  expect(told([], [silence, alarm('yellow'), red])).toEqual([['red', 'yellow', 'silence']]);
});
