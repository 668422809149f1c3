import { describe, expect, it } from 'vitest';
import { clusterMarks, type Clusterable } from './map-clusters.ts';

const mark = (key: string, x: number, y: number, rank = 0, radius = 5): Clusterable => ({ key, x, y, rank, radius });
const inWords = (marks: readonly Clusterable[]): string[] =>
  clusterMarks(marks).map(({ members }) => members.map(({ key }) => key).join(' '));

describe('clusters', () => {
  it('are one each where nothing overlaps; what touches does not overlap', () => {
    expect(inWords([mark('b', 0, 0), mark('a', 10, 0)])).toEqual(['a', 'b']);
    expect(inWords([mark('b', 0, 0), mark('a', 9.9, 0)])).toEqual(['a b']);
  });

  it('are led by what is worst, where that is', () => {
    const [cluster] = clusterMarks([mark('calm', 0, 0), mark('bad', 4, 0, 2), mark('worse', 2, 0, 8)]);
    expect(cluster?.lead).toEqual(mark('worse', 2, 0, 8));
    expect(cluster?.members.map(({ key }) => key)).toEqual(['worse', 'bad', 'calm']);
  });

  it('never hide something worse behind something better, however close they lie', () => {
    // A row of normal ones every 3 px with a red one in it: the red one leads its own.
    const row = Array.from({ length: 30 }, (_, index) => mark(`n${index}`, index * 3, 0));
    const clusters = clusterMarks([...row, mark('red', 40, 1, 16, 9)]);
    expect(clusters[0]?.lead.key).toBe('red');
    for (const { lead, members } of clusters) {
      expect(members.every(({ rank }) => rank <= lead.rank)).toBe(true);
    }
    expect(clusters.flatMap(({ members }) => members)).toHaveLength(31);
  });

  it('take each mark to the nearest lead', () => {
    expect(inWords([mark('a', 0, 0, 5), mark('b', 12, 0, 5), mark('near-b', 7, 0), mark('near-a', 5, 0)])).toEqual([
      'a near-a',
      'b near-b',
    ]);
  });

  it('are the same whatever the order in which the marks come', () => {
    const marks = Array.from({ length: 60 }, (_, index) =>
      mark(`m${index}`, (index * 37) % 100, (index * 53) % 100, index % 3, 4 + (index % 4)),
    );
    const forwards = inWords(marks);
    expect(inWords(marks.toReversed())).toEqual(forwards);
    expect(inWords(marks.toSorted((a, b) => a.x - b.x))).toEqual(forwards);
  });

  it('hold their leads apart', () => {
    const marks = Array.from({ length: 500 }, (_, index) =>
      mark(`m${index}`, (index * 7919) % 211, (index * 104_729) % 199),
    );
    const leads = clusterMarks(marks).map(({ lead }) => lead);
    for (const [index, a] of leads.entries()) {
      for (const b of leads.slice(index + 1)) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThanOrEqual(10);
    }
  });
});
