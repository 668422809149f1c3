/** What differs between a scenario and what came, in sentences for people who do not read code. */
import type { Level } from '../model/level.ts';
import { clauseOf } from '../model/plan.ts';
import type { Text } from '../model/text.ts';
import type { Action } from '../model/verdict.ts';
import { caseSayingOf } from './case-lines.ts';
import type { Difference } from './compare.ts';
import { caseSentence } from './describe-cases.ts';
import { sayingOf, type Line } from './lines.ts';
import type { Scenario } from './scenario.ts';
import { formatLocal } from '../model/local-time.ts';

const ACTIONS: Readonly<Record<Action, Text>> = {
  start: { zh: '启动', en: 'start' },
  raise: { zh: '升级', en: 'raise' },
  lower: { zh: '降级', en: 'lower' },
  lift: { zh: '解除', en: 'lift' },
  end: { zh: '终止', en: 'end' },
};

/** A difference as lines: what was expected and did not come, then what came and was not expected. */
export function describeDifference({ missing, surplus }: Difference, scenario: Scenario): readonly string[] {
  const blocks = (lines: readonly (Line & { readonly evidence?: { readonly summary: Text } | null })[]): string[] =>
    lines.flatMap((line) => {
      const { zh, en } = sentenceOf(line, scenario);
      const time = formatLocal(line.at, scenario.words.zone);
      const below = ' '.repeat(time.length);
      const proof = line.evidence?.summary;
      return [
        `  ${time}  ${zh}`,
        `  ${below}  ${en}`,
        ...(proof === undefined ? [] : [`  ${below}  依据：${proof.zh}`, `  ${below}  Evidence: ${proof.en}`]),
      ];
    });
  return [
    ...(missing.length === 0 ? [] : ['应有而没有 Expected, did not come:', ...blocks(missing)]),
    ...(surplus.length === 0 ? [] : ['有而不应有 Came, was not expected:', ...blocks(surplus)]),
  ];
}

/** A line of a scenario as a sentence, with the clause that it stands on. */
function sentenceOf({ text }: Line, { words, plan, jurisdiction }: Scenario): Text {
  const level = (id: Level): Text => plan.levels.find((each) => each.id === id)?.name ?? { zh: '无', en: 'none' };
  const caseSaying = caseSayingOf(text, words);
  if (typeof caseSaying !== 'string') return caseSentence(caseSaying, { plan, level, actions: ACTIONS });
  const saying = sayingOf(text, words);
  const join = (zh: string, en: string, clause: string): Text => ({
    zh: `${zh}（条款 ${clause}）`,
    en: `${en} (clause ${clause})`,
  });
  if (saying.kind === 'advice') {
    const { action, from, to, by, isImmediate } = saying;
    const zhLead = `${by === null ? '' : `，最迟 ${by} 发布`}${isImmediate ? '，立即' : ''}`;
    const enLead = `${by === null ? '' : `, publish by ${by}`}${isImmediate ? ', at once' : ''}`;
    const change = (of: 'zh' | 'en'): string => `${level(from)[of]} → ${level(to)[of]}`;
    return join(
      `建议${ACTIONS[action].zh}：${change('zh')}${zhLead}`,
      `Recommendation to ${ACTIONS[action].en}: ${change('en')}${enLead}`,
      plan.recommendation.clause,
    );
  }
  const rule = plan.rules.find(({ id }) => id === saying.rule);
  const subject = jurisdiction.subjects.find(({ id }) => id === saying.subject);
  const about = (of: 'zh' | 'en'): string => {
    const title = rule?.title[of] ?? saying.rule;
    if (saying.subject === words.area) return title;
    return of === 'zh'
      ? `${title}（${subject?.name.zh ?? saying.subject}）`
      : `${title} (${subject?.name.en ?? saying.subject})`;
  };
  const clause = (id: Level): string => (rule === undefined ? '—' : clauseOf(rule, id));
  switch (saying.kind) {
    case 'change': {
      const { from, to } = saying;
      return join(
        `${about('zh')}：${level(from).zh} → ${level(to).zh}`,
        `${about('en')}: ${level(from).en} → ${level(to).en}`,
        clause(to === 'none' ? from : to),
      );
    }
    case 'correction': {
      const { was, now } = saying;
      return join(
        `更正 ${about('zh')}：原为${level(was).zh}，现为${level(now).zh}`,
        `Correction, ${about('en')}: was ${level(was).en}, now ${level(now).en}`,
        clause(now === 'none' ? was : now),
      );
    }
    case 'check': {
      const unknown = saying.isIndeterminate;
      return join(
        `此时 ${about('zh')}：${level(saying.level).zh}${unknown ? '，缺数据，待定' : ''}`,
        `At this time, ${about('en')}: ${level(saying.level).en}${unknown ? ', an input is missing' : ''}`,
        clause(saying.level),
      );
    }
  }
}
