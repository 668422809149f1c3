/**
 * The map of a jurisdiction: its subjects where they are, what is in a state large and by its level, what is normal small
 * and grey by its kind. Made as plain shapes for SVG: a few dozen of them, whose colours and blinking are the page's own.
 */
import { rankOf, type Level } from '../../server/model/level.ts';
import type { Boundary, Position } from '../../server/model/boundary.ts';
import { clusterMarks, type Cluster } from './map-clusters.ts';
import { fitMap, scaleBar, type Box, type MapFit, type Point } from './map-fit.ts';
import { boxAround, placeLabel, type PlacedLabel } from './map-labels.ts';

const KINDS = ['station', 'grid', 'enterprise', 'area'] as const;
export type MapKind = (typeof KINDS)[number];

/** A subject on the map. It is in a state when it has a level or is not known. */
export interface MapMark {
  readonly key: string;
  readonly kind: MapKind;
  readonly at: Position;
  readonly level: Level;
  /** Something about it is not acknowledged. */
  readonly isOpen: boolean;
  /** Its data are missing or not to be trusted. */
  readonly isUnknown: boolean;
  readonly name: string;
  /** How it stands, in words; empty when it is normal. */
  readonly state: string;
}

export interface MapView {
  readonly marks: readonly MapMark[];
  /** Areas that give their names to the map, where there is room. */
  readonly areas: readonly { readonly key: string; readonly name: string; readonly at: Position }[];
  readonly boundary: Boundary | null;
}

/** The panel, px, and the size of its letters, from which all else follows. */
export interface MapPanel {
  readonly width: number;
  readonly height: number;
  readonly textPx: number;
  /** How wide words are, px. */
  readonly measure: (words: string) => number;
}

/** Marks at one place. */
export interface MapCluster extends Point {
  readonly key: string;
  /** Of those that the shape stands for (what is in a state, or else all), each as often as it is there, in one order. */
  readonly kinds: readonly MapKind[];
  /** Half of the shape that is drawn, px. */
  readonly radius: number;
  readonly level: Level;
  readonly isOpen: boolean;
  readonly isUnknown: boolean;
}

export interface MapLabel extends Box {
  readonly key: string;
  readonly align: PlacedLabel['align'];
  readonly lines: readonly {
    readonly words: string;
    readonly tone: 'name' | 'state' | 'area';
    readonly level: Level;
  }[];
}

export interface MapDrawing {
  readonly clusters: readonly MapCluster[];
  readonly labels: readonly MapLabel[];
  /** The boundary as the `d` of a path; empty without one. */
  readonly outline: string;
  readonly scale: { readonly km: number; readonly px: number };
}

/** Sizes in heights of a letter. The numeral in a level's shape must be no smaller than the letters. */
const RADIUS = { level: 1.22, unknown: 0.95, several: 0.9, one: 0.42 } as const;
const LINE = 1.3;
/** Between a mark or its badge and the words beside it, and between words. */
const GAP = 0.35;
/** The number at the upper right of several in a state: how far it sticks out of their mark. */
const BADGE = 0.5;

/** How much of the panel's width a label takes at most, and how much when there is no room for that. */
const WIDEST = [0.6, 0.42] as const;

const isInState = (mark: MapMark): boolean => mark.level !== 'none' || mark.isUnknown;

/** The higher, the worse: the level, then what nobody has acknowledged, then what is not known. */
const rankOfMark = (mark: MapMark): number => 4 * rankOf(mark.level) + (mark.isOpen ? 2 : 0) + (mark.isUnknown ? 1 : 0);

/** The shape that a mark takes, in heights of a letter. */
const radiusOf = (mark: MapMark): number =>
  mark.level !== 'none' ? RADIUS.level : mark.isUnknown ? RADIUS.unknown : RADIUS.several;

interface Placed extends Point {
  readonly key: string;
  readonly mark: MapMark;
  readonly radius: number;
  readonly rank: number;
}

function viewCluster({ lead, members }: Cluster<Placed>, textPx: number): MapCluster {
  const inState = members.filter(({ mark }) => isInState(mark));
  const shown = (inState.length > 0 ? inState : members).map(({ mark }) => mark);
  const isOneNormal = inState.length === 0 && shown.length === 1;
  return {
    key: lead.key,
    x: lead.x,
    y: lead.y,
    kinds: shown.map(({ kind }) => kind).toSorted((a, b) => KINDS.indexOf(a) - KINDS.indexOf(b)),
    radius: textPx * (isOneNormal ? RADIUS.one : radiusOf(lead.mark)),
    level: lead.mark.level,
    // Somebody has to look here, whichever of them it is.
    isOpen: shown.some(({ isOpen }) => isOpen),
    isUnknown: lead.mark.isUnknown,
  };
}

/** Words that fit a width in px. */
export function cutWords(words: string, mostPx: number, measure: MapPanel['measure']): string {
  if (measure(words) <= mostPx) return words;
  const letters = Array.from(words);
  while (letters.length > 0 && measure(`${letters.join('')}…`) > mostPx) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

/** What leads a cluster has its name; its number says how many others there are, and the list of alarms says who. */
const linesOf = ({ name, state, level }: MapMark, mostPx: number, measure: MapPanel['measure']): MapLabel['lines'] => [
  { words: cutWords(name, mostPx, measure), tone: 'name', level },
  { words: cutWords(state, mostPx, measure), tone: 'state', level },
];

function pathOf(boundary: Boundary, fit: MapFit): string {
  return boundary.coordinates
    .flat()
    .map((ring) => {
      const points = ring.map((at) => {
        const { x, y } = fit.place(at);
        return `${x.toFixed(1)} ${y.toFixed(1)}`;
      });
      return `M${points.join('L')}Z`;
    })
    .join('');
}

/** Draws a map for a panel; null where nothing has a place. Labels go to what is worst first; where there is no room, none. */
export function drawPlaceMap(view: MapView, { width, height, textPx, measure }: MapPanel): MapDrawing | null {
  const margin = textPx * (RADIUS.level + 0.5);
  const foot = textPx * 1.6;
  const positions = [
    ...view.marks.map(({ at }) => at),
    ...view.areas.map(({ at }) => at),
    ...(view.boundary?.coordinates.flat(2) ?? []),
  ];
  const fit = fitMap(positions, {
    left: margin,
    top: margin,
    width: Math.max(1, width - 2 * margin),
    height: Math.max(1, height - 2 * margin - foot),
  });
  if (fit === null) return null;

  const placed = view.marks.map((mark): Placed => ({
    key: mark.key,
    mark,
    ...fit.place(mark.at),
    radius: textPx * radiusOf(mark),
    rank: rankOfMark(mark),
  }));
  // In the order of the clusters, and so of the labels: worst first.
  const clusters = clusterMarks(placed).map((cluster) => ({
    lead: cluster.lead.mark,
    ...viewCluster(cluster, textPx),
  }));

  const frame: Box = { left: 0, top: 0, width, height: height - foot };
  const inState = clusters.filter(({ lead }) => isInState(lead));
  const badgeOf = ({ kinds }: MapCluster): number => (kinds.length > 1 ? textPx * BADGE : 0);
  const hard = inState.flatMap((cluster) => {
    const { x, y, radius } = cluster;
    const badge = badgeOf(cluster);
    return [boxAround(cluster, radius), { left: x, top: y - radius - badge, width: radius + badge, height: radius }];
  });
  const soft = clusters.filter(({ lead }) => !isInState(lead)).map((cluster) => boxAround(cluster, cluster.radius));
  const labels: MapLabel[] = [];
  const put = (
    key: string,
    lines: MapLabel['lines'],
    at: Point & { readonly radius: number; readonly badge: number },
    covers: readonly Box[],
  ): boolean => {
    const size = {
      width: Math.max(...lines.map(({ words }) => measure(words))),
      height: textPx * LINE * lines.length,
    };
    const room = { frame, hard, soft: covers };
    const label = placeLabel({ ...at, radius: at.radius + textPx * GAP, ...size }, room);
    if (label === null) return false;
    const { left, top, width: wide, height: high } = label.box;
    hard.push({ left: left - textPx * GAP, top, width: wide + 2 * textPx * GAP, height: high });
    labels.push({ key, align: label.align, lines, ...label.box });
    return true;
  };
  for (const { lead, ...cluster } of inState) {
    const { key, x, y, radius } = cluster;
    const at = { x, y, radius, badge: badgeOf(cluster) };
    // Better in part than not at all.
    WIDEST.some((share) => put(key, linesOf(lead, width * share, measure), at, soft));
  }
  hard.push(...soft);
  for (const { key, name, at } of view.areas) {
    const point = fit.place(at);
    const own = clusters.find(({ x, y }) => Math.hypot(x - point.x, y - point.y) < textPx);
    const lines = [{ words: name, tone: 'area' as const, level: 'none' as const }];
    // An area's name stands where it is, or beside what stands there.
    put(key, lines, { ...point, radius: own?.radius ?? -textPx * GAP, badge: 0 }, []);
  }
  return {
    clusters: clusters.map(({ lead: _lead, ...cluster }) => cluster),
    labels,
    outline: view.boundary === null ? '' : pathOf(view.boundary, fit),
    scale: scaleBar(fit.pxPerKm, width * 0.3),
  };
}
