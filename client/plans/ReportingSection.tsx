import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Due } from '../../server/model/procedure.ts';
import type { Plan } from '../../server/wire/shapes.ts';
import { formatAge, text } from '../i18n/index.ts';
import { Panel, WideBox } from '../shared/index.ts';
import { LevelFilter, Levels, useChosenLevel } from './Levels.tsx';
import { Roles } from './Roles.tsx';
import { unbroken } from './clause.ts';
import { anchorOf } from './coverage.ts';
import { forLevel } from './procedure.ts';
import { withinWords } from './within.ts';

function DueWords({ plan, due }: { readonly plan: Plan; readonly due: Due }): ReactNode {
  const { t } = useTranslation('plans');
  switch (due.kind) {
    case 'every':
      return <strong>{t('due.every', { age: formatAge(due.ms) })}</strong>;
    case 'daily':
      return <strong>{t('due.daily', { at: due.at })}</strong>;
    case 'within':
      return <strong>{withinWords(t, plan, due)}</strong>;
    case 'once':
      return t('due.once');
  }
}

/** Reports that are due while a warning or response is in force. */
export function ReportingSection({ plan }: { readonly plan: Plan }): ReactNode {
  const { t } = useTranslation('plans');
  const level = useChosenLevel(plan);
  if (plan.reporting.length === 0) return <p className="page-note">{t('empty.reporting')}</p>;
  const shown = forLevel(plan.reporting, level);
  return (
    <>
      <LevelFilter plan={plan} />
      <Panel className="plan-part" title={t('section.reporting')} remark={`${shown.length}`}>
        {shown.length === 0 ? (
          <p className="faint">{t('empty.level')}</p>
        ) : (
          <WideBox label={t('section.reporting')}>
            <table className="facts">
              <thead>
                <tr>
                  <th scope="col">{t('level')}</th>
                  <th scope="col">{t('due.title')}</th>
                  <th scope="col">{t('due.what')}</th>
                  <th scope="col">{t('step.by')}</th>
                  <th scope="col">{t('clauseColumn')}</th>
                </tr>
              </thead>
              <tbody>
                {shown.map((one) => (
                  <tr key={one.id} id={anchorOf('reporting', one.id)} tabIndex={-1}>
                    <td className="level-cell">
                      <Levels plan={plan} levels={one.levels} />
                    </td>
                    <td>
                      <DueWords plan={plan} due={one.due} />
                    </td>
                    <td>{text(one.text)}</td>
                    <td>
                      <Roles plan={plan} roles={one.by} />
                    </td>
                    <td className="clause-cell">{unbroken(one.clause)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </WideBox>
        )}
      </Panel>
    </>
  );
}
