/** Places on a panel: north is up, and a kilometre is as long to the east as to the north. Own projection, no tiles. */
import type { Position } from '../../server/model/boundary.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** In px from the upper left. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface MapFit {
  readonly pxPerKm: number;
  readonly place: (at: Position) => Point;
}

/** On a sphere of 6371 km. */
const KM_PER_DEGREE = 111.195;
/** One subject alone, or several at one place, are not blown up beyond a town. */
const LEAST_KM = 4;

/** Degrees from one meridian to another, the short way round. */
const eastward = (from: number, to: number): number => ((((to - from + 180) % 360) + 360) % 360) - 180;

const rangeOf = (numbers: readonly number[]): { least: number; most: number } => {
  let [least, most] = [Infinity, -Infinity];
  for (const number of numbers) {
    least = Math.min(least, number);
    most = Math.max(most, number);
  }
  return { least, most };
};

/**
 * Fits positions (WGS 84) into a box: a local equirectangular projection about their middle, true to scale at its
 * latitude. A county is a few dozen kilometres wide, over which that is off by less than a line's width. null without
 * any position.
 */
export function fitMap(positions: readonly Position[], box: Box): MapFit | null {
  if (positions.length === 0) return null;
  // The least of them, so that their order makes no difference.
  const from = rangeOf(positions.map(([lon]) => lon)).least;
  const east = rangeOf(positions.map(([lon]) => eastward(from, lon)));
  const north = rangeOf(positions.map(([, lat]) => lat));
  const middle: Position = [from + (east.least + east.most) / 2, (north.least + north.most) / 2];
  const kmPerLon = KM_PER_DEGREE * Math.cos((middle[1] * Math.PI) / 180);
  const width = Math.max(LEAST_KM, (east.most - east.least) * kmPerLon);
  const height = Math.max(LEAST_KM, (north.most - north.least) * KM_PER_DEGREE);
  const pxPerKm = Math.min(box.width / width, box.height / height);
  return {
    pxPerKm,
    place: ([lon, lat]) => ({
      x: box.left + box.width / 2 + eastward(middle[0], lon) * kmPerLon * pxPerKm,
      y: box.top + box.height / 2 - (lat - middle[1]) * KM_PER_DEGREE * pxPerKm,
    }),
  };
}

/** A round length and how long it is here: the longest of 1, 2, 5, 10, … km (or 100 m, 200 m, …) within `mostPx`. */
export function scaleBar(pxPerKm: number, mostPx: number): { readonly km: number; readonly px: number } {
  const mostKm = mostPx / pxPerKm;
  const power = 10 ** Math.floor(Math.log10(mostKm));
  const km = ([5, 2, 1].find((step) => step * power <= mostKm) ?? 1) * power;
  return { km, px: km * pxPerKm };
}
