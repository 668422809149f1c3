import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadPlan } from '../plans/load.ts';
import { formatProblem, type Problem, type Result } from '../plans/problem.ts';
import { describeDifference } from './describe.ts';
import { loadSurroundings, runFile, targetsOf, type FileOutcome } from './run-files.ts';

const root = join(import.meta.dirname, '../../thresholds');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wanglou-run-files-'));
  for (const kind of ['incident', 'outage', 'pollution']) {
    cpSync(join(root, 'templates', kind), join(folder, 'plans', kind), { recursive: true });
  }
  mkdirSync(join(folder, 'empty'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function valueOf<T>(result: Result<T, readonly Problem[]>): T {
  if (result.ok) return result.value;
  throw new Error(result.error.map(formatProblem).join('\n'));
}

describe('what is meant', () => {
  const inFolder = (...names: readonly string[]): string[] =>
    targetsOf(root, names).map(({ plan, scenarios }) => `${plan.replace(`${folder}/`, '')}: ${scenarios.length}`);

  test('by an id is the plan of that name', () => {
    const [target] = targetsOf(root, ['yangcheng-outage']);
    expect(target?.plan).toBe(join(root, 'plans/yangcheng-outage/plan.yaml'));
    expect(target?.scenarios.length).toBeGreaterThan(2);
  });

  test('by a file or folder is the plan there, with the scenarios beside it', () => {
    expect(inFolder(join(folder, 'plans/outage'), join(folder, 'plans/pollution/plan.yaml'))).toEqual([
      'plans/outage/plan.yaml: 2',
      'plans/pollution/plan.yaml: 3',
    ]);
  });

  test('by a folder of plans is each of them', () => {
    expect(inFolder(join(folder, 'plans'))).toEqual([
      'plans/incident/plan.yaml: 1',
      'plans/outage/plan.yaml: 2',
      'plans/pollution/plan.yaml: 3',
    ]);
  });

  test('by a scenario file is that file alone', () => {
    expect(targetsOf(root, [join(folder, 'plans/outage/scenarios/city-loss.yaml')])).toEqual([
      {
        plan: join(folder, 'plans/outage/plan.yaml'),
        scenarios: [join(folder, 'plans/outage/scenarios/city-loss.yaml')],
      },
    ]);
  });

  test('by nothing is every plan of the folder, and what is not there is still named', () => {
    expect(targetsOf(folder, [])).toHaveLength(3);
    expect(inFolder(join(folder, 'empty'), 'nowhere')).toEqual([
      'empty/plan.yaml: 0',
      `${join(root, 'plans/nowhere/plan.yaml')}: 0`,
    ]);
  });
});

describe('a scenario that differs', () => {
  /** Runs a file of a template with one text replaced. */
  function run(kind: string, name: string, from: string, to: string): FileOutcome {
    const file = join(folder, 'plans', kind, 'scenarios', name);
    const source = readFileSync(join(root, 'templates', kind, 'scenarios', name), 'utf8');
    expect(source).toContain(from);
    writeFileSync(
      file,
      source.replace(from, () => to),
    );
    const plan = valueOf(loadPlan(join(folder, 'plans', kind, 'plan.yaml')));
    return valueOf(runFile(file, plan, valueOf(loadSurroundings(root))));
  }

  const told = ({ scenarios }: FileOutcome): readonly string[] =>
    scenarios.flatMap(({ scenario, difference }) => describeDifference(difference, scenario));

  test('is none where all is as expected', () => {
    const outcome = run('pollution', 'so2-hourly.yaml', 'scenarios:', 'scenarios:');
    expect(outcome.scenarios.length).toBeGreaterThan(8);
    expect(told(outcome)).toEqual([]);
  });

  test('is told by time, title, levels, clause and proof, in both languages', () => {
    const outcome = run(
      'pollution',
      'so2-hourly.yaml',
      `      - 2026-02-01 12:00 so2-hourly none -> III
      - 2026-02-01 12:00 start none -> III by 2026-01-31 00:00 at once
`,
      `      - 2026-02-01 11:00 so2-hourly none -> III
      - 2026-02-01 11:00 start none -> II by 2026-01-31 00:00
`,
    );
    const lines = told(outcome);
    const proof = lines.findIndex((line) => line.includes('依据'));
    expect(lines.slice(0, proof)).toEqual([
      '应有而没有 Expected, did not come:',
      '  2026-02-01 11:00  【示例】SO₂小时均值持续超限：无 → 黄色预警（条款 3.1）',
      '                    (example) Hours of SO₂ above the line: none → Yellow warning (clause 3.1)',
      '  2026-02-01 11:00  建议启动：无 → 橙色预警，最迟 2026-01-31 00:00 发布（条款 3.3）',
      '                    Recommendation to start: none → Orange warning, publish by 2026-01-31 00:00 (clause 3.3)',
      '有而不应有 Came, was not expected:',
      '  2026-02-01 12:00  【示例】SO₂小时均值持续超限：无 → 黄色预警（条款 3.1）',
      '                    (example) Hours of SO₂ above the line: none → Yellow warning (clause 3.1)',
    ]);
    expect(lines[proof]).toMatch(/^ {20}依据：.+/u);
    expect(lines[proof + 1]).toMatch(/^ {20}Evidence: .+/u);
    expect(lines.slice(proof + 2)).toEqual([
      '  2026-02-01 12:00  建议启动：无 → 黄色预警，最迟 2026-01-31 00:00 发布，立即（条款 3.3）',
      '                    Recommendation to start: none → Yellow warning, publish by 2026-01-31 00:00, at once (clause 3.3)',
    ]);
  });

  test('names the grid, and what only a check asks', () => {
    const outcome = run(
      'outage',
      'city-loss.yaml',
      'checks: [2026-02-01 11:30 city-loss@city-grid III indeterminate]',
      'checks: [2026-02-01 11:30 city-loss@city-grid II]',
    );
    const lines = told(outcome);
    expect(lines).toContain(
      '  2026-02-01 11:30  此时 【示例】市电网减供负荷或用户停电（city-grid）：Ⅱ级响应（条款 4.3.2 (1)）',
    );
    expect(lines).toContain(
      '                    At this time, (example) Load or customers lost by the city grid (city-grid): Level III response, an input is missing (clause 4.3.3 (1))',
    );
  });

  test('tells what was reported', () => {
    const outcome = run(
      'incident',
      'accident-grade.yaml',
      "report.new-plan.deaths: '4'",
      "report.new-plan.deaths: '10'",
    );
    expect(told(outcome).find((line) => line.includes('Evidence'))).toBe(
      '                    Evidence: (example) Deaths: 10 persons',
    );
  });

  test('counts what comes twice', () => {
    const line = '      - 2026-02-01 08:00 accident-grade none -> II\n';
    const outcome = run('incident', 'accident-grade.yaml', line, line + line);
    expect(outcome.scenarios[0]?.difference.missing.map(({ text }) => text)).toEqual([
      '2026-02-01 08:00 accident-grade none -> II',
    ]);
  });

  test('tells a correction', () => {
    const outcome = run(
      'pollution',
      'so2-hourly.yaml',
      '    series: { city air.so2: 499.9x14 }\n    expect: []',
      `    series: { city air.so2: 500.1x12 40x3 }
    late:
      - { of: city air.so2, from: 2026-02-01 05:00, values: '40', arrives: 2026-02-01 14:30 }
    expect: []`,
    );
    expect(told(outcome)).toContain(
      '                    Correction, (example) Hours of SO₂ above the line: was Yellow warning, now none (clause 3.1)',
    );
  });
});
