import { refusalOfPerson, type OperatorCommand } from './command.ts';

/** Says something of an alarm, at any time until it is over. Its level, state and revision stay. */
export const comment: OperatorCommand<{ readonly text: string }> = {
  label: 'console.command.comment',
  key: 'n',
  refusal: (alarm, person) =>
    refusalOfPerson(person, alarm.jurisdiction) ?? (alarm.state === 'normal' ? 'state' : null),
  send: (target, { id }, { text }) => target.comment({ id, text: text.trim() }),
};
