/** A stretch of time `[from, to)`, epoch ms. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** How many readings stand in the slot that begins at `start` (epoch ms). */
export interface Slot {
  readonly start: number;
  readonly count: number;
}

/**
 * Cuts `[from, to)` into windows of at most about `most` readings, in order and without empty ends. `slots` are
 * ascending and `slotMs` long. A slot that alone holds more is cut into equal parts of its time, down to a millisecond.
 */
export function planWindows(
  slots: readonly Slot[],
  options: { readonly slotMs: number; readonly from: number; readonly to: number; readonly most: number },
): Window[] {
  const { slotMs, from, to, most } = options;
  const windows: Window[] = [];
  let begin: number | null = null;
  let end = 0;
  let held = 0;
  const finish = (): void => {
    if (begin !== null && begin < end) windows.push({ from: begin, to: end });
    begin = null;
    held = 0;
  };
  for (const slot of slots) {
    const slotFrom = Math.max(slot.start, from);
    const slotTo = Math.min(slot.start + slotMs, to);
    if (held + slot.count > most) finish();
    if (slot.count > most) {
      const step = Math.max(1, Math.ceil((slotTo - slotFrom) / Math.ceil(slot.count / most)));
      for (let at = slotFrom; at < slotTo; at += step) windows.push({ from: at, to: Math.min(at + step, slotTo) });
      continue;
    }
    begin ??= slotFrom;
    end = slotTo;
    held += slot.count;
  }
  finish();
  return windows;
}
