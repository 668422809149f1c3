import { rankOf, type Level } from '../../server/model/level.ts';
import type { WireAlarm } from '../../server/wire/shapes.ts';

/** One burst of the repeated tone: pitches in Hz, one after the other, and how long until the next burst. */
export interface Tone {
  readonly pitchesHz: readonly number[];
  readonly noteMs: number;
  readonly repeatMs: number;
  /** 0 to 1. */
  readonly gain: number;
}

/**
 * One tone a level: the higher the level, the higher, the more and the closer the notes, so that they can be told apart
 * without looking. `none` is that of quality and system alarms, which carry no level.
 */
export const TONES: Readonly<Record<Level, Tone>> = {
  I: { pitchesHz: [988, 740, 988, 740, 988], noteMs: 140, repeatMs: 3000, gain: 0.5 },
  II: { pitchesHz: [784, 784, 784], noteMs: 160, repeatMs: 4500, gain: 0.4 },
  III: { pitchesHz: [587, 587], noteMs: 180, repeatMs: 6000, gain: 0.32 },
  IV: { pitchesHz: [494], noteMs: 200, repeatMs: 8000, gain: 0.28 },
  none: { pitchesHz: [392], noteMs: 200, repeatMs: 15_000, gain: 0.2 },
};

/**
 * The level whose tone is due: the highest of the alarms that nobody has acknowledged. One that has returned no longer
 * sounds. null when all is quiet.
 */
export function soundingLevel(alarms: Iterable<WireAlarm>): Level | null {
  let found: Level | null = null;
  for (const alarm of alarms) {
    if (alarm.state !== 'unacknowledged') continue;
    if (found === null || rankOf(alarm.level) > rankOf(found)) found = alarm.level;
  }
  return found;
}
