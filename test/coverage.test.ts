import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clauseReferences, numberedClauseOf } from '../server/plans/clauses.ts';
import { planFilesIn } from '../server/plans/load.ts';
import { planSchema, type PlanFile } from '../server/plans/plan-schema.ts';
import { readYaml } from '../server/plans/yaml-file.ts';
import { clausesOfText, findOfficialTexts, officialTextOf, type TextClause } from './services/official-text.ts';

const root = join(import.meta.dirname, '../thresholds');

/** A plan as its file has it: what it refers to is not in the plan of the model. */
function fileOf(path: string): PlanFile {
  const yaml = readYaml(path);
  if (!yaml.ok) throw new Error(yaml.error.map(({ file, line }) => `${file}:${String(line)}`).join('\n'));
  return planSchema.parse(yaml.value.content);
}

const plans = planFilesIn(root).map((path) => fileOf(path));
const texts = findOfficialTexts();

/** A clause in the one way of writing it here: `4.2.1(6)`, `5.2.1(1)①`. */
const bare = (clause: string): string => clause.replaceAll(/\s/gu, '').replaceAll('（', '(').replaceAll('）', ')');

/** Clauses of a text that a plan must list: a heading that says nothing on its own may be left to its parts. */
const mustList = ({ hasParts, body }: TextClause): boolean => !hasParts || body.length > 0;

/** What a plan lists and its text does not have, and the other way round. */
function differences(plan: PlanFile, text: string): { missing: string[]; surplus: string[]; conditions: string[] } {
  const clauses = clausesOfText(text);
  const listed = (plan.clauses ?? []).map(({ clause }) => clause);
  const printed = new Set(clauses.map(({ clause }) => clause));
  const numbered = listed.flatMap((clause) => numberedClauseOf(clause) ?? []);
  const spoken = [...listed, ...clauseReferences(plan).map(({ clause }) => clause)].map(bare);
  return {
    missing: clauses
      .filter((clause) => mustList(clause) && !listed.includes(clause.clause))
      .map(({ clause }) => clause),
    // A heading that was lost in print is known from its parts.
    surplus: [...new Set(numbered)].filter(
      (clause) => !printed.has(clause) && ![...printed].some((other) => other.startsWith(`${clause}.`)),
    ),
    conditions: clauses.flatMap(({ clause, conditions }) =>
      conditions.map(({ item }) => clause + item).filter((item) => !spoken.some((each) => each.startsWith(item))),
    ),
  };
}

/** Items of clauses that a plan speaks of and its text does not have. */
function unknownItems(plan: PlanFile, text: string): string[] {
  const bodies = new Map(clausesOfText(text).map(({ clause, title, body }) => [clause, bare(title + body.join(''))]));
  const spoken = [...(plan.clauses ?? []), ...clauseReferences(plan)].map(({ clause }) => clause);
  return [...new Set(spoken)].filter((clause) => {
    const number = numberedClauseOf(clause);
    const items = bare(clause).match(/\(\d+\)|[①-⑳]/gu) ?? [];
    // Lists are numbered 1. in some texts.
    return items.some(
      (item) => ![item, `${item.slice(1, -1)}.`].some((sign) => bodies.get(number ?? '')?.includes(sign)),
    );
  });
}

describe('the clauses of a made-up text', () => {
  const TEXT = `示例市政府公报
2026 年 1 月 5 日
3 份附件另发
1 总则
1.1 编制目的
为了应对示例事件,在
24 小时内启动,
3.5 万户以上停电时报告,制定本预案。
1.2 适用范围
本市。
2 响应
2.1 分级响应
2.1.1 Ⅰ级响应
响应条件:符合下列条件之一的,启动Ⅰ级响应。
(1)死亡3人以上的;
(2)指挥部认为应当启动Ⅰ级
响应的。
响应程序:由指挥长决定。
响应措施:
(1)救援;
(2)报告。
2.1.2 Ⅱ级响应
（1）响应条件
出现下列情况之一启动Ⅱ级响应:
①死亡1人以上;
②县指挥部认为有必要。
（2）主要措施
①救援;
2.2响应终止
同时满足以下条件时,由启动单位终止响应:
- (1) 险情消除;
- (2) 人员安置。
3.3 恢复重建
4 附录
4.1 流程图
4.2 联络表
附录
4.2
联络表
1 序号
附件:1.流程图(略)
2.联络表(略)`;

  test('are found in print: numbers in sentences, dates, headings printed twice and lists are none', () => {
    expect(clausesOfText(TEXT).map(({ clause, title }) => `${clause} ${title}`)).toEqual([
      '1 总则',
      '1.1 编制目的',
      '1.2 适用范围',
      '2 响应',
      '2.1 分级响应',
      '2.1.1 Ⅰ级响应',
      '2.1.2 Ⅱ级响应',
      '2.2 响应终止',
      '3.3 恢复重建',
      '4 附录',
      '4.1 流程图',
      '4.2 联络表',
    ]);
  });

  test('have their conditions apart from their measures', () => {
    const conditions = clausesOfText(TEXT).flatMap(({ clause, conditions: own }) =>
      own.map(({ item, text }) => `${clause}${item} ${text}`),
    );
    expect(conditions).toEqual([
      '2.1.1(1) 死亡3人以上的;',
      '2.1.1(2) 指挥部认为应当启动Ⅰ级响应的。',
      '2.1.2(1)① 死亡1人以上;',
      '2.1.2(1)② 县指挥部认为有必要。',
      '2.2(1) 险情消除;',
      '2.2(2) 人员安置。',
    ]);
  });
});

describe('a plan that does not fit its text', () => {
  const TEXT =
    '1 总则\n1.1 目的\n应对。\n2 响应\n2.1 启动条件\n下列情形之一启动响应:\n(1)甲;\n(2)乙。\n2.2 措施\n救援。';
  const template = fileOf(join(root, 'templates/incident/plan.yaml'));
  const planOf = (...clauses: readonly string[]): PlanFile => ({
    ...template,
    clauses: clauses.map((clause) => ({ clause, zh: '条', en: 'Clause' })),
  });

  test.each([
    ['all', ['1.1', '2.1', '2.1 (1)', '2.1 (2)', '2.2'], {}],
    ['headings too', ['1', '1.1', '2', '2.1', '2.1 (1)', '2.1（2）', '2.2'], {}],
    ['one fewer', ['1.1', '2.1', '2.1 (1)', '2.1 (2)'], { missing: ['2.2'] }],
    ['one more', ['1.1', '2.1', '2.1 (1)', '2.1 (2)', '2.2', '2.3'], { surplus: ['2.3'] }],
    ['a condition fewer', ['1.1', '2.1', '2.1 (1)', '2.2'], { conditions: ['2.1(2)'] }],
  ])('lists %s', (_, clauses, expected) => {
    expect(differences(planOf(...clauses), TEXT)).toEqual({ missing: [], surplus: [], conditions: [], ...expected });
  });

  test('names an item that is not there', () => {
    const items = unknownItems({ ...planOf('2.1', '2.1 (2)', '2.1 (3)') }, TEXT);
    expect(items).toContain('2.1 (3)');
    expect(items).not.toContain('2.1 (2)');
  });
});

describe.skipIf(texts === null)('the clauses of the official texts', () => {
  const folder = texts ?? '';

  test('are of plans that are here', () => {
    const known = new Set(plans.map(({ id }) => id));
    const names = readdirSync(folder).filter((name) => name.endsWith('.txt'));
    expect(names.map((name) => basename(name, '.txt')).filter((id) => !known.has(id))).toEqual([]);
  });

  const printed = plans.flatMap((plan) => {
    const text = officialTextOf(folder, plan.id);
    return text === null ? [] : [{ id: plan.id, plan, text }];
  });

  describe.each(printed)('$id', ({ plan, text }) => {
    test('lists every clause of its text and no other, and every condition of a level or an end', () => {
      expect(differences(plan, text)).toEqual({ missing: [], surplus: [], conditions: [] });
    });

    test('names items that its text has', () => {
      expect(unknownItems(plan, text)).toEqual([]);
    });

    test('leaves to people what the text leaves to their judgement', () => {
      const spoken = (...ways: readonly string[]): string[] =>
        clauseReferences(plan)
          .filter(({ as }) => ways.includes(as))
          .map(({ clause }) => bare(clause));
      const conditionsWith = (words: RegExp): string[] =>
        clausesOfText(text).flatMap(({ clause, conditions }) =>
          conditions.filter((one) => words.test(one.text)).map(({ item }) => clause + item),
        );
      const without = (items: readonly string[], among: readonly string[]): string[] =>
        items.filter((item) => !among.some((each) => each.startsWith(item)));
      expect(without(conditionsWith(/认为(?:应当|有必要)/u), spoken('declared'))).toEqual([]);
      // That something is beyond one's means may also be a fact of a report.
      const beyond = conditionsWith(/超[出过].{0,20}能力/u);
      expect(without(beyond, spoken('declared', 'reported', 'computed'))).toEqual([]);
    });
  });
});

describe('every plan', () => {
  // The guideline names levels for cities to adopt; who does what is for them to say.
  const local = plans.filter(({ id }) => id !== 'national-guideline-2024');

  describe.each(local.map((plan) => ({ id: plan.id, plan })))('$id', ({ plan }) => {
    const levels = plan.levels.map(({ id }) => id);

    test('has measures for each level', () => {
      expect(levels.filter((level) => !plan.measures?.some((measure) => measure.levels[level] !== undefined))).toEqual(
        [],
      );
    });

    test('says who starts and who ends each level', () => {
      const hasStep = (level: (typeof levels)[number], on: readonly string[], acts: readonly string[]): boolean =>
        plan.steps?.some(
          (step) =>
            (step.levels ?? levels).includes(level) &&
            step.on.some((occasion) => on.includes(occasion)) &&
            acts.includes(step.act),
        ) ?? false;
      const open = levels.flatMap((level) => [
        ...(hasStep(level, ['start'], ['approve', 'declare', 'publish']) ? [] : [`start ${level}`]),
        ...(hasStep(level, ['lift', 'end'], ['approve', 'declare', 'end']) ? [] : [`end ${level}`]),
      ]);
      expect(open).toEqual([]);
    });
  });
});
