import type { TFunction } from 'i18next';
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Role } from '../../server/model/procedure.ts';
import type { Plan } from '../../server/wire/shapes.ts';
import { text } from '../i18n/index.ts';
import { Panel, WideBox } from '../shared/index.ts';
import { unbroken } from './clause.ts';
import { anchorOf } from './coverage.ts';
import { roleName } from '../../server/model/plan.ts';

const wordOf = (t: TFunction, plan: Plan, role: Role | 'starter'): string => {
  if (role === 'starter') return t('plans:person.starter');
  const name = roleName(plan, role);
  return name === null ? t(`shell:role.${role}`) : text(name);
};

/** Any of some roles, in the plan's own words; the whole name is the tip. */
export function Roles({
  plan,
  roles,
}: {
  readonly plan: Plan;
  readonly roles: readonly (Role | 'starter')[];
}): ReactNode {
  const { t } = useTranslation(['plans', 'shell']);
  return roles.map((role, index) => {
    const whole = plan.roles.find((one) => one.role === role)?.text;
    return (
      <Fragment key={role}>
        {index > 0 && t('or')}
        <span {...(whole === undefined ? {} : { title: text(whole) })}>{wordOf(t, plan, role)}</span>
      </Fragment>
    );
  });
}

/** Whom the plan means by each role. */
export function RolesTable({ plan }: { readonly plan: Plan }): ReactNode {
  const { t } = useTranslation(['plans', 'shell']);
  if (plan.roles.length === 0) return null;
  return (
    <Panel className="plan-part" title={t('step.roles')}>
      <WideBox label={t('step.roles')}>
        <table className="facts">
          <thead>
            <tr>
              <th scope="col">{t('step.role')}</th>
              <th scope="col">{t('step.called')}</th>
              <th scope="col">{t('clauseColumn')}</th>
            </tr>
          </thead>
          <tbody>
            {plan.roles.map((one) => (
              <tr key={one.role} id={anchorOf('steps', one.role)} tabIndex={-1}>
                <td>{t(`role.${one.role}`, { ns: 'shell' })}</td>
                <td>{text(one.text)}</td>
                <td className="clause-cell">{unbroken(one.clause)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </WideBox>
    </Panel>
  );
}
