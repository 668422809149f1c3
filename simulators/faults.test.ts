import { describe, expect, it } from 'vitest';
import { sentThrough, type Fault, type Measured } from './faults.ts';

const measured: Measured = {
  source: 's',
  metric: 'air.co',
  time: 150,
  deliveredAt: 160,
  valueAt: (time) => time / 100,
};
const base = { source: 's', metric: null, from: 100, to: 200 } as const;

describe('a reading through a fault', () => {
  it.each<[string, Fault, unknown]>([
    ['gap', { ...base, kind: 'gap' }, null],
    ['stuck', { ...base, kind: 'stuck' }, { time: 150, value: 1, deliveredAt: 160 }],
    ['spike', { ...base, kind: 'spike', factor: 4 }, { time: 150, value: 6, deliveredAt: 160 }],
    ['wrong unit', { ...base, kind: 'wrong-unit', factor: 1000 }, { time: 150, value: 1500, deliveredAt: 160 }],
    ['late', { ...base, kind: 'late', deliveredAt: 900 }, { time: 150, value: 1.5, deliveredAt: 900 }],
    ['clock', { ...base, kind: 'clock', offsetMs: 3_600_000 }, { time: 3_600_150, value: 1.5, deliveredAt: 160 }],
  ])('%s', (_, fault, sent) => {
    expect(sentThrough([fault], measured)).toEqual(sent);
  });

  it.each<[string, Fault]>([
    ['of another source', { ...base, source: 't', kind: 'gap' }],
    ['of another metric', { ...base, metric: 'air.o3', kind: 'gap' }],
    ['that is over at its end', { ...base, to: 150, kind: 'gap' }],
    ['that has not begun', { ...base, from: 151, kind: 'gap' }],
  ])('is whole with one %s', (_, fault) => {
    expect(sentThrough([fault], measured)).toEqual({ time: 150, value: 1.5, deliveredAt: 160 });
  });
});
