/** The outline of a place on a map. */

/** Longitude and latitude in degrees, WGS 84. */
export type Position = readonly [lon: number, lat: number];

/** As in GeoJSON: polygons of rings, each an outside and its holes; the last position of a ring is its first. */
export interface Boundary {
  readonly type: 'MultiPolygon';
  readonly coordinates: readonly (readonly (readonly Position[])[])[];
}

/** Positions of a ring that are three corners and back. */
const LEAST_OF_RING = 4;

/**
 * The same outline with `most` positions or fewer: those go first whose going moves the line least (Douglas and Peucker),
 * over all rings alike, so that an islet vanishes before a cape does. An outline that is small enough stays as it is.
 */
export function simplifyBoundary(boundary: Boundary, most: number): Boundary {
  const weighed = boundary.coordinates.map((polygon) => polygon.map((ring) => ({ ring, weights: weighRing(ring) })));
  const weights = weighed.flat().flatMap((one) => one.weights);
  if (weights.length <= most) return boundary;
  const limit = weights.toSorted((a, b) => b - a)[most] ?? 0;
  const coordinates = weighed.flatMap((polygon) => {
    const rings = polygon.map(({ ring, weights: own }) => ring.filter((_, index) => (own[index] ?? 0) > limit));
    const [outside, ...holes] = rings;
    if (outside === undefined || outside.length < LEAST_OF_RING) return [];
    return [[outside, ...holes.filter((hole) => hole.length >= LEAST_OF_RING)]];
  });
  return { type: 'MultiPolygon', coordinates };
}

/**
 * How far, in degrees of latitude, the line of a ring would move without each of its positions: never more than without
 * those that its place depends on. The ends weigh as much as the ring is wide.
 */
function weighRing(ring: readonly Position[]): number[] {
  const last = ring.length - 1;
  const [, lat = 0] = ring[0] ?? [];
  const narrow = Math.cos((lat * Math.PI) / 180);
  const points = ring.map(([lon, north]): Position => [lon * narrow, north]);
  const weights = ring.map(() => 0);
  // A ring begins where it ends, so it is first cut where it is farthest from there.
  const far = farthest(points, 0, last);
  for (const end of [0, far.index, last]) weights[end] = far.distance;
  const spans = [
    { from: 0, to: far.index, least: far.distance },
    { from: far.index, to: last, least: far.distance },
  ];
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const { from, to } = span;
    if (to - from < 2) continue;
    const { index, distance } = farthest(points, from, to);
    const least = Math.min(distance, span.least);
    weights[index] = least;
    spans.push({ from, to: index, least }, { from: index, to, least });
  }
  return weights;
}

/** The position between two others that is farthest from the straight line between them. */
function farthest(points: readonly Position[], from: number, to: number): { index: number; distance: number } {
  const [ax, ay] = points[from] ?? [0, 0];
  const [bx, by] = points[to] ?? [0, 0];
  const length = (bx - ax) ** 2 + (by - ay) ** 2;
  let index = from;
  let distance = -1;
  for (let i = from + 1; i < to; i += 1) {
    const [x, y] = points[i] ?? [0, 0];
    const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
    const away = Math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay));
    if (away > distance) {
      distance = away;
      index = i;
    }
  }
  return { index, distance: Math.max(0, distance) };
}
