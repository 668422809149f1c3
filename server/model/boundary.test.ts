import { describe, expect, it } from 'vitest';
import { type Boundary, type Position, simplifyBoundary } from './boundary.ts';

const outline = (...polygons: (readonly (readonly Position[])[])[]): Boundary => ({
  type: 'MultiPolygon',
  coordinates: polygons,
});
const circle = (count: number, radius: number, middle: Position): Position[] => {
  const points = Array.from({ length: count }, (_, index): Position => {
    const angle = (2 * Math.PI * index) / count;
    return [middle[0] + radius * Math.cos(angle), middle[1] + radius * Math.sin(angle)];
  });
  return [...points, points[0] ?? middle];
};
const square = (size: number, [lon, lat]: Position): Position[] => [
  [lon, lat],
  [lon + size, lat],
  [lon + size, lat + size],
  [lon, lat + size],
  [lon, lat],
];
const countOf = (boundary: Boundary): number => boundary.coordinates.flat(2).length;

describe('an outline made simpler', () => {
  it('stays what it is where it is small enough', () => {
    const boundary = outline([square(1, [112, 35])]);
    expect(simplifyBoundary(boundary, 5)).toBe(boundary);
  });

  it('has no more positions than asked for, keeps its shape, and its rings stay closed', () => {
    const round = circle(5000, 0.3, [112.4, 35.5]);
    const simple = simplifyBoundary(outline([round]), 200);
    expect(countOf(simple)).toBeLessThanOrEqual(200);
    expect(countOf(simple)).toBeGreaterThan(100);
    const [ring = []] = simple.coordinates[0] ?? [];
    expect(ring.at(-1)).toEqual(ring[0]);
    for (const [lon, lat] of ring) expect(Math.hypot(lon - 112.4, lat - 35.5)).toBeCloseTo(0.3, 6);
  });

  it('loses what lies on a straight line first, and keeps every corner', () => {
    const corners = square(1, [112, 0]);
    const along = corners.slice(1).flatMap((to, index): Position[] => {
      const [lon, lat] = corners[index] ?? to;
      return [0.25, 0.5, 0.75, 1].map((part) => [lon + part * (to[0] - lon), lat + part * (to[1] - lat)]);
    });
    const simple = simplifyBoundary(outline([[[112, 0], ...along]]), 6);
    expect(simple.coordinates).toEqual([[corners]]);
  });

  it('loses islets and small holes before it loses a bay', () => {
    const land = circle(600, 0.3, [112, 35]).map(([lon, lat], index): Position =>
      index % 2 === 0 ? [lon, lat] : [lon * 0.9 + 11.2, lat * 0.9 + 3.5],
    );
    const simple = simplifyBoundary(
      outline([land, square(0.001, [112, 35])], [square(0.001, [112.6, 35])], [square(0.2, [112.8, 35])]),
      607,
    );
    expect(simple.coordinates.map((polygon) => polygon.map((ring) => ring.length))).toEqual([[601], [5]]);
  });

  it('takes a ring without any extent for what it is', () => {
    const dot = Array.from({ length: 20 }, (): Position => [112, 35]);
    expect(simplifyBoundary(outline([dot]), 10).coordinates).toEqual([]);
  });
});
