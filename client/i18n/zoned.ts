/** Local times of a zone, to be written and read. Pure. */
import { MINUTE_MS } from '../../server/model/instant.ts';
import { formatLocal } from '../../server/model/local-time.ts';

/** How far the clocks of an IANA zone are ahead of UTC at an instant (epoch ms), in ms, to the minute. */
export function offsetAt(instant: number, zone: string): number {
  const minute = Math.floor(instant / MINUTE_MS) * MINUTE_MS;
  return Date.parse(`${formatLocal(minute, zone).replace(' ', 'T')}:00Z`) - minute;
}

/** An instant (epoch ms) as `YYYY-MM-DD HH:MM` in an IANA zone: a field of text, since browsers write dates each their own way. */
export const toLocalField = (instant: number, zone: string): string => formatLocal(instant, zone).slice(0, 16);

/**
 * The instant (epoch ms) of a field's `YYYY-MM-DD HH:MM` read in an IANA zone, or null when it is
 * none. A time that a clock change skips gives the instant just as far after the change; one that comes twice
 * gives one of the two.
 */
export function fromLocalField(value: string, zone: string): number | null {
  const found = /^\s*(\d{4}-\d{2}-\d{2})[T ]+(\d{1,2}):(\d{2})\s*$/.exec(value);
  if (found === null) return null;
  const [, date = '', hour = '', minute = ''] = found;
  const asUtc = Date.parse(`${date}T${hour.padStart(2, '0')}:${minute}Z`);
  if (Number.isNaN(asUtc)) return null;
  // The offset at the guess may be that of the other side of a clock change; the second step settles it.
  const guess = asUtc - offsetAt(asUtc, zone);
  return asUtc - offsetAt(guess, zone);
}
