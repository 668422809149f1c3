import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Jurisdiction } from '../../server/wire/shapes.ts';
import { formatTime, text } from '../i18n/index.ts';
import { useSession } from '../session/context.tsx';
import { findSubject, zoneOf } from '../session/lookup.ts';
import { quietOf } from './quiet.ts';
import { StateNote } from './StateNote.tsx';

/**
 * In the place of a list of alarms that is empty: what that is worth. A place that never sent anything, and one where some
 * rules cannot be judged, must not look like a calm one.
 */
export function NoAlarms({
  jurisdictions,
  aside = 0,
  className,
}: {
  /** Those that the list is about. */
  readonly jurisdictions: readonly Jurisdiction[];
  /** Alarms that stand and are not in the list: shelved, suppressed by design, out of service. */
  readonly aside?: number;
  readonly className?: string;
}): ReactNode {
  const { t } = useTranslation('shell');
  const levels = useSession((state) => state.levels);
  const latest = useSession((state) => state.latest);
  const last = useSession((state) => state.lastOver);
  const ids = useMemo(() => new Set(jurisdictions.map(({ id }) => id)), [jurisdictions]);
  const sources = useMemo(
    () => new Set(jurisdictions.flatMap(({ subjects }) => subjects.map(({ id }) => id))),
    [jurisdictions],
  );
  const hasReadings = [...latest.values()].some(([source]) => sources.has(source));
  const quiet = quietOf(
    [...levels.values()].filter(({ jurisdiction }) => ids.has(jurisdiction)),
    hasReadings,
  );
  const of = className === undefined ? {} : { className };
  if (quiet.kind === 'never') {
    return (
      <StateNote {...of} state="never" about={t('quiet.neverAbout')}>
        {t('quiet.never')}
      </StateNote>
    );
  }
  const ended =
    last === null || !ids.has(last.jurisdiction)
      ? null
      : t('quiet.lastOver', {
          time: formatTime(last.changedAt, zoneOf(jurisdictions, last.jurisdiction), 'short'),
          subject: text(
            findSubject(jurisdictions, last.jurisdiction, last.subject)?.name ?? {
              zh: last.subject,
              en: last.subject,
            },
          ),
        });
  const about = (
    <>
      {quiet.kind === 'blind' && (
        <span className="note-line hatch" data-state="unknown">
          {t('quiet.blind', { count: quiet.count, total: quiet.total })}
        </span>
      )}
      {aside > 0 && <span className="note-line">{t('quiet.aside', { count: aside })}</span>}
      {quiet.kind === 'calm' && quiet.total > 0 && aside === 0 && (
        <span className="note-line">{t('quiet.calm', { total: quiet.total })}</span>
      )}
      {ended !== null && <span className="note-line">{ended}</span>}
    </>
  );
  return (
    <StateNote {...of} state="empty" about={about}>
      {t('quiet.none')}
    </StateNote>
  );
}
