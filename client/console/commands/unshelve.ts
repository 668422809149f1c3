import { refusalOfPerson, type OperatorCommand } from './command.ts';

/** Brings a shelved alarm back before its end time. */
export const unshelve: OperatorCommand<null> = {
  label: 'console.command.unshelve',
  key: 'u',
  refusal: (alarm, person) =>
    refusalOfPerson(person, alarm.jurisdiction) ?? (alarm.state === 'shelved' ? null : 'state'),
  send: (target, { id, revision }) => target.unshelve({ id, revision }),
};
