import { useEffect, useId, useMemo, useState, type ReactNode } from 'react';
import {
  drawPlaceMap,
  type MapCluster,
  type MapDrawing,
  type MapKind,
  type MapLabel,
  type MapPanel,
  type MapView,
} from '../charts/place-map.ts';
import { LevelFigure } from '../shared/index.ts';

/** Shapes of kinds, in a box of 100: none of them is the shape of a level but the circle, and that is never grey and large. */
const KIND_SHAPES: Readonly<Record<MapKind, string>> = {
  station: 'M50 6A44 44 0 1 1 49.9 6Z',
  grid: 'M10 10H90V90H10Z',
  // A heap.
  enterprise: 'M2 86C2 34 24 12 50 12S98 34 98 86Z',
  area: 'M50 6A44 44 0 1 1 49.9 6Z',
};

/** The shape of a kind of subject. */
export function KindShape({ kind }: { readonly kind: MapKind }): ReactNode {
  return (
    <svg
      className="level-shape"
      width="0.85em"
      height="0.85em"
      viewBox="0 0 100 100"
      aria-hidden="true"
      focusable="false"
    >
      <path d={KIND_SHAPES[kind]} fill="var(--normal)" />
    </svg>
  );
}

interface MarkProps {
  readonly cluster: MapCluster;
  readonly textPx: number;
}

interface Hatched {
  /** Id of the pattern. */
  readonly hatching: string;
}

/** What marks what is not known everywhere on the wall. */
function Hatching({ id }: { readonly id: string }): ReactNode {
  return (
    <pattern id={id} width="24" height="24" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
      <rect className="w-map-hatch-ground" width="24" height="24" />
      <rect className="w-map-hatch" width="24" height="10" />
    </pattern>
  );
}

function Badge({
  x,
  y,
  words,
  textPx,
}: {
  readonly x: number;
  readonly y: number;
  readonly words: string;
  readonly textPx: number;
}): ReactNode {
  return (
    <g transform={`translate(${x} ${y})`}>
      <circle r={textPx * 0.68} className="w-map-badge" />
      <text className="w-map-badge-words" dy="0.36em">
        {words}
      </text>
    </g>
  );
}

/** Where the shapes of up to four normal subjects stand that are at one place, in shapes. */
const NEST: readonly (readonly (readonly [x: number, y: number])[])[] = [
  [[0, 0]],
  [
    [-0.6, 0],
    [0.6, 0],
  ],
  [
    [0, -0.55],
    [-0.6, 0.55],
    [0.6, 0.55],
  ],
  [
    [-0.6, -0.6],
    [0.6, -0.6],
    [-0.6, 0.6],
    [0.6, 0.6],
  ],
];

/** What is normal: small and grey, by kind; more than four as their number in a ring. */
function Normal({ cluster: { kinds, radius }, textPx }: MarkProps): ReactNode {
  const nest = NEST[kinds.length - 1];
  if (nest === undefined) {
    return (
      <>
        <circle className="w-map-ring" r={radius - textPx * 0.1} strokeWidth={textPx * 0.09} />
        <text className="w-map-count" dy="0.36em">
          {kinds.length}
        </text>
      </>
    );
  }
  const size = textPx * 0.78;
  return nest.map(([x, y], index) => (
    <path
      key={index}
      className="w-map-normal"
      d={KIND_SHAPES[kinds[index] ?? 'area']}
      transform={`translate(${x * size} ${y * size}) scale(${size / 100}) translate(-50 -50)`}
    />
  ));
}

/** What is not known: its kind with a question mark, hatched; filled while nobody has acknowledged it. */
function Unknown({ cluster: { kinds, radius, isOpen }, textPx, hatching }: MarkProps & Hatched): ReactNode {
  // Of several kinds a ring.
  const kind = new Set(kinds).size === 1 ? kinds[0] : undefined;
  return (
    <>
      <path
        className="w-map-unknown"
        fill={isOpen ? 'var(--text-2)' : `url(#${hatching})`}
        d={KIND_SHAPES[kind ?? 'area']}
        transform={`scale(${radius / 50}) translate(-50 -50)`}
        strokeWidth={(textPx * 0.12 * 50) / radius}
      />
      <text
        className="w-map-question"
        data-open={isOpen}
        dy="0.38em"
        fontSize={textPx * 1.15}
        strokeWidth={isOpen ? 0 : textPx * 0.3}
      >
        ?
      </text>
    </>
  );
}

function Mark({ cluster, textPx, hatching }: MarkProps & Hatched): ReactNode {
  const { x, y, radius, level, isOpen, isUnknown, kinds } = cluster;
  const isInState = level !== 'none' || isUnknown;
  return (
    <g
      className="w-map-mark"
      data-subject={cluster.key}
      data-level={level}
      data-open={isOpen}
      data-unknown={isUnknown}
      transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}
    >
      <g className={isOpen ? 'w-map-open' : undefined}>
        {level !== 'none' ? (
          <g transform={`scale(${radius / 50}) translate(-50 -50)`}>
            <LevelFigure level={level} filled={isOpen} unknown={isUnknown && !isOpen} numeral />
          </g>
        ) : isUnknown ? (
          <Unknown cluster={cluster} textPx={textPx} hatching={hatching} />
        ) : (
          <Normal cluster={cluster} textPx={textPx} />
        )}
      </g>
      {level !== 'none' && isUnknown && <Badge x={-radius * 0.85} y={-radius * 0.8} words="?" textPx={textPx} />}
      {isInState && kinds.length > 1 && (
        <Badge x={radius * 0.85} y={-radius * 0.8} words={`${kinds.length}`} textPx={textPx} />
      )}
    </g>
  );
}

function Label({ label, textPx }: { readonly label: MapLabel; readonly textPx: number }): ReactNode {
  const { left, top, width, height, align, lines } = label;
  const x = align === 'start' ? left : align === 'end' ? left + width : left + width / 2;
  const lineHeight = height / lines.length;
  return (
    <>
      {/* Where it covers something, that is normal. */}
      <rect className="w-map-paper" x={left} y={top} width={width} height={height} />
      <text className="w-map-label" textAnchor={align} strokeWidth={textPx * 0.22}>
        {lines.map(({ words, tone, level }, index) => (
          <tspan
            key={index}
            x={x.toFixed(1)}
            y={(top + lineHeight * (index + 0.76)).toFixed(1)}
            data-tone={tone}
            {...(tone === 'state' ? { style: { fill: `var(--level-text-${level})` } } : {})}
          >
            {words}
          </tspan>
        ))}
      </text>
    </>
  );
}

/** How long the map's kilometres are. */
function Scale({
  scale,
  panel: { height, textPx },
  words,
}: {
  readonly scale: MapDrawing['scale'];
  readonly panel: MapPanel;
  readonly words: string;
}): ReactNode {
  const tick = textPx * 0.3;
  return (
    <g className="w-map-scale" transform={`translate(${textPx * 0.1} ${(height - textPx * 0.35).toFixed(1)})`}>
      <path d={`M0 ${-tick}V0H${scale.px.toFixed(1)}V${-tick}`} strokeWidth={textPx * 0.08} />
      <text x={scale.px + textPx * 0.4} y={textPx * 0.1}>
        {words}
      </text>
    </g>
  );
}

/** The size of an element and of its letters; null before it has been laid out. */
function usePanel(): readonly [(element: Element | null) => void, MapPanel | null] {
  const [element, setElement] = useState<Element | null>(null);
  const [panel, setPanel] = useState<MapPanel | null>(null);
  useEffect(() => {
    if (element === null) return undefined;
    const pen = document.createElement('canvas').getContext('2d');
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = element;
      const { fontSize, fontFamily } = getComputedStyle(element);
      const textPx = Number.parseFloat(fontSize);
      const measure = (words: string): number => {
        if (pen === null) return Array.from(words).length * textPx;
        pen.font = `${fontSize} ${fontFamily}`;
        return pen.measureText(words).width;
      };
      setPanel(width === 0 || height === 0 ? null : { width, height, textPx, measure });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return [setElement, panel];
}

/** A map over the box that holds it, in the size of its letters. */
export function PlaceMap({
  view,
  label,
  scaleWords,
  empty,
  aside,
}: {
  readonly view: MapView;
  /** Says in words what it shows. */
  readonly label: string;
  readonly scaleWords: (km: number) => string;
  /** In its place when nothing has coordinates. */
  readonly empty: string;
  /** Beside the scale: what is not on it. */
  readonly aside: string;
}): ReactNode {
  const [hold, panel] = usePanel();
  const hatching = useId();
  const drawing = useMemo(() => (panel === null ? null : drawPlaceMap(view, panel)), [view, panel]);
  return (
    <figure className="w-map" aria-label={label} ref={hold}>
      {panel !== null &&
        (drawing === null ? (
          <p className="w-empty">{empty}</p>
        ) : (
          <svg width={panel.width} height={panel.height} viewBox={`0 0 ${panel.width} ${panel.height}`}>
            <Hatching id={hatching} />
            {drawing.outline !== '' && (
              <path className="w-map-outline" d={drawing.outline} strokeWidth={panel.textPx * 0.09} />
            )}
            {drawing.clusters.toReversed().map((cluster) => (
              <Mark key={cluster.key} cluster={cluster} textPx={panel.textPx} hatching={hatching} />
            ))}
            {drawing.labels.map((one) => (
              <Label key={one.key} label={one} textPx={panel.textPx} />
            ))}
            <Scale scale={drawing.scale} panel={panel} words={scaleWords(drawing.scale.km)} />
          </svg>
        ))}
      {aside !== '' && <figcaption>{aside}</figcaption>}
    </figure>
  );
}
