import type { KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Plan, WireWarning } from '../../server/wire/shapes.ts';
import { formatTime, text } from '../i18n/index.ts';
import { useNow, useSession } from '../session/context.tsx';
import { zoneOf } from '../session/lookup.ts';
import { LevelMark, LevelShape } from '../shared/index.ts';
import { levelName } from '../wall/words.ts';
import { Deadline } from './Deadline.tsx';
import { isLate, isOver, isPending, type CaseDue } from './case-view.ts';
import { placeWord, unitWord, wishWords } from './words.ts';

function useDueWords(plan: Plan | null): (of: WireWarning, due: CaseDue) => string {
  const { t } = useTranslation(['cases', 'plans', 'shell']);
  return (of, due) => {
    switch (due.kind) {
      case 'step': {
        const act = plan?.steps.find(({ id }) => id === due.step)?.act;
        return act === undefined ? due.step : t(`act.${act}`, { ns: 'plans' });
      }
      case 'report': {
        const report = of.reporting.find(({ id }) => id === due.step);
        return report === undefined ? due.step : text(report.text);
      }
      case 'measure': {
        const measure = of.measures.find(({ id }) => id === due.step);
        const words = measure === undefined ? due.step : text(measure.text);
        return due.unit === null ? words : `${unitWord(plan, due.unit)}${t('colon')}${words}`;
      }
    }
  };
}

/** Arrows go from one case to the next. */
function onArrows(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const links = [...(event.currentTarget.closest('nav')?.querySelectorAll<HTMLAnchorElement>('a[data-case]') ?? [])];
  const at = links.findIndex((link) => link === event.currentTarget);
  const next = links[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

function CaseRow({
  of,
  plan,
  isChosen,
  onOpen,
}: {
  readonly of: WireWarning;
  readonly plan: Plan | null;
  readonly isChosen: boolean;
  readonly onOpen: () => void;
}): ReactNode {
  const { t } = useTranslation(['cases', 'plans', 'shell']);
  const judged = useSession((state) => state.plans.get(of.plan));
  const jurisdictions = useSession((state) => state.jurisdictions);
  const nowMs = useNow();
  const dueWords = useDueWords(plan);
  const zone = zoneOf(jurisdictions, of.jurisdiction);
  const [next] = of.due;
  const late = of.due.filter((due) => isLate(due, nowMs)).length;
  return (
    <li>
      <Link
        to={{ search: new URLSearchParams({ case: of.id }).toString() }}
        aria-current={isChosen ? 'true' : undefined}
        data-case={of.id}
        className="case-row"
        onClick={onOpen}
        onKeyDown={onArrows}
      >
        <LevelShape
          level={of.level === 'none' ? (isOver(of) ? 'none' : of.recommended) : of.level}
          filled={of.level !== 'none'}
          size="1.7rem"
        />
        <span className="case-row-text">
          <span className="case-row-head">
            <strong>
              {judged === undefined ? of.plan : text(judged.short)} · {placeWord(jurisdictions, of)}
            </strong>
            {late > 0 && !isOver(of) && <strong className="urgent">{t('lateCount', { count: late })}</strong>}
          </span>
          <span>
            {of.level !== 'none' ? (
              <LevelMark level={of.level} word={levelName(t, judged, of.level)} />
            ) : (
              isPending(of) &&
              !isOver(of) && <LevelMark level={of.recommended} filled={false} word={wishWords(t, judged, of)} />
            )}{' '}
            <span className="case-state">{t(`state.${of.state}`)}</span>
            {isPending(of) && of.level !== 'none' && ` · ${wishWords(t, judged, of)}`}
          </span>
          <span className="faint">
            {isOver(of)
              ? [
                  formatTime(of.changedAt, zone, 'datetime'),
                  ...(of.highest === 'none' ? [] : [`${t('highest')} ${levelName(t, judged, of.highest)}`]),
                ].join(' · ')
              : next === undefined
                ? t('noDue')
                : dueWords(of, next)}
          </span>
          {!isOver(of) && next !== undefined && <Deadline at={next.at} zone={zone} />}
        </span>
      </Link>
    </li>
  );
}

/** The cases, open ones first. */
export function CaseList({
  cases,
  plans,
  chosen,
  onOpen,
}: {
  readonly cases: readonly WireWarning[];
  readonly plans: readonly Plan[];
  readonly chosen: string | null;
  /** A row was followed; the case of the address comes after. */
  readonly onOpen: (id: string) => void;
}): ReactNode {
  const { t } = useTranslation('cases');
  const parts = [
    ['open', cases.filter((of) => !isOver(of))],
    ['over', cases.filter(isOver)],
  ] as const;
  return (
    <nav className="case-list" aria-label={t('title')}>
      {parts.map(
        ([name, own]) =>
          own.length > 0 && (
            <section key={name}>
              <h2>{t(name, { count: own.length })}</h2>
              <ul>
                {own.map((of) => (
                  <CaseRow
                    key={of.id}
                    of={of}
                    plan={plans.find(({ id }) => id === of.plan) ?? null}
                    isChosen={of.id === chosen}
                    onOpen={() => onOpen(of.id)}
                  />
                ))}
              </ul>
            </section>
          ),
      )}
    </nav>
  );
}
