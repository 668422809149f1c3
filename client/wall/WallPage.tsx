import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { STANDARD_LAYOUT, type WallLayout } from '../../server/model/wall-layout.ts';
import { formatAge, language } from '../i18n/index.ts';
import { useAccount } from '../session/account.ts';
import { useSession } from '../session/context.tsx';
import { InterruptionCover } from '../shared/index.ts';
import { ThemeContext, useTheme } from '../theme-context.tsx';
import { THEMES, applyTheme } from '../theme.ts';
import { useRefusalWords } from '../shared/refusal-words.ts';
import { LAYOUT_AGAIN_MS, useLayout } from './use-layout.ts';
import { WallView, WallWaiting } from './WallView.tsx';

/** Puts the language of a layout on the page; null: what the page began with, which the address may have said. */
function useLanguageOf(asked: WallLayout['language']): void {
  const { i18n } = useTranslation();
  const [began] = useState(language);
  const next = asked ?? began;
  useEffect(() => {
    if (i18n.language === next) return;
    void i18n.changeLanguage(next);
    document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en';
  }, [i18n, next]);
}

/**
 * The wall over the whole screen, in the layout of its token or of `?wall=ID`. What the address says goes before what
 * the layout says: `?jurisdiction=a,b`, `?lang=`, `?theme=`.
 */
export function WallPage(): ReactNode {
  const { t } = useTranslation(['wall', 'shell']);
  const [query] = useSearchParams();
  const { session, ways } = useAccount();
  const reasonOf = useRefusalWords();
  const id = query.get('wall') ?? session?.wall ?? null;
  const found = useLayout(id);
  const layout = found.kind === 'found' ? found.saved.layout : STANDARD_LAYOUT;
  // Whoever it is may have a wall of its own: that is known when the server has said who it is.
  const isWaiting = found.kind === 'waiting' || (id === null && ways === null);

  const asked = query.get('jurisdiction') ?? '';
  const places = useSession((state) => state.jurisdictions);
  const jurisdictions = useMemo(() => {
    const named = asked.split(',').filter((each) => each !== '');
    if (named.length > 0) return named;
    // A drill has one place. A wall that does not show that one shows the drill all the same.
    return layout.jurisdictions.some((each) => places.some((place) => place.id === each)) ? layout.jurisdictions : [];
  }, [asked, layout.jurisdictions, places]);

  useLanguageOf(query.has('lang') ? null : layout.language);
  const ownTheme = useTheme();
  const theme = query.has('theme') || layout.theme === null ? ownTheme : THEMES[layout.theme];
  useEffect(() => {
    applyTheme(theme, document.documentElement);
    return () => applyTheme(ownTheme, document.documentElement);
  }, [theme, ownTheme]);

  return (
    <main className="w-page">
      <h1 className="sr-only">{t('shell:nav.wall')}</h1>
      <ThemeContext value={theme}>
        {!isWaiting && <WallView jurisdictions={jurisdictions} layout={layout} />}
        {found.kind === 'none' && id !== null && id !== session?.wall && (
          <p className="w-no-layout hatch">{t('noLayout', { id })}</p>
        )}
        {found.kind === 'failed' && id !== null && (
          <p className="w-no-layout hatch" data-state="failed">
            {t('layoutFailed', { id, reason: reasonOf(found.error), age: formatAge(LAYOUT_AGAIN_MS) })}
          </p>
        )}
        {isWaiting && <WallWaiting />}
      </ThemeContext>
      <InterruptionCover announced />
    </main>
  );
}
