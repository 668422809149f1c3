/** The shifts of a room that is always staffed: stretches between local times of day. */
import { localDate } from './instant.ts';
import { formatLocal, localInstant } from './local-time.ts';

/** Local times of day (`HH:mm`, ascending) at which a shift takes over. Three shifts of eight hours where nobody says otherwise. */
export const DEFAULT_SHIFTS: readonly string[] = ['00:00', '08:00', '16:00'];

/** `[from, to)`, epoch ms. Where the clocks change in it, it lasts an hour less or more. */
export interface Shift {
  readonly from: number;
  readonly to: number;
  /** The local time of day at which it took over. */
  readonly begins: string;
}

/** A calendar date some days away, `YYYY-MM-DD`: counted on the calendar, not in hours. */
const dateAfter = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/**
 * The shift that an instant (epoch ms) falls into.
 * @throws RangeError when there is no time of day in `starts`
 */
export function shiftAt(instant: number, zone: string, starts: readonly string[] = DEFAULT_SHIFTS): Shift {
  const today = localDate(instant, zone);
  const begins = [-1, 0, 1].flatMap((days) =>
    starts.map((time) => ({ time, at: localInstant(dateAfter(today, days), time, zone) })),
  );
  const now = begins.findLast(({ at }) => at <= instant);
  const next = begins.find(({ at }) => at > instant);
  if (now === undefined || next === undefined) throw new RangeError(`no shift at ${instant}: ${starts.join(', ')}`);
  return { from: now.at, to: next.at, begins: now.time };
}

/** The shift before one. */
export const shiftBefore = (shift: Shift, zone: string, starts: readonly string[] = DEFAULT_SHIFTS): Shift =>
  shiftAt(shift.from - 1, zone, starts);

/**
 * The time of day at which the shift of an instant took over, by the clock on the wall: of `starts`, the last one that
 * the local time has reached.
 */
export function shiftNameAt(instant: number, zone: string, starts: readonly string[] = DEFAULT_SHIFTS): string {
  const time = formatLocal(instant, zone).slice(11, 16);
  return starts.findLast((start) => start <= time) ?? starts.at(-1) ?? '';
}
