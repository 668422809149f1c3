import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Plan } from '../../server/wire/shapes.ts';
import { text } from '../i18n/index.ts';
import { Panel, WideBox } from '../shared/index.ts';
import { LevelFilter, Levels, useChosenLevel } from './Levels.tsx';
import { Roles } from './Roles.tsx';
import { unbroken } from './clause.ts';
import { anchorOf } from './coverage.ts';
import { forLevel } from './procedure.ts';

/** What people may declare where the text leaves a level to judgement, and who may. */
export function DeclarationsSection({ plan }: { readonly plan: Plan }): ReactNode {
  const { t } = useTranslation('plans');
  const level = useChosenLevel(plan);
  if (plan.declarations.length === 0) return <p className="page-note">{t('empty.declarations')}</p>;
  const shown = forLevel(plan.declarations, level);
  return (
    <>
      <LevelFilter plan={plan} />
      <Panel className="plan-part" title={t('section.declarations')} remark={t('declaration.about')}>
        {shown.length === 0 ? (
          <p className="faint">{t('empty.level')}</p>
        ) : (
          <WideBox label={t('section.declarations')}>
            <table className="facts">
              <thead>
                <tr>
                  <th scope="col">{t('declaration.levels')}</th>
                  <th scope="col">{t('declaration.what')}</th>
                  <th scope="col">{t('declaration.by')}</th>
                  <th scope="col">{t('clauseColumn')}</th>
                </tr>
              </thead>
              <tbody>
                {shown.map((one) => (
                  <tr key={one.id} id={anchorOf('declarations', one.id)} tabIndex={-1}>
                    <td className="level-cell">
                      <Levels plan={plan} levels={one.levels} />
                    </td>
                    <td>
                      {text(one.text)} <code>{one.id}</code>
                    </td>
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
