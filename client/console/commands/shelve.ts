import { refusalOfPerson, type OperatorCommand } from './command.ts';

/** Takes an alarm off the live list for a while, with a reason; it stays on the list of shelved ones. */
export const shelve: OperatorCommand<{ readonly minutes: number; readonly reason: string }> = {
  label: 'console.command.shelve',
  key: 's',
  refusal: (alarm, person) =>
    refusalOfPerson(person, alarm.jurisdiction) ??
    (alarm.state === 'unacknowledged' || alarm.state === 'acknowledged' || alarm.state === 'returned' ? null : 'state'),
  send: (target, { id, revision }, { minutes, reason }) =>
    target.shelve({ id, revision, minutes, reason: reason.trim() }),
};

/** Ends on offer, in minutes; 8 h is the most. @source SEMANTICS.md 10 */
export const SHELVE_MINUTES: readonly number[] = [15, 30, 60, 120, 240, 480];
