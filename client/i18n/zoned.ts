/** Local times of a zone, to be written and read. Pure. */

const formatters = new Map<string, Intl.DateTimeFormat>();

function fieldsOf(instant: number, zone: string): readonly [number, number, number, number, number, number] {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(zone, formatter);
  }
  const parts = new Map(formatter.formatToParts(instant).map((part) => [part.type, Number(part.value)]));
  const field = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return [field('year'), field('month'), field('day'), field('hour'), field('minute'), field('second')];
}

/** How far the clocks of an IANA zone are ahead of UTC at an instant (epoch ms), in ms. */
export const offsetAt = (instant: number, zone: string): number => {
  const [year, month, day, hour, minute, second] = fieldsOf(instant, zone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
};

/** An instant (epoch ms) as `YYYY-MM-DD HH:MM` in an IANA zone: a field of text, since browsers write dates each their own way. */
export function toLocalField(instant: number, zone: string): string {
  return new Date(instant + offsetAt(instant, zone)).toISOString().slice(0, 16).replace('T', ' ');
}

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
