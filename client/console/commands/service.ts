import { mayChangeServiceAt } from '../../../server/model/grant.ts';
import type { ServiceReply } from '../../../server/wire/events.ts';
import type { Session, WireAlarm } from '../../../server/wire/shapes.ts';
import type { ServiceTarget } from './command.ts';

/** A rule (or watchdog) on a subject. */
export type RuleOn = Pick<WireAlarm, 'jurisdiction' | 'plan' | 'rule' | 'subject'>;

/** The key that takes the rule of the selected alarm out of service, or puts it back. */
export const SERVICE_KEY = 'o';

/** Why somebody may not take a rule out of service, nor put it back: that is for the office and those above it. */
export function refusalOfService(person: Session | null, jurisdiction: string): 'signed-out' | 'service-role' | null {
  if (person === null) return 'signed-out';
  return mayChangeServiceAt(person.roles, jurisdiction) ? null : 'service-role';
}

const ruleOn = ({ jurisdiction, plan, rule, subject }: RuleOn): RuleOn => ({ jurisdiction, plan, rule, subject });

/** Takes a rule out of service until it is put back. `revision`: that of the alarm that was seen there; null: none stands. */
export const takeOut = (
  target: ServiceTarget,
  of: RuleOn,
  revision: number | null,
  reason: string,
): Promise<ServiceReply> => target.takeOut({ ...ruleOn(of), revision, reason: reason.trim() });

/** Puts a rule back in service; what stands there calls from then on. */
export const putBack = (target: ServiceTarget, of: RuleOn, note: string): Promise<ServiceReply> =>
  target.putBack({ ...ruleOn(of), note: note.trim() });
