import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isAbove, type Level } from '../../server/model/level.ts';
import type { WireWarning } from '../../server/wire/shapes.ts';
import { formatAge, formatTime, text } from '../i18n/index.ts';
import { findJurisdiction, zoneOf } from '../session/lookup.ts';
import { useNow, useSession } from '../session/context.tsx';
import { LevelShape } from '../shared/index.ts';
import { viewBands, type BandView } from './bands.ts';
import { countPages } from './pages.ts';
import { useIsShown, useJurisdictions, usePage } from './hooks.ts';
import { PageDots } from './PageDots.tsx';
import { levelName } from './words.ts';

const PER_PAGE = 4;

function TimeLeft({ at }: { readonly at: string }): ReactNode {
  const { t } = useTranslation('wall');
  const nowMs = useNow();
  const left = Date.parse(at) - nowMs;
  return (
    <b>{left >= 0 ? t('band.remains', { age: formatAge(left) }) : t('band.overdue', { age: formatAge(-left) })}</b>
  );
}

function Lead({ band, zone }: { readonly band: BandView; readonly zone: string }): ReactNode {
  const { t } = useTranslation('wall');
  const standing = band.standing;
  if (standing === null || standing.recommended === 'none') return null;
  if (standing.immediate === true) return <b>{t('band.immediate')}</b>;
  if (standing.publishBy === null) return null;
  return (
    <span>
      {t('band.publishBy', { time: formatTime(standing.publishBy, zone, 'short') })}{' '}
      <TimeLeft at={standing.publishBy} />
    </span>
  );
}

/** What people have still to do with a recommendation. */
function Waiting({ state }: { readonly state: WireWarning['state'] }): ReactNode {
  const { t } = useTranslation('wall');
  return <span className="w-chip">{t(`band.waiting.${state}`, { defaultValue: state })}</span>;
}

function Recommendation({ band }: { readonly band: BandView }): ReactNode {
  const { t } = useTranslation(['wall', 'shell']);
  const standing = band.standing;
  if (standing === null) return null;
  return (
    <span className="w-recommend">
      {standing.recommended !== 'none' && <LevelShape level={standing.recommended} filled={false} size="1.1em" />}
      <span style={{ color: `var(--level-text-${standing.recommended})` }}>
        {t(`band.action.${standing.action}`)}
        {standing.recommended !== 'none' && ` ${levelName(t, band.plan, standing.recommended)}`}
      </span>
    </span>
  );
}

function Band({ band }: { readonly band: BandView }): ReactNode {
  const { t } = useTranslation(['wall', 'shell']);
  const jurisdictions = useSession((state) => state.jurisdictions);
  const nowMs = useNow();
  const zone = zoneOf(jurisdictions, band.jurisdiction);
  const place = findJurisdiction(jurisdictions, band.jurisdiction);
  const policy = band.plan.recommendation.kind;
  const { inForce, standing } = band;
  const shown: Level = inForce?.level ?? standing?.recommended ?? 'none';
  const isOnlyRecommended = inForce === null && standing !== null;
  const lacking = (
    <>
      {band.unknown > 0 && <span className="hatch">{t('band.unknown', { count: band.unknown })}</span>}
      {band.silent > 0 && standing === null && <span>{t('band.silent', { count: band.silent })}</span>}
    </>
  );
  return (
    <section className="w-band" data-level={shown} data-only={isOnlyRecommended ? 'recommended' : 'settled'}>
      <LevelShape level={shown} filled={inForce !== null} numeral size="calc(9.4 * var(--u))" />
      <div className="w-band-text">
        <div className="w-band-plan">
          <span className="w-cut">
            <b>{text(band.plan.short)}</b>
            {place !== null && ` · ${text(place.name)}`}
          </span>
        </div>
        <h2 className="w-band-level">
          {inForce !== null ? (
            <b>{levelName(t, band.plan, inForce.level)}</b>
          ) : standing !== null ? (
            <>
              <span>{t(`band.action.${standing.action}`)}</span>{' '}
              <b style={{ color: `var(--level-text-${shown})` }}>{levelName(t, band.plan, shown)}</b>
            </>
          ) : (
            <b className="w-quiet">{t(`band.nothing.${policy}`)}</b>
          )}
        </h2>
        <p className="w-band-line">
          {inForce !== null ? (
            t('band.since', {
              state: t(`band.inForce.${policy}`),
              time: formatTime(inForce.since, zone, 'short'),
              age: formatAge(nowMs - Date.parse(inForce.since)),
            })
          ) : standing !== null ? (
            <>
              <Waiting state={standing.state} />
              <Lead band={band} zone={zone} />
            </>
          ) : (
            <span>
              {band.condition === 'none'
                ? t('band.conditionNone')
                : t('band.condition', { level: levelName(t, band.plan, band.condition) })}
            </span>
          )}
          {inForce !== null && lacking}
        </p>
        <p className="w-band-line">
          {inForce !== null && standing !== null ? (
            <>
              <Waiting state={standing.state} />
              <Recommendation band={band} />
              {isAbove(standing.recommended, inForce.level) && <Lead band={band} zone={zone} />}
            </>
          ) : band.due !== null ? (
            <span>
              {t('band.due', {
                step: t(`band.step.${band.due.step}`, { defaultValue: band.due.step }),
                role: t(`shell:role.${band.due.role}`, { defaultValue: band.due.role }),
              })}{' '}
              {formatTime(band.due.at, zone, 'short')} <TimeLeft at={band.due.at} />
            </span>
          ) : (
            standing !== null &&
            t('band.recommendedSince', {
              time: formatTime(standing.since, zone, 'short'),
              age: formatAge(nowMs - Date.parse(standing.since)),
            })
          )}
          {inForce === null && lacking}
        </p>
      </div>
    </section>
  );
}

/** What is in force, and what the engine recommends. */
export function Bands(): ReactNode {
  const jurisdictions = useJurisdictions();
  const isShown = useIsShown();
  const plans = useSession((state) => state.plans);
  const levels = useSession((state) => state.levels);
  const warnings = useSession((state) => state.warnings);
  const bands = useMemo(
    () =>
      viewBands(jurisdictions, {
        plans,
        levels: [...levels.values()].filter(isShown),
        warnings: [...warnings.values()].filter(isShown),
      }),
    [jurisdictions, plans, levels, warnings, isShown],
  );
  const pages = countPages(bands.length, PER_PAGE);
  const page = usePage(pages);
  return (
    <div className="w-bands">
      {bands.slice(page * PER_PAGE, (page + 1) * PER_PAGE).map((band) => (
        <Band key={band.key} band={band} />
      ))}
      <PageDots page={page} pages={pages} />
    </div>
  );
}
