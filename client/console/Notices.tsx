import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatTime, text } from '../i18n/index.ts';
import { useNow, useSession } from '../session/context.tsx';
import { ozoneNotices } from './notices.ts';

/** What the public is told without any level being met: ozone. Says nothing when there is nothing. */
export function Notices(): ReactNode {
  const { t } = useTranslation('console');
  const jurisdictions = useSession((state) => state.jurisdictions);
  const trends = useSession((state) => state.trends);
  const nowMs = useNow();
  const notices = useMemo(() => ozoneNotices(jurisdictions, trends, nowMs), [jurisdictions, trends, nowMs]);
  if (notices.length === 0) return null;
  return (
    <section className="recommendations notices" aria-label={t('notice.title')}>
      <h2>{t('notice.title')}</h2>
      <ul>
        {notices.map(({ jurisdiction, start, aqi }) => (
          <li key={jurisdiction.id}>
            <span>
              <strong>{t('notice.ozone', { place: text(jurisdiction.name), aqi })}</strong>{' '}
              <span className="faint">
                {t('notice.about', { time: formatTime(start, jurisdiction.timezone, 'datetime') })}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
