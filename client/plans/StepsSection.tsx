import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Step } from '../../server/model/procedure.ts';
import type { Plan } from '../../server/wire/shapes.ts';
import { text } from '../i18n/index.ts';
import { Panel, WideBox } from '../shared/index.ts';
import { EscalationTable } from './EscalationTable.tsx';
import { LevelFilter, Levels, useChosenLevel } from './Levels.tsx';
import { Roles, RolesTable } from './Roles.tsx';
import { unbroken } from './clause.ts';
import { anchorOf } from './coverage.ts';
import { OCCASIONS, stepsByOccasion, type OccasionSteps } from './procedure.ts';
import { withinWords } from './within.ts';

function OccasionPanel({
  plan,
  of: { occasions, steps },
}: {
  readonly plan: Plan;
  readonly of: OccasionSteps;
}): ReactNode {
  const { t } = useTranslation('plans');
  // A step of several occasions is listed with each; the first has the anchor.
  const isFirst = ({ on }: Step): boolean => OCCASIONS.find((one) => on.includes(one)) === occasions[0];
  const title = occasions.map((one) => t(`occasion.${one}`)).join(t('and'));
  return (
    <Panel className="plan-part" title={title} remark={`${steps.length}`}>
      <WideBox label={title}>
        <table className="facts steps-table">
          <thead>
            <tr>
              <th scope="col" className="number">
                {t('step.order')}
              </th>
              <th scope="col">{t('level')}</th>
              <th scope="col">{t('step.act')}</th>
              <th scope="col">{t('step.what')}</th>
              <th scope="col">{t('step.by')}</th>
              <th scope="col">{t('step.within')}</th>
              <th scope="col">{t('clauseColumn')}</th>
            </tr>
          </thead>
          <tbody>
            {steps.map((step, index) => (
              <tr key={step.id} {...(isFirst(step) ? { id: anchorOf('steps', step.id), tabIndex: -1 } : {})}>
                <td className="number">{index + 1}</td>
                <td className="level-cell">
                  <Levels plan={plan} levels={step.levels} />
                </td>
                <td className="act-cell">
                  <strong>{t(`act.${step.act}`)}</strong>
                </td>
                <td>{text(step.text)}</td>
                <td>
                  <Roles plan={plan} roles={step.by} />
                </td>
                <td>{step.within === null ? '—' : <strong>{withinWords(t, plan, step.within)}</strong>}</td>
                <td className="clause-cell">{unbroken(step.clause)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </WideBox>
    </Panel>
  );
}

/** Who does what, within which time, to start, change and end a warning or response. */
export function StepsSection({ plan }: { readonly plan: Plan }): ReactNode {
  const { t } = useTranslation('plans');
  const level = useChosenLevel(plan);
  const groups = stepsByOccasion(plan, level);
  return (
    <>
      {plan.steps.length === 0 ? <p className="page-note">{t('empty.steps')}</p> : <LevelFilter plan={plan} />}
      {plan.steps.length > 0 && groups.length === 0 && <p className="page-note">{t('empty.level')}</p>}
      {groups.map((group) => (
        <OccasionPanel key={group.occasions.join(' ')} plan={plan} of={group} />
      ))}
      <EscalationTable plan={plan} />
      <RolesTable plan={plan} />
    </>
  );
}
