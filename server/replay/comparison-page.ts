import { localDate } from '../model/instant.ts';
import type { Level } from '../model/level.ts';
import type { PlanLevel } from '../model/plan.ts';
import type { Text } from '../model/text.ts';
import { formatLocal } from '../model/local-time.ts';
import {
  daysOf,
  gapMsOf,
  levelsOf,
  type Comparison,
  type Difference,
  type LevelStretch,
  type VariantResult,
} from './comparison.ts';
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
import { panelsOf, ticksOf, type Panel } from './time-axis.ts';

/** Fill of a level by the plan's own colour, and what is written on it. Both tell apart in grey too. */
const COLOURS: Readonly<Record<PlanLevel['color'], { readonly fill: string; readonly on: string }>> = {
  blue: { fill: '#1f6fe0', on: '#ffffff' },
  yellow: { fill: '#f2c200', on: '#10171e' },
  orange: { fill: '#e06a00', on: '#10171e' },
  red: { fill: '#b5121c', on: '#ffffff' },
};
/** The shapes of the screens: corners tell levels apart where colours do not. Drawn in a square of 12. */
const SHAPES: Readonly<Record<Level, string>> = {
  none: '<circle cx="6" cy="6" r="4.5" fill="none" stroke="#7b8894" stroke-width="1.5"/>',
  IV: '<circle cx="6" cy="6" r="5.5"/>',
  III: '<path d="M6 .5 12 11.5H0Z"/>',
  II: '<path d="M6 0 12 6 6 12 0 6Z"/>',
  I: '<path d="M3.5 0h5L12 3.5v5L8.5 12h-5L0 8.5v-5Z"/>',
};

const CUT: Text = {
  zh: '各年度只画有预警的月份之间的部分。',
  en: 'Of each year the months from the first to the last with a warning in any year are drawn.',
};

/** Pixels of the picture. */
const WIDTH = 1120;
const LABEL = 34;
const ROW = 36;
const GAP = 8;
const AXIS = 34;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);

/** Chinese and English side by side; once where they are the same. */
const both = ({ zh, en }: Text): string =>
  zh === en ? escape(zh) : `${escape(zh)} <span lang="en">${escape(en)}</span>`;
/** Chinese, and English below it. */
const lines = ({ zh, en }: Text): string =>
  zh === en ? escape(zh) : `${escape(zh)}<br><span lang="en">${escape(en)}</span>`;
const round = (number: number): string => String(Math.round(number * 100) / 100);

/**
 * A comparison as one page that needs nothing else: no script, no font, no picture from outside. For screens and paper;
 * levels are told apart by colour, height, shape and word.
 */
export function comparisonPage(comparison: Comparison): string {
  const { place, zone, from, to, gaps, variants } = comparison;
  const [first] = variants;
  const stretches = variants.flatMap((result) => result.stretches);
  const panels = panelsOf(comparison, stretches, zone);
  const isCut = panels.length > 1 || panels[0]?.title !== '';
  const isOpen = variants.some(({ summary }) => summary.last === to);
  const sections = [
    section({ zh: '各方案的级别', en: 'Levels of each variant' }, [
      legend(comparison),
      ...panels.map((panel) => strips(comparison, panel)),
      ...(isCut ? [note(CUT)] : []),
    ]),
    section({ zh: '执行天数', en: 'Days in force' }, [
      summaryTable(comparison),
      ...(isOpen ? [note({ zh: '+ 数据结束时仍在执行', en: '+ still in force when the data end' })] : []),
    ]),
    ...(first === undefined
      ? []
      : variants
          .slice(1)
          .map((result) =>
            section(
              { zh: `${result.letter} 与 ${first.letter} 相比`, en: `${result.letter} against ${first.letter}` },
              differences(comparison, first, result),
            ),
          )),
    section({ zh: '方案', en: 'Variants' }, [variantTable(comparison)]),
  ];
  const title = `回测比较 Backtest comparison: ${place.zh === place.en ? place.zh : `${place.zh} ${place.en}`}`;
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${both({ zh: '回测比较', en: 'Backtest comparison' })}</h1>
<p class="place">${both(place)}</p>
<p>${formatLocal(from, zone)} – ${formatLocal(to, zone)} ${escape(zone)}, ${daysOf(to - from)} ${both({ zh: '天', en: 'days' })}</p>
${gaps.length === 0 ? '' : note({ zh: `其中 ${daysOf(gapMsOf(comparison))} 天无数据（图中空白）`, en: `of them ${daysOf(gapMsOf(comparison))} days without data (blank in the picture)` })}
<p class="note">${both({ zh: '每条建议均视为立即批准；天数按24小时计。', en: 'Every recommendation counts as approved at once; a day is 24 hours.' })}</p>
</header>
<main>
${sections.join('\n')}
</main>
</body>
</html>
`;
}

const section = (title: Text, content: readonly string[]): string =>
  `<section>\n<h2>${both(title)}</h2>\n${content.join('\n')}\n</section>`;
const note = (text: Text): string => `<p class="note">${both(text)}</p>`;

/** The colour of a level by the first plan that has it. */
function colourOf({ variants }: Comparison, level: Level): { readonly fill: string; readonly on: string } {
  for (const { variant } of variants) {
    const found = variant.plan.levels.find(({ id }) => id === level);
    if (found !== undefined) return COLOURS[found.color];
  }
  return { fill: '#7b8894', on: '#ffffff' };
}

const mark = (comparison: Comparison, level: Level): string =>
  `<svg class="mark" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" fill="${colourOf(comparison, level).fill}">${SHAPES[level]}</svg>`;

const legend = (comparison: Comparison): string =>
  `<p class="legend">${levelsOf(comparison)
    .map((level) => `<span>${mark(comparison, level)} ${both(sharedLevelName(comparison, level))}</span>`)
    .join('')}<span>${both({ zh: '越高级别越高', en: 'the taller, the higher' })}</span></p>`;

/** One picture: a row for each variant on a common axis. */
function strips(comparison: Comparison, panel: Panel): string {
  const { zone, variants } = comparison;
  const scale = (WIDTH - LABEL) / (panel.to - panel.from);
  const x = (instant: number): number => LABEL + (instant - panel.from) * scale;
  const bottom = variants.length * (ROW + GAP);
  const height = bottom + AXIS;
  const rows = variants.map((result, i) => stripRow(comparison, panel, result, i * (ROW + GAP), x));
  const ticks = ticksOf(panel, zone, scale * 3_600_000).map(({ at, label, kind }) => {
    const place = round(x(at));
    const [top, end, text] = kind === 'month' ? [0, bottom + 18, bottom + 30] : [bottom, bottom + 4, bottom + 14];
    const line = `<line x1="${place}" x2="${place}" y1="${top}" y2="${end}" class="${kind}"/>`;
    // A label at the right end would be cut.
    const anchor = x(at) > WIDTH - 20 ? ' text-anchor="end"' : '';
    const offset = kind === 'month' ? 3 : 2;
    const shift = anchor === '' ? offset : -offset;
    return label === '' ? line : `${line}<text x="${round(x(at) + shift)}" y="${text}"${anchor}>${label}</text>`;
  });
  const name = panel.title === '' ? '' : `<h3>${escape(panel.title)}</h3>\n`;
  const words = `${panel.title} ${variants.map(({ letter }) => letter).join(', ')}`.trim();
  return `<figure>${name}<svg class="strips" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escape(words)}">${ticks.join('')}${rows.join('')}</svg></figure>`;
}

function stripRow(
  comparison: Comparison,
  panel: Panel,
  { letter, variant, stretches }: VariantResult,
  top: number,
  x: (instant: number) => number,
): string {
  const levels = levelsOf(comparison);
  const clip = (instant: number): number => Math.max(panel.from, Math.min(panel.to, instant));
  const blocks = stretches
    .filter(({ from, to }) => to > panel.from && from < panel.to)
    .map((stretch) => {
      const left = x(clip(stretch.from));
      // What is short must not vanish.
      const width = Math.max(0.8, x(clip(stretch.to)) - left);
      const high = (ROW * (levels.indexOf(stretch.level) + 1)) / levels.length;
      const { fill, on } = colourOf(comparison, stretch.level);
      const word =
        width >= 12 + 4 * stretch.level.length
          ? `<text x="${round(left + width / 2)}" y="${top + ROW - 3}" text-anchor="middle" class="word" style="fill:${on}">${stretch.level}</text>`
          : '';
      const title = `<title>${escape(stretchTitle(comparison, variant, stretch))}</title>`;
      return `<g>${title}<rect x="${round(left)}" y="${round(top + ROW - high)}" width="${round(width)}" height="${round(high)}" fill="${fill}"/>${word}</g>`;
    });
  // Only where there are data: what is unknown does not look like nothing in force.
  const ends = [comparison.from, ...comparison.gaps.flatMap(({ from, to }) => [from, to]), comparison.to].map(clip);
  const track = ends.flatMap((start, i) => {
    const end = ends[i + 1] ?? start;
    if (i % 2 === 1 || end <= start) return [];
    return [
      `<rect x="${round(x(start))}" y="${top}" width="${round(x(end) - x(start))}" height="${ROW}" class="track"/>`,
    ];
  });
  return `<text x="0" y="${top + ROW / 2 + 6}" class="letter">${letter}</text>${track.join('')}${blocks.join('')}`;
}

function stretchTitle({ zone }: Comparison, variant: VariantResult['variant'], stretch: LevelStretch): string {
  const { zh, en } = levelName(variant, stretch.level);
  const { from, to } = stretch;
  return `${zh} ${en}\n${formatLocal(from, zone)} – ${formatLocal(to, zone)}, ${spanWords(to - from)}`;
}

function summaryTable(comparison: Comparison): string {
  const { zone, to, variants } = comparison;
  const levels = levelsOf(comparison);
  const local = (instant: number | null): string => (instant === null ? '–' : formatLocal(instant, zone));
  const heads = [
    { zh: '合计', en: 'Total' },
    { zh: '次数', en: 'Episodes' },
    { zh: '首次', en: 'First' },
    { zh: '末次', en: 'Last' },
  ];
  const head = [
    `<th colspan="2">${both({ zh: '方案', en: 'Variant' })}</th>`,
    ...levels.map(
      (level) => `<th class="number">${mark(comparison, level)} ${both(sharedLevelName(comparison, level))}</th>`,
    ),
    ...heads.map((text, i) => `<th${i < 2 ? ' class="number"' : ''}>${both(text)}</th>`),
  ];
  const rows = variants.map(({ letter, variant, summary }) =>
    [
      `<th>${letter}</th><td class="name">${escape(variant.label)}</td>`,
      ...levels.map((level) => `<td class="number">${daysOf(summary.inForceMs[level] ?? 0)}</td>`),
      `<td class="number">${daysOf(summary.totalMs)}</td><td class="number">${summary.episodes}</td>`,
      `<td class="time">${local(summary.first)}</td><td class="time">${local(summary.last)}${summary.last === to ? ' +' : ''}</td>`,
    ].join(''),
  );
  return table(head.join(''), rows);
}

const table = (head: string, rows: readonly string[]): string =>
  `<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${rows.map((row) => `<tr>${row}</tr>`).join('\n')}\n</tbody>\n</table>`;

/** What each kind means with the letters of the two. */
function kindWords(kind: Difference['kind'], first: string, other: string): Text {
  const { zh, en } = KIND_NAMES[kind];
  switch (kind) {
    case 'missed':
      return { zh: `${zh}：仅 ${first} 有预警`, en: `${en}: only ${first} warns` };
    case 'added':
      return { zh: `${zh}：仅 ${other} 有预警`, en: `${en}: only ${other} warns` };
    case 'different':
      return { zh, en };
  }
}

function differences(comparison: Comparison, first: VariantResult, result: VariantResult): string[] {
  if (result.differences.length === 0) {
    return [note({ zh: '全程一致。', en: 'The same throughout.' })];
  }
  const { zone } = comparison;
  const totals = totalsOf(result).map(
    ({ kind, ms, count }) =>
      `<li>${both(kindWords(kind, first.letter, result.letter))} <b>${spanWords(ms)}</b> (${count})</li>`,
  );
  const head = [
    `<th></th><th>${both({ zh: '从', en: 'From' })}</th><th>${both({ zh: '到', en: 'To' })}</th>`,
    `<th class="number">${both({ zh: '时长', en: 'Span' })}</th><th>${first.letter}</th><th>${result.letter}</th>`,
  ];
  const cell = ({ variant }: VariantResult, level: Level): string =>
    `<td>${mark(comparison, level)} ${both(levelName(variant, level))}</td>`;
  const rows = result.differences.map(({ kind, from, to, first: own, other }) =>
    [
      `<td>${both(KIND_NAMES[kind])}</td><td class="time">${formatLocal(from, zone)}</td><td class="time">${formatLocal(to, zone)}</td>`,
      `<td class="number">${spanWords(to - from)}</td>${cell(first, own)}${cell(result, other)}`,
    ].join(''),
  );
  return [`<ul class="totals">${totals.join('')}</ul>`, table(head.join(''), rows)];
}

function variantTable(comparison: Comparison): string {
  const date = localDate(comparison.to, comparison.zone);
  const rows = comparison.variants.map(({ letter, variant }) => {
    const { plan, label } = variant;
    const { editions, isBefore } = editionsOf(variant, comparison);
    const counting = countingWords(variant, comparison);
    const documents = editions.map(
      ({ id, number, issued, publisher }) =>
        `<div>${escape(id)} ${escape(number)} <span class="time">${escape(issued)}</span><br>${lines(publisher)}</div>`,
    );
    if (isBefore) documents.push(`<div class="note">${lines(BEFORE_EDITION)}</div>`);
    const rules = plan.rules.map(
      (rule) => `<li>${both(rule.title)}<br><small>${lines(ruleWords(rule, date))}</small></li>`,
    );
    return [
      `<th>${letter}</th><td class="name">${escape(label)}<br>${lines(plan.title)}</td>`,
      `<td>${documents.join('')}</td><td>${counting === null ? '–' : lines(counting)}</td><td><ul>${rules.join('')}</ul></td>`,
    ].join('');
  });
  const head = [
    `<th colspan="2">${both({ zh: '方案', en: 'Variant' })}</th>`,
    `<th>${both({ zh: '版本', en: 'Edition' })}</th><th>${both({ zh: '计日方式', en: 'Counting of days' })}</th>`,
    `<th>${both({ zh: '规则、数值（条款）', en: 'Rules, numbers (clauses)' })}</th>`,
  ];
  return table(head.join(''), rows).replace('<table>', '<table class="variants">');
}

const STYLE = `
:root { color: #10171e; background: #fff; font: 14px/1.45 "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
body { max-width: 1160px; margin: 24px auto; padding: 0 20px; }
h1 { font-size: 24px; margin: 0; }
h2 { font-size: 17px; margin: 28px 0 8px; border-bottom: 1px solid #c7d0d8; padding-bottom: 4px; break-after: avoid; }
h3 { font-size: 13px; margin: 0 0 2px; color: #3d4a56; break-after: avoid; }
p { margin: 2px 0; }
.place { font-size: 17px; }
[lang=en] { color: #3d4a56; font-weight: normal; }
.note { color: #3d4a56; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 22px; margin-bottom: 10px; }
.mark { vertical-align: -1px; }
figure { margin: 0 0 14px; break-inside: avoid; }
svg.strips { display: block; width: 100%; height: auto; }
svg.strips text { font-size: 10px; fill: #3d4a56; }
svg.strips text.word { font-size: 9.5px; font-weight: 700; }
svg.strips text.letter { font-size: 16px; font-weight: 700; fill: #10171e; }
.track { fill: #eef1f4; }
line.month { stroke: #aab5bf; }
line.day, line.hour { stroke: #c7d0d8; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 4px 10px 4px 0; border-bottom: 1px solid #dde3e9; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
.number { text-align: right; font-variant-numeric: tabular-nums; padding-right: 18px; }
.time { white-space: nowrap; font-variant-numeric: tabular-nums; }
td.name { overflow-wrap: anywhere; }
ul { margin: 0; padding-left: 18px; }
.totals { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 4px 28px; margin: 4px 0 10px; }
small { color: #3d4a56; }
@page { size: A4 landscape; margin: 12mm; }
@media print { :root { font-size: 11px; } body { margin: 0; padding: 0; max-width: none; } }
`;
