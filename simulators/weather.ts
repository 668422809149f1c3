/** The weather that decides what becomes of emissions: how high the air mixes, how fast it moves, how firm the lid is. */
import { valueOn, type Curve } from './curve.ts';
import { smoothNoise } from './random.ts';
import { bell, hourOfDay } from './subject.ts';

/** The air over a region at an instant. */
export interface Weather {
  /** Height up to which the air mixes, m. */
  readonly mixingHeight: number;
  /** Mean wind in that layer, m/s. */
  readonly wind: number;
  /** How much warmer the air above the layer is than its top, K. */
  readonly inversion: number;
  /** `mixingHeight * wind`, m²/s. */
  readonly ventilation: number;
  /** 0: the air is well stirred. 1: it stands still. */
  readonly stagnation: number;
}

const FRESH = 6_500;
const STILL = 700;
const HOUR_MS = 3_600_000;

/**
 * The weather at an instant. `ventilation` is the large-scale course in m²/s; the day, with its sun, stirs clean air
 * more than it stirs air under a lid.
 */
export function weatherAt(noiseKey: number, ventilation: Curve, instant: number): Weather {
  const course = valueOn(ventilation, instant);
  const stagnation = clamp01(Math.log(FRESH / course) / Math.log(FRESH / STILL));
  const hour = hourOfDay(instant);
  const sun = bell(hour, 14, 3.2) - 0.33;
  const swing = 0.1 + 0.35 * (1 - stagnation);
  const chance =
    0.03 * smoothNoise(noiseKey, instant, 7 * HOUR_MS) + 0.02 * smoothNoise(noiseKey + 1, instant, HOUR_MS);
  const real = course * (1 + swing * sun) * (1 + chance);
  const mixingHeight = Math.sqrt(real * 200);
  return {
    mixingHeight,
    wind: real / mixingHeight,
    inversion: 6 * stagnation * (1 - 0.6 * bell(hour, 14, 3.2)),
    ventilation: real,
    stagnation,
  };
}

const clamp01 = (value: number): number => Math.min(1, Math.max(0, value));
