/** Noise that is a pure function of a seed and a place, so that every run repeats and history and live agree. */

/** Hash of a text to 32 bits (FNV-1a). */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** A number in [0, 1) that a 32-bit key and an integer always give. The integer may be as large as an epoch in ms. */
export function unitAt(key: number, index: number): number {
  let h = key ^ Math.imul(index | 0, 0x9e3779b1) ^ Math.imul(Math.floor(index / 0x1_0000_0000) | 0, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
  return ((h ^ (h >>> 15)) >>> 0) / 0x1_0000_0000;
}

/** The key of one kind of noise of one subject. */
export const keyOf = (seed: number, ...parts: readonly string[]): number => hashText(`${seed}/${parts.join('/')}`);

/**
 * Smooth noise in (-1, 1): independent values at the multiples of `stepMs`, joined by smooth steps.
 * `x` is an instant in ms, or any other quantity in the unit of `stepMs`.
 */
export function smoothNoise(key: number, x: number, stepMs: number): number {
  const knot = Math.floor(x / stepMs);
  const part = x / stepMs - knot;
  const ease = part * part * (3 - 2 * part);
  return 2 * (unitAt(key, knot) * (1 - ease) + unitAt(key, knot + 1) * ease) - 1;
}

/** Noise in (-1, 1) that has nothing to do with its neighbours: what an instrument adds. */
export const whiteNoise = (key: number, instant: number): number => 2 * unitAt(key, Math.round(instant)) - 1;

/** A number in `[low, high)` that belongs to a subject for good. */
export const traitOf = (key: number, low: number, high: number): number => low + (high - low) * unitAt(key, 0);
