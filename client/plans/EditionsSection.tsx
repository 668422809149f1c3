import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { JudgedPlan } from '../../server/wire/shapes.ts';
import { text } from '../i18n/index.ts';
import { Panel, WideBox } from '../shared/index.ts';
import { viewEditions } from './procedure.ts';

/** Every edition of the plan's document, and which one holds on a local date (`YYYY-MM-DD`). */
export function EditionsSection({ plan, date }: { readonly plan: JudgedPlan; readonly date: string }): ReactNode {
  const { t } = useTranslation('plans');
  return (
    <Panel className="plan-part" title={t('section.editions')} remark={date}>
      <WideBox label={t('section.editions')}>
        <table className="facts edition-table">
          <thead>
            <tr>
              <th scope="col">{t('edition.id')}</th>
              <th scope="col">{t('edition.state')}</th>
              <th scope="col">{t('edition.number')}</th>
              <th scope="col">{t('edition.publisher')}</th>
              <th scope="col">{t('edition.issued')}</th>
              <th scope="col">{t('edition.from')}</th>
              <th scope="col">{t('edition.until')}</th>
              <th scope="col">{t('edition.rules')}</th>
            </tr>
          </thead>
          <tbody>
            {viewEditions(plan, date).map(({ edition, until, state, rules }) => (
              <tr key={edition.id} aria-current={state === 'present' ? 'true' : undefined}>
                <td>{edition.id}</td>
                <td>
                  {state === 'present' ? (
                    <strong className="edition-present">{t('edition.present')}</strong>
                  ) : (
                    <span className="faint">{t(`edition.${state}`)}</span>
                  )}
                </td>
                <td>{edition.number}</td>
                <td>{text(edition.publisher)}</td>
                <td className="date-cell">{edition.issued}</td>
                <td className="date-cell">{edition.from}</td>
                <td className="date-cell">{until ?? '—'}</td>
                <td>
                  {rules.length === 0 ? (
                    <span className="faint">{t('edition.noRules')}</span>
                  ) : (
                    rules.map((rule) => text(rule.title)).join(t('and'))
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </WideBox>
    </Panel>
  );
}
