import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { InterruptionCover } from '../shared/index.ts';
import { WallView } from './WallView.tsx';

/** The wall over the whole screen. `?jurisdiction=a,b` picks one or several. */
export function WallPage(): ReactNode {
  const { t } = useTranslation('shell');
  const [query] = useSearchParams();
  const asked = query.get('jurisdiction') ?? '';
  const jurisdictions = useMemo(() => asked.split(',').filter((id) => id !== ''), [asked]);
  return (
    <main className="w-page">
      <h1 className="sr-only">{t('nav.wall')}</h1>
      <WallView jurisdictions={jurisdictions} />
      <InterruptionCover announced />
    </main>
  );
}
