import { describe, expect, it } from 'vitest';
import type { Position } from '../../server/model/boundary.ts';
import { fitMap, scaleBar, type MapFit } from './map-fit.ts';

const BOX = { left: 10, top: 20, width: 400, height: 300 };
const fitted = (positions: readonly Position[], box = BOX): MapFit => {
  const fit = fitMap(positions, box);
  if (fit === null) throw new Error('nothing to fit');
  return fit;
};

describe('a map fitted to a panel', () => {
  it('is none without a position', () => {
    expect(fitMap([], BOX)).toBeNull();
  });

  it('touches the panel on two sides and is centred between the others, north up', () => {
    const { place } = fitted([
      [112, 35],
      [113, 36],
    ]);
    const southWest = place([112, 35]);
    const northEast = place([113, 36]);
    expect([southWest.y, northEast.y]).toEqual([320, 20]);
    expect(southWest.x + northEast.x).toBeCloseTo(2 * 210, 9);
    expect(northEast.x).toBeGreaterThan(southWest.x);
  });

  it.each([
    ['at the equator', 0],
    ['in Shanxi', 35.5],
    ['far north', 68],
    ['in the south', -41],
  ])('has one scale in both directions %s', (_, lat) => {
    const { place, pxPerKm } = fitted([
      [20, lat - 0.2],
      [20.5, lat + 0.2],
    ]);
    const middle = place([20.25, lat]);
    // 10 km by the sphere, each way.
    const north = place([20.25, lat + 10 / 111.195]);
    const east = place([20.25 + 10 / (111.195 * Math.cos((lat * Math.PI) / 180)), lat]);
    expect(middle.y - north.y).toBeCloseTo(10 * pxPerKm, 6);
    expect(east.x - middle.x).toBeCloseTo(10 * pxPerKm, 6);
    expect(north.x).toBeCloseTo(middle.x, 9);
    expect(east.y).toBeCloseTo(middle.y, 9);
  });

  it('goes over the antimeridian the short way', () => {
    const { place, pxPerKm } = fitted([
      [179.9, -17],
      [-179.9, -17],
    ]);
    expect(place([-179.9, -17]).x - place([179.9, -17]).x).toBeCloseTo(
      pxPerKm * 0.2 * 111.195 * Math.cos((17 * Math.PI) / 180),
      6,
    );
  });

  it('of one place shows the few kilometres around it', () => {
    const { place, pxPerKm } = fitted([[112, 35]]);
    expect(place([112, 35])).toEqual({ x: 210, y: 170 });
    expect(pxPerKm).toBe(75);
  });
});

describe('the scale', () => {
  it.each([
    [9.3, 120, 10],
    [3, 120, 20],
    [1, 120, 100],
    [0.24, 120, 500],
    [30, 120, 2],
    [75, 120, 1],
    [400, 120, 0.2],
    [12, 120, 10],
  ])('at %d px a kilometre and %d px of room is %d km', (pxPerKm, mostPx, km) => {
    const scale = scaleBar(pxPerKm, mostPx);
    expect(scale.km).toBeCloseTo(km, 9);
    expect(scale.px).toBeCloseTo(km * pxPerKm, 9);
    expect(scale.px).toBeLessThanOrEqual(mostPx);
  });
});
