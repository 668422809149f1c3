/** Room for words beside marks. */
import type { Box, Point } from './map-fit.ts';

export interface LabelRequest extends Point {
  /** Of the mark, px. */
  readonly radius: number;
  /** How far something sticks out of it at its upper right, px. */
  readonly badge: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedLabel {
  readonly box: Box;
  /** The end of its lines that is at the mark. */
  readonly align: 'start' | 'middle' | 'end';
}

/** What a label must stay inside of, what it must not cover, and what it covers as little of as there is room. */
export interface LabelRoom {
  readonly frame: Box;
  readonly hard: readonly Box[];
  readonly soft: readonly Box[];
}

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;

/** What was pushed along an edge lies on it but for rounding, px. */
const ROUNDING = 0.01;

const isInside = (box: Box, frame: Box): boolean =>
  box.left >= frame.left - ROUNDING &&
  box.top >= frame.top - ROUNDING &&
  box.left + box.width <= frame.left + frame.width + ROUNDING &&
  box.top + box.height <= frame.top + frame.height + ROUNDING;

/** The nearest start of a stretch that lies within another. */
const clamp = (start: number, length: number, from: number, room: number): number =>
  Math.min(Math.max(start, from), Math.max(from, from + room - length));

/** The box around a mark. */
export const boxAround = ({ x, y }: Point, radius: number): Box => ({
  left: x - radius,
  top: y - radius,
  width: 2 * radius,
  height: 2 * radius,
});

/** Where a label may stand, best first: beside its mark, then under and over it; pushed along the edge of the frame. */
function candidates({ x, y, radius, badge, width, height }: LabelRequest, frame: Box): PlacedLabel[] {
  const beside = [y - height / 2, y - height + radius, y - radius].map((top) =>
    clamp(top, height, frame.top, frame.height),
  );
  const along = [x - width / 2, x - radius, x + radius - width].map((left) =>
    clamp(left, width, frame.left, frame.width),
  );
  // A little farther off it may slip past a neighbour.
  const away = [0, height / 3];
  const at = (left: number, top: number): PlacedLabel => {
    const share = (x - left) / width;
    return {
      box: { left, top, width, height },
      align: share < 0.35 ? 'start' : share > 0.65 ? 'end' : 'middle',
    };
  };
  return [
    ...beside.map((top) => at(x + radius + badge, top)),
    ...beside.map((top) => at(x - radius - width, top)),
    ...away.flatMap((more) => along.map((left) => at(left, y + radius + more))),
    ...away.flatMap((more) => along.map((left) => at(left, y - radius - badge - height - more))),
  ];
}

/** The best room for a label, or null where there is none; of equals the first side. */
export function placeLabel(request: LabelRequest, { frame, hard, soft }: LabelRoom): PlacedLabel | null {
  const free = candidates(request, frame).filter(
    ({ box }) => isInside(box, frame) && !hard.some((one) => overlap(box, one)),
  );
  const covered = ({ box }: PlacedLabel): number => soft.filter((one) => overlap(box, one)).length;
  return free.toSorted((a, b) => covered(a) - covered(b))[0] ?? null;
}
