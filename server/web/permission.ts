/** Who may look and who may act: every way in asks here. */
import {
  mayChangeServiceAt,
  mayHandleAlarms,
  mayHandleAlarmsAt,
  rolesAt,
  ROLES,
  SERVICE_ROLES,
  type Role,
} from '../model/grant.ts';
import type { Problem, Session } from '../wire/shapes.ts';
import { problem } from './problems.ts';

/** Why somebody may not look; null when nothing stands against it. `guests`: those who are not signed in may. */
export function refuseLook(who: Session | null, guests: boolean): Problem | null {
  if (guests) return null;
  if (who === null) return problem('not-signed-in', 'only those who are signed in may look here');
  return refusePassword(who);
}

const refusePassword = (who: Session): Problem | null =>
  who.mustChangePassword
    ? problem('password-change-needed', 'the one-time password must be changed before anything else')
    : null;

/** Why somebody may do nothing at all; null for a person who is signed in for more than looking at a wall. */
export function refusePerson(who: Session | null): Problem | null {
  if (who === null) return problem('not-signed-in', 'nobody is signed in here');
  if (who.purpose === 'wall') return problem('not-allowed', 'a wall may only look');
  return refusePassword(who);
}

const words = (roles: readonly Role[]): string => (roles.length === 0 ? 'no role' : `the role ${roles.join(', ')}`);

/** Why somebody may not act on alarms anywhere. */
export function refuseHandling(who: Session | null): Problem | null {
  if (who === null) return refusePerson(who);
  const refused = refusePerson(who);
  if (refused !== null) return refused;
  return who.roles.some(({ role }) => mayHandleAlarms(role))
    ? null
    : problem('not-allowed', `the role ${who.role} does not act on alarms and files no reports`);
}

/** Why somebody who may act on alarms somewhere may not in a jurisdiction. */
export function refuseHandlingAt(who: Session, jurisdiction: string): Problem | null {
  if (mayHandleAlarmsAt(who.roles, jurisdiction)) return null;
  return problem(
    'not-allowed',
    `in ${jurisdiction} ${who.name} has ${words(rolesAt(who.roles, jurisdiction))}; this needs one of ${ROLES.filter(mayHandleAlarms).join(', ')} there`,
  );
}

/** Why somebody may take no rule out of service in a jurisdiction, nor put it back. */
export function refuseServiceAt(who: Session, jurisdiction: string): Problem | null {
  if (mayChangeServiceAt(who.roles, jurisdiction)) return null;
  return problem(
    'not-allowed',
    `in ${jurisdiction} ${who.name} has ${words(rolesAt(who.roles, jurisdiction))}; this needs one of ${SERVICE_ROLES.join(', ')} there`,
  );
}
