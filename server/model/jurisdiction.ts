import type { WatchSettings } from './quality.ts';
import type { Text } from './text.ts';

/** What a subject is. Areas: city, county, district, town. The rest are things that are watched. */
export type SubjectKind =
  | 'city'
  | 'county'
  | 'district'
  | 'town'
  | 'air-station'
  | 'grid'
  | 'coal-producer'
  | 'coal-trader'
  | 'coal-user';

/** The reach of a grid; a region is a grid of several provinces. */
export type GridScope = 'region' | 'province' | 'city' | 'county' | 'township';

/** Something that readings speak of. Which fields a kind must have is checked when the file is read. */
export interface Subject {
  readonly id: string;
  readonly kind: SubjectKind;
  readonly name: Text;
  readonly parent: string | null;
  /** Longitude and latitude in degrees (for display), or null. */
  readonly at: readonly [lon: number, lat: number] | null;
  /** Seconds that a reading without a period covers. */
  readonly interval: number;
  /** Expected seconds between readings by metric, where it differs from the metric's own. */
  readonly every: Readonly<Record<string, number>>;
  /** Made up, for demonstration. */
  readonly sample: boolean;
  /** Air station: counts for the city's hour. */
  readonly assessed: boolean;
  /** Grid: scope, else null. */
  readonly scope: GridScope | null;
  /** Grid: customers supplied (户), else null. */
  readonly customers: number | null;
  /** Grid: rated load in MW, else null. */
  readonly ratedLoad: number | null;
  /** Grid of a neighbouring jurisdiction: only the provincial rule looks at it. */
  readonly neighbour: boolean;
  /** Grid of a key area: bound by the 90 % recovery (Yangcheng outage plan 4.4.2). */
  readonly keyArea: boolean;
  /** Coal enterprise: counts for the county's sum. */
  readonly key: boolean;
  /** Coal producer: t/d; else null. */
  readonly designDailyOutput: number | null;
  /** Coal trader: average daily sales of last year, t/d; else null. */
  readonly dailySales: number | null;
  /** Heavy coal user: mean stock of the last three years, t; else null. */
  readonly threeYearMeanStock: number | null;
}

/** A city or county with what is watched in it and the plans that hold there. */
export interface Jurisdiction {
  readonly id: string;
  readonly name: Text;
  /** IANA zone. */
  readonly timezone: string;
  /** Ids of plans. */
  readonly plans: readonly string[];
  readonly subjects: readonly Subject[];
  /** How its data are watched, where that differs from the usual. */
  readonly watch?: WatchSettings;
  /** Its outline was given too; it is served by itself, since it is long and only maps want it. */
  readonly hasBoundary?: boolean;
}

/** A subject with every optional field at its neutral value: what a file that says no more means. */
export const bareSubject = (id: string, kind: SubjectKind, name: Text): Subject => ({
  id,
  kind,
  name,
  parent: null,
  at: null,
  interval: 60,
  every: {},
  sample: false,
  assessed: false,
  scope: null,
  customers: null,
  ratedLoad: null,
  neighbour: false,
  keyArea: false,
  key: false,
  designDailyOutput: null,
  dailySales: null,
  threeYearMeanStock: null,
});
