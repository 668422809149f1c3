/** One hour in milliseconds. */
export const HOUR_MS = 3_600_000;
/** One minute in milliseconds. */
export const MINUTE_MS = 60_000;

/** An hour by its number since the epoch: the hour `[n * HOUR_MS, (n + 1) * HOUR_MS)` in UTC. */
export type HourNumber = number;

/** The number of the hour that holds an instant (epoch ms). */
export const hourOf = (instant: number): HourNumber => Math.floor(instant / HOUR_MS);

/** The start of an hour, epoch ms. */
export const startOfHour = (hour: HourNumber): number => hour * HOUR_MS;

/** A source of the present instant, epoch ms. The core never reads one: time comes to it as an argument. */
export interface Clock {
  now(): number;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/**
 * The calendar date of an instant in an IANA zone, as `YYYY-MM-DD`.
 * @throws RangeError when the zone is unknown (zones are checked when a jurisdiction is read).
 */
export function localDate(instant: number, zone: string): string {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formatters.set(zone, formatter);
  }
  return formatter.format(instant);
}

/** An instant as ISO 8601 in UTC to the second (`2016-12-19T04:00:00Z`), with milliseconds only where there are any. */
export function toIso(instant: number): string {
  return new Date(instant).toISOString().replace('.000Z', 'Z');
}
