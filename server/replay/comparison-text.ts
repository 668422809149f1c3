import { localDate } from '../model/instant.ts';
import type { Text } from '../model/text.ts';
import { formatLocal } from '../model/local-time.ts';
import { daysOf, levelsOf, type Comparison, type VariantResult } from './comparison.ts';
import type { Variant } from './variants.ts';
import {
  BEFORE_EDITION,
  countingWords,
  editionsOf,
  KIND_NAMES,
  levelName,
  ruleWords,
  sharedLevelName,
  spanWords,
  totalsOf,
} from './comparison-words.ts';

const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/gu;

/** Columns that a text takes on a terminal: signs of East Asia take two. */
export const widthOf = (text: string): number => text.length + (text.match(WIDE)?.length ?? 0);

const both = ({ zh, en }: Text): string => (zh === en ? zh : `${zh} ${en}`);

/** Rows as lines whose columns stand below each other; numbers to the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? ''))));
  return rows.map((row, i) =>
    row
      .map((cell, column) => {
        const fill = ' '.repeat((widths[column] ?? 0) - widthOf(cell));
        // The header goes where the numbers below it go.
        const isNumber = /^[\d.]+(?: [dh])?$/u.test((i === 0 ? rows[1]?.[column] : cell) ?? '');
        return isNumber ? fill + cell : cell + fill;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** A comparison as a report for a terminal, about 120 columns wide. */
export function comparisonText(comparison: Comparison): string {
  const { place, zone, from, to, variants } = comparison;
  const [first] = variants;
  const lines = [
    '回测比较 Backtest comparison',
    '',
    ...table([
      ['地区 Place', both(place)],
      ['时段 Period', `${formatLocal(from, zone)} – ${formatLocal(to, zone)} ${zone}, ${daysOf(to - from)} d`],
      ...comparison.gaps.map((gap, i) => [
        i === 0 ? `无数据 No data` : '',
        `${formatLocal(gap.from, zone)} – ${formatLocal(gap.to, zone)}, ${spanWords(gap.to - gap.from)}`,
      ]),
    ]),
    '每条建议均视为立即批准 Every recommendation counts as approved at once',
    '',
    '方案 Variants',
    ...variants.flatMap((result) => variantLines(comparison, result)),
    '',
    '执行天数 Days in force',
    ...table(summaryRows(comparison)).map((line) => `  ${line}`),
  ];
  const isOpen = variants.some(({ summary }) => summary.last === to);
  if (isOpen) lines.push('  + 数据结束时仍在执行 still in force when the data end');
  if (first !== undefined && variants.length > 1) {
    lines.push('', `与 ${first.letter} 相比 Against ${first.letter}`);
    for (const result of variants.slice(1)) lines.push(...differenceLines(comparison, first, result));
  }
  return `${lines.join('\n')}\n`;
}

/** The plan, its edition and its rules; what an earlier variant has word for word is not said again. */
function variantLines(comparison: Comparison, result: VariantResult): string[] {
  const { letter, variant } = result;
  const counting = countingWords(variant, comparison);
  const indent = ' '.repeat(letter.length + 4);
  const own = planLines(comparison, variant);
  const same = comparison.variants.find((other) => planLines(comparison, other.variant).join('\n') === own.join('\n'));
  const lines = [
    ...(same === undefined || same === result ? own : [`其余同 ${same.letter} otherwise as ${same.letter}`]),
    ...(counting === null ? [] : [`计日 Days: ${both(counting)}`]),
  ];
  return [`  ${letter}  ${variant.label}`, ...lines.map((line) => indent + line)];
}

function planLines(comparison: Comparison, variant: Variant): string[] {
  const { editions, isBefore } = editionsOf(variant, comparison);
  const date = localDate(comparison.to, comparison.zone);
  return [
    both(variant.plan.title),
    ...editions.map(({ id, number, issued, publisher }) => `${id}  ${number}  ${issued}  ${publisher.zh}`),
    ...(isBefore ? [both(BEFORE_EDITION)] : []),
    ...variant.plan.rules.map((rule) => `${rule.id}: ${ruleWords(rule, date).en}`),
  ];
}

function summaryRows(comparison: Comparison): string[][] {
  const { zone, to, variants } = comparison;
  const levels = levelsOf(comparison);
  const local = (instant: number | null): string => (instant === null ? '–' : formatLocal(instant, zone));
  return [
    [
      '',
      ...levels.map((level) => sharedLevelName(comparison, level).zh),
      '合计 Total',
      '次数 Episodes',
      '首次 First',
      '末次 Last',
    ],
    ...variants.map(({ letter, summary }) => [
      letter,
      ...levels.map((level) => daysOf(summary.inForceMs[level] ?? 0)),
      daysOf(summary.totalMs),
      String(summary.episodes),
      local(summary.first),
      `${local(summary.last)}${summary.last === to ? '+' : ''}`,
    ]),
  ];
}

function differenceLines({ zone }: Comparison, first: VariantResult, result: VariantResult): string[] {
  const totals = totalsOf(result).map(({ kind, ms, count }) => `${both(KIND_NAMES[kind])} ${spanWords(ms)} (${count})`);
  const rows = result.differences.map((one) => [
    both(KIND_NAMES[one.kind]),
    `${formatLocal(one.from, zone)} – ${formatLocal(one.to, zone)}`,
    spanWords(one.to - one.from),
    `${first.letter} ${levelName(first.variant, one.first).zh}`,
    `${result.letter} ${levelName(result.variant, one.other).zh}`,
  ]);
  const header = ['', '', 'd', '', ''];
  return [
    `  ${result.letter}  ${totals.join(', ')}`,
    ...(rows.length === 0 ? [] : table([header, ...rows]).slice(1)).map((line) => `     ${line}`),
  ];
}
