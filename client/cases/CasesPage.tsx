import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { usePlans } from '../plans/use-plans.ts';
import { useSession } from '../session/context.tsx';
import { Failed, InterruptionCover, Outdated, StateNote, Waiting, type Loaded } from '../shared/index.ts';
import { BeginForm, type BeginKind } from './BeginForm.tsx';
import { CaseDetail } from './CaseDetail.tsx';
import { CaseList } from './CaseList.tsx';
import { sortCases } from './case-view.ts';
import { useCases } from './use-cases.ts';
import '../shared/desk.css';
import './cases.css';

/** What became of the question for the cases that are over, under those that are at hand. */
function CasesOver({ listed, isEmpty }: { readonly listed: Loaded<unknown>; readonly isEmpty: boolean }): ReactNode {
  const { t } = useTranslation('cases');
  switch (listed.kind) {
    case 'loading':
      return <Waiting className="faint" words={t('waitingOver')} onAgain={listed.again} />;
    case 'failed':
      return (
        <section className="refusal">
          <h2>{t('missingOver')}</h2>
          <Failed className="" reason={listed.reason} isAsking={listed.isAsking} onAgain={listed.again} />
        </section>
      );
    case 'ready':
      return (
        <>
          <Outdated asked={listed} />
          {isEmpty && (
            <StateNote state="empty" className="faint">
              {t('empty')}
            </StateNote>
          )}
        </>
      );
  }
}

/** In the place of a case: there is none to choose, none was chosen, or the one of the address is not to be had. */
function NoCase({
  asked,
  listed,
  isEmpty,
  isSilent,
}: {
  /** Id of the address. */
  readonly asked: string | null;
  readonly listed: Loaded<unknown>;
  readonly isEmpty: boolean;
  /** Nothing has ever been received. */
  readonly isSilent: boolean;
}): ReactNode {
  const { t } = useTranslation(['cases', 'shell']);
  if (asked !== null) {
    switch (listed.kind) {
      case 'loading':
        return <Waiting words={t('waiting', { ns: 'shell' })} />;
      case 'failed':
        // Why stands beside the list.
        return <StateNote state="unknown">{t('notHad', { id: asked })}</StateNote>;
      case 'ready':
        return <StateNote state="empty">{t('unknown', { id: asked })}</StateNote>;
    }
  }
  if (!isEmpty) return <StateNote state="empty">{t('none')}</StateNote>;
  return isSilent ? (
    <StateNote state="never" about={t('silentAbout')}>
      {t('silent')}
    </StateNote>
  ) : (
    <StateNote state="empty" about={t('emptyAbout')}>
      {t('emptyOpen')}
    </StateNote>
  );
}

const BEGIN: readonly BeginKind[] = ['declaration', 'notice'];

/**
 * Warnings and responses as cases: the list, and the chosen one with what is to be done. The address names it:
 * `?case=ID`, or `?begin=declaration` and `?begin=notice` for the forms that begin one.
 */
export function CasesPage(): ReactNode {
  const { t } = useTranslation(['cases', 'shell']);
  const isKnown = useSession((state) => state.mode !== null);
  const [params, setParams] = useSearchParams();
  const asking = usePlans();
  const plans = asking.kind === 'ready' ? asking.value : null;
  const isSilent = useSession((state) => state.latest.size === 0);
  const { cases, listed, take } = useCases();
  const sorted = sortCases([...cases.values()]);
  const begin = BEGIN.find((kind) => kind === params.get('begin')) ?? null;
  const asked = params.get('case');
  const chosen = begin !== null ? null : asked === null ? (sorted[0] ?? null) : (cases.get(asked) ?? null);
  const plan = plans?.find(({ id }) => id === chosen?.plan) ?? null;

  // Who opens a case goes on in it, and need not pass the rest of the list.
  const right = useRef<HTMLDivElement>(null);
  const opened = useRef<string | null>(null);
  const chosenId = chosen?.id ?? null;
  const enter = (): void => {
    opened.current = null;
    right.current?.focus({ preventScroll: true });
  };
  const onOpen = (id: string): void => {
    if (id === chosenId) enter();
    else opened.current = id;
  };
  useEffect(() => {
    if (opened.current !== null && opened.current === chosenId) enter();
  }, [chosenId]);

  if (!isKnown || plans === null) {
    return (
      <div className="desk cases">
        {asking.kind === 'failed' ? (
          <Failed reason={asking.reason} isAsking={asking.isAsking} onAgain={asking.again} />
        ) : (
          <Waiting words={t('waiting', { ns: 'shell' })} onAgain={asking.again} />
        )}
        <InterruptionCover />
      </div>
    );
  }
  return (
    <div className="desk cases">
      {(begin !== null || chosen === null || plan === null) && <h1 className="sr-only">{t('title')}</h1>}
      <div className="cases-columns">
        <div className="cases-left">
          <p className="case-buttons">
            {BEGIN.map((kind) => (
              <button
                key={kind}
                type="button"
                className="quiet-button"
                aria-pressed={begin === kind}
                onClick={() => setParams({ begin: kind })}
              >
                {t(`begin.${kind}`)}
              </button>
            ))}
          </p>
          <Outdated asked={asking} />
          <CaseList cases={sorted} plans={plans} chosen={chosenId} onOpen={onOpen} />
          <CasesOver listed={listed} isEmpty={sorted.length === 0} />
        </div>
        <div className="cases-right" ref={right} tabIndex={-1}>
          {begin !== null ? (
            <BeginForm
              key={begin}
              kind={begin}
              plans={plans}
              cases={sorted}
              onBegun={(warning) => {
                take(warning);
                setParams({ case: warning.id });
              }}
              onClose={() => setParams({})}
            />
          ) : chosen === null || plan === null ? (
            <NoCase asked={asked} listed={listed} isEmpty={sorted.length === 0} isSilent={isSilent} />
          ) : (
            <CaseDetail key={chosen.id} of={chosen} plan={plan} onAnswer={take} />
          )}
        </div>
      </div>
      <InterruptionCover />
    </div>
  );
}
