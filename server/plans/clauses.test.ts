import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clauseReferences, coverageOf, isPartOf, numberedClauseOf, speaksOf } from './clauses.ts';
import { planSchema, type PlanFile } from './plan-schema.ts';
import { readYaml } from './yaml-file.ts';

function template(): PlanFile {
  const yaml = readYaml(join(import.meta.dirname, '../../thresholds/templates/energy/plan.yaml'));
  if (!yaml.ok) throw new Error('the template is no YAML');
  return planSchema.parse(yaml.value.content);
}

describe('a reference to a clause', () => {
  it.each([
    ['4.2.1', '4.2.1'],
    ['4', '4'],
    ['4.2.1 (6)', '4.2.1'],
    ['4.2.1（6）', '4.2.1'],
    ['4.2.1 措施(3)', '4.2.1'],
    ['5.2.1 (1) ①', '5.2.1'],
    ['GB 3095-2012 6.4', null],
    ['附件4', null],
    ['4.2.1。', null],
  ])('%s stands in %s', (clause, numbered) => {
    expect(numberedClauseOf(clause)).toBe(numbered);
  });

  it.each([
    ['4.2.1 (6)', '4.2.1 (6)', true],
    ['4.2.1 (6)', '4.2.1', false],
    ['4.2.1 措施(3)', '4.2.1', true],
    ['4.2.1', '4.2', false],
    ['GB 3095-2012 6.4', '6.4', false],
  ])('%s speaks of the listed %s: %s', (reference, listed, expected) => {
    expect(speaksOf(reference, listed, new Set(['4.2', '4.2.1', '4.2.1 (6)', '6.4']))).toBe(expected);
  });

  it.each([
    ['4.2.1', '4.2', true],
    ['4.2 (6)', '4.2', true],
    ['4.21', '4.2', false],
    ['4.2', '4.2', false],
  ])('%s is part of %s: %s', (clause, whole, expected) => {
    expect(isPartOf(clause, whole)).toBe(expected);
  });
});

describe('a plan file', () => {
  const file = template();

  it('refers to clauses in every part that names one, each as what it is', () => {
    const ways = new Map<string, Set<string>>();
    for (const { as, path } of clauseReferences(file)) {
      const part = String(path[0]);
      ways.set(part, (ways.get(part) ?? new Set()).add(as));
    }
    expect(Object.fromEntries([...ways].map(([part, as]) => [part, [...as].toSorted()]))).toEqual({
      levels: ['step'],
      // What only people can confirm of a rule is theirs.
      rules: ['computed', 'declared'],
      recommendation: ['computed', 'declared'],
      forms: ['reported'],
      declarations: ['declared'],
      steps: ['step'],
      reporting: ['step'],
      measures: ['measure'],
      roles: ['organisation'],
    });
  });

  it('tells for each listed clause what carries it, by id', () => {
    const clauses = new Map(coverageOf(file).map((entry) => [entry.clause, entry]));
    expect(clauses.get('1.1')).toEqual({
      clause: '1.1',
      text: { zh: '编制目的', en: 'Purpose' },
      carried: [],
      outOfScope: 'general',
    });
    expect(clauses.get('4.3.1 (2)')?.carried).toEqual([{ as: 'declared', ids: ['beyond-means'] }]);
    expect(clauses.get('4.3.3 (1)')?.carried).toEqual([
      { as: 'computed', ids: ['county-loss', 'coal-stock', 'gas-interruption'] },
      { as: 'declared', ids: ['coal-stock'] },
    ]);
    expect(clauses.get('2.2')?.carried).toEqual([{ as: 'organisation', ids: ['office', 'office-director'] }]);
  });
});
