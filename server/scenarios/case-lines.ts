/** What comes of a case in a scenario, one thing a line, as text and as it comes from the program. */
import type { CaseRefusal } from '../cases/index.ts';
import type { RecommendationEvent } from '../judge/index.ts';
import type { CaseEvent, RoundStart } from '../model/case.ts';
import { LEVELS, type Level } from '../model/level.ts';
import { formatLocal, parseLocal } from '../model/local-time.ts';
import type { Role } from '../model/procedure.ts';
import type { Action } from '../model/verdict.ts';
import { parseDoing, ROLE, textOfDoing, type Act, type Doing } from './acts.ts';
import { TIME, type Line, type Words } from './lines.ts';

const CODES = ['stale-revision', 'not-allowed', 'wrong-state', 'note-required', 'unknown-id'] as const;
const ENDS = ['answered', 'refused', 'superseded', 'withdrawn'] as const;
/** How a recommendation ended. */
export type RecommendationEnd = (typeof ENDS)[number];

/** What a line of `cases` says, in its parts. */
export type CaseSaying =
  /** Somebody did something. */
  | {
      readonly kind: 'done';
      readonly role: Role;
      readonly doing: Doing;
      /** The level that it put in force, or null. */
      readonly level: Level | null;
      /** The step that it was sent back to, or null. */
      readonly to: string | null;
    }
  /** The program did not let somebody do something. */
  | { readonly kind: 'refused'; readonly role: Role; readonly doing: Doing; readonly code: CaseRefusal['code'] }
  /** A case was opened, or a round of it began. */
  | {
      readonly kind: 'begun';
      readonly isNew: boolean;
      readonly action: Action;
      readonly to: Level;
      readonly from:
        | { readonly kind: 'recommendation' }
        | { readonly kind: 'declaration' | 'notice'; readonly role: Role; readonly name: string }
        | { readonly kind: 'proposal'; readonly role: Role };
    }
  | { readonly kind: 'withdrawn' }
  | {
      readonly kind: 'overdue';
      /** What was not done in time. */
      readonly due: Extract<Doing, { kind: 'step' | 'report' | 'measure' }>;
      /** Whom it goes to; null when nobody is above those who should have done it. */
      readonly to: Role | null;
    }
  | { readonly kind: 'recommendation'; readonly action: Action; readonly to: Level; readonly end: RecommendationEnd };

const ID = String.raw`[\w.-]+`;
const LEVEL = LEVELS.join('|');
const ROUND = `(?<action>start|raise|lower|lift|end) (?<to>${LEVEL})`;
const DID = new RegExp(
  `^(?<role>${ROLE}) (?<doing>.+?)(?: -> (?<level>${LEVEL})| to (?<to>${ID})| refused (?<code>${CODES.join('|')}))?$`,
  'u',
);
const BEGUN = new RegExp(
  `^(?<what>opened|round) ${ROUND} by (?:recommendation|(?<role>${ROLE}) (?:propose|(?<kind>declare|notice) (?<name>\\S+)))$`,
  'u',
);
const OVERDUE = new RegExp(`^overdue (?<due>.+) to (?<to>${ROLE}|nobody)$`, 'u');
const RECOMMENDATION = new RegExp(`^recommendation ${ROUND} (?<end>${ENDS.join('|')})$`, 'u');
const EXAMPLES =
  'a line such as "2025-12-01 12:00 opened start III by recommendation", "2025-12-01 12:20 office step publish -> III", "2025-12-01 12:20 office step draft refused wrong-state" or "2025-12-01 13:01 overdue step draft to commander"';

/** What a line of `cases` says; a phrase on what is wrong where it says nothing. */
export function caseSayingOf(text: string, { plan }: Pick<Words, 'plan'>): CaseSaying | string {
  const rest = new RegExp(`^${TIME} (?<rest>.*)$`, 'u').exec(text)?.groups?.['rest'] ?? '';
  if (rest === 'withdrawn') return { kind: 'withdrawn' };
  const recommendation = RECOMMENDATION.exec(rest)?.groups;
  if (recommendation !== undefined) {
    return { kind: 'recommendation', ...roundIn(recommendation), end: recommendation['end'] as RecommendationEnd };
  }
  const begun = BEGUN.exec(rest)?.groups;
  if (begun !== undefined) {
    const role = begun['role'] as Role | undefined;
    const { kind, name = '' } = begun;
    const from =
      role === undefined
        ? ({ kind: 'recommendation' } as const)
        : kind === undefined
          ? ({ kind: 'proposal', role } as const)
          : ({ kind: kind === 'notice' ? 'notice' : 'declaration', role, name } as const);
    return { kind: 'begun', isNew: begun['what'] === 'opened', ...roundIn(begun), from };
  }
  const overdue = OVERDUE.exec(rest)?.groups;
  if (overdue !== undefined) {
    const due = parseDoing(overdue['due'] ?? '', plan);
    if (typeof due === 'string') return due;
    if (due.kind !== 'step' && due.kind !== 'report' && due.kind !== 'measure') return EXAMPLES;
    return { kind: 'overdue', due, to: overdue['to'] === 'nobody' ? null : (overdue['to'] as Role) };
  }
  const did = DID.exec(rest)?.groups;
  if (did === undefined) return EXAMPLES;
  const doing = parseDoing(did['doing'] ?? '', plan);
  if (typeof doing === 'string') return doing;
  const role = did['role'] as Role;
  if (did['code'] !== undefined) return { kind: 'refused', role, doing, code: did['code'] as CaseRefusal['code'] };
  return { kind: 'done', role, doing, level: (did['level'] as Level | undefined) ?? null, to: did['to'] ?? null };
}

/** The patterns let only actions and levels through. */
const roundIn = (groups: Readonly<Record<string, string | undefined>>): { action: Action; to: Level } => ({
  action: groups['action'] as Action,
  to: groups['to'] as Level,
});

/** Reads a line of `cases`. Gives a phrase on what is wrong instead. */
export function parseCaseLine(text: string, words: Pick<Words, 'plan' | 'zone'>): Line | string {
  const time = new RegExp(`^${TIME}`, 'u').exec(text)?.[0];
  if (time === undefined) return EXAMPLES;
  const at = parseLocal(time, words.zone);
  if (at === null) return `a time that exists in ${words.zone}, not ${time}`;
  const saying = caseSayingOf(text, words);
  if (typeof saying === 'string') return saying;
  return faultOf(saying, words) ?? { at, text };
}

/** What a line names that the plan lacks, or says of something that cannot come of it. */
function faultOf(saying: CaseSaying, { plan }: Pick<Words, 'plan'>): string | null {
  const among = (what: string, list: readonly { readonly id: string }[], id: string): string | null =>
    list.some((each) => each.id === id) ? null : `${what} of the plan, not ${id}`;
  const level = (id: Level): string | null => (id === 'none' ? null : among('a level', plan.levels, id));
  switch (saying.kind) {
    case 'withdrawn':
    case 'refused':
    case 'overdue':
      return null;
    case 'recommendation':
      return level(saying.to);
    case 'begun': {
      const { from } = saying;
      return (
        level(saying.to) ?? (from.kind === 'declaration' ? among('a declaration', plan.declarations, from.name) : null)
      );
    }
    case 'done': {
      const { kind } = saying.doing;
      if (kind === 'propose' || kind === 'declare' || kind === 'notice') {
        return 'what begins as "round" or "opened … by …"';
      }
      if (saying.level !== null) return kind === 'step' ? level(saying.level) : 'a level after a step only';
      if (kind === 'send-back') return among('"to" and a step', plan.steps, saying.to ?? 'nothing');
      return saying.to === null ? null : '"to" after send-back only';
    }
  }
}

/** An event of a case as a line. */
export function lineOfCaseEvent(event: CaseEvent, { zone }: Pick<Words, 'zone'>): Line {
  return { at: event.at, text: `${formatLocal(event.at, zone)} ${restOf(event)}` };
}

function restOf(event: CaseEvent): string {
  switch (event.kind) {
    case 'case-opened':
      return `opened ${roundText(event.round)}`;
    case 'case-round':
      return `round ${roundText(event.round)}`;
    case 'case-step': {
      const level = event.effect === null ? '' : ` -> ${event.effect.level}`;
      return `${event.by.role} ${textOfDoing({ kind: 'step', step: event.step })}${level}`;
    }
    case 'case-sent-back':
      return `${event.by.role} send-back to ${event.to}`;
    case 'case-refused':
      return `${event.by.role} refuse`;
    case 'case-withdrawn':
      return 'withdrawn';
    case 'case-measure':
      return `${event.by.role} ${textOfDoing({ ...event, kind: 'measure' })}`;
    case 'case-report':
      return `${event.by.role} ${textOfDoing({ ...event, kind: 'report' })}`;
    case 'case-confirmed':
      return `${event.by.role} ${textOfDoing({ ...event, kind: 'confirm' })}`;
    case 'case-overdue':
      return `overdue ${dueText(event.due)} to ${event.escalatedTo ?? 'nobody'}`;
  }
}

function roundText({ action, to, origin, by }: RoundStart): string {
  const role = by?.role ?? '';
  const from = ((): string => {
    switch (origin.kind) {
      case 'recommendation':
        return origin.kind;
      case 'declaration':
        return `${role} declare ${origin.declaration}`;
      case 'notice':
        return `${role} notice ${origin.sender}`;
      case 'proposal':
        return `${role} propose`;
    }
  })();
  return `${action} ${to} by ${from}`;
}

/** A key of `CaseDue` without what tells its returns apart. */
function dueText(key: string): string {
  const [kind = '', first = '', second = ''] = key.split(':');
  return kind === 'step' ? `step ${second}` : kind === 'report' ? `report ${first}` : `measure ${first} ${second}`;
}

/** What the program did not let somebody do, as a line. */
export const lineOfRefusal = (
  { at, role, doing }: Pick<Act, 'at' | 'role' | 'doing'>,
  code: CaseRefusal['code'],
  { zone }: Pick<Words, 'zone'>,
): Line => ({ at, text: `${formatLocal(at, zone)} ${role} ${textOfDoing(doing)} refused ${code}` });

/** How a recommendation ended, as a line. */
export function lineOfRecommendation(
  event: Exclude<RecommendationEvent, { kind: 'recommended' }>,
  { action, to }: { readonly action: Action; readonly to: Level },
  { zone }: Pick<Words, 'zone'>,
): Line {
  const end = ((): RecommendationEnd => {
    switch (event.kind) {
      case 'recommendation-answered':
        return event.refused ? 'refused' : 'answered';
      case 'recommendation-superseded':
        return 'superseded';
      case 'recommendation-withdrawn':
        return 'withdrawn';
    }
  })();
  return { at: event.at, text: `${formatLocal(event.at, zone)} recommendation ${action} ${to} ${end}` };
}
