import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isAbove, type Level } from '../../server/model/level.ts';
import type { WireWarning } from '../../server/wire/shapes.ts';
import { formatAge, formatTime, text } from '../i18n/index.ts';
import { findJurisdiction, zoneOf } from '../session/lookup.ts';
import { useNow, useSession } from '../session/context.tsx';
import { LevelShape } from '../shared/index.ts';
import { WeekStrip } from '../shared/WeekStrip.tsx';
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

/** What is due first, by whom, and what is left of the time; of several that are overdue how many there are. */
function Due({ band }: { readonly band: BandView }): ReactNode {
  const { t } = useTranslation(['wall', 'shell', 'plans']);
  if (band.due === null) return null;
  const { due, act, count, isLate } = band.due;
  const what =
    due.kind === 'step'
      ? act === null
        ? t('band.dueStep')
        : t(`act.${act}`, { ns: 'plans' })
      : t(`band.due${due.kind === 'report' ? 'Report' : 'Measure'}`, { count });
  const role = t(`shell:role.${due.role}`, { defaultValue: due.role });
  return (
    <>
      <span className="w-cut">
        {!isLate
          ? t('band.due', { step: what, role })
          : band.late > 1
            ? t('band.dueLateMany', { step: what, count: band.late })
            : t('band.dueLate', { step: what, role })}
      </span>
      <TimeLeft at={due.at} />
    </>
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

/** Whether the program recommends it or people are about it. */
const wishOf = ({ origin }: WireWarning): 'action' | 'intent' =>
  origin === null || origin.kind === 'recommendation' ? 'action' : 'intent';

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
        {t(`band.${wishOf(standing)}.${standing.action}`)}
        {standing.recommended !== 'none' && ` ${levelName(t, band.plan, standing.recommended)}`}
      </span>
    </span>
  );
}

/** The last seven days of a band's plan; null until they are known. */
function Week({ band }: { readonly band: BandView }): ReactNode {
  const { t } = useTranslation('wall');
  const week = useSession((state) =>
    state.trends.get(band.jurisdiction)?.weeks.find(({ plan }) => plan === band.plan.id),
  );
  // A strip of seven days moves by less than a pixel in a minute.
  const now = Math.floor(useNow() / 60_000) * 60_000;
  if (week === undefined) return null;
  return (
    <div className="w-band-week">
      <span>{t('band.week')}</span>
      <WeekStrip week={week} now={now} label={t('band.weekOf', { plan: text(band.plan.short) })} />
    </div>
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
  const inForceSince = inForce?.inForceSince ?? inForce?.since ?? '';
  const shown: Level = inForce?.level ?? standing?.recommended ?? 'none';
  const isOnlyRecommended = inForce === null && standing !== null;
  const lacking = (
    <>
      {band.unknown > 0 && <span className="hatch w-cut">{t('band.unknown', { count: band.unknown })}</span>}
      {band.silent > 0 && standing === null && inForce === null && (
        <span>{t('band.silent', { count: band.silent })}</span>
      )}
    </>
  );
  const lack = band.unknown + band.silent === 0 ? 'nothing' : band.known === 0 ? 'everything' : 'something';
  return (
    <section
      className="w-band"
      data-level={shown}
      data-only={isOnlyRecommended ? 'recommended' : 'settled'}
      data-lacks={lack}
    >
      <LevelShape
        level={shown}
        filled={inForce !== null}
        unknown={shown === 'none' && lack !== 'nothing'}
        numeral
        size="calc(9.4 * var(--u))"
      />
      <div className="w-band-text">
        <div className="w-band-plan">
          <span className="w-cut">
            <b>{text(band.plan.short)}</b>
            {place !== null && ` · ${text(place.name)}`}
          </span>
          {inForce !== null && inForce.starter !== null && (
            <span className="w-cut w-by">{t('band.by', { name: inForce.starter })}</span>
          )}
        </div>
        <h2 className="w-band-level">
          {inForce !== null ? (
            <>
              <b>{levelName(t, band.plan, inForce.level)}</b>
              <Recommendation band={band} />
            </>
          ) : standing !== null ? (
            <>
              <span>{t(`band.${wishOf(standing)}.${standing.action}`)}</span>{' '}
              <b style={{ color: `var(--level-text-${shown})` }}>{levelName(t, band.plan, shown)}</b>
            </>
          ) : (
            <b className="w-quiet">{t(`band.nothing.${policy}`)}</b>
          )}
        </h2>
        <p className="w-band-line">
          {inForce !== null ? (
            <span className="w-cut">
              {t('band.since', {
                state: t(`band.inForce.${policy}`),
                time: formatTime(inForceSince, zone, 'short'),
                age: formatAge(nowMs - Date.parse(inForceSince)),
              })}
            </span>
          ) : standing !== null ? (
            <>
              <Waiting state={standing.state} />
              <Lead band={band} zone={zone} />
            </>
          ) : (
            <span className={band.condition === 'none' && lack === 'everything' ? 'hatch w-strong' : undefined}>
              {band.condition === 'none'
                ? t(
                    `band.${{ nothing: 'conditionNone', something: 'conditionPartly', everything: 'conditionUnknown' }[lack]}`,
                  )
                : t('band.condition', { level: levelName(t, band.plan, band.condition) })}
            </span>
          )}
          {inForce !== null && lacking}
        </p>
        <p className="w-band-line">
          {band.due !== null ? (
            <Due band={band} />
          ) : inForce !== null && standing !== null ? (
            <>
              <Waiting state={standing.state} />
              {isAbove(standing.recommended, inForce.level) && <Lead band={band} zone={zone} />}
            </>
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
      <Week band={band} />
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
  // Only what has passed depends on the time: a minute is fine enough for that, the countdowns run by themselves.
  const minuteMs = Math.floor(useNow() / 60_000) * 60_000;
  const bands = useMemo(
    () =>
      viewBands(
        jurisdictions,
        {
          plans,
          levels: [...levels.values()].filter(isShown),
          warnings: [...warnings.values()].filter(isShown),
        },
        minuteMs,
      ),
    [jurisdictions, plans, levels, warnings, isShown, minuteMs],
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
