import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { SignInRefused, useAccount } from '../session/account.ts';
import { useSession } from '../session/context.tsx';
import { Failed, Outdated, Panel, StateNote, Waiting } from '../shared/index.ts';
import { DrillItem } from './DrillItem.tsx';
import { StartForm } from './StartForm.tsx';
import { useDrills } from './use-drills.ts';
import { isOver, placesToLead } from './view.ts';
import '../shared/desk.css';
import './drills.css';

/** Drills: those under way, to join and to lead; those that are over, to look back at; and how to begin one. */
export function DrillsPage(): ReactNode {
  const { t } = useTranslation(['drills', 'shell']);
  const isKnown = useSession((state) => state.mode !== null);
  const jurisdictions = useSession((state) => state.jurisdictions);
  const { session: person } = useAccount();
  const { drills, listed, take } = useDrills();
  const places = placesToLead(person, jurisdictions);
  const wordsOf = (error: unknown): string => {
    if (!(error instanceof SignInRefused)) return error instanceof Error ? error.message : String(error);
    return t(`problem.${error.code}`, { defaultValue: error.message });
  };
  if (!isKnown || listed.kind === 'loading') {
    return (
      <div className="desk drills">
        <Waiting words={t('waiting', { ns: 'shell' })} onAgain={listed.again} />
      </div>
    );
  }
  const all = drills ?? [];
  const parts = [
    ['underWay', 'none', all.filter((drill) => !isOver(drill))],
    ['over', 'noneOver', all.filter(isOver)],
  ] as const;
  return (
    <div className="desk drills">
      <h1>{t('page.title')}</h1>
      <p className="drills-about">{t('page.about')}</p>
      <div className="drills-columns">
        <div className="drills-lists">
          <Outdated asked={listed} />
          {listed.kind === 'failed' && (
            <Failed reason={listed.reason} isAsking={listed.isAsking} onAgain={listed.again} />
          )}
          {(drills === null ? [] : parts).map(([name, empty, own]) => (
            <section key={name} data-part={name}>
              <h2>{t(`page.${name}`, { count: own.length })}</h2>
              {own.length === 0 ? (
                <StateNote state="empty" className="faint">
                  {t(`page.${empty}`)}
                </StateNote>
              ) : (
                <ul>
                  {own.map((drill) => (
                    <DrillItem
                      key={drill.id}
                      drill={drill}
                      leads={places.some(({ id }) => id === drill.jurisdiction)}
                      onChanged={take}
                      wordsOf={wordsOf}
                    />
                  ))}
                </ul>
              )}
            </section>
          ))}
        </div>
        <Panel className="drills-start" title={t('start.title')}>
          {places.length === 0 ? (
            <p className="refusal">{t(`refusal.${person === null ? 'signed-out' : 'role'}`)}</p>
          ) : (
            <StartForm places={places} drills={all} onStarted={take} wordsOf={wordsOf} />
          )}
        </Panel>
      </div>
    </div>
  );
}
