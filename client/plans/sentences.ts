import type { GridScope } from '../../server/model/jurisdiction.ts';
import { LEVELS, type RaisedLevel } from '../../server/model/level.ts';
import {
  clauseOf,
  valuesOn,
  type ByLevel,
  type EnterpriseKind,
  type GapBound,
  type Rule,
  type StockMeasure,
} from '../../server/model/plan.ts';
import { METRICS } from '../../server/model/reading.ts';
import type { Text } from '../../server/model/text.ts';

/** A rule in words: what it looks at, and what meets each of its levels. */
export interface RuleSentence {
  readonly lead: Text;
  readonly levels: readonly { readonly level: RaisedLevel; readonly clause: string; readonly text: Text }[];
  /** What else the numbers say: bridges, validity, second conditions. */
  readonly notes: readonly Text[];
}

const RAISED: readonly RaisedLevel[] = LEVELS.filter((level) => level !== 'none');

const SCOPES: Readonly<Record<GridScope, Text>> = {
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

const gap = (bound: GapBound): string => ('above' in bound ? `> ${bound.above}` : `≥ ${bound.from}`);

/**
 * A rule's numbers in force on a local date (`YYYY-MM-DD`) as sentences. Everything is read from the plan; no number is
 * typed in here.
 */
export function ruleSentence(rule: Rule, date: string): RuleSentence {
  const byLevel = (text: (level: RaisedLevel) => Text | null): RuleSentence['levels'] =>
    RAISED.flatMap((level) => {
      const words = text(level);
      return words === null ? [] : [{ level, clause: clauseOf(rule, level), text: words }];
    });
  const at = <T>(values: ByLevel<T>, level: RaisedLevel, text: (value: T) => Text): Text | null => {
    const value = values[level];
    return value === undefined ? null : text(value);
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
      return {
        lead: {
          zh: `AQI 日均值（不含臭氧，可跨自然日）连续数日 > ${values.above}`,
          en: `The daily mean AQI (without ozone, days may start at any hour) stays > ${values.above} for days in a row`,
        },
        levels: byLevel((level) => {
          const days = values.days[level];
          const ways: Text[] = [];
          if (days !== undefined) {
            const severe = values.severe;
            ways.push(
              severe.level === level
                ? {
                    zh: `日均 AQI > ${values.above} 持续 ${days} 天，且其中 > ${severe.above} 持续 ${severe.days} 天`,
                    en: `mean AQI > ${values.above} for ${days} days, of which > ${severe.above} for ${severe.days} days`,
                  }
                : {
                    zh: `日均 AQI > ${values.above} 持续 ${days} 天`,
                    en: `mean AQI > ${values.above} for ${days} days`,
                  },
            );
          }
          if (values.sudden.level === level) {
            ways.push({
              zh: `日均 AQI ≥ ${values.sudden.atLeast}`,
              en: `mean AQI ≥ ${values.sudden.atLeast} on any day`,
            });
          }
          return ways.length === 0
            ? null
            : { zh: ways.map((way) => way.zh).join('；或 '), en: ways.map((way) => way.en).join('; or ') };
        }),
        notes: [
          {
            zh: `一天至少 ${values.minHours} 个有效小时`,
            en: `A day needs at least ${values.minHours} valid hours`,
          },
          {
            zh: `预报持续 ${values.upperFromDays} 天及以上时按预报上限判断`,
            en: `From ${values.upperFromDays} forecast days on, the upper end of the forecast counts`,
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
            ? {
                zh: `24 小时平均 AQI > ${values.above}，立即建议发布`,
                en: `24-hour mean AQI > ${values.above}; recommended at once`,
              }
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
        levels: byLevel((level) => {
          const shed = values.shed[level];
          const customers = values.customers[level];
          const zh: string[] = [];
          const en: string[] = [];
          if (shed !== undefined) {
            zh.push(`减供负荷 ≥ ${shed} %`);
            en.push(`load lost ≥ ${shed} %`);
          }
          if (customers !== undefined) {
            zh.push(`停电用户 ≥ ${customers} %`);
            en.push(`customers out ≥ ${customers} %`);
          }
          for (const loadClass of classes ?? []) {
            const bound = loadClass.shed[level];
            if (bound === undefined) continue;
            zh.push(`负荷 ≥ ${loadClass.loadFrom} MW 时减供 ≥ ${bound} %`);
            en.push(`load lost ≥ ${bound} % from ${loadClass.loadFrom} MW up`);
          }
          return zh.length === 0 ? null : { zh: zh.join('，或 '), en: en.join(', or ') };
        }),
        notes:
          values.severalCities === null
            ? []
            : [
                {
                  zh: `须本市及至少另一市同时受影响：减供 ≥ ${values.severalCities.shed} % 或停电用户 ≥ ${values.severalCities.customers} %`,
                  en: `The home city and at least one other must be out as well: load ≥ ${values.severalCities.shed} % or customers ≥ ${values.severalCities.customers} %`,
                },
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
          return ways.length === 0
            ? null
            : { zh: ways.map((way) => way.zh).join('；或 '), en: ways.map((way) => way.en).join('; or ') };
        }),
        notes: [],
      };
    }
    case 'interruption': {
      const values = valuesOn(rule.editions, date);
      return {
        lead: {
          zh: '油气供应中断达到天数，且供需缺口达到比例',
          en: 'Oil or gas delivery has stopped for days and leaves a gap',
        },
        levels: byLevel((level) =>
          at(values.levels, level, ({ days, countyGap, localGap }) => ({
            zh: `中断 ≥ ${days} 天，且全县缺口 ${gap(countyGap)} % 或局部缺口 ${gap(localGap)} %`,
            en: `stopped for ≥ ${days} days, with a county gap ${gap(countyGap)} % or a local gap ${gap(localGap)} %`,
          })),
        ),
        notes: [],
      };
    }
  }
}

/** The local dates from which a rule's editions hold, in order. */
export const editionsOf = (rule: Rule): readonly string[] => rule.editions.map(({ from }) => from).sort();
