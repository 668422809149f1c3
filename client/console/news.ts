import { isAbove } from '../../server/model/level.ts';
import type { Level, WireAlarm } from '../../server/wire/shapes.ts';
import { byUrgency, isAwaiting } from './order.ts';

/** The alarms that ask for an acknowledgement, by id, each with the level that it asks at. */
export type Asking = ReadonlyMap<string, Level>;

/** What asks now. */
export const askingOf = (alarms: Iterable<WireAlarm>): Asking =>
  new Map([...alarms].filter(isAwaiting).map(({ id, level }) => [id, level]));

/** The alarms that began to ask, or ask at a higher level, since `before`; the most urgent first. */
export const newsSince = (before: Asking, alarms: Iterable<WireAlarm>): readonly WireAlarm[] =>
  [...alarms]
    .filter((alarm) => {
      const told = before.get(alarm.id);
      return isAwaiting(alarm) && (told === undefined || isAbove(alarm.level, told));
    })
    .sort(byUrgency);
