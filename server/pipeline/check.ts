import { MINUTE_MS } from '../model/instant.ts';
import type { Reading } from '../model/reading.ts';

/** A reading whose time plus period lies further ahead than this is refused (SEMANTICS 1). */
export const FUTURE_MS = 5 * MINUTE_MS;

/** A batch after the check: what may go on, and why the rest may not. `index` counts in the batch as it came. */
export interface Checked {
  readonly accepted: readonly Reading[];
  readonly rejected: readonly { readonly index: number; readonly reason: string }[];
}

/**
 * Refuses readings of unknown sources and of the future.
 * @param sources null: any source is welcome
 * @param now epoch ms
 */
export function checkReadings(readings: readonly Reading[], sources: ReadonlySet<string> | null, now: number): Checked {
  const rejected: { index: number; reason: string }[] = [];
  const latest = now + FUTURE_MS;
  for (let index = 0; index < readings.length; index += 1) {
    const reading = readings[index];
    if (reading === undefined) continue;
    const reason = reasonAgainst(reading, sources, latest);
    if (reason !== null) rejected.push({ index, reason });
  }
  if (rejected.length === 0) return { accepted: readings, rejected };
  const refused = new Set(rejected.map((each) => each.index));
  return { accepted: readings.filter((_, index) => !refused.has(index)), rejected };
}

function reasonAgainst(reading: Reading, sources: ReadonlySet<string> | null, latest: number): string | null {
  if (sources?.has(reading.source) === false) return `unknown source "${reading.source}"`;
  if (reading.kind === 'forecast') {
    if (reading.issuedAt === null || reading.period === null) return 'a forecast needs its issue time and its period';
    return reading.issuedAt > latest ? `future: issued at ${isoOf(reading.issuedAt)}, more than 5 min ahead` : null;
  }
  const end = reading.time + (reading.period ?? 0) * 1000;
  return end > latest ? `future: reaches ${isoOf(end)}, more than 5 min ahead` : null;
}

function isoOf(instant: number): string {
  return Math.abs(instant) <= 8.64e15 ? new Date(instant).toISOString() : String(instant);
}
