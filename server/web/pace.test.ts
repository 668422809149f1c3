import { expect, it } from 'vitest';
import type { ReadingRow, Trends } from '../wire/shapes.ts';
import { createPace } from './pace.ts';

const row = (time: number, value: number, metric = 'air.so2'): ReadingRow => ['yq-01', metric, time, value];
const trends = (at: string): Trends => ({ jurisdiction: 'yangquan', at, air: null, grids: [], coal: [], weeks: [] });
const all = () => true;

it('hands out the newest of each series once', () => {
  const pace = createPace();
  pace.add([row(1, 10), row(3, 30)]);
  pace.add([row(2, 20), row(2, 5, 'air.no2')]);
  pace.addTrends(trends('1'));
  pace.addTrends(trends('2'));
  expect(pace.step(['a'], all)).toEqual([
    { rows: [row(3, 30), row(2, 5, 'air.no2')], trends: [trends('2')], to: null, except: new Set() },
  ]);
  expect(pace.step(['a'], all)).toEqual([]);
});

it('never goes back in a series, and takes a correction of the same time', () => {
  const pace = createPace();
  pace.add([row(3, 30)]);
  pace.step(['a'], all);
  pace.add([row(2, 20)]);
  expect(pace.step(['a'], all)).toEqual([]);
  pace.add([row(3, 31)]);
  expect(pace.step(['a'], all)).toMatchObject([{ rows: [row(3, 31)] }]);
  pace.reset();
  pace.add([row(1, 10)]);
  expect(pace.step(['a'], all)).toMatchObject([{ rows: [row(1, 10)] }]);
});

it('passes over a screen that is not ready, and gives it all that it missed when it is', () => {
  const pace = createPace();
  const slow = (id: string) => id !== 'slow';
  pace.add([row(1, 10), row(1, 1, 'air.no2')]);
  expect(pace.step(['fast', 'slow'], slow)).toMatchObject([{ to: null, except: new Set(['slow']) }]);
  pace.add([row(2, 20)]);
  pace.step(['fast', 'slow'], slow);
  pace.add([row(3, 30)]);
  expect(pace.step(['fast', 'slow'], all)).toEqual([
    { rows: [row(3, 30)], trends: [], to: null, except: new Set(['slow']) },
    { rows: [row(3, 30), row(1, 1, 'air.no2')], trends: [], to: new Set(['slow']), except: new Set() },
  ]);
  pace.add([row(4, 40)]);
  expect(pace.step(['fast', 'slow'], all)).toMatchObject([{ rows: [row(4, 40)], to: null, except: new Set() }]);
});

it('catches a screen up when nothing new has come, and forgets one that left', () => {
  const pace = createPace();
  pace.add([row(1, 10)]);
  pace.step(['slow', 'gone'], () => false);
  expect(pace.step(['slow'], all)).toMatchObject([{ rows: [row(1, 10)], to: new Set(['slow']) }]);
  expect(pace.step(['slow', 'gone'], all)).toEqual([]);
});
