/** Small wordings of the wall. */
import type { TFunction } from 'i18next';
import type { Level, Plan, WireAlarm } from '../../server/wire/shapes.ts';
import { formatNumber, text } from '../i18n/index.ts';

/** A plan's own name of a level with its grade: 橙色预警 Ⅱ级, Orange warning II. */
export function levelName(t: TFunction, plan: Plan | undefined, level: Level): string {
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

/** What an alarm is about: the rule's title, or the watchdog's name. */
export function alarmTitle(t: TFunction, alarm: WireAlarm, plans: ReadonlyMap<string, Plan>): string {
  const rule = alarm.plan === null ? undefined : plans.get(alarm.plan)?.rules.find((one) => one.id === alarm.rule);
  return rule === undefined ? t(`wall:watchdog.${alarm.rule}`, { defaultValue: alarm.rule }) : text(rule.title);
}
