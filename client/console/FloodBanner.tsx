import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Flood } from '../../server/model/floods.ts';
import type { WireAlarm } from '../../server/wire/shapes.ts';
import { formatTime } from '../i18n/index.ts';
import { zoneOf } from '../session/lookup.ts';
import type { Places } from './alarm-view.ts';
import { shortly } from './AsideLists.tsx';

/** More alarms than anybody can attend to: since when, how many, which came first, and how the list stands now. */
export function FloodBanner({
  flood,
  first,
  isGrouped,
  places,
  onSelect,
}: {
  readonly flood: Flood;
  /** The first-out alarm, or null when it is over. */
  readonly first: WireAlarm | null;
  readonly isGrouped: boolean;
  readonly places: Places;
  readonly onSelect: (id: string) => void;
}): ReactNode {
  const { t } = useTranslation('console');
  const zone = zoneOf(places.jurisdictions, first?.jurisdiction ?? '');
  return (
    <section className="flood" aria-label={t('flood.firstOut')}>
      <strong>
        {t('flood.now', { time: formatTime(flood.begin, zone, 'datetime'), count: flood.calls, peak: flood.peak })}
      </strong>
      {first === null ? (
        <span className="faint">{t('flood.firstGone')}</span>
      ) : (
        <button type="button" className="quiet-button" onClick={() => onSelect(first.id)}>
          {t('flood.first', { what: shortly({ ...first, evidence: null }, places) })}
        </button>
      )}
      <span className="faint">{t(isGrouped ? 'flood.grouped' : 'flood.waiting')}</span>
    </section>
  );
}
