import { mayHandleAlarms, mayHandleAlarmsAt } from '../../../server/model/grant.ts';
import type { AlarmReply, PutBackCommand, ServiceReply, TakeOutCommand } from '../../../server/wire/events.ts';
import type { Assignee, Session, WireAlarm } from '../../../server/wire/shapes.ts';

/** Why a command is not to be had now; the screen says it on the button. */
export type Refusal = 'signed-out' | 'role' | 'state';

/** One thing that an operator can do with an alarm. */
export interface OperatorCommand<Input> {
  /** Key of its label in the message files. */
  readonly label: string;
  /** The key that runs it, as `KeyboardEvent.key` gives it. */
  readonly key: string;
  /** null when it may be run. */
  refusal(alarm: WireAlarm, person: Session | null): Refusal | null;
  /** Sends it for the revision that the operator saw. */
  send(target: CommandTarget, alarm: Seen, input: Input): Promise<AlarmReply>;
}

/** The alarm as the operator saw it when pressing. */
export type Seen = Pick<WireAlarm, 'id' | 'revision'>;

/** What takes the commands: the live session. */
export interface CommandTarget {
  acknowledge(command: { id: string; revision: number; note?: string }): Promise<AlarmReply>;
  shelve(command: { id: string; revision: number; minutes: number; reason: string }): Promise<AlarmReply>;
  unshelve(command: { id: string; revision: number }): Promise<AlarmReply>;
  comment(command: { id: string; text: string }): Promise<AlarmReply>;
  assign(command: { id: string; to: Assignee | null }): Promise<AlarmReply>;
}

/** What takes rules out of service and puts them back: the live session. */
export interface ServiceTarget {
  takeOut(command: TakeOutCommand): Promise<ServiceReply>;
  putBack(command: PutBackCommand): Promise<ServiceReply>;
}

/**
 * Viewers look and member units carry out measures; everybody else may act on alarms, nobody while signed out. A role
 * holds in its jurisdiction; null asks whether there is one anywhere.
 */
export function refusalOfPerson(person: Session | null, jurisdiction: string | null): Refusal | null {
  if (person === null) return 'signed-out';
  const may =
    jurisdiction === null
      ? person.roles.some(({ role }) => mayHandleAlarms(role))
      : mayHandleAlarmsAt(person.roles, jurisdiction);
  return may ? null : 'role';
}
