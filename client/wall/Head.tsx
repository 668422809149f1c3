import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { METRICS } from '../../server/model/reading.ts';
import { formatAge, formatTime, text } from '../i18n/index.ts';
import { useNow, useSession, useWallNow } from '../session/context.tsx';
import { DrillChips } from '../drills/DrillChips.tsx';
import { ModeBadge } from '../shared/index.ts';
import { useJurisdictions, useLookedAt } from './hooks.ts';
import { Pulse } from './Pulse.tsx';
import { viewSources } from './sources.ts';

/** How long the wall says that an interruption has been made good. */
const GAP_SHOWN_MS = 120_000;

function Clock({ zone }: { readonly zone: string }): ReactNode {
  const nowMs = useNow();
  return (
    <time className="w-clock">
      <span>{formatTime(nowMs, zone, 'date')}</span> {formatTime(nowMs, zone, 'clock')}
    </time>
  );
}

function Connection({ zone }: { readonly zone: string }): ReactNode {
  const { t } = useTranslation(['wall', 'shell']);
  const connection = useSession((state) => state.connection);
  const mode = useSession((state) => state.mode);
  const speed = useSession((state) => state.clock.speed);
  const seq = useSession((state) => state.caughtUpSeq);
  const gap = useSession((state) => state.lastGap);
  const wallMs = useWallNow();
  const isDrill = useSession((state) => state.drill !== null);
  const kind = mode === 'replay' ? 'replay' : isDrill ? 'drill' : null;
  return (
    <>
      <strong className={connection.state === 'live' ? 'w-live' : 'w-live hatch'}>
        {kind !== null && connection.state === 'live' ? t(`shell:${kind}`) : t(`shell:connection.${connection.state}`)}
      </strong>
      {speed !== 1 && <span>{speed === 0 ? t('paused') : t('speed', { speed: Math.round(speed) })}</span>}
      <span className="w-faint">
        {seq === null ? t('syncing') : t('synced', { seq: seq.level + seq.alarm + seq.warning + seq.health })}
      </span>
      {gap !== null && connection.state === 'live' && wallMs - gap.untilMs < GAP_SHOWN_MS && (
        <span>
          {t('gapFilled', {
            from: formatTime(gap.fromMs, zone, 'clock'),
            until: formatTime(gap.untilMs, zone, 'clock'),
          })}
        </span>
      )}
    </>
  );
}

function Sources(): ReactNode {
  const { t } = useTranslation('wall');
  const jurisdictions = useJurisdictions();
  const latest = useSession((state) => state.latest);
  const at = useLookedAt();
  const view = useMemo(() => viewSources(jurisdictions, latest.values(), at), [jurisdictions, latest, at]);
  const metric = view.oldest === null ? undefined : METRICS.get(view.oldest.metric);
  return (
    <>
      {view.oldest === null ? (
        <span className="hatch">{t('noData')}</span>
      ) : (
        <span className={view.oldest.isStale ? 'hatch w-cut' : 'w-cut'}>
          {t('oldest', {
            name: text(view.oldest.subject.name),
            metric: metric === undefined ? view.oldest.metric : text(metric.name),
            age: formatAge(view.oldest.ageMs),
          })}
        </span>
      )}
      <span className={view.live < view.total ? 'w-strong' : ''}>
        {t('sources', { live: view.live, total: view.total })}
      </span>
    </>
  );
}

function Parts(): ReactNode {
  const { t } = useTranslation('wall');
  const health = useSession((state) => state.health);
  return [...health.values()]
    .filter((part) => part.state !== 'ok')
    .slice(0, 2)
    .map((part) => (
      <span key={part.part} className="hatch w-strong">
        {t('part', { part: part.part, state: t(`partState.${part.state}`) })}
      </span>
    ));
}

/** Is this live? Clock, connection, how late the latest source is, how many sources are live. */
export function Head(): ReactNode {
  const { t } = useTranslation(['wall', 'shell']);
  const jurisdictions = useJurisdictions();
  const zone = jurisdictions[0]?.timezone ?? 'UTC';
  return (
    <header className="w-head">
      <strong className="w-name">{t('shell:name')}</strong>
      <span className="w-where">{jurisdictions.map((one) => text(one.name)).join(' · ')}</span>
      <ModeBadge />
      <DrillChips places={jurisdictions.map(({ id }) => id)} />
      <div className="w-state">
        <Parts />
        <Sources />
        <Connection zone={zone} />
      </div>
      <Pulse />
      <Clock zone={zone} />
    </header>
  );
}
