import type { Jurisdiction, Trends } from '../../server/wire/shapes.ts';

/** A health notice for ozone: the public is told, no level of a plan is met. */
export interface OzoneNotice {
  readonly jurisdiction: Jurisdiction;
  /** Start of the hour, ISO. */
  readonly start: string;
  readonly aqi: number;
}

/** An hour that is older than this is no news: the next ones have not come. */
const SHOWN_MS = 3 * 3_600_000;

/** The ozone notices that stand now, by jurisdiction. `nowMs`: event time. */
export const ozoneNotices = (
  jurisdictions: readonly Jurisdiction[],
  trends: ReadonlyMap<string, Trends>,
  nowMs: number,
): readonly OzoneNotice[] =>
  jurisdictions.flatMap((jurisdiction): OzoneNotice[] => {
    const hour = trends.get(jurisdiction.id)?.air?.hour ?? null;
    if (hour === null || !hour.ozoneNotice || hour.aqi === null) return [];
    return nowMs - Date.parse(hour.start) > SHOWN_MS ? [] : [{ jurisdiction, start: hour.start, aqi: hour.aqi }];
  });
