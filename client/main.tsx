/** The client's composition root: language, theme, session and routes. */
import { StrictMode, Suspense, lazy, useEffect, type ComponentType, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { useTranslation } from 'react-i18next';
import { Outlet, RouterProvider, createBrowserRouter, isRouteErrorResponse, useRouteError } from 'react-router';
import { HomePage } from './home/HomePage.tsx';
import { LANGUAGE_KEY, languageFrom, startI18n } from './i18n/index.ts';
import { AccountProvider } from './session/account.ts';
import { SessionProvider } from './session/context.tsx';
import { createSession } from './session/session.ts';
import { worldHere } from './session/world.ts';
import './shared/base.css';
import { Frame } from './shared/Frame.tsx';
import { keepFocus } from './shared/keep-focus.ts';
import { usePageName, useWindowTitle } from './shared/page-name.ts';
import { Gate } from './shared/SignIn.tsx';
import { ThemeContext } from './theme-context.tsx';
import { THEME_KEY, applyTheme, themeFrom } from './theme.ts';

/** A page in a file of its own, fetched when it is first asked for. */
const page = (load: () => Promise<ComponentType>): ComponentType => lazy(async () => ({ default: await load() }));

const WallPage = page(async () => (await import('./wall/WallPage.tsx')).WallPage);
const ConsolePage = page(async () => (await import('./console/ConsolePage.tsx')).ConsolePage);
const CasesPage = page(async () => (await import('./cases/CasesPage.tsx')).CasesPage);
const ReplayPage = page(async () => (await import('./replay/ReplayPage.tsx')).ReplayPage);
const DrillsPage = page(async () => (await import('./drills/DrillsPage.tsx')).DrillsPage);
const ReportsPage = page(async () => (await import('./reports/ReportsPage.tsx')).ReportsPage);
const PaperPage = page(async () => (await import('./papers/PaperPage.tsx')).PaperPage);
const PlansPage = page(async () => (await import('./plans/PlansPage.tsx')).PlansPage);
const AccountsPage = page(async () => (await import('./accounts/AccountsPage.tsx')).AccountsPage);
const WallsPage = page(async () => (await import('./walls/WallsPage.tsx')).WallsPage);
const SignInPage = page(async () => (await import('./accounts/SignInPage.tsx')).SignInPage);
const PasswordPage = page(async () => (await import('./accounts/SignInPage.tsx')).PasswordPage);
const HistoryPage = page(async () => (await import('./history/HistoryPage.tsx')).HistoryPage);
const HandoverPage = page(async () => (await import('./history/HandoverPage.tsx')).HandoverPage);
const FeedsPage = page(async () => (await import('./feeds/FeedsPage.tsx')).FeedsPage);

/** What holds every page of a drill; the live world does without. */
const DrillFrame = lazy(async () => ({ default: (await import('./drills/DrillFrame.tsx')).DrillFrame }));

function Waiting(): ReactNode {
  const { t } = useTranslation('shell');
  return <p className="page-note">{t('loading')}</p>;
}

function NotFound(): ReactNode {
  const { t } = useTranslation('shell');
  return <p className="page-note">{t('notFound')}</p>;
}

/** What is seen when a page breaks. It loads itself anew after a while: nobody stands at a wall with a keyboard. */
function PageFailure(): ReactNode {
  const { t } = useTranslation('shell');
  const error = useRouteError();
  useEffect(() => {
    const timer = setTimeout(() => location.reload(), 15_000);
    return () => clearTimeout(timer);
  }, []);
  const reason = isRouteErrorResponse(error)
    ? error.statusText
    : error instanceof Error
      ? error.message
      : String(error);
  return (
    <main className="page-note">
      <p role="alert">{t('pageFailed', { reason })}</p>
      <button type="button" className="quiet-button" onClick={() => location.reload()}>
        {t('reload')}
      </button>
    </main>
  );
}

/** The live world, whose windows are titled by their page; those of a drill carry its mark. */
function LiveFrame({ children }: { readonly children: ReactNode }): ReactNode {
  const { t } = useTranslation('shell');
  useWindowTitle([usePageName(), t('name')]);
  return children;
}

const show = (Page: ComponentType): ReactNode => (
  <Suspense fallback={<Waiting />}>
    <Page />
  </Suspense>
);

async function start(root: HTMLElement): Promise<void> {
  const theme = themeFrom(location.search, localStorage.getItem(THEME_KEY));
  applyTheme(theme, document.documentElement);
  const language = languageFrom(location.search, localStorage.getItem(LANGUAGE_KEY), navigator.languages);
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  await startI18n(language);
  const world = worldHere();
  const live = createSession({ namespace: '/live' });
  const session = world.kind === 'live' ? live : createSession({ namespace: '/drill', query: { id: world.id } });
  const reconnect = (): void => {
    for (const each of new Set([session, live])) each.reconnect();
  };
  const pages = [
    { path: '/wall', element: show(WallPage), errorElement: <PageFailure /> },
    {
      element: <Frame />,
      errorElement: <PageFailure />,
      children: [
        { path: '/', element: <HomePage /> },
        { path: '/console', element: show(ConsolePage) },
        { path: '/cases', element: show(CasesPage) },
        { path: '/reports', element: show(ReportsPage) },
        { path: '/papers/:id/:kind', element: show(PaperPage) },
        { path: '/handover', element: show(HandoverPage) },
        { path: '/history', element: show(HistoryPage) },
        { path: '/plans', element: show(PlansPage) },
        { path: '/feeds', element: show(FeedsPage) },
        { path: '/sign-in', element: show(SignInPage) },
        { path: '/password', element: show(PasswordPage) },
        ...(world.kind === 'live'
          ? [
              { path: '/replay', element: show(ReplayPage) },
              { path: '/drills', element: show(DrillsPage) },
              { path: '/accounts', element: show(AccountsPage) },
              { path: '/walls', element: show(WallsPage) },
            ]
          : []),
        { path: '*', element: <NotFound /> },
      ],
    },
  ];
  const gated = (
    <Gate>
      <Outlet />
    </Gate>
  );
  const top =
    world.kind === 'live' ? (
      <LiveFrame>{gated}</LiveFrame>
    ) : (
      <Suspense fallback={<Waiting />}>
        <DrillFrame world={world} live={live}>
          {gated}
        </DrillFrame>
      </Suspense>
    );
  const router = createBrowserRouter([{ element: top, errorElement: <PageFailure />, children: pages }], {
    basename: world.base === '' ? '/' : world.base,
  });
  keepFocus(root);
  createRoot(root).render(
    <StrictMode>
      <ThemeContext value={theme}>
        <SessionProvider session={session}>
          <AccountProvider onChange={reconnect}>
            <RouterProvider router={router} />
          </AccountProvider>
        </SessionProvider>
      </ThemeContext>
    </StrictMode>,
  );
}

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
void start(root);
