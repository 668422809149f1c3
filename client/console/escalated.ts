import { planRolesAt } from '../../server/model/grant.ts';
import type { Session, WireAlarm, WireWarning } from '../../server/wire/shapes.ts';
import { isAwaiting } from './order.ts';

type Told = WireAlarm['escalated'][number];
type Due = WireWarning['due'][number];

/** What was told on to a person because somebody else did not act, and still stands. */
export type ToldTo =
  | { readonly kind: 'alarm'; readonly alarm: WireAlarm; readonly told: Told }
  /** What of a case is overdue and was told to the person: the first to be told, and how many there are. */
  | { readonly kind: 'case'; readonly warning: WireWarning; readonly told: Told; readonly count: number };

/** What was told on to a person in the roles that he has in each place, the newest first; nothing while nobody is signed in. */
export function toldTo(
  person: Session | null,
  alarms: Iterable<WireAlarm>,
  warnings: Iterable<WireWarning>,
): readonly ToldTo[] {
  if (person === null) return [];
  const isOwn = (jurisdiction: string, { to }: Told): boolean => planRolesAt(person.roles, jurisdiction).includes(to);
  const found: ToldTo[] = [];
  for (const alarm of alarms) {
    if (!isAwaiting(alarm)) continue;
    const told = alarm.escalated.findLast((each) => isOwn(alarm.jurisdiction, each));
    if (told !== undefined) found.push({ kind: 'alarm', alarm, told });
  }
  for (const warning of warnings) {
    const own = warning.due.flatMap(({ escalated }: Due) =>
      escalated !== null && isOwn(warning.jurisdiction, escalated) ? [escalated] : [],
    );
    const [told] = own.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
    if (told !== undefined) found.push({ kind: 'case', warning, told, count: own.length });
  }
  return found.toSorted((a, b) => Date.parse(b.told.at) - Date.parse(a.told.at));
}
