/** Grids: load with its daily curve, and what a contingency takes from it until it is restored. */
import { stepOn } from './curve.ts';
import { keyOf, smoothNoise, traitOf, whiteNoise } from './random.ts';
import { bell, hourOfDay, type SubjectDescription } from './subject.ts';

/** Shares (0 to 1) of a grid's load and of its customers that are without power. */
export interface Loss {
  readonly load: number;
  readonly customers: number;
}

/** A line trip or the like on one grid: what is lost, step by step, until `to`. Instants are epoch ms. */
export interface Contingency {
  readonly grid: string;
  readonly steps: readonly (readonly [instant: number, loss: Loss])[];
  readonly to: number;
  /** Grids that supply this one: they carry less while it is out. */
  readonly suppliedBy: readonly string[];
}

const DEFAULT_LOAD: Readonly<Record<NonNullable<SubjectDescription['scope']>, number>> = {
  region: 250_000,
  province: 38_000,
  city: 1_600,
  county: 320,
  township: 24,
};

/** Load that a grid would carry with everything in order, MW. */
export function demandOf(seed: number, grid: SubjectDescription, instant: number): number {
  const key = keyOf(seed, grid.id, 'load');
  const rated = grid.ratedLoad ?? DEFAULT_LOAD[grid.scope ?? 'county'];
  const works = traitOf(key, 0.2, 0.8);
  const hour = hourOfDay(instant);
  const homes =
    0.84 +
    0.1 * bell(hour, 8.5, 1.9) +
    0.08 * bell(hour, 12, 2) +
    0.28 * bell(hour, 19.5, 2.4) -
    0.16 * bell(hour, 3.5, 3);
  const shifts = 0.97 + 0.09 * bell(hour, 10.5, 2.6) + 0.08 * bell(hour, 15.5, 2.8) - 0.05 * bell(hour, 3.5, 3);
  const chance =
    0.018 * smoothNoise(key + 1, instant, 4 * 3_600_000) +
    0.006 * smoothNoise(key + 2, instant, 600_000) +
    0.0025 * whiteNoise(key + 3, instant);
  return rated * traitOf(key + 4, 0.6, 0.72) * (works * shifts + (1 - works) * homes) * (1 + chance);
}

/** What a contingency takes at an instant; null when it is not on. */
export const lossAt = (contingency: Contingency, instant: number): Loss | null =>
  instant >= contingency.to ? null : stepOn(contingency.steps, instant);
