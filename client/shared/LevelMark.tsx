import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Level } from '../../server/wire/shapes.ts';
import { LEVEL_SHAPES } from '../theme.ts';

const OUTLINES = {
  circle: 'M50 8 A42 42 0 1 1 49.9 8 Z',
  triangle: 'M50 7 L96 89 L4 89 Z',
  diamond: 'M50 3 L97 50 L50 97 L3 50 Z',
  octagon: 'M31 5 L69 5 L95 31 L95 69 L69 95 L31 95 L5 69 L5 31 Z',
} as const;

const GRADES: Readonly<Record<Level, string>> = { none: '', IV: 'Ⅳ', III: 'Ⅲ', II: 'Ⅱ', I: 'Ⅰ' };

export interface LevelShapeProps {
  readonly level: Level;
  /** Filled: nobody has acknowledged it. Outline: somebody has. */
  readonly filled?: boolean;
  /** Any CSS length; 1em by default. */
  readonly size?: string;
  /** The numeral inside the shape; only where it is large enough to be read. */
  readonly numeral?: boolean;
  /** Dashed: not known, whatever the level was. */
  readonly unknown?: boolean;
}

/** The shape of a level inside a drawing, in a box of 100 by 100. */
export function LevelFigure({
  level,
  filled = true,
  numeral = false,
  unknown = false,
}: Omit<LevelShapeProps, 'size'>): ReactNode {
  const shape = LEVEL_SHAPES[level];
  const isFilled = filled && level !== 'none' && !unknown;
  return (
    <>
      <path
        d={OUTLINES[shape]}
        fill={isFilled ? `var(--level-${level})` : 'none'}
        stroke={`var(--level-edge-${level})`}
        strokeWidth={isFilled ? 6 : 10}
        strokeLinejoin={shape === 'triangle' ? 'round' : 'miter'}
        {...(unknown ? { strokeDasharray: '16 11' } : {})}
        transform="translate(50 50) scale(0.94) translate(-50 -50)"
      />
      {numeral && GRADES[level] !== '' && (
        <text
          x="50"
          y={shape === 'triangle' ? 78 : 65}
          textAnchor="middle"
          fontSize="42"
          fontWeight="700"
          fill={isFilled ? `var(--on-level-${level})` : `var(--level-text-${level})`}
        >
          {GRADES[level]}
        </text>
      )}
    </>
  );
}

/** The shape of a level alone: triangle III, diamond II, octagon I, circle IV and none. Always stands beside its word. */
export function LevelShape({ size = '1em', ...figure }: LevelShapeProps): ReactNode {
  return (
    <svg className="level-shape" width={size} height={size} viewBox="0 0 100 100" aria-hidden="true" focusable="false">
      <LevelFigure {...figure} />
    </svg>
  );
}

/**
 * A level: shape, colour and word. Where it is not known it never says that there is none; where it may be higher it is
 * filled all the same while nobody has acknowledged it.
 */
export function LevelMark(props: LevelShapeProps & { readonly word?: string }): ReactNode {
  const { t } = useTranslation('shell');
  const { level, filled = true, unknown = false } = props;
  return (
    <span className="level-mark" {...(unknown ? { 'data-state': 'unknown' } : {})}>
      <LevelShape {...props} unknown={unknown && (level === 'none' || !filled)} />
      {unknown && level === 'none' ? (
        <span className="hatch">{t('unknown')}</span>
      ) : (
        <span style={{ color: `var(--level-text-${level})` }}>{props.word ?? t(`level.${level}`)}</span>
      )}
      {unknown && level !== 'none' && <span className="hatch">{t('incomplete')}</span>}
    </span>
  );
}
