import { describe, expect, it } from 'vitest';
import type { Rule } from '../../server/model/plan.ts';
import type { Trends, WireEvidence } from '../../server/wire/shapes.ts';
import { evidenceLines } from './evidence-lines.ts';
import { countEvidence } from './facts.ts';

const text = { zh: '', en: '' };
const base = {
  id: 'r',
  title: text,
  clause: '4.3',
  clauses: {},
  role: 'plan',
  interpretation: null,
  confirm: [],
} as const;
const band: Rule = { ...base, kind: 'band', scope: 'county', editions: [] };
const stock: Rule = { ...base, kind: 'stock', over: 'each', editions: [] };
const evidence = (more: Partial<WireEvidence>): WireEvidence => ({
  clause: '4.3',
  summary: text,
  window: null,
  unit: '%',
  thresholds: [{ level: 'III', at: 20 }],
  values: [['2026-11-22T00:00:00Z', 25]],
  missing: 0,
  facts: {},
  ...more,
});
const trends: Trends = {
  jurisdiction: 'yangcheng',
  at: '2026-11-22T00:00:00Z',
  air: null,
  grids: [
    {
      subject: 'yc-grid',
      load: [
        [0, 400],
        [60_000, null],
        [120_000, 300],
      ],
      reference: 400,
      shedPercent: 25,
      shedFrom: 'inferred',
      customersPercent: null,
    },
  ],
  weeks: [],
  coal: [
    {
      subject: 'yc-mine',
      value: 4,
      unit: 'd',
      level: 'III',
      stock: [
        [0, 6000],
        [60_000, null],
        [120_000, 4000],
      ],
      marks: [],
    },
  ],
};

describe('what the chart of an evidence draws', () => {
  it('draws the values of a verdict over time as they are', () => {
    const values: WireEvidence['values'] = [
      ['2026-11-22T00:00:00Z', 510],
      ['2026-11-22T01:00:00Z', null],
      ['2026-11-22T02:00:00Z', 520, 'forecast'],
    ];
    expect(evidenceLines(evidence({ values }), band, 'yangquan', null)).toMatchObject({ values, from: 'evidence' });
    expect(evidenceLines(evidence({ values }), null, 'yangquan', null)).toBeNull();
  });

  it('draws a grid’s load with the loads that the shares lost would leave', () => {
    const lines = evidenceLines(evidence({ facts: { loadBeforeMw: 400 } }), band, 'yc-grid', trends);
    expect(lines).toMatchObject({ unit: 'MW', from: 'load', thresholds: [{ level: 'III', at: 320 }] });
    expect(lines?.values.map(([, value]) => value)).toEqual([400, null, 300]);
  });

  it('draws an enterprise’s stock over its denominator', () => {
    const lines = evidenceLines(
      evidence({ unit: 'd', facts: { 'coal-producer denominator': 1000 } }),
      stock,
      'yc-mine',
      trends,
    );
    expect(lines?.values.map(([, value]) => value)).toEqual([6, null, 4]);
    expect(lines).toMatchObject({ unit: 'd', thresholds: [{ level: 'III', at: 20 }] });
  });

  it('has nothing to draw without the readings', () => {
    expect(evidenceLines(evidence({}), band, 'elsewhere', trends)).toBeNull();
    expect(evidenceLines(evidence({}), stock, 'yc-mine', null)).toBeNull();
  });
});

describe('counting an evidence again', () => {
  it('counts observed and forecast values beyond each line apart', () => {
    const counts = countEvidence(
      evidence({
        missing: 1,
        thresholds: [
          { level: 'II', at: 650 },
          { level: 'III', at: 500 },
        ],
        values: [
          ['2026-11-22T00:00:00Z', 500],
          ['2026-11-22T01:00:00Z', 700],
          ['2026-11-22T02:00:00Z', null],
          ['2026-11-22T03:00:00Z', 600, 'forecast'],
        ],
      }),
      () => '>',
    );
    expect(counts).toMatchObject({ observed: 2, forecast: 1, missing: 1, observedMean: 600 });
    expect(counts.lines.map(({ level, observed, forecast }) => [level, observed, forecast])).toEqual([
      ['III', 1, 1],
      ['II', 1, 0],
    ]);
  });
});
