import { planRolesAt } from '../../server/model/grant.ts';
import type { Role } from '../../server/model/procedure.ts';
import type { Session } from '../../server/wire/shapes.ts';

/** The roles of a plan that somebody acts in at a place; null while nobody is signed in. */
export function rolesOfPerson(person: Session | null, jurisdiction: string): readonly Role[] | null {
  return person === null ? null : planRolesAt(person.roles, jurisdiction);
}

/** Whether somebody has one of the roles that something is for. */
export const isAmong = (own: readonly Role[] | null, roles: readonly string[]): boolean =>
  own !== null && own.some((role) => roles.includes(role));

/** Who ticks measures off, and who confirms before an end: the same for every plan. */
export const MEASURE_ROLES: readonly Role[] = ['member-unit', 'office', 'office-director'];
export const CONFIRM_ROLES: readonly Role[] = [
  'office',
  'office-director',
  'deputy-commander',
  'commander',
  'general-commander',
];
/** Notices are received by everybody who acts by a plan but the members. */
export const NOTICE_ROLES: readonly Role[] = ['operator', ...CONFIRM_ROLES];
