/** Reads the outline of a jurisdiction, which a deployer may lay beside its file. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Boundary, type Position, simplifyBoundary } from '../model/boundary.ts';
import type { Jurisdiction } from '../model/jurisdiction.ts';
import { boundarySchema, type BoundaryFile } from './boundary-schema.ts';
import type { Problem, Result } from './problem.ts';
import { findingsOfShape } from './shape-findings.ts';
import { readYaml } from './yaml-file.ts';

/** More than any county needs; such a file is something else. */
const MAX_IN_FILE = 50_000;
/** What a screen draws: on the largest wall a position every other pixel. */
const MAX_POSITIONS = 4000;
/** A file in metres is wrong at every position; a few of them say so. */
const MAX_PROBLEMS = 3;
/** A digit less and the line would be metres off. */
const DIGITS = 5;

/** The file that holds the outline of a jurisdiction, whether there is one or not. */
export const boundaryPath = (jurisdictionFile: string, id: string): string =>
  join(dirname(jurisdictionFile), `${id}.geojson`);

/**
 * The outline of a jurisdiction, simplified to what a screen can show; null where the deployer gave none.
 * `file` is that of the jurisdiction.
 */
export function loadBoundary(file: string, jurisdiction: Jurisdiction): Result<Boundary | null, readonly Problem[]> {
  const path = boundaryPath(file, jurisdiction.id);
  return existsSync(path) ? readBoundary(path, jurisdiction) : { ok: true, value: null };
}

function readBoundary(file: string, jurisdiction: Jurisdiction): Result<Boundary, readonly Problem[]> {
  // JSON is YAML too, and so its problems have lines.
  const yaml = readYaml(file);
  if (!yaml.ok) return yaml;
  const { content, locate } = yaml.value;
  const parsed = boundarySchema.safeParse(content);
  if (!parsed.success) {
    const issues = parsed.error.issues.slice(0, MAX_PROBLEMS);
    return { ok: false, error: findingsOfShape(issues, { schema: boundarySchema, content }).map(locate) };
  }
  const polygons = polygonsOf(parsed.data);
  const wrong = (expected: string, found: string): Result<Boundary, readonly Problem[]> => ({
    ok: false,
    error: [{ file, line: null, path: '', expected, found }],
  });
  const count = polygons.flat().reduce((sum, ring) => sum + ring.length, 0);
  if (count > MAX_IN_FILE) return wrong(`an outline of ${MAX_IN_FILE} positions at most`, `${count} positions`);
  const within = boxOf(polygons.flat(2));
  const places = jurisdiction.subjects.flatMap(({ at }) => (at === null ? [] : [at]));
  if (places.length > 0 && !places.some(within)) {
    return wrong(`the outline of ${jurisdiction.id}, [longitude, latitude] in degrees`, 'none of its subjects inside');
  }
  const rounded = polygons.map((polygon) =>
    polygon.map((ring) => ring.map(([lon, lat]): Position => [round(lon), round(lat)])),
  );
  return { ok: true, value: simplifyBoundary({ type: 'MultiPolygon', coordinates: rounded }, MAX_POSITIONS) };
}

const round = (degrees: number): number => Number(degrees.toFixed(DIGITS));

type FilePolygon = readonly (readonly (readonly [number, number, ...number[]])[])[];

function polygonsOf(file: BoundaryFile): readonly FilePolygon[] {
  switch (file.type) {
    case 'Polygon':
      return [file.coordinates];
    case 'MultiPolygon':
      return file.coordinates;
    case 'Feature':
      return polygonsOf(file.geometry);
    case 'FeatureCollection':
      return file.features.flatMap(polygonsOf);
  }
}

/** Whether a position lies in the box around others. */
function boxOf(positions: readonly (readonly [number, number, ...number[]])[]): (at: Position) => boolean {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of positions) {
    west = Math.min(west, lon);
    east = Math.max(east, lon);
    south = Math.min(south, lat);
    north = Math.max(north, lat);
  }
  return ([lon, lat]) => lon >= west && lon <= east && lat >= south && lat <= north;
}
