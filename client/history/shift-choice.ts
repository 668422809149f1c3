/** Which shift a handover is of, as it stands in the address. Pure. */
import { localInstant } from '../../server/model/local-time.ts';
import { shiftAt, shiftBefore, type Shift } from '../../server/model/shift.ts';

/** `now`, `last`, or the local time at which it began: `2026-11-22 08:00`. */
export type ShiftChoice = string;

/** The shift that is chosen at an event time, in a zone; the present one where the choice is none. */
export function shiftOf(choice: ShiftChoice, nowMs: number, zone: string): Shift {
  const present = shiftAt(nowMs, zone);
  if (choice === 'last') return shiftBefore(present, zone);
  const [date = '', time = ''] = choice.split(' ');
  const at = /^\d{4}-\d{2}-\d{2}$/.test(date) ? localInstant(date, time, zone) : Number.NaN;
  return Number.isNaN(at) ? present : shiftAt(at, zone);
}

/** The choice of a date and a time of day; null where the date is none. */
export function choiceOf(date: string, begins: string, zone: string): ShiftChoice | null {
  const words = date.trim();
  if (!/^\d{4}-\d{2}-\d{2}$/.test(words)) return null;
  return Number.isNaN(localInstant(words, begins, zone)) ? null : `${words} ${begins}`;
}
