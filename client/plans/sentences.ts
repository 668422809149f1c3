import type { GridScope } from '../../server/model/jurisdiction.ts';
import { LEVELS, type RaisedLevel } from '../../server/model/level.ts';
import {
  clauseOf,
  valuesOn,
  type BandBounds,
  type ByLevel,
  type DayCounting,
  type DaysAlternative,
  type EnterpriseKind,
  type Line,
  type Rule,
  type StockMeasure,
} from '../../server/model/plan.ts';
import type { Form } from '../../server/model/procedure.ts';
import { METRICS } from '../../server/model/reading.ts';
import type { Text } from '../../server/model/text.ts';
import { plansMessages } from '../i18n/plans.ts';
import { testSentence, testWays } from './report-sentences.ts';

/** What meets a level of a rule: a sentence, and the ways of which one is enough, for places with room for a list. */
export interface LevelSentence {
  readonly level: RaisedLevel;
  readonly clause: string;
  readonly text: Text;
  readonly ways: readonly Text[];
}

/** A rule in words: what it looks at, and what meets each of its levels. */
export interface RuleSentence {
  readonly lead: Text;
  readonly levels: readonly LevelSentence[];
  /** What else the numbers say: bridges, validity, second conditions. */
  readonly notes: readonly Text[];
}

const RAISED: readonly RaisedLevel[] = LEVELS.filter((level) => level !== 'none');

const SCOPES: Readonly<Record<GridScope, Text>> = {
  region: { zh: '区域电网', en: 'the regional grid' },
  province: { zh: '全省电网', en: 'the provincial grid' },
  city: { zh: '市级电网', en: 'the city grid' },
  county: { zh: '县级电网', en: 'the county grid' },
  township: { zh: '乡镇电网', en: 'a township grid' },
};

const ENTERPRISES: Readonly<Record<EnterpriseKind, Text>> = {
  'coal-producer': { zh: '煤炭生产企业', en: 'producers' },
  'coal-trader': { zh: '煤炭经营企业', en: 'traders' },
  'coal-user': { zh: '重点用煤企业', en: 'heavy users' },
};

const MEASURES: Readonly<Record<StockMeasure, { readonly words: Text; readonly unit: Text }>> = {
  'days-of-output': {
    words: { zh: '库存可供天数（按设计日产量）', en: 'stock in days of designed output' },
    unit: { zh: '天', en: 'days' },
  },
  'days-of-sales': {
    words: { zh: '库存可供天数（按上年日均销量）', en: "stock in days of last year's mean sales" },
    unit: { zh: '天', en: 'days' },
  },
  'percent-of-mean': {
    words: { zh: '库存占近三年平均库存', en: 'stock as a share of the three-year mean' },
    unit: { zh: '%', en: '%' },
  },
};

/** How days are counted, in words. */
export const countingName = (counting: DayCounting): Text => ({
  zh: plansMessages.zh.counting[counting],
  en: plansMessages.en.counting[counting],
});

/** Ways of which one is enough, as one sentence. */
const joined = (ways: readonly Text[], between: Text): Text => ({
  zh: ways.map(({ zh }) => zh).join(between.zh),
  en: ways.map(({ en }) => en).join(between.en),
});

/** Ways to meet a level and the sentence that they make; null for a level that the rule does not have. */
type Ways = Pick<LevelSentence, 'text' | 'ways'> | null;
const either = (ways: readonly Text[], between: Text): Ways =>
  ways.length === 0 ? null : { text: joined(ways, between), ways };
const only = (text: Text): Ways => ({ text, ways: [text] });
const OR: Text = { zh: '；或 ', en: '; or ' };
const COMMA_OR: Text = { zh: '，或 ', en: ', or ' };

const lineWords = (line: Line): string => ('above' in line ? `> ${line.above}` : `≥ ${line.from}`);
const daysEn = (days: number): string => (days === 1 ? '1 day' : `${days} days`);

/** One way to meet a level of a rule on days. The counting is named unless it is the one that needs no word. */
function alternativeWords({ line, days, inside }: DaysAlternative, counting: DayCounting): Text {
  const over = lineWords(line);
  const name = countingName(counting);
  const by = counting === 'adjacent-days' ? { zh: '', en: '' } : { zh: `（${name.zh}）`, en: ` (${name.en})` };
  const base =
    days === 1
      ? { zh: `任意一天 AQI 日均值 ${over}${by.zh}`, en: `mean AQI ${over} on any day${by.en}` }
      : {
          zh: `AQI 日均值 ${over} 持续 ${days} 天${by.zh}`,
          en: `mean AQI ${over} for ${days} days${by.en}`,
        };
  return inside === null
    ? base
    : {
        zh: `${base.zh}，且其中 > ${inside.above} 持续 ${inside.days} 天`,
        en: `${base.en}, of which > ${inside.above} for ${daysEn(inside.days)}`,
      };
}

/** The shares that meet a level: of load, of customers, or either. */
function boundWords({ shed, customers }: BandBounds, level: RaisedLevel): Text[] {
  const load = shed[level];
  const out = customers[level];
  return [
    ...(load === undefined ? [] : [{ zh: `减供负荷 ≥ ${load} %`, en: `load lost ≥ ${load} %` }]),
    ...(out === undefined ? [] : [{ zh: `停电用户 ≥ ${out} %`, en: `customers out ≥ ${out} %` }]),
  ];
}

/** A class of load before the event: from its own bound up to the next higher class, which is null for the highest. */
function classWords(from: number, to: number | null): Text {
  if (to === null) return { zh: `≥ ${from} MW`, en: `≥ ${from} MW` };
  return from <= 0
    ? { zh: `< ${to} MW`, en: `< ${to} MW` }
    : { zh: `≥ ${from} 且 < ${to} MW`, en: `≥ ${from} and < ${to} MW` };
}

/**
 * A rule's numbers in force on a local date (`YYYY-MM-DD`) as sentences. Everything is read from the plan; no number is
 * typed in here.
 * @param forms the plan's forms, whose titles and units name the facts of a report
 */
export function ruleSentence(rule: Rule, date: string, forms: readonly Form[]): RuleSentence {
  const byLevel = (waysTo: (level: RaisedLevel) => Ways): RuleSentence['levels'] =>
    RAISED.flatMap((level) => {
      const ways = waysTo(level);
      return ways === null ? [] : [{ level, clause: clauseOf(rule, level), ...ways }];
    });
  const at = <T>(values: ByLevel<T>, level: RaisedLevel, text: (value: T) => Text): Ways => {
    const value = values[level];
    return value === undefined ? null : only(text(value));
  };

  switch (rule.kind) {
    case 'run-of-hours': {
      const values = valuesOn(rule.editions, date);
      const metric = METRICS.get(rule.metric);
      const name = metric?.name ?? { zh: rule.metric, en: rule.metric };
      const unit = metric?.unit ?? '';
      return {
        lead: {
          zh: `${name.zh} 小时均值连续超过浓度限值，观测与预报合计达到 ${values.hours} 小时`,
          en: `The hour mean of ${name.en} stays above a concentration for ${values.hours} hours, observed and forecast together`,
        },
        levels: byLevel((level) =>
          at(values.above, level, (above) => ({
            zh: `${name.zh} > ${above} ${unit}，连续 ${values.hours} 小时`,
            en: `${name.en} > ${above} ${unit} for ${values.hours} hours`,
          })),
        ),
        notes: [
          {
            zh: `连续缺测不超过 ${values.bridge} 小时不中断连续时段，缺测小时不计数`,
            en: `Up to ${values.bridge} missing hours in a row do not break the run; they are not counted`,
          },
        ],
      };
    }
    case 'days': {
      const values = valuesOn(rule.editions, date);
      const { upperFrom, counting } = values;
      return {
        lead: {
          zh: 'AQI 日均值（不含臭氧）超过一条线并持续数日；几种情形达到一种即可',
          en: 'The daily mean AQI (without ozone) stays over a line for days; of several ways one is enough',
        },
        levels: byLevel((level) =>
          either(
            (values.levels[level] ?? []).map((way) => alternativeWords(way, counting)),
            OR,
          ),
        ),
        notes: [
          {
            zh: `计日方法：${countingName(counting).zh}`,
            en: `How days are counted: ${countingName(counting).en}`,
          },
          {
            zh: `一天至少 ${values.minHours} 个有效小时`,
            en: `A day needs at least ${values.minHours} valid hours`,
          },
          upperFrom === null
            ? { zh: '预报按中值判断', en: 'Of the forecast the central value counts' }
            : {
                zh: `预报 > ${upperFrom.above} 持续 ${upperFrom.days} 天及以上时，按预报上限判断`,
                en: `Once ${daysEn(upperFrom.days)} or more > ${upperFrom.above} are forecast, the upper end of the forecast counts`,
              },
        ],
      };
    }
    case 'severe-now': {
      const values = valuesOn(rule.editions, date);
      return {
        lead: {
          zh: `过去 24 小时平均 AQI 已 > ${values.above}，且未来 24 小时没有缓解的预报`,
          en: `The mean AQI of the last 24 hours is > ${values.above} and no relief is forecast for the next 24`,
        },
        levels: byLevel((level) =>
          level === values.level
            ? only({
                zh: `24 小时平均 AQI > ${values.above}，立即建议发布`,
                en: `24-hour mean AQI > ${values.above}; recommended at once`,
              })
            : null,
        ),
        notes: [
          {
            zh: `未来 24 小时预报不足 ${values.minForecastHours} 小时，视为没有缓解的预报`,
            en: `With fewer than ${values.minForecastHours} forecast hours in the next 24 there is no forecast of relief`,
          },
        ],
      };
    }
    case 'band': {
      const values = valuesOn(rule.editions, date);
      const scope = SCOPES[rule.scope];
      const classes = values.classes;
      return {
        lead: {
          zh: `${scope.zh}减供负荷或停电用户达到比例下限（含本数），任一即可`,
          en: `Load lost or customers out of ${scope.en} reach a share (the number itself included); either is enough`,
        },
        levels: byLevel((level) =>
          either(
            [
              ...boundWords(values, level),
              ...(classes ?? []).flatMap((one, index) => {
                const ways = boundWords(one, level);
                if (ways.length === 0) return [];
                const bounds = joined(ways, { zh: ' 或 ', en: ' or ' });
                const range = classWords(one.loadFrom, classes?.[index - 1]?.loadFrom ?? null);
                return [{ zh: `${range.zh}：${bounds.zh}`, en: `${range.en}: ${bounds.en}` }];
              }),
            ],
            classes === null ? COMMA_OR : OR,
          ),
        ),
        notes: [
          ...(classes === null
            ? []
            : [{ zh: '按事件前的负荷分档', en: 'The classes are those of the load before the event' }]),
          ...(values.severalCities === null
            ? []
            : [
                {
                  zh: `须本市及至少另一市同时受影响：减供 ≥ ${values.severalCities.shed} % 或停电用户 ≥ ${values.severalCities.customers} %`,
                  en: `The home city and at least one other must be out as well: load ≥ ${values.severalCities.shed} % or customers ≥ ${values.severalCities.customers} %`,
                },
              ]),
        ],
      };
    }
    case 'stock': {
      const values = valuesOn(rule.editions, date);
      return {
        lead:
          rule.over === 'each'
            ? { zh: '单个企业储煤低于限值', en: 'The coal stock of one enterprise falls below a line' }
            : {
                zh: '重点企业同类合计储煤低于限值，任一类即可',
                en: 'The coal stock of the key enterprises of one kind, taken together, falls below a line',
              },
        levels: byLevel((level) => {
          const ways = values.kinds.flatMap((kind) => {
            const below = kind.below[level];
            if (below === undefined) return [];
            const { words, unit } = MEASURES[kind.measure];
            const who = ENTERPRISES[kind.kind];
            return [
              {
                zh: `${who.zh}${words.zh} < ${below} ${unit.zh}`,
                en: `${who.en}: ${words.en} < ${below} ${unit.en}`,
              },
            ];
          });
          return either(ways, OR);
        }),
        notes: [],
      };
    }
    case 'report': {
      const values = valuesOn(rule.editions, date);
      const form = forms.find(({ id }) => id === rule.form) ?? null;
      const name = form?.title ?? { zh: rule.form, en: rule.form };
      const until = rule.until === null ? null : testSentence(rule.until, form);
      return {
        lead: {
          zh: `按人工填报的“${name.zh}”定级；未填报的项不作为条件`,
          en: `Judged by what people file with "${name.en}"; what is not reported meets nothing`,
        },
        levels: byLevel((level) => {
          const test = values.when[level];
          return test === undefined ? null : { text: testSentence(test, form), ways: testWays(test, form) };
        }),
        notes:
          until === null
            ? [{ zh: '所填事实至下次填报前一直有效', en: 'A reported fact stands until the next report' }]
            : [
                {
                  zh: `所填事实至下次填报前一直有效；填报“${until.zh}”后不再成立`,
                  en: `A reported fact stands until the next report; once "${until.en}" is filed none stands any more`,
                },
              ],
      };
    }
  }
}

/** The local dates from which a rule's editions hold, in order. */
export const editionsOf = (rule: Rule): readonly string[] => rule.editions.map(({ from }) => from).sort();
