/** Small wordings of the cases page. */
import type { TFunction } from 'i18next';
import { roleName } from '../../server/model/plan.ts';
import type { Role } from '../../server/model/procedure.ts';
import { ROLES, type JudgedPlan, type Jurisdiction, type Plan, type WireWarning } from '../../server/wire/shapes.ts';
import { text } from '../i18n/index.ts';
import { levelName } from '../wall/words.ts';
import { isPending } from './case-view.ts';

const PLAN_ROLES: readonly Role[] = ROLES.filter((role) => role !== 'viewer' && role !== 'administrator');

/** A role as the plan calls it, else by its general name. */
export function roleWord(t: TFunction, plan: Plan | null, role: string): string {
  if (role === 'starter') return t('plans:person.starter');
  const known = PLAN_ROLES.find((one) => one === role);
  const named = plan === null || known === undefined ? null : roleName(plan, known);
  return named === null ? t(`shell:role.${role}`, { defaultValue: role }) : text(named);
}

/** Any of some roles. */
export const roleWords = (t: TFunction, plan: Plan | null, roles: readonly string[]): string =>
  roles.map((role) => roleWord(t, plan, role)).join(t('plans:or'));

/** What is on its way in a case: 拟升为 橙色预警 Ⅱ级. Empty where nothing is. */
export const wishWords = (t: TFunction, plan: JudgedPlan | undefined, of: WireWarning): string =>
  isPending(of) ? t(`cases:to.${of.action}`, { level: levelName(t, plan, of.recommended) }) : '';

/** What the plan calls a step of it: the act and its text; the id of one that it no longer has. */
export function stepWords(t: TFunction, plan: Plan | null, id: string): string {
  const step = plan?.steps.find((one) => one.id === id);
  return step === undefined ? id : `${t(`plans:act.${step.act}`)} · ${text(step.text)}`;
}

/** What the plan calls a unit. */
export function unitWord(plan: Plan | null, id: string): string {
  const unit = plan?.units.find((one) => one.id === id);
  return unit === undefined ? id : text(unit.text);
}

/** What the place of a case is called: its city or county, else its jurisdiction. */
export function placeWord(jurisdictions: readonly Jurisdiction[], { jurisdiction, subject }: WireWarning): string {
  const home = jurisdictions.find(({ id }) => id === jurisdiction);
  const name = home?.subjects.find(({ id }) => id === subject)?.name ?? home?.name;
  return name === undefined ? subject : text(name);
}

/** What a round came from, in words. */
export function originWords(t: TFunction, plan: Plan | null, { origin }: WireWarning): string {
  switch (origin?.kind) {
    case undefined:
      return '—';
    case 'recommendation':
      return t('cases:origin.recommendation');
    case 'declaration': {
      const declared = plan?.declarations.find(({ id }) => id === origin.declaration);
      return t('cases:origin.declaration', {
        what: declared === undefined ? origin.declaration : text(declared.text),
        reason: origin.reason,
      });
    }
    case 'notice':
      return t('cases:origin.notice', { sender: origin.sender, reason: origin.reason });
    case 'proposal':
      return t('cases:origin.proposal', { reason: origin.reason });
  }
}

/** Why something was not done; the server's own words where there are none for its code. */
export const refusalWords = (
  t: TFunction,
  plan: Plan | null,
  refused: { readonly code: string; readonly detail: string; readonly roles: readonly string[] },
): string =>
  t(`cases:problem.${refused.code}`, {
    roles: roleWords(t, plan, refused.roles),
    defaultValue: refused.detail === '' ? refused.code : refused.detail,
  });
