/** How the subjects of a jurisdiction stand, for its map: which are on it, and in what state. Pure. */
import type { GridScope, Subject, SubjectKind } from '../../server/model/jurisdiction.ts';
import { rankOf, type Level } from '../../server/model/level.ts';
import type { Position } from '../../server/model/boundary.ts';
import type { Jurisdiction, JudgedPlan, ReadingRow, WireAlarm, WireLevel } from '../../server/wire/shapes.ts';
import type { MapKind } from '../charts/place-map.ts';
import { viewGauges, type GaugeView } from './gauges.ts';

/** A subject and how it stands. */
export interface PlaceState {
  readonly subject: Subject;
  readonly kind: MapKind;
  /** The highest level of any rule on it. */
  readonly level: Level;
  /** What stands there is not acknowledged: its level, or else what is wrong with its data. */
  readonly isOpen: boolean;
  /** Something that its state hangs on is missing or not to be trusted. */
  readonly isUnknown: boolean;
  /** The rule that stands at the level, with the number that tells most of it; null without a level. */
  readonly lead: { readonly plan: string; readonly rule: string; readonly gauge: GaugeView | null } | null;
  /** How many rules have a level here. */
  readonly rules: number;
  /** What the watchdog says of its data, with the one series that it is about; null when it says nothing. */
  readonly fault: {
    readonly rule: string;
    readonly series: { readonly metric: string; readonly value: number } | null;
  } | null;
  /** Event time of its newest reading, epoch ms; null when nothing has ever come in. */
  readonly heardAt: number | null;
}

/** The subjects of a jurisdiction by where a map has them. */
export interface Places {
  /** The city or county as a whole: its state is everywhere and stands over the map. */
  readonly whole: readonly PlaceState[];
  readonly onMap: readonly (PlaceState & { readonly at: Position })[];
  /** Areas within it, which give the map its names. */
  readonly areas: readonly { readonly subject: Subject; readonly at: Position }[];
  /** Grids above it or beside it: they would push it into a corner of its own map. */
  readonly outside: readonly PlaceState[];
  /** Without coordinates. */
  readonly unplaced: readonly PlaceState[];
}

const KINDS: Readonly<Record<SubjectKind, MapKind>> = {
  city: 'area',
  county: 'area',
  district: 'area',
  town: 'area',
  'air-station': 'station',
  grid: 'grid',
  'coal-producer': 'enterprise',
  'coal-trader': 'enterprise',
  'coal-user': 'enterprise',
};
const REACH: readonly GridScope[] = ['township', 'county', 'city', 'province', 'region'];

export const isInState = ({ level, isUnknown }: PlaceState): boolean => level !== 'none' || isUnknown;

/** All of a jurisdiction that has a state. */
export const allPlaces = ({ whole, onMap, outside, unplaced }: Places): PlaceState[] => [
  ...whole,
  ...onMap,
  ...outside,
  ...unplaced,
];

/** Worst first: the level, what nobody has acknowledged, what is not known; of equals by id. */
export function comparePlaces(a: PlaceState, b: PlaceState): number {
  return (
    rankOf(b.level) - rankOf(a.level) ||
    Number(b.isOpen) - Number(a.isOpen) ||
    Number(b.isUnknown) - Number(a.isUnknown) ||
    (a.subject.id < b.subject.id ? -1 : 1)
  );
}

function faultOf(alarm: WireAlarm | undefined): PlaceState['fault'] {
  if (alarm === undefined) return null;
  const series = Object.entries(alarm.evidence?.facts ?? {});
  const [metric, value] = series[0] ?? [];
  return {
    rule: alarm.rule,
    series: series.length === 1 && metric !== undefined && typeof value === 'number' ? { metric, value } : null,
  };
}

interface Known {
  readonly rows: readonly WireLevel[];
  readonly alarms: readonly WireAlarm[];
  readonly heardAt: number | null;
  readonly plans: ReadonlyMap<string, JudgedPlan>;
}

function viewPlace(subject: Subject, { rows, alarms, heardAt, plans }: Known): PlaceState {
  const kind = KINDS[subject.kind];
  const met = rows.filter(({ level }) => level !== 'none').toSorted((a, b) => rankOf(b.level) - rankOf(a.level));
  const [worst] = met;
  const standing = alarms.filter(({ active }) => active);
  const faults = standing.filter((alarm) => alarm.class === 'quality');
  const shown = worst === undefined ? faults : standing.filter((alarm) => alarm.class === 'plan');
  // Of an area only people report, and many rules wait for their first word; of a device that never spoke nothing is known.
  const isLost = rows.some(({ indeterminate, at }) => indeterminate && (kind !== 'area' || at !== null));
  return {
    subject,
    kind,
    level: worst?.level ?? 'none',
    isOpen: shown.some(({ state }) => state === 'unacknowledged'),
    isUnknown: isLost || faults.length > 0 || (kind !== 'area' && heardAt === null),
    lead:
      worst === undefined ? null : { plan: worst.plan, rule: worst.rule, gauge: viewGauges([worst], plans)[0] ?? null },
    rules: met.length,
    fault: faultOf(faults.toSorted((a, b) => (a.rule === 'stale' ? -1 : b.rule === 'stale' ? 1 : 0))[0]),
    heardAt,
  };
}

const bySubject = <T extends { readonly jurisdiction: string; readonly subject: string }>(
  rows: Iterable<T>,
  jurisdiction: string,
): ReadonlyMap<string, T[]> => {
  const found = new Map<string, T[]>();
  for (const row of rows) {
    if (row.jurisdiction !== jurisdiction) continue;
    const own = found.get(row.subject);
    if (own === undefined) found.set(row.subject, [row]);
    else own.push(row);
  }
  return found;
};

/** What is known of all jurisdictions. */
export interface PlaceFacts {
  readonly levels: Iterable<WireLevel>;
  readonly alarms: Iterable<WireAlarm>;
  readonly latest: Iterable<ReadingRow>;
  readonly plans: ReadonlyMap<string, JudgedPlan>;
}

/** How the subjects of a jurisdiction stand, and where a map has them. */
export function viewPlaces({ id, subjects }: Jurisdiction, { levels, alarms, latest, plans }: PlaceFacts): Places {
  const rows = bySubject(levels, id);
  const own = bySubject(alarms, id);
  const heard = new Map<string, number>();
  for (const [source, , time] of latest) heard.set(source, Math.max(heard.get(source) ?? 0, time));
  const areas = new Set(subjects.filter(({ kind }) => KINDS[kind] === 'area').map((area) => area.id));
  const isCity = subjects.some(({ kind, neighbour }) => kind === 'city' && !neighbour);
  const reach = REACH.indexOf(isCity ? 'city' : 'county');
  const isOutside = ({ neighbour, scope }: Subject): boolean =>
    neighbour || (scope !== null && REACH.indexOf(scope) > reach);

  const found = {
    whole: [] as PlaceState[],
    onMap: [] as (PlaceState & { at: Position })[],
    areas: [] as { subject: Subject; at: Position }[],
    outside: [] as PlaceState[],
    unplaced: [] as PlaceState[],
  };
  for (const subject of subjects) {
    const { at } = subject;
    const place = viewPlace(subject, {
      rows: rows.get(subject.id) ?? [],
      alarms: own.get(subject.id) ?? [],
      heardAt: heard.get(subject.id) ?? null,
      plans,
    });
    const isArea = place.kind === 'area';
    const isOwn = subject.kind === (isCity ? 'city' : 'county') && !subject.neighbour;
    const isWhole = isOwn && (subject.parent === null || !areas.has(subject.parent));
    if (isWhole) found.whole.push(place);
    if (isArea && !isInState(place)) {
      if (!isWhole && !subject.neighbour && at !== null) found.areas.push({ subject, at });
    } else if (isWhole) continue;
    else if (isOutside(subject)) found.outside.push(place);
    else if (at === null) found.unplaced.push(place);
    else found.onMap.push({ ...place, at });
  }
  return {
    ...found,
    whole: found.whole.toSorted(comparePlaces),
    onMap: found.onMap.toSorted(comparePlaces),
    outside: found.outside.toSorted(comparePlaces),
    unplaced: found.unplaced.toSorted(comparePlaces),
  };
}
