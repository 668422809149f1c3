import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { RaisedLevel } from '../../server/model/level.ts';
import type { JudgedPlan } from '../../server/wire/shapes.ts';
import { LevelMark } from '../shared/index.ts';
import { levelFrom } from './sections.ts';

/** Some levels of a plan with their grades; all of them as one word. */
export function Levels({
  plan,
  levels,
}: {
  readonly plan: JudgedPlan;
  readonly levels: readonly RaisedLevel[];
}): ReactNode {
  const { t } = useTranslation(['plans', 'shell']);
  if (levels.length > 1 && levels.length === plan.levels.length) return t('allLevels');
  return (
    <span className="plan-levels">
      {plan.levels
        .filter(({ id }) => levels.includes(id))
        .map(({ id }) => (
          <LevelMark key={id} level={id} word={t(`grade.${id}`, { ns: 'shell' })} />
        ))}
    </span>
  );
}

/** The level that the page is asked to show alone, kept in its address; null: all. */
export function useChosenLevel(plan: JudgedPlan): RaisedLevel | null {
  const [params] = useSearchParams();
  return levelFrom(plan, params.get('level'));
}

/** Chooses one level of the plan, or all. */
export function LevelFilter({ plan }: { readonly plan: JudgedPlan }): ReactNode {
  const { t } = useTranslation(['plans', 'shell']);
  const [, setParams] = useSearchParams();
  const chosen = useChosenLevel(plan);
  const choose = (level: RaisedLevel | null): void =>
    setParams(
      (now) => {
        const next = new URLSearchParams(now);
        if (level === null) next.delete('level');
        else next.set('level', level);
        return next;
      },
      { replace: true },
    );
  return (
    <fieldset className="plan-filter" aria-label={t('levelFilter')}>
      <button type="button" className="quiet-button" aria-pressed={chosen === null} onClick={() => choose(null)}>
        {t('allLevels')}
      </button>
      {plan.levels.map(({ id }) => (
        <button key={id} type="button" className="quiet-button" aria-pressed={chosen === id} onClick={() => choose(id)}>
          <LevelMark level={id} word={t(`grade.${id}`, { ns: 'shell' })} />
        </button>
      ))}
    </fieldset>
  );
}
