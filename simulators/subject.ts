/** What a simulated thing is, as a jurisdiction file describes it. Other fields of the file do not matter here. */
export interface SubjectDescription {
  readonly id: string;
  readonly kind:
    | 'city'
    | 'county'
    | 'district'
    | 'town'
    | 'air-station'
    | 'grid'
    | 'coal-producer'
    | 'coal-trader'
    | 'coal-user';
  readonly parent: string | null;
  /** Longitude and latitude in degrees. */
  readonly at: readonly [lon: number, lat: number] | null;
  readonly assessed: boolean;
  readonly scope: 'region' | 'province' | 'city' | 'county' | 'township' | null;
  readonly customers: number | null;
  /** MW. */
  readonly ratedLoad: number | null;
  readonly neighbour: boolean;
  readonly keyArea: boolean;
  readonly key: boolean;
  /** t/d. */
  readonly designDailyOutput: number | null;
  /** t/d. */
  readonly dailySales: number | null;
  /** t. */
  readonly threeYearMeanStock: number | null;
}

/** One reading as the HTTP feed takes it. Instants are epoch ms, `period` is in seconds. */
export interface SimulatedReading {
  readonly source: string;
  readonly metric: string;
  readonly time: number;
  readonly value: number;
  readonly period?: number;
  readonly kind?: 'observed' | 'forecast';
  readonly issuedAt?: number;
  readonly upper?: number;
  readonly quality?: string;
}

/** How often the devices report. */
export interface Cadence {
  /** Seconds that an air station averages over. */
  readonly airPeriod: number;
  /** Seconds between two load readings. */
  readonly loadEvery: number;
}

/** The areas that have no area above them, each with what belongs to it, in the order of the list. */
export interface Region {
  readonly root: SubjectDescription;
  readonly members: readonly SubjectDescription[];
}

const AREAS = new Set<SubjectDescription['kind']>(['city', 'county', 'district', 'town']);

/**
 * Parts a list of subjects by their topmost area. A thing without a parent belongs to the area that was named last
 * before it, since a jurisdiction's file starts with its area; one before any area is left out.
 */
export function regionsOf(subjects: readonly SubjectDescription[]): Region[] {
  const byId = new Map(subjects.map((subject) => [subject.id, subject]));
  const members = new Map<string, SubjectDescription[]>();
  let last: SubjectDescription | null = null;
  for (const subject of subjects) {
    let top = subject;
    const seen = new Set([top.id]);
    for (;;) {
      const parent = top.parent === null ? undefined : byId.get(top.parent);
      if (parent === undefined || seen.has(parent.id)) break;
      seen.add(parent.id);
      top = parent;
    }
    const root: SubjectDescription | null = AREAS.has(top.kind) ? top : last;
    if (root === null) continue;
    last = root;
    const list = members.get(root.id);
    if (list === undefined) members.set(root.id, [subject]);
    else list.push(subject);
  }
  return [...members].flatMap(([id, list]) => {
    const root = byId.get(id);
    return root === undefined ? [] : [{ root, members: list }];
  });
}

/** Milliseconds by which the places simulated here are ahead of UTC (China has one zone and no summer time). */
const LOCAL_OFFSET_MS = 8 * 3_600_000;

/** Local time of day in hours, 0 to 24. */
export const hourOfDay = (instant: number): number => ((instant + LOCAL_OFFSET_MS) % 86_400_000) / 3_600_000;

/** The first instant after `after` at which the local clock shows a full `everyMs`, counted from midnight plus `shiftMs`. */
export const nextLocal = (after: number, everyMs: number, shiftMs: number): number =>
  (Math.floor((after + LOCAL_OFFSET_MS - shiftMs) / everyMs) + 1) * everyMs - LOCAL_OFFSET_MS + shiftMs;

/** A bell around an hour of the day, 1 at its middle; it goes on over midnight. */
export function bell(hour: number, middle: number, width: number): number {
  const distance = Math.abs(hour - middle);
  const around = Math.min(distance, 24 - distance);
  return Math.exp(-0.5 * (around / width) ** 2);
}
