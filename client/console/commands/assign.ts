import type { Assignee } from '../../../server/wire/shapes.ts';
import { refusalOfPerson, type OperatorCommand } from './command.ts';

/** Says who looks after an alarm; null: nobody in particular. Its level, state and revision stay. */
export const assign: OperatorCommand<{ readonly to: Assignee | null }> = {
  label: 'console.command.assign',
  key: 'g',
  refusal: (alarm, person) =>
    refusalOfPerson(person, alarm.jurisdiction) ?? (alarm.state === 'normal' ? 'state' : null),
  send: (target, { id }, { to }) => target.assign({ id, to }),
};
