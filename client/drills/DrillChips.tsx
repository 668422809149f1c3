import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { text } from '../i18n/index.ts';
import { useSession } from '../session/context.tsx';
import { findJurisdiction } from '../session/lookup.ts';
import { drillWorld } from '../session/world.ts';
import './chip.css';

/**
 * Says on a live screen where a drill goes on, each a link to join it. `places`: ids of the jurisdictions that the screen
 * shows; absent means all.
 */
export function DrillChips({ places }: { readonly places?: readonly string[] }): ReactNode {
  const { t } = useTranslation('drills');
  const drills = useSession((state) => state.drills);
  const jurisdictions = useSession((state) => state.jurisdictions);
  return drills
    .filter(({ jurisdiction }) => places === undefined || places.includes(jurisdiction))
    .map(({ id, jurisdiction, title, state }) => {
      const place = findJurisdiction(jurisdictions, jurisdiction);
      return (
        <a
          key={id}
          className="drill-chip"
          href={`${drillWorld(id).base}/console`}
          title={t('join', { title })}
          data-drill={id}
        >
          {t(state === 'paused' ? 'chipPaused' : 'chip', { place: place === null ? jurisdiction : text(place.name) })}
        </a>
      );
    });
}
