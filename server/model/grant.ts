import type { Role as PlanRole } from './procedure.ts';

/** What a person can be: the roles of the plans, one that only looks, and one that looks after accounts. */
export const ROLES = [
  'viewer',
  'operator',
  'office',
  'office-director',
  'deputy-commander',
  'commander',
  'general-commander',
  'member-unit',
  'administrator',
] as const;
export type Role = (typeof ROLES)[number];

/** In place of a jurisdiction's id: all of them, also those that come later. */
export const EVERYWHERE = '*';

/** A role that somebody has in a jurisdiction. */
export interface Grant {
  readonly role: Role;
  /** Its id, or `EVERYWHERE`. */
  readonly jurisdiction: string;
}

/** From the lowest up. Of a duty and the care for accounts, the duty is what people act in. */
const BY_RANK: readonly Role[] = [
  'viewer',
  'member-unit',
  'administrator',
  'operator',
  'office',
  'office-director',
  'deputy-commander',
  'commander',
  'general-commander',
];

/** The roles that somebody has in a jurisdiction. */
export const rolesAt = (grants: readonly Grant[], jurisdiction: string): readonly Role[] =>
  BY_RANK.filter((role) =>
    grants.some((grant) => grant.role === role && [EVERYWHERE, jurisdiction].includes(grant.jurisdiction)),
  );

/** The highest of some roles; of none, a viewer's. */
export const highestRole = (roles: readonly Role[]): Role =>
  BY_RANK.findLast((role) => roles.includes(role)) ?? 'viewer';

/** Operators and those above them act on alarms; viewers look, member units carry out measures. */
export const mayHandleAlarms = (role: Role): boolean => role !== 'viewer' && role !== 'member-unit';

/** Whether somebody may act on alarms in a jurisdiction. */
export const mayHandleAlarmsAt = (grants: readonly Grant[], jurisdiction: string): boolean =>
  rolesAt(grants, jurisdiction).some(mayHandleAlarms);

/** The office and those above it take rules out of service and put them back. */
export const SERVICE_ROLES: readonly Role[] = [
  'office',
  'office-director',
  'deputy-commander',
  'commander',
  'general-commander',
];

/** Whether somebody may take rules out of service in a jurisdiction. */
export const mayChangeServiceAt = (grants: readonly Grant[], jurisdiction: string): boolean =>
  rolesAt(grants, jurisdiction).some((role) => SERVICE_ROLES.includes(role));

/** Who leads drills: the office and those above it, and whoever looks after the program. */
export const DRILL_LEADERS: readonly Role[] = [
  'office',
  'office-director',
  'deputy-commander',
  'commander',
  'general-commander',
  'administrator',
];

/** Whether somebody may begin, move and end drills in a jurisdiction. */
export const mayLeadDrillsAt = (grants: readonly Grant[], jurisdiction: string): boolean =>
  rolesAt(grants, jurisdiction).some((role) => DRILL_LEADERS.includes(role));

/** The roles that a plan speaks of, as somebody has them in a jurisdiction. */
export const planRolesAt = (grants: readonly Grant[], jurisdiction: string): readonly PlanRole[] =>
  rolesAt(grants, jurisdiction).filter((role) => role !== 'viewer' && role !== 'administrator');

/** Where somebody has a role, in the order of the grants; `EVERYWHERE` alone when it is among them. */
export function jurisdictionsOf(grants: readonly Grant[]): readonly string[] {
  const ids = new Set(grants.map(({ jurisdiction }) => jurisdiction));
  return ids.has(EVERYWHERE) ? [EVERYWHERE] : [...ids];
}

/** Whether an administrator's care covers all of some grants. An account without any is nobody's, so everybody's. */
export const mayAdminister = (administrator: readonly Grant[], grants: readonly Grant[]): boolean => {
  const own = administrator.filter(({ role }) => role === 'administrator').map(({ jurisdiction }) => jurisdiction);
  if (own.includes(EVERYWHERE)) return true;
  return own.length > 0 && grants.every(({ jurisdiction }) => own.includes(jurisdiction));
};
