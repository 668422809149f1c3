/** What people do in a scenario, as short text: `2025-12-01 05:20 office step draft`. */
import type { CaseCommand } from '../cases/index.ts';
import { LEVELS, type Level, type RaisedLevel } from '../model/level.ts';
import { parseLocal } from '../model/local-time.ts';
import type { Plan } from '../model/plan.ts';
import { PLAN_ROLES, type Role } from '../model/procedure.ts';
import { TIME } from './lines.ts';

/** What somebody does: a command on the case of the plan, or a level that they begin. */
export type Doing =
  | CaseCommand
  | { readonly kind: 'declare'; readonly declaration: string; readonly level: RaisedLevel }
  | { readonly kind: 'notice'; readonly sender: string; readonly level: RaisedLevel };

/** Somebody does something at an instant (epoch ms). */
export interface Act {
  readonly at: number;
  readonly role: Role;
  readonly doing: Doing;
  /** A reason or a note; null when nothing is said. */
  readonly words: string | null;
  /** The revision of the case that they saw; null: the present one. */
  readonly seen: number | null;
}

/** A role as it is written in `people` and `cases`. */
export const ROLE = PLAN_ROLES.join('|');

const LINE = new RegExp(
  `^(?<at>${TIME}) (?<role>${ROLE}) (?<doing>[^:]+?)(?: seen (?<seen>[1-9]\\d*))?(?:: (?<words>.*\\S.*))?$`,
  'su',
);
const EXAMPLE = 'a line such as "2025-12-01 05:20 office step draft" or "2025-12-01 05:40 commander refuse: why"';
const DOINGS =
  'step ID, send-back, refuse, propose LEVEL, measure ID UNIT, report ID, confirm NUMBER, declare ID LEVEL, notice SENDER LEVEL';

/** Reads a line of `people`. Gives a phrase on what is wrong instead. */
export function parseAct(text: string, { plan, zone }: { readonly plan: Plan; readonly zone: string }): Act | string {
  const groups = LINE.exec(text)?.groups;
  if (groups === undefined) return `${EXAMPLE}, by one of ${PLAN_ROLES.join(', ')}`;
  const at = parseLocal(groups['at'] ?? '', zone);
  if (at === null) return `a time that exists in ${zone}, not ${String(groups['at'])}`;
  const doing = parseDoing(groups['doing'] ?? '', plan);
  if (typeof doing === 'string') return doing;
  const { seen, words } = groups;
  // The pattern lets only roles through.
  return {
    at,
    role: groups['role'] as Role,
    doing,
    words: words ?? null,
    seen: seen === undefined ? null : Number(seen),
  };
}

/** Reads what somebody does, without who and when: `measure schools education`. What it names is in the plan. */
export function parseDoing(text: string, plan: Plan): Doing | string {
  const [kind = '', ...named] = text.split(' ');
  const [first = '', second = ''] = named;
  const counts: Readonly<Record<string, number>> = {
    step: 1,
    'send-back': 0,
    refuse: 0,
    propose: 1,
    measure: 2,
    report: 1,
    confirm: 1,
    declare: 2,
    notice: 2,
  };
  if (counts[kind] !== named.length) return `one of ${DOINGS}, not ${text}`;
  const among = (what: string, list: readonly { readonly id: string }[], id: string): string | null => {
    if (list.some((each) => each.id === id)) return null;
    return `${what} of the plan (${list.map((each) => each.id).join(', ') || 'it has none'}), not ${id}`;
  };
  const isLevel = (id: string): id is RaisedLevel => plan.levels.some((level) => level.id === id);
  const levels = plan.levels.map(({ id }) => id).join(', ');
  switch (kind) {
    case 'step':
      return among('a step', plan.steps, first) ?? { kind, step: first };
    case 'propose': {
      const to = LEVELS.find((level): level is Level => level === first && (level === 'none' || isLevel(level)));
      return to === undefined ? `none or a level of the plan (${levels}), not ${first}` : { kind, to };
    }
    case 'measure': {
      const fault = among('a measure', plan.measures, first) ?? among('a unit', plan.units, second);
      return fault ?? { kind, measure: first, unit: second, file: null };
    }
    case 'report':
      return among('a report', plan.reporting, first) ?? { kind, report: first };
    case 'confirm':
      return /^[1-9]\d*$/u.test(first)
        ? { kind, item: Number(first) - 1 }
        : `the number of an item, from 1, not ${first}`;
    case 'declare': {
      const fault = among('a declaration', plan.declarations, first);
      if (fault !== null) return fault;
      return isLevel(second)
        ? { kind, declaration: first, level: second }
        : `a level of the plan (${levels}), not ${second}`;
    }
    case 'notice':
      return isLevel(second)
        ? { kind, sender: first, level: second }
        : `a level of the plan (${levels}), not ${second}`;
    default:
      // Of the kinds that are counted above only these are left.
      return { kind: kind === 'refuse' ? 'refuse' : 'send-back' };
  }
}

/** What somebody does in the one way of writing it. */
export function textOfDoing(doing: Doing): string {
  switch (doing.kind) {
    case 'step':
      return `step ${doing.step}`;
    case 'send-back':
    case 'refuse':
      return doing.kind;
    case 'propose':
      return `propose ${doing.to}`;
    case 'measure':
      return `measure ${doing.measure} ${doing.unit}`;
    case 'report':
      return `report ${doing.report}`;
    case 'confirm':
      return `confirm ${doing.item + 1}`;
    case 'declare':
      return `declare ${doing.declaration} ${doing.level}`;
    case 'notice':
      return `notice ${doing.sender} ${doing.level}`;
  }
}
