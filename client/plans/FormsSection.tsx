import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Field } from '../../server/model/procedure.ts';
import type { JudgedPlan } from '../../server/wire/shapes.ts';
import { text } from '../i18n/index.ts';
import { Panel, WideBox } from '../shared/index.ts';
import { unbroken } from './clause.ts';
import { anchorOf } from './coverage.ts';

function TypeWords({ field }: { readonly field: Field }): ReactNode {
  const { t } = useTranslation('plans');
  return (
    <>
      {t(`fieldType.${field.type}`)}
      {field.unit !== null && ` · ${text(field.unit)}`}
      {field.options.length > 0 && (
        <ul>
          {field.options.map((option) => (
            <li key={option.value}>
              {option.value} · {text(option.text)}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** The forms with which people report facts: every field, the metric of its readings, and where to file. */
export function FormsSection({ plan }: { readonly plan: JudgedPlan }): ReactNode {
  const { t } = useTranslation('plans');
  if (plan.forms.length === 0) return <p className="page-note">{t('empty.forms')}</p>;
  return (
    <>
      <p className="plan-about">{t('form.about')}</p>
      {plan.forms.map((form) => (
        <Panel
          key={form.id}
          className="plan-part"
          title={text(form.title)}
          remark={t('clause', { clause: form.clause })}
        >
          <p id={anchorOf('forms', form.id)} tabIndex={-1}>
            <Link
              className="quiet-button"
              to={`/reports?${new URLSearchParams({ plan: plan.id, form: form.id }).toString()}`}
            >
              {t('form.file')}
            </Link>{' '}
            <code>{form.id}</code>
          </p>
          <WideBox label={text(form.title)}>
            <table className="facts">
              <thead>
                <tr>
                  <th scope="col">{t('form.field')}</th>
                  <th scope="col">{t('form.type')}</th>
                  <th scope="col">{t('form.metric')}</th>
                  <th scope="col">{t('clauseColumn')}</th>
                </tr>
              </thead>
              <tbody>
                {form.fields.map((field) => (
                  <tr key={field.id}>
                    <td>
                      {text(field.title)} <code>{field.id}</code>
                    </td>
                    <td>
                      <TypeWords field={field} />
                    </td>
                    <td>
                      {field.metric === null ? (
                        <span className="faint">{t('form.noMetric')}</span>
                      ) : (
                        <code>{field.metric}</code>
                      )}
                    </td>
                    <td className="clause-cell">{unbroken(field.clause)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </WideBox>
        </Panel>
      ))}
    </>
  );
}
