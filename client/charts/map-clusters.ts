/** Marks that would cover each other become one: the worst stands for all of them, where it is. */
import type { Point } from './map-fit.ts';

export interface Clusterable extends Point {
  readonly key: string;
  /** Room that the mark takes, px. */
  readonly radius: number;
  /** The higher, the worse. */
  readonly rank: number;
}

export interface Cluster<T> {
  /** The worst of the members. */
  readonly lead: T;
  /** With the lead, worst first. */
  readonly members: readonly T[];
}

/**
 * Gathers marks, worst first (of equals by key, so that the same marks always come out the same): each joins the nearest
 * lead that it overlaps, or leads. So what is worst keeps its place, and nothing worse hides behind something better.
 */
export function clusterMarks<T extends Clusterable>(marks: readonly T[]): Cluster<T>[] {
  const clusters: { lead: T; members: T[] }[] = [];
  for (const mark of marks.toSorted((a, b) => b.rank - a.rank || (a.key < b.key ? -1 : 1))) {
    let nearest: { members: T[] } | null = null;
    let least = Infinity;
    for (const cluster of clusters) {
      const away = Math.hypot(cluster.lead.x - mark.x, cluster.lead.y - mark.y);
      if (away < cluster.lead.radius + mark.radius && away < least) {
        nearest = cluster;
        least = away;
      }
    }
    if (nearest === null) clusters.push({ lead: mark, members: [mark] });
    else nearest.members.push(mark);
  }
  return clusters;
}
