/** What a comparison says in words and numbers, in the two languages of the program. */
import { localDate } from '../model/instant.ts';
import { LEVELS, type Level, type RaisedLevel } from '../model/level.ts';
import {
  clauseOf,
  valuesOn,
  type DayCounting,
  type DaysAlternative,
  type Line,
  type PlanEdition,
  type Rule,
} from '../model/plan.ts';
import { METRICS } from '../model/reading.ts';
import type { Text } from '../model/text.ts';
import { formatLocal } from '../model/local-time.ts';
import { daysOf, totalOf, type Comparison, type Difference, type VariantResult } from './comparison.ts';
import { countingOf, editionsWithin, type Variant } from './variants.ts';

/** Kinds of differences. `missed` and `added` are seen from the first variant. */
export const KIND_NAMES: Readonly<Record<Difference['kind'], Text>> = {
  missed: { zh: '少报', en: 'missed' },
  added: { zh: '多报', en: 'added' },
  different: { zh: '级别不同', en: 'other level' },
};

const NONE: Text = { zh: '无', en: 'none' };

const COUNTING_NAMES: Readonly<Record<DayCounting, Text>> = {
  'adjacent-days': { zh: '首尾相接的24小时段', en: 'back-to-back stretches of 24 h' },
  'every-window': { zh: '每个滑动24小时窗口', en: 'every window of 24 h' },
  'calendar-days': { zh: '自然日', en: 'calendar days' },
};

/**
 * A level by its number and the name that the variant's plan gives it, to stand side by side: `III 黄色预警`, `Yellow
 * warning`.
 */
export function levelName({ plan }: Variant, level: Level): Text {
  if (level === 'none') return NONE;
  const name = plan.levels.find(({ id }) => id === level)?.name;
  return name === undefined ? { zh: level, en: level } : { zh: `${level} ${name.zh}`, en: name.en };
}

/** The name of a level of any of the variants, by the first plan that has it. */
export function sharedLevelName({ variants }: Comparison, level: RaisedLevel): Text {
  const owner = variants.find(({ variant }) => variant.plan.levels.some(({ id }) => id === level)) ?? variants[0];
  return owner === undefined ? { zh: level, en: level } : levelName(owner.variant, level);
}

/** The editions of a plan that judge the data, and whether the data begin before the oldest of them held. */
export function editionsOf(
  { plan }: Variant,
  { from, to, zone }: Comparison,
): { readonly editions: readonly PlanEdition[]; readonly isBefore: boolean } {
  const start = localDate(from, zone);
  const editions = editionsWithin(plan, start, localDate(to, zone));
  return { editions, isBefore: (editions[0]?.from ?? start) > start };
}

/** Said of an edition that judges data from before it held. */
export const BEFORE_EDITION: Text = {
  zh: '数据早于该版本，按其数值判定',
  en: 'the data are older than this edition and judged by it',
};

/** How a variant counts days, with the name that plan files use; null when it counts none. */
export function countingWords({ plan }: Variant, { to, zone }: Comparison): Text | null {
  const counting = countingOf(plan, localDate(to, zone));
  if (counting === null) return null;
  const { zh, en } = COUNTING_NAMES[counting];
  return { zh: `${zh}（${counting}）`, en: `${en} (${counting})` };
}

const RAISED = LEVELS.filter((level): level is RaisedLevel => level !== 'none');
const signOf = (line: Line): string => ('above' in line ? `> ${line.above}` : `≥ ${line.from}`);

function alternativeWords({ line, days, inside }: DaysAlternative): Text {
  const zh = `${signOf(line)} 连续 ${days} 天`;
  const en = `${signOf(line)} for ${days} d`;
  return inside === null
    ? { zh, en }
    : {
        zh: `${zh}且其中 > ${inside.above} 连续 ${inside.days} 天`,
        en: `${en}, > ${inside.above} for ${inside.days} d of them`,
      };
}

/** The numbers of a rule on a local date by level, with the clause of each; of rules without plain numbers the clauses. */
export function ruleWords(rule: Rule, date: string): Text {
  const each = (words: (level: RaisedLevel) => Text | null): Text => {
    const parts = RAISED.flatMap((level) => {
      const own = words(level);
      const clause = clauseOf(rule, level);
      return own === null ? [] : [{ zh: `${level} ${own.zh}（${clause}）`, en: `${level} ${own.en} (${clause})` }];
    });
    return { zh: parts.map(({ zh }) => zh).join('；'), en: parts.map(({ en }) => en).join('; ') };
  };
  switch (rule.kind) {
    case 'run-of-hours': {
      const { above, hours } = valuesOn(rule.editions, date);
      const metric = METRICS.get(rule.metric);
      const name = metric?.name ?? { zh: rule.metric, en: rule.metric };
      const unit = metric?.unit ?? '';
      const levels = each((level) => {
        const line = above[level];
        return line === undefined ? null : { zh: `> ${line}`, en: `> ${line}` };
      });
      return {
        zh: `${name.zh} 小时均值连续 ${hours} 小时，${unit}：${levels.zh}`,
        en: `hourly ${name.en} for ${hours} h, ${unit}: ${levels.en}`,
      };
    }
    case 'days': {
      const { levels } = valuesOn(rule.editions, date);
      const words = each((level) => {
        const ways = levels[level]?.map(alternativeWords);
        if (ways === undefined) return null;
        return { zh: ways.map(({ zh }) => zh).join('，或 '), en: ways.map(({ en }) => en).join(', or ') };
      });
      return { zh: `AQI 日均值：${words.zh}`, en: `daily mean AQI: ${words.en}` };
    }
    case 'severe-now': {
      const { level, above } = valuesOn(rule.editions, date);
      const words = each((one) => (one === level ? { zh: `> ${above}`, en: `> ${above}` } : null));
      return {
        zh: `过去24小时 AQI 均值且预报无改善：${words.zh}`,
        en: `mean AQI of the last 24 h, no relief forecast: ${words.en}`,
      };
    }
    case 'band':
    case 'stock':
    case 'report': {
      const clauses = RAISED.flatMap((level) => {
        const clause = rule.clauses[level];
        return clause === undefined ? [] : [`${level} ${clause}`];
      }).join(', ');
      const words = clauses === '' ? rule.clause : clauses;
      return { zh: words, en: words };
    }
  }
}

/** A stretch of time: hours below a day, else days; units that both languages read. */
export const spanWords = (ms: number): string =>
  ms < 86_400_000 ? `${Math.round(ms / 360_000) / 10} h` : `${daysOf(ms)} d`;

/** An instant as ISO 8601 with the offset of the zone: `2017-01-01T10:00:00+08:00`. */
export function toZonedIso(instant: number, zone: string): string {
  const seconds = Math.floor(instant / 1000) * 1000;
  const local = formatLocal(seconds, zone);
  const text = `${local.replace(' ', 'T')}${local.length === 16 ? ':00' : ''}`;
  const offset = Math.round((Date.parse(`${text}Z`) - seconds) / 60_000);
  const two = (number: number): string => String(number).padStart(2, '0');
  const size = Math.abs(offset);
  return `${text}${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** What a variant misses, adds and has at another level, in total, in the order of `KIND_NAMES`. */
export const totalsOf = (
  result: VariantResult,
): { readonly kind: Difference['kind']; readonly ms: number; readonly count: number }[] =>
  (['missed', 'added', 'different'] as const).map((kind) => ({ kind, ...totalOf(result.differences, kind) }));
