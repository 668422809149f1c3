/** The scripted episodes: what happens in the simulated region, when, and to whom. Numbers here are nature's and people's, not a plan's. */
import { unitOfStock, type CoalTurn } from './coal.ts';
import type { Curve } from './curve.ts';
import type { Fault } from './faults.ts';
import type { AirCourse } from './forecast.ts';
import type { Contingency, Loss } from './grid.ts';
import type { Region, SubjectDescription } from './subject.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Facts of the story that those who play it need. */
export const STORY = {
  /** Days before the present at which it begins. */
  leadDays: 7,
  leadMs: 7 * DAY_MS,
  /** Seconds after the present: the line trips, and the grid is whole again. */
  outage: { fromSeconds: 50, toSeconds: 410 },
  /** Seconds after the present: stocks are drawn down, and are back. */
  coal: { fromSeconds: 100, toSeconds: 480 },
} as const;

export const EPISODES = ['story', 'calm', 'smog', 'spell', 'outage', 'coal'] as const;
/** `story` is `smog`, `outage` and `coal` together; `spell` is a shorter smog that begins at the present. */
export type Episode = (typeof EPISODES)[number];

/** What a forecast centre believes about the air until an instant (exclusive). */
export interface Outlook {
  readonly until: number;
  readonly course: AirCourse;
}

/** The air over one region: what happens, and what was expected to happen, in order of time. */
export interface AirScript {
  readonly course: AirCourse;
  readonly outlooks: readonly Outlook[];
}

/** Everything that is scripted. */
export interface Script {
  /** By the id of the region's topmost area. */
  readonly air: ReadonlyMap<string, AirScript>;
  readonly contingencies: readonly Contingency[];
  readonly coal: readonly CoalTurn[];
  /** Stretches in which the scripted stocks are weighed all the time, `[from, to)` in epoch ms. */
  readonly weighing: { readonly from: number; readonly to: number };
  readonly faults: readonly Fault[];
}

/** The script of an episode for regions, with its present at an instant. */
export function scriptOf(episode: Episode, present: number, regions: readonly Region[]): Script {
  const has = (part: Episode): boolean => episode === part || episode === 'story';
  const start = present - STORY.leadMs;
  return {
    air: new Map(
      regions.map(({ root }) => [
        root.id,
        has('smog') ? smogOver(root, start) : episode === 'spell' ? spellOver(present) : calmOver(),
      ]),
    ),
    contingencies: has('outage') ? lineTrips(regions, present) : [],
    coal: has('coal') ? drawnDown(regions, start, present) : [],
    weighing: { from: present, to: present + (STORY.coal.toSeconds + 120) * SECOND_MS },
    faults: episode === 'story' ? faultsIn(regions, start, present) : [],
  };
}

/** Whether an episode happens to anything in some regions. Smog is for a city: in the county it is hazy, no more. */
export function takesPlaceIn(episode: 'spell' | 'outage' | 'coal', regions: readonly Region[]): boolean {
  switch (episode) {
    case 'spell':
      return regions.some(({ root }) => root.kind === 'city');
    case 'outage':
      return lineTrips(regions, 0).length > 0;
    case 'coal':
      return drawnDown(regions, 0, 0).length > 0;
  }
}

const CALM: AirCourse = { ventilation: [[0, 5_500]], sulphur: [[0, 1]] };
const calmOver = (): AirScript => ({ course: CALM, outlooks: [] });

/** `[days after the start, value]` as a curve. */
const byDay = (start: number, points: readonly (readonly [days: number, value: number])[]): Curve =>
  points.map(([days, value]) => [start + days * DAY_MS, value] as const);

/**
 * A lid settles over the city for the better part of a week. At first the centre expects some haze; in the second day it
 * sees the lid, but wind on the fifth day; on the fourth it learns that the wind is late. A works then loses its
 * desulphurisation for a day, which nobody foresaw. In the county beyond the hills it is hazy, no more.
 */
function smogOver(root: SubjectDescription, start: number): AirScript {
  if (root.kind !== 'city') {
    const course = {
      ventilation: byDay(start, [
        [0, 6_400],
        [1.2, 5_600],
        [2.4, 3_400],
        [3.4, 2_200],
        [5.5, 1_900],
        [7, 2_100],
        [8, 3_800],
        [9, 5_800],
      ]),
      sulphur: byDay(start, [[0, 0.8]]),
    };
    return { course, outlooks: [] };
  }
  const clean = [
    [0, 6_200],
    [1.2, 5_400],
    [2.2, 2_800],
  ] as const;
  const settles = [...clean, [2.8, 1_350], [3.3, 890], [4, 800]] as const;
  const clears = [
    [8, 2_200],
    [8.6, 5_000],
    [20, 5_500],
  ] as const;
  const ventilation = byDay(start, [...settles, [5.2, 775], [6, 830], [6.7, 890], [7.35, 960], ...clears]);
  const haze = byDay(start, [...clean, [3.3, 1_750], [4.5, 2_000], [5.5, 4_500], [20, 5_500]]);
  const early = byDay(start, [...settles, [4.3, 820], [4.6, 950], [5, 3_000], [5.5, 5_000], [20, 5_500]]);
  const usual = byDay(start, [[0, 1]]);
  const sulphur = byDay(start, [
    [3.9, 1],
    [4.15, 9.7],
    [5, 9.7],
    [5.3, 2.6],
    [6.2, 2],
    [8, 1.2],
  ]);
  const outlook = (days: number, course: Curve): Outlook => ({
    until: start + days * DAY_MS,
    course: { ventilation: course, sulphur: usual },
  });
  return {
    course: { ventilation, sulphur },
    outlooks: [outlook(1.4, haze), outlook(3.05, early), outlook(3.95, ventilation)],
  };
}

/**
 * A lid comes down within a day and stays for two. The centre sees it coming a few hours ahead; on the second day it
 * learns that the wind is later than it thought.
 */
function spellOver(present: number): AirScript {
  const comes = [
    [-2, 6_200],
    [0, 5_400],
    [0.3, 2_800],
    [0.7, 1_350],
    [1, 890],
  ] as const;
  const course = (points: readonly (readonly [days: number, value: number])[]): AirCourse => ({
    ventilation: byDay(present, points),
    sulphur: byDay(present, [[0, 1]]),
  });
  const stays = course([...comes, [1.8, 800], [2.6, 850], [3, 1_000], [3.15, 3_000], [3.3, 5_500]]);
  const early = course([...comes, [1.8, 800], [2.3, 850], [2.6, 1_000], [2.8, 3_000], [3, 5_500]]);
  const haze = course([...comes.slice(0, 3), [1, 2_400], [2, 5_500]]);
  return {
    course: stays,
    outlooks: [
      { until: present, course: haze },
      { until: present + 1.3 * DAY_MS, course: early },
    ],
  };
}

/** The region whose topmost area is a county, else the last one: where the lights go out and the coal runs down. */
const countySide = (regions: readonly Region[]): Region | null =>
  regions.find(({ root }) => root.kind === 'county') ?? regions.at(-1) ?? null;

/** The region whose topmost area is a city, else the first one. */
const citySide = (regions: readonly Region[]): Region | null =>
  regions.find(({ root }) => root.kind === 'city') ?? regions[0] ?? null;

const gridsOf = (region: Region, scope: SubjectDescription['scope']): SubjectDescription[] =>
  region.members.filter((subject) => subject.kind === 'grid' && subject.scope === scope && !subject.neighbour);

/** A line trips; a minute later the one that had to carry its load follows; then the load comes back bay by bay. */
function lineTrips(regions: readonly Region[], present: number): Contingency[] {
  const region = countySide(regions);
  // Where a city stands alone its own grid is struck.
  const scope = region?.root.kind === 'county' ? 'county' : 'city';
  const struck = region === null ? undefined : gridsOf(region, scope)[0];
  if (region === null || struck === undefined) return [];
  const from = present + STORY.outage.fromSeconds * SECOND_MS;
  const to = present + STORY.outage.toSeconds * SECOND_MS;
  const course: readonly (readonly [second: number, load: number, customers: number])[] = [
    [0, 0.26, 0.31],
    [70, 0.455, 0.52],
    [190, 0.34, 0.39],
    [240, 0.23, 0.27],
    [290, 0.13, 0.16],
    [330, 0.06, 0.08],
  ];
  const steps = (weight: number): (readonly [number, Loss])[] =>
    course.map(([second, load, customers]) => [
      from + second * SECOND_MS,
      { load: Math.min(0.96, load * weight), customers: Math.min(0.97, customers * weight) },
    ]);
  const supply = [...(scope === 'county' ? gridsOf(region, 'city') : []), ...gridsOf(region, 'province')];
  return [
    { grid: struck.id, steps: steps(1), to, suppliedBy: supply.map(({ id }) => id) },
    // The towns at the end of the line lose most; the others nothing.
    ...gridsOf(region, 'township')
      .slice(0, 3)
      .map((town, index) => ({ grid: town.id, steps: steps([2, 1.5, 1.1][index] ?? 1), to, suppliedBy: [] })),
  ];
}

/** The key enterprises of a kind, the largest first. */
const keyOnes = (region: Region, kind: SubjectDescription['kind']): SubjectDescription[] =>
  region.members
    .filter((subject) => subject.kind === kind && subject.key)
    .toSorted((a, b) => unitOfStock(b) - unitOfStock(a));

/**
 * Stocks at five points, in units of the enterprise: early in the week, in its middle, as the drawing down begins, at its
 * bottom, and after the delivery.
 */
type Drawn = readonly [early: number, middle: number, begin: number, bottom: number, after: number];

/**
 * Trains fail to come for a week. Power plant and chemical works live on what lies there; a mine ships its stock to them.
 * What would take days at the end is told in minutes, so that someone who watches sees it.
 */
function drawnDown(regions: readonly Region[], start: number, present: number): CoalTurn[] {
  const region = countySide(regions);
  if (region === null) return [];
  const at = (seconds: number): number => present + seconds * SECOND_MS;
  const { fromSeconds, toSeconds } = STORY.coal;
  const turn = (enterprise: SubjectDescription | undefined, [early, middle, begin, bottom, after]: Drawn): CoalTurn[] =>
    enterprise === undefined
      ? []
      : [
          {
            enterprise: enterprise.id,
            stock: [
              [start + DAY_MS, early],
              [start + 4 * DAY_MS, middle],
              [at(fromSeconds), begin],
              [at(fromSeconds + 130), bottom],
              [at(toSeconds - 110), bottom],
              [at(toSeconds), after],
            ],
          },
        ];
  const [plant, works] = keyOnes(region, 'coal-user');
  const [mine] = keyOnes(region, 'coal-producer');
  return [
    ...turn(plant, [0.86, 0.68, 0.47, 0.24, 0.74]),
    ...turn(works, [0.84, 0.76, 0.66, 0.57, 0.8]),
    ...turn(mine, [9.4, 7.6, 5.9, 2.4, 7.8]),
  ];
}

/** One of each: a station that falls silent, a stuck analyser, a line that is down, and so on, none of them for long. */
function faultsIn(regions: readonly Region[], start: number, present: number): Fault[] {
  const stations = (region: Region | null): SubjectDescription[] =>
    region?.members.filter((subject) => subject.kind === 'air-station') ?? [];
  const city = citySide(regions);
  const county = countySide(regions);
  const hour = (days: number, hours: number): number => start + days * DAY_MS + hours * HOUR_MS;
  const between = (from: number, hours: number): { from: number; to: number } => ({ from, to: from + hours * HOUR_MS });
  const put = (source: SubjectDescription | undefined, make: (source: string) => Fault): Fault[] =>
    source === undefined ? [] : [make(source.id)];
  const inCity = stations(city);
  const inCounty = county === city ? [] : stations(county);
  const cityGrids = city === null ? [] : [...gridsOf(city, 'township'), ...gridsOf(city, 'county')];
  return [
    ...put(inCity[2], (source) => ({ kind: 'gap', source, metric: null, ...between(hour(1, 9), 5) })),
    ...put(inCity[5], (source) => ({ kind: 'stuck', source, metric: 'air.no2', ...between(hour(5, 6), 9) })),
    ...put(inCity[8], (source) => ({
      kind: 'late',
      source,
      metric: null,
      ...between(hour(3, 8), 2),
      deliveredAt: hour(3, 11),
    })),
    ...put(inCounty[1], (source) => ({
      kind: 'spike',
      source,
      metric: 'air.pm25',
      ...between(hour(2, 4), 0.25),
      factor: 9,
    })),
    // Micrograms where milligrams are asked for.
    ...put(inCounty[2], (source) => ({
      kind: 'wrong-unit',
      source,
      metric: 'air.co',
      ...between(hour(4, 3), 0.5),
      factor: 1000,
    })),
    ...put(inCounty[3], (source) => ({
      kind: 'clock',
      source,
      metric: null,
      ...between(hour(6, 2), 0.25),
      offsetMs: HOUR_MS,
    })),
    ...put(county === city ? undefined : cityGrids.at(-1), (source) => ({
      kind: 'gap',
      source,
      metric: 'grid.load',
      from: present + 150 * SECOND_MS,
      to: present + 490 * SECOND_MS,
    })),
  ];
}
