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

  test('tells what people do, what they are not let do, and what comes of itself', () => {
    const plan = valueOf(loadPlan(join(root, 'plans/yangcheng-energy-supply/plan.yaml')));
    const file = join(folder, 'people.yaml');
    const lines = [
      'opened start III by recommendation',
      'round raise II by commander declare needed-ii',
      'round lower III by office notice city',
      'round end none by deputy-commander propose',
      'office step verify',
      'office-director step declare-iii -> III',
      'office-director step end -> none',
      'deputy-commander send-back to propose-ii',
      'commander refuse',
      'member-unit measure meet energy',
      'office report situation-ii',
      'office confirm 2',
      'office step declare-i refused not-allowed',
      'office propose none refused note-required',
      'office declare beyond-county I refused stale-revision',
      'office notice city II refused wrong-state',
      'withdrawn',
      'overdue report situation-ii to office-director',
      'overdue step consult to nobody',
      'recommendation start III superseded',
      'recommendation end none withdrawn',
    ];
    writeFileSync(
      file,
      `title: { zh: 例, en: Example }
rules: [gas-interruption]
place: { subjects: [{ id: yangcheng, kind: county }] }
start: 2025-12-01 08:00
scenarios:
  - title: { zh: 例, en: Example }
    clause: '4.2'
    until: 2025-12-01 08:00
    people: []
    expect: []
    cases:
${lines.map((line) => `      - 2025-12-01 08:00 ${line}`).join('\n')}
`,
    );
    const outcome = valueOf(runFile(file, plan, valueOf(loadSurroundings(root))));
    const sentences = told(outcome)
      .slice(1)
      .map((line) => line.replace('2025-12-01 08:00', '').trim());
    const pairs = lines.map((_, i) => [sentences[2 * i], sentences[2 * i + 1]]);
    expect(sentences).toHaveLength(2 * lines.length);
    expect(pairs).toMatchInlineSnapshot(`
      [
        [
          "立案：启动至Ⅲ级响应，系统建议",
          "A case is opened: start to Level III response, recommended",
        ],
        [
          "新一轮：升级至Ⅱ级响应，指挥长（分管副县长）认定“县指挥部判断有必要启动Ⅱ级响应”（条款 4.2.2 (8)）",
          "A new round begins: raise to Level II response, declared by Commander (the deputy county head in charge): The command holds a level II response to be called for (clause 4.2.2 (8))",
        ],
        [
          "新一轮：降级至Ⅲ级响应，县指挥部办公室（设在县能源局）接到上级通知",
          "A new round begins: lower to Level III response, on a notice from above, received by Office of the county command (at the bureau of energy)",
        ],
        [
          "新一轮：终止，副指挥长（县政府办公室分管副主任、县能源局局长）提出",
          "A new round begins: end, proposed by Deputy commander (a deputy director of the county government office, the head of the bureau of energy)",
        ],
        [
          "县指挥部办公室（设在县能源局）：步骤“调查核实，报上级主管部门”（条款 3.2）",
          "Office of the county command (at the bureau of energy): step “Look into it, confirm it, and report to the authorities above” (clause 3.2)",
        ],
        [
          "办公室主任（县能源局局长）：步骤“办公室主任宣布启动Ⅲ级响应”（条款 4.2.3） → Ⅲ级响应生效",
          "Director of the office (head of the bureau of energy): step “The director of the office declares the level III response” (clause 4.2.3) → in force: Level III response",
        ],
        [
          "办公室主任（县能源局局长）：步骤“谁启动谁结束：由启动者宣布响应结束”（条款 4.4） → 不再生效",
          "Director of the office (head of the bureau of energy): step “Whoever started it declares the end of the response” (clause 4.4) → nothing is in force any more",
        ],
        [
          "副指挥长（县政府办公室分管副主任、县能源局局长）：退回至“评估后提出启动Ⅱ级响应的建议”",
          "Deputy commander (a deputy director of the county government office, the head of the bureau of energy): sends it back to “Assess it and propose a level II response”",
        ],
        [
          "指挥长（分管副县长）：不予批准",
          "Commander (the deputy county head in charge): refuses it",
        ],
        [
          "成员单位，含事发地乡镇和能源供应单位：措施“召集成员单位分析形势、通报情况、部署工作”（县能源局）",
          "Members of the command, the township concerned and the suppliers among them: measure “Call the members together on the situation and assign the work” (Bureau of Energy)",
        ],
        [
          "县指挥部办公室（设在县能源局）：报告“每2小时报告一次事态；特殊情况及时报”（条款 4.1）",
          "Office of the county command (at the bureau of energy): report “Report the situation every 2 h, and what is special without delay” (clause 4.1)",
        ],
        [
          "县指挥部办公室（设在县能源局）：确认终止条件第2项",
          "Office of the county command (at the bureau of energy): confirms item 2 of the end",
        ],
        [
          "县指挥部办公室（设在县能源局）未能办理：步骤“指挥长宣布启动Ⅰ级响应”（条款 4.2.1），不是其职责",
          "Office of the county command (at the bureau of energy) is not let: step “The commander declares the level I response” (clause 4.2.1); it is not for this role",
        ],
        [
          "县指挥部办公室（设在县能源局）未能办理：提出解除或终止，须说明理由",
          "Office of the county command (at the bureau of energy) is not let: proposes to end it; it needs a reason",
        ],
        [
          "县指挥部办公室（设在县能源局）未能办理：认定Ⅰ级响应“超出县指挥部处置能力，须请上级协调救援”（条款 4.2.1 (6)），所见已不是最新",
          "Office of the county command (at the bureau of energy) is not let: declares Level I response “Beyond the means of the county command; help from above is needed” (clause 4.2.1 (6)); what was seen is out of date",
        ],
        [
          "县指挥部办公室（设在县能源局）未能办理：登记city的通知：Ⅱ级响应，此时不能办理",
          "Office of the county command (at the bureau of energy) is not let: files a notice of city: Level II response; it cannot be done now",
        ],
        [
          "本轮撤回：条件在批准前已消失",
          "The round is withdrawn: its condition went before anybody decided",
        ],
        [
          "逾期：报告“每2小时报告一次事态；特殊情况及时报”（条款 4.1）；告知办公室主任（县能源局局长）",
          "Overdue: report “Report the situation every 2 h, and what is special without delay” (clause 4.1); goes to Director of the office (head of the bureau of energy)",
        ],
        [
          "逾期：步骤“会商研判事件性质和严重程度，报指挥长，并通知事发地政府”（条款 3.4）；无上一级可告知",
          "Overdue: step “Consult on what it is and how grave; report to the commander and tell the township” (clause 3.4); nobody is above",
        ],
        [
          "启动建议（Ⅲ级响应）被新的建议取代",
          "The recommendation to start (Level III response) gave way to another",
        ],
        [
          "终止建议因条件消失而撤回",
          "The recommendation to end was withdrawn, its condition has gone",
        ],
      ]
    `);
  });
});
