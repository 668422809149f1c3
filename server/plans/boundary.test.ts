import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadBoundary } from './boundary.ts';
import { checkFiles } from './check-files.ts';
import { loadJurisdiction, loadThresholds } from './load.ts';
import { formatProblem, type Problem } from './problem.ts';

const root = fileURLToPath(new URL('../../thresholds', import.meta.url));
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wanglou-boundary-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const RING = [
  [112.0, 35.1],
  [112.9, 35.1],
  [112.9, 35.7],
  [112.0, 35.7],
  [112.0, 35.1],
];
const polygon = (ring: unknown = RING): object => ({ type: 'Polygon', coordinates: [ring] });
const feature = (geometry: object): object => ({ type: 'Feature', properties: { name: '阳城县' }, geometry });
const collection = (...features: object[]): object => ({ type: 'FeatureCollection', name: 'county', features });

/** A folder of jurisdictions with yangcheng and what is laid beside it. */
let made = 0;
function place(files: Readonly<Record<string, unknown>>): string {
  made += 1;
  const own = join(folder, `${made}`);
  mkdirSync(own);
  cpSync(join(root, 'jurisdictions', 'yangcheng.yaml'), join(own, 'yangcheng.yaml'));
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(own, name), typeof content === 'string' ? content : JSON.stringify(content, null, 1));
  }
  return own;
}

const messagesOf = (problems: readonly Problem[], own: string): readonly string[] =>
  problems.map((problem) => formatProblem(problem).replaceAll(`${own}/`, ''));

/** The outline of yangcheng, or what is wrong with its file. */
function read(content: unknown) {
  const own = place({ 'yangcheng.geojson': content });
  const file = join(own, 'yangcheng.yaml');
  const jurisdiction = loadJurisdiction(file);
  if (!jurisdiction.ok) throw new Error('yangcheng does not load');
  const boundary = loadBoundary(file, jurisdiction.value);
  return boundary.ok ? boundary.value : messagesOf(boundary.error, own);
}

describe('the outline of a jurisdiction', () => {
  it('is loaded with it, and need not be there', () => {
    const load = (files: Readonly<Record<string, unknown>>) => {
      const jurisdictions = place(files);
      const loaded = loadThresholds({ root, jurisdictions });
      return loaded.ok
        ? { ids: [...loaded.value.boundaries.keys()], flags: loaded.value.jurisdictions.map((one) => one.hasBoundary) }
        : messagesOf(loaded.error, jurisdictions);
    };
    expect(load({})).toEqual({ ids: [], flags: [undefined] });
    expect(load({ 'yangcheng.geojson': polygon() })).toEqual({ ids: ['yangcheng'], flags: [true] });
    // Under a name that is no id it would never be seen.
    expect(load({ 'yang-cheng.geojson': polygon() })).toEqual([
      'yang-cheng.geojson: expected the id of a jurisdiction of this folder as its name (yangcheng), found "yang-cheng.geojson"',
    ]);
  });

  it.each([
    ['a polygon', polygon(), 1],
    ['several polygons', { type: 'MultiPolygon', coordinates: [[RING], [RING]] }, 2],
    ['a feature', feature(polygon()), 1],
    ['a collection', collection(feature(polygon()), feature({ type: 'MultiPolygon', coordinates: [[RING]] })), 2],
    ['heights and a name of the system', { ...polygon(RING.map((at) => [...at, 812])), crs: { type: 'name' } }, 1],
  ])('is %s', (_, content, polygons) => {
    expect(read(content)).toEqual({
      type: 'MultiPolygon',
      coordinates: Array.from({ length: polygons }, () => [RING]),
    });
  });

  it('has no more positions than a screen can show, to the metre', () => {
    const many = Array.from({ length: 9000 }, (_, index) => {
      const angle = (2 * Math.PI * index) / 9000;
      return [112.4 + 0.4 * Math.cos(angle), 35.5 + 0.3 * Math.sin(angle)];
    });
    const boundary = read(JSON.stringify(polygon([...many, many[0]])));
    const positions = boundary !== null && 'type' in boundary ? boundary.coordinates.flat(2) : [];
    expect(positions.length).toBeGreaterThan(1000);
    expect(positions.length).toBeLessThanOrEqual(4000);
    expect(positions.flat().filter((number) => number !== Number(number.toFixed(5)))).toEqual([]);
  });

  it.each([
    [
      'what is no outline',
      { type: 'Point', coordinates: [112, 35] },
      [
        'yangcheng.geojson:2: type: expected one of "Polygon", "MultiPolygon", "Feature", "FeatureCollection", found "Point"',
      ],
    ],
    [
      'a feature of another kind',
      collection(feature(polygon()), feature({ type: 'Point', coordinates: [112, 35] })),
      ['yangcheng.geojson:44: features[1].geometry.type: expected one of "Polygon", "MultiPolygon", found "Point"'],
    ],
    [
      'metres, three times and not at every position',
      polygon(RING.map(([lon = 0, lat = 0]) => [lon * 111_000, lat * 111_000])),
      [
        'yangcheng.geojson:6: coordinates[0][0][0]: expected a longitude in degrees (WGS 84) from -180 to 180, found the number 12432000',
        'yangcheng.geojson:7: coordinates[0][0][1]: expected a latitude in degrees (WGS 84) from -90 to 90, found the number 3896100',
        'yangcheng.geojson:10: coordinates[0][1][0]: expected a longitude in degrees (WGS 84) from -180 to 180, found the number 12531900',
      ],
    ],
    [
      'latitude before longitude',
      polygon(RING.map(([lon, lat]) => [lat, lon])),
      [
        'yangcheng.geojson:7: coordinates[0][0][1]: expected a latitude in degrees (WGS 84) from -90 to 90, found the number 112',
        'yangcheng.geojson:11: coordinates[0][1][1]: expected a latitude in degrees (WGS 84) from -90 to 90, found the number 112.9',
        'yangcheng.geojson:15: coordinates[0][2][1]: expected a latitude in degrees (WGS 84) from -90 to 90, found the number 112.9',
      ],
    ],
    [
      'a ring that does not close',
      polygon(RING.slice(0, 4)),
      [
        'yangcheng.geojson:4: coordinates[0]: expected a ring whose last position is its first, found a list of 4 entries',
      ],
    ],
    [
      'half a file',
      JSON.stringify(polygon()).slice(0, 60),
      [
        'yangcheng.geojson:1: expected a closing } for the bracket that opens on this line, found "{\\"type\\":\\"Polygon\\",\\"coordinates\\":[[[112,35.1],[112.9,35.1],[1"',
      ],
    ],
    [
      'another place',
      polygon(RING.map(([lon = 0, lat]) => [lon + 3, lat])),
      [
        'yangcheng.geojson: expected the outline of yangcheng, [longitude, latitude] in degrees, found none of its subjects inside',
      ],
    ],
    [
      'too much',
      JSON.stringify(polygon([...Array.from({ length: 50_000 }, () => [112.5, 35]), ...RING, [112.5, 35]])),
      ['yangcheng.geojson: expected an outline of 50000 positions at most, found 50006 positions'],
    ],
  ])('is not %s', (_, content, messages) => {
    expect(read(content)).toEqual(messages);
  });

  it('is checked with the file that it belongs to', () => {
    const own = place({ 'yangcheng.geojson': polygon(RING.slice(0, 3)) });
    expect(messagesOf(checkFiles(root, [own]).problems, own)).toEqual([
      'yangcheng.geojson:4: coordinates[0]: expected at least 4 entries, found a list of 3 entries',
      'yangcheng.geojson:4: coordinates[0]: expected a ring whose last position is its first, found a list of 3 entries',
    ]);
  });
});
