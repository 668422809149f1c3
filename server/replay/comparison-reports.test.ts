import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pinEdition, withCounting, type Plan } from '../model/plan.ts';
import { loadPlan } from '../plans/load.ts';
import { comparisonLines } from './comparison-lines.ts';
import { comparisonPage } from './comparison-page.ts';
import { comparisonText, widthOf } from './comparison-text.ts';
import { toZonedIso } from './comparison-words.ts';
import { compareVariants, type Comparison, type LevelStep } from './comparison.ts';

const PLAN = 'yangquan-heavy-pollution';

function loadedPlan(): Plan {
  const loaded = loadPlan(join(import.meta.dirname, `../../thresholds/plans/${PLAN}/plan.yaml`));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  // The oldest edition only, so that a newer one changes nothing here.
  const pinned = pinEdition(loaded.value, loaded.value.editions[0].id);
  if (pinned === null) throw new RangeError('a plan without its own edition');
  return { ...pinned, rules: pinned.rules.filter(({ id }) => id === 'aqi-days') };
}

const plan = loadedPlan();
const at = (text: string): number => Date.parse(`${text.replace(' ', 'T')}:00+08:00`);
const step = (text: string, to: LevelStep['to']): LevelStep => ({ at: at(text), to });

const comparison: Comparison = compareVariants(
  {
    place: { zh: '甲&乙', en: 'A <b>town</b>' },
    zone: 'Asia/Shanghai',
    from: at('2016-12-10 00:00'),
    to: at('2017-01-09 00:00'),
    gaps: [{ from: at('2016-12-28 08:00'), to: at('2016-12-30 08:00') }],
  },
  [
    {
      variant: { label: PLAN, plan },
      steps: [
        step('2016-12-18 10:00', 'III'),
        step('2016-12-19 10:00', 'I'),
        step('2016-12-22 12:00', 'none'),
        step('2017-01-08 00:00', 'III'),
      ],
    },
    {
      variant: { label: `${PLAN}:counting=calendar-days`, plan: withCounting(plan, 'calendar-days') },
      steps: [step('2016-12-19 00:00', 'III'), step('2016-12-22 12:00', 'none')],
    },
  ],
);

test('the text names the variants, their days in force and every difference, in columns', () => {
  const text = comparisonText(comparison);
  expect(
    text
      .split('\n')
      .map((line) => line.trimStart())
      .filter((line) => line.startsWith('aqi-days')),
  ).toHaveLength(1);
  const from = text.indexOf('  B  ');
  expect(text.slice(0, text.indexOf('方案 Variants'))).toBe(
    [
      '回测比较 Backtest comparison',
      '',
      '地区 Place      甲&乙 A <b>town</b>',
      '时段 Period     2016-12-10 00:00 – 2017-01-09 00:00 Asia/Shanghai, 30.0 d',
      '无数据 No data  2016-12-28 08:00 – 2016-12-30 08:00, 2.0 d',
      '每条建议均视为立即批准 Every recommendation counts as approved at once',
      '',
      '',
    ].join('\n'),
  );
  expect(text.slice(from)).toBe(
    [
      `  B  ${PLAN}:counting=calendar-days`,
      '     其余同 A otherwise as A',
      '     计日 Days: 自然日（calendar-days） calendar days (calendar-days)',
      '',
      '执行天数 Days in force',
      '     III 黄色预警  II 橙色预警  I 红色预警  合计 Total  次数 Episodes  首次 First        末次 Last',
      '  A           2.0          0.0         3.1         5.1              2  2016-12-18 10:00  2017-01-09 00:00+',
      '  B           3.5          0.0         0.0         3.5              1  2016-12-19 00:00  2016-12-22 12:00',
      '  + 数据结束时仍在执行 still in force when the data end',
      '',
      '与 A 相比 Against A',
      '  B  少报 missed 1.6 d (2), 多报 added 0 h (0), 级别不同 other level 3.1 d (1)',
      '     少报 missed           2016-12-18 10:00 – 2016-12-19 00:00   14 h  A III 黄色预警  B 无',
      '     级别不同 other level  2016-12-19 10:00 – 2016-12-22 12:00  3.1 d  A I 红色预警    B III 黄色预警',
      '     少报 missed           2017-01-08 00:00 – 2017-01-09 00:00  1.0 d  A III 黄色预警  B 无',
      '',
    ].join('\n'),
  );
});

test('the lines are a summary for each variant and its differences', () => {
  const lines = comparisonLines(comparison)
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  const shared = {
    type: 'summary',
    plan: PLAN,
    editions: [plan.editions[0].id],
    from: '2016-12-10T00:00:00+08:00',
    to: '2017-01-09T00:00:00+08:00',
    withoutData: 2,
  };
  const difference = { type: 'difference', variant: `${PLAN}:counting=calendar-days`, against: PLAN };
  expect(lines).toEqual([
    {
      ...shared,
      variant: PLAN,
      counting: 'adjacent-days',
      days: { III: 2, II: 0, I: 3.1 },
      total: 5.1,
      episodes: 2,
      first: '2016-12-18T10:00:00+08:00',
      last: '2017-01-09T00:00:00+08:00',
      open: true,
    },
    {
      ...shared,
      variant: `${PLAN}:counting=calendar-days`,
      counting: 'calendar-days',
      days: { III: 3.5, II: 0, I: 0 },
      total: 3.5,
      episodes: 1,
      first: '2016-12-19T00:00:00+08:00',
      last: '2016-12-22T12:00:00+08:00',
      open: false,
    },
    {
      ...difference,
      kind: 'missed',
      from: '2016-12-18T10:00:00+08:00',
      to: '2016-12-19T00:00:00+08:00',
      hours: 14,
      levels: { against: 'III', variant: 'none' },
    },
    {
      ...difference,
      kind: 'different',
      from: '2016-12-19T10:00:00+08:00',
      to: '2016-12-22T12:00:00+08:00',
      hours: 74,
      levels: { against: 'I', variant: 'III' },
    },
    {
      ...difference,
      kind: 'missed',
      from: '2017-01-08T00:00:00+08:00',
      to: '2017-01-09T00:00:00+08:00',
      hours: 24,
      levels: { against: 'III', variant: 'none' },
    },
  ]);
});

describe('the page', () => {
  const page = comparisonPage(comparison);
  /** The parts of the page that match, as texts without tags. */
  const textsOf = (pattern: RegExp): string[] =>
    [...page.matchAll(pattern)].map((match) =>
      (match[1] ?? '')
        .replaceAll(/<br>/g, ' ')
        .replaceAll(/<[^>]*>/g, '')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    );

  test('needs nothing from outside and runs nothing', () => {
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\bon\w+=|\bsrc=|\bhref=|url\(|@import|https?:/);
  });

  test('closes what it opens', () => {
    const open: string[] = [];
    const wrong: string[] = [];
    for (const [, slash, name = '', self] of page.matchAll(/<(\/?)([a-z][\w-]*)(?:\s[^<>]*?)?(\/?)>/gi)) {
      if (slash === '/') {
        const last = open.pop();
        if (last !== name) wrong.push(`${last} closed by ${name}`);
      } else if (self !== '/' && !['meta', 'br'].includes(name)) open.push(name);
    }
    expect(wrong).toEqual([]);
    expect(open).toEqual([]);
  });

  test('shows names as text, whatever is in them', () => {
    expect(page).toContain('甲&amp;乙 <span lang="en">A &lt;b&gt;town&lt;/b&gt;</span>');
    expect(page).not.toContain('<b>town');
  });

  test('draws a block for every stretch, as tall as its level, and no ground where there are no data', () => {
    const blocks = [...page.matchAll(/<g><title>([^\n]*)\n[^<]*<\/title><rect [^>]*height="([\d.]+)" fill="(#\w+)"/g)];
    expect(blocks.map(([, title, height, fill]) => [title, height, fill])).toEqual([
      ['III 黄色预警 Yellow warning', '12', '#f2c200'],
      ['I 红色预警 Red warning', '36', '#b5121c'],
      ['III 黄色预警 Yellow warning', '12', '#f2c200'],
      ['III 黄色预警 Yellow warning', '12', '#f2c200'],
    ]);
    // Two variants, each with data before and after the gap.
    expect([...page.matchAll(/class="track"/g)]).toHaveLength(4);
  });

  test('says the numbers of the text in both languages', () => {
    expect(textsOf(/<tr>(.*?)<\/tr>/g)).toEqual([
      expect.stringMatching(
        /^方案 Variant III 黄色预警 Yellow warning II .*合计 Total次数 Episodes首次 First末次 Last$/,
      ),
      expect.stringMatching(/^A/),
      expect.stringMatching(/^B/),
      expect.anything(),
      expect.stringContaining('少报 missed2016-12-18 10:002016-12-19 00:0014 h III 黄色预警 Yellow warning 无 none'),
      expect.stringContaining('级别不同 other level2016-12-19 10:002016-12-22 12:003.1 d I 红色预警 Red warning'),
      expect.stringContaining('少报 missed2017-01-08 00:002017-01-09 00:001.0 d III 黄色预警 Yellow warning 无 none'),
      expect.anything(),
      expect.stringContaining('首尾相接的24小时段（adjacent-days） back-to-back stretches of 24 h (adjacent-days)'),
      expect.stringContaining('自然日（calendar-days） calendar days (calendar-days)'),
    ]);
  });

  test('of equal variants says so', () => {
    const [first] = comparison.variants;
    if (first === undefined) throw new RangeError('a comparison of nothing');
    const same = comparisonPage({ ...comparison, variants: [first, { ...first, letter: 'B' }] });
    expect(same).toContain('全程一致。 <span lang="en">The same throughout.</span>');
  });
});

test('signs of East Asia take two columns', () => {
  expect(['III 黄色', '〔2021〕', 'µg/m³', ''].map(widthOf)).toEqual([8, 8, 5, 0]);
});

test.each([
  ['Asia/Shanghai', '2017-01-01T10:00:00+08:00'],
  ['America/St_Johns', '2016-12-31T22:30:00-03:30'],
  ['UTC', '2017-01-01T02:00:00+00:00'],
])('an instant in %s is %s', (zone, text) => {
  expect(toZonedIso(Date.UTC(2017, 0, 1, 2), zone)).toBe(text);
});
