import { isAwaiting } from '../order.ts';
import { refusalOfPerson, type OperatorCommand } from './command.ts';
import type { WireAlarm } from '../../../server/wire/shapes.ts';

/** "I have seen it and own it": stops sound and blinking, never the condition. */
export const acknowledge: OperatorCommand<{ readonly note: string }> = {
  label: 'console.command.acknowledge',
  key: 'a',
  refusal: (alarm, person) => refusalOfPerson(person, alarm.jurisdiction) ?? (isAwaiting(alarm) ? null : 'state'),
  send: (target, { id, revision }, { note }) => {
    const words = note.trim();
    return target.acknowledge(words === '' ? { id, revision } : { id, revision, note: words });
  },
};

/** Whether acknowledging asks for a note: at level I it always does. */
export const needsNote = (alarm: Pick<WireAlarm, 'level'>): boolean => alarm.level === 'I';
