/** What a scenario expects, one thing a line, as text and as it comes from the judge. */
import type { RuleLevel } from '../judge/index.ts';
import { HOUR_MS } from '../model/instant.ts';
import { LEVELS, type Level } from '../model/level.ts';
import type { Plan } from '../model/plan.ts';
import type { Action, Correction, Verdict } from '../model/verdict.ts';
import { formatLocal, parseLocal } from '../model/local-time.ts';

/** A line of `expect`, `corrections`, `checks` or `cases`, in the one way of writing it. */
export interface Line {
  readonly at: number;
  readonly text: string;
}

/** What a level, a rule and a time mean in a scenario. */
export interface Words {
  readonly zone: string;
  readonly plan: Plan;
  /** Id of the subject that the plan's recommendations speak of; it is left out of lines. */
  readonly area: string;
  /** Whether a rule judges a subject. */
  readonly judges: (rule: string, subject: string) => boolean;
}

/** A local time as it is written, as a pattern. */
export const TIME = String.raw`\d{4}-\d{2}-\d{2} \d{2}:\d{2}`;
const LEVEL = LEVELS.join('|');
const RULE = String.raw`(?<rule>[\w.-]+?)(?:@(?<subject>[\w.-]+))?`;
const ADVICE = new RegExp(
  `^(?<at>${TIME}) (?<action>start|raise|lower|lift|end) (?<from>${LEVEL}) -> (?<to>${LEVEL})(?: by (?<by>${TIME}))?(?<now> at once)?$`,
  'u',
);
const CHANGE = new RegExp(`^(?<at>${TIME}) ${RULE} (?<from>${LEVEL}) -> (?<to>${LEVEL})$`, 'u');
const CORRECTION = new RegExp(
  `^(?<at>${TIME})(?: to (?<until>${TIME}))? ${RULE} was (?<was>${LEVEL}) now (?<now>${LEVEL})$`,
  'u',
);
const CHECK = new RegExp(`^(?<at>${TIME}) ${RULE} (?<level>${LEVEL})(?<unknown> indeterminate)?$`, 'u');

type Groups = Readonly<Record<string, string | undefined>>;

/** What a line of a scenario says, in its parts. */
export type Saying =
  | {
      readonly kind: 'advice';
      readonly action: Action;
      readonly from: Level;
      readonly to: Level;
      /** Latest local time to publish, or null. */
      readonly by: string | null;
      readonly isImmediate: boolean;
    }
  | {
      readonly kind: 'change';
      readonly rule: string;
      readonly subject: string;
      readonly from: Level;
      readonly to: Level;
    }
  | {
      readonly kind: 'correction';
      readonly rule: string;
      readonly subject: string;
      readonly was: Level;
      readonly now: Level;
    }
  | {
      readonly kind: 'check';
      readonly rule: string;
      readonly subject: string;
      readonly level: Level;
      readonly isIndeterminate: boolean;
    };

/**
 * Takes a line apart that was read before or that came from the judge.
 * @throws RangeError when it is no such line: that is our bug
 */
export function sayingOf(text: string, { area }: Pick<Words, 'area'>): Saying {
  // The patterns let only levels and actions through.
  const level = (name: string, groups: Groups): Level => groups[name] as Level;
  const advice = ADVICE.exec(text)?.groups;
  if (advice !== undefined) {
    const { by, now } = advice;
    const action = advice['action'] as Action;
    const { from, to } = levelsOf(advice, 'from', 'to');
    return { kind: 'advice', action, from, to, by: by ?? null, isImmediate: now !== undefined };
  }
  const place = ({ rule = '', subject = area }: Groups): { rule: string; subject: string } => ({ rule, subject });
  const change = CHANGE.exec(text)?.groups;
  if (change !== undefined) return { kind: 'change', ...place(change), ...levelsOf(change, 'from', 'to') };
  const correction = CORRECTION.exec(text)?.groups;
  if (correction !== undefined) {
    return { kind: 'correction', ...place(correction), was: level('was', correction), now: level('now', correction) };
  }
  const check = CHECK.exec(text)?.groups;
  if (check === undefined) throw new RangeError(`no line of a scenario: ${text}`);
  return {
    kind: 'check',
    ...place(check),
    level: level('level', check),
    isIndeterminate: check['unknown'] !== undefined,
  };
}

/** A verdict as a line: `2025-12-01 12:00 so2-hourly none -> III`. */
export function lineOfVerdict(verdict: Verdict, words: Words): Line {
  const { at, from, to } = verdict;
  const time = formatLocal(at, words.zone);
  if (verdict.type === 'level') {
    return { at, text: `${time} ${ruleAt(verdict.rule, verdict.subject, words)} ${from} -> ${to}` };
  }
  const by = verdict.publishBy === null ? '' : ` by ${formatLocal(verdict.publishBy, words.zone)}`;
  return { at, text: `${time} ${verdict.action} ${from} -> ${to}${by}${verdict.immediate === true ? ' at once' : ''}` };
}

/** A correction as a line: `2025-12-01 12:00 so2-hourly was none now III`. */
export const lineOfCorrection = ({ at, rule, subject, was, now }: Correction, words: Words): Line => ({
  at,
  text: `${formatLocal(at, words.zone)} ${ruleAt(rule, subject, words)} was ${was} now ${now}`,
});

/** How a rule stands at an instant, as a line: `2025-12-01 13:00 so2-hourly III indeterminate`. */
export const lineOfState = (
  at: number,
  { rule, subject, level, indeterminate }: Pick<RuleLevel, 'rule' | 'subject' | 'level' | 'indeterminate'>,
  words: Words,
): Line => ({
  at,
  text: `${formatLocal(at, words.zone)} ${ruleAt(rule, subject, words)} ${level}${indeterminate ? ' indeterminate' : ''}`,
});

/** Reads a line of `expect`. Gives a phrase on what is wrong instead. */
export function parseExpected(text: string, words: Words): Line | string {
  const groups = ADVICE.exec(text)?.groups ?? CHANGE.exec(text)?.groups;
  if (groups === undefined) {
    return 'a line such as "2025-12-01 12:00 so2-hourly none -> III" or "2025-12-01 12:00 start none -> III by 2025-11-30 00:00 at once"';
  }
  const at = timeOf(groups['at'], words);
  if (typeof at === 'string') return at;
  const { from, to } = levelsOf(groups, 'from', 'to');
  if (from === to) return 'two levels that differ';
  if (groups['action'] === undefined) {
    const fault = faultOfRule(groups, words) ?? faultOfLevels([from, to], words);
    return fault ?? { at, text };
  }
  const by = groups['by'] === undefined ? null : timeOf(groups['by'], words);
  if (typeof by === 'string') return by;
  return faultOfLevels([from, to], words) ?? { at, text };
}

/** Reads a line of `corrections`; a stretch of time stands for one line an hour. */
export function parseCorrections(text: string, words: Words): readonly Line[] | string {
  const groups = CORRECTION.exec(text)?.groups;
  if (groups === undefined) {
    return 'a line such as "2025-12-01 12:00 so2-hourly was none now III" or "2025-12-01 12:00 to 2025-12-01 15:00 so2-hourly was none now III"';
  }
  const at = timeOf(groups['at'], words);
  const until = groups['until'] === undefined ? at : timeOf(groups['until'], words);
  if (typeof at === 'string') return at;
  if (typeof until === 'string') return until;
  const { was, now } = { was: groups['was'] as Level, now: groups['now'] as Level };
  const fault = faultOfRule(groups, words) ?? faultOfLevels([was, now], words);
  if (fault !== null) return fault;
  const { rule = '', subject = words.area } = groups;
  const lines: Line[] = [];
  for (let each = at; each <= until; each += HOUR_MS) {
    lines.push({
      at: each,
      text: `${formatLocal(each, words.zone)} ${ruleAt(rule, subject, words)} was ${was} now ${now}`,
    });
  }
  return lines.length > 0 ? lines : 'a stretch that ends after it begins';
}

/** A line of `checks` with what it asks. */
export interface Check extends Line {
  readonly rule: string;
  readonly subject: string;
}

/** Reads a line of `checks`. */
export function parseCheck(text: string, words: Words): Check | string {
  const groups = CHECK.exec(text)?.groups;
  if (groups === undefined) return 'a line such as "2025-12-01 13:00 so2-hourly III indeterminate"';
  const at = timeOf(groups['at'], words);
  if (typeof at === 'string') return at;
  const fault = faultOfRule(groups, words) ?? faultOfLevels([groups['level'] as Level], words);
  return fault ?? { at, text, rule: groups['rule'] ?? '', subject: groups['subject'] ?? words.area };
}

const ruleAt = (rule: string, subject: string, { area }: Words): string =>
  subject === area ? rule : `${rule}@${subject}`;

function timeOf(text: string | undefined, { zone }: Words): number | string {
  return parseLocal(text ?? '', zone) ?? `a time that exists in ${zone}, not ${String(text)}`;
}

/** The pattern has let only levels through. */
const levelsOf = (groups: Groups, from: string, to: string): { from: Level; to: Level } => ({
  from: groups[from] as Level,
  to: groups[to] as Level,
});

function faultOfRule({ rule = '', subject }: Groups, words: Words): string | null {
  if (subject === words.area) return `no @${subject}, it goes without saying`;
  if (words.judges(rule, subject ?? words.area)) return null;
  return words.plan.rules.some(({ id }) => id === rule)
    ? `a subject that ${rule} judges, not ${subject ?? words.area}`
    : `a rule of the plan (${words.plan.rules.map(({ id }) => id).join(', ')}), not ${rule}`;
}

function faultOfLevels(levels: readonly Level[], { plan }: Words): string | null {
  const strange = levels.find((level) => level !== 'none' && !plan.levels.some(({ id }) => id === level));
  return strange === undefined
    ? null
    : `levels of the plan (${plan.levels.map(({ id }) => id).join(', ')}), not ${strange}`;
}
