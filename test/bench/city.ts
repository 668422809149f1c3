/** The made-up city that the benchmarks feed, and its readings as line protocol. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const MINUTE_MS = 60_000;

/** How many things there are in the city. */
export interface CitySize {
  readonly stations: number;
  /** Stations that count for the city's hours. */
  readonly assessed: number;
  readonly grids: number;
}

/** The county grid whose levels the benchmarks move. */
export const PROBE = 'probe';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
export const stationId = (i: number): string => `air-${String(i).padStart(4, '0')}`;
export const gridId = (i: number): string => `grid-${String(i).padStart(4, '0')}`;

/** Writes a folder with the jurisdiction's file. */
export function writeCity(folder: string, { stations, assessed, grids }: CitySize): void {
  const name = (text: string): string => `name: { zh: ${text}, en: ${text} }`;
  const subjects = [
    `{ id: bench, kind: city, ${name('Bench')} }`,
    ...numbers(stations).map(
      (i) =>
        `{ id: ${stationId(i)}, kind: air-station, parent: bench, sample: true, assessed: ${i < assessed}, ${name(`station ${i}`)} }`,
    ),
    ...numbers(grids).map(
      (i) =>
        `{ id: ${gridId(i)}, kind: grid, parent: bench, sample: true, scope: township, customers: 20000, ratedLoad: 60, ${name(`grid ${i}`)} }`,
    ),
    `{ id: ${PROBE}, kind: grid, parent: bench, sample: true, scope: county, customers: 100000, ratedLoad: 400, ${name('probe')} }`,
  ];
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'bench.yaml'),
    [
      'id: bench',
      name('Bench'),
      'timezone: Asia/Shanghai',
      'plans: [yangquan-heavy-pollution, yangcheng-outage]',
      'subjects:',
      ...subjects.map((subject) => `  - ${subject}`),
      '',
    ].join('\n'),
  );
}

/** A slowly swinging value with two decimals at most: what devices send. */
const swing = (middle: number, width: number, phase: number, time: number): string =>
  (
    Math.round((middle + width * Math.sin(time / 7e6 + phase) + ((time / 1000 + phase * 97) % 7) / 3) * 10) / 10
  ).toString();

/** The line of one station: six pollutants, means over some seconds from `time` on. */
export const airLine = (i: number, time: number, periodS: number): string =>
  `air,source=${stationId(i)},period=${periodS} pm25=${swing(60, 30, i, time)},pm10=${swing(95, 40, i, time)},so2=${swing(30, 12, i, time)},` +
  `no2=${swing(42, 15, i, time)},co=${swing(4, 1, i, time)},o3=${swing(50, 30, i, time)} ${time}`;

/** The line of one grid: its load. */
export const gridLine = (i: number, time: number): string =>
  `grid,source=${gridId(i)} load=${swing(45, 8, i, time)} ${time}`;

/** Body of several lines, and what is in it. */
export interface Body {
  readonly bytes: Buffer;
  readonly lines: number;
  readonly readings: number;
}

export const POLLUTANTS_A_LINE = 6;

/** All lines of the minutes `[from, to)`, in bodies of about `linesEach`. */
export function minuteBodies(size: CitySize, from: number, to: number, linesEach: number): Body[] {
  const bodies: Body[] = [];
  let lines: string[] = [];
  let readings = 0;
  const flush = (): void => {
    if (lines.length > 0) bodies.push({ bytes: Buffer.from(`${lines.join('\n')}\n`), lines: lines.length, readings });
    lines = [];
    readings = 0;
  };
  for (let time = from; time < to; time += MINUTE_MS) {
    for (let i = 0; i < size.stations; i += 1) lines.push(airLine(i, time, 60));
    for (let i = 0; i < size.grids; i += 1) lines.push(gridLine(i, time));
    readings += size.stations * POLLUTANTS_A_LINE + size.grids;
    if (lines.length >= linesEach) flush();
  }
  flush();
  return bodies;
}
