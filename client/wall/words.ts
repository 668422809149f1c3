/** Small wordings of the wall. */
import type { TFunction } from 'i18next';
import type { Rule } from '../../server/model/plan.ts';
import { METRICS } from '../../server/model/reading.ts';
import type { Level, JudgedPlan, WireAlarm } from '../../server/wire/shapes.ts';
import { formatNumber, text } from '../i18n/index.ts';

/** A plan's own name of a level with its grade: 橙色预警 Ⅱ级, Orange warning II. */
export function levelName(t: TFunction, plan: JudgedPlan | undefined, level: Level): string {
  const grade = t(`shell:grade.${level}`);
  const named = plan?.levels.find((one) => one.id === level);
  if (named === undefined) return t(`shell:level.${level}`);
  const name = text(named.name);
  return /[ⅠⅡⅢⅣ]|(^|[^A-Za-z])(I{1,3}|IV)([^A-Za-z]|$)/.test(name) ? name : `${name} ${grade}`;
}

/** A number with its unit: 7 h, 6.2 天, 43 %. */
export function amount(t: TFunction, value: number | null, unit: string): string {
  const word = unitWord(t, unit);
  return word === '' ? formatNumber(value) : `${formatNumber(value)} ${word}`;
}

/** A unit as people read it. */
export const unitWord = (t: TFunction, unit: string): string => t(`wall:unit.${unit}`, { defaultValue: unit });

/** What an alarm, or a rule that stands at a level, is about: the rule in short, or the watchdog's name. */
export function alarmTitle(
  t: TFunction,
  alarm: Pick<WireAlarm, 'plan' | 'rule'>,
  plans: ReadonlyMap<string, JudgedPlan>,
): string {
  const rule = alarm.plan === null ? undefined : plans.get(alarm.plan)?.rules.find((one) => one.id === alarm.rule);
  return rule === undefined
    ? t(`wall:watchdog.${alarm.rule}`, { defaultValue: alarm.rule })
    : (shortTitle(t, rule) ?? text(rule.title));
}

/** A rule's title in a row that names its subject already and has no room to spare; null for those that need their own. */
function shortTitle(t: TFunction, rule: Rule): string | null {
  switch (rule.kind) {
    case 'run-of-hours': {
      const metric = METRICS.get(rule.metric);
      return metric === undefined ? null : t('wall:alarms.short.hours', { metric: text(metric.name) });
    }
    case 'days':
      return t('wall:alarms.short.days');
    case 'severe-now':
      return t('wall:alarms.short.severe');
    case 'band':
      // A rule on several cities asks for more than its own grid.
      return rule.editions.some(({ values }) => values.severalCities !== null) ? null : t('wall:alarms.short.band');
    case 'stock':
      return t(`wall:alarms.short.${rule.over === 'sum' ? 'keyStock' : 'stock'}`);
    case 'report':
      return null;
  }
}
