/** What can happen in a drill: a spell of smog, a tripped line, coal that runs down. */
export const DRILL_EPISODES = ['smog', 'outage', 'coal'] as const;
export type DrillEpisode = (typeof DRILL_EPISODES)[number];

/** Event seconds per wall second: real time, or time drawn together. */
export const DRILL_SPEEDS = [1, 10, 60, 600, 3600] as const;
export type DrillSpeed = (typeof DRILL_SPEEDS)[number];
