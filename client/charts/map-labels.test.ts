import { describe, expect, it } from 'vitest';
import { boxAround, placeLabel, type LabelRoom } from './map-labels.ts';

const frame = { left: 0, top: 0, width: 200, height: 100 };
const request = { x: 100, y: 50, radius: 10, badge: 0, width: 60, height: 20 };
const room = (more: Partial<LabelRoom> = {}): LabelRoom => ({ frame, hard: [], soft: [], ...more });
const box = (left: number, top: number, width: number, height: number) => ({ left, top, width, height });

describe('a label', () => {
  it('stands to the right of its mark where there is room', () => {
    expect(placeLabel(request, room())).toEqual({ box: box(110, 40, 60, 20), align: 'start' });
  });

  it('goes to the left at the right edge, and its lines end at the mark', () => {
    expect(placeLabel({ ...request, x: 180 }, room())).toEqual({ box: box(110, 40, 60, 20), align: 'end' });
  });

  it('makes way for what sticks out of its mark at the upper right', () => {
    const marked = { ...request, badge: 6 };
    expect(placeLabel(marked, room())?.box.left).toBe(116);
    expect(placeLabel({ ...marked, x: 180 }, room())?.box.left).toBe(110);
    expect(placeLabel({ ...marked, width: 180, y: 85 }, room())?.box.top).toBe(49);
  });

  it('goes under or over its mark where neither side has room', () => {
    const wide = { ...request, width: 180 };
    expect(placeLabel(wide, room())).toEqual({ box: box(10, 60, 180, 20), align: 'middle' });
    expect(placeLabel({ ...wide, y: 85 }, room())?.box.top).toBe(55);
  });

  it('is pushed along the edge of the frame, and stays in it', () => {
    expect(placeLabel({ ...request, y: 4 }, room())?.box).toEqual(box(110, 0, 60, 20));
    expect(placeLabel({ ...request, x: 8, width: 170 }, room())?.box).toEqual(box(18, 40, 170, 20));
    expect(placeLabel({ ...request, x: 8, width: 199 }, room())).toEqual({ box: box(0, 60, 199, 20), align: 'start' });
  });

  it('is found room at an edge whatever the rounding', () => {
    // 386.3 - 100.1 + 100.1 is a little more than 386.3.
    const high = { ...request, y: 380, height: 100.1 };
    expect(placeLabel(high, room({ frame: { ...frame, height: 386.3 } }))?.box.left).toBe(110);
  });

  it('covers no other label and nothing in a state', () => {
    const right = box(112, 42, 10, 10);
    expect(placeLabel(request, room({ hard: [right] }))).toEqual({ box: box(30, 40, 60, 20), align: 'end' });
  });

  it('covers as little as it can of what is normal', () => {
    const rightOf = [boxAround({ x: 120, y: 45 }, 4), boxAround({ x: 140, y: 50 }, 4), boxAround({ x: 150, y: 66 }, 4)];
    expect(placeLabel(request, room({ soft: rightOf }))?.align).toBe('end');
    const everywhere = [...rightOf, boxAround({ x: 50, y: 50 }, 30), boxAround({ x: 100, y: 75 }, 12)];
    expect(placeLabel(request, room({ soft: everywhere }))?.box.top).toBeLessThan(40);
  });

  it('stands a little farther off where that takes it past a neighbour', () => {
    const hard = [box(0, 0, 200, 40), box(0, 40, 90, 22), box(110, 40, 90, 22)];
    expect(placeLabel({ ...request, height: 30 }, room({ hard }))?.box).toEqual(box(70, 70, 60, 30));
  });

  it('is left out where there is no room at all', () => {
    expect(placeLabel(request, room({ hard: [frame] }))).toBeNull();
    expect(placeLabel({ ...request, width: 201 }, room())).toBeNull();
  });
});
