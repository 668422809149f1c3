import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Plan } from '../../server/wire/shapes.ts';
import { formatAge, text } from '../i18n/index.ts';
import { Panel, WideBox } from '../shared/index.ts';
import { Levels } from './Levels.tsx';
import { Roles } from './Roles.tsx';

/** Who is told when nobody acts: the centre's own order. Says nothing where there is none. */
export function EscalationTable({ plan }: { readonly plan: Plan }): ReactNode {
  const { t } = useTranslation('plans');
  const { escalation } = plan;
  if (escalation === null) return null;
  return (
    <Panel className="plan-part" title={t('escalation.title')}>
      <p className="interpretation">{text(escalation.interpretation)}</p>
      <WideBox label={t('escalation.title')}>
        <table className="facts">
          <thead>
            <tr>
              <th scope="col">{t('level')}</th>
              {escalation.ladder.map((role) => (
                <th key={role} scope="col">
                  <Roles plan={plan} roles={[role]} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {plan.levels.map(({ id }) => {
              const afterMs = escalation.afterMs[id];
              return (
                <tr key={id}>
                  <td className="level-cell">
                    <Levels plan={plan} levels={[id]} />
                  </td>
                  {escalation.ladder.map((role, i) => (
                    <td key={role}>
                      {afterMs === undefined ? '—' : t('escalation.after', { age: formatAge(afterMs * (i + 1)) })}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </WideBox>
      <p>{t(escalation.overdue ? 'escalation.overdue' : 'escalation.overdueNot')}</p>
    </Panel>
  );
}
