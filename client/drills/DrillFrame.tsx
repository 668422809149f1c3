import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { mayLeadDrillsAt } from '../../server/model/grant.ts';
import { useNews } from '../console/use-news.ts';
import { text } from '../i18n/index.ts';
import { useAccount } from '../session/account.ts';
import { SessionProvider, useNow, useSession } from '../session/context.tsx';
import { findJurisdiction } from '../session/lookup.ts';
import type { SessionStore } from '../session/session.ts';
import { liveAddress, type World } from '../session/world.ts';
import { LevelMark } from '../shared/index.ts';
import { usePageName, useWindowTitle } from '../shared/page-name.ts';
import { isWaiting, stageOf, viewReal } from './view.ts';
import './drill-frame.css';

/**
 * Tells screen readers when something real begins to wait, or waits at a higher level, also when the page is opened: how
 * many there are is on the page, and is not told each time that it changes.
 */
function RealNews(): ReactNode {
  const { t } = useTranslation('drills');
  const words = useNews(isWaiting, true);
  return (
    <span role="alert" className="sr-only real-news">
      {words !== '' && t('real.news', { words })}
    </span>
  );
}

/** Whether something real needs people, from the live session, and the way back: to the alarms when there are some. */
function RealWatch(): ReactNode {
  const { t } = useTranslation('drills');
  const connection = useSession((state) => state.connection.state);
  const alarms = useSession((state) => state.alarms);
  const back = liveAddress(useLocation().pathname);
  const view = viewReal(connection, alarms.values());
  if (view.kind !== 'alarms') {
    return (
      <>
        <output className="real-watch" data-real={view.kind}>
          {t(`real.${view.kind}`)}
        </output>
        <a className="drill-leave" href={back}>
          {t('backToLive')}
        </a>
      </>
    );
  }
  return (
    <a
      className="drill-leave real-watch"
      data-real="alarms"
      data-level={view.highest}
      href={back === '/wall' ? back : '/console'}
    >
      {t('real.alarms', { count: view.count })} <LevelMark level={view.highest} /> → {t('backToLive')}
    </a>
  );
}

/** What the drill is and how it goes on. Nothing of it is known before the first picture; the mark stands all the same. */
function DrillWords(): ReactNode {
  const { t } = useTranslation('drills');
  const drill = useSession((state) => state.drill);
  const place = useSession((state) => findJurisdiction(state.jurisdictions, state.drill?.jurisdiction ?? ''));
  const { session: person } = useAccount();
  const nowMs = useNow();
  if (drill === null) return null;
  const words = [
    ...(place === null ? [] : [text(place.name)]),
    t(`stage.${stageOf(drill, nowMs)}`),
    ...(drill.state === 'ended' ? [] : [drill.speed === 1 ? t('speedReal') : t('speed', { speed: drill.speed })]),
    t(`sends.${drill.sends ? 'yes' : 'no'}`),
    ...(drill.detail === null ? [] : [text(drill.detail)]),
  ];
  return (
    <>
      <b className="drill-title">{drill.title}</b>
      <span className="drill-words">{words.join(' · ')}</span>
      {person !== null && mayLeadDrillsAt(person.roles, drill.jurisdiction) && drill.state !== 'ended' && (
        <a className="drill-manage" href="/drills">
          {t('manage')}
        </a>
      )}
    </>
  );
}

/** The strip across the top of every page of a drill, on the screen and on each printed sheet. */
function DrillBanner({ live }: { readonly live: SessionStore }): ReactNode {
  const { t } = useTranslation('drills');
  return (
    <section className="drill-banner" aria-label={t('region')}>
      <strong className="drill-mark">{t('mark')}</strong>
      <DrillWords />
      <span className="drill-real">
        <SessionProvider session={live}>
          <RealNews />
          <RealWatch />
        </SessionProvider>
      </span>
    </section>
  );
}

/**
 * Holds every page of a drill under its banner. The pages scroll in a box of their own, so that nothing ever lies over
 * the banner. `live`: a session in the live world; its owner closes it.
 */
export function DrillFrame({
  world,
  live,
  children,
}: {
  readonly world: Extract<World, { kind: 'drill' }>;
  readonly live: SessionStore;
  readonly children: ReactNode;
}): ReactNode {
  const { t } = useTranslation(['drills', 'shell']);
  const title = useSession((state) => state.drill?.title ?? '');
  const isNotThere = useSession((state) => state.refusedWith === 'not-found');
  const page = useRef<HTMLDivElement | null>(null);
  useWindowTitle([title, usePageName(), t('name', { ns: 'shell' })], t('documentMark'));
  useEffect(() => {
    // The keys that scroll go to what has the focus; without this to nothing.
    if (document.activeElement === document.body) page.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className="world">
      <DrillBanner live={live} />
      <div className="world-page" ref={page} tabIndex={-1}>
        {isNotThere ? (
          <p className="page-note" role="alert">
            {t('notThere', { id: world.id })} <a href="/drills">{t('toList')}</a>
          </p>
        ) : (
          children
        )}
      </div>
    </div>
  );
}
