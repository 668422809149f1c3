/** The shape of a boundary file: the part of GeoJSON (RFC 7946) that an outline needs; the rest of a file is not looked at. */
import { z } from 'zod';

const degrees = (what: string, most: number) =>
  z.number().refine((value) => Math.abs(value) <= most, `a ${what} in degrees (WGS 84) from -${most} to ${most}`);
// What follows longitude and latitude is a height.
const position = z.tuple([degrees('longitude', 180), degrees('latitude', 90)]).rest(z.number());
const ring = z
  .array(position)
  .min(4)
  .refine((positions) => {
    const [first, last] = [positions[0], positions.at(-1)];
    return first?.[0] === last?.[0] && first?.[1] === last?.[1];
  }, 'a ring whose last position is its first');
const polygonCoordinates = z.array(ring).min(1);
const polygon = z.object({ type: z.literal('Polygon'), coordinates: polygonCoordinates });
const multiPolygon = z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(polygonCoordinates).min(1) });
const feature = z.object({
  type: z.literal('Feature'),
  geometry: z.discriminatedUnion('type', [polygon, multiPolygon]),
});
const collection = z.object({ type: z.literal('FeatureCollection'), features: z.array(feature).min(1) });

/** `<id of the jurisdiction>.geojson`, beside its file. */
export const boundarySchema = z.discriminatedUnion('type', [polygon, multiPolygon, feature, collection]);
export type BoundaryFile = z.infer<typeof boundarySchema>;
