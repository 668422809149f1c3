import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, Outlet } from 'react-router';
import { ROLES } from '../../server/wire/shapes.ts';
import { LANGUAGE_KEY, formatTime, language } from '../i18n/index.ts';
import { useAccount } from '../session/account.ts';
import { useNow, useSession } from '../session/context.tsx';
import { worldHere } from '../session/world.ts';
import { useTheme } from '../theme-context.tsx';
import { THEME_KEY } from '../theme.ts';
import { DrillChips } from '../drills/DrillChips.tsx';
import { InterruptionBar, ModeBadge } from './Banners.tsx';
import { pagesOf } from './pages.ts';

function Clock(): ReactNode {
  const zone = useSession((state) => state.jurisdictions[0]?.timezone);
  const isKnown = useSession((state) => state.mode !== null);
  const nowMs = useNow();
  if (zone === undefined || !isKnown) return null;
  return (
    <time>
      {formatTime(nowMs, zone, 'date')} {formatTime(nowMs, zone, 'clock')}
    </time>
  );
}

/** Who is signed in, and how to become somebody else. The demo's one click is marked as what it is. */
function AccountMenu(): ReactNode {
  const { t } = useTranslation(['shell', 'accounts']);
  const { session, ways, signInAs, signOut } = useAccount();
  const [failure, setFailure] = useState<string | null>(null);
  const attempt = (work: Promise<void>): void => {
    setFailure(null);
    work.catch((error: unknown) => setFailure(error instanceof Error ? error.message : String(error)));
  };
  return (
    <>
      {ways?.oneClick === true && session?.purpose !== 'person' && (
        <label>
          {t('signIn')}{' '}
          <select
            value={session?.role ?? ''}
            onChange={(event) => {
              const role = ROLES.find((one) => one === event.target.value);
              if (role !== undefined) attempt(signInAs(role));
            }}
          >
            <option value="" disabled>
              —
            </option>
            {ROLES.map((role) => (
              <option key={role} value={role}>
                {t(`role.${role}`)}
              </option>
            ))}
          </select>
        </label>
      )}
      {session !== null && session.purpose !== 'demo' && (
        <span className="frame-person">
          {session.name}（{t(`role.${session.role}`)}）
        </span>
      )}
      {session?.purpose === 'person' && <NavLink to="/password">{t('accounts:password.change')}</NavLink>}
      {session?.purpose !== 'person' && <NavLink to="/sign-in">{t('accounts:signIn.withName')}</NavLink>}
      {session !== null && (
        <button type="button" className="quiet-button" onClick={() => attempt(signOut())}>
          {t('signOut')}
        </button>
      )}
      {failure !== null && <span role="alert">{t('signInFailed', { reason: failure })}</span>}
    </>
  );
}

/** Switches between the two languages and remembers the choice. */
function LanguageSwitch(): ReactNode {
  const { t, i18n } = useTranslation('shell');
  return (
    <button
      type="button"
      className="quiet-button"
      lang={language() === 'zh' ? 'en' : 'zh'}
      onClick={() => {
        const next = language() === 'zh' ? 'en' : 'zh';
        localStorage.setItem(LANGUAGE_KEY, next);
        void i18n.changeLanguage(next);
      }}
    >
      {t('switchLanguage')}
    </button>
  );
}

/** Switches between dark and light, remembers the choice and loads the page anew: charts and tables take it at the start. */
function ThemeSwitch(): ReactNode {
  const { t } = useTranslation('shell');
  const theme = useTheme();
  return (
    <button
      type="button"
      className="quiet-button"
      onClick={() => {
        localStorage.setItem(THEME_KEY, theme.name === 'dark' ? 'light' : 'dark');
        const address = new URL(location.href);
        address.searchParams.delete('theme');
        address.hash = '';
        location.replace(address);
      }}
    >
      {t(`switchTheme.${theme.name}`)}
    </button>
  );
}

/** Head and navigation of the pages that people sit at; the page itself comes from the router. */
export function Frame(): ReactNode {
  const { t } = useTranslation(['shell', 'accounts', 'walls']);
  const { session } = useAccount();
  const isAdministrator = session?.roles.some(({ role }) => role === 'administrator') === true;
  // What has never been there is not interrupted.
  const connection = useSession((state) =>
    state.mode === null && state.connection.state === 'interrupted' ? 'connecting' : state.connection.state,
  );
  const isDrill = useSession((state) => state.drill !== null);
  const world = worldHere();
  const now = language();
  useEffect(() => {
    document.documentElement.lang = now === 'zh' ? 'zh-CN' : 'en';
  }, [now]);
  return (
    <div className="frame">
      <header className="frame-head">
        <a className="frame-skip" href="#main">
          {t('skip')}
        </a>
        <NavLink className="frame-name" to="/">
          {t('name')}
        </NavLink>
        <ModeBadge />
        <DrillChips />
        <nav aria-label={t('pages')}>
          {pagesOf(world).map((page) => (
            <NavLink key={page} to={`/${page}`}>
              {t(`nav.${page}`)}
            </NavLink>
          ))}
          {isAdministrator && world.kind === 'live' && (
            <>
              <NavLink to="/accounts">{t('accounts:page.title')}</NavLink>
              <NavLink to="/walls">{t('walls:title')}</NavLink>
            </>
          )}
        </nav>
        <div className="frame-right">
          <Clock />
          <output>{isDrill && connection === 'live' ? t('drill') : t(`connection.${connection}`)}</output>
          <AccountMenu />
          <ThemeSwitch />
          <LanguageSwitch />
        </div>
      </header>
      <InterruptionBar />
      <main id="main" className="frame-main" tabIndex={-1}>
        <Outlet />
      </main>
    </div>
  );
}
