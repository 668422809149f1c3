import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../model/plan.ts';
import { widthOf } from './columns.ts';
import { coverageLines, coverageOfPlan } from './coverage.ts';
import { loadPlan } from './load.ts';
import { formatProblem } from './problem.ts';

describe('the coverage of a plan', () => {
  let plan: Plan;
  beforeAll(() => {
    const loaded = loadPlan(join(import.meta.dirname, '../../thresholds/templates/incident/plan.yaml'));
    if (!loaded.ok) throw new Error(loaded.error.map(formatProblem).join('\n'));
    plan = {
      ...loaded.value,
      clauses: [
        ...loaded.value.clauses,
        { clause: '7', text: { zh: '附则', en: 'End' }, carried: [], outOfScope: null },
        { clause: '7.1', text: { zh: '解释', en: 'Words' }, carried: [], outOfScope: { zh: '另定', en: 'Elsewhere' } },
      ],
    };
  });

  it('counts clauses that are carried, headings and what is out of scope', () => {
    expect(coverageOfPlan(plan).counts).toEqual({ clauses: 23, carried: 17, headings: 1, outOfScope: 5 });
  });

  it('has a line for each clause, with how it is carried or why not, in columns', () => {
    const lines = coverageLines(coverageOfPlan(plan), null);
    expect(lines).toHaveLength(25);
    expect(lines[0]).toBe(
      '【示例】某县生产安全事故应急预案  (example) County emergency plan for accidents at work  (new-plan, 【示例】某政办发〔2026〕1号)',
    );
    expect(lines[1]).toMatch(/^1\.1 +编制目的 +Purpose +不在范围 out of scope: 总则性内容 general$/u);
    expect(lines[3]).toMatch(/判断 computed: accident-grade; 填报 reported: accident$/u);
    expect(lines[11]).toMatch(/^4\.3\.1 \(2\) .*宣布或确认 declared: beyond-means$/u);
    expect(lines[22]).toMatch(/标题，见下列各条 heading, see its parts$/u);
    expect(lines[23]).toMatch(/不在范围 out of scope: 另定 Elsewhere$/u);
    expect(lines[24]).toBe(
      '共23条：纳入17条，标题1条，不在范围5条。23 clauses: 17 carried, 1 heading, 5 out of scope.',
    );
    const starts = lines.slice(1, -1).map((line) => widthOf(/^.*? {2,}.*? {2,}.*? {2,}/u.exec(line)?.[0] ?? ''));
    expect(new Set(starts).size).toBe(1);
  });

  it.each([80, 120, 160])('stays within a screen of %d columns', (width) => {
    const lines = coverageLines(coverageOfPlan(plan), width).slice(1, -1);
    expect(lines.length).toBeGreaterThan(23);
    expect(lines.filter((line) => widthOf(line) > width)).toEqual([]);
  });

  it('says so where a plan lists none', () => {
    expect(coverageLines(coverageOfPlan({ ...plan, clauses: [] }), null).at(-1)).toBe(
      '预案文件没有列出条款。The file lists no clauses.',
    );
  });
});
