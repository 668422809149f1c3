import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { usePlans } from '../plans/use-plans.ts';
import { useSession } from '../session/context.tsx';
import { InterruptionCover } from '../shared/index.ts';
import { BeginForm, type BeginKind } from './BeginForm.tsx';
import { CaseDetail } from './CaseDetail.tsx';
import { CaseList } from './CaseList.tsx';
import { sortCases } from './case-view.ts';
import { useCases } from './use-cases.ts';
import '../shared/desk.css';
import './cases.css';

const BEGIN: readonly BeginKind[] = ['declaration', 'notice'];

/**
 * Warnings and responses as cases: the list, and the chosen one with what is to be done. The address names it:
 * `?case=ID`, or `?begin=declaration` and `?begin=notice` for the forms that begin one.
 */
export function CasesPage(): ReactNode {
  const { t } = useTranslation(['cases', 'shell']);
  const isKnown = useSession((state) => state.mode !== null);
  const [params, setParams] = useSearchParams();
  const plans = usePlans();
  const { cases, isLoaded, take } = useCases();
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
        <p className="page-note">{t('waiting', { ns: 'shell' })}</p>
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
          <CaseList cases={sorted} plans={plans} chosen={chosenId} onOpen={onOpen} />
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
            <p className="page-note">
              {asked === null ? t('none') : isLoaded ? t('unknown', { id: asked }) : t('waiting', { ns: 'shell' })}
            </p>
          ) : (
            <CaseDetail key={chosen.id} of={chosen} plan={plan} onAnswer={take} />
          )}
        </div>
      </div>
      <InterruptionCover />
    </div>
  );
}
