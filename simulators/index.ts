/** The simulated region as the server's demo plays it. */
import { createRegion } from './region.ts';
import { scriptOf, STORY, takesPlaceIn, type Episode } from './story.ts';
import { regionsOf, type Cadence, type SimulatedReading, type SubjectDescription } from './subject.ts';

export { EPISODES, STORY, type Episode } from './story.ts';
export type { Cadence, SimulatedReading, SubjectDescription } from './subject.ts';
export { createRegion, type RegionOptions, type SimulatedRegion } from './region.ts';

/** Up to the present, five-minute air and a load a minute; from then on, a minute of air and a load every ten seconds. */
export const CADENCE: { readonly before: Cadence; readonly after: Cadence } = {
  before: { airPeriod: 300, loadEvery: 60 },
  after: { airPeriod: 60, loadEvery: 10 },
};

/** What a story is made from. Instants are epoch ms. */
export interface StoryOptions {
  readonly seed: number;
  /** The moment that the week before leads up to, and after which things happen in real time. */
  readonly present: number;
  /** Of all jurisdictions together, each one's area first. */
  readonly subjects: readonly SubjectDescription[];
  /** `story` when absent. */
  readonly episode?: Episode;
  readonly cadence?: { readonly before: Cadence; readonly after: Cadence };
}

/** A story that can be asked for any stretch of time, in one piece or in many: the readings are the same. */
export interface Story {
  /** When it begins, `STORY.leadMs` before the present. Asked for earlier times, it gives what the same region did then. */
  readonly start: number;
  readonly present: number;
  /** Observations and forecasts that leave the devices in `(from, to]`, in that order; of one instant, forecasts first. */
  readingsBetween(from: number, to: number): SimulatedReading[];
  /** What a sound device measures at an instant, in the metric's unit; null when there is no such series. */
  sample(subject: string, metric: string, instant: number): number | null;
}

/** What a drill plays, how far before the story's present it begins, and how much of what went before it shows; ms. */
const DRILLS = {
  smog: { episode: 'spell', beforeMs: 0, historyMs: 30 * 3_600_000 },
  outage: { episode: 'outage', beforeMs: 60_000, historyMs: 3 * 3_600_000 },
  coal: { episode: 'coal', beforeMs: 60_000, historyMs: 72 * 3_600_000 },
} as const;
/** What can happen in a drill. */
export type DrillEpisode = keyof typeof DRILLS;

/** Whether an episode means anything to some subjects: without coal enterprises no coal runs down. */
export const canDrill = (episode: DrillEpisode, subjects: readonly SubjectDescription[]): boolean =>
  takesPlaceIn(DRILLS[episode].episode, regionsOf(subjects));

/** How long before a drill its history begins, in ms. */
export const historyOf = (episode: DrillEpisode): number => DRILLS[episode].historyMs;

/** The story of a drill that begins at an instant (epoch ms). */
export function createDrillStory(options: {
  readonly seed: number;
  readonly begin: number;
  readonly episode: DrillEpisode;
  readonly subjects: readonly SubjectDescription[];
}): Story {
  const { seed, begin, subjects } = options;
  const { episode, beforeMs } = DRILLS[options.episode];
  return createStory({ seed, present: begin + beforeMs, subjects, episode });
}

/** Makes a story. */
export function createStory(options: StoryOptions): Story {
  const { seed, present, subjects } = options;
  const script = scriptOf(options.episode ?? 'story', present, regionsOf(subjects));
  const region = createRegion({ seed, present, subjects, script, ...(options.cadence ?? CADENCE) });
  return {
    start: present - STORY.leadMs,
    present,
    sample: (subject, metric, instant) => region.sample(subject, metric, instant),
    readingsBetween: (from, to) => {
      const forecasts = region.forecastsIssuedBetween(from, to);
      if (forecasts.length === 0) return region.readingsBetween(from, to);
      const merged: SimulatedReading[] = [];
      let since = from;
      for (const issuedAt of new Set(forecasts.map((forecast) => forecast.issuedAt ?? from))) {
        // Up to but not including the issue, then the issue.
        merged.push(...region.readingsBetween(since, issuedAt - 1));
        merged.push(...forecasts.filter((forecast) => forecast.issuedAt === issuedAt));
        since = issuedAt - 1;
      }
      return [...merged, ...region.readingsBetween(since, to)];
    },
  };
}
