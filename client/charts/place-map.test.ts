import { describe, expect, it } from 'vitest';
import type { Position } from '../../server/model/boundary.ts';
import { cutWords, drawPlaceMap, type MapDrawing, type MapMark, type MapPanel, type MapView } from './place-map.ts';

/** Chinese letters are as wide as high, others half of that. */
const measure = (words: string): number =>
  Array.from(words).reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) > 0x2e7f ? 16 : 8), 0);
const PANEL: MapPanel = { width: 400, height: 420, textPx: 16, measure };
const mark = (key: string, at: Position, more: Partial<MapMark> = {}): MapMark => ({
  key,
  kind: 'grid',
  at,
  level: 'none',
  isOpen: false,
  isUnknown: false,
  name: key,
  state: '',
  ...more,
});
const CORNERS = [mark('north-west', [112, 35.6], { kind: 'station' }), mark('south-east', [112.6, 35.2])];
const HERE: Position = [112.3, 35.4];

const draw = (more: Partial<MapView>, panel = PANEL): MapDrawing => {
  const drawing = drawPlaceMap({ marks: CORNERS, areas: [], boundary: null, ...more }, panel);
  if (drawing === null) throw new Error('nothing was drawn');
  return drawing;
};
const clusterOf = (drawing: MapDrawing, key: string) => drawing.clusters.find((cluster) => cluster.key === key);

describe('the map of a place', () => {
  it('is none where nothing has coordinates', () => {
    expect(drawPlaceMap({ marks: [], areas: [], boundary: null }, PANEL)).toBeNull();
  });

  it('keeps every mark and label inside its panel, and marks above the scale', () => {
    const marks = [
      ...CORNERS,
      mark('a', [112, 35.2], {
        level: 'I',
        isOpen: true,
        name: '一个名字很长很长很长很长的示例电网',
        state: 'Ⅰ级 减供负荷 91 %',
      }),
      mark('b', [112.6, 35.6], { isUnknown: true, state: '数据中断 12 min' }),
    ];
    const { clusters, labels, scale } = draw({ marks });
    for (const { x, y, radius } of clusters) {
      expect(Math.min(x, y) - radius).toBeGreaterThan(0);
      expect(x + radius).toBeLessThan(PANEL.width);
      expect(y + radius).toBeLessThan(PANEL.height - PANEL.textPx);
    }
    expect(labels).toHaveLength(2);
    for (const { left, top, width, height } of labels) {
      expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
      expect(left + width).toBeLessThanOrEqual(PANEL.width);
      expect(top + height).toBeLessThanOrEqual(PANEL.height);
      expect(width).toBeLessThanOrEqual(PANEL.width * 0.6);
    }
    expect(scale.px).toBeLessThanOrEqual(PANEL.width * 0.3);
  });

  it('draws what is in a state larger than what is normal, and a level large enough for its numeral', () => {
    const drawing = draw({
      marks: [...CORNERS, mark('level', HERE, { level: 'III' }), mark('unknown', [112.3, 35.55], { isUnknown: true })],
    });
    const radius = (key: string): number => clusterOf(drawing, key)?.radius ?? 0;
    expect(radius('level')).toBeGreaterThan(radius('unknown'));
    expect(radius('unknown')).toBeGreaterThan(radius('south-east'));
    // The numeral is 42 % of the shape.
    expect(2 * radius('level') * 0.42).toBeGreaterThan(PANEL.textPx);
  });

  it.each([
    ['the highest level', { level: 'II' }, { level: 'III', isOpen: true }],
    ['of one level what nobody has acknowledged', { level: 'III', isOpen: true }, { level: 'III' }],
    ['a level before what is not known', { level: 'IV' }, { isUnknown: true, isOpen: true }],
    ['what is not known before what is normal', { isUnknown: true }, {}],
  ] satisfies [string, Partial<MapMark>, Partial<MapMark>][])('at one place shows %s', (_, worse, better) => {
    const marks = [mark('a-better', HERE, better), mark('z-worse', HERE, worse), ...CORNERS];
    const drawing = draw({ marks });
    expect(clusterOf(drawing, 'z-worse')).toMatchObject(worse);
    expect(clusterOf(drawing, 'a-better')).toBeUndefined();
    expect(draw({ marks: marks.toReversed() })).toEqual(drawing);
  });

  it('counts what is in a state where something is, and all where nothing is', () => {
    const at = (key: string, more: Partial<MapMark> = {}) => mark(key, HERE, more);
    const calm = draw({ marks: [...CORNERS, at('a'), at('b', { kind: 'enterprise' }), at('c', { kind: 'station' })] });
    expect(clusterOf(calm, 'a')).toMatchObject({ kinds: ['station', 'grid', 'enterprise'], level: 'none' });
    const tense = draw({
      marks: [...CORNERS, at('a'), at('b', { kind: 'enterprise', level: 'II' }), at('c', { isUnknown: true })],
    });
    expect(clusterOf(tense, 'b')).toMatchObject({ kinds: ['grid', 'enterprise'], level: 'II' });
  });

  it('blinks where any of those at one place is not acknowledged', () => {
    const marks = [...CORNERS, mark('a', HERE, { level: 'II' }), mark('b', HERE, { level: 'III', isOpen: true })];
    expect(clusterOf(draw({ marks }), 'a')).toMatchObject({ level: 'II', isOpen: true });
  });

  it('gives labels to what is in a state, worst first, that cover neither each other nor such marks', () => {
    const levels = ['III', 'I', 'II', 'III', 'III', 'II', 'III', 'I', 'II', 'III', 'II', 'III'] as const;
    const crowd = levels.map((level, index) =>
      mark(`s${index}`, [112.05 + (index % 4) * 0.16, 35.25 + Math.floor(index / 4) * 0.13], {
        level,
        name: `Sample grid ${index}`,
        state: `${level} Load lost 52 %`,
      }),
    );
    const { clusters, labels } = draw({ marks: [...CORNERS, ...crowd] });
    expect(labels.length).toBeGreaterThanOrEqual(3);
    expect(labels.slice(0, 2).map(({ lines }) => lines[1]?.level)).toEqual(['I', 'I']);
    const overlaps = (a: (typeof labels)[number], b: { left: number; top: number; width: number; height: number }) =>
      a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;
    for (const [index, label] of labels.entries()) {
      for (const other of labels.slice(index + 1)) expect(overlaps(label, other)).toBe(false);
      for (const { x, y, radius, level } of clusters) {
        if (level === 'none') continue;
        expect(overlaps(label, { left: x - radius, top: y - radius, width: 2 * radius, height: 2 * radius })).toBe(
          false,
        );
      }
    }
  });

  it('names areas where there is room, and never over a mark', () => {
    const areas = [
      { key: 'town', name: 'Town', at: HERE },
      { key: 'same', name: 'Twin town', at: HERE },
    ];
    const { labels } = draw({ areas, marks: [...CORNERS, mark('a', HERE, { level: 'I', name: 'A', state: 'I' })] });
    expect(labels.map(({ key }) => key)).toEqual(['a', 'town', 'same']);
    const cramped = draw({ areas, marks: CORNERS }, { ...PANEL, width: 60, height: 60 });
    expect(cramped.labels).toEqual([]);
  });

  it('draws the outline as closed rings, and makes room for it', () => {
    const boundary = {
      type: 'MultiPolygon' as const,
      coordinates: [
        [
          [
            [111, 35],
            [113, 35],
            [113, 36],
            [111, 35],
          ] as const,
        ],
      ],
    };
    const drawing = draw({ boundary });
    expect(drawing.outline).toMatch(/^M[\d.]+ [\d.]+(L[\d.]+ [\d.]+){3}Z$/);
    expect(drawing.scale.km).toBeGreaterThan(draw({}).scale.km);
  });

  it('is drawn in a moment for thousands of subjects', () => {
    const marks = Array.from({ length: 3000 }, (_, index) =>
      mark(`s${index}`, [112 + ((index * 7919) % 1000) / 1000, 35 + ((index * 104_729) % 997) / 997], {
        level: index % 50 === 0 ? 'III' : 'none',
        name: `Sample ${index}`,
        state: 'III 52 %',
      }),
    );
    const before = performance.now();
    const { clusters } = draw({ marks });
    expect(performance.now() - before).toBeLessThan(500);
    expect(clusters.length).toBeLessThan(400);
  });
});

describe('words cut to a width', () => {
  it.each([
    ['示例·凤城电网', 200, '示例·凤城电网'],
    ['示例·凤城电网', 63, '示例·…'],
    ['Sample Fengcheng grid', 100, 'Sample Feng…'],
    ['Sample Fengcheng grid', 64, 'Sample…'],
    ['甲', 4, '…'],
  ])('%s in %d px', (words, px, cut) => {
    expect(cutWords(words, px, measure)).toBe(cut);
  });
});
