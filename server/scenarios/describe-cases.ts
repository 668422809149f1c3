/** What comes of a case, in sentences for people who do not read code. */
import type { CaseRefusal } from '../cases/index.ts';
import type { Level } from '../model/level.ts';
import type { Plan } from '../model/plan.ts';
import type { ClauseText, Role } from '../model/procedure.ts';
import type { Text } from '../model/text.ts';
import type { Action } from '../model/verdict.ts';
import type { Doing } from './acts.ts';
import type { CaseSaying, RecommendationEnd } from './case-lines.ts';

const REFUSALS: Readonly<Record<CaseRefusal['code'], Text>> = {
  'stale-revision': { zh: '所见已不是最新', en: 'what was seen is out of date' },
  'not-allowed': { zh: '不是其职责', en: 'it is not for this role' },
  'wrong-state': { zh: '此时不能办理', en: 'it cannot be done now' },
  'note-required': { zh: '须说明理由', en: 'it needs a reason' },
  'unknown-id': { zh: '没有这一项', en: 'there is no such item' },
};
const ENDS: Readonly<Record<RecommendationEnd, Text>> = {
  answered: { zh: '已落实', en: 'was followed' },
  refused: { zh: '未获批准', en: 'was refused' },
  superseded: { zh: '被新的建议取代', en: 'gave way to another' },
  withdrawn: { zh: '因条件消失而撤回', en: 'was withdrawn, its condition has gone' },
};

/** What a sentence needs beside the plan. */
interface Names {
  readonly plan: Plan;
  readonly level: (id: Level) => Text;
  readonly actions: Readonly<Record<Action, Text>>;
}

const clauseOf = (of: Pick<ClauseText, 'clause'> | undefined): Text =>
  of === undefined ? { zh: '', en: '' } : { zh: `（条款 ${of.clause}）`, en: ` (clause ${of.clause})` };

/** What a line of `cases` says as a sentence, with the clause that it stands on where there is one. */
export function caseSentence(saying: CaseSaying, names: Names): Text {
  const { plan, level, actions } = names;
  const roleName = (role: Role): Text => plan.roles.find((each) => each.role === role)?.text ?? { zh: role, en: role };
  switch (saying.kind) {
    case 'withdrawn':
      return {
        zh: '本轮撤回：条件在批准前已消失',
        en: 'The round is withdrawn: its condition went before anybody decided',
      };
    case 'recommendation': {
      const { action, to, end } = saying;
      const which = to === 'none' ? { zh: '', en: '' } : { zh: `（${level(to).zh}）`, en: ` (${level(to).en})` };
      return {
        zh: `${actions[action].zh}建议${which.zh}${ENDS[end].zh}`,
        en: `The recommendation to ${actions[action].en}${which.en} ${ENDS[end].en}`,
      };
    }
    case 'begun': {
      const { isNew, action, to, from } = saying;
      const who = from.kind === 'recommendation' ? null : roleName(from.role);
      const declared = from.kind === 'declaration' ? plan.declarations.find(({ id }) => id === from.name) : undefined;
      const why: Readonly<Record<typeof from.kind, Text>> = {
        recommendation: { zh: '系统建议', en: 'recommended' },
        declaration: {
          zh: `${who?.zh ?? ''}认定“${declared?.text.zh ?? ''}”`,
          en: `declared by ${who?.en ?? ''}: ${declared?.text.en ?? ''}`,
        },
        notice: { zh: `${who?.zh ?? ''}接到上级通知`, en: `on a notice from above, received by ${who?.en ?? ''}` },
        proposal: { zh: `${who?.zh ?? ''}提出`, en: `proposed by ${who?.en ?? ''}` },
      };
      const whereTo = to === 'none' ? { zh: '', en: '' } : { zh: `至${level(to).zh}`, en: ` to ${level(to).en}` };
      return {
        zh: `${isNew ? '立案' : '新一轮'}：${actions[action].zh}${whereTo.zh}，${why[from.kind].zh}${clauseOf(declared).zh}`,
        en: `${isNew ? 'A case is opened' : 'A new round begins'}: ${actions[action].en}${whereTo.en}, ${why[from.kind].en}${clauseOf(declared).en}`,
      };
    }
    case 'overdue': {
      const { due, to } = saying;
      const doing = sentenceOfDoing(due, names);
      const whom =
        to === null
          ? { zh: '无上一级可告知', en: 'nobody is above' }
          : { zh: `告知${roleName(to).zh}`, en: `goes to ${roleName(to).en}` };
      return { zh: `逾期：${doing.zh}；${whom.zh}`, en: `Overdue: ${doing.en}; ${whom.en}` };
    }
    case 'refused': {
      const doing = sentenceOfDoing(saying.doing, names);
      const role = roleName(saying.role);
      return {
        zh: `${role.zh}未能办理：${doing.zh}，${REFUSALS[saying.code].zh}`,
        en: `${role.en} is not let: ${doing.en}; ${REFUSALS[saying.code].en}`,
      };
    }
    case 'done': {
      const doing = sentenceOfDoing(saying.doing, names);
      const result = resultOf(saying, names);
      const role = roleName(saying.role);
      return { zh: `${role.zh}：${doing.zh}${result.zh}`, en: `${role.en}: ${doing.en}${result.en}` };
    }
  }
}

/** What somebody's doing brought about: a level in force, or a step to do again. */
function resultOf({ level, to }: Extract<CaseSaying, { kind: 'done' }>, names: Names): Text {
  if (to !== null) {
    const step = names.plan.steps.find(({ id }) => id === to)?.text ?? { zh: to, en: to };
    return { zh: `至“${step.zh}”`, en: ` to “${step.en}”` };
  }
  if (level === null) return { zh: '', en: '' };
  if (level === 'none') return { zh: ' → 不再生效', en: ' → nothing is in force any more' };
  return { zh: ` → ${names.level(level).zh}生效`, en: ` → in force: ${names.level(level).en}` };
}

/** What somebody does, in the words of the plan. */
function sentenceOfDoing(doing: Doing, { plan, level }: Names): Text {
  const quoted = (list: readonly (ClauseText & { readonly id: string })[], id: string): Text => {
    const found = list.find((each) => each.id === id);
    const text = found?.text ?? { zh: id, en: id };
    return { zh: `“${text.zh}”${clauseOf(found).zh}`, en: `“${text.en}”${clauseOf(found).en}` };
  };
  switch (doing.kind) {
    case 'step': {
      const step = quoted(plan.steps, doing.step);
      return { zh: `步骤${step.zh}`, en: `step ${step.en}` };
    }
    case 'send-back':
      return { zh: '退回', en: 'sends it back' };
    case 'refuse':
      return { zh: '不予批准', en: 'refuses it' };
    case 'propose':
      if (doing.to === 'none') return { zh: '提出解除或终止', en: 'proposes to end it' };
      return { zh: `提出改为${level(doing.to).zh}`, en: `proposes ${level(doing.to).en}` };
    case 'measure': {
      const measure = plan.measures.find(({ id }) => id === doing.measure)?.text ?? {
        zh: doing.measure,
        en: doing.measure,
      };
      const unit = plan.units.find(({ id }) => id === doing.unit)?.text ?? { zh: doing.unit, en: doing.unit };
      return { zh: `措施“${measure.zh}”（${unit.zh}）`, en: `measure “${measure.en}” (${unit.en})` };
    }
    case 'report': {
      const report = quoted(plan.reporting, doing.report);
      return { zh: `报告${report.zh}`, en: `report ${report.en}` };
    }
    case 'confirm':
      return { zh: `确认终止条件第${doing.item + 1}项`, en: `confirms item ${doing.item + 1} of the end` };
    case 'declare': {
      const declaration = quoted(plan.declarations, doing.declaration);
      return {
        zh: `认定${level(doing.level).zh}${declaration.zh}`,
        en: `declares ${level(doing.level).en} ${declaration.en}`,
      };
    }
    case 'notice':
      return {
        zh: `登记${doing.sender}的通知：${level(doing.level).zh}`,
        en: `files a notice of ${doing.sender}: ${level(doing.level).en}`,
      };
  }
}
