import { describe, expect, it } from 'vitest';
import type { ClauseEntry } from '../../server/model/procedure.ts';
import type { Plan } from '../../server/wire/shapes.ts';
import { barePlan } from './bare-plan.ts';
import { countCoverage, kindsOf, partOf } from './coverage.ts';

const text = (words: string) => ({ zh: `${words}文`, en: words });
const entry = (clause: string, more: Partial<ClauseEntry>): ClauseEntry => ({
  clause,
  text: text(clause),
  carried: [],
  outOfScope: null,
  ...more,
});
const clauses = [
  entry('1', { outOfScope: 'general' }),
  entry('2', { outOfScope: text('elsewhere') }),
  entry('4', {}),
  entry('4.1', {
    carried: [
      { as: 'computed', ids: ['loss'] },
      { as: 'measure', ids: ['stay', 'go'] },
    ],
  }),
  entry('4.2', { carried: [{ as: 'measure', ids: ['stay'] }] }),
];

describe('the coverage of a text', () => {
  it('counts a clause of several kinds in each, and once among the carried ones', () => {
    expect(countCoverage(clauses)).toEqual({
      total: 5,
      carried: 2,
      byKind: {
        computed: 1,
        declared: 0,
        reported: 0,
        step: 0,
        measure: 2,
        organisation: 0,
        heading: 1,
        out: 2,
      },
    });
  });

  it('tells a heading from what is out of scope', () => {
    expect(clauses.map((one) => kindsOf(one))).toEqual([
      ['out'],
      ['out'],
      ['heading'],
      ['computed', 'measure'],
      ['measure'],
    ]);
  });
});

describe('a part that carries a clause', () => {
  const clause = { clause: '4.1' };
  const plan: Plan = {
    ...barePlan('p'),
    roles: [{ role: 'office', ...clause, text: text('office') }],
    levels: [{ id: 'III', color: 'yellow', name: text('yellow'), clause: '4', guidance: [] }],
    forms: [{ id: 'form', title: text('form'), clause: '4', fields: [] }],
    rules: [
      {
        id: 'loss',
        kind: 'band',
        scope: 'county',
        role: 'plan',
        title: text('loss'),
        clause: '4',
        clauses: {},
        interpretation: null,
        confirm: [],
        editions: [],
      },
    ],
    declarations: [{ id: 'needed', levels: ['III'], by: ['commander'], ...clause, text: text('needed') }],
    steps: [
      {
        id: 'draft',
        on: ['start'],
        levels: ['III'],
        act: 'draft',
        by: ['office'],
        within: null,
        ...clause,
        text: text('draft'),
      },
    ],
    reporting: [
      { id: 'daily', levels: ['III'], by: ['office'], due: { kind: 'once' }, ...clause, text: text('daily') },
    ],
    measures: [
      {
        id: 'stay',
        levels: { III: '4.1' },
        group: 'health',
        units: [],
        within: null,
        dailyAt: null,
        text: text('stay'),
      },
    ],
  };

  it.each([
    ['computed', 'loss', 'rules', 'loss'],
    ['computed', 'recommendation', 'rules', null],
    ['declared', 'needed', 'declarations', 'needed'],
    // What only people can confirm stands with its rule.
    ['declared', 'loss', 'rules', 'loss'],
    ['reported', 'form', 'forms', 'form'],
    ['step', 'draft', 'steps', 'draft'],
    ['step', 'daily', 'reporting', 'daily'],
    ['step', 'III', 'rules', 'yellow'],
    ['measure', 'stay', 'measures', 'stay'],
    ['organisation', 'office', 'steps', 'office'],
    ['measure', 'unheard-of', 'measures', null],
  ] as const)('%s %s stands in the section %s', (as, id, section, words) => {
    expect(partOf(plan, as, id)).toEqual({
      id,
      section,
      anchor: `${section}-${id}`,
      text: words === null ? null : text(words),
    });
  });
});
