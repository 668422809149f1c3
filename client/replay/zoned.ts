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

const offsetAt = (instant: number, zone: string): number => {
  const [year, month, day, hour, minute, second] = fieldsOf(instant, zone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
};

/** An instant (epoch ms) as the `YYYY-MM-DDTHH:MM` that a `datetime-local` field takes, in an IANA zone. */
export function toLocalField(instant: number, zone: string): string {
  return new Date(instant + offsetAt(instant, zone)).toISOString().slice(0, 16);
}

/**
 * The instant (epoch ms) of a `datetime-local` field's value read in an IANA zone, or null when the field is not
 * complete. A time that a clock change skips gives the instant just as far after the change; one that comes twice
 * gives one of the two.
 */
export function fromLocalField(value: string, zone: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(value)) return null;
  const asUtc = Date.parse(`${value}Z`);
  if (Number.isNaN(asUtc)) return null;
  // The offset at the guess may be that of the other side of a clock change; the second step settles it.
  const guess = asUtc - offsetAt(asUtc, zone);
  return asUtc - offsetAt(guess, zone);
}
