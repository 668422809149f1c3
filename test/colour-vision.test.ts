/** The colours of the levels for those who lack one kind of cones: far apart, or told apart by their shape. */
import { describe, expect, it } from 'vitest';
import { LEVELS } from '../server/model/level.ts';
import { LEVEL_SHAPES, THEMES } from '../client/theme.ts';
import { DEFICIENCIES, contrast, distance } from './browser/colour-vision.ts';

/** CIE 1976 delta E from which two marks are told apart at a glance, some nine times what can just be seen. */
const FAR = 20;
/** However much the shape helps. */
const LEAST = 10;

const pairs = LEVELS.flatMap((a, i) => LEVELS.slice(i + 1).map((b) => [a, b] as const));
const VISIONS = [null, ...DEFICIENCIES] as const;

describe.each(Object.values(THEMES))('the $name theme', ({ level, levelEdge, levelText, panel }) => {
  const near = (limit: number, vision: (typeof VISIONS)[number]): string[] =>
    pairs.filter(([a, b]) => distance(level[a], level[b], vision) < limit).map(([a, b]) => `${a} and ${b}`);

  it.each(VISIONS)('%s: no two levels are near each other, and of one shape', (vision) => {
    expect(near(LEAST, vision)).toEqual([]);
    const needShape = pairs.filter(([a, b]) => distance(level[a], level[b], vision) < FAR);
    expect(needShape.filter(([a, b]) => LEVEL_SHAPES[a] === LEVEL_SHAPES[b])).toEqual([]);
  });

  it.each(VISIONS)('%s: words and edges of every level can be read and seen', (vision) => {
    const pale = LEVELS.flatMap((each) => [
      ...(contrast(levelText[each], panel, vision) < 4.5 ? [`the word of ${each}`] : []),
      ...(contrast(levelEdge[each], panel, vision) < 3 ? [`the edge of ${each}`] : []),
    ]);
    expect(pale).toEqual([]);
  });

  it('needs the shapes for yellow and orange only', () => {
    const needed = new Set(VISIONS.flatMap((vision) => near(FAR, vision)));
    expect([...needed]).toEqual(['III and II']);
    expect(near(FAR, null)).toEqual([]);
  });
});

it('the simulation takes away what it should', () => {
  // Of one lightness: red and green are near without the green cones, blue and green without the blue ones.
  expect(distance('#c86432', '#8c8c32', 'deuteranopia')).toBeLessThan(distance('#c86432', '#8c8c32', null) / 2);
  expect(distance('#3c8cb4', '#3c8c78', 'tritanopia')).toBeLessThan(distance('#3c8cb4', '#3c8c78', null) / 2);
  for (const vision of VISIONS) {
    expect(distance('#000000', '#ffffff', vision)).toBeCloseTo(100, 0);
    expect(distance('#808080', '#818181', vision)).toBeLessThan(2.3);
  }
});
