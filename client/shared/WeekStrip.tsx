import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { rankOf } from '../../server/model/level.ts';
import type { WeekTrend } from '../../server/wire/shapes.ts';
import { buildWeekStrip, type WeekStretch } from '../charts/week-strip.ts';
import './week-strip.css';

/** A stretch that is too narrow for a numeral says its level by its height and colour. */
const LETTERS_FROM = 0.035;

const place = ({ left, width }: WeekStretch): { readonly left: string; readonly width: string } => ({
  left: `${left * 100}%`,
  width: `${width * 100}%`,
});
/** Each level is higher than the one before, and the lowest leaves room for its numeral. */
const height = ({ level }: WeekStretch): string => `${40 + rankOf(level) * 15}%`;

/**
 * Seven days of a plan, about as high as a line of text: columns as high as the level of the conditions, an outline over
 * them where a level was in force, hatching where an input was missing. `now` is event time, epoch ms.
 */
export function WeekStrip({
  week,
  now,
  label,
  numerals = true,
}: {
  readonly week: WeekTrend;
  readonly now: number;
  readonly label: string;
  /** Left out of a sample in a legend. */
  readonly numerals?: boolean;
}): ReactNode {
  const { t } = useTranslation('shell');
  const strip = useMemo(() => buildWeekStrip(week, now), [week, now]);
  const last = strip.condition.at(-1);
  return (
    <figure
      className="week-strip"
      // A drawing made of boxes, with no file behind it.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="img"
      aria-label={`${label}: ${t(`level.${last?.level ?? 'none'}`)}${last?.known === false ? ` (${t('unknown')})` : ''}`}
    >
      {strip.condition.map((stretch) => (
        <span key={stretch.from} className="week-part" style={place(stretch)}>
          {!stretch.known && <i className="week-unknown" />}
          {stretch.level !== 'none' && (
            <i
              className={`week-level level-${stretch.level}`}
              data-known={stretch.known}
              style={{ height: height(stretch) }}
            >
              {numerals && stretch.width >= LETTERS_FROM && <b>{t(`grade.${stretch.level}`).replace('级', '')}</b>}
            </i>
          )}
        </span>
      ))}
      {strip.inForce.map((stretch) => (
        <i key={stretch.from} className="week-in-force" style={{ ...place(stretch), height: height(stretch) }} />
      ))}
    </figure>
  );
}
