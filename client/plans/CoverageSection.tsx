import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { ClauseEntry, OutOfScope } from '../../server/model/procedure.ts';
import type { Plan } from '../../server/wire/shapes.ts';
import { text } from '../i18n/index.ts';
import { Panel, WideBox } from '../shared/index.ts';
import { unbroken } from './clause.ts';
import { COVERAGE_KINDS, countCoverage, kindsOf, partOf, type CarryingPart, type CoverageKind } from './coverage.ts';

/** A list of more parts than this is folded. */
const FEW = 4;

function PartLink({ plan, part }: { readonly plan: Plan; readonly part: CarryingPart }): ReactNode {
  const { t } = useTranslation('plans');
  const search = new URLSearchParams({ plan: plan.id, section: part.section }).toString();
  const words = part.text ?? (part.id === 'recommendation' ? null : undefined);
  return (
    <Link className="carried-part" to={{ search, hash: part.anchor }}>
      {words === null ? t('coverage.recommendation') : words === undefined ? null : text(words)} <code>{part.id}</code>
    </Link>
  );
}

function Reason({ reason }: { readonly reason: OutOfScope }): ReactNode {
  const { t } = useTranslation('plans');
  const words = typeof reason === 'string' ? t(`outOfScope.${reason}`) : text(reason);
  return <span className="faint">{t('coverage.because', { reason: words })}</span>;
}

function How({ plan, entry }: { readonly plan: Plan; readonly entry: ClauseEntry }): ReactNode {
  const { t } = useTranslation('plans');
  if (entry.outOfScope !== null) return <Reason reason={entry.outOfScope} />;
  if (entry.carried.length === 0) return <span className="faint">{t('coverage.heading')}</span>;
  return (
    <ul className="carried">
      {entry.carried.map(({ as, ids }) => {
        const links = ids.map((id) => <PartLink key={id} plan={plan} part={partOf(plan, as, id)} />);
        return (
          <li key={as}>
            <strong>{t(`carried.${as}`)}</strong>
            {ids.length > FEW ? (
              <details>
                <summary>{t('coverage.parts', { count: ids.length })}</summary>
                {links}
              </details>
            ) : (
              <span>{links}</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** Depth of a clause below the first level of its number, for the indent: 4.2.1 (6) stands below 4.2.1. */
const depthOf = (clause: string): number => {
  const [number = '', ...items] = clause.split(' ');
  return number.split('.').length - 1 + items.length;
};

/** Every numbered clause of the text: how the file carries it, or why it does not. */
export function CoverageSection({ plan }: { readonly plan: Plan }): ReactNode {
  const { t } = useTranslation('plans');
  const [params, setParams] = useSearchParams();
  const counts = useMemo(() => countCoverage(plan.clauses), [plan]);
  if (plan.clauses.length === 0) return <p className="page-note">{t('empty.coverage')}</p>;
  const asked = COVERAGE_KINDS.find((kind) => kind === params.get('kind')) ?? null;
  const nameOf = (kind: CoverageKind): string =>
    kind === 'out' ? t('coverage.out') : kind === 'heading' ? t('coverage.headings') : t(`carried.${kind}`);
  const choose = (kind: CoverageKind | null): void =>
    setParams(
      (now) => {
        const next = new URLSearchParams(now);
        if (kind === null) next.delete('kind');
        else next.set('kind', kind);
        return next;
      },
      { replace: true },
    );
  const shown = plan.clauses.filter((entry) => asked === null || kindsOf(entry).includes(asked));
  return (
    <>
      <p className="coverage-summary">
        <strong>
          {t('coverage.summary', {
            total: counts.total,
            carried: counts.carried,
            out: counts.byKind.out,
            heading: counts.byKind.heading,
          })}
        </strong>{' '}
        <span className="faint">{t('coverage.several')}</span>
      </p>
      <fieldset className="plan-filter" aria-label={t('coverage.filter')}>
        <button type="button" className="quiet-button" aria-pressed={asked === null} onClick={() => choose(null)}>
          {t('coverage.all')} {counts.total}
        </button>
        {COVERAGE_KINDS.filter((kind) => counts.byKind[kind] > 0).map((kind) => (
          <button
            key={kind}
            type="button"
            className="quiet-button"
            aria-pressed={asked === kind}
            onClick={() => choose(kind)}
          >
            {nameOf(kind)} {counts.byKind[kind]}
          </button>
        ))}
      </fieldset>
      <Panel className="plan-part">
        <WideBox label={t('section.coverage')}>
          <table className="facts coverage-table">
            <thead>
              <tr>
                <th scope="col">{t('coverage.clause')}</th>
                <th scope="col">{t('coverage.title')}</th>
                <th scope="col">{t('coverage.how')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((entry) => (
                <tr key={entry.clause} data-kind={kindsOf(entry)[0]}>
                  <td className="clause-cell" style={{ paddingLeft: `${Math.min(3, depthOf(entry.clause)) * 0.9}rem` }}>
                    {unbroken(entry.clause)}
                  </td>
                  <td>{text(entry.text)}</td>
                  <td>
                    <How plan={plan} entry={entry} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </WideBox>
      </Panel>
    </>
  );
}
