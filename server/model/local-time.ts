/** Instants as people write them: `2025-12-01 05:00` in the zone of a place. */

const formatters = new Map<string, Intl.DateTimeFormat>();

/** An instant (epoch ms) in an IANA zone as `YYYY-MM-DD HH:mm`, with seconds only where there are any. */
export function formatLocal(instant: number, zone: string): string {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formatters.set(zone, formatter);
  }
  return formatter.format(instant).replace(', ', ' ').replace(/:00$/u, '');
}

/**
 * The instant (epoch ms) that a text `YYYY-MM-DD HH:mm` names in an IANA zone; null when it names none, be it no such
 * date or an hour that the clocks leave out. Of an hour that comes twice it is the first.
 */
export function parseLocal(text: string, zone: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/u.test(text)) return null;
  const asUtc = Date.parse(`${text.replace(' ', 'T')}:00Z`);
  if (Number.isNaN(asUtc)) return null;
  const offsetAt = (instant: number): number =>
    Date.parse(`${formatLocal(instant - (instant % 60_000), zone).replace(' ', 'T')}:00Z`) - instant;
  // The offsets before and after a change of clocks; the larger one gives the earlier instant.
  const offsets = [offsetAt(asUtc - 86_400_000), offsetAt(asUtc + 86_400_000)].toSorted((a, b) => b - a);
  return offsets.map((offset) => asUtc - offset).find((instant) => formatLocal(instant, zone) === text) ?? null;
}

const nextHour = (time: string): string =>
  `${String((Number(time.slice(0, 2)) + 1) % 24).padStart(2, '0')}${time.slice(2)}`;

/**
 * An instant (epoch ms) by local date (`2026-11-25`) and time of day (`10:00`); of an hour that the clocks leave out the
 * one after it, of an hour that comes twice the first. NaN when they name none.
 */
export const localInstant = (date: string, time: string, zone: string): number =>
  parseLocal(`${date} ${time}`, zone) ?? parseLocal(`${date} ${nextHour(time)}`, zone) ?? Number.NaN;
