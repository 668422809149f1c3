import { describe, expect, it } from 'vitest';
import type { Rule } from '../../server/model/plan.ts';
import { editionsOf, ruleSentence } from './sentences.ts';

const base = {
  id: 'r',
  title: { zh: '', en: '' },
  clause: '3.1',
  clauses: { I: '3.1.3' },
  role: 'plan',
  interpretation: null,
} as const;

describe('a rule as a sentence', () => {
  const so2: Rule = {
    ...base,
    kind: 'run-of-hours',
    metric: 'air.so2',
    editions: [
      { from: '2021-01-01', values: { hours: 12, bridge: 2, above: { III: 500, I: 800 } } },
      { from: '2026-01-01', values: { hours: 10, bridge: 1, above: { III: 450 } } },
    ],
  };

  it('has the numbers that hold on the date, lowest level first, each with its clause', () => {
    expect(ruleSentence(so2, '2025-06-01').levels).toEqual([
      {
        level: 'III',
        clause: '3.1',
        text: { zh: 'SO₂ > 500 µg/m³，连续 12 小时', en: 'SO₂ > 500 µg/m³ for 12 hours' },
      },
      {
        level: 'I',
        clause: '3.1.3',
        text: { zh: 'SO₂ > 800 µg/m³，连续 12 小时', en: 'SO₂ > 800 µg/m³ for 12 hours' },
      },
    ]);
    expect(ruleSentence(so2, '2026-06-01').levels.map(({ text }) => text.en)).toEqual(['SO₂ > 450 µg/m³ for 10 hours']);
    expect(editionsOf(so2)).toEqual(['2021-01-01', '2026-01-01']);
  });

  it('joins the ways to the highest level of a rule on days', () => {
    const days: Rule = {
      ...base,
      kind: 'days',
      editions: [
        {
          from: '2021-01-01',
          values: {
            above: 200,
            days: { III: 2, II: 3, I: 4 },
            severe: { level: 'I', above: 300, days: 2 },
            sudden: { level: 'I', atLeast: 500 },
            upperFromDays: 3,
            minHours: 20,
          },
        },
      ],
    };
    expect(ruleSentence(days, '2025-01-01').levels.map(({ text }) => text.en)).toEqual([
      'mean AQI > 200 for 2 days',
      'mean AQI > 200 for 3 days',
      'mean AQI > 200 for 4 days, of which > 300 for 2 days; or mean AQI ≥ 500 on any day',
    ]);
  });

  it('says which bounds of a grid depend on its load', () => {
    const band: Rule = {
      ...base,
      kind: 'band',
      scope: 'province',
      editions: [
        {
          from: '2021-01-01',
          values: {
            shed: {},
            customers: {},
            classes: [
              { loadFrom: 20_000, shed: { III: 5 } },
              { loadFrom: 5000, shed: { III: 6 } },
            ],
            severalCities: { shed: 20, customers: 30 },
          },
        },
      ],
    };
    const sentence = ruleSentence(band, '2025-01-01');
    expect(sentence.levels.map(({ text }) => text.en)).toEqual([
      'load lost ≥ 5 % from 20000 MW up, or load lost ≥ 6 % from 5000 MW up',
    ]);
    expect(sentence.notes).toHaveLength(1);
  });

  it('tells > from ≥ in the gaps of oil and gas', () => {
    const gas: Rule = {
      ...base,
      kind: 'interruption',
      editions: [
        {
          from: '2021-01-01',
          values: { levels: { I: { days: 3, countyGap: { above: 20 }, localGap: { from: 40 } } } },
        },
      ],
    };
    expect(ruleSentence(gas, '2025-01-01').levels[0]?.text.en).toBe(
      'stopped for ≥ 3 days, with a county gap > 20 % or a local gap ≥ 40 %',
    );
  });
});
