/** Wordings of the history and the handover. */
import type { TFunction } from 'i18next';
import type { WireAlarmOf, WireHappening, WireRecord } from '../../server/wire/history.ts';
import type { Plan } from '../../server/wire/shapes.ts';
import { roleWord, unitWord } from '../cases/words.ts';
import { subjectName, titleOf, type Places } from '../console/alarm-view.ts';
import { formatTime, text } from '../i18n/index.ts';
import { findRule, zoneOf } from '../session/lookup.ts';
import { levelName } from '../wall/words.ts';

/** What words are made from. */
export interface WordSource extends Places {
  readonly t: TFunction;
  /** The plans whole, for what they call roles and units; empty while they are not there. */
  readonly full: readonly Plan[];
}

export const planOf = ({ full }: WordSource, plan: string | null): Plan | null =>
  full.find(({ id }) => id === plan) ?? null;

/** The name of what an alarm or happening is about. */
export const subjectWords = (words: WordSource, jurisdiction: string, subject: string): string =>
  text(subjectName(words, jurisdiction, subject));

/** Why an alarm was raised: the rule, or what the watchdog said. */
export function causeWords(words: WordSource, of: Pick<WireRecord, 'plan' | 'rule' | 'summary'>): string {
  const rule = findRule(words.plans, of.plan, of.rule);
  if (rule === null && of.summary !== null) return text(of.summary);
  return text(titleOf({ rule: of.rule, evidence: null }, rule));
}

/** An alarm in one line: subject and rule. */
export const alarmWords = (words: WordSource, of: WireAlarmOf): string =>
  `${subjectWords(words, of.jurisdiction, of.subject)} · ${causeWords(words, { ...of, summary: null })}`;

/** A level as the plan calls it. */
export const levelWords = (words: WordSource, plan: string | null, level: WireRecord['level']): string =>
  levelName(words.t, plan === null ? undefined : words.plans.get(plan), level);

/** An instant in the zone of a jurisdiction, with its date. */
export const timeWords = (words: WordSource, jurisdiction: string, at: string): string =>
  formatTime(at, zoneOf(words.jurisdictions, jurisdiction), 'datetime');

/** Who did something, and as what. */
export function personWords(
  words: WordSource,
  { by, role, plan, what }: Pick<WireHappening, 'by' | 'role' | 'plan' | 'what'>,
): string {
  if (by === null) return '';
  // Of what was assigned the role is that of whom it was assigned to.
  return role === null || what === 'assigned'
    ? by
    : words.t('history:by', { name: by, role: roleWord(words.t, planOf(words, plan), role) });
}

/** What happened: 确认报警：数据中断, 办理步骤：研判会商…, 搁置报警：… 至 …. */
export function happeningWords(words: WordSource, of: WireHappening): string {
  const { t } = words;
  const plan = planOf(words, of.plan);
  const time = of.about === null ? '' : timeWords(words, of.jurisdiction, of.about);
  const what = t(`history:what.${of.what}`, { defaultValue: of.what });
  const unit = of.unit === null ? '' : unitWord(plan, of.unit);
  const item =
    of.item !== null
      ? text(of.item.text).replace(/[。.]$/u, '')
      : of.rule === null || of.what === 'correction'
        ? ''
        : causeWords(words, { plan: of.plan, rule: of.rule, summary: null });
  const object = [unit, item].filter((part) => part !== '').join(t('history:colon'));
  const line = object === '' ? what : `${what}${t('history:colon')}${object}`;
  switch (of.what) {
    case 'shelved':
      return `${line} ${t('history:until', { time })}`;
    case 'assigned':
      return of.role === null ? line : `${line} → ${roleWord(t, plan, of.role)}`;
    case 'correction':
      return t('history:correctionOf', {
        time,
        was: levelWords(words, of.plan, of.was ?? 'none'),
        now: levelWords(words, of.plan, of.level ?? 'none'),
      });
    case 'overdue':
    case 'escalated': {
      const parts = [line];
      if (of.what === 'overdue') parts.push(t('history:dueAt', { time }));
      if (of.role !== null) parts.push(t('history:told', { role: roleWord(t, plan, of.role) }));
      return parts.join(t('history:comma'));
    }
    case 'round': {
      const origin = of.origin === null ? '' : t(`cases:logOrigin.${of.origin}`);
      const to = of.level === null ? '' : t('history:toLevel', { level: levelWords(words, of.plan, of.level) });
      return [line, origin, to].filter((part) => part !== '').join(t('history:comma'));
    }
    case 'step':
      return of.level === null
        ? line
        : `${line}${t('history:comma')}${t('history:inForce', { level: levelWords(words, of.plan, of.level) })}`;
    default:
      return line;
  }
}
